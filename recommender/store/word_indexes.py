"""Makes the indexes of the words of titles and names, and of those words that overviews use."""

from collections.abc import Iterable, Sequence

from recommender.movie import Movie
from recommender.spelling import stem, tokens, words_of
from recommender.store.phrases import Phrases


def make_indexes(movies: Sequence[Movie], names: Sequence[str]) -> dict[str, Phrases]:
    """The indexes of the titles of ``movies`` and of the ``names`` of people."""
    titles = [(words_of(movie.title), row) for row, movie in enumerate(movies)]
    forms = [(form, row) for words, row in titles for form in (words, stem(words))]
    people = [([token.word for token in tokens(name)], number) for number, name in enumerate(names)]
    single = {form[0] for form, _ in forms if len(form) == 1}
    ordinary, mentioned = _words_in(movies, single.union(*(words for words, _ in people)))
    return {
        "titles": Phrases.of((" ".join(form), row) for form, row in forms),
        "joined titles": Phrases.of(("".join(form), row) for form, row in forms),
        "names": Phrases.of((" ".join(words), number) for words, number in people if words),
        "name words": Phrases.of(
            (word, number) for words, number in people if words for word in (words[0], words[-1])
        ),
        "ordinary": Phrases.of((word, 0) for word in ordinary),
        "mentioned": Phrases.of((word, 0) for word in mentioned),
    }


def _words_in(movies: Iterable[Movie], wanted: set[str]) -> tuple[set[str], set[str]]:
    """Which ``wanted`` words are in the overviews in small letters, and which in any letters."""
    ordinary, mentioned = set(), set()
    # Most words occur often: it is twenty times faster to look at each once.
    for text in {part for movie in movies for part in movie.overview.split()}:
        for token in tokens(text):
            if token.word in wanted:
                mentioned.add(token.word)
                spelt = text[token.start : token.end]
                if spelt == spelt.lower():
                    ordinary.add(token.word)
    return ordinary, mentioned

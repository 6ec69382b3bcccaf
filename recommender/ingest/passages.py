"""Makes the passages of movies: texts and pieces of texts that a model reads whole."""

import textwrap
from collections import Counter
from collections.abc import Iterable

from recommender.movie import Movie, Text, genre_key_text
from recommender.store.schema import Passage, passage_id
from recommender.text import sentences

SURELY_READ = 1_200
"""Characters. The usual model reads 384 tokens, and English has more than 4 characters a token."""
LONGEST_PIECE = 600
"""Characters of a piece of a longer text."""
MOST_ALIKE = 100
"""How many passages may have the same text. More say nothing about one movie, and harm the index, where equal
vectors link only to each other: 200 do no harm, 500 hide up to 45 of 3,000 other rows, and 1,000 once hid 343
of 1,000."""


def all_passages(movies: Iterable[Movie]) -> tuple[list[Passage], int]:
    """The passages of all movies, and how many were left out because too many movies have the same text."""
    passages = [passage for movie in movies for passage in passages_of(movie)]
    # Models do not tell small letters from capitals.
    alike = Counter(passage.text.casefold() for passage in passages)
    kept = [passage for passage in passages if alike[passage.text.casefold()] <= MOST_ALIKE]
    return kept, len(passages) - len(kept)


def passages_of(movie: Movie) -> list[Passage]:
    """The passages of a movie.

    A plot is always split, because a question is about a part of it. Another text is one passage, and split
    only if the model might not read its end. An overview has a vector already, which is that of its
    beginning; so only a long one has passages.
    """
    passages: list[Passage] = []
    numbers: Counter[str] = Counter()
    for one in (*movie.texts, Text("overview", movie.overview)):
        if one.kind == "plot" or len(one.text) > SURELY_READ:
            parts = pieces(one.text)
        else:
            parts = [] if one.kind == "overview" else [one.text]
        for part in filter(None, parts):
            numbers[one.kind] += 1
            passages.append(
                Passage(passage_id(movie.id, one.kind, numbers[one.kind]), movie.id, one.kind, part)
            )
    return passages


def pieces(text: str) -> list[str]:
    """A text in pieces of whole sentences; a sentence that is longer than a piece is cut at blanks."""
    made: list[str] = []
    for sentence in sentences(" ".join(text.split())):
        whole = len(sentence) <= LONGEST_PIECE
        for part in [sentence] if whole else textwrap.wrap(sentence, LONGEST_PIECE, break_on_hyphens=False):
            if made and len(made[-1]) + 1 + len(part) <= LONGEST_PIECE:
                made[-1] += f" {part}"
            else:
                made.append(part)
    return made


def embedded_texts(movies: Iterable[Movie]) -> list[str]:
    """Every text that an ingest of these movies embeds: overviews, passages, and the names of genre keys."""
    movies = list(movies)
    texts = [movie.overview for movie in movies]
    texts += [passage.text for passage in all_passages(movies)[0]]
    return list(dict.fromkeys(texts + sorted({genre_key_text(movie.genre_key) for movie in movies})))

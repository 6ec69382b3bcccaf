"""The reason for an answer: the overview's sentence that fits best, and the words that match."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from recommender.movie import Movie
from recommender.search.preamble import essence
from recommender.store.lexicon import searched_text
from recommender.text import sentences
from recommender.words import telling_words, words

_CLAUSE_END = re.compile(r"[,;:–—)]$")


def best_sentences(question: str, texts: Sequence[str]) -> list[str]:
    """For each text, its sentence with the most words of the question; '' for an empty text.

    The first of several equal sentences is taken. Every word counts the same. Two alternatives agreed less
    often with the model's own choice: weights by rarity (BM25, inverse document frequency), and the model's
    token embeddings.
    """
    asked = frozenset(telling_words(essence(question)))
    return [
        max(sentences(text), key=lambda part: len(asked.intersection(words(part))), default="")
        for text in texts
    ]


def matched_words(question: str, movie: Movie, texts: Sequence[str] = ()) -> tuple[str, ...]:
    """The question's words, in lower case and in order, that ``movie`` or its further ``texts`` have.

    Title, genres, people and overview are compared, too, and all words by their stems. Words such as "who" or
    "film" do not count.
    """
    known = frozenset(words(searched_text(movie, texts)))
    return tuple(word for stem, word in telling_words(essence(question)).items() if stem in known)


def shortened(sentence: str, question: str, width: int) -> str:
    """At most ``width`` characters of ``sentence``: the part with the most matching words.

    An ellipsis marks each omission. Of equal parts, the first that starts a clause is taken. A word is cut
    only when no whole word fits.
    """
    if len(sentence) <= width:
        return sentence
    parts = sentence.split()
    asked = telling_words(essence(question))
    matches = [0, *accumulate(not asked.keys().isdisjoint(words(part)) for part in parts)]
    ends = list(accumulate(len(part) + 1 for part in parts))
    room = width - len("… ") - len(" …")
    best, chosen = (-1, False), range(0)
    for start, begin in enumerate([0, *ends[:-1]]):
        stop = bisect_right(ends, begin + room + 1)
        clause = start == 0 or bool(_CLAUSE_END.search(parts[start - 1]))
        score = (matches[stop] - matches[start], clause)
        if stop > start and score > best:
            best, chosen = score, range(start, stop)
    if not chosen:
        return sentence[: max(width - 1, 0)] + "…"
    body = " ".join(parts[index] for index in chosen)
    return f"{'… ' if chosen.start else ''}{body}{' …' if chosen.stop < len(parts) else ''}"

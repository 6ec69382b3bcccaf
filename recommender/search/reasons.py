"""The reason for an answer: the overview's sentence that fits best, and the words that match."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from itertools import accumulate

from recommender.movie import Movie
from recommender.search.words import candidate_text, essence, words
from recommender.text import sentences

_WORD = re.compile(r"\b\w\w+\b")
_CLAUSE_END = re.compile(r"[,;:–—)]$")


# Words about the medium, pronouns and all-purpose verbs: a match of these explains nothing.
_TELLING_NOTHING = frozenset(
    """
    film films movie movies one ones someone something thing things
    come comes get gets getting go goes going got make makes
    """.split()  # noqa: SIM905
)


def best_sentences(question: str, overviews: Sequence[str]) -> list[str]:
    """For each overview, its sentence with the most words of the question; '' for an empty overview.

    The first of several equal sentences is taken. Every word counts the same. Two alternatives agreed less
    often with the model's own choice: weights by rarity (BM25, inverse document frequency), and the model's
    token embeddings.
    """
    asked = frozenset(_telling(question))
    return [
        max(sentences(overview), key=lambda part: len(asked.intersection(words(part))), default="")
        for overview in overviews
    ]


def matched_words(question: str, movie: Movie) -> tuple[str, ...]:
    """The question's words, in lower case and in order, that ``movie`` has in some form.

    Title, genres, people and overview are compared by stem. Words such as "who" or "film" do not count.
    """
    known = frozenset(words(candidate_text(movie)))
    return tuple(word for stem, word in _telling(question).items() if stem in known)


def shortened(sentence: str, question: str, width: int) -> str:
    """At most ``width`` characters of ``sentence``: the part with the most matching words.

    An ellipsis marks each omission. Of equal parts, the first that starts a clause is taken. A word is cut
    only when no whole word fits.
    """
    if len(sentence) <= width:
        return sentence
    parts = sentence.split()
    asked = _telling(question)
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


def _telling(question: str) -> dict[str, str]:
    """The stems of the question's meaningful words, in order, each with the word in lower case."""
    stems: dict[str, str] = {}
    for word in _WORD.findall(essence(question).lower()):
        if word not in _stop_words():
            for stem in words(word):
                stems.setdefault(stem, word)
    return stems


@cache
def _stop_words() -> frozenset[str]:
    from bm25s.stopwords import STOPWORDS_EN_PLUS

    return _TELLING_NOTHING.union(STOPWORDS_EN_PLUS)

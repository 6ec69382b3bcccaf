"""The words of a text as they are compared: stems, without words that say nothing about a movie."""

import re
import threading
from functools import cache, lru_cache
from typing import Any

_WORD = re.compile(r"\b\w\w+\b")
_MEDIUM = frozenset(
    """
    actor actors actress actresses cast character characters cinema cinematic director directed directs
    directorial dvd film filmed filming films flick flicks footage genre movie movies picture plot produced
    producer released remember scene scenes screen screenplay seen star starred starring stars stories story
    title titled tv video vhs viewer viewers watch watched watching writer written wrote
    also anybody anyone called come comes could find get gets getting go goes going got know like likes look
    looking looks make makes name named one ones please recall recommend remembered remind somebody someone
    something suggest thing things think trying two want whose would
    """.split()  # noqa: SIM905
)
"""Words about films and about asking for one, pronouns and all-purpose verbs."""


@lru_cache(maxsize=20_000)
def words(text: str) -> tuple[str, ...]:
    """The stems of a text's words in order, without English stop words."""
    return tuple(_stem(word) for word in _WORD.findall(text.lower()) if word not in stop_words())


def telling_words(text: str) -> dict[str, str]:
    """The same stems, each once, with the word in lower case as it stands in the text."""
    stems: dict[str, str] = {}
    for word in _WORD.findall(text.lower()):
        if word not in stop_words():
            stems.setdefault(_stem(word), word)
    return stems


@cache
def stop_words() -> frozenset[str]:
    """The one list of words that neither match nor explain a match."""
    from bm25s.stopwords import STOPWORDS_EN_PLUS

    return _MEDIUM.union(STOPWORDS_EN_PLUS)


@lru_cache(maxsize=200_000)
def _stem(word: str) -> str:
    stem: str = _stemmer().stemWord(word)
    return stem


_local = threading.local()


def _stemmer() -> Any:
    """The stemmer of this thread: PyStemmer is not thread-safe (https://pypi.org/project/PyStemmer/)."""
    import Stemmer

    if not hasattr(_local, "stemmer"):
        _local.stemmer = Stemmer.Stemmer("english")
    return _local.stemmer

"""The words of texts, and BM25 scores for candidates."""

import re
import threading
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

import numpy as np

from recommender.movie import Movie
from recommender.vectors import Scores

_WORD = re.compile(r"\b\w\w+\b")
_LONGEST_PREAMBLE = 300
"""Characters. On a long row of "please" the pattern would backtrack for too long."""
_OTHER = ""


# Words before the plot itself, such as "I'm looking for a film where". They match nothing in an overview.
_PREAMBLE = re.compile(
    r"""^\W*
    (?:(?:hi|hello|hey|please|um|so|ok|okay|help)\W+)*
    (?:(?:can|could)\s+(?:you|anyone|someone|anybody|somebody)\s+)?
    (?:(?:please|help\s+me(?:\s+to)?)\s+)*
    (?:(?:find|recommend|suggest|name|remember|identify)\s+(?:me\s+)?|what(?:'s|\s+is|\s+was)\s+|which\s+|
       (?:i'?m|i\s+am|we'?re)\s+(?:looking|searching|trying)\s+(?:for|to\s+(?:find|remember|think\s+of))\s+|
       (?:looking|searching)\s+for\s+|trying\s+to\s+(?:find|remember)\s+|i\s+(?:want|need)(?:\s+to\s+(?:see|watch|find))?\s+|
       there'?s\s+|there\s+(?:is|was)\s+)?
    (?:the\s+name\s+of\s+)?
    (?:a|an|the|that|this|some|one)?\s*(?:film|movie|one|flick|picture)s?
    \s+(?:in\s+which|where|when|with|about|that\s+has)\s+(?=\w)""",
    re.IGNORECASE | re.VERBOSE,
)


class WordIndex:
    """BM25 over texts, each given as its words: a rare word counts more.

    Lucene's variant, by bm25s (https://bm25s.github.io).
    """

    def __init__(self, documents: Sequence[Sequence[str]]) -> None:
        """Index ``documents``."""
        import bm25s

        self._count = len(documents)
        self._known = {word for document in documents for word in document}
        self._index = bm25s.BM25()
        if self._known:
            self._index.index(documents, show_progress=False)

    def scores(self, question: Sequence[str]) -> Scores:
        """The score of each text (n); all 0 if no text has a word of the question."""
        known = [word for word in question if word in self._known]
        if not known:
            return np.zeros(self._count, dtype=np.float32)
        return np.asarray(self._index.get_scores(known), dtype=np.float32)


def essence(question: str) -> str:
    """The question without a preamble such as "I'm looking for a film where"."""
    return _PREAMBLE.sub("", question[:_LONGEST_PREAMBLE], count=1) + question[_LONGEST_PREAMBLE:]


def candidate_text(movie: Movie) -> str:
    """The text that a question's words are compared with: title, genres, people and overview."""
    people = " ".join(movie.directors + movie.cast)
    return f"{movie.title} {' '.join(movie.genres)} {people} {movie.overview}"


def word_scores(question: str, texts: Sequence[str]) -> Scores:
    """The BM25 score of each text (n) for ``question``, among these texts.

    Words that are not in the question affect the scores only by their number. So they are indexed as one
    word, which takes a tenth of the time.
    """
    asked = words(question)
    known = frozenset(asked)
    documents = [[word if word in known else _OTHER for word in words(text)] for text in texts]
    return WordIndex(documents).scores(asked)


@lru_cache(maxsize=20_000)
def words(text: str) -> tuple[str, ...]:
    """The stems of a text's words in order, without English stop words, as ``bm25s.tokenize`` gives them."""
    return tuple(_stem(word) for word in _WORD.findall(text.lower()) if word not in _stop_words())


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


@cache
def _stop_words() -> frozenset[str]:
    from bm25s.stopwords import STOPWORDS_EN

    return frozenset(STOPWORDS_EN)

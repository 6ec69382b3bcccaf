"""Ordering candidates by several signals at once; pure functions, the same answer every time."""

import re
from collections.abc import Sequence

import numpy as np

from recommender.arrays import Scores, Vectors
from recommender.records import Movie, Weights

# What people say before they say what happens: it resembles nothing in a plot.
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


def essence(question: str) -> str:
    """The question without a preamble such as "I'm looking for a film where"."""
    return _PREAMBLE.sub("", question, count=1)


def candidate_text(movie: Movie) -> str:
    """What the words of a question are compared with: title, genres, people and overview."""
    people = " ".join(movie.directors + movie.cast)
    return f"{movie.title} {' '.join(movie.genres)} {people} {movie.overview}"


class WordIndex:
    """BM25 over some texts, a word counting the more the fewer of these texts have it.

    Lucene's variant of BM25, English stop words, Snowball stems, by bm25s (https://bm25s.github.io).
    """

    def __init__(self, texts: Sequence[str]) -> None:
        """Index ``texts``, at least one."""
        import bm25s

        documents = self._words(texts)
        self._count = len(documents)
        self._known = {word for document in documents for word in document}
        self._index = bm25s.BM25()
        self._index.index(documents, show_progress=False)

    def scores(self, question: str) -> Scores:
        """The score (n) of each text; all 0 for a question without a word that any text has."""
        (words,) = self._words([question])
        known = [word for word in words if word in self._known]
        if not known:
            return np.zeros(self._count, dtype=np.float32)
        return np.asarray(self._index.get_scores(known), dtype=np.float32)

    @staticmethod
    def _words(texts: Sequence[str]) -> list[list[str]]:
        import bm25s
        import Stemmer

        stemmer = Stemmer.Stemmer("english")
        words: list[list[str]] = bm25s.tokenize(
            list(texts), stopwords="english", stemmer=stemmer, return_ids=False, show_progress=False
        )
        return words


def standardised(scores: Scores) -> Scores:
    """``scores`` with mean 0 and standard deviation 1; all 0 when they are all the same."""
    spread = float(scores.std()) if len(scores) else 0.0
    if spread < 1e-7:
        return np.zeros(len(scores), dtype=np.float32)
    return np.asarray((scores - scores.mean()) / spread, dtype=np.float32)


def fuse(plot: Scores, words: Scores, genres: Scores, weights: Weights) -> Scores:
    """One score (n) per candidate from its signals (n each): see ``Weights``."""
    score: Scores = (
        weights.plot * standardised(plot) + weights.words * standardised(words) + weights.genres * genres
    )
    return score


def ranked(scores: Scores, ids: Sequence[str]) -> list[int]:
    """Indices by falling score; equal scores in order of id, so that ties never depend on luck."""
    return sorted(range(len(ids)), key=lambda index: (-float(scores[index]), ids[index]))


def diversify(scores: Scores, vectors: Vectors, variety: float) -> list[int]:
    """All indices, best first, those like an earlier one put back.

    Maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998): each next choice maximises
    (1 - variety) x score - variety x greatest cosine to those chosen, with ``scores`` (n) scaled to
    0..1; ``vectors`` (n, d) are unit rows. ``variety`` 0 gives the order of the scores.
    """
    scaled = (scores - scores.min()) / (np.ptp(scores) or 1.0)
    nearest = np.zeros(len(scores), dtype=np.float32)
    remaining = list(range(len(scores)))
    chosen: list[int] = []
    while remaining:
        gains = (1 - variety) * scaled[remaining] - variety * nearest[remaining]
        chosen.append(remaining.pop(int(np.argmax(gains))))
        nearest = np.maximum(nearest, vectors @ vectors[chosen[-1]])
    return chosen


def without_repeats(order: Sequence[int], movies: Sequence[Movie]) -> list[int]:
    """``order`` without movies whose title and year an earlier one has."""
    seen: set[tuple[str, int | None]] = set()
    kept = []
    for index in order:
        name = (movies[index].title.casefold(), movies[index].year)
        if name not in seen:
            seen.add(name)
            kept.append(index)
    return kept


def sentences(text: str) -> list[str]:
    """A text's sentences, in order."""
    return [part for part in re.split(r"(?<=[.!?])[\"'”’]?\s+(?=\S)", text.strip()) if part]

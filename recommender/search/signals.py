"""The signals that rank candidates. Each has a name and a function; ``fusion.py`` weighs them.

To add a signal, write a function, add a line to ``SIGNALS``, and fit the weights again: see ``fusion.py``.
Answers, tables, JSON, CSV, ``--explain`` and ``evaluate`` read that table.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from recommender.search.target import Candidates, Target, met_by
from recommender.vectors import Scores, standardised

LOW_RATING = 5.0


@dataclass(frozen=True, slots=True)
class Signal:
    """One score for each candidate."""

    name: str
    scores: Callable[[Target, Candidates], Scores | None]
    """Computes the scores (n) that are shown; ``None`` when the signal does not apply to the target, or
    the catalogue lacks what it needs."""
    ranking: Callable[[Target, Scores], Scores]
    """Turns the scores into what they add to the total, before the weight."""


def plot(target: Target, candidates: Candidates) -> Scores | None:
    """The cosine of each movie to the whole text."""
    return None if target.vector is None else candidates.similarities[:, 0]


def best_sentence(target: Target, candidates: Candidates) -> Scores | None:
    """The greatest cosine of each movie to a sentence of the text: a scene that somebody remembers well.

    A text of one sentence has the cosine of the whole.
    """
    return None if target.vector is None else _parts(candidates).max(axis=1)


def mean_sentence(target: Target, candidates: Candidates) -> Scores | None:
    """The mean cosine of each movie to the sentences of the text."""
    return None if target.vector is None else _parts(candidates).mean(axis=1)


def _parts(candidates: Candidates) -> Scores:
    return candidates.similarities[:, 1:] if candidates.similarities.shape[1] > 1 else candidates.similarities


def words(target: Target, candidates: Candidates) -> Scores | None:
    """BM25 of the text's words in each movie (``searched_text``), as a share of the best score."""
    if not target.stems:
        return None
    scores = candidates.lexicon.scores(target.stems)[candidates.rows]
    return np.asarray(scores / (scores.max(initial=0.0) or 1.0), dtype=np.float32)


def coverage(target: Target, candidates: Candidates) -> Scores | None:
    """The share of the text's words that each movie has; rare words count more."""
    return candidates.lexicon.coverage(target.stems, candidates.rows) if target.stems else None


def genre_fit(target: Target, candidates: Candidates) -> Scores | None:
    """The share of the wished genres that a movie has."""
    if not target.wish.genres:
        return None
    genres = candidates.facts.genres
    have = [np.isin(candidates.rows, genres.rows_of(wished)) for wished in target.wish.genres]
    return np.asarray(np.mean(have, axis=0), dtype=np.float32)


def met(target: Target, candidates: Candidates, *, signal: str) -> Scores | None:
    """The share of one signal's preferences that a movie meets, by their weights."""
    preferred = [one for one in target.preferred if one.signal == signal]
    if not preferred:
        return None
    found = met_by(preferred, len(candidates.facts))[candidates.rows]
    return np.asarray(found / np.float32(sum(one.weight for one in preferred)), dtype=np.float32)


def votes(target: Target, candidates: Candidates) -> Scores | None:
    """The logarithm of the number of votes, as a share of the greatest; an unknown number is the mean."""
    if target.vector is None:
        return None
    counts = np.log1p(candidates.facts.numbers("vote_count")[candidates.rows])
    known = ~np.isnan(counts)
    if not known.any():
        return None
    counts = np.where(known, counts, counts[known].mean())
    return np.asarray(counts / (counts.max() or 1.0), dtype=np.float32)


def rating(target: Target, candidates: Candidates) -> Scores | None:
    """The rating from 0 to 1, where there is nothing else to rank by. An unknown one counts as a low one."""
    if target.vector is not None:
        return None
    ratings = candidates.facts.numbers("vote_average")[candidates.rows]
    return np.asarray(np.where(np.isnan(ratings), LOW_RATING, ratings) / 10, dtype=np.float32)


def _standardised(_target: Target, scores: Scores) -> Scores:
    """Each score in standard deviations above the mean of the candidates."""
    return standardised(scores)


def _by_share_of_wish(target: Target, scores: Scores) -> Scores:
    """Genres decide the order for "a funny western", but hardly matter for a plot with a hint of a genre.

    Squared, so that one of two wished genres counts for a quarter: a comedy that is not a western is hardly
    an answer to "a funny western".
    """
    return np.asarray(target.wish.share * scores**2, dtype=np.float32)


def _by_weights(target: Target, scores: Scores, *, signal: str) -> Scores:
    return np.asarray(
        scores * np.float32(sum(one.weight for one in target.preferred if one.signal == signal)),
        dtype=np.float32,
    )


def _preferences(name: str) -> Signal:
    return Signal(name, partial(met, signal=name), partial(_by_weights, signal=name))


SIGNALS = (
    Signal("plot", plot, _standardised),
    Signal("best_sentence", best_sentence, _standardised),
    Signal("mean_sentence", mean_sentence, _standardised),
    Signal("words", words, _standardised),
    Signal("coverage", coverage, _standardised),
    Signal("genre_fit", genre_fit, _by_share_of_wish),
    _preferences("year"),
    _preferences("people"),
    _preferences("facts"),
    Signal("votes", votes, _standardised),
    Signal("rating", rating, _standardised),
)

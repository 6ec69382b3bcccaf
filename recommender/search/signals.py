"""The signals that rank candidates. Each has a name, a function and a weight.

To add a signal, write a function and add a line to ``SIGNALS``. Answers, tables, JSON, CSV, ``--explain``
and ``evaluate`` read that table.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from recommender.movie import Movie
from recommender.search.result import SearchOptions, Wish
from recommender.search.wishes import wished_share
from recommender.search.words import candidate_text, word_scores
from recommender.vectors import Scores, Vectors, standardised

LOW_RATING = 5.0


@dataclass(frozen=True, slots=True)
class Preference:
    """Movies that come first, for one reason."""

    ids: frozenset[str]
    weight: float
    """In standard deviations of the plot's and the words' scores."""


@dataclass(frozen=True, slots=True)
class Target:
    """What candidates are compared with: a text, its vector (dimension,) and the genres it asks for."""

    text: str
    """Empty when only the vector is known, as for a movie named by ``unlike``."""
    vector: Vectors | None
    """``None`` when nothing but facts is known."""
    wish: Wish
    preferred: tuple[Preference, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidates:
    """The n movies to rank."""

    movies: Sequence[Movie]
    similarities: Scores
    """The cosine of each overview to the target's vector (n)."""


@dataclass(frozen=True, slots=True)
class Signal:
    """One score for each candidate."""

    name: str
    weight: float
    """Its default weight in the ranking.

    Chosen with ``data/queries.tsv``; the even and the odd half of the questions agree on it.
    """
    scores: Callable[[Target, Candidates], Scores | None]
    """Computes the scores (n) that are shown; ``None`` when the signal does not apply to the target."""
    ranking: Callable[[Target, Scores], Scores]
    """Turns the scores into what they add to the total, before the weight."""


def plot(target: Target, candidates: Candidates) -> Scores | None:
    """The cosine of each overview to the target."""
    return None if target.vector is None else candidates.similarities


def words(target: Target, candidates: Candidates) -> Scores | None:
    """BM25 of the target's words in a movie's text (``candidate_text``), as a share of the best score."""
    if not target.text:
        return None
    scores = word_scores(target.text, [candidate_text(movie) for movie in candidates.movies])
    return np.asarray(scores / (float(scores.max()) or 1.0), dtype=np.float32)


def genre_fit(target: Target, candidates: Candidates) -> Scores | None:
    """The share of the wished genres that a movie has."""
    if not target.wish.genres:
        return None
    shares = [wished_share(target.wish, movie.genres) for movie in candidates.movies]
    return np.array(shares, dtype=np.float32)


def facts(target: Target, candidates: Candidates) -> Scores | None:
    """The share of the preferences that a movie meets, by their weights."""
    if not target.preferred:
        return None
    met = [sum(one.weight for one in target.preferred if movie.id in one.ids) for movie in candidates.movies]
    return np.array(met, dtype=np.float32) / np.float32(sum(one.weight for one in target.preferred))


def rating(target: Target, candidates: Candidates) -> Scores | None:
    """The rating from 0 to 1, where there is nothing else to rank by. An unknown one counts as a low one."""
    if target.vector is not None:
        return None
    return np.array(
        [(movie.vote_average or LOW_RATING) / 10 for movie in candidates.movies], dtype=np.float32
    )


def _standardised(_target: Target, scores: Scores) -> Scores:
    """Each score in standard deviations above the mean of the candidates."""
    return standardised(scores)


def _by_share_of_wish(target: Target, scores: Scores) -> Scores:
    """Genres decide the order for "a funny western", but hardly matter for a plot with a hint of a genre.

    Squared, so that one of two wished genres counts for a quarter: a comedy that is not a western is hardly
    an answer to "a funny western".
    """
    return np.asarray(target.wish.share * scores**2, dtype=np.float32)


def _by_weights(target: Target, scores: Scores) -> Scores:
    return np.asarray(scores * np.float32(sum(one.weight for one in target.preferred)), dtype=np.float32)


SIGNALS = (
    Signal("plot", 1.0, plot, _standardised),
    Signal("words", 1.0, words, _standardised),
    Signal("genre_fit", 10.0, genre_fit, _by_share_of_wish),
    Signal("facts", 1.0, facts, _by_weights),
    Signal("rating", 1.0, rating, _standardised),
)
WEIGHTS: Mapping[str, float] = {signal.name: signal.weight for signal in SIGNALS}


def weights_of(options: SearchOptions) -> Mapping[str, float]:
    """The weight of every signal; raises ``ValueError`` for an unknown signal."""
    if unknown := options.weights.keys() - WEIGHTS.keys():
        raise ValueError(f"there is no signal {min(unknown)}; the signals are {', '.join(WEIGHTS)}")
    return {**WEIGHTS, **options.weights}


def score(
    target: Target, candidates: Candidates, options: SearchOptions
) -> tuple[Scores, dict[str, Scores | None]]:
    """How well n candidates fit: one total each (n) to rank by, and the scores of every signal by name.

    A signal with weight 0 is not computed.
    """
    weights = weights_of(options)
    total = np.zeros(len(candidates.movies), dtype=np.float32)
    scores: dict[str, Scores | None] = {}
    for signal in SIGNALS:
        found = signal.scores(target, candidates) if weights[signal.name] else None
        if found is not None:
            total = total + weights[signal.name] * signal.ranking(target, found)
        scores[signal.name] = found
    return total, scores

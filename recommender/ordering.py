"""From candidates to answers: ordered by all signals, what is not wanted pushed back, likeness avoided."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from recommender.arrays import Scores, Vectors
from recommender.errors import STORE_CHANGED, StoreError
from recommender.plans import FilteredSearch, Ranked
from recommender.ranking import candidate_text, diversify, fuse, ranked, without_repeats, word_scores
from recommender.reasons import best_sentences, matched_words
from recommender.records import Movie, Recommendation, SearchOptions, Weights, Wish
from recommender.store import Store
from recommender.wishes import genre_fit

DIVERSIFIED = 60
"""How many of the best are put in an order that avoids likeness; the rest follow as they are."""
AVOIDANCE = 0.5
"""What fitting something unwanted counts, where fitting the description counts 1.

Measured by ``tests/benchmarks/examples.py`` with twelve unwanted things: 0.010 of the first five mention what
is unwanted instead of 0.036, and 2 of 194 right answers that do not are pushed out with it; with 0.25 it is
0.016 and 1.
"""


@dataclass(frozen=True, slots=True)
class Target:
    """Something that movies may fit: a text, its vector (dimension,) and the genres it asks for."""

    text: str
    """Empty for what is known by its vector alone, such as a movie to resemble."""
    vector: Vectors
    wish: Wish


@dataclass(frozen=True, slots=True)
class Signals:
    """How well each of n candidates fits a target, by each of three signals (n)."""

    plot: Scores
    words: Scores
    genres: Scores

    def fused(self, wish: Wish, weights: Weights) -> Scores:
        """One score for each candidate."""
        return fuse(self.plot, self.words, wish.share * self.genres, weights)


class Orderer:
    """Orders candidates from one state of a store."""

    def __init__(self, store: Store, filtered: FilteredSearch) -> None:
        """Reads nothing yet."""
        self._store = store
        self._filtered = filtered

    def order(
        self, wanted: Target, avoided: Sequence[Target], found: Ranked, options: SearchOptions
    ) -> tuple[Recommendation, ...]:
        """The best of the candidates ``found``; raises ``StoreError`` when another process removed one."""
        if not found:
            return ()
        movies = self._filtered.movies([id_ for id_, _ in found])
        similarities = np.array([similarity for _, similarity in found], dtype=np.float32)
        signals = _signals(wanted, similarities, movies, options.weights)
        scores = signals.fused(wanted.wish, options.weights)
        if avoided:
            vectors = self._vectors(movies)
            for target in avoided:
                unwanted = replace(target, wish=_without(target.wish, wanted.wish))
                fit = _signals(unwanted, vectors @ unwanted.vector, movies, options.weights)
                scores = scores - AVOIDANCE * fit.fused(unwanted.wish, options.weights)
        order = without_repeats(ranked(scores, [movie.id for movie in movies]), movies)
        order = self._varied(order, scores, movies, options.variety)[: options.limit]
        shown = [movies[index] for index in order]
        sentences = best_sentences(wanted.text, [movie.overview for movie in shown])
        best_words = float(signals.words.max()) or 1.0
        return tuple(
            Recommendation(
                movie=movies[index],
                similarity=float(signals.plot[index]),
                words=float(signals.words[index]) / best_words,
                genres=float(signals.genres[index]) ** 0.5 if wanted.wish.genres else None,
                sentence=sentence,
                matched=matched_words(wanted.text, movies[index]),
            )
            for index, sentence in zip(order, sentences, strict=True)
        )

    def _varied(self, order: list[int], scores: Scores, movies: list[Movie], variety: float) -> list[int]:
        if not variety:
            return order
        head = order[:DIVERSIFIED]
        chosen = diversify(scores[head], self._vectors([movies[index] for index in head]), variety)
        return [head[place] for place in chosen] + order[DIVERSIFIED:]

    def _vectors(self, movies: Sequence[Movie]) -> Vectors:
        """The movies' vectors (n, dimension), in their order."""
        ids, stored = self._store.vectors([movie.id for movie in movies])
        row_of = {id_: row for row, id_ in enumerate(ids)}
        if len(row_of) < len(movies):
            raise StoreError(STORE_CHANGED)
        return stored[[row_of[movie.id] for movie in movies]]


def _without(unwanted: Wish, wanted: Wish) -> Wish:
    """What is unwanted of genres that are not wanted: "a scary movie" without gore is still a horror film."""
    genres = tuple(genre for genre in unwanted.genres if genre not in wanted.genres)
    return Wish(genres, unwanted.share if genres else 0.0)


def _signals(target: Target, plot: Scores, movies: Sequence[Movie], weights: Weights) -> Signals:
    words = np.zeros(len(movies), dtype=np.float32)
    if weights.words and target.text:
        words = word_scores(target.text, [candidate_text(movie) for movie in movies])
    fits = np.array([genre_fit(target.wish, movie.genres) for movie in movies], dtype=np.float32)
    return Signals(plot, words, fits)

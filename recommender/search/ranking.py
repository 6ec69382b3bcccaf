"""Ranks candidates by all signals together, always in the same order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from recommender.errors import StoreChangedError
from recommender.movie import Movie
from recommender.search.nearest import NearestSearch, Ranked
from recommender.search.reasons import best_sentences, matched_words
from recommender.search.result import Recommendation, SearchOptions, Wish
from recommender.search.signals import Candidates, Target, score
from recommender.search.words import candidate_text, words
from recommender.store.store import Store
from recommender.vectors import Scores, Vectors

DIVERSIFIED = 60
"""How many of the best movies ``diversify`` reorders; the rest follow unchanged."""
AVOIDANCE = 0.5
"""The weight of a match with something unwanted; a match with the description has weight 1.

Movies that mention it are left out anyway, see ``mentioned``; this moves down what is only like it. Measured
by ``tests/benchmarks/examples.py`` with twelve unwanted things: it pushes out 1 of 194 right answers that do
not mention the thing.
"""


def ranked(scores: Scores, ids: Sequence[str]) -> list[int]:
    """Indices by descending score; equal scores in order of id, so that the order is always the same."""
    return sorted(range(len(ids)), key=lambda index: (-float(scores[index]), ids[index]))


def diversify(scores: Scores, vectors: Vectors, variety: float) -> list[int]:
    """All indices, best first, with movies similar to an earlier one moved down.

    Maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998): each next choice maximises
    (1 - variety) x score - variety x greatest cosine to those chosen. ``scores`` (n) are scaled to 0..1;
    the rows of ``vectors`` (n, d) have unit length. ``variety`` 0 gives the order of the scores.
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
    """``order`` without movies that have the title and year of an earlier one."""
    seen: set[tuple[str, int | None]] = set()
    kept = []
    for index in order:
        name = (movies[index].title.casefold(), movies[index].year)
        if name not in seen:
            seen.add(name)
            kept.append(index)
    return kept


class Ranker:
    """Ranks candidates from one state of a store."""

    def __init__(self, store: Store, nearest: NearestSearch) -> None:
        """Does not read anything yet."""
        self._store = store
        self._nearest = nearest

    def rank(
        self, wanted: Target, avoided: Sequence[Target], found: Ranked, options: SearchOptions, limit: int
    ) -> tuple[Recommendation, ...]:
        """The best ``limit`` of the candidates ``found``, without those that mention what is avoided.

        Raises ``StoreError`` if another process removed one.
        """
        if not found:
            return ()
        movies = self._nearest.movies([id_ for id_, _ in found])
        similarities = np.array([similarity for _, similarity in found], dtype=np.float32)
        total, scores = score(wanted, Candidates(movies, similarities), options)
        if avoided:
            vectors = self._vectors(movies)
            for target in avoided:
                unwanted = replace(target, wish=_without(target.wish, wanted.wish))
                likeness = (
                    np.zeros(len(movies), np.float32) if target.vector is None else vectors @ target.vector
                )
                fit, _ = score(unwanted, Candidates(movies, likeness), options)
                total = total - AVOIDANCE * fit
        order = without_repeats(ranked(total, [movie.id for movie in movies]), movies)
        refused = stems_by_text(target.text for target in avoided)
        # Unless no candidate is left: the answer then says so.
        order = [index for index in order if not mentioned(movies[index], refused)] or order
        order = self._varied(order, total, movies, options.variety)[:limit]
        sentences = best_sentences(wanted.text, [movies[index].overview for index in order])
        return tuple(
            Recommendation(
                movie=movies[index],
                scores={
                    name: None if values is None else float(values[index]) for name, values in scores.items()
                },
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
        """The vectors (n, dimension) of ``movies``, in the same order."""
        ids, stored = self._store.vectors([movie.id for movie in movies])
        row_of = {id_: row for row, id_ in enumerate(ids)}
        if len(row_of) < len(movies):
            raise StoreChangedError
        return stored[[row_of[movie.id] for movie in movies]]


def stems_by_text(texts: Iterable[str]) -> dict[str, frozenset[str]]:
    """The stems of the words of each text that has any."""
    return {text: stems for text in texts if (stems := frozenset(words(text)))}


def mentioned(movie: Movie, unwanted: Mapping[str, frozenset[str]]) -> list[str]:
    """Which of the texts, each with the stems of its words, a movie's own text has all the words of."""
    stems = frozenset(words(candidate_text(movie))) if unwanted else frozenset()
    return [text for text, needed in unwanted.items() if needed <= stems]


def _without(unwanted: Wish, wanted: Wish) -> Wish:
    """The unwanted genres except the wanted ones: "a scary movie" without gore is still a horror film."""
    genres = tuple(genre for genre in unwanted.genres if genre not in wanted.genres)
    return Wish(genres, unwanted.share if genres else 0.0)

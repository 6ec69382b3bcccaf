"""Chooses the clusters to search for a question: those with the nearest centroids, up to a budget."""

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from recommender.movie import GENRE_SEPARATOR
from recommender.search.fusion import weights_of
from recommender.search.nearest import NearestSearch, Scope
from recommender.search.result import Probe, Route, SearchOptions, Wish
from recommender.store.store import Store
from recommender.vectors import Vectors, group_means, standardised

BUDGET, BUDGET_IF_LONG = 0.4, 0.8
"""The default budgets: the second is for a description of several sentences, whose vector is a blend.

Of 500 such paragraphs and 46 forum posts, clusters within 0.4 hold the right movie for 0.92 and 0.85, within
0.8 for 0.99 and 1.0. A wider route is no slower: it leaves less to filter.
"""
ROUTE_BY_GENRES = 6.0
"""The weight of genres in routing. In ranking, their weight is that of ``genre_fit``."""
LEAST_PASSING = 200
"""Clusters are probed, even beyond the budget, until they hold this many movies that pass the filters."""


class Router:
    """Chooses among the clusters of one state of a store."""

    def __init__(self, store: Store, nearest: NearestSearch) -> None:
        """Read the clusters."""
        self._store = store
        self._nearest = nearest
        self._clusters, self._centroids = store.clusters()
        self.genres_of = {
            key: key.split(GENRE_SEPARATOR) for cluster in self._clusters for key in cluster.genre_keys
        }
        self._cluster_of_key = np.repeat(
            np.arange(len(self._clusters)), [len(cluster.genre_keys) for cluster in self._clusters]
        )
        self._keys_with = {
            genre: np.array([genre in genres for genres in self.genres_of.values()])
            for genre in {genre for genres in self.genres_of.values() for genre in genres}
        }

    def route(
        self,
        vector: Vectors,
        options: SearchOptions,
        wish: Wish,
        scope: Scope,
        hints: Collection[str] = (),
        *,
        long: bool = False,
    ) -> tuple[Route, frozenset[str]]:
        """The clusters to search for ``vector`` (dimension,), and the genre keys to search in them.

        The clusters of the movies with the ids ``hints`` come first: something else than their centroid tells
        of them. ``long`` is for a description of several sentences. The budget and the route's scanned share
        are shares of the movies in ``scope``.
        """
        if options.exhaustive:
            return Route(probes=(), scanned_share=1.0), frozenset(self.genres_of)
        budget = options.budget
        if budget is None:
            budget = BUDGET_IF_LONG if long else BUDGET
        similarities = self._centroids @ vector
        order = standardised(similarities)
        if wish.genres and weights_of(options)["genre_fit"]:
            order = order + ROUTE_BY_GENRES * wish.share * self._fits(wish)
        hinted = {self._nearest.key_of[id_] for id_ in hints}
        at = np.array([not hinted.isdisjoint(cluster.genre_keys) for cluster in self._clusters])
        order = order + np.where(at, np.ptp(order), 0)
        if scope.allowed is None:
            sizes, least = [cluster.movie_count for cluster in self._clusters], 0
        else:
            sizes, least = [scope.count(cluster.genre_keys) for cluster in self._clusters], LEAST_PASSING
        probes = tuple(
            Probe(self._clusters[index], float(similarities[index]))
            for index in choose_probes(order, sizes, budget, least)
        )
        keys = frozenset(key for probe in probes for key in probe.cluster.genre_keys)
        nearest_keys = None
        if options.genre_keys is not None:
            nearest_keys = self._nearest_genre_keys(vector, keys, options.genre_keys, scope)
            keys = frozenset(nearest_keys)
        return Route(probes, scope.count(keys) / scope.total, nearest_keys), keys

    def _fits(self, wish: Wish) -> Vectors:
        """How well the genre keys of each cluster fulfil a wish, on average (k,)."""
        have = np.mean([self._keys_with[genre] for genre in wish.genres], axis=0) ** 2
        sums = np.bincount(self._cluster_of_key, weights=have, minlength=len(self._clusters))
        return np.asarray(sums / np.bincount(self._cluster_of_key), dtype=np.float32)

    def _nearest_genre_keys(
        self, vector: Vectors, keys: frozenset[str], count: int, scope: Scope
    ) -> tuple[str, ...]:
        """The ``count`` genre keys whose movies have the nearest mean vector, nearest first."""
        ids, vectors = self._store.vectors(scope.ids(keys))
        ordered = sorted(key for key in keys if scope.count([key]))
        place = {key: index for index, key in enumerate(ordered)}
        groups = np.array([place[self._nearest.key_of[id_]] for id_ in ids])
        similarities = group_means(vectors, groups, len(ordered)) @ vector
        return tuple(ordered[index] for index in np.argsort(-similarities, kind="stable")[:count])


def choose_probes(
    similarities: NDArray[np.floating], sizes: Sequence[int], budget: float, least: int = 0
) -> list[int]:
    """Indices of the clusters to search, nearest first.

    Clusters are taken in order of ``similarities`` (equal ones in order of index) as long as they hold at
    most ``budget`` (a share, 0 to 1) of all movies together. The nearest cluster is always taken, so that a
    small budget still finds something. More are taken until they hold ``least`` movies. Empty clusters are
    skipped.
    """
    order = [int(index) for index in np.argsort(-similarities, kind="stable") if sizes[index]]
    running = np.cumsum([sizes[index] for index in order])
    affordable = int(np.searchsorted(running, budget * running[-1] * (1 + 1e-9), side="right"))
    needed = int(np.searchsorted(running, least, side="left")) + 1
    return order[: max(affordable, needed)]

"""Which clusters to search for a question: those with the nearest centroids, up to a budget."""

import numpy as np

from recommender.arrays import Vectors
from recommender.clusters import choose_probes, group_means
from recommender.plans import FilteredSearch, Scope
from recommender.ranking import standardised
from recommender.records import GENRE_SEPARATOR, Probe, Route, SearchOptions, Wish
from recommender.store import Store
from recommender.wishes import genre_fit

ROUTE_BY_GENRES = 6.0
"""What genres count in routing, where ``Weights.genres`` is what they count in ranking."""
LEAST_PASSING = 200
"""Clusters are probed until they hold this many movies that pass the filters, whatever the budget."""


class Router:
    """Chooses among the clusters of one state of a store."""

    def __init__(self, store: Store, filtered: FilteredSearch) -> None:
        """Read the clusters."""
        self._store = store
        self._filtered = filtered
        self._clusters, self._centroids = store.clusters()
        self.genres_of = {
            key: key.split(GENRE_SEPARATOR) for cluster in self._clusters for key in cluster.genre_keys
        }

    def route(
        self, vector: Vectors, options: SearchOptions, wish: Wish, scope: Scope
    ) -> tuple[Route, frozenset[str]]:
        """The clusters to search for ``vector`` (dimension,), and the genre keys a search of them keeps to.

        The budget is a share of the movies in ``scope``; so is the route's scanned share.
        """
        if options.exhaustive:
            return Route(probes=(), scanned_share=1.0), frozenset(self.genres_of)
        similarities = self._centroids @ vector
        order = standardised(similarities)
        if wish.genres and options.weights.genres:
            order = order + ROUTE_BY_GENRES * wish.share * self._fits(wish)
        if scope.allowed is None:
            sizes, least = [cluster.movie_count for cluster in self._clusters], 0
        else:
            sizes, least = [scope.count(cluster.genre_keys) for cluster in self._clusters], LEAST_PASSING
        probes = tuple(
            Probe(self._clusters[index], float(similarities[index]))
            for index in choose_probes(order, sizes, options.budget, least)
        )
        keys = frozenset(key for probe in probes for key in probe.cluster.genre_keys)
        nearest = None
        if options.genre_keys is not None:
            nearest = self._nearest_genre_keys(vector, keys, options.genre_keys, scope)
            keys = frozenset(nearest)
        return Route(probes, scope.count(keys) / scope.total, nearest), keys

    def _fits(self, wish: Wish) -> Vectors:
        fits = [
            np.mean([genre_fit(wish, self.genres_of[key]) for key in cluster.genre_keys])
            for cluster in self._clusters
        ]
        return np.array(fits, dtype=np.float32)

    def _nearest_genre_keys(
        self, vector: Vectors, keys: frozenset[str], count: int, scope: Scope
    ) -> tuple[str, ...]:
        """The ``count`` of ``keys`` whose movies' mean overview is nearest."""
        ids, vectors = self._store.vectors(scope.ids(keys))
        ordered = sorted(key for key in keys if scope.count([key]))
        place = {key: index for index, key in enumerate(ordered)}
        groups = np.array([place[self._filtered.key_of[id_]] for id_ in ids])
        similarities = group_means(vectors, groups, len(ordered)) @ vector
        return tuple(ordered[index] for index in np.argsort(-similarities, kind="stable")[:count])

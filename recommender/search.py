"""The query use case: a description in, the best movies out."""

import shlex
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.clusters import choose_probes, group_means
from recommender.encoder import Encoder
from recommender.errors import InvalidQueryError, StoreNotReadyError
from recommender.fields import clean_text
from recommender.records import Movie, Probe, Recommendation, Route, SearchOptions, SearchResult
from recommender.store import Store, ingest_command

DEFAULTS = SearchOptions()

Vectors = NDArray[np.float32]


class Recommender:
    """Answers descriptions from an open store; keep one for many questions."""

    def __init__(self, store: Store, encoder: Encoder) -> None:
        """Raises ``StoreNotReadyError`` when the store is incomplete or has another model's vectors."""
        info = store.info
        mend = f"Run: {ingest_command(store.path)}"
        if info.state != "ready":
            raise StoreNotReadyError(
                f"ingest is incomplete ({store.count_movies():,} of {info.movie_count:,} movies). {mend}"
            )
        if (info.model, info.weights_hash) != (encoder.name, encoder.weights_hash):
            asked = encoder.name if encoder.name != info.model else "other weights of that name"
            raise StoreNotReadyError(
                f"the store in {store.path} was made with the model {info.model}, not with {asked}. "
                f"{mend} --model {shlex.quote(encoder.name)}"
            )
        if info.dimension != encoder.dimension:
            raise StoreNotReadyError(
                f"the store in {store.path} has vectors of {info.dimension} dimensions, "
                f"{encoder.name} makes {encoder.dimension}. {mend}"
            )
        self._store = store
        self._encoder = encoder
        self._clusters, self._centroids = store.clusters()
        self._everything: tuple[list[str], Vectors] | None = None

    def search(self, descriptions: Sequence[str], options: SearchOptions = DEFAULTS) -> list[SearchResult]:
        """The answers to each description; they are embedded together.

        Raises ``InvalidQueryError`` for a description without a readable character.
        """
        texts = [clean_text(description) for description in descriptions]
        if not all(texts):
            raise InvalidQueryError(
                'the description is empty; say what happens in the movie, e.g. "a shark attacks a beach town"'
            )
        vectors = self._encoder.encode(texts)
        return [self._answer(text, vector, options) for text, vector in zip(texts, vectors, strict=True)]

    def _answer(self, text: str, vector: Vectors, options: SearchOptions) -> SearchResult:
        warnings = []
        if self._encoder.exceeds_window(text):
            warnings.append("the description is longer than the model can read; only its beginning was used")
        if options.exhaustive:
            route = Route(probes=(), scanned_share=1.0)
            found = self._exhaustive(vector, options.limit)
        else:
            route, where = self._route(vector, options)
            found = self._store.nearest(vector, options.limit, where)
        found.sort(key=lambda pair: (-pair[1], pair[0].id))
        recommendations = tuple(Recommendation(movie, similarity) for movie, similarity in found)
        return SearchResult(text, route, recommendations, tuple(warnings))

    def _route(self, vector: Vectors, options: SearchOptions) -> tuple[Route, dict[str, Any]]:
        """The clusters to search and the filter that keeps the search within them."""
        similarities = self._centroids @ vector
        sizes = [cluster.movie_count for cluster in self._clusters]
        chosen = choose_probes(similarities, sizes, options.budget)
        probes = tuple(Probe(self._clusters[index], float(similarities[index])) for index in chosen)
        where: dict[str, Any] = {"cluster": {"$in": [probe.cluster.id for probe in probes]}}
        scanned = sum(probe.cluster.movie_count for probe in probes)
        keys = None
        if options.genre_keys is not None:
            keys, scanned = self._nearest_genre_keys(vector, where, options.genre_keys)
            where = {"genre_key": {"$in": list(keys)}}
        return Route(probes, scanned / sum(sizes), keys), where

    def _nearest_genre_keys(
        self, vector: Vectors, where: dict[str, Any], count: int
    ) -> tuple[tuple[str, ...], int]:
        """The ``count`` genre keys within ``where`` whose mean overview is nearest, and their movies."""
        ids, vectors = self._store.vectors(where=where)
        metadata = self._store.metadata(where)
        keys, groups, sizes = np.unique(
            [metadata[id_]["genre_key"] for id_ in ids], return_inverse=True, return_counts=True
        )
        similarities = group_means(vectors, groups, len(keys)) @ vector
        nearest = np.argsort(-similarities, kind="stable")[:count]
        return tuple(str(keys[index]) for index in nearest), int(sizes[nearest].sum())

    def _exhaustive(self, vector: Vectors, limit: int) -> list[tuple[Movie, float]]:
        """Exact cosine over all movies: the oracle every shortcut is measured against."""
        if self._everything is None:
            self._everything = self._store.vectors()
        ids, vectors = self._everything
        similarities = vectors @ vector
        best = np.argsort(-similarities, kind="stable")[:limit]
        movies = self._store.movies([ids[index] for index in best])
        return [(movies[ids[index]], float(similarities[index])) for index in best]

"""Finds the movies whose passages are near, within a scope."""

import math
from collections.abc import Sequence

import numpy as np

from recommender.errors import Remedy, StoreError
from recommender.movie import Movie, Text
from recommender.search.nearest import COMPARED, MOST_FETCHED, Scope, best_of
from recommender.store.store import Store
from recommender.vectors import Scores, Vectors

NEAREST_PASSAGES = 400
"""How many passages within the scope are looked for, for each text. A farther one hardly matters."""


class PassageSearch:
    """Searches the passages of one state of a store. Threads may share it."""

    def __init__(self, store: Store) -> None:
        """Raises ``StoreError`` when their index is cut short: it could crash Chroma."""
        if store.passage_rows.index_is_cut_short():
            raise StoreError(f"the index of the passages in {store.path} is cut short", Remedy.REBUILD)
        self._store = store
        self._count = store.info.passage_count

    def nearest(self, texts: Vectors, scope: Scope, movies: int) -> dict[str, Scores]:
        """The greatest cosine of a movie's passages to each of t texts (t, dimension): (t,), by movie.

        -1 where no passage of the movie is near. Only movies of ``scope``; ``movies`` is the number of movies
        in the store. Raises ``StoreError`` when Chroma fails.
        """
        if not self._count:
            return {}
        if scope.total <= COMPARED:
            passages, vectors = self._store.passages_with_vectors(scope.ids(scope.members.keys()))
            about = [passage.movie for passage in passages]
            near = [best_of(about, vectors @ text, len(about)) for text in texts]
        else:
            fetch = min(math.ceil(NEAREST_PASSAGES * movies / scope.total), MOST_FETCHED, self._count)
            near = self._store.search_passages(texts, fetch)
        # The first of a movie's passages is its nearest.
        best: list[dict[str, float]] = [{} for _ in texts]
        for found, pairs in zip(best, near, strict=True):
            for movie, cosine in pairs:
                if scope.allowed is None or movie in scope.allowed:
                    found.setdefault(movie, cosine)
        return {
            movie: np.array([found.get(movie, -1.0) for found in best], dtype=np.float32)
            for movie in dict.fromkeys(movie for found in best for movie in found)
        }

    def texts_of(
        self, movies: Sequence[Movie], overviews: Vectors, vector: Vectors | None
    ) -> list[list[Text]]:
        """All texts of each of n movies, the one nearest to ``vector`` (dimension,) first.

        ``overviews`` (n, dimension) are their vectors. Without ``vector`` the overview is first.
        """
        texts = {movie.id: [Text("overview", movie.overview)] for movie in movies}
        near = {movie.id: [overview] for movie, overview in zip(movies, overviews, strict=True)}
        if self._count:
            for passage, passed in zip(*self._store.passages_with_vectors(list(texts)), strict=True):
                texts[passage.movie].append(Text(passage.kind, passage.text))
                near[passage.movie].append(passed)
        if vector is not None:
            for id_, found in texts.items():
                found.insert(0, found.pop(int(np.argmax(np.stack(near[id_]) @ vector))))
        return [texts[movie.id] for movie in movies]

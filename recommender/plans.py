"""The nearest movies among those a filter keeps, found the cheapest way.

A search that Chroma filters costs 30 ms at 25,000 movies and 110 at 100,000 before it looks at a vector,
and more the more the filter keeps; an unfiltered one takes 15 and 20. So a filter that keeps much is
applied to the answer of an unfiltered search, which asks for more until enough passes; one that keeps
little needs no index at all, because comparing those movies is quicker. Only what lies between is left
to Chroma. A filter is a set of genre keys.
"""

import math
from collections.abc import Collection, Mapping, Sequence

import numpy as np

from recommender.arrays import Scores, Vectors
from recommender.errors import STORE_CHANGED, StoreError
from recommender.records import Movie, Plan
from recommender.store import HNSW, Store

# Where the plans cost the same was measured with tests/benchmarks/warm.py, as shares of the catalogue
# because Chroma's filter takes longer the larger it is.
FEW, FEW_SHARE = 300, 0.02
"""A filter that keeps no more movies than this is answered by comparing them all."""
MOST_FETCHED, MOST_FETCHED_SHARE = 4_000, 0.08
"""An unfiltered search is not widened beyond this; Chroma's filter takes over."""
MARGIN = 1.2
"""How many more movies than the filter's share suggests are fetched at first."""
RELIABLE_SHARE = 3
"""A search as wide as ``n`` is relied on for its first ``n / 3``: beyond, it misses more than one in 200."""
CACHED_MOVIES = 20_000

Ranked = list[tuple[str, float]]


class FilteredSearch:
    """Searches an open store. It remembers movies it has read, so it is for one state of the store."""

    def __init__(self, store: Store) -> None:
        """Read which movie has which genre key."""
        self._store = store
        self._ids = store.members()
        self.key_of: Mapping[str, str] = {id_: key for key, ids in self._ids.items() for id_ in ids}
        self._read: dict[str, Movie] = {}

    def nearest(self, vector: Vectors, limit: int, keys: Collection[str]) -> tuple[Ranked, Plan]:
        """Up to ``limit`` movies with one of the genre keys, best first, with their cosine to ``vector``.

        ``vector`` is (dimension,) and of unit length. Raises ``StoreError`` when Chroma fails.
        """
        kept = self.count(keys)
        total = len(self.key_of)
        if kept <= max(FEW, FEW_SHARE * total):
            return self._compare_all(vector, limit, keys), Plan("exact", kept, kept)
        depth = limit * total / kept
        wide_enough = depth * RELIABLE_SHARE <= HNSW["ef_search"]
        fetch = math.ceil(depth * (MARGIN if wide_enough else RELIABLE_SHARE))
        while fetch <= max(MOST_FETCHED, MOST_FETCHED_SHARE * total):
            found = self._store.nearest(vector, min(fetch, total))
            passing = [(id_, similarity) for id_, similarity in found if self.key_of.get(id_) in keys]
            if len(passing) >= min(limit, kept):
                return passing[:limit], Plan("over-fetch", kept, len(found))
            if fetch >= total:
                break
            fetch *= 2
        where = {"genre_key": {"$in": sorted(keys)}}
        return self._store.nearest(vector, min(limit, kept), where), Plan("where", kept, kept)

    def count(self, keys: Collection[str]) -> int:
        """How many movies have one of the genre keys."""
        return sum(len(self._ids[key]) for key in keys)

    def ids(self, keys: Collection[str]) -> list[str]:
        """The movies that have one of the genre keys."""
        return [id_ for key in sorted(keys) for id_ in self._ids[key]]

    def movies(self, ids: Collection[str]) -> list[Movie]:
        """The movies with these ids, in their order; those read before are not read again.

        Raises ``StoreError`` when another process has removed one.
        """
        unread = [id_ for id_ in ids if id_ not in self._read]
        if len(self._read) + len(unread) > CACHED_MOVIES:
            self._read.clear()
            unread = list(ids)
        self._read |= self._store.movies(unread)
        if any(id_ not in self._read for id_ in unread):
            raise StoreError(STORE_CHANGED)
        return [self._read[id_] for id_ in ids]

    def _compare_all(self, vector: Vectors, limit: int, keys: Collection[str]) -> Ranked:
        ids, vectors = self._store.vectors(self.ids(keys))
        return best_of(ids, vectors @ vector, limit)


def best_of(ids: Sequence[str], similarities: Scores, limit: int) -> Ranked:
    """The ``limit`` ids with the greatest of the similarities (n), best first."""
    best = np.argsort(-similarities, kind="stable")[:limit]
    return [(ids[index], float(similarities[index])) for index in best]

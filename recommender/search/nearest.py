"""Finds the nearest movies that pass a filter, in the cheapest way.

A search that Chroma filters costs 30 ms at 25,000 movies and 110 ms at 100,000 before it looks at a vector,
and more when the filter keeps more movies. An unfiltered search takes 15 and 20 ms. So there are three plans:

- The filter keeps few movies: compare them all, without the index.
- It keeps many: search unfiltered, drop what the filter excludes, and fetch more until enough movies pass.
- In between: let Chroma filter.

A search covers the movies of some genre keys, within a scope.
"""

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

import numpy as np

from recommender.errors import Remedy, StoreChangedError, StoreError
from recommender.movie import Movie
from recommender.search.result import Plan
from recommender.store.store import Store
from recommender.store.where import AllOf, Condition, OneOf
from recommender.vectors import Scores, Vectors

# Measured with tests/benchmarks/warm.py: the points where two plans cost the same. They are also shares of
# the catalogue, because Chroma's filter is slower in a larger one.
COMPARED, COMPARED_SHARE = 300, 0.02
"""If a filter keeps at most this many movies, all of them are compared."""


MOST_FETCHED, MOST_FETCHED_SHARE = 4_000, 0.08
"""An unfiltered search fetches at most this many movies; beyond that, Chroma filters."""


MARGIN = 1.2
"""The first fetch is this many times as large as the filter's share suggests."""
RELIABLE_SHARE = 3
"""Only the first ``n / 3`` results of a search of width ``n`` count: beyond, it misses over 1 in 200."""
CACHED_MOVIES = 20_000
"""How many movies are cached, and how many vectors."""


Ranked = list[tuple[str, float]]
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Scope:
    """The movies that may answer a request, by genre key."""

    members: Mapping[str, Sequence[str]]
    allowed: frozenset[str] | None = None
    """The ids of the same movies; ``None`` for all movies of the store."""
    conditions: tuple[Condition, ...] = ()
    """The conditions that select these movies in the store, plus ``excluded`` others."""
    excluded: int = 0
    """How many movies pass ``conditions`` but are not in the scope."""

    def count(self, keys: Collection[str]) -> int:
        """How many movies of the scope have one of the genre keys."""
        return sum(len(self.members.get(key, ())) for key in keys)

    def ids(self, keys: Collection[str]) -> list[str]:
        """The ids of the movies that ``count`` counts."""
        return [id_ for key in sorted(keys) for id_ in self.members.get(key, ())]

    @property
    def total(self) -> int:
        """How many movies are in the scope."""
        return sum(map(len, self.members.values()))


class Cache(Generic[_Value]):
    """What has been read from a store, by id. Threads may share it."""

    def __init__(self, read: Callable[[list[str]], Mapping[str, _Value]]) -> None:
        """``read`` gets values by their ids; it leaves out unknown ids."""
        self._read_more = read
        self._known: dict[str, _Value] = {}

    def get(self, ids: Sequence[str]) -> list[_Value]:
        """The values, in the same order; raises ``StoreError`` when another process has removed one."""
        known = self._known
        found = {id_: known[id_] for id_ in ids if id_ in known}
        unread = [id_ for id_ in ids if id_ not in found]
        if unread:
            read = self._read_more(unread)
            if len(read) < len(unread):
                raise StoreChangedError
            # Another thread may be using this dictionary: replace it, never remove entries.
            if len(known) + len(read) > CACHED_MOVIES:
                self._known = dict(read)
            else:
                known.update(read)
            found.update(read)
        return [found[id_] for id_ in ids]


class NearestSearch:
    """Searches one state of a store. Threads may share it. It caches the movies that it has read."""

    def __init__(self, store: Store) -> None:
        """Read which movie has which genre key; raises ``StoreError`` when movies are missing."""
        self._store = store
        self.everything = Scope(store.members())
        self.key_of: Mapping[str, str] = {
            id_: key for key, ids in self.everything.members.items() for id_ in ids
        }
        if store.index_is_cut_short():
            raise StoreError(f"the index in {store.path} is cut short", Remedy.REBUILD)
        if len(self.key_of) != store.info.movie_count:
            raise StoreError(
                f"the clusters in {store.path} hold {len(self.key_of):,} movies and should hold "
                f"{store.info.movie_count:,}",
                Remedy.RETRY,
            )
        self.damaged = False
        """Whether a search found the index damaged. It is not used after that."""
        self._read = Cache(store.movies)
        self._vectors = Cache(lambda ids: dict(zip(*store.vectors(ids), strict=True)))

    def scope(self, ids: Collection[str], conditions: Sequence[Condition], excluded: int) -> Scope:
        """The scope with these movies; see ``Scope``.

        Raises ``StoreError`` when another process has added one of them.
        """
        members: dict[str, list[str]] = {}
        for id_ in sorted(ids):
            if id_ not in self.key_of:
                raise StoreChangedError
            members.setdefault(self.key_of[id_], []).append(id_)
        return Scope(members, frozenset(ids), tuple(conditions), excluded)

    def search(
        self, vector: Vectors, limit: int, keys: Collection[str], scope: Scope | None = None
    ) -> tuple[Ranked, Plan]:
        """Up to ``limit`` movies with one of the genre keys, best first, with their cosine to ``vector``.

        ``vector`` is (dimension,) and of unit length. Without ``scope``, the whole store is searched. When
        the index fails or misses movies, ``damaged`` is set and all movies are compared. Raises
        ``StoreError`` when Chroma cannot read their vectors either.
        """
        scope = scope or self.everything
        kept = scope.count(keys)
        if kept > max(COMPARED, COMPARED_SHARE * len(self.key_of)) and not self.damaged:
            try:
                asked = (vector, limit, keys, scope)
                answer = self._over_fetch(*asked) or self._filter(*asked)
            except StoreError:
                self.damaged = True
            else:
                if answer:
                    return answer
        return self._compare_all(vector, limit, scope.ids(keys)), Plan("exact", kept, kept)

    def _over_fetch(
        self, vector: Vectors, limit: int, keys: Collection[str], scope: Scope
    ) -> tuple[Ranked, Plan] | None:
        """Search unfiltered, then filter; ``None`` if too few pass, ``StoreError`` if any are lost."""
        kept, total = scope.count(keys), len(self.key_of)
        depth = limit * total / kept
        wide_enough = depth * RELIABLE_SHARE <= self._store.search_width
        fetch = math.ceil(depth * (MARGIN if wide_enough else RELIABLE_SHARE))
        while fetch <= max(MOST_FETCHED, MOST_FETCHED_SHARE * total):
            found = self._found(vector, min(fetch, total))
            if len(found) < min(fetch, total):
                raise StoreError(f"the index in {self._store.path} has lost movies", Remedy.REBUILD)
            passing = [pair for pair in found if self._passes(pair[0], keys, scope)]
            if len(passing) >= min(limit, kept):
                return passing[:limit], Plan("over-fetch", kept, len(found))
            if fetch >= total:
                return None
            fetch *= 2
        return None

    def _filter(
        self, vector: Vectors, limit: int, keys: Collection[str], scope: Scope
    ) -> tuple[Ranked, Plan] | None:
        """Let Chroma filter; ``None`` if the scope excludes too many others. Raises like ``_over_fetch``."""
        if scope.excluded > MOST_FETCHED:
            return None
        wanted = min(limit, scope.count(keys))
        condition = AllOf((OneOf("genre_key", tuple(sorted(keys))), *scope.conditions))
        found = self._found(vector, wanted + scope.excluded, condition)
        passing = [pair for pair in found if self._passes(pair[0], keys, scope)]
        if len(passing) < wanted:
            raise StoreError(f"the index in {self._store.path} has lost movies", Remedy.REBUILD)
        return passing[:limit], Plan("where", scope.count(keys), len(found))

    def exhaustive(self, vector: Vectors, limit: int, ids: Collection[str]) -> Ranked:
        """Up to ``limit`` of these movies, best first, by exact cosine over all movies of the store.

        Every faster search is measured against this one.
        """
        known, vectors = self._everything
        inside = set(ids)
        rows = [row for row, id_ in enumerate(known) if id_ in inside]
        return best_of([known[row] for row in rows], (vectors @ vector)[rows], limit)

    @cached_property
    def _everything(self) -> tuple[list[str], Vectors]:
        return self._store.vectors()

    def movies(self, ids: Sequence[str]) -> list[Movie]:
        """The movies with these ids, in the same order; cached movies are not read again.

        Raises ``StoreError`` when another process has removed one of them.
        """
        return self._read.get(ids)

    def vectors(self, ids: Sequence[str]) -> Vectors:
        """The vectors (n, dimension) of these movies, in the same order. Raises like ``movies``."""
        found = self._vectors.get(ids)
        return np.stack(found) if found else np.zeros((0, self._store.info.dimension), np.float32)

    def _found(self, vector: Vectors, limit: int, condition: Condition | None = None) -> Ranked:
        (found,) = self._store.search(vector.reshape(1, -1), limit, condition)
        return found

    def _passes(self, id_: str, keys: Collection[str], scope: Scope) -> bool:
        return self.key_of.get(id_) in keys and (scope.allowed is None or id_ in scope.allowed)

    def _compare_all(self, vector: Vectors, limit: int, ids: Sequence[str]) -> Ranked:
        found, vectors = self._store.vectors(ids)
        if len(found) < len(ids):
            raise StoreChangedError
        return best_of(found, vectors @ vector, limit)


def best_of(ids: Sequence[str], similarities: Scores, limit: int) -> Ranked:
    """The ``limit`` ids with the greatest ``similarities`` (n), best first."""
    best = np.argsort(-similarities, kind="stable")[:limit]
    return [(ids[index], float(similarities[index])) for index in best]

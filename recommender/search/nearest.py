"""The nearest movies among those a filter keeps, found the cheapest way.

A search that Chroma filters costs 30 ms at 25,000 movies and 110 at 100,000 before it looks at a vector,
and more the more the filter keeps; an unfiltered one takes 15 and 20. So a filter that keeps much is
applied to the answer of an unfiltered search, which asks for more until enough passes; one that keeps
little needs no index at all, because comparing those movies is quicker. Only what lies between is left
to Chroma. What is searched is the movies of some genre keys, within a scope.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from recommender.errors import Remedy, StoreChangedError, StoreError
from recommender.movie import Movie
from recommender.search.result import Plan
from recommender.store.store import Store
from recommender.store.where import AllOf, Condition, OneOf
from recommender.vectors import Scores, Vectors

# Where the plans cost the same was measured with tests/benchmarks/warm.py, as shares of the catalogue
# because Chroma's filter takes longer the larger it is.
COMPARED, COMPARED_SHARE = 300, 0.02
"""A filter that keeps no more movies than this is answered by comparing them all."""


MOST_FETCHED, MOST_FETCHED_SHARE = 4_000, 0.08
"""An unfiltered search is not widened beyond this; Chroma's filter takes over."""


MARGIN = 1.2
"""How many more movies than the filter's share suggests are fetched at first."""
RELIABLE_SHARE = 3
"""A search as wide as ``n`` is relied on for its first ``n / 3``: beyond, it misses more than one in 200."""
CACHED_MOVIES = 20_000


Ranked = list[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class Scope:
    """The movies that a request may be answered with, by genre key."""

    members: Mapping[str, Sequence[str]]
    allowed: frozenset[str] | None = None
    """The same movies' ids; ``None`` for all movies of the store."""
    conditions: tuple[Condition, ...] = ()
    """What the store has to ask of a movie to be sure of it, but for ``excluded``."""
    excluded: int = 0
    """How many movies that pass ``conditions`` are left out all the same."""

    def count(self, keys: Collection[str]) -> int:
        """How many of the movies have one of the genre keys."""
        return sum(len(self.members.get(key, ())) for key in keys)

    def ids(self, keys: Collection[str]) -> list[str]:
        """Those movies."""
        return [id_ for key in sorted(keys) for id_ in self.members.get(key, ())]

    @property
    def total(self) -> int:
        """How many movies there are."""
        return sum(map(len, self.members.values()))


class NearestSearch:
    """Searches one state of a store. Threads may share it; it remembers movies that it has read."""

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
        """Whether the index turned out to be damaged, and is not asked any more."""
        self._read: dict[str, Movie] = {}

    def scope(self, ids: Collection[str], conditions: Sequence[Condition], excluded: int) -> Scope:
        """The scope of these movies; see ``Scope``.

        Raises ``StoreError`` when another process has added one.
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

        ``vector`` is (dimension,) and of unit length; without ``scope`` every movie may be found. Where the
        index fails or leaves movies out, all are compared and ``damaged`` is set. Raises ``StoreError``
        when Chroma cannot tell their vectors either.
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
        """``None`` when too few of the movies that may be fetched pass; ``StoreError`` when some are lost."""
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
        """``None`` when it would return too many that are left out after all; raises like ``_over_fetch``."""
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

        The oracle that every shortcut is measured against.
        """
        known, vectors = self._everything
        inside = set(ids)
        rows = [row for row, id_ in enumerate(known) if id_ in inside]
        return best_of([known[row] for row in rows], (vectors @ vector)[rows], limit)

    @cached_property
    def _everything(self) -> tuple[list[str], Vectors]:
        return self._store.vectors()

    def movies(self, ids: Collection[str]) -> list[Movie]:
        """The movies with these ids, in their order; those read before are not read again.

        Raises ``StoreError`` when another process has removed one.
        """
        known = self._read
        found = {id_: known[id_] for id_ in ids if id_ in known}
        unread = [id_ for id_ in ids if id_ not in found]
        if unread:
            read = self._store.movies(unread)
            if len(read) < len(unread):
                raise StoreChangedError
            # Another thread may be reading it: it is replaced, and loses nothing.
            if len(known) + len(read) > CACHED_MOVIES:
                self._read = read
            else:
                known.update(read)
            found.update(read)
        return [found[id_] for id_ in ids]

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
    """The ``limit`` ids with the greatest of the similarities (n), best first."""
    best = np.argsort(-similarities, kind="stable")[:limit]
    return [(ids[index], float(similarities[index])) for index in best]

"""Finds the movies that may answer: the nearest, those with the words, and those that are what is asked for.

The filtered similarity search over the chosen genre keys is the main source. The others look in the same
genre keys, behind the same filters.
"""

from collections.abc import Collection, Iterable, Mapping
from itertools import islice
from types import MappingProxyType

import numpy as np

from recommender.errors import StoreChangedError
from recommender.search.facets import Facets
from recommender.search.fusion import weights_of
from recommender.search.nearest import NearestSearch, Ranked, Scope
from recommender.search.passage_search import PassageSearch
from recommender.search.result import Plan, Route, SearchOptions
from recommender.search.routing import Router
from recommender.search.signals import LOW_RATING
from recommender.search.target import Candidates, Target, compared, met_by
from recommender.store.facts import Mask
from recommender.store.lexicon import Lexicon
from recommender.vectors import Indices, Scores, Vectors

NEAREST = 200
"""How many movies the similarity search finds for the description."""
NEAREST_IF_LONG = 400
"""The same for a description of several sentences, whose vector is a blend of them."""
BY_PASSAGES = 100
"""How many movies the nearest passages find."""
BY_WORDS, MOST_BY_WORDS = 150, 1_000
"""How many movies the words of the description find in the chosen genre keys, and how many are looked at."""
HINTS = 3
"""This many of the best by words, and by passages, tell where to search besides the centroids."""
AS_ASKED = 50
"""At most this many movies with all wished genres, or that meet all preferences, are added."""
LEAST_WISH = 0.2
"""A description with a smaller share of genre words is a plot: 95 of 100 plots have a smaller share."""


class CandidateFinder:
    """Finds candidates in one state of a store."""

    def __init__(
        self,
        nearest: NearestSearch,
        passages: PassageSearch,
        router: Router,
        facets: Facets,
        lexicon: Lexicon,
    ) -> None:
        """Does not read anything yet."""
        self._nearest = nearest
        self._passages = passages
        self._router = router
        self._facets = facets
        self._lexicon = lexicon

    def find(
        self, wanted: Target, scope: Scope, options: SearchOptions, limit: int
    ) -> tuple[Candidates, Route, Plan]:
        """The candidates among the movies of ``scope``, at least ``limit``, and how they were found.

        Raises ``StoreError`` when Chroma fails, or another process has removed one.
        """
        if wanted.vector is None:
            best, plan = self._best_rated(wanted, scope, max(NEAREST, limit))
            return self._candidates(best, wanted), Route(probes=(), scanned_share=1.0), plan
        near = self._near_passages(wanted, scope, options)
        by_words = self._by_words(wanted, scope, options)
        known = self._nearest.key_of
        hints = [id_ for id_ in (*by_words[:HINTS], *list(near)[:HINTS]) if id_ in known]
        long = bool(wanted.parts)
        route, keys = self._router.route(wanted.vector, options, wanted.wish, scope, hints, long=long)
        most = max(NEAREST_IF_LONG if long else NEAREST, limit)
        found, plan = self._search(wanted.vector, most, keys, scope, options)
        ids = [id_ for id_, _ in found]
        for source in self._as_asked(wanted, wanted.vector, keys, scope, options):
            ids += source
        for more, count in ((by_words, BY_WORDS), ([*near], BY_PASSAGES)):
            ids += islice((id_ for id_ in more if known.get(id_) in keys), count)
        return self._candidates(ids, wanted, near), route, plan

    def _as_asked(
        self, wanted: Target, vector: Vectors, keys: frozenset[str], scope: Scope, options: SearchOptions
    ) -> Iterable[list[str]]:
        """The ids of the nearest movies that are what is asked for besides the text."""
        weights = weights_of(options)
        if wanted.wish.share >= LEAST_WISH and weights["genre_fit"]:
            wished = set(wanted.wish.genres)
            fulfilling = frozenset(key for key in keys if wished <= set(self._router.genres_of[key]))
            yield [id_ for id_, _ in self._search(vector, AS_ASKED, fulfilling, scope, options)[0]]
        if wanted.preferred:
            for within in self._preferred(wanted, keys, scope):
                found, _ = self._nearest.search(vector, AS_ASKED, within.members.keys(), within)
                yield [id_ for id_, _ in found]

    def _candidates(
        self, ids: Iterable[str], wanted: Target, near: Mapping[str, Scores] = MappingProxyType({})
    ) -> Candidates:
        """The candidates with these ids, which may repeat; a movie is as near as its nearest text."""
        unique, facts = tuple(dict.fromkeys(ids)), self._facets.facts
        if wanted.vector is None:
            similarities = np.zeros((len(unique), 1), dtype=np.float32)
        else:
            similarities = compared(self._nearest.vectors(unique), wanted)
        for place, id_ in enumerate(unique):
            if id_ in near:
                similarities[place] = np.maximum(similarities[place], near[id_])
        rows = np.array(self._rows(unique), dtype=np.int32)
        return Candidates(unique, rows, similarities, facts, self._lexicon)

    def _rows(self, ids: Iterable[str]) -> list[int]:
        """The rows of movies in the facts; raises ``StoreChangedError`` when they are of another state."""
        try:
            return [self._facets.facts.row_of[id_] for id_ in ids]
        except KeyError:
            raise StoreChangedError from None

    def _by_words(self, wanted: Target, scope: Scope, options: SearchOptions) -> list[str]:
        """The movies of the scope with the best BM25 scores, best first; equal ones in order of id."""
        if not (wanted.stems and weights_of(options)["words"] and "words" in options.sources):
            return []
        scores = self._lexicon.scores(wanted.stems)
        rows = np.flatnonzero((scores > 0) & self._inside(scope.members.keys(), scope))
        if len(rows) > MOST_BY_WORDS:
            rows = np.sort(rows[np.argpartition(-scores[rows], MOST_BY_WORDS)[:MOST_BY_WORDS]])
        best = rows[np.argsort(-scores[rows], kind="stable")]
        return [self._facets.facts.ids[row] for row in best.tolist()]

    def _near_passages(self, wanted: Target, scope: Scope, options: SearchOptions) -> dict[str, Scores]:
        """The movies of the scope with near passages, nearest first: see ``PassageSearch.nearest``."""
        if "passages" not in options.sources:
            return {}
        near = self._passages.nearest(wanted.texts, scope, self._nearest.everything.total)
        return dict(sorted(near.items(), key=lambda one: (-one[1][0], one[0])))

    def _inside(self, keys: Collection[str], scope: Scope) -> Mask:
        """Whether each movie of the store is in ``scope`` and has one of the genre keys (n,)."""
        facts = self._facets.facts
        inside = facts.are_in("genre_key", keys)
        if scope.allowed is not None:
            allowed = np.zeros(len(facts), dtype=np.bool_)
            allowed[self._rows(scope.allowed)] = True
            inside &= allowed
        return inside

    def _preferred(self, wanted: Target, keys: frozenset[str], scope: Scope) -> Iterable[Scope]:
        """The movies that meet all preferences, wherever they are; and those of the route that meet most.

        Of the second kind at least ``AS_ASKED``, if so many meet any.
        """
        met = met_by(wanted.preferred, len(self._facets.facts))
        whole = sum(one.weight for one in wanted.preferred)
        yield self._within(np.flatnonzero((met >= whole) & self._inside(scope.members.keys(), scope)))
        met = np.where(self._inside(keys, scope), met, 0)
        levels, counts = np.unique(met[met > 0], return_counts=True)
        enough = np.flatnonzero(np.cumsum(counts[::-1]) >= AS_ASKED)
        if len(levels):
            yield self._within(np.flatnonzero(met >= levels[::-1][enough[0] if len(enough) else -1]))

    def _within(self, rows: Indices) -> Scope:
        """The scope of the movies in these rows."""
        ids = [self._facets.facts.ids[row] for row in rows.tolist()]
        return self._nearest.scope(ids, (), self._nearest.everything.total - len(ids))

    def _best_rated(self, wanted: Target, scope: Scope, limit: int) -> tuple[list[str], Plan]:
        """The best rated movies of the scope, those that meet the preferences first, then in order of id."""
        facts = self._facets.facts
        rows = np.flatnonzero(self._inside(scope.members.keys(), scope))
        ratings = np.nan_to_num(facts.numbers("vote_average")[rows], nan=LOW_RATING)
        met = met_by(wanted.preferred, len(facts))[rows]
        best = rows[np.lexsort((rows, -ratings, -met))][:limit]
        return [facts.ids[row] for row in best.tolist()], Plan("rated", len(rows), len(best))

    def _search(
        self, vector: Vectors, limit: int, keys: frozenset[str], scope: Scope, options: SearchOptions
    ) -> tuple[Ranked, Plan]:
        if options.exhaustive:
            best = self._nearest.exhaustive(vector, limit, scope.ids(keys))
            return best, Plan("all", scope.total, self._nearest.everything.total)
        return self._nearest.search(vector, limit, keys, scope)

"""One state of a store, with everything that a search reads from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from recommender.errors import Remedy, StoreChangedError
from recommender.search.facets import Facets
from recommender.search.filters import Selector, advice
from recommender.search.nearest import NearestSearch, Ranked, Scope
from recommender.search.ranking import Ranker
from recommender.search.request import Request
from recommender.search.result import Notice, Plan, SearchOptions, SearchResult, Selection, Wish
from recommender.search.routing import Router
from recommender.search.signals import Target, weights_of
from recommender.search.wishes import find_wish
from recommender.store.store import Store
from recommender.text import clean_text
from recommender.vectors import Vectors

NO_WISH = Wish((), 0.0)
CANDIDATES = 200
"""How many movies the similarity search finds; all signals rank them."""
WISH_CANDIDATES = 50
"""At most this many movies with all the wished genres are added, when a description is a wish."""
LEAST_WISH = 0.2
"""A description with a smaller share of genre words is a plot: 95 of 100 plots have a smaller share."""
FEW_LEFT = 5
"""When fewer movies pass the filters, a warning says which filter to loosen."""
LIKED = 1.0
"""The weight of the liked movies' mean in the query vector; the description has weight 1."""
LIKED_GENRES = 0.2
"""The share of the wish (see ``Wish``) when a request has liked movies but no description.

Measured by ``tests/benchmarks/examples.py``: with the words and genres of the liked movie, another film of
its series is among the five for 0.97 of 145 movies, without them for 0.90; and 0.52 of the genres agree
instead of 0.38.
"""


@dataclass(frozen=True, slots=True)
class Resolved:
    """A request whose titles, filters and texts have been looked up in a snapshot."""

    request: Request
    wanted: Target
    scope: Scope
    selection: Selection
    avoided: tuple[Target, ...] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that a search reads from one state of a store. Immutable; threads may share it.

    What is slow to read is read at its first use.
    """

    store: Store
    nearest: NearestSearch
    router: Router
    selector: Selector
    ranker: Ranker

    @classmethod
    def of(cls, store: Store) -> "Snapshot":
        """Read what every search needs; raises ``StoreError`` when movies are missing."""
        nearest = NearestSearch(store)
        return cls(store, nearest, Router(store, nearest), Selector(store, nearest), Ranker(store, nearest))

    @property
    def facets(self) -> Facets:
        """The values that the movies have."""
        return self.selector.facets

    def resolve(self, request: Request, vectors: Mapping[str, Vectors]) -> Resolved:
        """Look up everything in ``request``; ``vectors`` has the vector (dimension,) of each of its texts.

        Liked movies move the query vector towards them (Rocchio, 1971); disliked movies only affect the
        ranking. Raises the errors of ``Selector.select``.
        """
        scope, selection = self.selector.select(request)
        liked = [self.facets.titles.find(title) for title in request.like]
        unliked = [self.facets.titles.find(title) for title in request.unlike]
        named = sorted({*liked, *unliked})
        examples = dict(zip(*self.store.vectors(named), strict=True))
        if len(examples) < len(named):
            raise StoreChangedError
        text = clean_text(request.description)
        wanted = self._target(text, vectors) if text else self._like(liked)
        if liked:
            vector = wanted.vector + LIKED * np.mean([examples[id_] for id_ in liked], axis=0)
            wanted = replace(wanted, vector=vector / np.linalg.norm(vector))
        avoided = [self._target(other, vectors) for other in filter(None, map(clean_text, request.without))]
        avoided += [Target("", examples[id_], NO_WISH) for id_ in unliked]
        return Resolved(request, wanted, scope, selection, tuple(avoided))

    def answer(self, resolved: Resolved, options: SearchOptions) -> SearchResult:
        """The best movies for a request; raises ``StoreError`` when Chroma fails."""
        wanted, selection = resolved.wanted, resolved.selection
        route, keys = self.router.route(wanted.vector, options, wanted.wish, resolved.scope)
        found, plan = self._candidates(wanted, options, keys, resolved.scope)
        return SearchResult(
            query=clean_text(resolved.request.description),
            request=resolved.request.asked(),
            wish=wanted.wish,
            route=route,
            plan=plan,
            selection=selection,
            recommendations=self.ranker.rank(wanted, resolved.avoided, found, options),
            warnings=tuple(self._notices(selection, options)),
        )

    def _target(self, text: str, vectors: Mapping[str, Vectors]) -> Target:
        return Target(text, vectors[text], find_wish(text, self.facets.genres))

    def _like(self, ids: Sequence[str]) -> Target:
        """A target with the words and genres of these movies, and a zero vector."""
        movies = self.nearest.movies(ids)
        text = " ".join(f"{movie.title} {movie.overview}" for movie in movies)
        genres = tuple(dict.fromkeys(genre for movie in movies for genre in movie.genres))
        nowhere = np.zeros(self.store.info.dimension, dtype=np.float32)
        return Target(text, nowhere, Wish(genres, LIKED_GENRES))

    def _notices(self, selection: Selection, options: SearchOptions) -> list[Notice]:
        notices = []
        if selection.filters and selection.passing < min(options.limit, FEW_LEFT):
            left = f"the filters leave only {selection.passing:,} of {selection.total:,} movies"
            notices.append(Notice(f"{left}: {advice(selection)}"))
        if self.nearest.damaged:
            told = "the index is damaged; all movies were compared instead"
            notices.append(Notice(told, Remedy.REBUILD))
        return notices

    def _candidates(
        self, wanted: Target, options: SearchOptions, keys: frozenset[str], scope: Scope
    ) -> tuple[Ranked, Plan]:
        """The movies nearest to ``wanted``; for a wish, also the nearest with all the wished genres."""
        found, plan = self._search(wanted.vector, max(CANDIDATES, options.limit), keys, scope, options)
        if wanted.wish.share >= LEAST_WISH and weights_of(options)["genre_fit"]:
            wished = set(wanted.wish.genres)
            fulfilling = frozenset(key for key in keys if wished <= set(self.router.genres_of[key]))
            more, _ = self._search(wanted.vector, WISH_CANDIDATES, fulfilling, scope, options)
            present = {id_ for id_, _ in found}
            found = found + [pair for pair in more if pair[0] not in present]
        return found, plan

    def _search(
        self, vector: Vectors, limit: int, keys: frozenset[str], scope: Scope, options: SearchOptions
    ) -> tuple[Ranked, Plan]:
        if options.exhaustive:
            best = self.nearest.exhaustive(vector, limit, scope.ids(keys))
            return best, Plan("all", scope.total, self.nearest.everything.total)
        return self.nearest.search(vector, limit, keys, scope)

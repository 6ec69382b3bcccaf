"""One state of a store, with everything that a search reads from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from recommender.errors import NothingMatchedError, Remedy, StoreChangedError
from recommender.search.facets import Facets
from recommender.search.filters import Selector, advice, filters_of
from recommender.search.grammar.leftover import tells_a_plot
from recommender.search.grammar.reading import CERTAIN
from recommender.search.nearest import NearestSearch, Ranked, Scope
from recommender.search.preferences import preferred
from recommender.search.ranking import Ranker, mentioned, stems_by_text
from recommender.search.request import Request
from recommender.search.result import (
    LIMIT,
    Notice,
    Plan,
    Recommendation,
    Route,
    SearchOptions,
    SearchResult,
    Selection,
    Wish,
)
from recommender.search.routing import Router
from recommender.search.signals import LOW_RATING, Preference, Target, weights_of
from recommender.search.understood import Span, Understood, literally, request_of
from recommender.search.wishes import find_wish, telling_share
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
SOFT, LOOSENED, VAGUE = 2.5, 6.0, 1.0
"""The weights of preferences: facts in a plot, filters that were given up, and words such as "old"."""
LIKED = 1.0
"""The weight of the liked movies' mean in the query vector; the description has weight 1."""
LIKED_GENRES = 0.6
"""The share of the wish (see ``Wish``) when a request has liked movies but no description.

Measured by ``tests/benchmarks/examples.py``: with the words and genres of the liked movie, another film of
its series is among the five for 0.96 of 145 movies, without them for 0.89; and 0.67 of the genres agree
instead of 0.38. With a share of 0.2 it is 0.97 and 0.52, with 1.0 it is 0.92 and 0.71.
"""


@dataclass(frozen=True, slots=True)
class Resolved:
    """A request whose titles, filters and texts have been looked up in a snapshot."""

    understood: Understood
    wanted: Target
    scope: Scope
    selection: Selection
    avoided: tuple[Target, ...] = ()
    loosened: tuple[Span, ...] = ()
    """Filters that were given up because they left too few movies."""


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

    def understand(self, asked: Request | Understood | str, *, literal: bool = False) -> Understood:
        """What a request amounts to. With ``literal``, its description is taken as it is."""
        # Imported late: its many patterns take a tenth of a second, in which a model can load.
        from recommender.search.understand import understand

        if isinstance(asked, Understood):
            return asked
        request = Request(asked) if isinstance(asked, str) else asked
        # Without control characters: spans and what is left of the text are shown.
        request = replace(request, description=clean_text(request.description))
        if literal or not request.description:
            return literally(request)
        return understand(request.description, self.facets).beside(request)

    def resolve(self, understood: Understood, vectors: Mapping[str, Vectors], enough: int = 1) -> Resolved:
        """Look up everything in a request; ``vectors`` has the vector (dimension,) of each of its texts.

        Liked movies move the query vector towards them (Rocchio, 1971); disliked movies only affect the
        ranking. Filters that were understood are loosened, the least certain first, until ``enough`` movies
        pass. Raises the errors of ``Selector.select``.
        """
        asked, loosened, scope, selection = self._loosen(understood, enough)
        request = asked.request
        liked = [self.facets.titles.find(title) for title in request.like]
        unliked = [self.facets.titles.find(title) for title in request.unlike]
        named = sorted({*liked, *unliked})
        examples = dict(zip(*self.store.vectors(named), strict=True))
        if len(examples) < len(named):
            raise StoreChangedError
        text = clean_text(request.description)
        if text:
            wanted = self._target(text, vectors)
            # Genres weigh as much as in the whole question: a fact that was taken out makes it no wish.
            share = telling_share(text, understood.text) if tells_a_plot(text, ()) else 1.0
            wanted = replace(wanted, wish=Wish(wanted.wish.genres, share * wanted.wish.share))
        else:
            wanted = self._like(liked) if liked else Target("", None, NO_WISH)
        if liked:
            mean = LIKED * np.mean([examples[id_] for id_ in liked], axis=0)
            vector = mean if wanted.vector is None else wanted.vector + mean
            wanted = replace(
                wanted, vector=vector / np.linalg.norm(vector), wish=self._wish(wanted.wish, liked)
            )
        wanted = replace(wanted, preferred=self._preferred(asked, loosened))
        avoided = [self._target(other, vectors) for other in filter(None, map(clean_text, request.without))]
        avoided += [Target("", examples[id_], NO_WISH) for id_ in unliked]
        return Resolved(asked, wanted, scope, selection, tuple(avoided), tuple(loosened))

    def _loosen(self, understood: Understood, enough: int) -> tuple[Understood, list[Span], Scope, Selection]:
        """What is left of a request after giving up filters, those filters, and what passes the others."""
        guesses, loosened = understood.filters(), list[Span]()
        while True:
            asked = understood.without(loosened)
            try:
                scope, selection = self.selector.select(asked.request)
                passing = selection.passing
            except NothingMatchedError:
                if not guesses:
                    raise
                passing = 0
            if passing >= enough or not guesses or (passing and guesses[0].certainty >= CERTAIN):
                return asked, loosened, scope, selection
            loosened.append(guesses.pop(0))

    def _preferred(self, asked: Understood, loosened: Sequence[Span]) -> tuple[Preference, ...]:
        """The movies that come first: by facts in a plot, by filters that were given up, by vague words."""
        unsure = [(span, SOFT) for span in asked.soft if span.field not in ("genre", "title")]
        found = [Preference(frozenset(span.values), LOOSENED) for span in asked.soft if span.field == "title"]
        found += [
            Preference(self.facets.ids(one.condition), weight)
            for span, weight in (*unsure, *((span, LOOSENED) for span in loosened))
            for one in filters_of(request_of([span]), self.facets)
        ]
        vague = [Preference(self.facets.ids(preferred(name)), VAGUE) for name in asked.request.prefer]
        return (*found, *vague)

    def _wish(self, wish: Wish, liked: Sequence[str]) -> Wish:
        """The wish of the text, and the genres of the liked movies if the text names none."""
        if wish.genres:
            return wish
        return Wish(
            tuple(dict.fromkeys(genre for id_ in liked for genre in self.facets.movie(id_).genres)),
            LIKED_GENRES,
        )

    def answer(self, resolved: Resolved, options: SearchOptions) -> SearchResult:
        """The best movies for a request; raises ``StoreError`` when Chroma fails."""
        wanted, selection = resolved.wanted, resolved.selection
        limit = options.limit or resolved.understood.limit or LIMIT
        if wanted.vector is None:
            found, plan = self._best_rated(wanted, resolved.scope, max(CANDIDATES, limit))
            route = Route(probes=(), scanned_share=1.0)
        else:
            route, keys = self.router.route(wanted.vector, options, wanted.wish, resolved.scope)
            found, plan = self._candidates(wanted, wanted.vector, options, keys, resolved.scope, limit)
        recommendations = self.ranker.rank(wanted, resolved.avoided, found, options, limit)
        return SearchResult(
            query=clean_text(resolved.understood.text),
            understood=resolved.understood,
            loosened=resolved.loosened,
            wish=wanted.wish,
            route=route,
            plan=plan,
            selection=selection,
            recommendations=recommendations,
            warnings=tuple(self._notices(resolved, recommendations, limit)),
        )

    def _target(self, text: str, vectors: Mapping[str, Vectors]) -> Target:
        return Target(text, vectors[text], find_wish(text, self.facets.genres))

    def _like(self, ids: Sequence[str]) -> Target:
        """A target with the words and genres of these movies, without a vector."""
        movies = self.nearest.movies(ids)
        text = " ".join(f"{movie.title} {movie.overview}" for movie in movies)
        return Target(text, None, NO_WISH)

    def _notices(
        self, resolved: Resolved, recommendations: Sequence[Recommendation], limit: int
    ) -> list[Notice]:
        notices, selection = [], resolved.selection
        if resolved.loosened:
            given_up = " and ".join(span.meaning for span in resolved.loosened)
            were = "was" if len(resolved.loosened) == 1 else "were"
            notices.append(Notice(f"too few movies are that: {given_up} {were} only preferred"))
        refused = stems_by_text(target.text for target in resolved.avoided)
        found = dict.fromkeys(text for one in recommendations for text in mentioned(one.movie, refused))
        if found:
            said = " or ".join(f"“{text}”" for text in found)
            notices.append(Notice(f"every movie that fits mentions {said}, so these do too"))
        if selection.filters and selection.passing < min(limit, FEW_LEFT):
            left = f"the filters leave only {selection.passing:,} of {selection.total:,} movies"
            notices.append(Notice(f"{left}: {advice(selection)}"))
        if self.nearest.damaged:
            told = "the index is damaged; all movies were compared instead"
            notices.append(Notice(told, Remedy.REBUILD))
        return notices

    def _candidates(
        self,
        wanted: Target,
        vector: Vectors,
        options: SearchOptions,
        keys: frozenset[str],
        scope: Scope,
        limit: int,
    ) -> tuple[Ranked, Plan]:
        """The movies nearest to ``wanted``, and the nearest with all wished genres or all preferences."""
        found, plan = self._search(vector, max(CANDIDATES, limit), keys, scope, options)
        present = {id_ for id_, _ in found}
        if wanted.wish.share >= LEAST_WISH and weights_of(options)["genre_fit"]:
            wished = set(wanted.wish.genres)
            fulfilling = frozenset(key for key in keys if wished <= set(self.router.genres_of[key]))
            more, _ = self._search(vector, WISH_CANDIDATES, fulfilling, scope, options)
            found = found + [pair for pair in more if pair[0] not in present]
            present.update(id_ for id_, _ in more)
        if wanted.preferred and weights_of(options)["facts"]:
            best = self._meeting_all(wanted, scope) - present
            if best:
                within = self.nearest.scope(best, (), 0)
                found = found + self.nearest.search(vector, WISH_CANDIDATES, within.members.keys(), within)[0]
        return found, plan

    def _meeting_all(self, wanted: Target, scope: Scope) -> frozenset[str]:
        """The movies of the scope that meet all preferences."""
        best = frozenset.intersection(*(one.ids for one in wanted.preferred))
        return best & (self.nearest.key_of.keys() if scope.allowed is None else scope.allowed)

    def _best_rated(self, wanted: Target, scope: Scope, limit: int) -> tuple[Ranked, Plan]:
        """The best rated movies of the scope, those that meet the preferences first; their cosines are 0."""
        ids = scope.ids(scope.members.keys())

        def order(id_: str) -> tuple[float, float, str]:
            met = sum(one.weight for one in wanted.preferred if id_ in one.ids)
            return -met, -(self.facets.rating(id_) or LOW_RATING), id_

        best = sorted(ids, key=order)[:limit]
        return [(id_, 0.0) for id_ in best], Plan("rated", len(ids), len(best))

    def _search(
        self, vector: Vectors, limit: int, keys: frozenset[str], scope: Scope, options: SearchOptions
    ) -> tuple[Ranked, Plan]:
        if options.exhaustive:
            best = self.nearest.exhaustive(vector, limit, scope.ids(keys))
            return best, Plan("all", scope.total, self.nearest.everything.total)
        return self.nearest.search(vector, limit, keys, scope)

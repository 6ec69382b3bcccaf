"""Finds the movies that pass the filters of a request, and counts what each filter keeps."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from recommender.errors import InvalidQueryError, NothingMatchedError
from recommender.search.facets import PEOPLE, Facets
from recommender.search.film_lists import match_list
from recommender.search.nearest import NearestSearch, Scope
from recommender.search.request import ALTERNATIVES, Request, parse_years, year_span
from recommender.search.result import FilterCount, Selection
from recommender.store.store import Store
from recommender.store.where import AllOf, AnyOf, Condition, Has, Lacks, Within

Ids = frozenset[str]
Name = tuple[str, tuple[str, ...]]
"""A filter: a field of the request, and its values."""


REMEMBERED = 64
"""How many selections are cached: most requests of a conversation or a batch share the same filters."""


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter of a request, as a condition on the stored fields."""

    field: str
    """The field of the request, such as ``year``."""
    values: tuple[str, ...]
    condition: Condition
    fields: tuple[str, ...]
    """The stored fields it needs. A movie without any of them is excluded, because its value is unknown.

    Empty for a filter that only refuses: it keeps such movies.
    """


class Selector:
    """Finds the movies that pass the filters of requests to one state of a store."""

    def __init__(self, store: Store, nearest: NearestSearch) -> None:
        """Does not read anything yet."""
        self._nearest = nearest
        self._everything = frozenset(nearest.key_of)
        self._select = lru_cache(REMEMBERED)(self._selected)
        self.facets = Facets(store, nearest.everything.members)

    def select(self, request: Request) -> tuple[Scope, Selection]:
        """The movies that may answer ``request``, and how many movies each filter keeps.

        Movies named as examples are excluded. The files of ``seen`` and ``only`` are read once. Raises
        ``InvalidQueryError`` for a value that the store does not hold or a file that lists no movies, and
        ``NothingMatchedError`` when no movie passes.
        """
        return self._select(replace(request, description="", without=(), prefer=()))

    def _selected(self, request: Request) -> tuple[Scope, Selection]:
        filters = filters_of(request, self.facets)
        only = [match_list(Path(file), self.facets.titles) for file in request.only]
        seen = [match_list(Path(file), self.facets.titles, ticked=True) for file in request.seen]
        liked, unliked = (self._named(titles) for titles in (request.like, request.unlike))
        if both := [liked[id_] for id_ in liked if id_ in unliked]:
            raise InvalidQueryError(f"{both[0]} is both liked and unliked; leave one out", field="like")
        examples = frozenset(liked | unliked)
        asked = {(one.field, one.values): self.facets.ids(one.condition) for one in filters}
        listed: dict[Name, Ids] = {("seen", (match.file,)): self._everything - match.ids for match in seen}
        if request.not_title:
            refused = self._named(request.not_title)
            listed["not_title", tuple(refused.values())] = self._everything - refused.keys()
        if request.no_sequels:
            listed["no_sequels", ()] = self._everything - self.facets.titles.sequels
        if only:
            listed["only", request.only] = frozenset().union(*(match.ids for match in only))
        if not (asked or listed or examples):
            return self._nearest.everything, Selection(len(self._everything), len(self._everything))
        passing = self._common((asked | listed).values()) - examples
        selection = Selection(
            len(self._everything),
            len(passing),
            self._counts(asked | listed, examples, filters),
            tuple(match.count(field) for field, files in (("only", only), ("seen", seen)) for match in files),
            tuple(sorted((liked | unliked).values())),
        )
        if not passing:
            raise NothingMatchedError(f"no movie is left: {advice(selection)}")
        excluded = len(self._common(asked.values())) - len(passing)
        scope = self._nearest.scope(passing, [one.condition for one in filters], excluded)
        return scope, selection

    def _named(self, titles: Iterable[str]) -> dict[str, str]:
        """The headings of the movies that ``titles`` name, by id."""
        ids = [self.facets.titles.find(title) for title in titles]
        return {id_: self.facets.titles.heading(id_) for id_ in ids}

    def _counts(
        self, parts: Mapping[Name, Ids], examples: Ids, filters: Iterable[Filter]
    ) -> tuple[FilterCount, ...]:
        unknown = {(one.field, one.values): self.facets.unknown(*one.fields) for one in filters if one.fields}
        counts = []
        for name, part in parts.items():
            others = self._common(other for known, other in parts.items() if known != name)
            counts.append(FilterCount(*name, len(part), unknown.get(name, 0), len(others - examples)))
        return tuple(counts)

    def _common(self, parts: Iterable[Ids]) -> Ids:
        return self._everything.intersection(*parts)


def filters_of(request: Request, facets: Facets) -> list[Filter]:
    """The filters of ``request`` that the store can apply, with checked values.

    Raises ``InvalidQueryError`` for a value that the store does not hold, or that cannot be parsed.
    """
    return [*_genre_filters(request, facets), *_number_filters(request), *_name_filters(request, facets)]


def _genre_filters(request: Request, facets: Facets) -> Iterator[Filter]:
    for alternatives in request.genre:
        genres = tuple(map(facets.genre, alternatives.split(ALTERNATIVES)))
        one_of = AnyOf(tuple(Has("genres", genre) for genre in genres))
        yield Filter("genre", (ALTERNATIVES.join(genres),), one_of, ("genres",))
    for genre in map(facets.genre, request.not_genre):
        yield Filter("not_genre", (genre,), Lacks("genres", genre), ("genres",))


def _number_filters(request: Request) -> Iterator[Filter]:
    if request.year:
        spans = tuple(Within("year", *parse_years(text)) for text in request.year)
        yield Filter("year", tuple(map(year_span, request.year)), AnyOf(spans), ("year",))
    for field, stored, least, most in (
        ("min_rating", "vote_average", request.min_rating, None),
        ("min_runtime", "runtime", request.min_runtime, None),
        ("max_runtime", "runtime", None, request.max_runtime),
    ):
        if (limit := least if least is not None else most) is not None:
            yield Filter(field, (f"{limit:g}",), Within(stored, least, most), (stored,))


def _name_filters(request: Request, facets: Facets) -> Iterator[Filter]:
    if request.language:
        languages = tuple(dict.fromkeys(map(facets.language, request.language)))
        spoken = AnyOf(tuple(Has("languages", language) for language in languages))
        yield Filter("language", languages, spoken, ("languages",))
    if request.not_language:
        refused = tuple(dict.fromkeys(map(facets.language, request.not_language)))
        unspoken = AllOf(tuple(Lacks("languages", language) for language in refused))
        yield Filter("not_language", refused, unspoken, ())
    for alternatives in request.person:
        people = tuple(map(facets.person, alternatives.split(ALTERNATIVES)))
        took_part = AnyOf(tuple(Has(field, person) for person in people for field in PEOPLE))
        yield Filter("person", (ALTERNATIVES.join(people),), took_part, PEOPLE)
    for person in map(facets.person, request.not_person):
        absent = AllOf(tuple(Lacks(field, person) for field in PEOPLE))
        yield Filter("not_person", (person,), absent, ())


def advice(selection: Selection) -> str:
    """How many movies each filter keeps, and how many would pass without the one that costs most."""
    left = "; ".join(
        f"{one} leaves {one.kept:,} of {selection.total:,}"
        + (f" ({one.unknown:,} more have no value for it)" if one.unknown else "")
        for one in selection.filters
    )
    for listed in selection.lists:
        left += f"; {listed.file} lists {listed.rows:,} movies, {listed.matched:,} of them stored"
    if selection.examples:
        left += f"; examples are left out: {', '.join(selection.examples)}"
    best = max(selection.filters, key=lambda one: one.without, default=None)
    if best is None or best.without <= selection.passing:
        return f"{left.removeprefix('; ')}. Loosen more than one of these filters"
    return f"{left}. Without {best} there would be {best.without:,}"

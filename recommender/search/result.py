"""The options and the results of a search; all of them immutable."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from recommender.errors import Remedy
from recommender.movie import Movie
from recommender.search.understood import Span, Understood
from recommender.store.schema import GenreCluster

LIMIT = 5
"""How many movies an answer has when nobody says."""


@dataclass(frozen=True, slots=True)
class SearchOptions:
    """The options of a search."""

    limit: int | None = None
    """The most movies to return. By default as many as the question says, or ``LIMIT``."""
    enough: int | None = None
    """Filters that were understood are loosened until this many movies pass. By default ``limit``."""
    literal: bool = False
    """Take descriptions as they are, and understand nothing in them."""
    budget: float | None = None
    """The largest share of the movies (0 to 1) that the chosen clusters may hold: see ``routing.py``."""
    genre_keys: int | None = None
    """Search only this many genre keys of the chosen clusters: the nearest ones."""
    exhaustive: bool = False
    """Compare every movie instead of choosing clusters."""
    sources: frozenset[str] = frozenset({"words", "passages"})
    """What finds candidates besides the nearest overviews: ``words``, ``passages``, or none."""
    weights: Mapping[str, float] = dataclasses.field(default_factory=dict)
    """Weights that replace the defaults, by the signal's name: see ``signals.py``."""
    variety: float = 0.2
    """How much similarity to a better answer costs, 0 to 1."""

    def __post_init__(self) -> None:
        """Raises ``ValueError`` for a number outside its range."""
        if (
            (self.limit is not None and self.limit < 1)
            or not 0 <= (self.budget or 0) <= 1
            or not 0 <= self.variety <= 1
        ):
            raise ValueError("limit is at least 1; budget and variety are between 0 and 1")


@dataclass(frozen=True, slots=True)
class Probe:
    """One cluster chosen for a query, with the cosine of the query to the cluster's centroid."""

    cluster: GenreCluster
    similarity: float


@dataclass(frozen=True, slots=True)
class Route:
    """What was searched. An exhaustive search has no probes and a scanned share of 1."""

    probes: tuple[Probe, ...]
    scanned_share: float
    genre_keys: tuple[str, ...] | None = None
    """The genre keys the search was limited to, nearest first; ``None`` when it was not limited."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How the nearest movies were found among those that pass a filter."""

    kind: str
    """``all`` (exact, nothing filtered), ``over-fetch``, ``where`` or ``exact``: see ``nearest.py``.

    ``rated`` when there was no text and no example to compare with: the best rated movies.
    """
    kept: int
    """How many movies pass the filter."""
    fetched: int
    """How many movies were compared or fetched."""


@dataclass(frozen=True, slots=True)
class Wish:
    """The genres a description asks for, and the share (0 to 1) of its meaningful words that name them."""

    genres: tuple[str, ...]
    share: float


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One answer: a movie, and why it was chosen."""

    movie: Movie
    scores: Mapping[str, float | None]
    """The score of each signal, by name: see ``signals.py``. ``None`` where a signal does not apply."""
    sentence: str = ""
    """The sentence that fits the description best, in the nearest of the movie's texts."""
    quoted: str = "overview"
    """The kind of that text: ``overview``, or the kind of a passage."""
    matched: tuple[str, ...] = ()
    """The description's words that the movie has in some form."""


@dataclass(frozen=True, slots=True)
class FilterCount:
    """How many movies one filter keeps."""

    field: str
    """The field of the request, such as ``year``."""
    values: tuple[str, ...]
    """Such as ``1990..1999``. A movie passes with one of them; for ``only``, if one of the files lists it."""
    kept: int
    """Movies that pass this filter alone."""
    unknown: int
    """Movies excluded because the catalogue has no value for them."""
    without: int
    """Movies that would pass without this filter, with all others kept."""

    def __str__(self) -> str:
        """The filter as text: ``year 1990..1999``."""
        return " ".join((self.field.replace("_", " "), *self.values))


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A row of a list file that fits several movies of the store; all of them count as listed."""

    row: str
    movies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListCount:
    """How many movies of a list file are in the store, and what else its rows are."""

    field: str
    """The field of the request: ``seen`` or ``only``."""
    file: str
    rows: int
    matched: int
    """How many movies of the store the file lists."""
    unmatched: tuple[str, ...]
    """The file's rows that match no movie of the store, as title and year."""
    ambiguous: tuple[Ambiguous, ...] = ()
    not_films: Mapping[str, int] = dataclasses.field(default_factory=dict)
    """How many rows are no movies, by what they are: ``{"series": 12, "people": 3}``."""
    unresolved: tuple[str, ...] = ()
    """Web addresses that do not say which movie they are about."""
    unread: tuple[str, ...] = ()
    """The rows that could not be read, with line and reason."""
    unticked: int = 0
    """Rows that do not count as seen, because others are ticked and they are not."""
    guessed: str | None = None
    """What had to be guessed about the encoding of the file."""


@dataclass(frozen=True, slots=True)
class Selection:
    """How many movies pass the filters of a request."""

    total: int
    """Movies in the store."""
    passing: int
    """Movies that pass every filter, without the examples."""
    filters: tuple[FilterCount, ...] = ()
    lists: tuple[ListCount, ...] = ()
    examples: tuple[str, ...] = ()
    """The movies that ``like`` and ``unlike`` name; they are excluded from the answers."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A warning about an answer, and what the user can do about it."""

    text: str
    remedy: Remedy | None = None


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The answers to one description, best first, and how they were found."""

    query: str
    """The description as it was typed; empty when only examples were given."""
    understood: Understood
    """What the description and the options amount to."""
    loosened: tuple[Span, ...]
    """Filters that were understood and left too few movies: now only preferences."""
    wish: Wish
    route: Route
    plan: Plan
    selection: Selection
    recommendations: tuple[Recommendation, ...]
    warnings: tuple[Notice, ...] = ()

    @property
    def request(self) -> Mapping[str, Any]:
        """The fields of ``Request`` that were set, by options or in the description."""
        return self.understood.request.asked()

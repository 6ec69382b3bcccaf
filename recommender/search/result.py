"""What a search returns, and how it is asked to search; all of it immutable."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from recommender.errors import Remedy
from recommender.movie import Movie
from recommender.store.schema import GenreCluster


@dataclass(frozen=True, slots=True)
class SearchOptions:
    """How to search."""

    limit: int = 5
    """How many movies to return at most."""
    budget: float = 0.4
    """The share of the movies (0 to 1) that the chosen clusters may hold."""
    genre_keys: int | None = None
    """Search only this many genre keys of the chosen clusters, the nearest."""
    exhaustive: bool = False
    """Compare every movie instead of choosing clusters."""
    weights: Mapping[str, float] = field(default_factory=dict)
    """Other weights than the signals' own, by the signal's name: see ``signals.py``."""
    variety: float = 0.2
    """How much likeness to a better answer costs, 0 to 1."""

    def __post_init__(self) -> None:
        """Raises ``ValueError`` for a number outside its range."""
        if self.limit < 1 or not 0 <= self.budget <= 1 or not 0 <= self.variety <= 1:
            raise ValueError("limit is at least 1; budget and variety are between 0 and 1")


@dataclass(frozen=True, slots=True)
class Probe:
    """One cluster a query chose, with the cosine of the query to the cluster's centroid."""

    cluster: GenreCluster
    similarity: float


@dataclass(frozen=True, slots=True)
class Route:
    """What a query looked at. An exhaustive search has no probes and a scanned share of 1."""

    probes: tuple[Probe, ...]
    scanned_share: float
    genre_keys: tuple[str, ...] | None = None
    """The genre keys the search was narrowed to, nearest first; ``None`` when it was not."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How the nearest movies were found among those that a filter keeps."""

    kind: str
    """``all`` (exact, nothing filtered), ``over-fetch``, ``where`` or ``exact``: see ``nearest.py``."""
    kept: int
    """How many movies the filter keeps."""
    fetched: int
    """How many movies were compared or fetched to find them."""


@dataclass(frozen=True, slots=True)
class Wish:
    """The genres a description asks for, and the share (0 to 1) of its telling words that name them."""

    genres: tuple[str, ...]
    share: float


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One answer: a movie and why it is one."""

    movie: Movie
    scores: Mapping[str, float | None]
    """What each signal gives it, by name: see ``signals.py``. ``None`` where a signal says nothing."""
    sentence: str = ""
    """The overview's sentence that fits the description best."""
    matched: tuple[str, ...] = ()
    """The description's words that the movie has in some form."""


@dataclass(frozen=True, slots=True)
class FilterCount:
    """What one filter does to the catalogue."""

    field: str
    """Of the request: ``year``."""
    values: tuple[str, ...]
    """``1990..1999``; a movie that passes has one of them, or for ``only`` is in one of the files."""
    kept: int
    """Movies that pass this filter alone."""
    unknown: int
    """Movies left out because the catalogue does not say."""
    without: int
    """Movies that would pass if only this filter were not there."""

    def __str__(self) -> str:
        """As people say it: ``year 1990..1999``."""
        return f"{self.field.replace('_', ' ')} {' '.join(self.values)}"


@dataclass(frozen=True, slots=True)
class ListCount:
    """What became of a file of movies."""

    field: str
    """Of the request: ``seen`` or ``only``."""
    file: str
    rows: int
    matched: int
    """Movies of the store that it lists."""
    unmatched: tuple[str, ...]
    """Its rows that are no movie of the store, as title and year."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What the filters of a request left."""

    total: int
    """Movies in the store."""
    passing: int
    """Movies that pass every filter, examples left out."""
    filters: tuple[FilterCount, ...] = ()
    lists: tuple[ListCount, ...] = ()
    examples: tuple[str, ...] = ()
    """The movies that titles to resemble or not were taken for; they are left out."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something about an answer that its reader should know, and what can be done about it."""

    text: str
    remedy: Remedy | None = None


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The answers to one description, best first, and how they were found."""

    query: str
    """The description; empty when only examples were given."""
    request: Mapping[str, Any]
    """Everything that was asked for, by the fields of ``Request``."""
    wish: Wish
    route: Route
    plan: Plan
    selection: Selection
    recommendations: tuple[Recommendation, ...]
    warnings: tuple[Notice, ...] = ()

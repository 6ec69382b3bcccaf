"""The values that travel between the layers; all of them immutable."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is, and of how much."""
GENRE_SEPARATOR = "|"
WEIGHTS = "model.safetensors"
PRECISIONS = ("auto", "bf16", "fp16", "fp32")


@dataclass(frozen=True, slots=True)
class Movie:
    """One catalogue row; ``None`` and empty tuples stand for unknown.

    ``runtime`` is in minutes, ``vote_average`` between 0 and 10.
    """

    id: str
    title: str
    overview: str
    genres: tuple[str, ...]
    year: int | None = None
    vote_average: float | None = None
    runtime: int | None = None
    original_language: str | None = None
    directors: tuple[str, ...] = ()
    cast: tuple[str, ...] = ()
    tmdb_id: str | None = None
    imdb_id: str | None = None

    @property
    def genre_key(self) -> str:
        """The genre combination in alphabetical order, so that it does not depend on the source's."""
        return GENRE_SEPARATOR.join(sorted(self.genres))

    @property
    def content_hash(self) -> str:
        """A digest of every field, by which a second ingest recognises an unchanged movie."""
        content = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:32]

    @property
    def heading(self) -> str:
        """Title and year as people write them: ``Alien (1979)``."""
        return heading(self.title, self.year)


def heading(title: str, year: int | None) -> str:
    """``Alien (1979)``, or the title alone."""
    return f"{title} ({year})" if year is not None else title


@dataclass(frozen=True, slots=True)
class Weights:
    """What each signal counts when candidates are ordered.

    ``plot`` (cosine of description and overview) and ``words`` (BM25) are standardised over the
    candidates first. ``genres`` (how well a movie's genres fit the wish, 0 to 1) is multiplied by the
    share of the description that is about genres, so that it decides for "a funny western" and only
    nudges a plot. Values chosen with ``data/queries.tsv``, whose even and odd half agree on them.
    """

    plot: float = 1.0
    words: float = 1.0
    genres: float = 10.0


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
    weights: Weights = Weights()
    variety: float = 0.2
    """How much likeness to a better answer costs, 0 to 1."""

    def __post_init__(self) -> None:
        """Raises ``ValueError`` for a number outside its range."""
        if self.limit < 1 or not 0 <= self.budget <= 1 or not 0 <= self.variety <= 1:
            raise ValueError("limit is at least 1; budget and variety are between 0 and 1")


@dataclass(frozen=True, slots=True)
class GenreCluster:
    """A group of similar genre keys. Its centroid lives in the store, under the same id."""

    id: int
    label: str
    genre_keys: tuple[str, ...]
    movie_count: int


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
    """``all`` (exact, nothing filtered), ``over-fetch``, ``where`` or ``exact``: see ``plans.py``."""
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
    similarity: float
    """Cosine of the overview to the description."""
    words: float = 0.0
    """BM25 of the description's words as a share of the best candidate's."""
    genres: float | None = None
    """Share of the wished genres that it has; ``None`` when the description wishes for none."""
    sentence: str = ""
    """The overview's sentence that fits the description best."""
    matched: tuple[str, ...] = ()
    """The description's words that the movie has in some form."""


@dataclass(frozen=True, slots=True)
class FilterCount:
    """What one filter does to the catalogue."""

    option: str
    """As it could be typed: ``--year 1990..1999``."""
    kept: int
    """Movies that pass this filter alone."""
    unknown: int
    """Movies left out because the catalogue does not say."""
    without: int
    """Movies that would pass if only this filter were not there."""


@dataclass(frozen=True, slots=True)
class ListCount:
    """What became of a file of movies."""

    option: str
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
class SearchResult:
    """The answers to one description, best first, and how they were found."""

    query: str
    """The description; empty when only examples were given."""
    request: Mapping[str, Any]
    """Everything that was asked for, by the names of the options."""
    wish: Wish
    route: Route
    plan: Plan
    selection: Selection
    recommendations: tuple[Recommendation, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoreInfo:
    """The store's manifest: what is in it and what made it."""

    schema_version: int
    state: str
    """``ingesting`` or ``ready``."""
    model: str
    model_fingerprint: str
    """A digest of the model's files: see ``ModelFiles.fingerprint``."""
    computed_by: str
    """What computed the vectors, and in which precision (``torch-fp32``); ``shipped`` when all of them came
    with the catalogue."""
    dimension: int
    text_template: str
    catalogue: str
    catalogue_fingerprint: str
    movie_count: int
    """Movies in the catalogue; while the state is ``ingesting``, more than the store holds."""
    cluster_count: int
    chromadb_version: str
    ingested_at: str
    """UTC, ISO 8601."""


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A model: its name, the directory its files are or will be in, and their SHA-256 by relative path."""

    name: str
    path: Path
    hashes: Mapping[str, str]

    @property
    def fingerprint(self) -> str:
        """A digest of every file: the same weights with another tokenizer make other vectors."""
        return hashlib.sha256(json.dumps(dict(self.hashes), sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ModelGraph:
    """A model exported to ONNX: the computation is in a file of its own, the weights are the model's."""

    name: str
    fingerprint: str
    """That of the model it was exported from."""
    graph: Path
    weights: Path
    tokenizer: Path
    hashes: Mapping[Path, str]
    """The SHA-256 of each file that has to be verified before it is used."""

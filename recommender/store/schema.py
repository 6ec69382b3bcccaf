"""How Chroma holds a store: its collections, its index, and the metadata of movies, clusters and passages."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from recommender.movie import TEXT_KINDS, Movie

MOVIES = "movies"
CLUSTERS = "genre_clusters"
PASSAGES = "passages"
"""The names of the collections; there may be no ``passages``."""
PASSAGES_MARK = {"made_by": "movie-recommender"}
"""The metadata of ``passages``, by which it is known as ours. ``movies`` has the manifest."""
PASSAGE_KINDS = (*TEXT_KINDS, "overview")
"""The usual kinds of passages, in their order. Only a long overview has passages."""
SCHEMA_VERSION = 7
ALWAYS_KNOWN = frozenset({"title", "genres", "genre_key", "cluster", "content_hash"})
"""The metadata that every movie has."""


# Chroma's defaults lose 6 to 10 results in 100 on real overviews. With these settings the first 500 results
# among 100,000 movies contain 99.5% of what exhaustive search finds. The wide search (``ef_search``) costs
# 10 ms, or 3 ms for 1,000 movies.
HNSW: dict[str, Any] = {"space": "cosine", "ef_construction": 200, "ef_search": 3_000, "max_neighbors": 32}


@dataclass(frozen=True, slots=True)
class GenreCluster:
    """A group of similar genre keys. The store holds its centroid under the same id."""

    id: int
    label: str
    genre_keys: tuple[str, ...]
    movie_count: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A text about a movie, or a piece of a long one, that has a vector of its own."""

    id: str
    """See ``passage_id``."""
    movie: str
    kind: str
    text: str


def passage_id(movie: str, kind: str, number: int) -> str:
    """The id of the passage of a kind with this number, counted from 1: ``alien-1979#plot-3``."""
    return f"{movie}#{kind}-{number}"


def kind_order(kind: str) -> tuple[int, str]:
    """Sorts kinds of passages: the usual ones in their order, then all others."""
    known = kind in PASSAGE_KINDS
    return PASSAGE_KINDS.index(kind) if known else len(PASSAGE_KINDS), kind


def movie_of(passage: str) -> str:
    """The id of the movie of the passage with this id. A movie's id may contain the same sign."""
    return passage.rpartition("#")[0]


def passages_fingerprint(contents: Mapping[str, str]) -> str:
    """A digest of passages, of which ``contents`` has the texts by id; empty without any."""
    if not contents:
        return ""
    content = json.dumps(sorted(contents.items()), ensure_ascii=False)
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class StoreInfo:
    """The manifest: what a store contains and what produced it."""

    schema_version: int
    state: str
    """``ingesting`` or ``ready``."""
    model: str
    model_fingerprint: str
    """A digest of the model's files: see ``ModelFiles.fingerprint``."""
    computed_by: str
    """What computed the vectors, and in which precision (``torch-fp32``); ``shipped`` when all of them were
    shipped with the catalogue."""
    dimension: int
    text_template: str
    catalogue: str
    catalogue_fingerprint: str
    movie_count: int
    """Movies in the catalogue; while the state is ``ingesting``, more than the store holds."""
    cluster_count: int
    passage_count: int
    """Passages of the catalogue's movies, as ``movie_count``."""
    passages_fingerprint: str
    """See ``passages_fingerprint``: the catalogue's own fingerprint does not cover its further texts."""
    chromadb_version: str
    ingested_at: str
    """UTC, ISO 8601."""

    @property
    def texts_fingerprint(self) -> str:
        """A digest of everything that words are looked up in."""
        return self.catalogue_fingerprint + self.passages_fingerprint


def to_metadata(movie: Movie) -> dict[str, Any]:
    """A movie's facts as Chroma metadata; None removes a key left by an earlier version of the movie."""
    return {
        "title": movie.title,
        "year": movie.year,
        "vote_average": movie.vote_average,
        "vote_count": movie.vote_count,
        "popularity": movie.popularity,
        "runtime": movie.runtime,
        "original_language": movie.original_language,
        "languages": list(movie.languages) or None,
        "director": list(movie.directors) or None,
        "cast": list(movie.cast) or None,
        "genres": list(movie.genres),
        "genre_key": movie.genre_key,
        "tmdb_id": movie.tmdb_id,
        "imdb_id": movie.imdb_id,
        "content_hash": movie.content_hash,
    }


def to_movie(id_: str, metadata: Mapping[str, Any], overview: str) -> Movie:
    """The movie that was stored with this metadata and document."""
    return Movie(
        id=id_,
        title=metadata["title"],
        overview=overview,
        genres=tuple(metadata["genres"]),
        year=metadata.get("year"),
        vote_average=metadata.get("vote_average"),
        runtime=metadata.get("runtime"),
        original_language=metadata.get("original_language"),
        directors=tuple(metadata.get("director") or ()),
        cast=tuple(metadata.get("cast") or ()),
        tmdb_id=metadata.get("tmdb_id"),
        imdb_id=metadata.get("imdb_id"),
        vote_count=metadata.get("vote_count"),
        popularity=metadata.get("popularity"),
        other_languages=tuple(metadata.get("languages") or ())[1:],
    )


def to_cluster(id_: str, metadata: Mapping[str, Any]) -> GenreCluster:
    """The cluster that was stored with this metadata."""
    keys = tuple(str(key) for key in metadata["genre_keys"])
    return GenreCluster(int(id_), str(metadata["label"]), keys, int(metadata["movie_count"]))

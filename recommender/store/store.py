"""The persisted store: two Chroma collections and a manifest.

``movies`` holds a vector, an overview and metadata for every movie; ``genre_clusters`` a centroid
for every cluster. The manifest is the metadata of ``movies``.
"""

import gc
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from recommender.errors import Remedy, StoreError, StoreNotReadyError
from recommender.movie import Movie
from recommender.store.chroma_errors import Guarded, chroma_errors, row_errors
from recommender.store.chroma_files import count_rows, database_stamp, index_is_cut_short, read_manifest
from recommender.store.client import open_client, refuse_foreign
from recommender.store.directory import require_no_writer, require_store
from recommender.store.schema import (
    ALWAYS_KNOWN,
    CLUSTERS,
    HNSW,
    MOVIES,
    SCHEMA_VERSION,
    GenreCluster,
    StoreInfo,
    to_cluster,
    to_movie,
)
from recommender.store.where import Condition, where
from recommender.vectors import Vectors

if TYPE_CHECKING:
    from chromadb.api import ClientAPI


class Store:
    """An open store. Vectors are float32 rows of unit length; the manifest states their dimension."""

    def __init__(self, path: Path, client: "ClientAPI") -> None:
        """Use ``open``."""
        self.path = path
        # Taken before anything is read, so that ``is_current`` detects every later change.
        self._stamp = database_stamp(path)
        try:
            self._manifest = read_manifest(path)
        except sqlite3.Error as error:
            raise StoreError(f"cannot read {path}: {error}", Remedy.RETRY) from error
        self._movies: Any = Guarded(client.get_collection(MOVIES, embedding_function=None), path)
        self._clusters: Any = Guarded(client.get_collection(CLUSTERS, embedding_function=None), path)
        self._page = client.get_max_batch_size()

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the store in ``path``.

        Raises ``StoreNotReadyError`` when the store is missing or this version cannot read it, and
        ``StoreError`` when Chroma cannot open it or another program made it.
        """
        require_store(path)
        refuse_foreign(path)
        with chroma_errors(path):
            client = open_client(path)
            if {MOVIES, CLUSTERS} - {collection.name for collection in client.list_collections()}:
                raise StoreNotReadyError(f"{path} holds no complete store", Remedy.INGEST)
            store = cls(path, client)
        version = store._movies.metadata["schema_version"]
        if version != SCHEMA_VERSION:
            raise StoreNotReadyError(
                f"the store in {path} has schema version {version}, this program reads {SCHEMA_VERSION}",
                Remedy.INGEST,
            )
        hnsw: Mapping[str, Any] = store._movies.configuration_json["hnsw"]
        if any(hnsw.get(name) != value for name, value in HNSW.items()):
            raise StoreNotReadyError(f"the index in {path} was made with other settings", Remedy.INGEST)
        return store

    @property
    def search_width(self) -> int:
        """How many candidates the index examines; results far beyond the first third are not reliable."""
        return int(HNSW["ef_search"])

    @property
    def info(self) -> StoreInfo:
        """The manifest."""
        manifest = self._movies.metadata
        with row_errors(self.path):
            return StoreInfo(**{field.name: manifest[field.name] for field in fields(StoreInfo)})

    def is_current(self) -> bool:
        """Whether the store is unchanged since it was opened. Takes a tenth of a millisecond."""
        stamp = database_stamp(self.path)
        if stamp == self._stamp:
            return True
        if stamp is None or self._stamp is None or stamp.file != self._stamp.file:
            return False
        # Chroma writes to the database even when it only reads, so a new stamp may mean no change.
        try:
            unchanged = read_manifest(self.path) == self._manifest
        except sqlite3.Error:
            return False
        if unchanged:
            self._stamp = stamp
        return unchanged

    def close(self) -> None:
        """Close the files, so that they can be replaced. The store cannot be used afterwards."""
        del self._movies, self._clusters
        # The client is part of a reference cycle: its files stay open until it is collected.
        gc.collect()

    def count_movies(self) -> int:
        """How many movies are stored now, without the index: a killed process may leave it half written."""
        return count_rows(self.path, MOVIES)

    def require_complete(self) -> None:
        """Raise ``StoreNotReadyError`` while an ingest is writing, or after an interrupted ingest."""
        if self.info.state != "ready":
            require_no_writer(self.path)
            counts = f"{self.count_movies():,} of {self.info.movie_count:,} movies"
            raise StoreNotReadyError(f"ingest is incomplete ({counts})", Remedy.INGEST)

    def contents(self) -> dict[str, tuple[str, str]]:
        """Content hash and overview of every stored movie, by id."""
        with row_errors(self.path):
            return {
                id_: (metadata["content_hash"], document)
                for rows in self._all_movies(["metadatas", "documents"])
                for id_, metadata, document in zip(
                    rows["ids"], rows["metadatas"], rows["documents"], strict=True
                )
            }

    def vectors(self, ids: Sequence[str] | None = None) -> tuple[list[str], Vectors]:
        """Ids and vectors (n, dimension) of the given movies or of all, in the same order."""
        if ids is None:
            pages = self._all_movies(["embeddings"])
        else:
            pages = (self._movies.get(ids=page, include=["embeddings"]) for page in self._pages(ids))
        found: list[str] = []
        blocks: list[Vectors] = [np.zeros((0, self.info.dimension), dtype=np.float32)]
        for rows in pages:
            if rows["ids"]:
                found += rows["ids"]
                blocks.append(np.asarray(rows["embeddings"], dtype=np.float32))
        return found, np.concatenate(blocks)

    def movies(self, ids: Sequence[str] | None = None) -> dict[str, Movie]:
        """The movies with these ids or all; unknown ids are left out."""
        include = ["metadatas", "documents"]
        if ids is None:
            pages = self._all_movies(include)
        else:
            pages = (self._movies.get(ids=page, include=include) for page in self._pages(ids))
        found: dict[str, Movie] = {}
        for rows in pages:
            for id_, metadata, document in zip(
                rows["ids"], rows["metadatas"], rows["documents"], strict=True
            ):
                with row_errors(self.path):
                    found[id_] = to_movie(id_, metadata, document)
        return found

    def search(
        self, vectors: Vectors, limit: int, condition: Condition | None = None
    ) -> list[list[tuple[str, float]]]:
        """At most ``limit`` movies for each of n vectors (n, dimension): ids and cosines, best first."""
        rows = self._movies.query(
            query_embeddings=vectors, n_results=limit, where=where(condition), include=["distances"]
        )
        return [
            [(id_, 1.0 - distance) for id_, distance in zip(ids, distances, strict=True)]
            for ids, distances in zip(rows["ids"], rows["distances"], strict=True)
        ]

    def index_is_cut_short(self) -> bool:
        """Whether the movies' index is truncated: see ``chroma_files.index_is_cut_short``."""
        return index_is_cut_short(self.path, str(self._movies.id), self.info.dimension, HNSW["max_neighbors"])

    def metadata(self, condition: Condition | None = None) -> dict[str, dict[str, Any]]:
        """All metadata, by id, of all movies or of those that match.

        Raises ``StoreError`` when a movie lacks metadata that every movie has.
        """
        found = {
            id_: dict(metadata or {})
            for rows in self._all_movies(["metadatas"], condition)
            for id_, metadata in zip(rows["ids"], rows["metadatas"], strict=True)
        }
        with row_errors(self.path):
            for id_, row in found.items():
                if lacking := ALWAYS_KNOWN - row.keys():
                    raise KeyError(f"{id_} has no {min(lacking)}")
        return found

    def clusters(self) -> tuple[tuple[GenreCluster, ...], Vectors]:
        """All clusters in order of id, and their centroids (k, dimension) in the same order."""
        rows = self._clusters.get(include=["metadatas", "embeddings"])
        order = sorted(range(len(rows["ids"])), key=lambda index: int(rows["ids"][index]))
        with row_errors(self.path):
            clusters = tuple(to_cluster(rows["ids"][index], rows["metadatas"][index]) for index in order)
        return clusters, np.asarray(rows["embeddings"], dtype=np.float32).reshape(
            len(order), self.info.dimension
        )[order]

    def members(self) -> dict[str, list[str]]:
        """The ids of the movies of each genre key."""
        documents = self._clusters.get(include=["documents"])["documents"]
        with row_errors(self.path):
            return {key: ids for document in documents for key, ids in json.loads(document).items()}

    def _all_movies(self, include: list[str], condition: Condition | None = None) -> Iterator[Any]:
        """Every movie, in pages: SQLite cannot return 100,000 at once."""
        chosen = where(condition)
        for offset in count(step=self._page):
            rows = self._movies.get(where=chosen, include=include, limit=self._page, offset=offset)
            if rows["ids"]:
                yield rows
            if len(rows["ids"]) < self._page:
                return

    def _pages(self, ids: Sequence[str]) -> Iterator[list[str]]:
        for start in range(0, len(ids), self._page):
            yield list(ids[start : start + self._page])

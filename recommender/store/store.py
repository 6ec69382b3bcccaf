"""The persisted store: two or three Chroma collections and a manifest.

``movies`` holds a vector, an overview and metadata for every movie; ``genre_clusters`` a centroid
for every cluster; ``passages``, where there are any, a vector for every further text or piece of one. The
manifest is the metadata of ``movies``.
"""

import gc
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from recommender.errors import Remedy, StoreError, StoreNotReadyError
from recommender.movie import Movie
from recommender.store.chroma_errors import Guarded, chroma_errors, row_errors
from recommender.store.chroma_files import (
    count_rows,
    count_values,
    database_stamp,
    index_is_cut_short,
    read_manifest,
)
from recommender.store.client import collection_names, open_client, refuse_foreign
from recommender.store.directory import require_no_writer, require_store
from recommender.store.passages import Passages
from recommender.store.rows import all_rows, id_pages, nearest, rows_with, vectors_in
from recommender.store.schema import (
    ALWAYS_KNOWN,
    CLUSTERS,
    HNSW,
    MOVIES,
    PASSAGES,
    SCHEMA_VERSION,
    GenreCluster,
    Passage,
    StoreInfo,
    kind_order,
    movie_of,
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
        self._client = client
        self._movies: Any = Guarded(client.get_collection(MOVIES, embedding_function=None), path)
        self._clusters: Any = Guarded(client.get_collection(CLUSTERS, embedding_function=None), path)
        self._passages: Any = None
        if PASSAGES in collection_names(client):
            self._passages = Guarded(client.get_collection(PASSAGES, embedding_function=None), path)
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
            if {MOVIES, CLUSTERS} - collection_names(client):
                raise StoreNotReadyError(f"{path} holds no complete store", Remedy.INGEST)
            store = cls(path, client)
        version = store._movies.metadata["schema_version"]
        if version != SCHEMA_VERSION:
            raise StoreNotReadyError(
                f"the store in {path} has schema version {version}, this program reads {SCHEMA_VERSION}",
                Remedy.INGEST,
            )
        for collection in filter(None, (store._movies, store._passages)):
            hnsw: Mapping[str, Any] = collection.configuration_json["hnsw"]
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
        del self._movies, self._clusters, self._passages, self._client
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
        return vectors_in(self._movie_rows(["embeddings"], ids), self.info.dimension)

    def movies(self, ids: Sequence[str] | None = None) -> dict[str, Movie]:
        """The movies with these ids or all; unknown ids are left out."""
        found: dict[str, Movie] = {}
        for rows in self._movie_rows(["metadatas", "documents"], ids):
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
        return nearest(self._movies, vectors, limit, where(condition))

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

    @property
    def passage_rows(self) -> Passages:
        """The passages with their own ids, as an ingest and a verification need them."""
        return Passages(self._passages, self.path, self._page, self.info.dimension)

    def load_indexes(self) -> None:
        """Let Chroma read the indexes, as the first search would. An error will come again there."""
        if self.index_is_cut_short() or self.passage_rows.index_is_cut_short():
            return
        anything = np.full((1, self.info.dimension), self.info.dimension**-0.5, dtype=np.float32)
        with suppress(StoreError):
            self.search(anything, 1)
            self.search_passages(anything, 1)

    def search_passages(self, vectors: Vectors, limit: int) -> list[list[tuple[str, float]]]:
        """The movies of the ``limit`` passages nearest to each of n vectors (n, dimension), with cosines.

        Best first; a movie comes as often as its passages. None in a store without passages.
        """
        found = self.passage_rows.search(vectors, limit)
        return [[(movie_of(id_), similarity) for id_, similarity in near] for near in found]

    def passages(self, movie_ids: Sequence[str]) -> dict[str, list[Passage]]:
        """The passages of these movies, by movie, in order; movies without any are left out."""
        return self.passage_rows.of(movie_ids)

    def all_passages(self) -> Iterator[list[Passage]]:
        """All passages, in pages."""
        return self.passage_rows.all()

    def passage_contents(self) -> dict[str, str]:
        """The text of every passage, by id."""
        return self.passage_rows.contents()

    def passages_with_vectors(self, movie_ids: Sequence[str]) -> tuple[list[Passage], Vectors]:
        """The n passages of these movies and their vectors (n, dimension), in the same order."""
        return self.passage_rows.with_vectors(movie_ids)

    def count_passages(self) -> dict[str, int]:
        """How many passages of each kind are stored now, without the index: see ``count_movies``."""
        counts = count_values(self.path, PASSAGES, "kind")
        return {kind: counts[kind] for kind in sorted(counts, key=kind_order)}

    def _movie_rows(self, include: list[str], ids: Sequence[str] | None) -> Iterator[Any]:
        """The movies with these ids or all, in pages."""
        if ids is None:
            return self._all_movies(include)
        return rows_with(self._movies, self._page, include, ids)

    def _all_movies(self, include: list[str], condition: Condition | None = None) -> Iterator[Any]:
        return all_rows(self._movies, self._page, include, where(condition))

    def _pages(self, ids: Sequence[str]) -> Iterator[list[str]]:
        return id_pages(ids, self._page)

"""The checks of a verification, which compare the parts of a store with each other."""

import hashlib
import importlib.metadata
import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import closing
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from recommender.errors import Remedy, StoreError
from recommender.movie import Movie
from recommender.store.chroma_files import count_rows
from recommender.store.directory import DATABASE_FILE
from recommender.store.facts import Facts
from recommender.store.facts_file import FACTS_FILE, read_facts
from recommender.store.lexicon_file import LEXICON_FILE, lexicon_of, read_lexicon
from recommender.store.passage_checks import check_passages
from recommender.store.schema import CLUSTERS, GenreCluster, StoreInfo, passages_fingerprint
from recommender.store.store import Store
from recommender.store.vector_checks import TOLERANCE, Report, not_found, not_of_unit_length, some
from recommender.vectors import Vectors, group_means

READING = "Reading the store"
ROWS = "Checking movies"
VECTORS = "Checking vectors"
QUERIES = "Looking up every vector"


class Checks:
    """The checks of a store. Each reports what it finds at once, because the next one may crash."""

    def __init__(self, path: Path, tell: Callable[[Mapping[str, Any]], None]) -> None:
        """Check the store in ``path``; ``tell`` receives the messages: see ``Report``."""
        self._path = path
        self._report = Report(tell)

    def run(self) -> None:
        """Run all checks, those that read least first. An unreadable part ends them."""
        self._report.progress(READING, 0, 1)
        try:
            self._database()
            store = Store.open(self._path)
            if self._manifest(store.info):
                self._contents(store)
        except StoreError as error:
            self._report.found(str(error), error.remedy or Remedy.REBUILD)
        self._report.finished()

    def _database(self) -> None:
        try:
            with closing(sqlite3.connect(self._path / DATABASE_FILE)) as database:
                (told,) = database.execute("pragma integrity_check(1)").fetchone()
        except (sqlite3.Error, UnicodeDecodeError) as error:
            told = str(error)
        if told != "ok":
            self._report.damaged(f"{DATABASE_FILE} is damaged: {' '.join(told.split())}")

    def _manifest(self, info: StoreInfo) -> bool:
        """Check the manifest; returns whether the contents can be checked too."""
        if info.state != "ready":
            self._report.found("the ingest is incomplete", Remedy.INGEST)
            return False
        present = importlib.metadata.version("chromadb")
        if info.chromadb_version != present:
            self._report.found(
                f"it was written by chromadb {info.chromadb_version}, and {present} is installed",
                Remedy.INGEST,
            )
        return True

    def _contents(self, store: Store) -> None:
        metadata = store.metadata()
        movies = store.movies(list(metadata))
        self._report.progress(ROWS, 0, len(metadata))
        self._counts(store, len(metadata))
        changed = [
            id_ for id_, movie in movies.items() if movie.content_hash != metadata[id_]["content_hash"]
        ]
        self._report.about("movies", "differ from what was ingested", changed)
        lines = sorted(f"{id_}\t{row['content_hash']}" for id_, row in metadata.items())
        digest = hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()[:32]
        if digest != store.info.catalogue_fingerprint:
            self._report.damaged("the movies differ from the catalogue that the manifest names")
        elif not changed:
            self._files(movies, store)
        members = store.members()
        key_of = {id_: key for key, ids in members.items() for id_ in ids}
        differing = [
            id_ for id_ in key_of.keys() | metadata.keys()
            if key_of.get(id_) != metadata.get(id_, {}).get("genre_key")
        ]  # fmt: skip
        self._report.about("movies", "are not listed with the clusters under their genre key", differing)
        clusters, centroids = store.clusters()
        self._clusters(clusters, metadata)
        if store.index_is_cut_short():
            self._report.damaged("the index is cut short")
        ids, vectors = store.vectors()
        self._report.progress(VECTORS, 0, len(ids))
        self._report.about("movies", "have no vector", list(metadata.keys() - set(ids)))
        self._report.about(
            "movies", "have a vector that is not of unit length", not_of_unit_length(ids, vectors)
        )
        self._centroids(clusters, centroids, [metadata[id_]["cluster"] for id_ in ids], vectors)
        lost = not_found(store.search, ids, vectors, QUERIES, self._report.progress)
        self._report.about("movies", "are not found by their vector in the index", lost)
        check_passages(store, self._path, metadata.keys(), self._report)

    def _counts(self, store: Store, rows: int) -> None:
        info = store.info
        self._report.counts("movies", info.movie_count, store.count_movies(), rows)
        clusters = len(store.clusters()[0])
        self._report.counts("clusters", info.cluster_count, count_rows(self._path, CLUSTERS), clusters)

    def _files(self, movies: Mapping[str, Movie], store: Store) -> None:
        """Check the facts and the words. A file that is missing, or of another state, is made when needed."""
        facts = read_facts(self._path, store.info.catalogue_fingerprint)
        if facts is not None and facts != Facts.of(movies.values()):
            self._report.damaged(f"{FACTS_FILE.name} differs from the movies")
        passages = list(chain.from_iterable(store.all_passages()))
        sound = (
            passages_fingerprint({one.id: one.text for one in passages}) == store.info.passages_fingerprint
        )
        lexicon = read_lexicon(self._path, store.info.texts_fingerprint) if sound else None
        if lexicon is not None and lexicon != lexicon_of(movies, passages):
            self._report.damaged(f"{LEXICON_FILE.name} differs from the texts of the movies")

    def _clusters(self, clusters: tuple[GenreCluster, ...], metadata: Mapping[str, dict[str, Any]]) -> None:
        keys = {cluster.id: cluster.genre_keys for cluster in clusters}
        stray = [id_ for id_, row in metadata.items() if row["genre_key"] not in keys.get(row["cluster"], ())]
        self._report.about("movies", "are in a cluster that does not exist or lacks their genre key", stray)
        sizes = Counter(row["cluster"] for row in metadata.values())
        wrong = [str(cluster.id) for cluster in clusters if cluster.movie_count != sizes[cluster.id]]
        if wrong:
            self._report.damaged(f"{len(wrong):,} clusters state a wrong number of movies: {some(wrong)}")

    def _centroids(
        self, clusters: tuple[GenreCluster, ...], centroids: Vectors, assigned: list[int], vectors: Vectors
    ) -> None:
        position = {cluster.id: index for index, cluster in enumerate(clusters)}
        inside = [row for row, cluster in enumerate(assigned) if cluster in position]
        groups = np.array([position[assigned[row]] for row in inside], dtype=np.int64)
        means = group_means(vectors[inside], groups, len(clusters))
        close = np.all(np.abs(means - centroids) < TOLERANCE, axis=1)
        moved = [str(cluster.id) for cluster, good in zip(clusters, close, strict=True) if not good]
        if moved:
            self._report.damaged(f"{len(moved):,} centroids are not the mean of their movies: {some(moved)}")

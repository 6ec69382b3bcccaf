"""Verifies a store: checks its parts against each other.

The checks run in a child process, ``python -m recommender.store.verify PATH``, because a damaged index can
crash Chroma's native code. The child writes one JSON object per line.
"""

import hashlib
import importlib.metadata
import json
import os
import queue
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np

from recommender.errors import Remedy, StoreError
from recommender.movie import Movie
from recommender.progress import Progress
from recommender.store.chroma_files import count_rows
from recommender.store.directory import DATABASE_FILE, require_store
from recommender.store.facts import Facts
from recommender.store.facts_file import FACTS_FILE, read_facts
from recommender.store.schema import CLUSTERS, HNSW, GenreCluster, StoreInfo
from recommender.store.store import Store
from recommender.text import clean_text
from recommender.vectors import Vectors, group_means

READING = "Reading the store"
ROWS = "Checking movies"
VECTORS = "Checking vectors"
QUERIES = "Looking up every vector"
SILENCE = 300.0
"""Seconds without output after which the child counts as hung."""
TOLERANCE = 1e-5
"""How far a norm, a number of a centroid or a cosine may be off: float32 rounding and a margin."""


# A group of movies can be disconnected from the rest of the index: its movies find only each other. Such a
# movie can be linked to twice ``max_neighbors`` others, so that many results would not reveal it.
_NEIGHBOURS = 3 * HNSW["max_neighbors"]
_LOOKED_UP_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem of a store, in one line, and its remedy."""

    problem: str
    remedy: Remedy


def verify(path: Path, progress: Progress = lambda *_: None) -> list[Finding]:
    """The problems of the store in ``path``; empty when it is sound.

    Raises ``StoreNotReadyError`` when the store is missing.
    """
    require_store(path)
    findings: list[Finding] = []
    doing, finished = READING, False
    child = subprocess.Popen(  # noqa: S603  our own module, and a path as one argument
        [sys.executable, "-P", "-m", __name__, str(path)],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_environment(), text=True, encoding="utf-8",
    )  # fmt: skip
    try:
        for message in _messages(child):
            if "progress" in message:
                doing = message["progress"][0]
                progress(*message["progress"])
            elif "problem" in message:
                findings.append(Finding(message["problem"], Remedy(message["remedy"])))
            else:
                finished = True
    except TimeoutError:
        problem = f"Chroma hung ({doing.lower()}) and was stopped after {SILENCE:g} seconds"
        return [*findings, Finding(problem, Remedy.REBUILD)]
    finally:
        child.kill()
        code = child.wait()
    if not finished:
        problem = f"Chroma crashed with exit code {code} ({doing.lower()})"
        findings.append(Finding(problem, Remedy.REBUILD))
    return findings


def _environment() -> dict[str, str]:
    """The child's environment, in which it finds every module where this process does."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(str(Path(entry).absolute()) for entry in sys.path)}


def _messages(child: "subprocess.Popen[str]") -> Iterator[dict[str, Any]]:
    """The child's messages; raises ``TimeoutError`` after ``SILENCE`` seconds without one."""
    lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()

    def read(stream: IO[str]) -> None:
        for line in stream:
            lines.put(line)
        lines.put(None)

    assert child.stdout  # noqa: S101  it is a pipe
    threading.Thread(target=read, args=(child.stdout,), daemon=True).start()
    while True:
        try:
            line = lines.get(timeout=SILENCE)
        except queue.Empty:
            raise TimeoutError from None
        if line is None:
            return
        yield json.loads(line)


class _Checks:
    """The checks in the child, which reports each finding at once because the next check may crash."""

    def __init__(self, path: Path, tell: Callable[[Mapping[str, Any]], None]) -> None:
        self._path = path
        self._tell = tell

    def run(self) -> None:
        """Run all checks, those that read least first. An unreadable part ends them."""
        self._progress(READING, 0, 1)
        try:
            self._database()
            store = Store.open(self._path)
            if self._manifest(store.info):
                self._contents(store)
        except StoreError as error:
            self._found(str(error), error.remedy or Remedy.REBUILD)
        self._tell({"finished": True})

    def _database(self) -> None:
        try:
            with closing(sqlite3.connect(self._path / DATABASE_FILE)) as database:
                (told,) = database.execute("pragma integrity_check(1)").fetchone()
        except (sqlite3.Error, UnicodeDecodeError) as error:
            told = str(error)
        if told != "ok":
            self._damaged(f"{DATABASE_FILE} is damaged: {' '.join(told.split())}")

    def _manifest(self, info: StoreInfo) -> bool:
        """Check the manifest; returns whether the contents can be checked too."""
        if info.state != "ready":
            self._found("the ingest is incomplete", Remedy.INGEST)
            return False
        present = importlib.metadata.version("chromadb")
        if info.chromadb_version != present:
            self._found(
                f"it was written by chromadb {info.chromadb_version}, and {present} is installed",
                Remedy.INGEST,
            )
        return True

    def _contents(self, store: Store) -> None:
        metadata = store.metadata()
        movies = store.movies(list(metadata))
        self._progress(ROWS, 0, len(metadata))
        self._counts(store, len(metadata))
        changed = [
            id_ for id_, movie in movies.items() if movie.content_hash != metadata[id_]["content_hash"]
        ]
        self._about_movies("differ from what was ingested", changed)
        lines = sorted(f"{id_}\t{row['content_hash']}" for id_, row in metadata.items())
        digest = hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()[:32]
        if digest != store.info.catalogue_fingerprint:
            self._damaged("the movies differ from the catalogue that the manifest names")
        elif not changed:
            self._facts(movies.values(), store.info)
        members = store.members()
        key_of = {id_: key for key, ids in members.items() for id_ in ids}
        differing = [
            id_ for id_ in key_of.keys() | metadata.keys()
            if key_of.get(id_) != metadata.get(id_, {}).get("genre_key")
        ]  # fmt: skip
        self._about_movies("are not listed with the clusters under their genre key", differing)
        clusters, centroids = store.clusters()
        self._clusters(clusters, metadata)
        if store.index_is_cut_short():
            self._damaged("the index is cut short")
        ids, vectors = store.vectors()
        self._progress(VECTORS, 0, len(ids))
        self._about_movies("have no vector", list(metadata.keys() - set(ids)))
        self._vectors(ids, vectors)
        self._centroids(clusters, centroids, [metadata[id_]["cluster"] for id_ in ids], vectors)
        self._queries(store, ids, vectors)

    def _counts(self, store: Store, rows: int) -> None:
        for what, counts in (
            ("movies", (store.info.movie_count, store.count_movies(), rows)),
            (
                "clusters",
                (store.info.cluster_count, count_rows(self._path, CLUSTERS), len(store.clusters()[0])),
            ),
        ):
            if len(set(counts)) > 1:
                self._damaged("the manifest says {:,} {what}, SQLite counts {:,} and {:,} are read".format(
                    *counts, what=what))  # fmt: skip

    def _facts(self, movies: Iterable[Movie], info: StoreInfo) -> None:
        """Check the facts. A file that is missing, or of another catalogue, is made again when needed."""
        facts = read_facts(self._path, info.catalogue_fingerprint)
        if facts is not None and facts != Facts.of(movies):
            self._damaged(f"{FACTS_FILE} differs from the movies")

    def _clusters(self, clusters: tuple[GenreCluster, ...], metadata: Mapping[str, dict[str, Any]]) -> None:
        keys = {cluster.id: cluster.genre_keys for cluster in clusters}
        stray = [id_ for id_, row in metadata.items() if row["genre_key"] not in keys.get(row["cluster"], ())]
        self._about_movies("are in a cluster that does not exist or lacks their genre key", stray)
        sizes = Counter(row["cluster"] for row in metadata.values())
        wrong = [str(cluster.id) for cluster in clusters if cluster.movie_count != sizes[cluster.id]]
        if wrong:
            self._damaged(f"{len(wrong):,} clusters state a wrong number of movies: {_some(wrong)}")

    def _vectors(self, ids: list[str], vectors: Vectors) -> None:
        norms = np.linalg.norm(vectors.astype(np.float64), axis=1)
        # Negated so that it also finds NaN, which compares false.
        bad = np.flatnonzero(~(np.abs(norms - 1) < TOLERANCE))
        self._about_movies("have a vector that is not of unit length", [ids[index] for index in bad])

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
            self._damaged(f"{len(moved):,} centroids are not the mean of their movies: {_some(moved)}")

    def _queries(self, store: Store, ids: list[str], vectors: Vectors) -> None:
        """Check that each vector finds its movie, or one with the same vector, and enough movies in all."""
        lost: list[str] = []
        limit = min(_NEIGHBOURS, len(ids))
        usable = np.flatnonzero(np.isfinite(vectors).all(axis=1))
        for start in range(0, len(usable), _LOOKED_UP_AT_ONCE):
            self._progress(QUERIES, start, len(usable))
            page = usable[start : start + _LOOKED_UP_AT_ONCE]
            for row, found in zip(page, store.search(vectors[page], limit), strict=True):
                similarity = dict(found)
                least = min(similarity.values(), default=0.0)
                if len(found) < limit or not similarity.get(ids[row], least) > 1 - TOLERANCE:
                    lost.append(ids[row])
        self._progress(QUERIES, len(usable), len(usable))
        self._about_movies("are not found by their vector in the index", lost)

    def _about_movies(self, what: str, ids: list[str]) -> None:
        if ids:
            self._damaged(f"{len(ids):,} movies {what}: {_some(ids)}")

    def _damaged(self, problem: str) -> None:
        self._found(problem, Remedy.REBUILD)

    def _found(self, problem: str, remedy: Remedy) -> None:
        self._tell({"problem": clean_text(problem), "remedy": remedy})

    def _progress(self, what: str, done: int, total: int) -> None:
        self._tell({"progress": (what, done, total)})


def _some(ids: list[str]) -> str:
    first = ", ".join(sorted(ids)[:3])
    return f"{first} ..." if len(ids) > 3 else first


if __name__ == "__main__":
    _Checks(Path(sys.argv[1]), lambda message: print(json.dumps(message), flush=True)).run()

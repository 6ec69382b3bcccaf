"""The vectors of an ingest that is under way, in a file beside the store and out of Chroma's reach."""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import TypeVar

import numpy as np

from recommender.arrays import Vectors
from recommender.records import Movie
from recommender.store import Store

VECTORS_FILE = ".ingest.vectors"
_KEPT_AT_ONCE = 500
_Item = TypeVar("_Item")


class KeptVectors:
    """Every vector of an ingest that is under way, in a file beside the store.

    Chroma rewrites its vector index in place, so that a kill in the middle leaves an index that neither
    opens nor tells its vectors. SQLite loses nothing it has committed.
    """

    def __init__(self, path: Path, made_by: str) -> None:
        """Of the store in ``path``; vectors ``made_by`` something else are as good as absent.

        A damaged file is begun anew. Close it. Whatever is done with it raises ``sqlite3.Error`` when the
        file cannot be read or written.
        """
        self._file = path / VECTORS_FILE
        self._made_by = made_by
        if _is_damaged(self._file):
            self._remove()
        self._database = sqlite3.connect(self._file, check_same_thread=False)
        # A commit need not reach the disk, only the file: what is killed is the process.
        self._database.execute("pragma journal_mode = wal")
        self._database.execute("pragma synchronous = normal")
        self._database.execute("create table if not exists kept (text blob primary key, vector blob)")

    def add(self, vectors: Iterable[tuple[str, bytes]]) -> None:
        """Keep the vectors of texts."""
        rows = ((self._key(text), vector) for text, vector in vectors)
        with self._database:
            self._database.executemany("insert or replace into kept values (?, ?)", rows)

    def find(self, texts: Sequence[str]) -> dict[str, bytes]:
        """The kept vectors of these texts."""
        query = "select vector from kept where text = ?"
        rows = {text: self._database.execute(query, (self._key(text),)).fetchone() for text in texts}
        return {text: row[0] for text, row in rows.items() if row}

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def discard(self) -> None:
        """Close and remove the file: the store is complete."""
        self.close()
        self._remove()

    def _remove(self) -> None:
        # SQLite takes a log for that of the file which has its name.
        for ending in ("-wal", "-shm", ""):
            self._file.with_name(self._file.name + ending).unlink(missing_ok=True)

    def _key(self, text: str) -> bytes:
        return hashlib.sha256(f"{self._made_by}\n{text}".encode()).digest()


def _is_damaged(file: Path) -> bool:
    try:
        with closing(sqlite3.connect(file)) as database:
            return bool(database.execute("pragma quick_check(1)").fetchone()[0] != "ok")
    except sqlite3.OperationalError:
        # A file that is locked, or cannot be opened, is whole.
        raise
    except sqlite3.DatabaseError:
        return True


def keep_all(store: Store, kept: KeptVectors, stored: Mapping[str, tuple[str, str]]) -> None:
    """Keep the vectors of a complete store, which an interruption may make unreadable.

    ``stored`` are the content hash and the overview of its movies by id.
    """
    for ids in _pages(list(stored)):
        found, vectors = store.vectors(ids)
        keep_rows(kept, [stored[id_][1] for id_ in found], vectors)


def keep_rows(kept: KeptVectors, overviews: Iterable[str], vectors: Vectors) -> None:
    """Keep the vectors (n, dimension) of n overviews."""
    kept.add((text, vector.tobytes()) for text, vector in zip(overviews, vectors, strict=True))


def restore(store: Store, kept: KeptVectors, movies: Sequence[Movie]) -> list[Movie]:
    """Write the movies whose vectors are kept; returns the others."""
    unknown = []
    for page in _pages(movies):
        vectors = kept.find([movie.overview for movie in page])
        known = [movie for movie in page if movie.overview in vectors]
        unknown += [movie for movie in page if movie.overview not in vectors]
        if known:
            rows = [np.frombuffer(vectors[movie.overview], dtype=np.float32) for movie in known]
            store.add(known, np.stack(rows))
    return unknown


def _pages(items: Sequence[_Item]) -> Iterator[Sequence[_Item]]:
    for start in range(0, len(items), _KEPT_AT_ONCE):
        yield items[start : start + _KEPT_AT_ONCE]

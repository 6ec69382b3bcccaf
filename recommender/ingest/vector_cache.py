"""The cache of vectors: every computed vector, in one SQLite file in the user's cache directory.

The same model never embeds a text twice in the same way: not after a killed ingest, not for a rebuild and
not for another store. SQLite keeps everything that it has committed, and several processes can use the file
at once.
"""

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from filelock import FileLock

from recommender.errors import CacheError, Remedy, first_line
from recommender.vectors import Vectors

CACHE_FILE = "vectors.sqlite3"
MOST_BYTES = 2 << 30
"""The size limit, about 600,000 vectors of 768 numbers. The oldest vectors are removed first."""
_WAIT = 60.0
"""Seconds to wait for another process that is writing."""
_AT_ONCE = 500


_Item = TypeVar("_Item")


_TABLE = """
    create table if not exists vectors (
        id integer primary key, key text not null unique, vector blob not null, checksum integer not null
    )
"""


_FIND = "select key, vector, checksum from vectors where key in (select value from json_each(?))"
_WHICH = "select key from vectors where key in (select value from json_each(?))"


class VectorCache:
    """An open cache. The caller has to close it.

    The key of a vector is the model's fingerprint, what computed the vector, and the text. A damaged file is
    replaced by an empty one, with a warning. A corrupt vector counts as missing.
    """

    def __init__(
        self, directory: Path, warn: Callable[[str], None] = lambda _: None, *, most_bytes: int = MOST_BYTES
    ) -> None:
        """Open the cache in ``directory``, which is created if missing.

        Raises ``CacheError`` when the cache cannot be opened. Every method raises it when the file cannot be
        read or written.
        """
        self.file = directory / CACHE_FILE
        self._warn = warn
        self._most_bytes = most_bytes
        try:
            directory.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _unusable(self.file, error.strerror or error) from error
        with _errors(self.file):
            try:
                self._database = self._connect()
            except sqlite3.DatabaseError as error:
                self._start_over(error)

    def find(self, fingerprint: str, computed_by: str, texts: Sequence[str]) -> dict[str, Vectors]:
        """The vectors (dimension,) of the texts that are cached, as float32."""
        found: dict[str, Vectors] = {}
        for page in pages(texts, _AT_ONCE):
            keys = {_key(fingerprint, computed_by, text): text for text in page}
            for key, vector, checksum in self._rows(_FIND, list(keys)):
                if _checksum(key, vector) == checksum:
                    found[keys[key]] = np.frombuffer(vector, dtype=np.float32)
        return found

    def missing(self, fingerprint: str, computed_by: str, texts: Sequence[str]) -> list[str]:
        """The texts that are not cached. Much faster than ``find``."""
        missing: list[str] = []
        for page in pages(texts, _AT_ONCE):
            keys = {text: _key(fingerprint, computed_by, text) for text in page}
            present = {key for (key,) in self._rows(_WHICH, list(keys.values()))}
            missing += [text for text, key in keys.items() if key not in present]
        return missing

    def add(self, fingerprint: str, computed_by: str, vectors: Mapping[str, Vectors]) -> None:
        """Write the vectors (dimension,) of texts and overwrite earlier ones."""
        rows = []
        for text, vector in vectors.items():
            key, content = _key(fingerprint, computed_by, text), vector.astype(np.float32).tobytes()
            rows.append((key, content, _checksum(key, content)))

        def write() -> bool:
            with self._database:
                self._database.executemany(
                    "insert or replace into vectors (key, vector, checksum) values (?, ?, ?)", rows
                )
            return True

        # The first attempt replaces a damaged file, so that the second can write.
        _ = self._do(write, False) or self._do(write, False)

    def trim(self) -> None:
        """Remove the oldest vectors until the file is within its size limit."""

        def remove() -> None:
            query = "delete from vectors where id in (select id from vectors order by id limit ?)"
            count, size = self.size()
            while count and size > self._most_bytes:
                surplus = max(1, count - count * self._most_bytes // size)
                with self._database:
                    self._database.execute(query, (surplus,))
                count, size = self.size()

        self._do(remove, None)

    def clear(self) -> None:
        """Remove every vector and free the disk space."""

        def remove() -> None:
            with self._database:
                self._database.execute("delete from vectors")
            self._database.execute("vacuum")

        self._do(remove, None)

    def size(self) -> tuple[int, int]:
        """The number of vectors, and the bytes they use."""

        def measure() -> tuple[int, int]:
            (count,) = self._database.execute("select count(*) from vectors").fetchone()
            pages_, free, page_size = (
                self._database.execute(f"pragma {name}").fetchone()[0]
                for name in ("page_count", "freelist_count", "page_size")
            )
            return count, (pages_ - free) * page_size

        return self._do(measure, (0, 0))

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def _rows(self, query: str, keys: Sequence[str]) -> list[Any]:
        nothing: list[Any] = []
        return self._do(lambda: self._database.execute(query, (json.dumps(keys),)).fetchall(), nothing)

    def _connect(self) -> sqlite3.Connection:
        database = sqlite3.connect(self.file, timeout=_WAIT, check_same_thread=False)
        try:
            # A commit has to survive a killed process, not a power failure, so it need not wait for the disk.
            database.execute("pragma journal_mode = wal")
            database.execute("pragma synchronous = normal")
            database.execute(_TABLE)
        except sqlite3.Error:
            database.close()
            raise
        return database

    def _do(self, action: Callable[[], _Item], otherwise: _Item) -> _Item:
        """The result of ``action``, or ``otherwise`` if the file was damaged and had to be replaced."""
        with _errors(self.file):
            try:
                return action()
            except sqlite3.DatabaseError as error:
                self._start_over(error)
                return otherwise

    def _start_over(self, error: sqlite3.DatabaseError) -> None:
        # SQLite raises this for a locked file or a full disk, for example. The file is not damaged then.
        if isinstance(error, sqlite3.OperationalError):
            raise error
        if hasattr(self, "_database"):
            self._database.close()
        with FileLock(self.file.with_suffix(".lock")):
            if self._is_damaged():
                self._warn(f"Warning: {self.file} was damaged ({first_line(error)}); starting an empty one")
                # The logs go first: SQLite would apply them to a new file of the same name.
                for ending in ("-wal", "-shm", ""):
                    self.file.with_name(self.file.name + ending).unlink(missing_ok=True)
            self._database = self._connect()

    def _is_damaged(self) -> bool:
        try:
            with closing(sqlite3.connect(self.file, timeout=_WAIT)) as database:
                return bool(database.execute("pragma quick_check(1)").fetchone()[0] != "ok")
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            return True


def pages(items: Sequence[_Item], size: int) -> Iterator[Sequence[_Item]]:
    """``items`` in order, at most ``size`` at a time."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


@contextmanager
def _errors(file: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise _unusable(file, first_line(error)) from error


def _unusable(file: Path, reason: object) -> CacheError:
    return CacheError(
        f"cannot use the cache of vectors {file}: {reason}; free space there", Remedy.CHANGE, field="cache"
    )


def _key(fingerprint: str, computed_by: str, text: str) -> str:
    whole = f"{fingerprint}\n{computed_by}\n{text}"
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()


def _checksum(key: str, vector: bytes) -> int:
    return zlib.crc32(vector, zlib.crc32(key.encode()))

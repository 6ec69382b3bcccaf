"""Reads and removes Chroma's files without Chroma, which does not check what it reads.

SQLite holds the collections and their rows. Each collection's index is a directory named by a UUID.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recommender.errors import Remedy, StoreError
from recommender.store.directory import DATABASE_FILE
from recommender.store.schema import CLUSTERS, MOVIES, PASSAGES, PASSAGES_MARK

INDEX_FILES = frozenset(
    {"header.bin", "data_level0.bin", "length.bin", "link_lists.bin", "index_metadata.pickle"}
)
_JOURNALS = tuple(f"{DATABASE_FILE}-{ending}" for ending in ("journal", "wal", "shm"))
_UUID = "????????-????-????-????-????????????"
_MANIFEST = frozenset({"schema_version", "state", "model_fingerprint", "text_template"})
"""Keys in the metadata of every ``movies`` collection that this program made."""


@dataclass(frozen=True, slots=True)
class DatabaseStamp:
    """Identifies one state of a database file, without SQLite."""

    file: tuple[int, int]
    """Device and inode: a rebuild replaces the file."""
    written: tuple[int, int, bytes]
    """Size, time of the last write, and SQLite's counter of transactions (https://sqlite.org/fileformat.html,
    bytes 24 to 27). The time alone is too coarse."""


def database_stamp(path: Path) -> DatabaseStamp | None:
    """The current stamp of the database in ``path``, or ``None`` without one. Takes some 30 microseconds."""
    try:
        with (path / DATABASE_FILE).open("rb", buffering=0) as file:
            found = os.fstat(file.fileno())
            header = file.read(28)
    except OSError:
        return None
    return DatabaseStamp((found.st_dev, found.st_ino), (found.st_size, found.st_mtime_ns, header[24:28]))


def index_directories(path: Path) -> list[Path]:
    """The index directories of Chroma in ``path``: named by a UUID and holding only index files."""
    return [
        directory
        for directory in sorted(path.glob(_UUID))
        if directory.is_dir()
        and not directory.is_symlink()
        and {file.name for file in directory.iterdir()} <= INDEX_FILES
    ]


def journals(path: Path) -> list[Path]:
    """The journal files of the database in ``path``: changes that SQLite has not yet applied or undone."""
    return [path / name for name in _JOURNALS if (path / name).exists()]


def foreign_collections(path: Path) -> list[str]:
    """The names of the collections in ``path`` that another program made; raises ``sqlite3.Error``.

    ``movies`` is created before the others and carries the manifest, so even a store whose creation was
    interrupted has one. This program uses only the default database and tenant. It may make ``passages`` much
    later than the store, so that collection has a mark of its own.
    """
    query = """
        select
            collections.name, databases.name = 'default_database' and tenant_id = 'default_tenant',
            exists (
                select 1 from collection_metadata
                where collection_id = collections.id and key = ? and str_value = ?
            )
        from collections join databases on databases.id = collections.database_id
    """
    ((key, value),) = PASSAGES_MARK.items()
    with _reading(path) as database:
        found = database.execute(query, (key, value)).fetchall()
    ours = {(MOVIES, 0), (CLUSTERS, 0), (PASSAGES, 1)} if read_manifest(path) else set()
    return sorted(name for name, default, marked in found if not (default and (name, marked) in ours))


def read_manifest(path: Path) -> Mapping[str, Any]:
    """The manifest of the store in ``path``, empty if this program wrote none; raises ``sqlite3.Error``."""
    query = """
        select key, coalesce(str_value, int_value, float_value) from collection_metadata
        join collections on collections.id = collection_id
        join databases on databases.id = collections.database_id
        where collections.name = ? and databases.name = 'default_database' and tenant_id = 'default_tenant'
    """
    with _reading(path) as database:
        found = dict(database.execute(query, (MOVIES,)).fetchall())
    return found if found.keys() >= _MANIFEST else {}


def count_rows(path: Path, collection: str) -> int:
    """How many rows a collection of the store in ``path`` has; raises ``StoreError`` when SQLite fails.

    Asks SQLite because Chroma reads its index even to count, and a half-written index may crash or hang it.
    """
    query = """
        select count(*) from embeddings
        join segments on segments.id = embeddings.segment_id
        join collections on collections.id = segments.collection
        where collections.name = ? and segments.scope = 'METADATA'
    """
    try:
        with _reading(path) as database:
            return int(database.execute(query, (collection,)).fetchone()[0])
    except sqlite3.Error as error:
        raise StoreError(f"cannot read {path}: {error}", Remedy.INGEST) from error


def count_values(path: Path, collection: str, key: str) -> dict[str, int]:
    """How many rows of a collection have each text as their metadata ``key``; errors as in ``count_rows``."""
    query = """
        select string_value, count(*) from embedding_metadata
        join embeddings on embeddings.id = embedding_metadata.id
        join segments on segments.id = embeddings.segment_id
        join collections on collections.id = segments.collection
        where collections.name = ? and segments.scope = 'METADATA' and embedding_metadata.key = ?
        group by string_value
    """
    try:
        with _reading(path) as database:
            return dict(database.execute(query, (collection, key)).fetchall())
    except sqlite3.Error as error:
        raise StoreError(f"cannot read {path}: {error}", Remedy.INGEST) from error


def remove_unused_indexes(path: Path) -> None:
    """Remove the index files that Chroma leaves behind when it deletes a collection.

    Removes nothing where another program has a collection: an unused index may belong to that program.
    """
    try:
        if foreign_collections(path):
            return
        with _reading(path) as database:
            used = {name for (name,) in database.execute("select id from segments")}
    except sqlite3.Error:
        return
    for directory in index_directories(path):
        if directory.name not in used:
            shutil.rmtree(directory, ignore_errors=True)


def index_is_cut_short(path: Path, collection_id: str, dimension: int, neighbours: int) -> bool:
    """Whether one file of a collection's index is truncated, as after a full disk.

    Chroma does not notice and answers from the remaining rows. Two of hnswlib's files must cover equally many
    vectors: one has 4 bytes for each vector's length, the other the vector, its ``neighbours`` and its label.
    """
    with _reading(path) as database:
        query = "select id from segments where collection = ? and scope = 'VECTOR'"
        found = database.execute(query, (collection_id,)).fetchall()
    size = 4 * dimension + 8 * neighbours + 12
    try:
        return any(
            (path / name / "data_level0.bin").stat().st_size * 4
            != (path / name / "length.bin").stat().st_size * size
            for (name,) in found
        )
    except FileNotFoundError:
        # Chroma writes an index only for enough rows, and reports a missing one itself.
        return False


@contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    # A plain path would create a missing file; a URI with mode=rw does not.
    address = f"{(path / DATABASE_FILE).resolve().as_uri()}?mode=rw"
    with closing(sqlite3.connect(address, uri=True)) as database:
        yield database

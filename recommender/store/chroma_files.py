"""Chroma's own files, read and moved without Chroma, which believes whatever they say.

SQLite holds the collections and their rows; each collection's index is a directory named by a UUID.
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
from recommender.store.schema import CLUSTERS, MOVIES

INDEX_FILES = frozenset(
    {"header.bin", "data_level0.bin", "length.bin", "link_lists.bin", "index_metadata.pickle"}
)
_JOURNALS = tuple(f"{DATABASE_FILE}-{ending}" for ending in ("journal", "wal", "shm"))
_UUID = "????????-????-????-????-????????????"
_MANIFEST = frozenset({"schema_version", "state", "model_fingerprint", "text_template"})
"""What the metadata of ``movies`` has when this program made it."""


@dataclass(frozen=True, slots=True)
class DatabaseStamp:
    """What tells a state of a database file from every other one, without SQLite."""

    file: tuple[int, int]
    """Device and inode: a rebuild puts another file in its place."""
    written: tuple[int, int, bytes]
    """Size, time of the last write, and SQLite's counter of transactions (https://sqlite.org/fileformat.html,
    bytes 24 to 27): a clock alone ticks too slowly."""


def database_stamp(path: Path) -> DatabaseStamp | None:
    """The stamp of the database in ``path`` now; ``None`` when there is none. It takes 20 microseconds."""
    try:
        with (path / DATABASE_FILE).open("rb", buffering=0) as file:
            found = os.fstat(file.fileno())
            header = file.read(28)
    except OSError:
        return None
    return DatabaseStamp((found.st_dev, found.st_ino), (found.st_size, found.st_mtime_ns, header[24:28]))


def index_directories(path: Path) -> list[Path]:
    """The directories in ``path`` that are Chroma's indexes: named by a UUID, with nothing else in them."""
    return [
        directory
        for directory in sorted(path.glob(_UUID))
        if directory.is_dir()
        and not directory.is_symlink()
        and {file.name for file in directory.iterdir()} <= INDEX_FILES
    ]


def journals(path: Path) -> list[Path]:
    """The files in which SQLite keeps what it has not yet written to the database in ``path``."""
    return [path / name for name in _JOURNALS if (path / name).exists()]


def foreign_collections(path: Path) -> list[str]:
    """The names of the collections in ``path`` that another program made; raises ``sqlite3.Error``.

    ``movies`` is created before ``genre_clusters`` and carries the manifest, so that even a store that
    was interrupted while it was made has one. Nothing of ours is in another database or tenant.
    """
    query = """
        select collections.name, databases.name = 'default_database' and tenant_id = 'default_tenant'
        from collections join databases on databases.id = collections.database_id
    """
    with _reading(path) as database:
        found = database.execute(query).fetchall()
    ours = (MOVIES, CLUSTERS) if read_manifest(path) else ()
    return sorted(name for name, default in found if not (default and name in ours))


def read_manifest(path: Path) -> Mapping[str, Any]:
    """The manifest of the store in ``path``, empty when there is none of ours; raises ``sqlite3.Error``."""
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
    """How many rows a collection of the store in ``path`` has; raises ``StoreError`` when SQLite cannot tell.

    Chroma reads its index even to count, and one that was half written may crash or stop the reader.
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


def remove_unused_indexes(path: Path) -> None:
    """Remove the index files of our collections that are gone, which Chroma leaves behind.

    Where another program keeps a collection nothing is removed: an index that nobody uses may be its own.
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
    """Whether the files of a collection's index are too short for each other, as after a full disk.

    Chroma does not notice: it answers with the rows that are left. hnswlib keeps 4 bytes for the
    length of a vector in one file, and in another the vector, its ``neighbours`` and its label.
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
        # An index is written when there are enough rows; where one is missing Chroma says so.
        return False


@contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    # As a URI, because a file that is not there must not be made.
    address = f"{(path / DATABASE_FILE).resolve().as_uri()}?mode=rw"
    with closing(sqlite3.connect(address, uri=True)) as database:
        yield database

"""Chroma's own files, read and moved without Chroma, which believes whatever they say.

SQLite holds the collections and their rows; each collection's index is a directory named by a UUID.
"""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from recommender.directory import DATABASE_FILE, ingest_command
from recommender.errors import StoreError

_UUID = "????????-????-????-????-????????????"


def chroma_files(path: Path) -> list[Path]:
    """Everything in ``path`` that is Chroma's, the database first."""
    return [*sorted(path.glob(f"{DATABASE_FILE}*")), *sorted(path.glob(_UUID))]


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
        with closing(sqlite3.connect(path / DATABASE_FILE)) as database:
            return int(database.execute(query, (collection,)).fetchone()[0])
    except sqlite3.Error as error:
        raise StoreError(f"cannot read {path}: {error}. Run: {ingest_command(path)}") from error


def remove_unused_indexes(path: Path) -> None:
    """Remove the index files of collections that are gone, which Chroma leaves behind."""
    with closing(sqlite3.connect(path / DATABASE_FILE)) as database:
        used = {name for (name,) in database.execute("select id from segments")}
    for header in path.glob(f"{_UUID}/header.bin"):
        if header.parent.name not in used:
            shutil.rmtree(header.parent, ignore_errors=True)


def index_is_cut_short(path: Path, collection_id: str, dimension: int, neighbours: int) -> bool:
    """Whether the files of a collection's index are too short for each other, as after a full disk.

    Chroma does not notice: it answers with the rows that are left. hnswlib keeps 4 bytes for the
    length of a vector in one file, and in another the vector, its ``neighbours`` and its label.
    """
    with closing(sqlite3.connect(path / DATABASE_FILE)) as database:
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

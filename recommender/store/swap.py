"""Replaces a store: the new one is made in the same directory, and one rename switches to it.

A database names its indexes by unique UUIDs. So the new indexes can arrive before the new database, and the
old ones can stay after the old database is gone. A process killed at any point leaves either the old store
or the new one, plus files that the next ingest removes.
"""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from recommender.errors import Remedy, StoreError
from recommender.store.chroma_files import (
    foreign_collections,
    index_directories,
    journals,
    read_manifest,
    remove_unused_indexes,
)
from recommender.store.directory import DATABASE_FILE, store_exists
from recommender.store.sealed_file import TEMPORARY

_STAGING = ".rebuilding-"


def require_replaceable(path: Path) -> None:
    """Raise ``StoreError``, naming the collection, when another program has a collection in ``path``.

    Skips a database that cannot be read now; ``replace_store`` checks again.
    """
    with suppress(sqlite3.DatabaseError):
        if store_exists(path):
            _refuse_foreign(path)


def is_complete(path: Path) -> bool:
    """Whether ``path`` holds a store of this program, of any version, whose ingest finished."""
    try:
        return store_exists(path) and read_manifest(path).get("state") == "ready"
    except sqlite3.Error:
        return False


def clear_leftovers(path: Path) -> None:
    """Remove the files that a killed process left in ``path``. The caller holds the store's lock."""
    for leftover in path.glob(f"{_STAGING}*"):
        shutil.rmtree(leftover, ignore_errors=True)
    for leftover in path.glob(f"{TEMPORARY}*"):
        with suppress(OSError):
            leftover.unlink()
    if store_exists(path):
        remove_unused_indexes(path)


@contextmanager
def staging(path: Path) -> Iterator[Path]:
    """A temporary directory inside ``path`` for the new store.

    It is inside because ``path`` can be a mount point, and a rename works only within one file system.
    Raises ``StoreError`` when the directory cannot be created.
    """
    try:
        directory = Path(tempfile.mkdtemp(prefix=_STAGING, dir=path))
    except OSError as error:
        raise StoreError(
            f"cannot write to {path}: {error.strerror or error}", Remedy.CHANGE, field="store"
        ) from error
    try:
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def replace_store(path: Path, new: Path) -> Path | None:
    """Replace the store in ``path`` with the one in ``new``; other files in ``path`` stay.

    An unreadable database in ``path`` may belong to another program: it is moved into a new directory in
    ``path``, which is returned. Raises ``StoreError``, and leaves everything unchanged, when a file cannot be
    moved, or another program has created a collection there in the meantime.
    """
    aside: Path | None = None
    arrived: list[Path] = []
    try:
        if store_exists(path):
            if _is_readable(path):
                _refuse_foreign(path)
            else:
                aside = _set_aside(path)
        for index in index_directories(new):
            arrived.append(index.rename(path / index.name))
        (new / DATABASE_FILE).replace(path / DATABASE_FILE)
    except BaseException as error:
        if (new / DATABASE_FILE).exists():
            for index in arrived:
                shutil.rmtree(index, ignore_errors=True)
            if aside:
                _move_back(aside, path)
        if isinstance(error, OSError | sqlite3.Error):
            raise StoreError(
                f"cannot put the new store into {path}: {getattr(error, 'strerror', None) or error}; "
                "the old one is unchanged"
            ) from error
        raise
    remove_unused_indexes(path)
    return aside


def _refuse_foreign(path: Path) -> None:
    foreign = foreign_collections(path)
    if foreign:
        raise StoreError(
            f"the collection '{foreign[0]}' in {path} was not made by this program, and a rebuild would "
            "delete it; nothing was changed",
            Remedy.CHANGE,
            field="store",
        )


def _is_readable(path: Path) -> bool:
    """Whether the database can be read. First completes or undoes the writes of a killed process.

    No journal may be left: SQLite would apply it to the new database, which has the same name.
    """
    try:
        with closing(sqlite3.connect(path / DATABASE_FILE)) as database:
            database.execute("begin immediate")
            database.execute("select count(*) from collections").fetchone()
            database.rollback()
            database.execute("pragma wal_checkpoint(truncate)")
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise OSError(f"another program is using {path / DATABASE_FILE}") from error
        return False
    except sqlite3.DatabaseError:
        return False
    return not journals(path)


def _set_aside(path: Path) -> Path:
    """Move the store in ``path`` into a new directory there, completely or not at all."""
    aside = path / f"unreadable-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}"
    aside.mkdir()
    try:
        # The database goes last: while it is there, the next rebuild moves the files that are left.
        for file in (*index_directories(path), *journals(path), path / DATABASE_FILE):
            file.rename(aside / file.name)
    except OSError:
        _move_back(aside, path)
        raise
    return aside


def _move_back(aside: Path, path: Path) -> None:
    for file in aside.iterdir():
        file.rename(path / file.name)
    aside.rmdir()

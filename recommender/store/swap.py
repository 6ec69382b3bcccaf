"""A new store in the place of an old one: made beside it in the same directory, switched by one rename.

A database names its indexes by UUIDs that no other has, so the new ones can be there before the new
database is, and the old ones after the old database has gone. A kill at any point leaves the old store or
the new one, and files that the next ingest removes.
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

_STAGING = ".rebuilding-"


def require_replaceable(path: Path) -> None:
    """Raise ``StoreError`` when another program keeps a collection in ``path``, naming it.

    Of a database that cannot be read now nobody knows that; ``replace_store`` looks again.
    """
    with suppress(sqlite3.DatabaseError):
        if store_exists(path):
            _refuse_foreign(path)


def is_complete(path: Path) -> bool:
    """Whether ``path`` holds a store of ours that an ingest has finished, of whatever version."""
    try:
        return store_exists(path) and read_manifest(path).get("state") == "ready"
    except sqlite3.Error:
        return False


def clear_leftovers(path: Path) -> None:
    """Remove what a replacement that was killed left in ``path``; hold the store's lock."""
    for leftover in path.glob(f"{_STAGING}*"):
        shutil.rmtree(leftover, ignore_errors=True)
    if store_exists(path):
        remove_unused_indexes(path)


@contextmanager
def staging(path: Path) -> Iterator[Path]:
    """A directory in ``path`` for the store that is to replace the one there; it is gone afterwards.

    Inside, because a directory can be a mount point, and a file can only be renamed on its own file system.
    Raises ``StoreError`` when it cannot be made.
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
    """Put the store in ``new`` in the place of the one in ``path``; what else is in ``path`` stays.

    A database in ``path`` that cannot be read may be anybody's: it is moved into a directory beside it, which
    is returned. Raises ``StoreError``, with everything as it was, when a file cannot be moved, or another
    program has made a collection there since the new store was begun.
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
                "the old one is as it was"
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
    """Whether the database tells its collections, with every write finished or undone that was killed.

    SQLite takes a journal for that of the database that has its name, so none may be left.
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
    """Move the store in ``path`` into a new directory there, all of it or nothing."""
    aside = path / f"unreadable-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}"
    aside.mkdir()
    try:
        # The database last: as long as it is there the next rebuild does the same for what is left.
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

"""The directory that holds a store: whether there is one, how large it is, and who may write to it."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from recommender.errors import Remedy, StoreError, StoreNotReadyError
from recommender.text import clean_text

DATABASE_FILE = "chroma.sqlite3"
LOCK_FILE = ".ingest.lock"
WRITER_FILE = ".ingest.writer"
_WRITING: set[tuple[Path, int]] = set()
"""The stores that this process writes to, each with the writing thread."""
_PATIENCE = 0.2
"""Seconds that a writer waits for a reader, which locks the store briefly to look for a writer."""


def store_exists(path: Path) -> bool:
    """Whether ``path`` contains a Chroma database, of this or another program.

    Raises ``StoreError`` when ``path`` cannot be read.
    """
    try:
        return (path / DATABASE_FILE).is_file()
    except OSError as error:
        raise StoreError(
            f"cannot look into {path}: {error.strerror or error}", Remedy.CHANGE, field="store"
        ) from error


def require_store(path: Path) -> None:
    """Raise ``StoreNotReadyError`` when there is no store in ``path``."""
    if not store_exists(path):
        raise StoreNotReadyError(f"there is no store in {path}", Remedy.INGEST)


def store_size(path: Path) -> int:
    """Bytes on disk of everything in the store's directory."""
    sizes = 0
    for file in path.rglob("*"):
        # SQLite creates and deletes its journal while another process ingests.
        with suppress(FileNotFoundError):
            sizes += file.stat().st_size if file.is_file() else 0
    return sizes


@contextmanager
def single_writer(path: Path) -> Iterator[None]:
    """Hold the store's lock.

    Raises ``StoreError`` at once, naming the holder, when another process holds the lock.

    The operating system releases the lock of a killed process. A separate file names the holder, because
    filelock may empty the locked file.
    """
    writer = path / WRITER_FILE
    try:
        path.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path / LOCK_FILE, timeout=_PATIENCE, poll_interval=0.01)
        lock.acquire()
    except Timeout:
        raise StoreError(_being_written(path), Remedy.WAIT) from None
    except OSError as error:
        raise StoreError(
            f"cannot write to {path}: {error.strerror or error}", Remedy.CHANGE, field="store"
        ) from error
    mine = _hold(path)
    _WRITING.add(mine)
    try:
        # On a full disk the ingest's own writes fail and report it.
        with suppress(OSError):
            writer.write_text(f"process {os.getpid()}, since {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC")
        yield
    finally:
        with suppress(OSError):
            writer.unlink(missing_ok=True)
        lock.release()
        _WRITING.discard(mine)


def require_no_writer(path: Path) -> None:
    """Raise ``StoreNotReadyError``, naming the process, while an ingest outside this thread writes."""
    if _hold(path) in _WRITING:
        return
    lock = FileLock(path / LOCK_FILE, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise StoreNotReadyError(_being_written(path), Remedy.WAIT) from None
    except OSError:
        # Without permission to lock, this process can neither block a writer nor detect one.
        pass
    else:
        lock.release()


def _hold(path: Path) -> tuple[Path, int]:
    """The entry in ``_WRITING`` for the current thread."""
    return path.resolve(), threading.get_ident()


def _being_written(path: Path) -> str:
    told = _told_by(path)
    who = f" ({told})" if told else ""
    return f"another ingest is writing to {path}{who}"


def _told_by(path: Path) -> str:
    try:
        return clean_text((path / WRITER_FILE).read_text(errors="replace")[:80])
    except OSError:
        return ""

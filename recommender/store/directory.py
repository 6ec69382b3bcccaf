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
"""The stores that this process writes to, with the thread that does."""
_PATIENCE = 0.2
"""Seconds that a writer waits for whoever looks whether there is one."""


def store_exists(path: Path) -> bool:
    """Whether there is a Chroma database in ``path``, of whatever kind.

    Raises ``StoreError`` when that cannot be found out.
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
        # SQLite's journal comes and goes while another process ingests.
        with suppress(FileNotFoundError):
            sizes += file.stat().st_size if file.is_file() else 0
    return sizes


@contextmanager
def single_writer(path: Path) -> Iterator[None]:
    """Hold the store's lock; raises ``StoreError`` at once, naming the holder, when another process does.

    The system lets go of the lock of a process that died. Who holds it is told by a file of its own,
    because filelock may empty the locked one.
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
        # A full disk is told by what the writer is there to write.
        with suppress(OSError):
            writer.write_text(f"process {os.getpid()}, since {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC")
        yield
    finally:
        with suppress(OSError):
            writer.unlink(missing_ok=True)
        lock.release()
        _WRITING.discard(mine)


def require_no_writer(path: Path) -> None:
    """Raise ``StoreNotReadyError``, naming the process, while an ingest writes; not to the ingest itself."""
    if _hold(path) in _WRITING:
        return
    lock = FileLock(path / LOCK_FILE, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise StoreNotReadyError(_being_written(path), Remedy.WAIT) from None
    except OSError:
        # Whoever may not lock it cannot be in its way, nor tell.
        pass
    else:
        lock.release()


def _hold(path: Path) -> tuple[Path, int]:
    """What the running thread holds while it writes."""
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

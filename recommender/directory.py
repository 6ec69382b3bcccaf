"""The directory that holds a store: whether there is one, how large it is, and who may write to it."""

import shlex
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from recommender.errors import StoreError, StoreNotReadyError

PROJECT = Path(__file__).resolve().parent.parent
DEFAULT_STORE = PROJECT / "chroma_store"
DATABASE_FILE = "chroma.sqlite3"
LOCK_FILE = ".ingest.lock"


def store_exists(path: Path) -> bool:
    """Whether there is a Chroma database in ``path``, of whatever kind.

    Raises ``StoreError`` when that cannot be found out.
    """
    try:
        return (path / DATABASE_FILE).is_file()
    except OSError as error:
        raise StoreError(f"cannot look into {path}: {error.strerror or error}; check --store") from error


def require_store(path: Path) -> None:
    """Raise ``StoreNotReadyError`` when there is no store in ``path``."""
    if not store_exists(path):
        raise StoreNotReadyError(f"there is no store in {path}. Run: {ingest_command(path)}")


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
    """Hold the store's lock file; raises ``StoreError`` at once when another process holds it."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path / LOCK_FILE, timeout=0)
        lock.acquire()
    except Timeout:
        raise StoreError(
            f"another ingest is writing to {path}; wait until it is done and run this again"
        ) from None
    except OSError as error:
        raise StoreError(
            f"cannot write to {path}: {error.strerror or error}; choose another --store"
        ) from error
    try:
        yield
    finally:
        lock.release()


def ingest_command(path: Path) -> str:
    """What to type to make or mend the store in ``path``."""
    return f"python ingest.py --store {shlex.quote(str(path))}"

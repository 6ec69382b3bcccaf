"""One store in the place of another, so that a kill at any point can be made good."""

import shutil
from pathlib import Path

from recommender.chroma_files import chroma_files
from recommender.directory import ingest_command
from recommender.errors import StoreError


def beside(path: Path) -> Path:
    """Where the store is made that is to be in ``path``."""
    return _named(path, "rebuilding")


def replace_store(path: Path) -> None:
    """Put the store beside ``path`` in the place of the one in it; what else is in ``path`` stays.

    Raises ``StoreError`` when a file cannot be moved. ``finish_replacing`` goes on with what stopped halfway.
    """
    try:
        _leaving(path).mkdir(exist_ok=True)
    except OSError as error:
        raise _stopped(path, error) from error
    finish_replacing(path)


def finish_replacing(path: Path) -> None:
    """Go on with a ``replace_store`` that stopped in the middle, if one did; raises like it.

    The old files leave, their directory gets another name, then the new ones come: that name tells whose
    files are in ``path``. The database leaves first and comes last, so that meanwhile there is no store
    rather than a mixed one.
    """
    leaving, left, proven = _leaving(path), _named(path, "rebuilding.left"), beside(path)
    try:
        if leaving.exists():
            for file in chroma_files(path):
                file.rename(leaving / file.name)
            leaving.rename(left)
        if left.exists():
            for file in reversed(chroma_files(proven)):
                file.rename(path / file.name)
            shutil.rmtree(proven, ignore_errors=True)
            shutil.rmtree(left)
    except OSError as error:
        raise _stopped(path, error) from error


def _leaving(path: Path) -> Path:
    return _named(path, "rebuilding.leaving")


def _named(path: Path, ending: str) -> Path:
    # The name of "." is empty.
    path = path.resolve()
    return path.with_name(f"{path.name}.{ending}")


def _stopped(path: Path, error: OSError) -> StoreError:
    return StoreError(
        f"cannot put the new store in place: {error.strerror or error}. It is in {beside(path)}. "
        f"When that is mended, run: {ingest_command(path)}"
    )

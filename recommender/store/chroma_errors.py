"""Turns Chroma's failures and damaged rows into ``StoreError``s that say what to do."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from recommender.errors import Remedy, StoreError, first_line
from recommender.store.directory import require_no_writer


class Guarded:
    """A Chroma collection that raises ``StoreError`` when it fails."""

    def __init__(self, collection: Any, path: Path) -> None:
        """Guard ``collection`` of the store in ``path``."""
        self._collection = collection
        self._path = path

    def __getattr__(self, name: str) -> Any:
        attribute = getattr(self._collection, name)
        if not callable(attribute):
            return attribute

        def guarded(*arguments: Any, **named: Any) -> Any:
            with chroma_errors(self._path):
                return attribute(*arguments, **named)

        return guarded


@contextmanager
def chroma_errors(path: Path) -> Iterator[None]:
    """Turn Chroma's errors about the store in ``path`` into ``StoreError``.

    Raises ``StoreNotReadyError`` instead while another process writes to the store.
    """
    try:
        yield
    except BaseException as error:
        if not _is_chromas(error):
            raise
        if not os.access(path, os.W_OK):
            raise StoreError(
                f"Chroma needs write access to {path} even to read it; grant write access"
            ) from error
        # An ingest in another process may just have deleted what Chroma did not find.
        require_no_writer(path)
        raise StoreError(f"Chroma cannot use {path}: {first_line(error)}", Remedy.REBUILD) from error


@contextmanager
def row_errors(path: Path) -> Iterator[None]:
    """Raise ``StoreError`` for damaged rows: a field is missing or holds a value of the wrong kind."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise StoreError(
            f"the rows in {path} are damaged ({type(error).__name__}: {first_line(error)})",
            Remedy.REBUILD,
        ) from error


def _is_chromas(error: BaseException) -> bool:
    """Whether Chroma raised the error.

    Compares names, because only ``client.py`` imports chromadb, and because a Rust panic is not an
    ``Exception``.
    """
    kinds = type(error).__mro__
    return isinstance(error, OSError) or any(
        kind.__module__ == "chromadb.errors" or kind.__name__ == "PanicException" for kind in kinds
    )

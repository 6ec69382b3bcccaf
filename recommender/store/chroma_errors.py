"""Chroma's failures, and rows that Chroma should not have, as ``StoreError``s that say what to do."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from recommender.errors import Remedy, StoreError, first_line
from recommender.store.directory import require_no_writer


class Guarded:
    """A Chroma collection whose failures are ``StoreError``s."""

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
    """Turn what Chroma raises about the store in ``path`` into ``StoreError``.

    While another process writes to it, into ``StoreNotReadyError``.
    """
    try:
        yield
    except BaseException as error:
        if not _is_chromas(error):
            raise
        if not os.access(path, os.W_OK):
            raise StoreError(
                f"Chroma has to write to {path} even to read it, and may not; allow it"
            ) from error
        # What it could not find may only just have been deleted.
        require_no_writer(path)
        raise StoreError(f"Chroma cannot use {path}: {first_line(error)}", Remedy.REBUILD) from error


@contextmanager
def row_errors(path: Path) -> Iterator[None]:
    """Rows that lack a field, or hold what was never written there, are damage: ``StoreError``."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise StoreError(
            f"the rows in {path} are damaged ({type(error).__name__}: {first_line(error)})",
            Remedy.REBUILD,
        ) from error


def _is_chromas(error: BaseException) -> bool:
    """Told by name: only ``store.py`` imports chromadb, and a panic in Rust is not even an ``Exception``."""
    kinds = type(error).__mro__
    return isinstance(error, OSError) or any(
        kind.__module__ == "chromadb.errors" or kind.__name__ == "PanicException" for kind in kinds
    )

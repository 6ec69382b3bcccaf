"""Keeps the facts of a store in a file beside the database."""

from pathlib import Path
from typing import TYPE_CHECKING

from recommender.store.chroma_errors import row_errors
from recommender.store.facts import Facts
from recommender.store.sealed_file import SealedFile
from recommender.store.store import Store

if TYPE_CHECKING:
    import pyarrow as pa

FACTS_FILE = SealedFile("facts.arrow", "facts", 3)


def open_facts(store: Store) -> Facts:
    """The facts of an open store, from its file or else from its rows, which takes seconds when it is large.

    Raises ``StoreError`` for damaged rows.
    """

    def make() -> "pa.RecordBatch":
        movies = store.movies()
        with row_errors(store.path):
            return Facts.of(movies.values()).columns

    return Facts(FACTS_FILE.open(store, store.info.catalogue_fingerprint, make))


def read_facts(path: Path, fingerprint: str) -> Facts | None:
    """The facts of the catalogue with this fingerprint, or ``None`` without a sound file in ``path``."""
    columns = FACTS_FILE.read(path, fingerprint)
    return None if columns is None else Facts(columns)


def write_facts(facts: Facts, path: Path, fingerprint: str) -> None:
    """Replace the file in the directory ``path``: see ``SealedFile.write``."""
    FACTS_FILE.write(facts.columns, path, fingerprint)

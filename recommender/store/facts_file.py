"""Keeps the facts of a store in a file beside the database."""

from pathlib import Path

from recommender.store.chroma_errors import row_errors
from recommender.store.facts import Facts
from recommender.store.sealed_file import SealedFile
from recommender.store.store import Store

FACTS_FILE = SealedFile("facts.arrow", "facts", 2)


def open_facts(store: Store) -> Facts:
    """The facts of an open store, from its file or else from its rows, which takes seconds when it is large.

    Raises ``StoreError`` for damaged rows.
    """
    info = store.info
    facts = read_facts(store.path, info.catalogue_fingerprint)
    if facts is None:
        movies = store.movies()
        with row_errors(store.path):
            facts = Facts.of(movies.values())
        # While an ingest writes, the rows are those of two states.
        if info.state == "ready" and store.is_current():
            write_facts(facts, store.path, info.catalogue_fingerprint)
    return facts


def read_facts(path: Path, fingerprint: str) -> Facts | None:
    """The facts of the catalogue with this fingerprint, or ``None`` without a sound file in ``path``."""
    columns = FACTS_FILE.read(path, fingerprint)
    return None if columns is None else Facts(columns)


def write_facts(facts: Facts, path: Path, fingerprint: str) -> None:
    """Replace the file in the directory ``path``: see ``SealedFile.write``."""
    FACTS_FILE.write(facts.columns, path, fingerprint)

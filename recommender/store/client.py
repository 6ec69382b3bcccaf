"""Opens a Chroma database, unless it is another program's. Nothing else imports chromadb to run it."""

import os
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from recommender.errors import Remedy, StoreError
from recommender.store.chroma_files import foreign_collections
from recommender.store.directory import store_exists
from recommender.store.schema import CLUSTERS, MOVIES

if TYPE_CHECKING:
    from chromadb.api import ClientAPI


def open_client(path: Path) -> "ClientAPI":
    """A client of Chroma's for the database in ``path`` that nothing else in this process uses.

    Chroma shares clients by path, with the index that they have read: a store that was opened again would
    mix old movies with new ones.
    """
    os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
    import chromadb
    from chromadb.api.shared_system_client import SharedSystemClient

    SharedSystemClient.clear_system_cache()
    client = chromadb.PersistentClient(str(path))
    SharedSystemClient.clear_system_cache()
    return client


def refuse_foreign(path: Path) -> None:
    """Raise ``StoreError`` when a collection with one of our names is not ours.

    Before Chroma opens it, which may bring another program's database to its own version.
    """
    if not store_exists(path):
        return
    # What cannot be read is Chroma's to tell.
    with suppress(sqlite3.Error):
        for name in foreign_collections(path):
            if name in (MOVIES, CLUSTERS):
                raise StoreError(
                    f"the collection '{name}' in {path} was not made by this program and is left as it is",
                    Remedy.CHANGE,
                    field="store",
                )

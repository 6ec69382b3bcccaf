"""Opens a Chroma database, unless another program made it. No other module imports chromadb to run it."""

import atexit
import os
import sqlite3
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from recommender.errors import Remedy, StoreError
from recommender.store.chroma_files import foreign_collections
from recommender.store.directory import store_exists
from recommender.store.schema import CLUSTERS, MOVIES, PASSAGES

if TYPE_CHECKING:
    from chromadb.api import ClientAPI


def open_client(path: Path) -> "ClientAPI":
    """A Chroma client for the database in ``path`` that nothing else in this process shares.

    By default Chroma shares clients of the same path, together with the index they have read. A reopened
    store would then mix old and new movies.
    """
    os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
    import chromadb
    from chromadb.api.shared_system_client import SharedSystemClient

    SharedSystemClient.clear_system_cache()
    client = chromadb.PersistentClient(_path_for_chroma(path))
    SharedSystemClient.clear_system_cache()
    return client


def _path_for_chroma(path: Path) -> str:
    """A path that leads to ``path`` and whose bytes are UTF-8: Chroma opens no other."""
    try:
        return os.fsencode(path).decode("utf-8")
    except UnicodeDecodeError:
        return _link_to(path.absolute())


@cache
def _link_to(directory: Path) -> str:
    """A link to a directory, in a temporary directory that lasts as long as this process."""
    place = TemporaryDirectory(prefix="movie-recommender-")
    atexit.register(place.cleanup)
    link = Path(place.name) / "store"
    link.symlink_to(directory, target_is_directory=True)
    return str(link)


def collection_names(client: "ClientAPI") -> set[str]:
    """The names of all collections in the client's database."""
    return {collection.name for collection in client.list_collections()}


def refuse_foreign(path: Path) -> None:
    """Raise ``StoreError`` when a collection with one of our names is not ours.

    Call this before Chroma opens the database: Chroma may migrate another program's database to its version.
    """
    if not store_exists(path):
        return
    # Chroma itself reports a database that cannot be read.
    with suppress(sqlite3.Error):
        for name in foreign_collections(path):
            if name in (MOVIES, CLUSTERS, PASSAGES):
                raise StoreError(
                    f"the collection '{name}' in {path} was not made by this program and is left as it is",
                    Remedy.CHANGE,
                    field="store",
                )

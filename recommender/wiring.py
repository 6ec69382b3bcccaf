"""Builds the model and the store for the commands, telling the user what takes time."""

import importlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from recommender.errors import ModelError
from recommender.options import BUNDLED_CATALOGUE
from recommender.terminal import console, display, progress_bar, say

if TYPE_CHECKING:
    from recommender.catalogue import Catalogue
    from recommender.encoder import DocumentEncoder, Encoder
    from recommender.records import ModelFiles
    from recommender.search import Recommender

_PREPARING = "Preparing the model for questions (once, about ten seconds)"


def build_document_encoder(model: str, cache: Path | None, precision: str) -> "DocumentEncoder":
    """The encoder for ingest; loading it takes seconds, so a spinner says so.

    Raises ``ModelError`` when there is no such model, or it cannot be loaded. A graph for questions that
    cannot be exported is only warned of: it is no part of the store.
    """
    from recommender.encoder import SentenceTransformerEncoder
    from recommender.graph import export_graph, find_graph
    from recommender.weights import locate_model

    directory = _cache(cache)
    with console(stderr=True).status("Loading the model"):
        files = locate_model(model, directory, say)
        if find_graph(files, directory) is None:
            try:
                say(_PREPARING)
                export_graph(files, directory)
            except ModelError as error:
                say(f"Warning: {error}")
        return SentenceTransformerEncoder(files, precision)


def open_recommender(store: Path, model: str, cache: Path | None, *, once: bool = False) -> "Recommender":
    """The store and the model, loaded at the same time: each takes half a second.

    ``once`` is for a single question, see ``OnnxEncoder``. Raises ``StoreError`` or ``StoreNotReadyError``
    for the store, ``ModelError`` for the model.
    """
    from recommender.directory import require_store
    from recommender.graph import load_graph
    from recommender.weights import identify_model

    require_store(store)
    directory = _cache(cache)
    files = identify_model(model, directory, say)
    with ThreadPoolExecutor(1) as background:
        loading = background.submit(load_graph, files, directory, once=once)
        from recommender.search import Recommender, require_vectors_of
        from recommender.store import Store

        opened = Store.open(store)
        require_vectors_of(opened, files.name, files.fingerprint)
        # The first question needs it, and the model is not there yet.
        importlib.import_module("bm25s")
        encoder = loading.result()
    return Recommender(opened, encoder or _export_and_load(files, directory))


def _export_and_load(files: "ModelFiles", directory: Path) -> "Encoder":
    from recommender.graph import export_graph, load_graph
    from recommender.weights import provide_model

    say(_PREPARING)
    provide_model(files, say)
    export_graph(files, directory)
    encoder = load_graph(files, directory)
    if encoder is None:
        raise ModelError(f"the model's graph in {directory} was damaged while it was written; check the disk")
    return encoder


def _cache(cache: Path | None) -> Path:
    from platformdirs import user_cache_path

    return cache or user_cache_path("movie-recommender")


def ingest_with_progress(catalogue: "Catalogue", store: Path, encoder: "DocumentEncoder") -> None:
    """Ingest, with a progress bar and a report of what was done."""
    from recommender.indexing import ingest as ingest_catalogue
    from recommender.render import ingest_lines

    with progress_bar() as progress:
        report = ingest_catalogue(catalogue, encoder, store, progress=progress)
    for line in ingest_lines(catalogue, report):
        say(line)
    say(f"Stored in {display(store)}")


def ingest_if_missing(store: Path, model: str, cache: Path | None) -> None:
    """The first query of a fresh clone makes the store, as the original system did."""
    from recommender.directory import store_exists

    if not store_exists(store):
        from recommender.catalogue import read_catalogue

        say("There is no store yet: ingesting the bundled catalogue first (some minutes).")
        catalogue = read_catalogue(str(BUNDLED_CATALOGUE))
        ingest_with_progress(catalogue, store, build_document_encoder(model, cache, "auto"))

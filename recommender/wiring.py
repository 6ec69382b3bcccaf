"""Builds the model and the store for the commands, telling the user what takes time."""

from pathlib import Path
from typing import TYPE_CHECKING

from recommender.errors import ModelError
from recommender.options import BUNDLED_CATALOGUE
from recommender.terminal import console, display, progress_bar, say

if TYPE_CHECKING:
    from recommender.catalogue import Catalogue
    from recommender.encoder import DocumentEncoder
    from recommender.verification import Finding


def build_document_encoder(model: str, cache: Path | None, precision: str) -> "DocumentEncoder":
    """The encoder for ingest; loading it takes seconds, so a spinner says so.

    Raises ``ModelError`` when there is no such model, or it cannot be loaded. A graph for questions that
    cannot be exported is only warned of: it is no part of the store.
    """
    from recommender.encoder import SentenceTransformerEncoder
    from recommender.graph import export_graph, find_graph
    from recommender.weights import default_cache, locate_model

    directory = cache or default_cache()
    with console(stderr=True).status("Loading the model"):
        files = locate_model(model, directory, say)
        if find_graph(files, directory) is None:
            try:
                export_graph(files, directory, say)
            except ModelError as error:
                say(f"Warning: {error}")
        return SentenceTransformerEncoder(files, precision)


def ingest_with_progress(
    catalogue: "Catalogue", store: Path, encoder: "DocumentEncoder", *, anew: bool = False
) -> None:
    """Ingest, or rebuild the store ``anew``, with a progress bar and a report of what was done."""
    from recommender.indexing import ingest as ingest_catalogue
    from recommender.rebuilding import rebuild
    from recommender.render import ingest_lines

    make = rebuild if anew else ingest_catalogue
    with progress_bar() as progress:
        report = make(catalogue, encoder, store, progress=progress)
    for line in ingest_lines(catalogue, report):
        say(line)
    say(f"Stored in {display(store)}")


def verify_with_progress(store: Path) -> "list[Finding]":
    """What is wrong with a store, with a progress bar; says so when nothing is."""
    from recommender.verification import verify

    with progress_bar() as progress:
        findings = verify(store, progress)
    if not findings:
        say(f"{display(store)} is sound")
    return findings


def ingest_if_missing(store: Path, model: str, cache: Path | None) -> None:
    """The first query of a fresh clone makes the store, as the original system did."""
    from recommender.directory import store_exists

    if not store_exists(store):
        from recommender.catalogue import read_catalogue

        say("There is no store yet: ingesting the bundled catalogue first (some minutes).")
        catalogue = read_catalogue(str(BUNDLED_CATALOGUE))
        ingest_with_progress(catalogue, store, build_document_encoder(model, cache, "auto"))

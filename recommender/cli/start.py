"""Builds the model and the store for the commands, telling the user what takes time."""

from pathlib import Path
from typing import TYPE_CHECKING

from recommender.cli.options import BUNDLED_CATALOGUE
from recommender.cli.terminal import display, progress_bar, say

if TYPE_CHECKING:
    from recommender.catalogue.reader import Catalogue
    from recommender.model.encoder import DocumentModel
    from recommender.store.verify import Finding


def build_document_model(model: str, cache: Path, precision: str) -> "DocumentModel":
    """The model for ingest; raises ``ModelError`` when there is no such model."""
    from recommender.model.files import identify_model
    from recommender.model.loading import LazyModel

    return LazyModel(identify_model(model, cache, say), cache, precision, say)


def ingest_with_progress(
    catalogue: "Catalogue",
    store: Path,
    model: "DocumentModel",
    cache: Path,
    *,
    rebuild: bool = False,
    recompute: bool = False,
) -> None:
    """Ingest, with a progress bar and a report of what was done."""
    from contextlib import closing

    from recommender.cli.tables import ingest_lines
    from recommender.ingest.ingest import ingest
    from recommender.ingest.vector_cache import VectorCache

    with closing(VectorCache(cache, say)) as vectors, progress_bar() as progress:
        report = ingest(
            catalogue, model, store, vectors, rebuild=rebuild, recompute=recompute, progress=progress
        )
    for line in ingest_lines(catalogue, report):
        say(line)
    say(f"Stored in {display(store)}")


def verify_with_progress(store: Path) -> "list[Finding]":
    """What is wrong with a store, with a progress bar; says so when nothing is."""
    from recommender.store.verify import verify

    with progress_bar() as progress:
        findings = verify(store, progress)
    if not findings:
        say(f"{display(store)} is sound")
    return findings


def ingest_if_missing(store: Path, model: str, cache: Path) -> None:
    """The first query of a fresh clone makes the store, as the original system did."""
    from recommender.store.directory import store_exists

    if not store_exists(store):
        from recommender.catalogue.reader import read_catalogue

        say("There is no store yet: ingesting the bundled catalogue first.")
        catalogue = read_catalogue(str(BUNDLED_CATALOGUE))
        ingest_with_progress(catalogue, store, build_document_model(model, cache, "auto"), cache)

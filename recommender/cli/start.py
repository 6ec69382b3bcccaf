"""Builds and checks the store for the commands, and shows the progress."""

from pathlib import Path
from typing import TYPE_CHECKING

from recommender.cli.options import BUNDLED_CATALOGUE
from recommender.cli.terminal import display, progress_bar, say

if TYPE_CHECKING:
    from recommender.catalogue.reader import Catalogue
    from recommender.store.verify import Finding


def ingest_with_progress(
    catalogue: "Catalogue",
    store: Path,
    model: str,
    cache: Path,
    *,
    precision: str = "auto",
    rebuild: bool = False,
    recompute: bool = False,
) -> None:
    """Ingest a catalogue with a progress bar, then print a summary."""
    from recommender.cli.tables import ingest_lines
    from recommender.ingest.ingest_catalogue import ingest_catalogue

    with progress_bar() as progress:
        report = ingest_catalogue(
            catalogue,
            store,
            model,
            cache,
            precision=precision,
            rebuild=rebuild,
            recompute=recompute,
            progress=progress,
            notify=say,
        )
    for line in ingest_lines(catalogue, report):
        say(line)
    say(f"Stored in {display(store)}")


def verify_with_progress(store: Path) -> "list[Finding]":
    """Check a store with a progress bar and return its problems; prints a line if there are none."""
    from recommender.store.verify import verify

    with progress_bar() as progress:
        findings = verify(store, progress)
    if not findings:
        say(f"{display(store)} is sound")
    return findings


def ingest_if_missing(store: Path, model: str, cache: Path) -> None:
    """Build the store if it is missing, as the original system did at the first query of a fresh clone."""
    from recommender.store.directory import store_exists

    if not store_exists(store):
        from recommender.catalogue.reader import read_catalogue

        say("There is no store yet: ingesting the bundled catalogue first.")
        catalogue = read_catalogue(str(BUNDLED_CATALOGUE))
        ingest_with_progress(catalogue, store, model, cache)

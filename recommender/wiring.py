"""Builds the model and the store for the commands, telling the user what takes time."""

from pathlib import Path
from typing import TYPE_CHECKING

from recommender.options import BUNDLED_CATALOGUE
from recommender.terminal import console, display, progress_bar, say

if TYPE_CHECKING:
    from recommender.catalogue import Catalogue
    from recommender.encoder import Encoder
    from recommender.search import Recommender


def build_encoder(model: str, cache: Path | None) -> "Encoder":
    """The encoder for ``--model``; loading it takes seconds, so a spinner says so."""
    from platformdirs import user_cache_path

    from recommender.weights import locate_model

    with console(stderr=True).status("Loading the model"):
        files = locate_model(model, cache or user_cache_path("movie-recommender"), say)
        from recommender.encoder import SentenceTransformerEncoder

        return SentenceTransformerEncoder(files)


def open_recommender(store: Path, model: str, cache: Path | None) -> "Recommender":
    """The store, which is looked at first because the model takes seconds, and the model."""
    from recommender.store import Store

    opened = Store.open(store)
    from recommender.search import Recommender

    return Recommender(opened, build_encoder(model, cache))


def ingest_with_progress(catalogue: "Catalogue", store: Path, encoder: "Encoder") -> None:
    """Ingest, with a progress bar and a report of what was done."""
    from recommender.indexing import ingest as ingest_catalogue
    from recommender.render import ingest_lines

    with progress_bar("Embedding overviews") as progress:
        report = ingest_catalogue(catalogue, encoder, store, progress=progress)
    for line in ingest_lines(catalogue, report):
        say(line)
    say(f"Stored in {display(store)}")


def ingest_if_missing(store: Path, model: str, cache: Path | None) -> None:
    """The first query of a fresh clone makes the store, as the original system did."""
    from recommender.store import store_exists

    if not store_exists(store):
        from recommender.catalogue import read_catalogue

        say("There is no store yet: ingesting the bundled catalogue first (some minutes).")
        catalogue = read_catalogue(str(BUNDLED_CATALOGUE))
        ingest_with_progress(catalogue, store, build_encoder(model, cache))

"""Ingests a catalogue in one call, with the same defaults as ``Recommender.open``."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from recommender.catalogue.reader import Catalogue
from recommender.ingest.ingest import IngestReport, ingest
from recommender.ingest.vector_cache import VectorCache
from recommender.model.files import DEFAULT_MODEL, default_cache, identify_model
from recommender.model.loading import LazyModel
from recommender.progress import Progress
from recommender.store.location import DEFAULT_STORE


def ingest_catalogue(
    catalogue: Catalogue,
    store: Path | str | None = None,
    model: str = DEFAULT_MODEL,
    cache: Path | str | None = None,
    *,
    precision: str = "auto",
    rebuild: bool = False,
    recompute: bool = False,
    progress: Progress = lambda *_: None,
    notify: Callable[[str], None] = lambda _: None,
) -> IngestReport:
    """Make a store hold exactly the movies of ``catalogue``.

    The defaults of ``store``, ``model`` and ``cache`` are those of ``Recommender.open``. ``precision`` is one
    of ``PRECISIONS``. ``notify`` receives a message about work that takes seconds. See ``ingest`` for the
    other parameters and for the errors raised.
    """
    cache = Path(cache or default_cache())
    document_model = LazyModel(identify_model(model, cache, notify), cache, precision, notify)
    with closing(VectorCache(cache, notify)) as vectors:
        return ingest(
            catalogue,
            document_model,
            Path(store or DEFAULT_STORE),
            vectors,
            rebuild=rebuild,
            recompute=recompute,
            progress=progress,
        )

"""Ingest for tests and benchmarks: each store has a separate cache."""

from contextlib import closing
from pathlib import Path
from typing import Any

from recommender.catalogue.reader import Catalogue
from recommender.ingest import ingest as indexing
from recommender.ingest.ingest import IngestReport
from recommender.ingest.vector_cache import VectorCache
from recommender.model.encoder import DocumentModel


def cache_of(path: Path) -> Path:
    """The directory of the cache for the store in ``path``."""
    path = path.resolve()
    return path.with_name(f"{path.name}.cache")


def ingest(
    catalogue: Catalogue, model: DocumentModel, path: Path, cache: Path | None = None, **more: Any
) -> IngestReport:
    """Ingest with the cache in ``cache``, or else beside the store."""
    with closing(VectorCache(cache or cache_of(path))) as vectors:
        return indexing.ingest(catalogue, model, path, vectors, **more)

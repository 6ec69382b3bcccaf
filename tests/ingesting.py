"""Ingest as the tests and benchmarks need it: with a cache of its own for every store."""

from contextlib import closing
from pathlib import Path
from typing import Any

from recommender import indexing
from recommender.catalogue import Catalogue
from recommender.encoder import DocumentModel
from recommender.indexing import IngestReport
from recommender.vector_cache import VectorCache


def cache_of(path: Path) -> Path:
    """Where the cache of the store in ``path`` is."""
    path = path.resolve()
    return path.with_name(f"{path.name}.cache")


def ingest(
    catalogue: Catalogue, model: DocumentModel, path: Path, cache: Path | None = None, **more: Any
) -> IngestReport:
    """What ``recommender.indexing.ingest`` does, with the cache in ``cache`` or beside the store."""
    with closing(VectorCache(cache or cache_of(path))) as vectors:
        return indexing.ingest(catalogue, model, path, vectors, **more)

"""Find movies from a description in plain words.

    import recommender

    (answer,) = recommender.open().search("a heist goes wrong")

The names listed here are the public API. Each is imported at its first use.
"""

from typing import Any

__version__ = "0.1.0"
_EXPORTED = {
    "catalogue.reader": ("Catalogue", "read_catalogue"),
    "errors": (
        "CacheError",
        "CatalogueError",
        "InvalidQueryError",
        "ModelError",
        "NothingMatchedError",
        "RecommenderError",
        "Remedy",
        "ReportError",
        "StoreChangedError",
        "StoreError",
        "StoreNotReadyError",
    ),
    "ingest.ingest": ("IngestReport",),
    "ingest.ingest_catalogue": ("ingest_catalogue",),
    "map": ("MapError",),
    "movie": ("Movie", "Text"),
    "search.recommender": ("Recommender", "open"),
    "search.request": ("Request",),
    "search.result": (
        "Ambiguous",
        "FilterCount",
        "ListCount",
        "Notice",
        "Plan",
        "Probe",
        "Recommendation",
        "Route",
        "SearchOptions",
        "SearchResult",
        "Selection",
        "Wish",
    ),
    "search.fusion": ("WEIGHTS",),
    "search.signals": ("SIGNALS", "Signal"),
    "search.understood": ("Span", "Understood"),
    "store.schema": ("GenreCluster",),
}
_MODULES = {name: module for module, names in _EXPORTED.items() for name in names}
__all__ = list(_MODULES)


def __getattr__(name: str) -> Any:
    """Import a name at its first use: this saves ``--help`` half a second."""
    from importlib import import_module

    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = import_module(f"{__name__}.{_MODULES[name]}")
    return module.Recommender.open if name == "open" else getattr(module, name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]

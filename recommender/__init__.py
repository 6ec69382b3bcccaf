"""Find movies from a description in plain words."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from recommender.records import SearchOptions
    from recommender.request import Request
    from recommender.search import Recommender

__version__ = "0.1.0"
__all__ = ["Recommender", "Request", "SearchOptions"]


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is: half a second that ``--help`` need not wait."""
    from importlib import import_module

    modules = {"Recommender": "search", "Request": "request", "SearchOptions": "records"}
    if name not in modules:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{modules[name]}"), name)

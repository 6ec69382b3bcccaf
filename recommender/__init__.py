"""Find movies from a description in plain words."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from recommender.search.recommender import Recommender
    from recommender.search.request import Request
    from recommender.search.result import SearchOptions

__version__ = "0.1.0"
__all__ = ["Recommender", "Request", "SearchOptions"]


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is: half a second that ``--help`` need not wait."""
    from importlib import import_module

    modules = {
        "Recommender": "search.recommender",
        "Request": "search.request",
        "SearchOptions": "search.result",
    }
    if name not in modules:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{modules[name]}"), name)

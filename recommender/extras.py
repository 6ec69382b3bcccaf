"""Optional packages (extras), which a plain installation does not include."""

from importlib.util import find_spec

from recommender.errors import RecommenderError, Remedy

EXTRAS = {
    "ingest": ("onnx", "pandas", "sentence_transformers", "torch", "transformers"),
    "map": ("altair", "vl_convert"),
}
"""The modules of each extra in ``pyproject.toml``."""


def require_extra(name: str, error: type[RecommenderError]) -> None:
    """Raise ``error`` unless all modules of the extra called ``name`` are installed.

    Does not import them, so that the error comes before any slow import.
    """
    missing = [module for module in EXTRAS[name] if find_spec(module) is None]
    if missing:
        raise error(
            f"this needs the extra movie-recommender[{name}] (missing: {', '.join(missing)})",
            Remedy.INSTALL,
            field=name,
        )

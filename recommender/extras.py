"""The packages that only some of the program needs: a plain installation does without them."""

from importlib.util import find_spec

from recommender.errors import RecommenderError, Remedy

EXTRAS = {
    "ingest": ("onnx", "pandas", "sentence_transformers", "torch", "transformers"),
    "map": ("altair", "vl_convert"),
}
"""The modules that each of pyproject's extras brings."""


def require_extra(name: str, error: type[RecommenderError]) -> None:
    """Raise ``error`` unless everything in one of ``EXTRAS`` can be imported.

    Nothing is imported yet, so that what is missing is told before anything takes time.
    """
    missing = [module for module in EXTRAS[name] if find_spec(module) is None]
    if missing:
        raise error(
            f"this needs the extra movie-recommender[{name}] (missing: {', '.join(missing)})",
            Remedy.INSTALL,
            field=name,
        )

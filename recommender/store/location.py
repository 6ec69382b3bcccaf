"""Where a store is by default."""

from recommender.bundled import PROJECT

DEFAULT_STORE = PROJECT / "chroma_store"

"""The default location of the store."""

from platformdirs import user_data_path

from recommender.bundled import DATA, INSTALLED

_NAME = "chroma_store"
DEFAULT_STORE = user_data_path("movie-recommender") / _NAME if INSTALLED else DATA.with_name(_NAME)

"""Options that several commands share, and their default paths."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from recommender.bundled import DATA, INSTALLED
from recommender.model.files import DEFAULT_MODEL, default_cache
from recommender.store.location import DEFAULT_STORE

BUNDLED_CATALOGUE = DATA / "movies.csv"
BUNDLED_QUESTIONS = DATA / "queries.tsv"
BUNDLED_ASKED = DATA / "asked.tsv"
_STORE = "chroma_store in your data directory" if INSTALLED else "chroma_store/"
HELP = {"help_option_names": ["-h", "--help"]}


class Number(click.FloatRange):
    """A number in a range; click's own type accepts ``nan``."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number; anything else is a usage error."""
        number = super().convert(value, param, ctx)
        if math.isnan(number):
            self.fail(f"nan is not a number between {self.min} and {self.max}", param, ctx)
        return number


class Source(click.ParamType[str]):
    """A file of movies, or a pattern.

    Several in the environment are parted by line ends: a path may hold the rest.
    """

    name = "source"
    envvar_list_splitter = "\n"


Function = TypeVar("Function", bound=Callable[..., Any])


def store_option(function: Function) -> Function:
    """Add ``--store``."""
    return click.option(
        "--store",
        type=click.Path(path_type=Path, file_okay=False),
        default=DEFAULT_STORE,
        envvar="RECOMMENDER_STORE",
        help=f"Directory of the store. [default: {_STORE}; env: RECOMMENDER_STORE]",
    )(function)


def model_options(function: Function) -> Function:
    """Add ``--model``, and ``cache_option``."""
    model = click.option(
        "--model",
        type=click.UNPROCESSED,
        default=DEFAULT_MODEL,
        envvar="RECOMMENDER_MODEL",
        help="Directory of a sentence-transformers model, or its name on the hub. "
        "[default: all-mpnet-base-v2; env: RECOMMENDER_MODEL]",
    )
    return model(cache_option(function))


def cache_option(function: Function) -> Function:
    """Add ``--cache``."""
    return click.option(
        "--cache",
        type=click.Path(path_type=Path, file_okay=False),
        default=default_cache,
        envvar="RECOMMENDER_CACHE",
        help="Directory of the unpacked model and the cache of vectors. "
        "[default: your cache directory; env: RECOMMENDER_CACHE]",
    )(function)

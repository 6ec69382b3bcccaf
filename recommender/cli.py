"""The commands. Everything heavy is imported inside them, so that ``--help`` answers at once."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from recommender import __version__
from recommender.errors import InvalidQueryError, NothingMatchedError
from recommender.records import SearchOptions
from recommender.terminal import SafeCommand, console, display, print_json, progress_bar, say
from recommender.weights import DEFAULT_MODEL

if TYPE_CHECKING:
    from recommender.catalogue import Catalogue
    from recommender.encoder import Encoder
    from recommender.records import SearchResult
    from recommender.search import Recommender

PROJECT = Path(__file__).resolve().parent.parent
DEFAULT_STORE = PROJECT / "chroma_store"
BUNDLED_CATALOGUE = PROJECT / "data" / "movies.csv"

HELP = {"help_option_names": ["-h", "--help"]}

Function = TypeVar("Function", bound=Callable[..., Any])


def _store_option(function: Function) -> Function:
    return click.option(
        "--store",
        type=click.Path(path_type=Path, file_okay=False),
        default=DEFAULT_STORE,
        envvar="RECOMMENDER_STORE",
        help="Directory of the store. [default: chroma_store/; env: RECOMMENDER_STORE]",
    )(function)


def _model_options(function: Function) -> Function:
    model = click.option(
        "--model",
        default=DEFAULT_MODEL,
        envvar="RECOMMENDER_MODEL",
        help="Directory of a sentence-transformers model, or its name on the hub. "
        "[default: all-mpnet-base-v2; env: RECOMMENDER_MODEL]",
    )
    cache = click.option(
        "--cache",
        type=click.Path(path_type=Path, file_okay=False),
        envvar="RECOMMENDER_CACHE",
        help="Where the model is unpacked. [default: your cache directory; env: RECOMMENDER_CACHE]",
    )
    return model(cache(function))


@click.group(context_settings=HELP)
@click.version_option(__version__, prog_name="recommender")
def main() -> None:
    r"""Find movies from a description in plain words.

    \b
    Examples:
      python -m recommender ingest
      python -m recommender query "a lonely robot left to clean up an abandoned earth"
      python -m recommender inspect --clusters
    """


@main.command(cls=SafeCommand, context_settings=HELP)
@click.option(
    "--source",
    default=str(BUNDLED_CATALOGUE),
    envvar="RECOMMENDER_SOURCE",
    help="CSV or JSON file of movies, - for standard input. "
    "[default: data/movies.csv; env: RECOMMENDER_SOURCE]",
)
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="FIELD=COLUMN",
    help="The source's name for a field, e.g. overview=plot. Repeatable.",
)
@click.option(
    "--recipe",
    type=click.Choice(["original"]),
    help="Draw the original system's sample of 500 from The Movies Dataset.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="For the recipe's random step.")
@click.option("--limit", type=click.IntRange(min=1), help="Keep only the first N movies.")
@click.option(
    "--report",
    type=click.Path(path_type=Path, dir_okay=False),
    envvar="RECOMMENDER_REPORT",
    help="Write every skipped row and the reason to this CSV. [env: RECOMMENDER_REPORT]",
)
@_store_option
@_model_options
def ingest(
    source: str,
    columns: tuple[str, ...],
    recipe: str | None,
    seed: int,
    limit: int | None,
    report: Path | None,
    store: Path,
    model: str,
    cache: Path | None,
) -> None:
    r"""Embed a catalogue and store it. Run again, it embeds only what changed.

    \b
    Examples:
      python ingest.py
      python ingest.py --source movies_metadata.csv --recipe original
      python ingest.py --source films.csv --column overview=plot --report skipped.csv
      zcat films.jsonl.gz | python ingest.py --source - --store /tmp/films
    """
    from recommender.catalogue import read_catalogue

    mapping: dict[str, str] = {}
    for column in columns:
        field, separator, name = column.partition("=")
        if not (field and separator and name):
            raise click.BadParameter(
                f"{column!r} is not FIELD=COLUMN, e.g. overview=plot", param_hint="--column"
            )
        mapping[field] = name
    catalogue = read_catalogue(
        source, columns=mapping, original_recipe=recipe == "original", seed=seed, limit=limit
    )
    if report:
        catalogue.write_report(report)
    _ingest(catalogue, store, _encoder(model, cache))


@main.command(cls=SafeCommand, context_settings=HELP)
@click.argument("description", nargs=-1)
@click.option(
    "-n", "--limit", type=click.IntRange(min=1), default=5, show_default=True, help="How many movies."
)
@click.option(
    "--budget",
    type=click.FloatRange(0, 1),
    default=0.4,
    show_default=True,
    help="Share of the movies to search: more clusters are searched as it grows.",
)
@click.option(
    "--genres",
    "genre_keys",
    type=click.IntRange(min=1),
    metavar="K",
    help="Search only the K nearest genre keys there.",
)
@click.option("--exhaustive", is_flag=True, help="Compare every movie instead of choosing clusters.")
@click.option(
    "--json", "as_json", is_flag=True, help="One JSON object per description: query, route, results."
)
@_store_option
@_model_options
@click.pass_context
def query(
    ctx: click.Context,
    description: tuple[str, ...],
    limit: int,
    budget: float,
    genre_keys: int | None,
    exhaustive: bool,
    as_json: bool,
    store: Path,
    model: str,
    cache: Path | None,
) -> None:
    r"""Find movies that fit a DESCRIPTION in plain words.

    Without one, on a terminal, it asks for descriptions until you have had enough. As - it reads
    one description per line from standard input.

    \b
    Examples:
      python query.py "a lonely robot left to clean up an abandoned earth"
      python query.py -n 10 --json "two strangers plan each other's murder"
      python query.py - < descriptions.txt
      python query.py
    """
    if exhaustive and genre_keys is not None:
        raise click.UsageError(
            "--genres narrows the chosen clusters; --exhaustive chooses none. Give one of them."
        )
    if not description and not sys.stdin.isatty():
        raise click.UsageError("No description given. Put one in quotes, or - to read one per line.")
    from_stdin = description == ("-",)
    descriptions = _read_lines() if from_stdin else [" ".join(description)]
    if description and not all(text.strip() for text in descriptions):
        raise InvalidQueryError("the description is empty; say in a sentence what happens in the movie")
    if ctx.get_parameter_source("store") is click.core.ParameterSource.DEFAULT:
        _ingest_if_missing(store, model, cache)

    recommender = _recommender(store, model, cache)
    options = SearchOptions(limit, budget, genre_keys, exhaustive)
    if description:
        _print_results(recommender.search(descriptions, options), as_json, one_per_line=from_stdin)
    else:
        from recommender.conversation import converse

        converse(console(), lambda text: _warn_of(recommender.search([text], options))[0])


@main.command(cls=SafeCommand, context_settings=HELP)
@click.option("--clusters", "all_clusters", is_flag=True, help="All clusters, not only the ten largest.")
@click.option(
    "--cluster",
    "cluster_id",
    type=int,
    metavar="ID",
    help="The movies of a cluster, nearest its centroid first.",
)
@click.option("--movie", "title", metavar="TITLE", help="Everything stored about a movie, by title or id.")
@click.option("--json", "as_json", is_flag=True, help="The same as one JSON object.")
@_store_option
def inspect(
    all_clusters: bool, cluster_id: int | None, title: str | None, as_json: bool, store: Path
) -> None:
    r"""Show what the store holds.

    \b
    Examples:
      python -m recommender inspect
      python -m recommender inspect --clusters
      python -m recommender inspect --cluster 3
      python -m recommender inspect --movie "Cast Away" --json
    """
    from recommender import render
    from recommender.inspection import find_cluster, find_movies
    from recommender.store import Store, store_size

    if (title is not None) + (cluster_id is not None) + all_clusters > 1:
        raise click.UsageError("--movie, --cluster and --clusters show different things. Give one of them.")
    opened = Store.open(store)
    out = console()
    if title is not None:
        movies = find_movies(opened, title)
        if as_json:
            return print_json({"movies": movies})
        for movie in movies:
            out.print(render.stored_movie(movie))
    elif cluster_id is not None:
        cluster, members = find_cluster(opened, cluster_id)
        if as_json:
            return print_json(render.cluster_members_json(cluster, members))
        out.print(render.cluster_members(cluster, members))
    else:
        clusters = sorted(opened.clusters()[0], key=lambda cluster: (-cluster.movie_count, cluster.id))
        shown = clusters if all_clusters else clusters[:10]
        info, size, stored = opened.info, store_size(store), opened.count_movies()
        if as_json:
            return print_json(render.info_json(info, str(store), size, stored, shown))
        out.print(render.info_table(info, display(store), size, stored))
        out.print(render.clusters_table(shown, len(clusters)))
    return None


def _encoder(model: str, cache: Path | None) -> "Encoder":
    """The encoder for ``--model``; loading it takes seconds, so a spinner says so."""
    from platformdirs import user_cache_path

    from recommender.weights import locate_model

    with console(stderr=True).status("Loading the model"):
        files = locate_model(model, cache or user_cache_path("movie-recommender"), say)
        from recommender.encoder import SentenceTransformerEncoder

        return SentenceTransformerEncoder(files)


def _recommender(store: Path, model: str, cache: Path | None) -> "Recommender":
    from recommender.store import Store

    opened = Store.open(store)
    from recommender.search import Recommender

    return Recommender(opened, _encoder(model, cache))


def _ingest(catalogue: "Catalogue", store: Path, encoder: "Encoder") -> None:
    from recommender.indexing import ingest as ingest_catalogue
    from recommender.render import ingest_lines

    with progress_bar("Embedding overviews") as progress:
        report = ingest_catalogue(catalogue, encoder, store, progress=progress)
    for line in ingest_lines(catalogue, report):
        say(line)
    say(f"Stored in {display(store)}")


def _ingest_if_missing(store: Path, model: str, cache: Path | None) -> None:
    """The first query of a fresh clone makes the store, as the original system did."""
    from recommender.store import store_exists

    if not store_exists(store):
        from recommender.catalogue import read_catalogue

        say("There is no store yet: ingesting the bundled catalogue first (a minute or two).")
        _ingest(read_catalogue(str(BUNDLED_CATALOGUE)), store, _encoder(model, cache))


def _read_lines() -> list[str]:
    text = sys.stdin.buffer.read().decode("utf-8", "replace")
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise InvalidQueryError("standard input has no description; write one per line")
    return lines


def _warn_of(results: "list[SearchResult]") -> "list[SearchResult]":
    for result in results:
        for warning in result.warnings:
            say(f"Warning: {warning}")
    return results


def _print_results(results: "list[SearchResult]", as_json: bool, one_per_line: bool) -> None:
    from recommender.render import result_json, result_table

    _warn_of(results)
    out = console()
    for result in results:
        if as_json:
            print_json(result_json(result), indent=None if one_per_line else 2)
            continue
        if one_per_line:
            out.print(f"\n{result.query}", style="bold", markup=False, highlight=False)
        out.print(result_table(result))
    if not any(result.recommendations for result in results):
        raise NothingMatchedError("no movie was found; try --exhaustive or a larger --budget")

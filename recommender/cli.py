"""The commands. Everything heavy is imported inside them, so that ``--help`` answers at once."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from recommender import __version__, wiring
from recommender.errors import EMPTY_DESCRIPTION, InvalidQueryError
from recommender.fields import clean_text
from recommender.options import BUNDLED_CATALOGUE, BUNDLED_QUESTIONS, HELP, Share, model_options, store_option
from recommender.records import PRECISIONS, SearchOptions
from recommender.terminal import SafeCommand, console, display, print_json, progress_bar, read_lines

if TYPE_CHECKING:
    from rich.console import RenderableType


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
@click.option(
    "--seed",
    type=click.IntRange(0, 2**32 - 1),
    default=0,
    show_default=True,
    help="For the recipe's random step.",
)
@click.option("--limit", type=click.IntRange(min=1), help="Keep only the first N movies.")
@click.option(
    "--report",
    type=click.Path(path_type=Path, dir_okay=False),
    envvar="RECOMMENDER_REPORT",
    help="Write every skipped row and the reason to this CSV. [env: RECOMMENDER_REPORT]",
)
@click.option(
    "--precision",
    type=click.Choice(PRECISIONS),
    default="auto",
    show_default=True,
    help="What to compute the embeddings in. auto is the fastest that the device has.",
)
@store_option
@model_options
def ingest(
    source: str,
    columns: tuple[str, ...],
    recipe: str | None,
    seed: int,
    limit: int | None,
    report: Path | None,
    precision: str,
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
    if report and Path(source).exists() and report.exists() and report.samefile(source):
        raise click.BadParameter("is the source itself; name another file", param_hint="--report")
    catalogue = read_catalogue(
        source, columns=mapping, original_recipe=recipe == "original", seed=seed, limit=limit
    )
    if report:
        catalogue.write_report(report)
    wiring.ingest_with_progress(catalogue, store, wiring.build_document_encoder(model, cache, precision))


@main.command(cls=SafeCommand, context_settings=HELP)
@click.argument("description", nargs=-1)
@click.option(
    "-n",
    "--limit",
    type=click.IntRange(min=1),
    default=SearchOptions().limit,
    show_default=True,
    help="How many movies.",
)
@click.option(
    "--budget",
    type=Share(),
    default=SearchOptions().budget,
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
    "--variety",
    type=Share(),
    default=SearchOptions().variety,
    show_default=True,
    help="How far to put back what is like a better answer (sequels, remakes).",
)
@click.option(
    "--explain", is_flag=True, help="Show why: each signal's score and the sentence that fits best."
)
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="One JSON object per description: query, wish, route, results.",
)
@store_option
@model_options
@click.pass_context
def query(
    ctx: click.Context,
    description: tuple[str, ...],
    limit: int,
    budget: float,
    genre_keys: int | None,
    exhaustive: bool,
    variety: float,
    explain: bool,
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
      python query.py --explain "a funny western"
      python query.py - < descriptions.txt
      python query.py
    """
    if exhaustive and genre_keys is not None:
        raise click.UsageError(
            "--genres narrows the chosen clusters; --exhaustive chooses none. Give one of them."
        )
    if not description and (sys.stdin is None or not sys.stdin.isatty()):
        raise click.UsageError("No description given. Put one in quotes, or - to read one per line.")
    if description and description != ("-",) and not clean_text(" ".join(description)):
        raise InvalidQueryError(EMPTY_DESCRIPTION)
    from_stdin = description == ("-",)
    descriptions = read_lines() if from_stdin else [" ".join(description)]
    if ctx.get_parameter_source("store") is click.core.ParameterSource.DEFAULT:
        wiring.ingest_if_missing(store, model, cache)

    once = bool(description) and not from_stdin
    recommender = wiring.open_recommender(store, model, cache, once=once)
    options = SearchOptions(limit, budget, genre_keys, exhaustive, variety=variety, explain=explain)
    from recommender import answers

    if description:
        answers.print_answers(recommender, descriptions, options, as_json=as_json, one_per_line=from_stdin)
    else:
        from recommender.conversation import converse
        from recommender.render import result_table

        def answer(text: str) -> "RenderableType":
            (result,) = recommender.search([text], options)
            answers.print_warnings(result)
            return result_table(result, explain)

        converse(console(), answer)


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
@store_option
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
    from recommender.directory import store_size
    from recommender.inspection import find_cluster, find_movies
    from recommender.store import Store

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


@main.command(cls=SafeCommand, context_settings=HELP)
@click.option(
    "--questions",
    type=click.Path(path_type=Path, dir_okay=False),
    default=BUNDLED_QUESTIONS,
    envvar="RECOMMENDER_QUESTIONS",
    help="Tab-separated query, id, genres; or JSON Lines with query and id. "
    "[default: data/queries.tsv; env: RECOMMENDER_QUESTIONS]",
)
@click.option(
    "--half", type=click.Choice(["even", "odd"]), help="Only every other question, from the first or second."
)
@click.option("--json", "as_json", is_flag=True, help="The same as one JSON object.")
@store_option
@model_options
def evaluate(
    questions: Path, half: str | None, as_json: bool, store: Path, model: str, cache: Path | None
) -> None:
    r"""Measure how well questions find their movies: this program, its parts, and what it replaces.

    \b
    Examples:
      python -m recommender evaluate
      python -m recommender evaluate --json > result.json
      python -m recommender evaluate --store /tmp/films --questions known_items.jsonl
    """
    from recommender import evaluation
    from recommender.scoreboard import evaluation_json, evaluation_table

    asked = evaluation.read_questions(questions)
    if half:
        asked = asked[0 if half == "even" else 1 :: 2]
    recommender = wiring.open_recommender(store, model, cache)
    with progress_bar() as progress:
        result = evaluation.evaluate(recommender, asked, progress)
    if as_json:
        print_json(evaluation_json(result))
    else:
        console().print(evaluation_table(result))

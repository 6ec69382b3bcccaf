"""The commands. They import heavy modules only when they run, so that ``--help`` is fast."""

from pathlib import Path

import click
from click.core import ParameterSource

from recommender import __version__
from recommender.cli import start
from recommender.cli.inspect import inspect, show_cache
from recommender.cli.options import (
    BUNDLED_ASKED,
    BUNDLED_CATALOGUE,
    BUNDLED_QUESTIONS,
    HELP,
    Source,
    model_options,
    store_option,
)
from recommender.cli.query import query
from recommender.cli.terminal import (
    Commands,
    SafeCommand,
    console,
    display,
    print_json,
    progress_bar,
    say,
)
from recommender.model.files import PRECISIONS
from recommender.search.request import Request
from recommender.search.result import SearchOptions
from recommender.search.understood import literally


@click.group(cls=Commands, context_settings=HELP)
@click.version_option(__version__, prog_name="movie-recommender")
def main() -> None:
    """Find movies from a description in plain words.

    \b
    Examples:
      {command} ingest
      {command} query "a lonely robot left to clean up an abandoned earth"
      {command} inspect --clusters
    """


@main.command(cls=SafeCommand, context_settings=HELP)
@click.option(
    "--source",
    type=Source(),
    multiple=True,
    default=[str(BUNDLED_CATALOGUE)],
    envvar="RECOMMENDER_SOURCE",
    help="CSV, JSON or Parquet file of movies, a pattern such as 'films/*.csv', or - for standard input. "
    "Repeatable. [default: the bundled catalogue; env: RECOMMENDER_SOURCE, one a line]",
)
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="FIELD=COLUMN",
    help="The column of the source for a field, e.g. overview=plot. Repeatable.",
)
@click.option(
    "--encoding",
    metavar="NAME",
    help="Encoding of the source, such as cp1251. [default: told from the file]",
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
    help="Random seed of the recipe.",
)
@click.option("--limit", type=click.IntRange(min=1), help="Keep only the first N movies.")
@click.option(
    "--report",
    type=click.Path(path_type=Path, dir_okay=False),
    envvar="RECOMMENDER_REPORT",
    help="Write every row and what was done with it to this CSV. [env: RECOMMENDER_REPORT]",
)
@click.option(
    "--precision",
    type=click.Choice(PRECISIONS),
    default="auto",
    show_default=True,
    help="Precision of the embedding computation. auto is the fastest that the device supports.",
)
@click.option("--rebuild", is_flag=True, help="Build a new store, verify it, then replace the old one.")
@click.option(
    "--no-cache",
    is_flag=True,
    help="Embed every text that is needed, even if its vector is shipped or cached.",
)
@store_option
@model_options
def ingest(
    source: tuple[str, ...],
    columns: tuple[str, ...],
    encoding: str | None,
    recipe: str | None,
    seed: int,
    limit: int | None,
    report: Path | None,
    precision: str,
    rebuild: bool,
    no_cache: bool,
    store: Path,
    model: str,
    cache: Path,
) -> None:
    """Embed a catalogue and store it. Texts that were embedded before are not embedded again.

    \b
    Examples:
      {command}
      {command} --source movies_metadata.csv --recipe original
      {command} --source films.csv --column overview=plot --report rows.csv
      {command} --source 'films/*.csv' --source more.json.gz
      zcat films.jsonl.gz | {command} --source - --store /tmp/films
    """
    from recommender.catalogue.reader import read_catalogue

    mapping: dict[str, str] = {}
    for column in columns:
        field, separator, name = column.partition("=")
        if not (field and separator and name):
            raise click.BadParameter(
                f"{column!r} is not FIELD=COLUMN, e.g. overview=plot", param_hint="--column"
            )
        mapping[field] = name
    with progress_bar() as progress:
        catalogue = read_catalogue(
            source,
            columns=mapping,
            original_recipe=recipe == "original",
            seed=seed,
            limit=limit,
            encoding=encoding,
            report=report,
            progress=progress,
        )
    if source != (str(BUNDLED_CATALOGUE),):
        for note in catalogue.notes:
            say(note)
    start.ingest_with_progress(
        catalogue, store, model, cache, precision=precision, rebuild=rebuild, recompute=no_cache
    )


@main.command(cls=SafeCommand, context_settings=HELP)
@click.option(
    "--questions",
    type=click.Path(path_type=Path, dir_okay=False),
    default=BUNDLED_QUESTIONS,
    envvar="RECOMMENDER_QUESTIONS",
    help="File of questions: tab-separated query, id, genres; or JSON Lines with query and id. "
    "[default: the bundled questions; env: RECOMMENDER_QUESTIONS]",
)
@click.option(
    "--asked",
    type=click.Path(path_type=Path, dir_okay=False),
    default=BUNDLED_ASKED,
    envvar="RECOMMENDER_ASKED",
    help="File of questions with facts, examples and refusals: tab-separated part, kind, query, id, want; "
    "without --questions, they are asked too. [default: the bundled ones; env: RECOMMENDER_ASKED]",
)
@click.option(
    "--half",
    type=click.Choice(["even", "odd"]),
    help="Ask only every second question, from the first or the second.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@store_option
@model_options
@click.pass_context
def evaluate(
    ctx: click.Context,
    questions: Path,
    asked: Path,
    half: str | None,
    as_json: bool,
    store: Path,
    model: str,
    cache: Path,
) -> None:
    """Measure how well questions find their movies.

    It compares this program, its parts and the system that it replaces. Questions with facts, examples and
    refusals are counted by kind.

    \b
    Examples:
      {command}
      {command} --json > result.json
      {command} --store /tmp/films --questions known_items.jsonl
    """
    from recommender.cli.tables import evaluation_table, kinds_table
    from recommender.evaluation.asked import evaluate_asked, read_asked
    from recommender.evaluation.evaluate import evaluate as evaluate_all
    from recommender.evaluation.questions import read_questions
    from recommender.formats import evaluation_json
    from recommender.search.recommender import Recommender

    given = {
        name
        for name in ("questions", "asked")
        if ctx.get_parameter_source(name) is not ParameterSource.DEFAULT
    }
    plots = read_questions(questions) if "questions" in given or not given else []
    kinds = read_asked(asked) if "asked" in given or not given else []
    if half:
        plots = plots[0 if half == "even" else 1 :: 2]
    recommender = Recommender.open(store, model, cache, notify=say)
    with progress_bar() as progress:
        result = evaluate_all(recommender, plots, progress) if plots else None
        scores = evaluate_asked(recommender, kinds, progress)
    if as_json:
        print_json(evaluation_json(result, scores))
        return
    if result:
        console().print(evaluation_table(result))
    if scores:
        console().print(kinds_table(scores))


@main.command("map", cls=SafeCommand, context_settings=HELP)
@click.argument("description", nargs=-1)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("map.html"),
    envvar="RECOMMENDER_OUT",
    help="Output file: a page (.html) or a picture (.png). [default: map.html; env: RECOMMENDER_OUT]",
)
@store_option
@model_options
def draw_map(description: tuple[str, ...], out: Path, store: Path, model: str, cache: Path) -> None:
    """Draw a map of all movies, with similar plots near each other.

    With a DESCRIPTION, the map marks it and its answers.

    \b
    Examples:
      {command}
      {command} --out map.png "a lonely robot left to clean up an abandoned earth"
    """
    from recommender.map import MarkedQuestion, check_path, write_map
    from recommender.store.store import Store

    check_path(out)
    question = None
    if not description:
        opened = Store.open(store)
        opened.require_complete()
    else:
        from recommender.search.recommender import Recommender

        recommender = Recommender.open(store, model, cache, once=True, notify=say)
        snapshot = recommender.snapshot
        opened = snapshot.store
        request = Request(" ".join(description))
        embedded = recommender.embed([request])
        asked = snapshot.resolve(literally(request), embedded)
        found = snapshot.answer(asked, SearchOptions()).recommendations
        text = asked.wanted.text
        question = MarkedQuestion(text, embedded[text], tuple(one.movie.id for one in found))
    labels = {cluster.id: cluster.label for cluster in opened.clusters()[0]}
    clusters = {id_: labels.get(row["cluster"], "") for id_, row in opened.metadata().items()}
    ids, vectors = opened.vectors()
    movies = opened.movies(ids)
    with console(stderr=True).status(f"Laying out {len(ids):,} movies"):
        write_map(out, [movies[id_] for id_ in ids], vectors, clusters, question)
    say(f"Written to {display(out)}")


for command in (query, inspect, show_cache):
    main.add_command(command)

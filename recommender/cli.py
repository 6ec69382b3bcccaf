"""The commands. Everything heavy is imported inside them, so that ``--help`` answers at once."""

from pathlib import Path

import click

from recommender import __version__, wiring
from recommender.cli_query import query
from recommender.options import BUNDLED_CATALOGUE, BUNDLED_QUESTIONS, HELP, model_options, store_option
from recommender.records import PRECISIONS
from recommender.request import Request
from recommender.terminal import SafeCommand, console, display, print_json, progress_bar, say


@click.group(context_settings=HELP)
@click.version_option(__version__, prog_name="recommender")
def main() -> None:
    """Find movies from a description in plain words.

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
@click.option(
    "--rebuild",
    "anew",
    is_flag=True,
    help="Make the store anew beside the old one, verify it, then put it in its place.",
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
    anew: bool,
    store: Path,
    model: str,
    cache: Path | None,
) -> None:
    """Embed a catalogue and store it. Run again, it embeds only what changed.

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
    if report and _same_file(report, source):
        raise click.BadParameter("is the source itself; name another file", param_hint="--report")
    catalogue = read_catalogue(
        source, columns=mapping, original_recipe=recipe == "original", seed=seed, limit=limit
    )
    if report:
        catalogue.write_report(report)
    encoder = wiring.build_document_encoder(model, cache, precision)
    wiring.ingest_with_progress(catalogue, store, encoder, anew=anew)


def _same_file(one: Path, other: str) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


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
@click.option("--verify", is_flag=True, help="Check the store; exit code 1 when something is wrong with it.")
@click.option("--json", "as_json", is_flag=True, help="The same as one JSON object.")
@store_option
@click.pass_context
def inspect(
    ctx: click.Context,
    /,
    all_clusters: bool,
    cluster_id: int | None,
    title: str | None,
    verify: bool,
    as_json: bool,
    store: Path,
) -> None:
    """Show what the store holds.

    \b
    Examples:
      python -m recommender inspect
      python -m recommender inspect --clusters
      python -m recommender inspect --cluster 3
      python -m recommender inspect --movie "Cast Away" --json
      python -m recommender inspect --verify
    """
    from recommender import render
    from recommender.directory import store_size
    from recommender.inspection import find_cluster, find_movies
    from recommender.store import Store

    if (title is not None) + (cluster_id is not None) + all_clusters + verify > 1:
        raise click.UsageError(
            "--movie, --cluster, --clusters and --verify show different things. Give one of them."
        )
    if verify:
        ctx.exit(_verify(store, as_json))
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


def _verify(store: Path, as_json: bool) -> int:
    """Print what is wrong with a store; the exit code."""
    findings = wiring.verify_with_progress(store)
    if as_json:
        print_json({"findings": [{"problem": one.problem, "mend": one.mend} for one in findings]})
    else:
        for one in findings:
            click.echo(f"{one.problem}. To mend: {one.mend}")
    return 1 if findings else 0


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
    """Measure how well questions find their movies: this program, its parts, and what it replaces.

    \b
    Examples:
      python -m recommender evaluate
      python -m recommender evaluate --json > result.json
      python -m recommender evaluate --store /tmp/films --questions known_items.jsonl
    """
    from recommender import evaluation
    from recommender.scoreboard import evaluation_json, evaluation_table
    from recommender.search import Recommender

    asked = evaluation.read_questions(questions)
    if half:
        asked = asked[0 if half == "even" else 1 :: 2]
    recommender = Recommender.open(store, model, cache, notify=say)
    with progress_bar() as progress:
        result = evaluation.evaluate(recommender, asked, progress)
    if as_json:
        print_json(evaluation_json(result))
    else:
        console().print(evaluation_table(result))


@main.command("map", cls=SafeCommand, context_settings=HELP)
@click.argument("description", nargs=-1)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("map.html"),
    envvar="RECOMMENDER_OUT",
    help="Where to write it: a page (.html) or a picture (.png). [default: map.html; env: RECOMMENDER_OUT]",
)
@store_option
@model_options
def draw_map(description: tuple[str, ...], out: Path, store: Path, model: str, cache: Path | None) -> None:
    """Draw all movies on a plane, those with like plots near each other.

    With a DESCRIPTION, it and its answers are marked.

    \b
    Examples:
      python -m recommender map
      python -m recommender map --out map.png "a lonely robot left to clean up an abandoned earth"
    """
    from recommender.map import Question, check_path, write_map
    from recommender.store import Store

    check_path(out)
    question = None
    if not description:
        opened = Store.open(store)
        opened.require_complete()
    else:
        from recommender.search import Recommender

        recommender = Recommender.open(store, model, cache, once=True, notify=say)
        opened = recommender.store
        (asked,) = recommender.questions([Request(" ".join(description))])
        found = recommender.answer(asked).recommendations
        question = Question(asked.wanted.text, asked.wanted.vector, tuple(one.movie.id for one in found))
    labels = {cluster.id: cluster.label for cluster in opened.clusters()[0]}
    clusters = {id_: labels.get(row["cluster"], "") for id_, row in opened.metadata().items()}
    ids, vectors = opened.vectors()
    movies = opened.movies(ids)
    with console(stderr=True).status(f"Laying out {len(ids):,} movies"):
        write_map(out, [movies[id_] for id_ in ids], vectors, clusters, question)
    say(f"Written to {display(out)}")


main.add_command(query)

"""The commands that show what is kept: the store, and the cache of vectors."""

from pathlib import Path

import click

from recommender.cli import start
from recommender.cli.options import HELP, cache_option, store_option
from recommender.cli.remedies import advise
from recommender.cli.terminal import SafeCommand, console, display, print_json, say


@click.command(cls=SafeCommand, context_settings=HELP)
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
      {command}
      {command} --clusters
      {command} --cluster 3
      {command} --movie "Cast Away" --json
      {command} --verify
    """
    from recommender import formats
    from recommender.cli import tables
    from recommender.search.lookup import find_cluster, find_movies
    from recommender.store.directory import store_size
    from recommender.store.store import Store

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
            out.print(tables.stored_movie(movie))
    elif cluster_id is not None:
        cluster, members = find_cluster(opened, cluster_id)
        if as_json:
            return print_json(formats.cluster_members_json(cluster, members))
        out.print(tables.cluster_members(cluster, members))
    else:
        clusters = sorted(opened.clusters()[0], key=lambda cluster: (-cluster.movie_count, cluster.id))
        shown = clusters if all_clusters else clusters[:10]
        info, size, stored = opened.info, store_size(store), opened.count_movies()
        if as_json:
            return print_json(formats.info_json(info, str(store), size, stored, shown))
        out.print(tables.info_table(info, display(store), size, stored))
        out.print(tables.clusters_table(shown, len(clusters)))
    return None


def _verify(store: Path, as_json: bool) -> int:
    """Print what is wrong with a store; the exit code."""
    findings = start.verify_with_progress(store)
    if as_json:
        print_json({"findings": [{"problem": one.problem, "fix": one.remedy} for one in findings]})
    else:
        for one in findings:
            click.echo(f"{one.problem}. {advise(one.remedy, 'store')}")
    return 1 if findings else 0


@click.command("cache", cls=SafeCommand, context_settings=HELP)
@click.option("--clear", is_flag=True, help="Remove every vector. What a store holds is not touched.")
@click.option("--json", "as_json", is_flag=True, help="The same as one JSON object.")
@cache_option
def show_cache(clear: bool, as_json: bool, cache: Path) -> None:
    """Show or clear the vectors that were computed: no text is embedded twice as long as they are kept.

    \b
    Examples:
      {command}
      {command} --clear
    """
    from contextlib import closing

    from recommender.ingest.vector_cache import MOST_BYTES, VectorCache

    with closing(VectorCache(cache, say)) as vectors:
        if clear:
            vectors.clear()
        count, size = vectors.size()
        file = vectors.file
    if as_json:
        print_json({"file": str(file), "vectors": count, "bytes": size, "most_bytes": MOST_BYTES})
    else:
        most = f"at most {MOST_BYTES / 1e6:,.0f} MB"
        click.echo(f"{display(file)}: {count:,} vectors, {size / 1e6:,.1f} MB of {most}")

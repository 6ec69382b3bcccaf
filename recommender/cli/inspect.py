"""The commands that show the store and the cache of vectors."""

from pathlib import Path

import click

from recommender.cli import start
from recommender.cli.options import HELP, cache_option, store_option
from recommender.cli.remedies import advise
from recommender.cli.terminal import SafeCommand, console, display, print_json, say

_LARGEST = 10
"""How many clusters are shown without ``--clusters``."""


@click.command(cls=SafeCommand, context_settings=HELP)
@click.option("--clusters", "all_clusters", is_flag=True, help="All clusters, not only the ten largest.")
@click.option(
    "--cluster",
    "cluster_id",
    type=int,
    metavar="ID",
    help="The movies of a cluster, nearest to its centroid first.",
)
@click.option("--movie", "title", metavar="TITLE", help="Everything stored about a movie, by title or id.")
@click.option("--verify", is_flag=True, help="Check the store; exit code 1 if something is wrong.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
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
    if (title is not None) + (cluster_id is not None) + all_clusters + verify > 1:
        raise click.UsageError(
            "--movie, --cluster, --clusters and --verify show different things. Give one of them."
        )
    if verify:
        ctx.exit(_verify(store, as_json))
    if title is not None:
        _show_movies(store, title, as_json)
    elif cluster_id is not None:
        _show_cluster(store, cluster_id, as_json)
    else:
        _show_store(store, all_clusters, as_json)


def _show_movies(store: Path, title: str, as_json: bool) -> None:
    from recommender.cli.tables import stored_movie
    from recommender.formats import stored_movie_json
    from recommender.search.lookup import find_movies
    from recommender.store.store import Store

    opened = Store.open(store)
    movies = find_movies(opened, title)
    passages = opened.passages([movie["id"] for movie in movies])
    if as_json:
        return print_json({"movies": [stored_movie_json(one, passages.get(one["id"], ())) for one in movies]})
    for movie in movies:
        console().print(stored_movie(movie, passages.get(movie["id"], ())))
    return None


def _show_cluster(store: Path, cluster_id: int, as_json: bool) -> None:
    from recommender.cli.tables import cluster_members
    from recommender.formats import cluster_members_json
    from recommender.search.lookup import find_cluster
    from recommender.store.store import Store

    cluster, members = find_cluster(Store.open(store), cluster_id)
    if as_json:
        return print_json(cluster_members_json(cluster, members))
    console().print(cluster_members(cluster, members))
    return None


def _show_store(store: Path, all_clusters: bool, as_json: bool) -> None:
    from recommender.cli.tables import clusters_table, info_table
    from recommender.formats import info_json
    from recommender.store.directory import store_size
    from recommender.store.store import Store

    opened = Store.open(store)
    clusters = sorted(opened.clusters()[0], key=lambda cluster: (-cluster.movie_count, cluster.id))
    shown = clusters if all_clusters else clusters[:_LARGEST]
    info, size, stored, passages = (
        opened.info, store_size(store), opened.count_movies(), opened.count_passages(),
    )  # fmt: skip
    if as_json:
        return print_json(info_json(info, str(store), size, stored, passages, shown))
    out = console()
    out.print(info_table(info, display(store), size, stored, passages))
    out.print(clusters_table(shown, len(clusters)))
    return None


def _verify(store: Path, as_json: bool) -> int:
    """Print what is wrong with a store; returns the exit code."""
    findings = start.verify_with_progress(store)
    if as_json:
        from recommender.formats import findings_json

        print_json(findings_json(findings))
    else:
        for one in findings:
            click.echo(f"{one.problem}. {advise(one.remedy, 'store')}")
    return 1 if findings else 0


@click.command("cache", cls=SafeCommand, context_settings=HELP)
@click.option("--clear", is_flag=True, help="Remove all cached vectors. Stores are not changed.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@cache_option
def show_cache(clear: bool, as_json: bool, cache: Path) -> None:
    """Show or clear the cache of vectors. A text with a cached vector is not embedded again.

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

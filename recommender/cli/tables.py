"""Stores, ingests and evaluations as Rich tables and lines of text."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from recommender.catalogue.reader import Catalogue
from recommender.evaluation.asked import KindScore
from recommender.evaluation.evaluate import Estimate, Evaluation
from recommender.formats import UNKNOWN, count, percentage
from recommender.ingest.ingest import IngestReport
from recommender.ingest.passages import MOST_ALIKE
from recommender.ingest.shipped_vectors import SHIPPED
from recommender.movie import Movie
from recommender.store.schema import GenreCluster, Passage, StoreInfo
from recommender.text import clean_text


def ingest_lines(catalogue: Catalogue, report: IngestReport) -> list[str]:
    """The summary of an ingest, as lines of text."""
    lines = []
    text = "text" if report.passages else "overview"
    if report.rebuilt:
        lines.append(f"Rebuilt the store: {report.rebuilt}")
    if catalogue.drops:
        reasons = ", ".join(f"{reason}: {number:,}" for reason, number in catalogue.drop_counts)
        lines.append(f"Skipped {count(len(catalogue.drops), 'row')} ({reasons})")
    if report.aside:
        lines.append(
            f"The old database cannot be read and may belong to another program: it is kept in {report.aside}"
        )
    if report.added or report.changed or report.removed:
        lines.append(
            f"{report.added:,} added, {report.changed:,} changed, {report.removed:,} removed, "
            f"{report.unchanged:,} unchanged; {count(report.embedded, text)} embedded, "
            f"{report.cached:,} vectors from the cache, {report.shipped:,} shipped"
        )
    else:
        lines.append(f"Nothing changed; no {text} embedded")
    if report.passages_left_out:
        left_out = count(report.passages_left_out, "passage")
        lines.append(f"Left out {left_out}: more than {MOST_ALIKE} have the same text")
    clusters = count(report.clusters, "genre cluster")
    passages = f" with {count(report.passages, 'passage')}" if report.passages else ""
    lines.append(f"{count(report.movies, 'movie')}{passages} in {clusters}, {report.seconds:.1f} s")
    return lines


def info_table(info: StoreInfo, path: str, size: int, stored: int, passages: Mapping[str, int]) -> Table:
    """The content and the origin of a store; ``passages`` are the numbers of passages by kind."""
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    state = "ready" if info.state == "ready" else f"incomplete ({stored:,} of {info.movie_count:,} movies)"
    rows = {
        "Store": f"{path} ({size / 1e6:,.1f} MB)",
        "State": state,
        "Collections": f"movies ({stored:,}), genre_clusters ({info.cluster_count:,})"
        + (f", passages ({sum(passages.values()):,})" if passages else ""),
        **({"Passages": ", ".join(f"{kind} {n:,}" for kind, n in passages.items())} if passages else {}),
        "Model": f"{info.model} (fingerprint {info.model_fingerprint[:12]})",
        "Vectors": f"{info.dimension} dimensions, {_computed_by(info.computed_by)}",
        "Catalogue": f"{info.catalogue} (fingerprint {info.catalogue_fingerprint[:12]})",
        "Ingested": info.ingested_at.replace("T", " ").replace("+00:00", " UTC"),
        "Made with": f"schema {info.schema_version}, chromadb {info.chromadb_version}",
    }
    for name, value in rows.items():
        table.add_row(name, Text(clean_text(value)))
    return table


def _computed_by(computed_by: str) -> str:
    return "shipped with the catalogue" if computed_by == SHIPPED else f"computed by {computed_by}"


def clusters_table(clusters: Sequence[GenreCluster], total: int) -> Table:
    """Clusters with their sizes; a caption says if there are more than shown."""
    table = Table(header_style="bold", box=SIMPLE_HEAD, pad_edge=False, caption_justify="left")
    table.add_column("ID", justify="right", style="dim")
    table.add_column("Cluster", style="bold", overflow="fold")
    table.add_column("Genre keys", justify="right")
    table.add_column("Movies", justify="right")
    for cluster in clusters:
        table.add_row(
            str(cluster.id), Text(cluster.label), f"{len(cluster.genre_keys):,}", f"{cluster.movie_count:,}"
        )
    if len(clusters) < total:
        table.caption = f"The {len(clusters)} largest of {total} clusters; --clusters shows all"
    return table


def cluster_members(cluster: GenreCluster, members: Sequence[tuple[Movie, float]]) -> RenderableType:
    """A cluster's movies, nearest to its centroid first."""
    table = Table(header_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("Movie", style="bold", overflow="fold")
    table.add_column("Genres", overflow="fold")
    table.add_column("To centroid", justify="right", style="green")
    for movie, similarity in members:
        table.add_row(
            Text(clean_text(movie.heading)),
            Text(", ".join(movie.genres)),
            percentage(similarity),
        )
    movies, keys = count(cluster.movie_count, "movie"), count(len(cluster.genre_keys), "genre key")
    return Group(Text(f"Cluster {cluster.id}: {cluster.label} ({movies}, {keys})", style="bold"), table)


def stored_movie(stored: Mapping[str, Any], passages: Iterable[Passage]) -> Table:
    """Everything stored about one movie, one row per field and passage."""
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in stored.items():
        table.add_row(name, Text(clean_text(_vector_text(value) if name == "vector" else _value_text(value))))
    for passage in passages:
        table.add_row(Text(clean_text(passage.id.rpartition("#")[2])), Text(clean_text(passage.text)))
    return table


def _value_text(value: object) -> str:
    return ", ".join(str(item) for item in value) if isinstance(value, (list, tuple)) else str(value)


def _vector_text(vector: Sequence[float]) -> str:
    length = sum(number * number for number in vector) ** 0.5
    start = ", ".join(f"{number:.3f}" for number in vector[:3])
    return f"{len(vector)} numbers, length {length:.3f}: {start}, … (all of them with --json)"


def evaluation_table(evaluation: Evaluation) -> RenderableType:
    """One row per system; a note below explains the columns."""
    table = Table(header_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("System", style="bold")
    names = [*evaluation.rows[0].metrics, "Genres"]
    costs = Table(header_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    costs.add_column("Cost", style="bold")
    differences = Table(header_style="bold", box=SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    differences.add_column("Against exhaustive", style="bold")
    for name in names:
        table.add_column(name, justify="right", no_wrap=True)
        differences.add_column(name, justify="right", no_wrap=True)
    for name in ("Scanned", "Reachable", "ms"):
        costs.add_column(name, justify="right")
    for row in evaluation.rows:
        table.add_row(row.system, *map(_estimate_text, (*row.metrics.values(), row.genres)))
        costs.add_row(
            row.system, f"{row.scanned_share:.2f}", f"{row.reachable:.3f}", f"{row.milliseconds:.0f}"
        )
    for row in evaluation.rows:
        shown = [row.differences.get(name) for name in (*row.metrics, "genres")]
        differences.add_row(row.system, *(_estimate_text(estimate, signed=True) for estimate in shown))
    recall = ", ".join(f"{value:.4f} at {depth}" for depth, value in evaluation.recall.items())
    note = (
        f"{count(evaluation.questions, 'question')} with one right movie, {evaluation.wishes} for genres "
        "(the share of the first 5 that has all of them), "
        f"{count(evaluation.movies, 'movie')}. The 95% bootstrap interval is below each figure. "
        "ms: median per question, without embedding. The filtered search returns "
        f"{recall} of the results of an exact search."
    )
    return Group(table, differences, costs, Text(note, style="dim"))


def kinds_table(kinds: Sequence[KindScore]) -> RenderableType:
    """One row per kind of question in each half."""
    table = Table(header_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("Half")
    table.add_column("Kind of question", style="bold")
    for name in ("Questions", "Literally", "Understood", "Difference"):
        table.add_column(name, justify="right")
    for row in kinds:
        estimates = (_estimate_text(row.literal), _estimate_text(row.understood))
        difference = _estimate_text(row.difference, signed=True)
        table.add_row(row.part, row.kind, f"{row.questions:,}", *estimates, difference)
    note = (
        "The share of questions whose right movie is among the first five, or whose answers all meet the "
        "conditions. The half “look” was seen while the grammar was written, “score” was not."
    )
    return Group(table, Text(note, style="dim"))


def _estimate_text(estimate: Estimate | None, *, signed: bool = False) -> str:
    if estimate is None:
        return UNKNOWN
    sign = "+" if signed else ""
    return f"{estimate.value:{sign}.3f}\n{estimate.low:{sign}.2f}…{estimate.high:{sign}.2f}"

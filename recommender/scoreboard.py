"""An evaluation as a table for people and as JSON for programs."""

import json
from dataclasses import asdict
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from recommender.evaluation import Estimate, Evaluation
from recommender.render import UNKNOWN, count


def evaluation_table(evaluation: Evaluation) -> RenderableType:
    """A row per system; below it, what the columns leave out."""
    table = Table(header_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("System", style="bold")
    names = [*evaluation.rows[0].metrics, "Genres", "Scanned", "Reachable", "ms"]
    for name in names:
        table.add_column(name, justify="right")
    for row in evaluation.rows:
        cells = [_estimate_text(estimate) for estimate in row.metrics.values()]
        cells += [_estimate_text(row.genres), f"{row.scanned_share:.2f}", f"{row.reachable:.3f}"]
        table.add_row(row.system, *cells, f"{row.milliseconds:.0f}")
    differences = Table(header_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    differences.add_column("Against exhaustive", style="bold")
    for name in names[:5]:
        differences.add_column(name, justify="right")
    for row in evaluation.rows:
        shown = [row.differences.get(name) for name in (*row.metrics, "genres")]
        differences.add_row(row.system, *(_estimate_text(estimate, signed=True) for estimate in shown))
    recall = ", ".join(f"{value:.4f} at {depth}" for depth, value in evaluation.recall.items())
    note = (
        f"{count(evaluation.questions, 'question')} with one right movie, {evaluation.wishes} for genres "
        "(the share of the first 5 that has all of them), "
        f"{count(evaluation.movies, 'movie')}. Below each figure its 95% bootstrap interval. "
        "ms: median per question, embedding excluded. The filtered search returns "
        f"{recall} of what exact search does."
    )
    return Group(table, differences, Text(note, style="dim"))


def evaluation_json(evaluation: Evaluation) -> dict[str, Any]:
    """Everything in ``evaluation``, rounded to four places."""
    rounded: dict[str, Any] = json.loads(
        json.dumps(asdict(evaluation)), parse_float=lambda number: round(float(number), 4)
    )
    return rounded


def _estimate_text(estimate: Estimate | None, *, signed: bool = False) -> str:
    if estimate is None:
        return UNKNOWN
    sign = "+" if signed else ""
    return f"{estimate.value:{sign}.3f}\n{estimate.low:{sign}.2f}…{estimate.high:{sign}.2f}"

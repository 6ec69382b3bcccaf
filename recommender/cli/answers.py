"""Prints the answers of ``query`` once the recommender is open."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from recommender.cli.remedies import advise, typed
from recommender.cli.result_table import ResultTable
from recommender.cli.terminal import console, print_data, print_json, progress_bar, say
from recommender.errors import NothingMatchedError
from recommender.formats import count, csv_lines, markdown_heading, markdown_table, result_json
from recommender.search.recommender import Recommender
from recommender.search.request import Request
from recommender.search.result import ListCount, SearchOptions, SearchResult

TOGETHER = 32
"""Descriptions embedded at a time; their answers are printed before the next ones are embedded."""
NAMED = 5
"""How many rows of a list file are named in a line."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How answers are printed."""

    format: str = "table"
    """``table``, ``json``, ``csv`` or ``markdown``."""
    explain: bool = False
    reasons: bool = True
    one_per_line: bool = False
    """For several answers: JSON takes one line each, other formats print the description above each."""


def print_answers(
    recommender: Recommender, requests: Sequence[Request], options: SearchOptions, layout: Layout
) -> None:
    """Answer each request on stdout.

    Shows a progress bar for many requests, unless the answers themselves appear on the terminal. Raises
    ``NothingMatchedError`` when no request has an answer.
    """
    printed = found = 0
    said: set[str] = set()
    with progress_bar(visible=len(requests) > TOGETHER and not sys.stdout.isatty()) as progress:
        for start in range(0, len(requests), TOGETHER):
            progress("Answering", start, len(requests))
            for result in recommender.search(requests[start : start + TOGETHER], options):
                report(result, said)
                _print(result, layout, said, first=not printed)
                printed += 1
                found += len(result.recommendations)
        progress("Answering", len(requests), len(requests))
    if not found:
        raise NothingMatchedError("no movie was found; try --exhaustive or a larger --budget")


def report(result: SearchResult, said: set[str]) -> None:
    """Print on stderr a line for each warning, and for each matter of a list file.

    A line in ``said`` is not printed again; printed lines are added to it.
    """
    lines = [
        f"Warning: {notice.text}" + (f". {advise(notice.remedy)}" if notice.remedy else "")
        for notice in result.warnings
    ]
    for listed in result.selection.lists:
        lines += [f"{typed(listed)}: {matter}" for matter in _matters(listed)]
    for line in lines:
        if line not in said:
            say(line)
            said.add(line)


def _matters(listed: ListCount) -> Iterator[str]:
    """What to know about a list file: the rows that were not simply matched."""
    if listed.guessed:
        yield listed.guessed
    if listed.unmatched:
        number = len(listed.unmatched)
        yield f"{number:,} of {listed.rows:,} rows match no stored movie ({_some(listed.unmatched)})"
    if listed.ambiguous:
        movies = [", ".join(one.movies) for one in listed.ambiguous]
        fit = "fits" if len(movies) == 1 else "fit"
        yield f"{count(len(movies), 'row')} {fit} several movies: {_some(dict.fromkeys(movies))}"
    if listed.not_films:
        kinds = ", ".join(f"{kind} {number:,}" for kind, number in listed.not_films.items())
        number = sum(listed.not_films.values())
        yield f"{count(number, 'row')} {'is no film' if number == 1 else 'are no films'} ({kinds})"
    if listed.unread:
        yield f"{count(len(listed.unread), 'row')} could not be read ({_some(listed.unread)})"
    if listed.unresolved:
        number = len(listed.unresolved)
        addresses = "1 address does" if number == 1 else f"{number:,} addresses do"
        yield f"{addresses} not tell which movie it is about ({_some(listed.unresolved)})"
    if listed.unticked:
        do = "does" if listed.unticked == 1 else "do"
        yield f"{count(listed.unticked, 'row')} without a tick {do} not count as seen"


def _some(texts: Iterable[str]) -> str:
    """The first texts, and how many more there are."""
    known = list(texts)
    return "; ".join(known[:NAMED]) + (f"; and {len(known) - NAMED:,} more" if len(known) > NAMED else "")


def _print(result: SearchResult, layout: Layout, said: set[str], *, first: bool) -> None:
    if layout.format == "json":
        print_json(result_json(result), indent=None if layout.one_per_line else 2)
    elif layout.format == "csv":
        print_data(csv_lines([result], header=first), said)
    elif layout.format == "markdown":
        heading = f"{markdown_heading(result)}\n" if layout.one_per_line else ""
        print_data(heading + markdown_table(result) + ("\n" if layout.one_per_line else ""), said)
    else:
        if layout.one_per_line:
            console().print(f"\n{result.query}", style="bold", markup=False, highlight=False)
        console().print(ResultTable(result, explain=layout.explain, reasons=layout.reasons))

"""Descriptions in, printed answers out: what ``query`` does once the recommender is open."""

import sys
from collections.abc import Sequence

from recommender.errors import NothingMatchedError
from recommender.records import SearchOptions, SearchResult
from recommender.render import result_json, result_table
from recommender.search import Recommender
from recommender.terminal import console, print_json, progress_bar, say

TOGETHER = 32
"""How many descriptions are embedded at a time; their answers are printed before the next are."""


def print_answers(
    recommender: Recommender,
    descriptions: Sequence[str],
    options: SearchOptions,
    *,
    as_json: bool,
    one_per_line: bool,
) -> None:
    """Answer each description on stdout, as a table or as JSON.

    With ``one_per_line`` a JSON object takes one line, and a table has its description above it. There is
    a progress bar when there is much to do and the answers themselves do not show that it is being done.
    Raises ``NothingMatchedError`` when no description has an answer.
    """
    anything = False
    with progress_bar(visible=len(descriptions) > TOGETHER and not sys.stdout.isatty()) as progress:
        for start in range(0, len(descriptions), TOGETHER):
            progress("Answering", start, len(descriptions))
            for result in recommender.search(descriptions[start : start + TOGETHER], options):
                print_warnings(result)
                _print(result, options.explain, as_json, one_per_line)
                anything = anything or bool(result.recommendations)
        progress("Answering", len(descriptions), len(descriptions))
    if not anything:
        raise NothingMatchedError("no movie was found; try --exhaustive or a larger --budget")


def print_warnings(result: SearchResult) -> None:
    """A line on stderr for each of the answer's warnings."""
    for warning in result.warnings:
        say(f"Warning: {warning}")


def _print(result: SearchResult, explain: bool, as_json: bool, one_per_line: bool) -> None:
    if as_json:
        print_json(result_json(result), indent=None if one_per_line else 2)
        return
    if one_per_line:
        console().print(f"\n{result.query}", style="bold", markup=False, highlight=False)
    console().print(result_table(result, explain))

"""Reads the rows of one file, one at a time: CSV (even malformed), JSON, JSON Lines or Parquet."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import StringIO
from itertools import chain, islice
from typing import Any, TextIO

from recommender.catalogue.delimited import read_delimited
from recommender.catalogue.drops import Drop
from recommender.catalogue.json_rows import is_json, read_json
from recommender.errors import CatalogueError

_HEAD = 100_000
"""Characters that show what a file is."""
_SAMPLE = 1_000
"""Rows that show what its columns hold."""

Row = dict[str, Any]
Numbered = tuple[int, Row]
"""The number of a row's first line, or its place in a JSON array; and the row."""


@dataclass(slots=True)
class Table:
    """The rows of a file, which can be read once."""

    name: str
    sample: list[Numbered]
    """The first rows; ``rows`` has them too."""
    rows: Iterator[Numbered]
    drops: deque[Drop]
    """Rows that could not be read. It grows while ``rows`` is read."""
    columns: list[str] = field(default_factory=list)


def read_table(text: TextIO, name: str) -> Table:
    """The rows of a CSV or JSON file called ``name``.

    Raises ``CatalogueError`` when there is no table in it.
    """
    head = text.read(_HEAD)
    columns: list[str] = []
    drops: deque[Drop] = deque()
    if is_json(head):
        rows: Iterator[Numbered] = read_json(head, text, drops, name)
    else:
        lines = chain(StringIO(head + text.readline(), newline=""), text)
        rows = read_delimited(lines, columns, drops)
    return as_table(rows, name, columns, drops)


def as_table(rows: Iterator[Numbered], name: str, columns: Iterable[str], drops: deque[Drop]) -> Table:
    """A table of these rows. Raises ``CatalogueError`` if there is none."""
    sample = list(islice(rows, _SAMPLE))
    found = list(dict.fromkeys(chain(columns, *(row for _, row in sample))))
    if not (sample and found):
        raise CatalogueError(
            f"{name} has no rows, or is not a CSV, JSON or Parquet table; docs/USE.md shows the formats"
        )
    return Table(name, sample, chain(sample, rows), drops, found)


def read_rows(text: str, name: str) -> tuple[dict[int, Row], list[str], deque[Drop]]:
    """The rows of a text by their first lines, the columns, and what was not read; see ``read_table``."""
    table = read_table(StringIO(text, newline=""), name)
    return dict(table.rows), table.columns, table.drops

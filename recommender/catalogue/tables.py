"""Reads the rows of one file, one at a time: CSV (even malformed), JSON, JSON Lines or Parquet."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO
from itertools import chain, islice
from typing import Any, TextIO

from recommender.catalogue.files.delimited import read_delimited
from recommender.catalogue.files.drops import Drop
from recommender.catalogue.files.encoding import decide_encoding, decoded
from recommender.catalogue.files.json_rows import is_json, read_json
from recommender.catalogue.files.parquet import MAGIC, read_parquet
from recommender.catalogue.files.source import Opened
from recommender.errors import CatalogueError

_HEAD = 100_000
"""Characters that show what a file is."""
_SAMPLE = 5_000
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
    """The rows of a CSV or JSON file called ``name``. There may be none but dropped ones.

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
    return _table(rows, name, columns, drops)


def open_table(opened: Opened, name: str, encoding: str | None) -> tuple[Table, str | None]:
    """The rows of a file called ``name``, and what had to be guessed about its encoding, unless it is given.

    Raises ``CatalogueError`` for a file without a table, or that cannot be read.
    """
    beginning = opened.file.read(len(MAGIC))
    opened.file.seek(0)
    if beginning == MAGIC:
        columns: list[str] = []
        return _table(read_parquet(opened.file, name, columns), name, columns, deque()), None
    decided = decide_encoding(opened.file, encoding)
    return read_table(decoded(opened.file, decided), name), decided.note


def _table(rows: Iterator[Numbered], name: str, columns: list[str], drops: deque[Drop]) -> Table:
    sample = list(islice(rows, _SAMPLE))
    found = list(dict.fromkeys(chain(columns, *(row for _, row in sample))))
    if not (found and (sample or drops)):
        raise CatalogueError(
            f"{name} has no rows, or is not a CSV, JSON or Parquet table; docs/USE.md shows the formats"
        )
    return Table(name, sample, chain(sample, rows), drops, found)


def read_rows(text: str, name: str) -> tuple[dict[int, Row], list[str], deque[Drop]]:
    """The rows of a text by their first lines, the columns, and what was not read; see ``read_table``."""
    table = read_table(StringIO(text, newline=""), name)
    return dict(table.rows), table.columns, table.drops

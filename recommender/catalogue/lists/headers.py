"""Finds the line with the column names in a list that is a table."""

import csv
import re
from collections.abc import Sequence
from itertools import islice

from recommender.catalogue.lists.columns import PLAIN, TITLES, column, is_header

_LINES_BEFORE_HEADER = 500
"""A Letterboxd list starts with a description, which can be long."""
_LINES_BEFORE_OTHER_HEADERS = 10
_PREAMBLE = "Letterboxd list export"
_DELIMITERS = ",;\t|"
_LONGEST_HEADER = 10_000
_SAMPLE = 20
"""Lines that are compared with the first to see whether they are rows of a table."""


def header_index(lines: Sequence[str]) -> int | None:
    """The index of the line with the column names; ``None`` for plain text."""
    below = bool(lines) and lines[0].lstrip('"').startswith(_PREAMBLE)
    if below and (index := _below_preamble(lines)) is not None:
        return index
    most = _LINES_BEFORE_HEADER if below else _LINES_BEFORE_OTHER_HEADERS
    for index, line in enumerate(islice(lines, most)):
        if is_header(columns_of(line)):
            return index
    filled = [index for index, line in enumerate(lines[:_LINES_BEFORE_OTHER_HEADERS]) if line.strip()]
    for index in filled:
        is_first = index == filled[0]
        if (is_first or _heads_table(lines[index], lines[:index])) and _heads_titles(lines[index:]):
            return index
    return None


def columns_of(line: str) -> set[str]:
    """The names in a line with column names."""
    return {column(cell) for cell in re.split(f"[{_DELIMITERS}]", line[:_LONGEST_HEADER])}


def _below_preamble(lines: Sequence[str]) -> int | None:
    """The line behind the first empty one that is not within the quotes of the list's description."""
    reader = csv.reader(f"{line}\n" for line in lines[:_LINES_BEFORE_HEADER])
    try:
        for row in reader:
            if not any(map(str.strip, row)) and is_header(columns_of(lines[reader.line_num])):
                return reader.line_num
    except (csv.Error, IndexError):
        return None
    return None


def _heads_table(line: str, above: Sequence[str]) -> bool:
    """Whether a line below others may have column names: it has several cells, and they have fewer."""
    cells = len(re.findall(f"[{_DELIMITERS}]", line))
    names = columns_of(line)
    return not (names.isdisjoint(TITLES) or names.isdisjoint(PLAIN)) and all(
        len([cell for cell in re.split(f"[{_DELIMITERS}]", one) if cell.strip()]) <= cells for one in above
    )


def _heads_titles(lines: Sequence[str]) -> bool:
    """Whether the first line names a column of titles, and the others have as many cells as it."""
    columns = columns_of(lines[0])
    if columns.isdisjoint(TITLES):
        return False
    if not columns.isdisjoint(PLAIN) or len(columns) == 1:
        return any(map(str.strip, lines[1:]))
    delimiter = max(_DELIMITERS, key=lines[0].count)
    sample = (line[:_LONGEST_HEADER] for line in islice(filter(str.strip, lines), _SAMPLE))
    try:
        rows = [row for row in csv.reader(sample, delimiter=delimiter) if row]
    except csv.Error:
        return False
    same = sum(len(row) == len(rows[0]) for row in rows[1:])
    return len(rows) > 1 and 5 * same >= 4 * (len(rows) - 1)

"""Reads tables without column names: ``1,Heat,1995`` or ``1::Heat (1995)::Action``."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice

_DELIMITERS = ("\t", "::", "|", ";", ",")
_FEWEST_CELLS, _MOST_CELLS = 2, 24
_SAMPLE = 200
_LONGEST_LINE = 10_000
_YEAR = re.compile(r"(?:18[7-9]\d|19\d\d|20\d\d)")
_DATED_TITLE = re.compile(r"\S.{0,300}\s\((?:18[7-9]\d|19\d\d|20\d\d)\)")
_IMDB_ID = re.compile(r"tt\d{7,9}")
_TITLE = re.compile(r"(?!tt\d{7}|https?:|\d{1,4}[-./]\d).{0,300}[^\W\d_]", re.DOTALL)

Cells = list[str]


def without_columns(lines: Sequence[str]) -> list[str]:
    """The lines; those of a table without column names as ``Heat (1995) tt0113277``.

    It is a table if most lines have equally many cells, and one column has a year nearly everywhere, or
    titles with the year in brackets.
    """
    for delimiter in _DELIMITERS:
        cells = {
            n: _cells(line, delimiter) for n, line in enumerate(lines) if delimiter in line[:_LONGEST_LINE]
        }
        width = _usual_width(cells.values(), sum(bool(line.strip()) for line in lines))
        table = {n: row for n, row in cells.items() if len(row) == width}
        if width and (columns := _columns(list(islice(table.values(), _SAMPLE)))):
            return [_line(table[n], *columns) if n in table else line for n, line in enumerate(lines)]
    return list(lines)


def _cells(line: str, delimiter: str) -> Cells:
    """The cells of a line; none for a line of prose, where a blank follows each comma."""
    if len(line) > _LONGEST_LINE:
        return []
    if len(delimiter) > 1:
        return [cell.strip() for cell in line.split(delimiter)]
    try:
        cells = next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []
    is_prose = delimiter == "," and any(cell.startswith(" ") for cell in cells)
    return [] if is_prose else [cell.strip() for cell in cells]


def _usual_width(rows: Iterable[Cells], lines: int) -> int | None:
    """How many cells most lines have, if they have the same number."""
    ((width, count),) = Counter(map(len, rows)).most_common(1) or [(0, 0)]
    return width if _FEWEST_CELLS <= width <= _MOST_CELLS and 2 * count > lines else None


def _columns(rows: Sequence[Cells]) -> tuple[int, int | None, int | None] | None:
    """The columns with the title, the year and the IMDb id; ``None`` if it is not clear which they are."""

    def filled(pattern: re.Pattern[str]) -> list[int]:
        fitting = ((n, sum(map(bool, map(pattern.fullmatch, cells)))) for n, cells in enumerate(columns))
        return [n for n, count in fitting if 5 * count >= 4 * len(rows)]

    columns = list(zip(*rows, strict=True))
    years, ids = filled(_YEAR), next(iter(filled(_IMDB_ID)), None)
    if dated := filled(_DATED_TITLE):
        return dated[0], None, ids
    named = [
        n
        for n, cells in enumerate(columns)
        if 2 * sum(map(bool, map(_TITLE.match, cells))) > len(rows) and 2 * len(set(cells)) > len(rows)
    ]
    # Of two years, one may be the year in which the movie was watched.
    return (named[0], years[0], ids) if named and len(years) == 1 else None


def _line(cells: Cells, title: int, year: int | None, imdb_id: int | None) -> str:
    parts = [cells[title]]
    if year is not None and _YEAR.fullmatch(cells[year]):
        parts.append(f"({cells[year]})")
    if imdb_id is not None:
        parts.append(cells[imdb_id])
    return " ".join(parts)

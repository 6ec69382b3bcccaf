"""Reads the records of a CSV file, even of one that its writer broke.

A record that follows RFC 4180 is taken as it is, however long. Any other is read as other programs write it:
with ``\\"`` for a quote, or with quotes that nobody doubled. A record that then has not as many fields as the
header is dropped as a whole: no row is taken from inside of it.
"""

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from io import StringIO
from itertools import islice

from recommender.catalogue.files.drops import Drop
from recommender.text import clean_text

_DELIMITERS = ",;\t|"
_LONGEST_CELL = 1 << 30
_LONGEST_RECORD = 1 << 20
"""Characters in the lines of one record. A quote that is open for longer was never closed."""
_LONGEST_MENDED = 200
"""Lines of a record with undoubled quotes. To look further would make a file full of them slow."""
_SEPARATOR_LINE = re.compile(r'\s*"?sep=(.)"?\s*', re.IGNORECASE)
"""The first line with which Excel names the delimiter."""
_QUOTED = re.compile(r'"[^"]*"')
_NUMBERED_NAME = re.compile(r"year|date|release|rating|votes|runtime|duration|\bid$|_id$|Id$", re.IGNORECASE)
_PATTERNS = (re.compile(r"\W{0,9}\d"), re.compile(r"[^\d]{0,99}\d"))
"""A cell that begins with a digit, and one that has one. A sentence seldom does the first."""
_FEWEST_KNOWN, _MOST_KNOWN = 3, 50
"""Records that show how a record of the file looks."""
_FEWEST_INSIDE = 3
"""Lines in one cell with as many fields as the header has: fewer may be chance."""

Fields = list[str]


class _TooLongError(Exception):
    """A record has more characters than any cell needs."""


class _Lines:
    """The lines of a file. Those of the current record can be given back."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._again: deque[str] = deque()
        self._length = 0
        self.taken: list[str] = []
        """The lines of the current record, as far as they were read."""
        self.first = 1
        """The number of its first line."""

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self._length > _LONGEST_RECORD:
            raise _TooLongError
        line = self._again.popleft() if self._again else next(self._lines)
        if "\0" in line:
            line = line.replace("\0", "")
        self.taken.append(line)
        self._length += len(line)
        return line

    def begin(self) -> None:
        """Begin a record at the next line."""
        self.first += len(self.taken)
        self.taken = []
        self._length = 0

    def keep(self, count: int) -> None:
        """Give back all lines of the record but the first ``count``."""
        self._again.extendleft(reversed(self.taken[count:]))
        del self.taken[count:]
        self._length = 0


class _Shape:
    """How the records of a file look, to tell a record from a line of prose with as many commas."""

    def __init__(self, header: Fields) -> None:
        self.width = len(header)
        self._known: list[Fields] = []
        self._patterns = {n: _PATTERNS[0] for n, name in enumerate(header) if _NUMBERED_NAME.search(name)}

    def learn(self, fields: Fields) -> None:
        """Take a good record as an example: years, ids and dates have a digit in every record."""
        if len(self._known) == _MOST_KNOWN or len(fields) != self.width:
            return
        self._known.append(fields)
        if len(self._known) >= _FEWEST_KNOWN:
            columns = [[cell for cell in cells if cell.strip()] for cells in zip(*self._known, strict=True)]
            self._patterns = {
                n: next(pattern for pattern in _PATTERNS if all(map(pattern.match, cells)))
                for n, cells in enumerate(columns)
                if cells and all(map(_PATTERNS[-1].match, cells))
            }

    def fits(self, fields: Fields) -> bool | None:
        """Whether ``fields`` look like a record of this file; ``None`` if no column tells."""
        if len(fields) != self.width:
            return False
        cells = [(pattern, fields[n]) for n, pattern in self._patterns.items() if fields[n].strip()]
        return all(pattern.match(cell) for pattern, cell in cells) if cells else None


def read_delimited(
    lines: Iterable[str], columns: Fields, drops: deque[Drop]
) -> Iterator[tuple[int, dict[str, str]]]:
    """The records with the numbers of their first lines, one at a time.

    Appends the names of the columns to ``columns``, and the dropped records to ``drops``. A record may lack
    its last columns.
    """
    csv.field_size_limit(_LONGEST_CELL)
    source = _Lines(lines)
    delimiter = _read_header(source, columns)
    shape = _Shape(columns)
    broken = suspect = False
    """Whether the next line may be the rest of a broken record, which was dropped or which was kept."""
    while delimiter:
        source.begin()
        fields = _record(source, delimiter, shape)
        if not source.taken:
            return
        if fields is None or (broken and shape.fits(fields) is False):
            source.keep(1)
            if not broken:
                drops.append(_drop("unbalanced quote", source, delimiter))
            broken = True
        elif len(fields) > shape.width:
            drops.append(_drop("too many fields", source, delimiter))
            broken = False
        elif suspect and len(fields) == shape.width and shape.fits(fields) is False:
            drops.append(_drop("columns out of place", source, delimiter))
        elif any(map(str.strip, fields)):
            shape.learn(fields)
            broken = False
            suspect = len(fields) < shape.width or sum(line.count('"') for line in source.taken) % 2 == 1
            yield source.first, dict(zip(columns, fields, strict=False))


def _read_header(source: _Lines, columns: Fields) -> str | None:
    """The delimiter, or ``None`` without any line. Appends the names in the first line to ``columns``."""
    delimiter = None
    for line in source:
        if delimiter is None and (separator := _SEPARATOR_LINE.fullmatch(line)):
            delimiter = separator[1]
        elif line.strip():
            delimiter = delimiter or max(_DELIMITERS, key=_QUOTED.sub("", line).count)
            source.keep(0)
            names = _parsed(csv.reader(source, delimiter=delimiter, strict=True))
            if names is None:
                source.keep(1)
                names = next(csv.reader([line], delimiter=delimiter))
            columns += map(str.strip, names)
            return delimiter
        source.begin()
    return None


def _record(source: _Lines, delimiter: str, shape: _Shape) -> Fields | None:
    """The fields of the next record; ``None`` if it is broken."""
    fields = _parsed(csv.reader(source, delimiter=delimiter, strict=True))
    while fields and len(fields) > shape.width and not fields[-1].strip():
        fields.pop()
    if fields is not None and not _holds_records(source.taken, delimiter, shape):
        return fields
    for read in (_with_backslashes, _with_bare_quotes):
        source.keep(0)
        fields = read(source, delimiter)
        if fields and len(fields) == shape.width and not _holds_records(source.taken, delimiter, shape):
            return fields
    return None


def _parsed(reader: Iterator[Fields]) -> Fields | None:
    """The next record, empty at the end of the file; ``None`` if the quotes of the record are broken."""
    try:
        return next(reader, [])
    except (csv.Error, _TooLongError):
        return None


def _with_backslashes(source: _Lines, delimiter: str) -> Fields | None:
    """The next record if its quotes have a backslash before them."""
    return _parsed(csv.reader(source, delimiter=delimiter, strict=True, escapechar="\\"))


def _with_bare_quotes(source: _Lines, delimiter: str) -> Fields | None:
    """The next record if a quote ends a cell only before a delimiter or a line end.

    A quote right behind a delimiter would begin a cell: such a cell has swallowed the next ones.
    """
    with suppress(_TooLongError):
        for _ in islice(source, _LONGEST_MENDED):
            pass
    text = "".join(source.taken)
    mark = re.escape(delimiter)
    cell = rf'"(?>[^"]+|(?<!{mark})"(?! *(?:{mark}|[\r\n]|\Z)))*+" *|(?!")[^{mark}\r\n]*'
    record = re.match(rf"(?:{cell})(?:{mark}(?:{cell}))*+(?:\r\n?|\n|\Z)", text)
    if record is None:
        return None
    source.keep(len(list(StringIO(record[0], newline=""))))
    cells = re.findall(rf"(?:^|{mark})({cell})", record[0].rstrip("\r\n"))
    return [cell.rstrip(" ")[1:-1].replace('""', '"') if cell[:1] == '"' else cell for cell in cells]


def _holds_records(lines: list[str], delimiter: str, shape: _Shape) -> bool:
    """Whether the lines after the first are records too, which an open quote would swallow."""
    if len(lines) == 1:
        return False
    inside = [line for line in lines[1:] if line.count(delimiter) == shape.width - 1]
    fit = [shape.fits(next(csv.reader([line], delimiter=delimiter))) for line in inside]
    if any(fits is not None for fits in fit):
        return 2 * fit.count(True) >= len(lines) - 1
    return len(inside) >= max(_FEWEST_INSIDE, len(lines) - 2) and shape.width > 1


def _drop(reason: str, source: _Lines, delimiter: str) -> Drop:
    first = next(csv.reader(source.taken[:1], delimiter=delimiter), [""])
    return Drop(source.first, reason, clean_text(first[0])[:80])

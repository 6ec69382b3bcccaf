"""Reads the records of a CSV file, even of one that its writer broke.

A record that follows RFC 4180 is taken as it is, however long. Any other is read as other programs write it:
with ``\\"`` for a quote, or with quotes that nobody doubled. A record that then has not as many fields as the
header is dropped as a whole: no row is taken from inside of it.
"""

import csv
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from io import StringIO
from itertools import islice
from typing import NamedTuple

from recommender.catalogue.files.drops import Drop
from recommender.catalogue.files.record_shape import RecordShape
from recommender.text import clean_text

_DELIMITERS = ",;\t|"
_LONGEST_CELL = 1 << 30
_LONGEST_RECORD = 1 << 20
"""Characters in the lines of one record. A quote that is open for longer was never closed."""
_LONGEST_MENDED = 200
"""Lines of a record with undoubled quotes. To look further would make a file full of them slow."""
_SEPARATOR_LINE = re.compile(r'\s*"?sep *= *(\\t|.)"?[\s,;]*', re.IGNORECASE)
"""The first line with which Excel names the delimiter."""
_REST = ""
"""In place of a fault: the line is the rest of a record that was dropped."""
_QUOTED = re.compile(r'"[^"]*"')

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


def read_delimited(
    lines: Iterable[str], columns: Fields, drops: deque[Drop]
) -> Iterator[tuple[int, dict[str, str]]]:
    """The records with the numbers of their first lines, one at a time.

    Appends the names of the columns to ``columns``, and the dropped records to ``drops``. A record may lack
    its last columns. A repeated name gets a number behind a full stop, as in pandas.
    """
    csv.field_size_limit(_LONGEST_CELL)
    source = _Lines(lines)
    style = _read_header(source, columns)
    if style is None:
        return
    records = _Records(source, style, columns)
    while (record := records.next()) is not None:
        line, fields, fault = record
        if fault:
            drops.append(Drop(line, fault, clean_text(fields[0] if fields else "")[:80]))
        else:
            yield line, dict(zip(columns, fields, strict=False))


class _Style(NamedTuple):
    """How the cells of a file are parted."""

    delimiter: str
    skipinitialspace: bool = False
    """Whether a quote may stand behind a delimiter and a blank."""


def _read_header(source: _Lines, columns: Fields) -> _Style | None:
    """How cells are parted; ``None`` without any line. Appends the names in the header to ``columns``.

    Comments and a line without any delimiter may stand above the header.
    """
    delimiter = None
    for line in source:
        if delimiter is None and (separator := _SEPARATOR_LINE.fullmatch(line)):
            delimiter = separator[1].replace("\\t", "\t")
        elif line.strip() and not line.startswith("# ") and not (delimiter is None and _is_above(source)):
            delimiter = delimiter or max(_DELIMITERS, key=_QUOTED.sub("", line).count)
            style = _Style(delimiter, f'"{delimiter} "' in line)
            source.keep(0)
            names = _parsed(csv.reader(source, strict=True, **style._asdict()))
            if names is None:
                source.keep(1)
                names = next(csv.reader([line], delimiter=delimiter))
            columns += _apart(map(str.strip, names))
            return style
        source.begin()
    return None


def _apart(names: Iterable[str]) -> Iterator[str]:
    uses: Counter[str] = Counter()
    for name in names:
        yield f"{name}.{uses[name]}" if uses[name] else name
        uses[name] += 1


def _is_above(source: _Lines) -> bool:
    """Whether the line just read has no delimiter, and the next has two: it is a title of the table."""
    if any(mark in source.taken[0] for mark in _DELIMITERS):
        return False
    following = next(source, "")
    source.keep(1)
    return max(map(following.count, _DELIMITERS)) > 1


class _Records:
    """The records of a file behind its header."""

    def __init__(self, source: _Lines, style: _Style, columns: Fields) -> None:
        self._source = source
        self._style = style
        self._options = style._asdict()
        self._columns = columns
        self._shape = RecordShape(columns)
        self._is_first = True
        self._broken = False
        """Whether the next line may be the rest of a dropped record."""
        self._suspect = False
        """Whether it may be the rest of a kept one: of one without its last columns, or with an odd quote."""

    def next(self) -> tuple[int, Fields, str | None] | None:
        """The line, the fields and the fault of the next record; ``None`` at the end of the file."""
        while True:
            self._source.begin()
            fields = self._fields()
            if not self._source.taken:
                return None
            if self._is_first and fields:
                self._name_index(fields)
            fault = self._fault(fields)
            if fault == _REST or not (fault or any(field.strip(" :-|") for field in fields or ())):
                continue
            self._is_first = False
            return self._source.first, fields or self._beginning(), fault

    def _name_index(self, fields: Fields) -> None:
        """Name the column of numbers that R writes without a name."""
        if len(fields) == len(self._columns) + 1 and fields[0] in ("0", "1"):
            self._columns.insert(0, "")
            self._shape = RecordShape(self._columns)

    def _fault(self, fields: Fields | None) -> str | None:
        """Why a record is dropped, or ``_REST``."""
        width = self._shape.width
        if fields is None or (self._broken and not self._shape.fits(fields)):
            self._source.keep(1)
            inside, self._broken = self._broken, True
            # A line with as many delimiters as a record may be one that is broken too.
            is_rest = inside and self._source.taken[0].count(self._style.delimiter) < width - 1
            return _REST if is_rest else "unbalanced quote"
        self._broken = False
        if len(fields) > width:
            return "too many fields"
        if fields[:1] == self._columns[:1] and list(map(str.strip, fields)) == self._columns:
            return "the header again"
        if self._shape.is_sentence(fields, after_a_fault=self._suspect):
            return "columns out of place"
        if any(map(str.strip, fields)):
            self._shape.learn(fields)
            self._suspect = len(fields) < width or "".join(self._source.taken).count('"') % 2 == 1
        return None

    def _fields(self) -> Fields | None:
        """The fields of the next record, without empty ones at its end; ``None`` if it is broken."""
        fields = self._trimmed(_parsed(self._reader(self._source)))
        if fields is not None and (len(fields) == self._shape.width or not self._holds_records()):
            return fields
        for read in (self._with_backslashes, self._with_bare_quotes):
            self._source.keep(0)
            fields = self._trimmed(read())
            if fields and len(fields) == self._shape.width:
                return fields
        return None

    def _trimmed(self, fields: Fields | None) -> Fields | None:
        while fields and len(fields) > self._shape.width and not fields[-1].strip():
            fields.pop()
        return fields

    def _reader(self, lines: Iterable[str]) -> Iterator[Fields]:
        return csv.reader(lines, strict=True, **self._options)

    def _with_backslashes(self) -> Fields | None:
        """The next record if its quotes have a backslash before them."""
        return _parsed(self._reader(line.replace('\\"', '""') for line in self._source))

    def _with_bare_quotes(self) -> Fields | None:
        """The next record if a quote ends a cell only before a delimiter or a line end.

        A quote right behind a delimiter or a line end would begin a cell: such a cell has swallowed others.
        """
        with suppress(_TooLongError):
            for _ in islice(self._source, _LONGEST_MENDED):
                pass
        text = "".join(self._source.taken)
        mark = re.escape(self._style.delimiter)
        end = rf"(?: *(?:{mark}|[\r\n]|\Z))"
        some = rf'[^"{mark}\r\n]*+'
        cell = (
            rf'"{some}"(?!{end}){some}(?={end})|'  # only a part is in quotes: "Weird" Al
            rf'"(?>[^"]+|(?<![{mark}\r\n])"(?!{end}))*+" *|'
            rf'(?!")[^{mark}\r\n]*'
        )
        record = re.match(rf"(?:{cell})(?:{mark}(?:{cell}))*+(?:\r\n?|\n|\Z)", text)
        if record is None:
            return None
        self._source.keep(len(list(StringIO(record[0], newline=""))))
        cells = re.findall(rf"(?:^|{mark})({cell})", record[0].rstrip("\r\n"))
        return None if self._holds_records() else list(map(_unquoted, cells))

    def _holds_records(self) -> bool:
        """Whether the lines of the record behind its first are records too."""
        lines = self._source.taken[1:]
        inside = [next(csv.reader([line], delimiter=self._style.delimiter), []) for line in lines]
        return bool(lines) and self._shape.are_records(inside, len(lines))

    def _beginning(self) -> Fields:
        return next(csv.reader(self._source.taken[:1], delimiter=self._style.delimiter), [])


def _parsed(reader: Iterator[Fields]) -> Fields | None:
    """The next record, empty at the end of the file; ``None`` if the quotes of the record are broken."""
    try:
        return next(reader, [])
    except (csv.Error, _TooLongError):
        return None


def _unquoted(cell: str) -> str:
    cell = cell.rstrip(" ")
    is_quoted = len(cell) > 1 and cell[0] == cell[-1] == '"'
    return cell[1:-1].replace('""', '"') if is_quoted else cell

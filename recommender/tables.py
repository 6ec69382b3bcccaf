"""Text of any origin into rows: CSV with its accidents, JSON arrays, JSON Lines."""

import codecs
import csv
import gzip
import io
import json
import sys
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

from recommender.errors import CatalogueError
from recommender.fields import clean_text

_LONGEST_RECORD = 25
"""Lines; a longer record of a CSV is taken for a quote that somebody forgot to close."""
_STRAY_BYTES = "recommender.stray_bytes"

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Drop:
    """A row that was left out: its first line in the source, why, and what it called itself."""

    line: int
    reason: str
    title: str


def read_text(source: str) -> str:
    """The text of a file or, for ``-``, of standard input; gzipped or not, UTF-8, UTF-16 or nearly UTF-8.

    Raises ``CatalogueError`` when it cannot be read.
    """
    try:
        if source == "-" and sys.stdin is None:
            raise CatalogueError("standard input is closed; name a file with --source")
        data = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
        if data[:2] == b"\x1f\x8b":
            data = gzip.decompress(data)
    except FileNotFoundError:
        raise CatalogueError(f"there is no file {source}; check the path given to --source") from None
    except (OSError, EOFError, zlib.error) as error:
        raise CatalogueError(f"cannot read {source}: {getattr(error, 'strerror', None) or error}") from error
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    return data.decode(encoding, errors=_STRAY_BYTES).replace("\0", "")


def _as_windows_text(error: UnicodeError) -> tuple[str, int]:
    """Read bytes that are not valid UTF-8 as Windows-1252, and only those."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(_STRAY_BYTES, _as_windows_text)


def read_rows(text: str, name: str) -> tuple[dict[int, Row], list[str], list[Drop]]:
    """Rows by the line they begin on, all columns found, and the rows that could not be parsed.

    Raises ``CatalogueError`` when there is no table in ``text``.
    """
    drops: list[Drop] = []
    first_lines = [line.lstrip()[:1] for line in text.lstrip()[:100_000].split("\n")[:10]]
    if first_lines[0] == "[":
        parsed = _json_array(text, name, drops)
    elif "{" in first_lines:
        parsed = _json_lines(text, drops)
    else:
        parsed = _csv_rows(text, drops)
    rows = dict(parsed)
    found = list(dict.fromkeys(key for row in rows.values() for key in row))
    if not found:
        raise CatalogueError(
            f"{name} has no rows, or is not a CSV or JSON table; README.md shows the formats"
        )
    return rows, found, drops


def _json_array(text: str, name: str, drops: list[Drop]) -> Iterator[tuple[int, Row]]:
    try:
        items = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise CatalogueError(f"{name} is not valid JSON: {error}") from error
    return _objects(enumerate(items, 1), drops)


def _json_lines(text: str, drops: list[Drop]) -> Iterator[tuple[int, Row]]:
    def parsed() -> Iterator[tuple[int, Any]]:
        for line, content in enumerate(text.split("\n"), 1):
            if content.strip():
                try:
                    yield line, json.loads(content)
                except (ValueError, RecursionError):
                    yield line, content

    return _objects(parsed(), drops)


def _objects(items: Iterable[tuple[int, Any]], drops: list[Drop]) -> Iterator[tuple[int, Row]]:
    for line, item in items:
        if isinstance(item, dict):
            yield line, item
        else:
            drops.append(Drop(line, "not a JSON object", clean_text(item)[:80]))


def _csv_rows(text: str, drops: list[Drop]) -> Iterator[tuple[int, Row]]:
    """Records with the line they begin on. A quote that is never closed costs its own line only."""
    lines = list(io.StringIO(text, newline=""))
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    delimiter = ","
    header: list[str] = []
    position = 0
    while position < len(lines):
        start = position
        fields, consumed = _csv_record(lines[start : start + _LONGEST_RECORD + 1], delimiter)
        position += consumed
        if not any(field.strip() for field in fields):
            continue
        if not header:
            delimiter = max(",;\t", key=lines[start].count)
            header = [field.strip() for field in _csv_record(lines[start:position], delimiter)[0]]
        elif consumed > 1 and (
            consumed > _LONGEST_RECORD
            or len(fields) != len(header)
            or _is_open(lines[start:position], delimiter)
        ):
            drops.append(Drop(start + 1, "unbalanced quote", clean_text(fields[0])[:80]))
            position = start + 1
        elif any(field.strip() for field in fields[len(header) :]):
            drops.append(Drop(start + 1, "too many fields", clean_text(fields[0])[:80]))
        else:
            yield start + 1, dict(zip_longest(header, fields[: len(header)], fillvalue=""))


def _csv_record(lines: list[str], delimiter: str) -> tuple[list[str], int]:
    """The first record in ``lines``, and the number of lines it takes."""
    reader = csv.reader(lines, delimiter=delimiter)
    return next(reader, []), reader.line_num


def _is_open(lines: list[str], delimiter: str) -> bool:
    """Whether the record ends within quotes, because the lines do."""
    try:
        next(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False

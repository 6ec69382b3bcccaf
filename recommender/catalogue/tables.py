"""Reads the rows of CSV files (even malformed ones), JSON arrays and JSON Lines."""

import codecs
import csv
import gzip
import io
import json
import re
import sys
import zlib
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

from recommender.errors import CatalogueError, Remedy
from recommender.text import clean_text

_LONGEST_RECORD = 25
"""Lines; a longer CSV record counts as an unclosed quote."""
_LARGEST_SOURCE = 1 << 30
"""Bytes, unpacked; thirty times The Movies Dataset. A larger source is a device or a gzip bomb."""
_CHUNK = 1 << 20
_JSON_OBJECT = re.compile(r'^\s*\{\s*["}]', re.MULTILINE)
"""The start of a line of JSON Lines. A title in braces does not match."""
_MOST_DIGITS = 40
_STRAY_BYTES = "recommender.stray_bytes"


Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Drop:
    """A dropped row: its first line in the source, the reason, and its title."""

    line: int
    reason: str
    title: str


def read_text(source: str) -> str:
    """The text of a file or, for ``-``, of standard input: UTF-8, even with errors, or UTF-16; maybe gzipped.

    Raises ``CatalogueError`` when the source cannot be read or is too large.
    """
    try:
        if source == "-" and sys.stdin is None:
            raise CatalogueError("standard input is closed", Remedy.CHANGE, field="source")
        with nullcontext(sys.stdin.buffer) if source == "-" else Path(source).open("rb") as file:
            data = _content(file, source)
        if data[:2] == b"\x1f\x8b":
            with gzip.open(io.BytesIO(data)) as unpacked:
                data = _content(unpacked, source)
    except FileNotFoundError:
        raise CatalogueError(f"there is no file {source}", Remedy.CHANGE, field="source") from None
    except (OSError, EOFError, zlib.error) as error:
        raise CatalogueError(f"cannot read {source}: {getattr(error, 'strerror', None) or error}") from error
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    return data.decode(encoding, errors=_STRAY_BYTES).replace("\0", "")


def _content(file: BinaryIO | gzip.GzipFile, source: str) -> bytes:
    data = bytearray()
    while chunk := file.read(_CHUNK):
        data += chunk
        if len(data) > _LARGEST_SOURCE:
            raise CatalogueError(f"{source} holds more than {_LARGEST_SOURCE:,} bytes; split it")
    return bytes(data)


def _as_windows_text(error: UnicodeError) -> tuple[str, int]:
    """Read only the bytes that are not valid UTF-8 as Windows-1252."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(_STRAY_BYTES, _as_windows_text)


def read_rows(text: str, name: str) -> tuple[dict[int, Row], list[str], list[Drop]]:
    """The rows by their first line, all columns found, and the rows that could not be parsed.

    Raises ``CatalogueError`` when there is no table in ``text``.
    """
    drops: list[Drop] = []
    header: list[str] = []
    beginning = "\n".join(text.lstrip()[:100_000].split("\n")[:10])
    if beginning.startswith("["):
        parsed = _json_array(text, name, drops)
    elif _JSON_OBJECT.search(beginning):
        parsed = _json_lines(text, drops)
    else:
        parsed = _csv_rows(text, header, drops)
    rows = dict(parsed)
    found = list(dict.fromkeys(chain(header, *rows.values())))
    if not (rows and found):
        raise CatalogueError(
            f"{name} has no rows, or is not a CSV or JSON table; docs/USE.md shows the formats"
        )
    return rows, found, drops


def _json_array(text: str, name: str, drops: list[Drop]) -> Iterator[tuple[int, Row]]:
    try:
        items = json.loads(text, parse_int=_integer)
    except (ValueError, RecursionError) as error:
        raise CatalogueError(f"{name} is not valid JSON: {error}") from error
    return _objects(enumerate(items, 1), drops)


def _json_lines(text: str, drops: list[Drop]) -> Iterator[tuple[int, Row]]:
    def parsed() -> Iterator[tuple[int, Any]]:
        for line, content in enumerate(text.split("\n"), 1):
            if content.strip():
                try:
                    yield line, json.loads(content, parse_int=_integer)
                except (ValueError, RecursionError):
                    yield line, content

    return _objects(parsed(), drops)


def _integer(digits: str) -> int | None:
    """An integer, or ``None`` if it is too long for any field. Python raises for more than 4,300 digits."""
    return int(digits) if len(digits) <= _MOST_DIGITS else None


def _objects(items: Iterable[tuple[int, Any]], drops: list[Drop]) -> Iterator[tuple[int, Row]]:
    for line, item in items:
        if isinstance(item, dict):
            yield line, item
        else:
            drops.append(Drop(line, "not a JSON object", clean_text(item)[:80]))


def _csv_rows(text: str, header: list[str], drops: list[Drop]) -> Iterator[tuple[int, Row]]:
    """Records with their first line. Appends the column names to ``header``.

    A short record lacks its last columns. An unclosed quote drops only its own line.
    """
    lines = list(io.StringIO(text, newline=""))
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    delimiter = ","
    position = 0
    while position < len(lines):
        start = position
        fields, consumed = _csv_record(lines[start : start + _LONGEST_RECORD + 1], delimiter)
        position += consumed
        if not any(field.strip() for field in fields):
            continue
        if not header:
            delimiter = max(",;\t", key=lines[start].count)
            header += [field.strip() for field in _csv_record(lines[start:position], delimiter)[0]]
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
            yield start + 1, dict(zip(header, fields, strict=False))


def _csv_record(lines: list[str], delimiter: str) -> tuple[list[str], int]:
    """The first record in ``lines``, and its number of lines."""
    reader = csv.reader(lines, delimiter=delimiter)
    return next(reader, []), reader.line_num


def _is_open(lines: list[str], delimiter: str) -> bool:
    """Whether the lines end inside quotes."""
    try:
        next(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False

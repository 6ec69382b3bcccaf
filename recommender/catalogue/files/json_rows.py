"""Reads the rows of a JSON file: an array, one object a line, or a table with other things around it."""

import json
import re
from collections import deque
from collections.abc import Iterator, Mapping
from functools import lru_cache
from io import StringIO
from itertools import chain
from typing import Any, TextIO

from recommender.catalogue.files.drops import Drop
from recommender.errors import CatalogueError
from recommender.text import clean_text

_CHUNK = 1 << 20
_MOST_DIGITS = 40
_DEEPEST = 3
"""Objects around a table: ``{"data": {"movies": {"results": [...]}}}``."""
_OBJECT = re.compile(r'^\s*\{\s*["}]', re.MULTILINE)
"""The start of a line of JSON Lines. A title in braces does not match."""
_ARRAY = re.compile(r'\s*\[\s*(?:[\[{"\]\d-]|[ntf]\w+\s*[,\]]|\Z)')
_ITEM = re.compile(r"[^\s,]")
_TITLED = frozenset({"title", "movietitle", "primarytitle", "originaltitle", "film", "movie", "seriestitle"})
"""A key of an object that is a movie. What is around a table has a ``name`` at most."""
_PAGES = ("results", "items", "data", "movies", "films", "Search")
_WRAPPERS = ("_source", "node", "fields", "attributes")

Item = tuple[int, Any]


def is_json(head: str) -> bool:
    """Whether a file that begins with ``head`` is JSON or JSON Lines."""
    return bool(_ARRAY.match(head) or _OBJECT.search("\n".join(head.lstrip().split("\n")[:10])))


def read_json(head: str, rest: TextIO, drops: deque[Drop], name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of a file, with their lines in JSON Lines, and otherwise their places in the table.

    Arrays and JSON Lines are read bit by bit, another file as a whole. ``drops`` gets what is no object.
    Raises ``CatalogueError`` for a file that is not JSON.
    """
    items = _values(head, rest, name) if _ARRAY.match(head) else _lines_or_object(head, rest, name)
    for place, item in items:
        if not isinstance(item, dict):
            drops.append(Drop(place, "not a JSON object", clean_text(item)[:80]))
        else:
            yield from ((place, row) for row in _rows_of_page(item) or [_unwrapped(item)])


def _rows_of_page(item: dict[str, Any]) -> list[Any]:
    """The movies of an item that is a page of them: ``{"page": 2, "results": [...]}``."""
    lists = (item[key] for key in _PAGES if isinstance(item.get(key), list))
    rows: list[Any] = next((rows for rows in lists if any(map(_is_movie, rows))), [])
    return [row for row in rows if isinstance(row, dict)]


def _unwrapped(item: dict[str, Any]) -> dict[str, Any]:
    """The movie that a search engine or a database wraps: ``{"_source": {...}}``."""
    return next((item | inner for key in _WRAPPERS if isinstance(inner := item.get(key), dict)), item)


def _integer(digits: str) -> int | None:
    """An integer, or ``None`` if it is too long for any field. Python raises for more than 4,300 digits."""
    return int(digits) if len(digits) <= _MOST_DIGITS else None


def _values(head: str, rest: TextIO, name: str) -> Iterator[Item]:
    """The items of all arrays in a file, and the objects beside them: pages are written one after another."""
    decoder = json.JSONDecoder(parse_int=_integer)
    buffer, position, place, is_inside = head, 0, 0, False
    while True:
        position = _after_blanks(buffer, position)
        mark = buffer[position : position + 1]
        if (mark == "]" and is_inside) or (mark == "[" and not is_inside):
            is_inside = mark == "["
            position += 1
            continue
        fault: Exception | None = None
        try:
            item, end = decoder.raw_decode(buffer, position)
        except RecursionError as error:
            raise CatalogueError(f"{name} is not valid JSON: {error}") from error
        except ValueError as error:
            fault = error
        if fault is None and (end < len(buffer) or isinstance(item, dict)):
            position = end
            place += 1
            yield place, item
            continue
        # The item may go on behind the buffer. To double what is read keeps the time linear.
        more = rest.read(max(_CHUNK, len(buffer) - position))
        if not more and not mark and not is_inside:
            return
        if not more:
            raise CatalogueError(f"{name} is not valid JSON: {fault or 'it ends within an array'}")
        buffer, position = buffer[position:] + more, 0


def _after_blanks(text: str, position: int) -> int:
    """The place of the next character that is neither blank nor comma."""
    return next((match.start() for match in _ITEM.finditer(text, position)), len(text))


def _lines_or_object(head: str, rest: TextIO, name: str) -> Iterator[Item]:
    lines = [line for line in head.split("\n") if line.strip()]
    first = parse_json(lines[0])
    is_followed = len(lines) > 1 and lines[1].lstrip().startswith("{")
    if first is not None and (_is_movie(first) or is_followed):
        return _lines(chain(StringIO(head + rest.readline()), rest))
    text = head + rest.read()
    whole = parse_json(text)
    if whole is not None:
        return iter(enumerate(_table(whole, _DEEPEST) or _longest(whole, _DEEPEST) or [whole], 1))
    try:
        return iter(list(_values(text, StringIO(), name)))
    except CatalogueError:
        return _lines(StringIO(text))


def _lines(lines: Iterator[str]) -> Iterator[Item]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            item = parse_json(line.rstrip().rstrip(","))
            yield number, line if item is None else item


def parse_json(text: str) -> Any:
    """The value; ``None`` for what is not JSON."""
    try:
        return json.loads(text, parse_int=_integer)
    except (ValueError, RecursionError):
        return None


def _is_movie(value: Any, depth: int = 1) -> bool:
    """Whether a value is an object with a title, or with one inside: ``{"movie": {"title": ...}}``."""
    if not isinstance(value, Mapping) or depth < 0:
        return False
    named = (item for key, item in value.items() if _plain_key(key) in _TITLED)
    return any(isinstance(item, str) or _is_literal(item) or _is_movie(item, depth - 1) for item in named)


def _is_literal(value: Any) -> bool:
    """Whether it is how SPARQL writes a value: ``{"type": "literal", "value": "Heat"}``."""
    return isinstance(value, dict) and isinstance(value.get("value"), str)


@lru_cache(1_024)
def _plain_key(key: str) -> str:
    return re.sub(r"[\W_]", "", key).casefold()


def _table(value: Any, depth: int) -> list[Any] | None:
    """The movies in a value: a list, an index of objects, or columns, under the most likely key."""
    if isinstance(value, list):
        return value if any(map(_is_movie, value)) else None
    if not isinstance(value, dict) or depth < 0:
        return None
    if _is_movie(value):
        return [value]
    if any(map(_is_movie, value.values())):
        return [item for item in value.values() if isinstance(item, dict)]
    if table := _columns(value):
        return table
    inside = {key: table for key, item in value.items() if (table := _table(item, depth - 1))}
    likely = [table for key, table in inside.items() if re.search("movie|film", key, re.IGNORECASE)]
    return [row for table in likely or inside.values() for row in table] or None


def _columns(value: dict[str, Any]) -> list[Any] | None:
    """The rows of a table that pandas writes with ``orient="columns"`` or ``"split"``."""
    if {"columns", "data"} <= value.keys() and isinstance(value["columns"], list):
        rows = (
            [row for row in value["data"] if isinstance(row, list)] if isinstance(value["data"], list) else []
        )
        return [dict(zip(map(str, value["columns"]), row, strict=False)) for row in rows]
    if len(value) > 1 and all(
        isinstance(cells, dict) and all(map(str.isdecimal, cells)) for cells in value.values()
    ):
        places = dict.fromkeys(place for cells in value.values() for place in cells)
        return [{name: cells.get(place) for name, cells in value.items()} for place in places]
    if len(value) < 2 or not all(isinstance(cells, list) for cells in value.values()):
        return None
    if len({len(cells) for cells in value.values()}) > 1 or any(
        isinstance(c, dict) for cells in value.values() for c in cells
    ):
        return None
    return [dict(zip(value, row, strict=True)) for row in zip(*value.values(), strict=True)]


def _longest(value: Any, depth: int) -> list[Any] | None:
    """The longest list of objects in a value, for a table whose columns have unusual names."""
    if isinstance(value, list):
        return value if value and isinstance(value[0], dict) else None
    if not isinstance(value, dict) or depth < 0:
        return None
    inside = [table for item in value.values() if (table := _longest(item, depth - 1))]
    return max(inside, key=len, default=None)

"""Reads lists of movies: exports of film sites and media servers, spreadsheets, or one title per line."""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from recommender.catalogue.cells.values import plain_text
from recommender.catalogue.files.drops import Drop
from recommender.catalogue.files.encoding import decide_encoding, decoded
from recommender.catalogue.files.source import open_sources
from recommender.catalogue.lists.columns import TITLES, column
from recommender.catalogue.lists.headerless import without_columns
from recommender.catalogue.lists.headers import columns_of, header_index
from recommender.catalogue.lists.lines import read_lines, read_title
from recommender.catalogue.lists.listed import Entry, Listed, NotFilm, Unreadable, Unresolved
from recommender.catalogue.lists.rows import read_row
from recommender.catalogue.lists.wrapped_json import wrapped_rows
from recommender.catalogue.tables import Row, read_rows
from recommender.errors import CatalogueError, InvalidQueryError, first_line
from recommender.text import clean_text, readable

_LINES_BEFORE_TABLE = 500
_LONGEST_NAME = 500
_LINE_END = re.compile(r"\r\n?|\n")
"""Excludes other line ends of Unicode, because a title may contain them."""
_JSON = re.compile(r'\s*(?:\[\s*(?:\]\s*$|\{\s*["}])|\{\s*["}])')
_RULE = re.compile(r"\|?(?:\s?:?-{1,100}:?\s?\|){1,100}(?:\s?:?-{1,100}:?\s?)?")
_PAGE = re.compile(
    r"\s*(?:<!--[^>]{0,400}-->\s*){0,3}"
    r"<(?!https?://|(?:a|b|em|font|i|li|mark|s|small|span|strong|u)\b|!--)[!?/a-z]",
    re.IGNORECASE,
)
"""How a web page begins, and no list of titles in HTML."""
_WHAT_A_LIST_IS = "give an export of Letterboxd or IMDb (CSV), or a text file with a title on each line"


@dataclass(frozen=True, slots=True)
class FilmList:
    """What a file lists."""

    rows: tuple[Listed, ...]
    """The movies, in the order of the file."""
    not_films: Mapping[str, int] = field(default_factory=dict)
    """How many rows are something else, by what they are: ``{"series": 12, "people": 3}``."""
    unresolved: tuple[str, ...] = ()
    """Web addresses that do not say which movie they are about."""
    drops: tuple[Drop, ...] = ()
    """The rows that could not be read."""
    guessed: str | None = None
    """What had to be guessed about the encoding."""


def read_list(path: Path) -> FilmList:
    """The movies that a file lists.

    The contents decide the format, not the file name. A table (CSV, JSON or Markdown) has a column with
    titles, under one of the names in ``lists/columns.py``, and perhaps the year, an id at IMDb or TMDB, or
    the original title. In plain text, each line holds a title with or without its year, a file name, an IMDb
    id or the address of a film's page: see ``lists/lines.py``.

    Raises ``InvalidQueryError`` for a file that cannot be read or lists no movie.
    """
    text, guessed = _text(path)
    name = clean_text(readable(path.name))
    if _is_no_text(text):
        raise InvalidQueryError(f"{name} is not a list of movies; {_WHAT_A_LIST_IS}")
    try:
        found, drops = _entries(text)
    except (CatalogueError, csv.Error) as error:
        fault = _fault_of_json(text)
        why = f": {fault}" if fault else ""
        raise InvalidQueryError(f"{name} lists no movie{why}; {_WHAT_A_LIST_IS}") from error
    listed = replace(_sorted_out(found, drops), guessed=guessed)
    if not listed.rows:
        raise InvalidQueryError(f"{name} lists no movie{_instead(listed)}; {_WHAT_A_LIST_IS}")
    return listed


def _text(path: Path) -> tuple[str, str | None]:
    """The text of a file, and what had to be guessed to read it."""
    try:
        path = path.expanduser()
        # "-" alone would mean standard input.
        source = str(path.absolute() if str(path) == "-" else path)
        texts = []
        for opened in open_sources([source]):
            with opened:
                encoding = decide_encoding(opened.file, None)
                texts.append((decoded(opened.file, encoding).read().replace("\0", ""), encoding.note))
    except CatalogueError as error:
        raise InvalidQueryError(f"{clean_text(readable(str(error)))}; {_WHAT_A_LIST_IS}") from error
    except (OSError, RuntimeError) as error:
        name = clean_text(readable(str(path)))[:_LONGEST_NAME]
        reason = getattr(error, "strerror", None) or first_line(error)
        raise InvalidQueryError(f"cannot read {name}: {reason}; {_WHAT_A_LIST_IS}") from error
    if len(texts) != 1:
        raise InvalidQueryError(f"{clean_text(readable(str(path)))} means {len(texts)} files; name one")
    return texts[0]


def _is_no_text(text: str) -> bool:
    """Whether the text is a web page, or binary data: more than 1 in 50 characters are control characters."""
    start = text[:100_000]
    controls = sum(c == "\ufffd" or (c < " " and not c.isspace()) for c in start)
    return _PAGE.match(start) is not None or controls * 50 > len(start)


def _entries(text: str) -> tuple[Iterable[tuple[int, Entry | None]], Iterable[Drop]]:
    """What each row or line of a list means, with its number, and the rows that cannot be parsed."""
    if items := wrapped_rows(text):
        return [(number, _item(item, number)) for number, item in enumerate(items, 1)], ()
    if _JSON.match(text):
        return _table(text, 0)
    lines = _LINE_END.split(text)
    if (ruled := _markdown_rule(lines)) is not None:
        rows = list(_markdown_rows(lines, ruled))
        return [(number, read_row(row, number)) for number, row in rows], ()
    header = header_index(lines)
    if header is None:
        return read_lines(without_columns(lines)), ()
    if len(columns_of(lines[header])) > 1:
        return _table("\n".join(lines[header:]), header)
    lines[header] = ""
    return read_lines(lines), ()


def _fault_of_json(text: str) -> str | None:
    """Why a text that begins like JSON is none; ``None`` for another text."""
    if not _JSON.match(text):
        return None
    try:
        json.loads(text)
    except (ValueError, RecursionError) as error:
        return f"it is not valid JSON: {first_line(error)}"
    return "its JSON has no objects with titles"


def _item(item: Row | str, number: int) -> Entry | None:
    return read_title(plain_text(item), number) if isinstance(item, str) else read_row(item, number)


def _table(text: str, above: int) -> tuple[Iterable[tuple[int, Entry | None]], Iterable[Drop]]:
    """The rows of a table with this many lines above it. Raises ``CatalogueError`` if there is none."""
    rows, _, drops = read_rows(text, "the list")
    found = ((above + line, read_row(row, above + line)) for line, row in rows.items())
    return found, [Drop(above + drop.line, drop.reason, drop.title) for drop in drops]


def _sorted_out(found: Iterable[tuple[int, Entry | None]], drops: Iterable[Drop]) -> FilmList:
    rows: list[Listed] = []
    others: Counter[str] = Counter()
    unresolved: list[str] = []
    unread = list(drops)
    for line, entry in found:
        match entry:
            case Listed():
                rows.append(entry)
            case NotFilm():
                others[entry.kind] += 1
            case Unresolved():
                unresolved.append(entry.address)
            case Unreadable():
                unread.append(Drop(line, entry.reason, ""))
    unread.sort(key=lambda drop: drop.line)
    return FilmList(tuple(rows), dict(others), tuple(unresolved), tuple(unread))


def _instead(listed: FilmList) -> str:
    """What a list without movies has: `` but 12 series``, or why it could not be read."""
    has = [f"{number:,} {kind}" for kind, number in listed.not_films.items()]
    if listed.unresolved:
        has.append(f"addresses that do not tell a movie, such as {listed.unresolved[0]}")
    if listed.drops and not has:
        return f": line {listed.drops[0].line}: {listed.drops[0].reason}"
    return f" but {', '.join(has)}" if has else ""


def _markdown_rule(lines: list[str]) -> int | None:
    """The index of the line below the column names of a Markdown table of movies."""
    for index, line in enumerate(islice(lines, 1, _LINES_BEFORE_TABLE), 1):
        if "|" in line and _RULE.fullmatch(line.strip()):
            names = {column(cell) for cell in _cells(lines[index - 1])}
            return None if names.isdisjoint(TITLES) else index
    return None


def _markdown_rows(lines: list[str], rule: int) -> Iterator[tuple[int, Row]]:
    names = _cells(lines[rule - 1])
    for number, line in enumerate(lines[rule + 1 :], rule + 2):
        if "|" in line:
            yield number, dict(zip(names, _cells(line), strict=False))


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")]

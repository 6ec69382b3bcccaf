"""Reads lists of movies: exports of Letterboxd and IMDb, tables with titles, or one title per line."""

import csv
import re
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from recommender.catalogue.tables import Row, read_rows, read_text
from recommender.errors import CatalogueError, InvalidQueryError, first_line
from recommender.text import clean_text, parse_year

_TITLE_COLUMNS = ("name", "title")
_ID_COLUMNS = ("const", "imdbid", "imdb_id", "tconst")
_LINES_BEFORE_HEADER = 500
"""A Letterboxd list starts with a description, which can be long."""
_LONGEST_LINE = 100_000
_LONGEST_TITLE = 500
_PREAMBLE = "Letterboxd list export"
_LINE_END = re.compile(r"\r\n?|\n")
"""Excludes other line ends of Unicode, because a title may contain them."""
_IMDB_ID = re.compile(r"tt\d{7,9}")
_IMDB_ALONE = re.compile(
    r"(?:https?://)?(?:(?:www|m)\.)?(?:imdb\.com/(?:[\w-]+/)?title/)?(tt\d{7,9})(?:[/?#]\S*)?"
)
_BULLET = re.compile(r"[-*•–]\s+")
_NUMBERED = re.compile(r"\d{1,4}[.)]\s+")
_YEAR_BEHIND = re.compile(r"(.*\S)\s*[(\[]((?:18|19|20)\d\d)[)\]]")
_WHAT_A_LIST_IS = "give an export of Letterboxd or IMDb (CSV), or a text file with a title on each line"


@dataclass(frozen=True, slots=True)
class Listed:
    """One movie as a file names it; ``title`` repeats the IMDb id if the file gives nothing else."""

    title: str
    year: int | None
    imdb_id: str | None
    line: int


def read_list(path: Path) -> list[Listed]:
    """The movies that a file lists, in its order; skips rows and lines without a movie.

    The contents decide the format, not the file name. Letterboxd's exports have the columns Date, Name,
    Year and Letterboxd URI. Its lists have Position, Name, Year and URL below a preamble with a table of
    its own. IMDb's exports have Const (the id), Title and Year, since 2012 in three orders. Everything else
    is plain text: each line holds "Heat", "Heat (1995)", an IMDb id or its web address, with or without a
    bullet. Lines that start with ``#`` are comments.

    Raises ``InvalidQueryError`` for a file that cannot be read or lists no movie.
    """
    try:
        path = path.expanduser()
        if not path.exists():
            raise InvalidQueryError(f"there is no file {clean_text(str(path))}; {_WHAT_A_LIST_IS}")
        # An absolute path, because "-" alone would mean standard input.
        text = read_text(str(path.absolute()))
    except CatalogueError as error:
        raise InvalidQueryError(f"{clean_text(str(error))}; {_WHAT_A_LIST_IS}") from error
    except (OSError, RuntimeError) as error:
        name = clean_text(str(path))[:_LONGEST_TITLE]
        reason = getattr(error, "strerror", None) or first_line(error)
        raise InvalidQueryError(f"cannot read {name}: {reason}; {_WHAT_A_LIST_IS}") from error
    if text.startswith("PK\x03\x04"):
        raise InvalidQueryError(f"{clean_text(path.name)} is an archive; unpack it and give one of its files")
    if _is_no_text(text):
        raise InvalidQueryError(f"{clean_text(path.name)} is not a list of movies; {_WHAT_A_LIST_IS}")
    lines = [line if len(line) <= _LONGEST_LINE else "" for line in _LINE_END.split(text)]
    header = _header(lines)
    listed = _plain(lines) if header is None else _table(lines, header)
    if not listed:
        raise InvalidQueryError(f"{clean_text(path.name)} lists no movie; {_WHAT_A_LIST_IS}")
    return listed


def _is_no_text(text: str) -> bool:
    """Whether the text is a web page, or binary data: more than 1 in 50 characters are control characters."""
    start = text[:100_000]
    controls = sum(c == "\ufffd" or (c < " " and not c.isspace()) for c in start)
    return start.lstrip()[:1] == "<" or controls * 50 > len(start)


def _header(lines: list[str]) -> int | None:
    """The index of the line with the column names; ``None`` for plain text."""
    behind_preamble = lines[:1] and lines[0].lstrip('"').startswith(_PREAMBLE)
    for index, line in enumerate(islice(lines, _LINES_BEFORE_HEADER if behind_preamble else 10)):
        names = {_column(cell) for cell in re.split("[,;\t]", line)}
        if not names.isdisjoint(_TITLE_COLUMNS) and not names.isdisjoint(("year", *_ID_COLUMNS)):
            return index
    return None


def _column(name: str) -> str:
    return name.strip(' "').casefold()


def _table(lines: list[str], header: int) -> list[Listed]:
    try:
        rows, _, _ = read_rows("\n".join(lines[header:]), "the list")
    except (CatalogueError, csv.Error):
        return []
    cells = ((line, {_column(name): cell for name, cell in row.items()}) for line, row in rows.items())
    listed = (_from_row(row, header + line) for line, row in cells)
    return [movie for movie in listed if movie is not None]


def _from_row(row: Row, line: int) -> Listed | None:
    """The movie in a row; ``None`` without a title, or for a person, because IMDb lists people too."""
    title = next((clean_text(row[name]) for name in _TITLE_COLUMNS if name in row), "")
    const = next((clean_text(row[name]) for name in _ID_COLUMNS if name in row), "")
    imdb_id = _IMDB_ID.fullmatch(const)
    if not title or len(title) > _LONGEST_TITLE or const.startswith("nm"):
        return None
    return Listed(title, parse_year(row.get("year")), imdb_id[0] if imdb_id else None, line)


def _plain(lines: list[str]) -> list[Listed]:
    entries = [
        (number, _BULLET.sub("", line.strip(), count=1))
        for number, line in enumerate(lines, 1)
        if line.strip() and len(line) <= _LONGEST_TITLE and not line.lstrip().startswith("#")
    ]
    # "9. April" is a title: numbers are list positions only if most lines have one.
    if 2 * sum(bool(_NUMBERED.match(entry)) for _, entry in entries) > len(entries):
        entries = [(number, _NUMBERED.sub("", entry, count=1)) for number, entry in entries]
    return [_from_line(title, number) for number, entry in entries if (title := clean_text(entry))]


def _from_line(entry: str, line: int) -> Listed:
    if alone := _IMDB_ALONE.fullmatch(entry):
        return Listed(alone[1], None, alone[1], line)
    behind = _YEAR_BEHIND.fullmatch(entry)
    return Listed(behind[1], int(behind[2]), None, line) if behind else Listed(entry, None, None, line)

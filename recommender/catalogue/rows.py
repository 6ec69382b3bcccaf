"""Turns the rows of one file into movies, and remembers which values could not be read."""

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from statistics import median
from typing import Any

from recommender.catalogue.cells.durations import parse_runtime, runtime_unit
from recommender.catalogue.cells.languages import parse_languages
from recommender.catalogue.cells.listings import parse_genres, parse_names
from recommender.catalogue.cells.rating_scales import scale_of
from recommender.catalogue.cells.ratings import parse_rating
from recommender.catalogue.cells.titles import read_title
from recommender.catalogue.cells.values import (
    known_text,
    known_title,
    parse_count,
    parse_id,
    parse_imdb_id,
    parse_popularity,
    parse_tmdb_id,
    parse_year,
    plain_text,
)
from recommender.catalogue.columns import LISTS, Mapped
from recommender.catalogue.tables import Row
from recommender.movie import TEXT_KINDS, Movie, Text

_PEOPLE = ("director", "cast")
_WORDS_OF_A_NAME, _WORDS_OF_A_LONG_NAME = 3, 5
_NAME = re.compile(r"[^\[\]{}|;,\n]*")
"""Text without anything that parts names."""
_REMEMBERED = 4_096
_EXAMPLES = 3
_LONGEST_EXAMPLE = 30
_SINGLE = frozenset({"year", "vote_average", "runtime", "tmdb_id", "imdb_id", "vote_count", "popularity"})
_INNER = frozenset({"average", "name", "rating", "value"})
_ZEROS = frozenset({"0", "0.0", "0.00"})
"""Sources write them for a value that nobody gave."""


@dataclass(slots=True)
class _Unread:
    """The values of a field that could not be read."""

    count: int = 0
    examples: list[str] = field(default_factory=list)

    def add(self, text: str) -> None:
        """Count one more."""
        self.count += 1
        if len(self.examples) < _EXAMPLES and text not in self.examples:
            self.examples.append(text)


class RowReader:
    """Reads the rows of one file, whose columns mean what its first rows show."""

    def __init__(
        self, mapped: Mapped, sample: Sequence[Row], id_of: Callable[[Any], str | None] = parse_id
    ) -> None:
        """``sample`` tells what the numbers of the file count; ``notes`` then says what had to be guessed."""
        self.notes: list[str] = []
        self.remarks: list[str] = []
        self._unread: dict[str, _Unread] = {}
        self.filled: set[str] = set()
        """The fields that hold something in some row."""
        self._mapped = mapped
        self._year = _remembered(parse_year)
        self._genres = _remembered(parse_genres)
        self._names = _remembered(parse_names)
        self._languages = _remembered(parse_languages)
        self._rating = _remembered(parse_rating)
        self._runtime = _remembered(parse_runtime)
        self._id_of = id_of
        scale = scale_of(self._column("vote_average", sample))
        self._best = scale.best
        if scale.reason:
            out_of = f"read as out of {scale.best}" if scale.best else "left out, because they are no ratings"
            self.notes.append(f"vote_average {out_of}: {scale.reason}")
        self._checked = sorted(mapped.keys() & _SINGLE - ({"vote_average"} if scale.best is None else set()))
        self._unit = runtime_unit(" ".join(mapped.get("runtime", ())), self._column("runtime", sample))
        if self._unit not in ("minutes", None):
            self.notes.append(f"runtime read as {self._unit}")
        if garbled := _garbled([str(cell) for cell in self._column("overview", sample)]):
            self.notes.append(f"Warning: the text was decoded wrongly before it was saved ({garbled})")
        self._ignored = {name for name in _PEOPLE if _run_together(self._column(name, sample))}
        self.notes += [
            f"{name} left out: its names are parted by blanks alone, so nobody can tell where one ends"
            for name in sorted(self._ignored)
        ]

    def movie(self, row: Row) -> Movie | str:
        """The movie in a row, whose ``id`` is empty if it has none; or the reason to drop the row.

        ``remarks`` then says what in the row could not be read.
        """
        cells = {name: _cell(row, columns, name) for name, columns in self._mapped.items()}
        for name in self._mapped.keys() - self.filled:
            if _holds_something(cells[name]):
                self.filled.add(name)
        identifier = self._id_of(cells.get("id"))
        if identifier is None:
            return "columns out of place"
        title, year = read_title(known_title(cells["title"]), self._year(cells.get("year")))
        overview, genres = known_text(cells["overview"]), self._genres(cells["genres"])
        for name, value in (("title", title), ("overview", overview), ("genres", genres)):
            if not value:
                return f"no {name}"
        languages = self._languages(cells.get("original_language"))
        movie = Movie(
            id=identifier,
            title=title,
            overview=overview,
            genres=genres,
            year=year,
            vote_average=self._rating(cells.get("vote_average"), self._best) if self._best else None,
            runtime=self._runtime(cells.get("runtime"), self._unit),
            original_language=next(iter(languages), None),
            directors=self._people("director", cells),
            cast=self._people("cast", cells),
            tmdb_id=parse_tmdb_id(cells.get("tmdb_id")),
            imdb_id=parse_imdb_id(cells.get("imdb_id")),
            vote_count=parse_count(cells.get("vote_count")),
            popularity=parse_popularity(cells.get("popularity")),
            texts=_texts(cells, {title.casefold(), overview.casefold(), ""}),
            other_languages=languages[1:],
        )
        self.remarks = self._remarks(cells, movie)
        return movie

    def title(self, row: Row) -> str:
        """The title in a row, whatever it is."""
        return plain_text(_cell(row, self._mapped["title"], "title"))

    def unread_lines(self) -> list[str]:
        """A line for each field with values that could not be read."""
        return [
            f"{name}: {unread.count:,} value{'s' * (unread.count > 1)} could not be read "
            f"({', '.join(unread.examples)})"
            for name, unread in self._unread.items()
        ]

    def _column(self, name: str, rows: Sequence[Row]) -> list[Any]:
        return [_cell(row, self._mapped[name], name) for row in rows] if name in self._mapped else []

    def _people(self, name: str, cells: Mapping[str, Any]) -> tuple[str, ...]:
        return () if name in self._ignored else self._names(cells.get(name))

    def _remarks(self, cells: Mapping[str, Any], movie: Movie) -> list[str]:
        remarks = []
        for name in self._checked:
            if getattr(movie, name) is not None:
                continue
            cell = cells[name]
            text = "an object" if isinstance(cell, (dict, list)) else known_text(cell)
            if text and text not in _ZEROS:
                remarks.append(f"{name} {text[:_LONGEST_EXAMPLE]} not read")
                self._unread.setdefault(name, _Unread()).add(text[:_LONGEST_EXAMPLE])
        return remarks


def _remembered(parse: Callable[..., Any]) -> Callable[..., Any]:
    """The parser with a memory for text: the same years, genres and directors come in many rows."""
    cached = lru_cache(_REMEMBERED)(parse)
    return lambda cell, *more: cached(cell, *more) if isinstance(cell, str) else parse(cell, *more)


def _cell(row: Row, columns: tuple[str, ...], name: str) -> Any:
    """The cell of a field: the first that is filled, or a list of those of several numbered columns."""
    cell = row.get(columns[0])
    if name in LISTS:
        return cell if len(columns) == 1 else [row.get(column) for column in columns]
    if len(columns) > 1:
        filled = (cell for column in columns if known_text(cell := row.get(column)) not in ("", *_ZEROS))
        cell = next(filled, cell)
    return _inner(cell) if isinstance(cell, dict) else cell


def _inner(cell: dict[str, Any]) -> Any:
    """What an object holds for a field with one value: ``{"$numberInt": "1994"}``, ``{"average": 7.8}``."""
    return next((cell[key] for key in cell if key.startswith("$") or key in _INNER), cell)


def _garbled(texts: Sequence[str]) -> str | None:
    """A word of texts that are UTF-8, most of them read as Windows-1252 once: ``AmÃ©lie``."""
    unusual = [text for text in texts if not text.isascii()]
    found = []
    for text in unusual:
        with suppress(UnicodeError):
            text.encode("cp1252").decode("utf-8")
            found.append(text)
    if not found or 2 * len(found) < len(unusual):
        return None
    return next(word for word in found[0].split() if not word.isascii())[:_LONGEST_EXAMPLE]


def _run_together(cells: Sequence[Any]) -> bool:
    """Whether the names of most cells are parted by blanks alone: ``Ann Reed Bob Stone Cal Wood``."""
    filled = [cell for cell in cells if known_text(cell)]
    if not filled or not all(isinstance(cell, str) and _NAME.fullmatch(cell) for cell in filled):
        return False
    most = _WORDS_OF_A_NAME if len(filled) > 1 else _WORDS_OF_A_LONG_NAME
    return median(len(cell.split()) for cell in filled) > most


def _holds_something(cell: Any) -> bool:
    return (
        any(map(_holds_something, cell))
        if isinstance(cell, list)
        else isinstance(cell, dict) or bool(known_text(cell))
    )


def _texts(cells: Mapping[str, Any], known: set[str]) -> tuple[Text, ...]:
    """The further texts in a row that are not ``known`` and do not repeat each other."""
    texts = []
    for kind in TEXT_KINDS:
        if kind not in cells:
            continue
        cell = cells[kind]
        text = ", ".join(parse_names(cell)) if kind == "keywords" else known_text(cell)
        if text.casefold() not in known:
            known.add(text.casefold())
            texts.append(Text(kind, text))
    return tuple(texts)

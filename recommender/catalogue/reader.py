"""Reads catalogue files into movies, and records every dropped row.

The columns identify the format: the project's own ``data/movies.csv``, The Movies Dataset's
``movies_metadata.csv``, or any table with a title, an overview and genres under one of their usual names.
Further texts are taken along.
"""

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from recommender.catalogue.cells.values import parse_id
from recommender.catalogue.columns import columns_line, listed, map_columns
from recommender.catalogue.files.drops import Drop
from recommender.catalogue.files.source import Opened, open_sources
from recommender.catalogue.ids import Ids
from recommender.catalogue.movies_dataset import (
    MOVIES_DATASET,
    movies_dataset_id,
    original_sample,
    recipe_cells,
)
from recommender.catalogue.report import Report
from recommender.catalogue.rows import RowReader
from recommender.catalogue.tables import Row, Table, open_table
from recommender.errors import CatalogueError, Remedy
from recommender.movie import Movie
from recommender.progress import Progress
from recommender.text import clean_text

_TMDB = frozenset({"id", "original_language", "popularity", "vote_average", "vote_count"})
"""Columns that only TMDB's data has together: the id is TMDB's."""
_ROWS_A_STEP = 10_000
"""Rows between two steps of the progress; they take half a second."""
_MEGABYTE = 1_000_000
_FEWEST_GENRES = 8
"""Fewer may each be rare by chance."""
_RARELY = 1.5
"""Movies of a genre on average. The bundled catalogue has over 100."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The usable movies of the sources in their order, the dropped rows, and what the user should know."""

    name: str
    movies: tuple[Movie, ...]
    drops: tuple[Drop, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """A digest of all movies, independent of their order."""
        lines = sorted(f"{movie.id}\t{movie.content_hash}" for movie in self.movies)
        return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()[:32]

    @property
    def drop_counts(self) -> list[tuple[str, int]]:
        """The reasons for drops with their number of rows, most frequent first."""
        return Counter(drop.reason for drop in self.drops).most_common()


def read_catalogue(
    source: str | Sequence[str],
    *,
    columns: Mapping[str, str] | None = None,
    original_recipe: bool = False,
    seed: int = 0,
    limit: int | None = None,
    encoding: str | None = None,
    report: Path | str | None = None,
    progress: Progress = lambda *_: None,
) -> Catalogue:
    """Read ``source``: one or several of a path, a pattern (``films/*.csv``), or ``-`` for standard input.

    ``columns`` maps fields to the sources' column names where those are unusual. ``original_recipe`` keeps
    only the sample that the original system drew, with ``seed`` for its random step. ``limit`` keeps the
    first movies. ``encoding`` decides how text files are read, instead of what they look like. ``report`` is
    the path of a CSV that lists every row with what was done. ``progress`` counts the megabytes of a long
    file.

    Raises ``CatalogueError`` when a source cannot be read or no row is usable.
    """
    with Report(Path(report) if report else None) as written:
        reading = _Reading(columns or {}, encoding, None if original_recipe else limit, written)
        for opened in open_sources([source] if isinstance(source, str) else source):
            with opened:
                reading.read(opened, progress, recipe=original_recipe)
            if reading.is_full:
                break
        movies = reading.usable()
        if original_recipe:
            kept = original_sample(reading.recipe_rows, reading.found, seed, reading.name)
            movies = [movies[position] for position in kept][:limit]
            if not movies:
                raise CatalogueError(
                    f"the recipe leaves no movie of {reading.name}: its numbers cannot be read",
                    field="recipe",
                )
    return Catalogue(
        reading.name, tuple(movies), tuple(reading.drops), (*reading.notes, *_rare_genres(movies))
    )


def _rare_genres(movies: Sequence[Movie]) -> Iterable[str]:
    """A warning if hardly any genre repeats: the cells hold something else, or lists that were not split."""
    uses = Counter(genre for movie in movies for genre in movie.genres)
    if len(uses) >= _FEWEST_GENRES and uses.total() < _RARELY * len(uses):
        examples = "; ".join(genre for genre, _ in uses.most_common()[-3:])
        yield f"Warning: hardly any genre occurs twice ({examples}); are they genres, or lists of genres?"


class _Reading:
    """What was read of the sources so far."""

    def __init__(
        self, columns: Mapping[str, str], encoding: str | None, limit: int | None, report: Report
    ) -> None:
        self._columns = columns
        self._encoding = encoding
        self._limit = limit
        self._report = report
        self._ids = Ids()
        self._names: list[str] = []
        self._movies: list[Movie] = []
        self.drops: list[Drop] = []
        self.notes: list[str] = []
        self.found: list[str] = []
        """The columns of all files."""
        self.recipe_rows: list[dict[str, str]] = []

    @property
    def name(self) -> str:
        """The first file, and how many more there are."""
        more = f" and {len(self._names) - 1:,} more" if len(self._names) > 1 else ""
        return self._names[0] + more

    @property
    def is_full(self) -> bool:
        """Whether there are as many movies as wanted."""
        return self._limit is not None and len(self._movies) >= self._limit

    def usable(self) -> list[Movie]:
        """The movies. Raises ``CatalogueError`` if there are none."""
        if not self._movies:
            counts = Counter(drop.reason for drop in self.drops)
            reasons = (
                ", ".join(f"{reason}: {count:,}" for reason, count in counts.items()) or "it has no rows"
            )
            raise CatalogueError(
                f"{self.name} holds no usable row ({reasons}); columns found: {listed(self.found)}",
                Remedy.CHANGE,
                field="columns",
            )
        return self._movies

    def read(self, opened: Opened, progress: Progress, *, recipe: bool) -> None:
        """Read a file to its end, or until there are enough movies."""
        self._report.keep_apart(opened.path)
        name = clean_text(opened.name)
        self._names.append(name)
        table, guessed = open_table(opened, name, self._encoding)
        self.found = list(dict.fromkeys((*self.found, *table.columns)))
        sample = [row for _, row in table.sample]
        mapped = map_columns(table.columns, sample, self._columns, name)
        is_movies_dataset = MOVIES_DATASET.issubset(table.columns)
        if is_movies_dataset or _TMDB.issubset(table.columns):
            mapped = {"tmdb_id": ("id",)} | mapped
        reader = RowReader(mapped, sample, movies_dataset_id if is_movies_dataset else parse_id)
        for number, (line, row) in enumerate(table.rows, 1):
            if number % _ROWS_A_STEP == 0:
                read = opened.file.tell() // _MEGABYTE
                progress(f"Reading {name} (MB)", read, opened.size // _MEGABYTE)
            self._report_drops(table, line)
            if self._take(line, row, reader, table) and recipe:
                self.recipe_rows.append(recipe_cells(row))
            if self.is_full:
                break
        else:
            self._report_drops(table, math.inf)
        said = (guessed, columns_line(mapped, reader.filled), *reader.notes, *reader.unread_lines())
        self.notes += [f"{name}: {note}" for note in said if note]

    def _take(self, line: int, row: Row, reader: RowReader, table: Table) -> bool:
        """Keep the movie in a row, or drop the row."""
        movie = reader.movie(row)
        reason = movie if isinstance(movie, str) else None
        if isinstance(movie, Movie):
            if movie.id in self._ids:
                reason = "duplicate id"
            elif not movie.id:
                new_id = self._ids.free_slug(movie)
                movie = replace(movie, id=new_id or "")
                reason = None if new_id else "duplicate title and year"
        if isinstance(movie, str) or reason:
            self._drop(Drop(line, reason or "", reader.title(row)[:80]), table)
            return False
        self._ids.add(movie)
        self._movies.append(movie)
        self._report.row(table.name, line, movie.title, "; ".join(("kept", *reader.remarks)))
        return True

    def _report_drops(self, table: Table, before: float) -> None:
        """Drop the unreadable rows that stand before a line: the sample is read ahead."""
        while table.drops and table.drops[0].line < before:
            self._drop(table.drops.popleft(), table)

    def _drop(self, drop: Drop, table: Table) -> None:
        self._report.row(table.name, drop.line, drop.title, f"dropped: {drop.reason}")
        self.drops.append(replace(drop, file=table.name))

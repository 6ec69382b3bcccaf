"""Catalogue files of any shape into clean movies, and an account of every row left out.

Recognised by their columns: the project's own ``data/movies.csv``, The Movies Dataset's
``movies_metadata.csv``, and any CSV or JSON (array or Lines) with a title, an overview and genres
under one of their usual names. Files may be gzipped.
"""

import csv
import gzip
import hashlib
import io
import json
import re
import sys
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

from recommender.errors import CatalogueError
from recommender.fields import (
    clean_text,
    parse_genres,
    parse_names,
    parse_rating,
    parse_runtime,
    parse_year,
    slug,
)
from recommender.records import Movie

USUAL_NAMES: dict[str, tuple[str, ...]] = {
    "id": ("id", "movie_id", "movieid", "tmdb_id", "imdb_id", "tconst", "show_id"),
    "title": ("title", "name", "movie", "movie_title", "primary_title", "film", "original_title"),
    "overview": ("overview", "plot", "description", "synopsis", "summary", "storyline", "plot_summary"),
    "genres": ("genres", "genre", "listed_in"),
    "year": ("year", "release_year", "release_date", "released", "start_year", "date"),
    "vote_average": ("vote_average", "rating", "imdb_rating", "score", "average_rating"),
    "runtime": ("runtime", "duration", "runtime_minutes", "length"),
    "original_language": ("original_language", "language", "lang"),
    "director": ("director", "directors", "directed_by"),
    "cast": ("cast", "actors", "stars", "starring"),
}
REQUIRED = ("title", "overview", "genres")
_MOVIES_DATASET = frozenset({"adult", "belongs_to_collection", "imdb_id", "original_title", "release_date"})
_RECIPE_STEPS = (("popularity", 1_000), ("revenue", 750), ("vote_average", 650))
_RECIPE_SAMPLE = 500

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Drop:
    """A row that was left out: its first line in the source, why, and what it called itself."""

    line: int
    reason: str
    title: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The usable movies of one source, in its order, and the rows it could not use."""

    name: str
    movies: tuple[Movie, ...]
    drops: tuple[Drop, ...] = ()

    @property
    def fingerprint(self) -> str:
        """A digest of all movies, whatever their order."""
        lines = sorted(f"{movie.id}\t{movie.content_hash}" for movie in self.movies)
        return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()[:32]

    @property
    def drop_counts(self) -> list[tuple[str, int]]:
        """Reasons with the number of rows each removed, most frequent first."""
        return Counter(drop.reason for drop in self.drops).most_common()

    def write_report(self, path: Path) -> None:
        """Write every dropped row to a CSV with the columns line, reason, title."""
        try:
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(("line", "reason", "title"))
                writer.writerows((drop.line, drop.reason, drop.title) for drop in self.drops)
        except OSError as error:
            raise CatalogueError(f"cannot write the report {path}: {error.strerror}") from error


def read_catalogue(
    source: str,
    *,
    columns: Mapping[str, str] | None = None,
    original_recipe: bool = False,
    seed: int = 0,
    limit: int | None = None,
) -> Catalogue:
    """Read ``source`` (a path, or ``-`` for standard input).

    ``columns`` maps fields to the source's own column names where they are not the usual ones.
    ``original_recipe`` keeps only the sample the original system drew, with ``seed`` for its random
    step; ``limit`` keeps the first movies of what is left.

    Raises ``CatalogueError`` when the source cannot be read or holds no usable row.
    """
    name = "standard input" if source == "-" else source
    rows, found, drops = _read_rows(_read_text(source), name)
    mapping = _map_columns(found, columns or {}, name)
    parse_id = _movies_dataset_id if set(found) >= _MOVIES_DATASET else clean_text

    movies: dict[int, Movie] = {}
    seen: set[str] = set()
    for line, row in rows.items():
        movie = _to_movie(row, mapping, parse_id)
        if isinstance(movie, Movie) and movie.id in seen:
            movie = "duplicate id" if "id" in mapping else "duplicate title and year"
        if isinstance(movie, Movie):
            seen.add(movie.id)
            movies[line] = movie
        else:
            title = clean_text(row.get(mapping["title"]))
            drops.append(Drop(line, movie, title[:80]))
    if not movies:
        reasons = ", ".join(
            f"{reason}: {count:,}" for reason, count in Counter(d.reason for d in drops).items()
        )
        raise CatalogueError(
            f"{name} holds no usable row ({reasons or 'it has no rows'}); "
            f"columns found: {', '.join(found)}. Name others with --column overview=COLUMN."
        )
    kept: Iterable[int] = movies
    if original_recipe:
        kept = _original_sample({line: rows[line] for line in movies}, found, seed, name)
    chosen = tuple(movies[line] for line in kept)[:limit]
    return Catalogue(name, chosen, tuple(sorted(drops, key=lambda drop: drop.line)))


def _read_text(source: str) -> str:
    try:
        data = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
        if data[:2] == b"\x1f\x8b":
            data = gzip.decompress(data)
    except FileNotFoundError:
        raise CatalogueError(f"there is no file {source}; check the path given to --source") from None
    except (OSError, EOFError, zlib.error) as error:
        raise CatalogueError(f"cannot read {source}: {getattr(error, 'strerror', None) or error}") from error
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return data.decode(encoding).replace("\0", "")
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1").replace("\0", "")


def _read_rows(text: str, name: str) -> tuple[dict[int, Row], list[str], list[Drop]]:
    """Rows by the line they end on, the columns found, and the rows that could not be parsed."""
    drops: list[Drop] = []
    start = text.lstrip()[:1]
    if start == "[":
        parsed = _json_array(text, name)
    elif start == "{":
        parsed = _json_lines(text, drops)
    else:
        parsed = _csv_rows(text, drops)
    rows = dict(parsed)
    found = list(dict.fromkeys(key for row in rows.values() for key in row))
    if not found:
        raise CatalogueError(f"{name} is empty or not a CSV or JSON table; see README.md for the formats")
    return rows, found, drops


def _json_array(text: str, name: str) -> Iterator[tuple[int, Row]]:
    try:
        items = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise CatalogueError(f"{name} is not valid JSON: {error}") from error
    return ((number, item) for number, item in enumerate(items, 1) if isinstance(item, dict))


def _json_lines(text: str, drops: list[Drop]) -> Iterator[tuple[int, Row]]:
    for line, content in enumerate(text.split("\n"), 1):
        if not content.strip():
            continue
        try:
            item = json.loads(content)
        except (ValueError, RecursionError):
            item = None
        if isinstance(item, dict):
            yield line, item
        else:
            drops.append(Drop(line, "not a JSON object", clean_text(content)[:80]))


def _csv_rows(text: str, drops: list[Drop]) -> Iterator[tuple[int, Row]]:
    header_line = text.lstrip().split("\n", 1)[0]
    delimiter = max(",;\t", key=header_line.count)
    csv.field_size_limit(max(len(text), 1))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    header: list[str] = []
    for fields in reader:
        if not any(field.strip() for field in fields):
            continue
        if not header:
            header = [field.strip() for field in fields]
        elif any(field.strip() for field in fields[len(header) :]):
            drops.append(Drop(reader.line_num, "too many fields", clean_text(fields[0])[:80]))
        else:
            yield reader.line_num, dict(zip_longest(header, fields[: len(header)], fillvalue=""))


def _map_columns(found: list[str], chosen: Mapping[str, str], name: str) -> dict[str, str]:
    """The source's column for each field that it has."""
    for field, column in chosen.items():
        if field not in USUAL_NAMES:
            raise CatalogueError(
                f"--column {field}={column}: no such field; fields: {', '.join(USUAL_NAMES)}"
            )
        if column not in found:
            raise CatalogueError(f"--column {field}={column}: {name} has only the columns {', '.join(found)}")
    by_usual_name: dict[str, str] = {}
    for column in found:
        snake = re.sub(r"(?<=[a-z])(?=[A-Z])|[^A-Za-z0-9]+", "_", column).lower().strip("_")
        by_usual_name.setdefault(snake, column)
    mapping = dict(chosen)
    for field, names in USUAL_NAMES.items():
        column_found = next((by_usual_name[usual] for usual in names if usual in by_usual_name), None)
        if field not in mapping and column_found is not None:
            mapping[field] = column_found
    missing = [field for field in REQUIRED if field not in mapping]
    if missing:
        raise CatalogueError(
            f"{name} has no usable row: no column for {', '.join(missing)}; "
            f"columns found: {', '.join(found)}. Name it with --column {missing[0]}=COLUMN."
        )
    return mapping


def _movies_dataset_id(value: Any) -> str | None:
    """The Movies Dataset has rows broken in two, whose second half has a date where the id should be."""
    text = clean_text(value)
    return text if text.isdigit() else None


def _to_movie(row: Row, mapping: Mapping[str, str], parse_id: Any) -> Movie | str:
    """The movie in a row, or the reason why there is none."""
    cells = {field: row.get(column) for field, column in mapping.items()}
    identifier = parse_id(cells.get("id"))
    if identifier is None:
        return "columns out of place"
    title, overview = clean_text(cells["title"]), clean_text(cells["overview"])
    genres = parse_genres(cells["genres"])
    for field, value in (("title", title), ("overview", overview), ("genres", genres)):
        if not value:
            return f"no {field}"
    year = parse_year(cells.get("year"))
    return Movie(
        id=identifier or slug(title, year),
        title=title,
        overview=overview,
        genres=genres,
        year=year,
        vote_average=parse_rating(cells.get("vote_average")),
        runtime=parse_runtime(cells.get("runtime")),
        original_language=clean_text(cells.get("original_language")) or None,
        directors=parse_names(cells.get("director")),
        cast=parse_names(cells.get("cast")),
    )


def _original_sample(rows: Mapping[int, Row], found: list[str], seed: int, name: str) -> list[int]:
    """Lines of the sample the original system drew: best by three columns in turn, then at random."""
    import pandas as pd

    missing = [column for column, _ in _RECIPE_STEPS if column not in found]
    if missing:
        raise CatalogueError(
            f"--recipe original needs The Movies Dataset's columns; {name} has no {', '.join(missing)}"
        )
    frame = pd.DataFrame(list(rows.values()), index=list(rows))
    numbers = frame[[column for column, _ in _RECIPE_STEPS]].apply(pd.to_numeric, errors="coerce").dropna()
    for column, count in _RECIPE_STEPS:
        numbers = numbers.nlargest(count, column)
    return [int(line) for line in numbers.sample(min(_RECIPE_SAMPLE, len(numbers)), random_state=seed).index]

"""Reads a catalogue file into movies, and records every dropped row.

The columns identify the format: the project's own ``data/movies.csv``, The Movies Dataset's
``movies_metadata.csv``, or any CSV or JSON (array or Lines) with a title, an overview and genres
under one of their usual names. Further texts of a movie are taken along.
"""

import csv
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from recommender.catalogue.languages import parse_languages
from recommender.catalogue.movies_dataset import MOVIES_DATASET, movies_dataset_id, original_sample
from recommender.catalogue.tables import Drop, Row, read_rows, read_text
from recommender.errors import CatalogueError, Remedy
from recommender.movie import TEXT_KINDS, Movie, Text
from recommender.text import (
    clean_text,
    known_text,
    parse_count,
    parse_genres,
    parse_imdb_id,
    parse_names,
    parse_popularity,
    parse_rating,
    parse_runtime,
    parse_tmdb_id,
    parse_year,
    slug,
)

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
    "tmdb_id": ("tmdb_id",),
    "imdb_id": ("imdb_id", "tconst"),
    "vote_count": ("vote_count", "votes", "num_votes", "imdb_votes", "ratings_count"),
    "popularity": ("popularity",),
    "gist": ("gist",),
    "tagline": ("tagline",),
    "logline": ("logline",),
    "keywords": ("keywords", "plot_keywords", "tags"),
    "plot": (
        "plot", "full_plot", "plot_synopsis", "synopsis", "plot_summary", "storyline", "wiki_plot",
        "long_description",
    ),
}  # fmt: skip
_IDS = frozenset({"id", "tmdb_id", "imdb_id"})
"""These may share a column; every other column belongs to one field."""
REQUIRED = ("title", "overview", "genres")
_NAMED_COLUMNS = 30


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The usable movies of one source, in its order, and the dropped rows."""

    name: str
    movies: tuple[Movie, ...]
    drops: tuple[Drop, ...] = ()

    @property
    def fingerprint(self) -> str:
        """A digest of all movies, independent of their order."""
        lines = sorted(f"{movie.id}\t{movie.content_hash}" for movie in self.movies)
        return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()[:32]

    @property
    def drop_counts(self) -> list[tuple[str, int]]:
        """The reasons for drops with their number of rows, most frequent first."""
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

    ``columns`` maps fields to the source's column names where those are unusual. ``original_recipe`` keeps
    only the sample that the original system drew, with ``seed`` for its random step. ``limit`` then keeps the
    first movies.

    Raises ``CatalogueError`` when the source cannot be read or holds no usable row.
    """
    name = "standard input" if source == "-" else clean_text(source)
    rows, found, drops = read_rows(read_text(source), name)
    mapping = _map_columns(found, columns or {}, name)
    parse_id: Callable[[Any], str | None] = clean_text
    if set(found) >= MOVIES_DATASET:
        parse_id = movies_dataset_id
        mapping.setdefault("tmdb_id", "id")

    movies: dict[int, Movie] = {}
    ids = _Ids()
    for line, row in rows.items():
        movie = _to_movie(row, mapping, parse_id, ids)
        if isinstance(movie, Movie):
            ids.add(movie)
            movies[line] = movie
        else:
            title = clean_text(row.get(mapping["title"]))
            drops.append(Drop(line, movie, title[:80]))
    if not movies:
        raise _nothing_usable(name, found, drops)
    kept: Iterable[int] = movies
    if original_recipe:
        kept = original_sample({line: rows[line] for line in movies}, found, seed, name)
    chosen = tuple(movies[line] for line in kept)[:limit]
    if not chosen:
        raise CatalogueError(
            f"the recipe leaves no movie of {name}: its numbers cannot be read", field="recipe"
        )
    return Catalogue(name, chosen, tuple(sorted(drops, key=lambda drop: drop.line)))


def _nothing_usable(name: str, found: list[str], drops: Iterable[Drop]) -> CatalogueError:
    reasons = ", ".join(f"{reason}: {count:,}" for reason, count in Counter(d.reason for d in drops).items())
    return CatalogueError(
        f"{name} holds no usable row ({reasons or 'it has no rows'}); columns found: {_listed(found)}",
        Remedy.CHANGE,
        field="columns",
    )


def _map_columns(found: list[str], chosen: Mapping[str, str], name: str) -> dict[str, str]:
    """The source's column for each field; fields without a column are left out."""
    for field, column in chosen.items():
        if field not in USUAL_NAMES:
            raise CatalogueError(
                f"there is no field {field}; fields: {', '.join(USUAL_NAMES)}", field="columns"
            )
        if column not in found:
            raise CatalogueError(f"{name} has no column {column}; it has {_listed(found)}", field="columns")
    by_usual_name: dict[str, str] = {}
    for column in found:
        snake = re.sub(r"(?<=[a-z])(?=[A-Z])|[^A-Za-z0-9]+", "_", column).lower().strip("_")
        by_usual_name.setdefault(snake, column)
    mapping = dict(chosen)
    for field, names in USUAL_NAMES.items():
        taken = set() if field in _IDS else {mapping[other] for other in mapping.keys() - _IDS}
        free = (by_usual_name[usual] for usual in names if usual in by_usual_name)
        column_found = next((column for column in free if column not in taken), None)
        if field not in mapping and column_found is not None:
            mapping[field] = column_found
    missing = [field for field in REQUIRED if field not in mapping]
    if missing:
        raise CatalogueError(
            f"{name} has no usable row: no column for {', '.join(missing)}; columns found: {_listed(found)}",
            Remedy.CHANGE,
            field="columns",
        )
    return mapping


def _listed(columns: list[str]) -> str:
    more = f" and {len(columns) - _NAMED_COLUMNS:,} more" if len(columns) > _NAMED_COLUMNS else ""
    return ", ".join(column[:_NAMED_COLUMNS] for column in islice(columns, _NAMED_COLUMNS)) + more


def _to_movie(
    row: Row, mapping: Mapping[str, str], parse_id: Callable[[Any], str | None], ids: "_Ids"
) -> Movie | str:
    """The movie in a row, or the reason to drop the row."""
    cells = {field: row.get(column) for field, column in mapping.items()}
    identifier = parse_id(cells.get("id"))
    if identifier is None:
        return "columns out of place"
    title, overview = clean_text(cells["title"]), known_text(cells["overview"])
    genres = parse_genres(cells["genres"])
    for field, value in (("title", title), ("overview", overview), ("genres", genres)):
        if not value:
            return f"no {field}"
    year = parse_year(cells.get("year"))
    languages = parse_languages(cells.get("original_language"))
    if identifier in ids:
        return "duplicate id"
    if not identifier:
        identifier = ids.free_slug(title, year)
        if identifier is None:
            return "duplicate title and year"
    return Movie(
        id=identifier,
        title=title,
        overview=overview,
        genres=genres,
        year=year,
        vote_average=parse_rating(cells.get("vote_average")),
        runtime=parse_runtime(cells.get("runtime")),
        original_language=next(iter(languages), None),
        other_languages=languages[1:],
        directors=parse_names(cells.get("director")),
        cast=parse_names(cells.get("cast")),
        tmdb_id=parse_tmdb_id(cells.get("tmdb_id")),
        imdb_id=parse_imdb_id(cells.get("imdb_id")),
        vote_count=parse_count(cells.get("vote_count")),
        popularity=parse_popularity(cells.get("popularity")),
        texts=_texts(cells, {title.casefold(), overview.casefold(), ""}),
    )


def _texts(cells: Mapping[str, Any], known: set[str]) -> tuple[Text, ...]:
    """The further texts in a row that are not ``known`` and do not repeat each other."""
    texts = []
    for kind in TEXT_KINDS:
        cell = cells.get(kind)
        text = ", ".join(parse_names(cell)) if kind == "keywords" else known_text(cell)
        if text.casefold() not in known:
            known.add(text.casefold())
            texts.append(Text(kind, text))
    return tuple(texts)


class _Ids:
    """The ids of the movies read so far, and new ids for movies without one."""

    def __init__(self) -> None:
        self._called: dict[str, tuple[str, int | None]] = {}
        self._slugged: set[tuple[str, int | None]] = set()
        self._numbers: dict[str, int] = {}
        """The last number used for each slug, so that a repeated slug does not count from 1 again."""

    def __contains__(self, identifier: str) -> bool:
        return identifier in self._called

    def add(self, movie: Movie) -> None:
        """Record a movie's id."""
        self._called[movie.id] = (movie.title.casefold(), movie.year)

    def free_slug(self, title: str, year: int | None) -> str | None:
        """A new id for a movie without one; ``None`` when the title and year have an id already."""
        called = (title.casefold(), year)
        if called in self._slugged:
            return None
        stem = slug(title, year)
        number = self._numbers.get(stem, 1)
        while (candidate := stem if number == 1 else f"{stem}-{number}") in self._called:
            if self._called[candidate] == called:
                return None
            number += 1
        self._numbers[stem] = number
        self._slugged.add(called)
        return candidate

"""Chooses the column of a file that feeds each field of a movie, by its name and by what is in it."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from recommender.catalogue.cells.rating_scales import scale_of
from recommender.catalogue.cells.ratings import parse_rating
from recommender.catalogue.cells.values import known_text, parse_year
from recommender.catalogue.tables import Row
from recommender.errors import CatalogueError, Remedy

USUAL_NAMES: dict[str, tuple[str, ...]] = {
    "id": (
        "id", "movie_id", "movieid", "film_id", "tmdb_id", "imdb_id", "tconst", "show_id", "imdb_title_id",
        "const",
    ),
    "title": (
        "title", "name", "movie", "movie_title", "primary_title", "film", "series_title", "movie_name",
        "names", "film_title", "film_name", "item_label", "film_label", "movie_label", "titel", "titre",
        "titulo", "título", "titolo", "original_title", "orig_title",
    ),
    "overview": (
        "overview", "plot", "description", "synopsis", "summary", "storyline", "plot_summary", "movie_info",
        "plot_synopsis", "short_description", "plot_outline", "outline", "story",
    ),
    "genres": (
        "genres", "genre", "listed_in", "genre_names", "movie_genre", "genre_label", "genre_labels",
        "genre_ids",
    ),
    "year": (
        "year", "release_year", "released_year", "year_released", "movie_year", "title_year", "film_year",
        "release_date", "original_release_date", "release_dates", "date_released", "date_published",
        "released", "start_year", "premiered", "publication_date", "date_x", "date",
    ),
    "vote_average": (
        "vote_average", "imdb_rating", "imdb_score", "average_rating", "rating_average", "avg_rating",
        "avg_vote", "rating", "score", "imdb", "stars",
    ),
    "runtime": (
        "runtime", "duration", "runtime_minutes", "runtime_mins", "runtime_min", "duration_minutes",
        "duration_mins", "duration_min", "running_time", "run_time", "length", "length_minutes", "minute",
        "minutes", "runtime_seconds", "runtime_secs", "duration_seconds", "duration_secs", "duration_ms",
        "run_time_ticks", "runtime_ticks",
    ),
    "original_language": (
        "original_language", "language", "lang", "languages", "original_lang", "orig_lang", "language_name",
        "movie_language",
    ),
    "director": ("director", "directors", "directed_by", "director_name", "director_names", "director_label"),
    "cast": (
        "cast", "actors", "stars", "starring", "star", "actor", "cast_names", "cast_member",
        "cast_member_label", "top_cast", "main_cast",
    ),
    "tmdb_id": ("tmdb_id", "tmdbid"),
    "imdb_id": (
        "imdb_id", "imdbid", "tconst", "imdb_title_id", "const", "imdb_url", "imdb_link", "movie_imdb_link",
    ),
    "vote_count": (
        "vote_count", "votes", "num_votes", "imdb_votes", "ratings_count", "rating_count", "no_of_votes",
        "number_of_votes", "num_voted_users", "votes_count",
    ),
    "popularity": ("popularity",),
    "gist": ("gist",),
    "tagline": ("tagline", "taglines"),
    "logline": ("logline",),
    "keywords": ("keywords", "plot_keywords", "tags"),
    "plot": (
        "plot", "full_plot", "fullplot", "plot_synopsis", "synopsis", "plot_summary", "storyline",
        "wiki_plot", "long_description",
    ),
}  # fmt: skip
LISTS = frozenset({"genres", "director", "cast", "keywords", "original_language"})
"""Fields that several numbered columns may feed: ``Star1``, ``Star2``; ``actor_1_name``, ``actor_2_name``."""
FALLBACKS = {
    "title": ("original_title", "orig_title"),
    "year": ("release_date", "original_release_date", "released", "premiered", "date_published"),
}
"""Columns that feed a field, too, in the rows where its own column is empty."""
REQUIRED = ("title", "overview", "genres")
_EXPECTED = (
    "year", "vote_average", "runtime", "original_language", "director", "cast", "tmdb_id", "imdb_id",
    "vote_count",
)  # fmt: skip
"""What most files have and filters need."""
_IDS = frozenset({"id", "tmdb_id", "imdb_id"})
"""These may share a column; every other column belongs to one field."""
_NAMED_COLUMNS = 30
_SEEN_ROWS = 200

Columns = tuple[str, ...]
Mapped = dict[str, Columns]
"""The columns of each field: one, several numbered ones, or further ones for rows in which it is empty."""


def map_columns(found: Sequence[str], rows: Iterable[Row], chosen: Mapping[str, str], name: str) -> Mapped:
    """The columns of the file called ``name`` for each field; fields without a column are left out.

    ``chosen`` are columns that the user named. Of several columns with a usual name, the first that holds
    something fitting in ``rows`` wins. Raises ``CatalogueError`` for a column that is not there or that is
    required and missing.
    """
    _check(found, chosen, name)
    rows = list(islice(rows, _SEEN_ROWS))
    named, numbered = _by_usual_name(found)
    mapped: Mapped = {field: (column,) for field, column in chosen.items()}
    for field, names in USUAL_NAMES.items():
        if field in mapped:
            continue
        taken = {column for other in mapped.keys() - _IDS for column in mapped[other]}
        free = [
            columns
            for usual in names
            if (columns := named.get(usual, ()) + (numbered.get(usual, ()) if field in LISTS else ()))
            and (field in _IDS or taken.isdisjoint(columns))
        ]
        fitting = (columns for columns in free if _fits(field, columns, rows))
        if free:
            mapped[field] = next(fitting, free[0])
            mapped[field] += _further(field, mapped[field], named, found, rows)
    missing = [field for field in REQUIRED if field not in mapped]
    if missing:
        raise CatalogueError(
            f"{name} has no usable row: no column for {', '.join(missing)}; columns found: {listed(found)}",
            Remedy.CHANGE,
            field="columns",
        )
    return mapped


def _further(
    field: str, columns: Columns, named: Mapping[str, Columns], found: Sequence[str], rows: Sequence[Row]
) -> Columns:
    """The columns for rows in which the one of a field is empty: repeated ones, and fallbacks."""
    if field in LISTS:
        return ()
    repeated = tuple(column for column in found if re.fullmatch(re.escape(columns[0]) + r"\.\d+", column))
    others = (named.get(name, ()) for name in FALLBACKS.get(field, ()))
    fitting = (other for other in others if other and other != columns and _fits(field, other, rows))
    return repeated + tuple(column for other in fitting for column in other)


def listed(columns: Sequence[str]) -> str:
    """The names of the columns, as a part of a sentence."""
    more = f" and {len(columns) - _NAMED_COLUMNS:,} more" if len(columns) > _NAMED_COLUMNS else ""
    return ", ".join(column[:_NAMED_COLUMNS] for column in islice(columns, _NAMED_COLUMNS)) + more


def columns_line(mapped: Mapped, filled: Collection[str]) -> str:
    """One line that says which column feeds which field, which fields are empty, and which have no column.

    ``filled`` are the fields that hold something in some row.
    """
    in_order = {field: mapped[field] for field in USUAL_NAMES if field in mapped}
    named = [field for field, columns in in_order.items() if columns == (field,)]
    renamed = [
        f"{field} from {', '.join(columns)}" for field, columns in in_order.items() if columns != (field,)
    ]
    line = "columns: " + "; ".join(filter(None, (", ".join(named), *renamed)))
    if empty := [field for field in in_order if field not in filled]:
        line += f". Empty in every row: {', '.join(empty)}"
    if missing := [field for field in _EXPECTED if field not in mapped]:
        line += f". No column for {', '.join(missing)}"
    return line


def _check(found: Sequence[str], chosen: Mapping[str, str], name: str) -> None:
    for field, column in chosen.items():
        if field not in USUAL_NAMES:
            raise CatalogueError(
                f"there is no field {field}; fields: {', '.join(USUAL_NAMES)}", field="columns"
            )
        if column not in found:
            raise CatalogueError(f"{name} has no column {column}; it has {listed(found)}", field="columns")


def _by_usual_name(found: Sequence[str]) -> tuple[dict[str, Columns], dict[str, Columns]]:
    """The columns by their names in snake case, and the numbered ones by the names without the number."""
    named: dict[str, Columns] = {}
    numbered: dict[str, Columns] = {}
    for column in found:
        snake = re.sub(r"(?<=[a-z])(?=[A-Z])|[\W_]+", "_", column).lower().strip("_")
        named.setdefault(snake, (column,))
        if (bare := re.sub(r"_?\d{1,3}(?=_|$)", "", snake).removesuffix("_name")) != snake:
            numbered[bare] = (*numbered.get(bare, ()), column)
    return named, numbered


def _fits(field: str, columns: tuple[str, ...], rows: Sequence[Row]) -> bool:
    """Whether a column holds what the field needs in some row: a year, and no certificates for ratings."""
    cells = [row.get(column) for row in rows for column in columns]
    filled = [cell for cell in cells if isinstance(cell, (list, dict)) or known_text(cell)]
    check: Callable[[list[Any]], bool] = _CHECKS.get(field, bool)
    return check(filled)


_CHECKS: dict[str, Callable[[list[Any]], bool]] = {
    "year": lambda cells: any(parse_year(cell) for cell in cells),
    "cast": lambda cells: any(parse_rating(cell) is None for cell in cells),
    "vote_average": lambda cells: bool(cells) and scale_of(cells).best is not None,
}

"""Reads the rows of tables of movies: exports of film sites and media servers, and spreadsheets."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from recommender.catalogue.cells.values import parse_tmdb_id, parse_year
from recommender.catalogue.lists.columns import (
    ADDRESSES,
    DISCS,
    IMDB_IDS,
    KINDS,
    OTHER_TITLES,
    RELEASES,
    TITLES,
    TMDB_IDS,
    YEARS,
    column,
    done,
    is_episode,
    kind_of,
)
from recommender.catalogue.lists.film_addresses import find_addresses
from recommender.catalogue.lists.lines import read_title
from recommender.catalogue.lists.listed import LONGEST_TITLE, Entry, Listed, NotFilm, Unreadable, distinct
from recommender.catalogue.lists.title_readings import readings
from recommender.text import clean_text

_FILMS = ("movie", "film")
_SERIES = ("episode", "season", "show", "series", "tv", "anime")
_WRAPPERS = ("media", "item", "title", "metadata", "node")
_IDS = ("ids", "providerids", "uniqueid", "externalids", "userdata")
_BARE_IMDB_ID = re.compile(r"\d{5,8}")
_PERSON = re.compile(r"(?:.{0,80}/name/)?nm\d{7,9}/?")
_PLEX_ID = re.compile(r"(?:tmdb|themoviedb)://(\d{1,9})(?!\d)")
_SEPARATOR = re.compile(r"\s?[|;]\s?")
_NUMBER = re.compile(r"\d{1,5}(?:\.0)?")
_MOST_ADDRESSES = 20
_LONGEST_CELL = 2_000


def read_row(row: Mapping[str, Any], line: int) -> Entry | None:
    """What a row of a table or a JSON object means; ``None`` for an empty row."""
    cells, kind = _cells(row)
    kind = kind or _kind(cells)
    if kind:
        return NotFilm(kind)
    title = _text(cells, TITLES)
    if len(title) > LONGEST_TITLE:
        return Unreadable("title too long")
    imdb_id, tmdb_id = _ids(cells)
    movie = _named(cells, title, line) if title else None
    if isinstance(movie, NotFilm):
        return movie
    if not isinstance(movie, Listed):
        if not (imdb_id or tmdb_id):
            return movie or (Unreadable("no title") if any(map(clean_text, cells.values())) else None)
        movie = Listed(imdb_id or f"themoviedb.org/movie/{tmdb_id}", None, None, line)
    return replace(
        movie,
        imdb_id=imdb_id or movie.imdb_id,
        tmdb_id=tmdb_id or movie.tmdb_id,
        done=done(cells),
        episode=movie.year is None and is_episode(title),
    )


def _named(cells: Mapping[str, Any], title: str, line: int) -> Entry:
    """The movie with the names and the year in a row."""
    entry = read_title(title, line)
    if not isinstance(entry, Listed):
        return entry
    year = _year(cells)
    names = [*readings(title, year), *(name for name in entry.names if year is None or name.year)]
    for other in OTHER_TITLES:
        text = clean_text(cells.get(other))[:LONGEST_TITLE]
        names += [name for part in (text, *_SEPARATOR.split(text)) for name in readings(part, year)]
    first, *others = distinct(names) or entry.names
    return replace(entry, title=first.title, year=first.year, others=tuple(others))


def _cells(row: Mapping[str, Any]) -> tuple[dict[str, Any], str | None]:
    """The values of a row by column, also those of a nested movie and its ids; and what it is if no movie."""
    cells = {column(name): value for name, value in row.items()}
    film = next((cells[name] for name in _FILMS if isinstance(cells.get(name), dict)), None)
    other = next((name for name in _SERIES if isinstance(cells.get(name), dict)), None)
    if film is None and other:
        # Simkl keeps films among the anime, as shows of the type "movie".
        if clean_text(cells.get("animetype")).casefold() != "movie":
            return cells, "series" if other == "show" else kind_of(other)
        film = cells[other]
    if film is None and isinstance(cells.get("person"), dict):
        return cells, "people"
    film = film or next((cells[name] for name in _WRAPPERS if isinstance(cells.get(name), dict)), {})
    merged = {**cells, **{column(name): value for name, value in film.items()}}
    for group in (merged.get(name) for name in _IDS):
        if isinstance(group, dict):
            merged |= {column(name): value for name, value in group.items() if column(name) != "id"}
    return merged, None


def _kind(cells: Mapping[str, Any]) -> str | None:
    """What a row is if it is no movie, in the plural."""
    if clean_text(cells.get("supplementalvideotype")):
        return "trailers"
    if _PERSON.fullmatch(_text(cells, IMDB_IDS[:3])[:100]):
        return "people"
    kinds = [kind_of(text) for name in KINDS if (text := clean_text(cells.get(name))[:100])]
    if clean_text(cells.get("animetype")).casefold() == "movie":
        return None
    if clean_text(cells.get("istvseries")).casefold() in ("yes", "true", "1"):
        return "series"
    if found := next(filter(None, kinds), None):
        return found
    numbered = [
        name for name in ("seasonnumber", "episodenumber") if _NUMBER.fullmatch(clean_text(cells.get(name)))
    ]
    return "series" if numbered else None


def _text(cells: Mapping[str, Any], names: tuple[str, ...]) -> str:
    """The first of these cells that holds a text."""
    return next(filter(None, (clean_text(cells.get(name)) for name in names)), "")


def _year(cells: Mapping[str, Any]) -> int | None:
    """The year that the movie came out; a list of discs has the disc's date beside it."""
    names = YEARS if DISCS & cells.keys() else (*YEARS, *RELEASES)
    years = (parse_year(clean_text(cells.get(name))[:100]) for name in names)
    return next((year for year in years if year is not None), None)


def _ids(cells: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """The ids at IMDb and TMDB, from their own columns or from an address in another."""
    imdb_id = tmdb_id = None
    # Yamtrack has one column of ids, and says beside it whose they are.
    source = clean_text(cells.get("source")).casefold()
    of_imdb = {*IMDB_IDS, *(["mediaid"] if source == "imdb" else [])}
    of_tmdb = {*TMDB_IDS, *(["mediaid"] if source == "tmdb" else []), *(["id"] if _is_of_tmdb(cells) else [])}
    for name in (*IMDB_IDS, *TMDB_IDS, *ADDRESSES, "mediaid"):
        for text in _texts(cells.get(name)):
            found = find_addresses(text)
            plex = _PLEX_ID.search(text)
            imdb_id = imdb_id or found.imdb_id
            tmdb_id = tmdb_id or found.tmdb_id or (plex[1] if plex else None)
            if name in of_imdb and _BARE_IMDB_ID.fullmatch(text.removesuffix(".0")):
                imdb_id = imdb_id or f"tt{text.removesuffix('.0'):0>7}"
            if name in of_tmdb:
                tmdb_id = tmdb_id or _tmdb_id(text, rating=name == "tmdb")
    return imdb_id, tmdb_id.lstrip("0") or None if tmdb_id else None


def _tmdb_id(text: str, *, rating: bool) -> str | None:
    """An id at TMDB. In a column that may hold ratings, numbers up to 10 do not count."""
    found = parse_tmdb_id(text)
    return found if found and not (rating and int(found) <= 10) else None


def _is_of_tmdb(cells: Mapping[str, Any]) -> bool:
    """Whether an object comes from TMDB's interface, where ``id`` is its own."""
    return "posterpath" in cells and "releasedate" in cells


def _texts(value: Any) -> Iterator[str]:
    """The texts in a cell: of a list, those of its first items, or of their ids."""
    for item in value[:_MOST_ADDRESSES] if isinstance(value, list) else (value,):
        text = clean_text(item.get("id") if isinstance(item, dict) else item)
        if text:
            yield text[:_LONGEST_CELL]

"""Reads the rows of tables of movies: exports of film sites and media servers, and spreadsheets."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from recommender.catalogue.cells.values import known_text, parse_imdb_id, parse_year, plain_text
from recommender.catalogue.lists.columns import (
    ADDRESSES,
    DISCS,
    IMDB_IDS,
    KINDS,
    LOOSE_KINDS,
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
_WRAPPERS = ("media", "item", "content", "title", "metadata", "node")
_IDS = ("ids", "providerids", "uniqueid", "externalids", "userdata")
_GENRES = ("anime", "music")
"""Kinds that are genres of movies in a column such as "Category"."""
_NUMBERED = (
    "season", "seasonnumber", "seasonno", "staffel", "saison", "temporada", "stagione", "sezon", "сезон",
    "episode", "episodenumber", "episodeno", "folge", "episodio", "odcinek", "bolum",
)  # fmt: skip
_NUMBER = re.compile(r"(?:[a-z]{1,9}[\s.]?)?\d{1,5}(?:\.0)?", re.IGNORECASE)
_BARE_IMDB_ID = re.compile(r"\d{5,8}(?:\.0)?")
_TMDB_ID = re.compile(
    r"(?:(?:tmdb|themoviedb)[:/-]{1,3})?(?:movie[:/-])?(\d{1,9})(?:\.0|-[^\s/]{1,200})?", re.IGNORECASE
)
_TMDB_SERIES = re.compile(r"(?:(?:tmdb|themoviedb)[:/-]{1,3})?tv[:/-]\d{1,9}.{0,200}", re.IGNORECASE)
_PERSON = re.compile(r"(?:.{0,80}/name/)?nm\d{7,9}/?")
_TMDB_ADDRESS = re.compile(r"(?:(?:tmdb|themoviedb)://|letterboxd\.com/tmdb/)(\d{1,9})(?!\d)")
_SEPARATOR = re.compile(r"\s?[|;]\s?")
_GROUPED_YEAR = re.compile(r"([12])[., ](\d{3})(?:\.0)?")
_SHORT_DATE = re.compile(r"(\d{1,2})([./-])(\d{1,2}|[a-z]{3})\2(\d\d)(?:\s.{0,40})?", re.IGNORECASE)
"""A date with a year of two digits: ``10/18/13``, ``18.10.13``, ``18-Oct-13``."""
_PERCENT = 100
_MOST_ADDRESSES = 20
_LONGEST_CELL = 2_000


def read_row(row: Mapping[str, Any], line: int) -> Entry | None:
    """What a row of a table or a JSON object means; ``None`` for an empty row."""
    cells, kind = _cells(row)
    imdb_id, tmdb_id, not_film = _ids(cells)
    if kind := kind or _kind(cells) or not_film:
        return NotFilm(kind)
    title = _text(cells, TITLES)
    if len(title) > LONGEST_TITLE:
        return Unreadable("title too long")
    has_id = bool(imdb_id or tmdb_id)
    movie = _named(cells, title, line, has_id=has_id) if title else None
    if isinstance(movie, NotFilm):
        return movie
    if not isinstance(movie, Listed):
        if not has_id:
            return movie or (Unreadable("no title") if any(map(clean_text, cells.values())) else None)
        movie = Listed(imdb_id or f"themoviedb.org/movie/{tmdb_id}", None, None, line)
    return replace(
        movie,
        imdb_id=imdb_id or movie.imdb_id,
        tmdb_id=tmdb_id or movie.tmdb_id,
        done=done(cells),
        episode=movie.year is None and is_episode(title),
    )


def _named(cells: Mapping[str, Any], title: str, line: int, *, has_id: bool) -> Entry:
    """The movie with the names and the year in a row."""
    entry = read_title(title, line)
    if not isinstance(entry, Listed):
        return entry
    year, unread = _year(cells)
    names = [*readings(title, year), *(name for name in entry.names if year is None or name.year)]
    for other in (name for name in OTHER_TITLES if name in cells):
        text = plain_text(cells[other])[:LONGEST_TITLE]
        names += [name for part in (text, *_SEPARATOR.split(text)) for name in readings(part, year)]
    if unread and not (has_id or entry.imdb_id or entry.tmdb_id):
        # The title alone could mean a movie of another year.
        names = [name for name in names if name.year]
        if not names:
            return Unreadable(f"year {unread} not read")
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
    if clean_text(cells.get("animetype")).casefold() == "movie":
        return None
    if clean_text(cells.get("istvseries")).casefold() in ("yes", "true", "1") or _is_part(cells):
        return "series"
    kinds = [kind_of(clean_text(cells[name])[:100]) for name in KINDS if name in cells]
    loose = [kind_of(clean_text(cells[name])[:100]) for name in LOOSE_KINDS if name in cells]
    return next(filter(None, (*kinds, *(kind for kind in loose if kind not in _GENRES))), None)


def _is_part(cells: Mapping[str, Any]) -> bool:
    """Whether a row has the number of a season or an episode, or the date when a series began."""
    if any(_NUMBER.fullmatch(clean_text(cells.get(name))[:20]) for name in _NUMBERED):
        return True
    if known_text(cells.get("episodetitle")):
        return True
    # TMDB's interface has another name for the date of a movie.
    return "firstairdate" in cells and not _text(cells, (*YEARS, *RELEASES))


def _text(cells: Mapping[str, Any], names: tuple[str, ...]) -> str:
    """The first of these cells that holds a text."""
    return next(filter(None, (plain_text(cells[name]) for name in names if name in cells)), "")


def _year(cells: Mapping[str, Any]) -> tuple[int | None, str | None]:
    """The year that the movie came out, or else what stands in its place and was not read.

    A list of discs has the disc's date beside it.
    """
    names = YEARS if DISCS & cells.keys() else (*YEARS, *RELEASES)
    texts = [text for name in names if name in cells and (text := known_text(cells[name])[:100])]
    if year := next(filter(None, map(_read_year, texts)), None):
        return year, None
    # A column "Released" may hold "yes", and programs save 0 for an unknown year.
    return None, next((text[:20] for text in texts if re.search(r"[1-9]", _with_plain_digits(text))), None)


def _read_year(text: str) -> int | None:
    """The year in a cell such as ``1979-05-25``, ``2,021`` or ``10/18/13``."""
    text = _with_plain_digits(text)
    if grouped := _GROUPED_YEAR.fullmatch(text):
        return parse_year(grouped[1] + grouped[2])
    short = _SHORT_DATE.fullmatch(text)
    if short is None:
        return parse_year(text)
    parts = sorted(int(part) for part in (short[1], short[3]) if part.isdecimal())
    if not (0 < parts[0] <= 12 or len(parts) == 1) or not 0 < parts[-1] <= 31:
        return None
    # Lists are of movies that are out: "76" is not 2076.
    this_year = date.today().year
    year = this_year // 100 * 100 + int(short[4])
    return year if year <= this_year else year - 100


def _with_plain_digits(text: str) -> str:
    """The text with the digits of any script as 0 to 9."""
    return "".join(str(unicodedata.decimal(character, character)) for character in text)


def _ids(cells: Mapping[str, Any]) -> tuple[str | None, str | None, str | None]:
    """The ids at IMDb and TMDB, from their own columns or from an address in another; or what has them."""
    imdb_id = tmdb_id = not_film = None
    # Yamtrack has one column of ids, and says beside it whose they are.
    source = clean_text(cells.get("source")).casefold()
    of_imdb = {*IMDB_IDS, *(["mediaid"] if source == "imdb" else [])}
    of_tmdb = {*TMDB_IDS, *(["mediaid"] if source == "tmdb" else []), *(["id"] if _is_of_tmdb(cells) else [])}
    for name in (*IMDB_IDS, *TMDB_IDS, *ADDRESSES, "mediaid"):
        for text in _texts(cells.get(name)):
            found = find_addresses(text)
            other = _TMDB_ADDRESS.search(text)
            imdb_id = imdb_id or found.imdb_id
            tmdb_id = tmdb_id or found.tmdb_id or (other[1] if other else None)
            if found.no_film:
                not_film = not_film or found.no_film.kind
            if name in of_imdb:
                imdb_id = imdb_id or _imdb_id(text, name)
            if name in of_tmdb:
                # Beside an id at IMDb, a number is an id too.
                tmdb_id = tmdb_id or _tmdb_id(text, rating=name in ("tmdb", "themoviedb") and not imdb_id)
                not_film = not_film or ("series" if _TMDB_SERIES.fullmatch(text) else None)
    return imdb_id, tmdb_id.lstrip("0") or None if tmdb_id else None, not_film


def _imdb_id(text: str, name: str) -> str | None:
    """An id at IMDb without its letters, unless it may be a rating, or Kodi's number from any site."""
    if name == "imdbnumber" or (name == "imdb" and not _BARE_IMDB_ID.fullmatch(text)):
        return None
    return parse_imdb_id(text)


def _tmdb_id(text: str, *, rating: bool) -> str | None:
    """An id at TMDB. In a column that may hold ratings, numbers up to 100 do not count."""
    found = _TMDB_ID.fullmatch(text)
    return found[1] if found and not (rating and int(found[1]) <= _PERCENT) else None


def _is_of_tmdb(cells: Mapping[str, Any]) -> bool:
    """Whether an object comes from TMDB's interface, where ``id`` is its own."""
    return "posterpath" in cells and "releasedate" in cells


def _texts(value: Any) -> Iterator[str]:
    """The texts in a cell: of a list, those of its first items, or of their ids."""
    for item in value[:_MOST_ADDRESSES] if isinstance(value, list) else (value,):
        text = clean_text(item.get("id") if isinstance(item, dict) else item)
        if text:
            yield text[:_LONGEST_CELL]

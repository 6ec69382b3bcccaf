"""Finds the addresses of film sites in a text, and what they say about the film."""

import re
from dataclasses import dataclass
from urllib.parse import unquote

from recommender.catalogue.cells.values import plain_text
from recommender.catalogue.lists.listed import Name, NotFilm

_ADDRESS = re.compile(
    r"<?(?:https?://|www\.|(?<![\w.@/])(?=(?:[a-z]{1,3}\.)?(?:imdb\.com|themoviedb\.org|letterboxd\.com|boxd\.it"
    r"|trakt\.tv|rottentomatoes\.com|justwatch\.com|wikidata\.org|[a-z]{2}\.wikipedia\.org)/))[^\s<>\"|]{1,500}",
    re.IGNORECASE,
)
_IMDB_ID = re.compile(r"(?<![^\W_])(tt\d{7,9})(?![^\W_])", re.IGNORECASE)
_TMDB_TAG = re.compile(r"[\[{(](?:tmdbid|tmdb)[-=: ](\d{1,9})[\]})]", re.IGNORECASE)
_IMDB_TAG = re.compile(r"[\[{(]?(?:imdbid|imdb)?[-=: ]?(?<![^\W_])tt\d{7,9}(?![^\W_])[\]})]?", re.IGNORECASE)
_TMDB_PAGE = re.compile(r"themoviedb\.org/(?:[a-z]{2}(?:-[a-z]{2})?/)?movie/(\d{1,9})", re.IGNORECASE)
_SLUGS = re.compile(
    r"themoviedb\.org/(?:[\w-]{2,5}/)?movie/\d{1,9}-([^/?#]+)|letterboxd\.com/(?:[\w-]+/)?film/([^/?#]+)"
    r"|trakt\.tv/movies/([^/?#]+)|rottentomatoes\.com/m/([^/?#]+)"
    r"|wikipedia\.org/wiki/([^?#]+)|justwatch\.com/[\w-]+/[\w-]+/([^/?#]+)"
    r"|metacritic\.com/movie/([^/?#]+)|mubi\.com/(?:[\w-]+/){0,2}films/([^/?#]+)|simkl\.com/movies/\d+/([^/?#]+)",
    re.IGNORECASE,
)
_SERIES = re.compile(
    r"themoviedb\.org/(?:[\w-]+/)?tv/|trakt\.tv/shows/|simkl\.com/(?:tv|anime)/|metacritic\.com/tv/"
    r"|rottentomatoes\.com/tv/"
    r"|justwatch\.com/(?:[\w-]+/)?(?:tv-show|tv-series|serie|tv-serie|serial)/",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"imdb\.com/(?:[\w-]+/)?name/|themoviedb\.org/(?:[\w-]+/)?person/|trakt\.tv/people/"
    r"|letterboxd\.com/(?:actor|director|writer)/|rottentomatoes\.com/celebrity/",
    re.IGNORECASE,
)
_YEAR_BEHIND = re.compile(r"[-_](18[7-9]\d|19\d\d|20\d\d)(?:-\d)?$")
_ABOUT_FILM = re.compile(
    r"_\((?:(\d{4})_)?(?:[\w.-]*_)?(?:film|movie|pel[ií]cula|filme|фильм)(?:,?_(\d{4}))?\)$|_\((\d{4})\)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Found:
    """What the addresses and ids in a text say."""

    text: str
    """The text without them."""
    imdb_id: str | None = None
    tmdb_id: str | None = None
    names: tuple[Name, ...] = ()
    """What the film may be called, from the name of its page."""
    address: str | None = None
    """The first address."""
    no_film: NotFilm | None = None


def find_addresses(text: str) -> Found:
    """What the addresses, IMDb ids and tags such as ``{tmdb-348}`` in a text say about a film."""
    addresses = [_without_stop(match[0]) for match in _ADDRESS.finditer(text)]
    imdb, tmdb = _IMDB_ID.search(text), _TMDB_TAG.search(text)
    if not (addresses or imdb or tmdb):
        return Found(text)
    rest = text
    for address in addresses:
        rest = rest.replace(address, " ")
    rest = re.sub(r"<\s*>|\(\s*\)|\[\s*\]", " ", _TMDB_TAG.sub(" ", _IMDB_TAG.sub(" ", rest))).strip()
    pages = [match[1] for address in addresses if (match := _TMDB_PAGE.search(address))]
    named = [names for address in addresses if (names := _names(address))]
    return Found(
        rest,
        imdb[1].lower() if imdb else None,
        tmdb[1] if tmdb else pages[0] if pages else None,
        named[0] if named else (),
        addresses[0] if addresses else None,
        next((kind for address in addresses if (kind := _no_film(address))), None),
    )


def _no_film(address: str) -> NotFilm | None:
    if _SERIES.search(address):
        return NotFilm("series")
    return NotFilm("people") if _PEOPLE.search(address) else None


def _names(address: str) -> tuple[Name, ...]:
    """What a page is called: ``alien-1979`` is "alien 1979", or "alien" of 1979."""
    page = _SLUGS.search(address)
    if page is None:
        return ()
    stem = unquote(next(filter(None, page.groups()))).rstrip("/")
    film = _ABOUT_FILM.search(stem)
    if film:
        year = film[1] or film[2] or film[3]
        return (Name(_words(stem[: film.start()]), int(year) if year else None),)
    whole = Name(_words(stem), None)
    behind = _YEAR_BEHIND.search(stem)
    return (whole, Name(_words(stem[: behind.start()]), int(behind[1]))) if behind else (whole,)


def _words(stem: str) -> str:
    # Rotten Tomatoes puts a number before some names.
    return plain_text(re.sub(r"[-_]+", " ", re.sub(r"^\d{5,}-", "", stem)))


def _without_stop(address: str) -> str:
    """The address without the signs of the sentence around it. ``Alien_(film)`` keeps its bracket."""
    address = address.lstrip("<").rstrip(".,;]>*_")
    while address.endswith(")") and address.count(")") > address.count("("):
        address = address[:-1].rstrip(".,;]")
    return address

"""The names of the columns that exports and spreadsheets of movies have, and the words for other things."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

TITLES = (
    "movietitle", "filmtitle", "moviename", "filmname", "primarytitle", "title", "name", "movie", "film",
    "movies", "films", "titre", "titrefrancais", "titredufilm", "filmtitel", "titel", "titulo",
    "titulodelapelicula", "pelicula", "titolo", "tytul", "tytulpolski", "nazev", "nazov", "nimi", "cim",
    "baslik", "titlu", "otsikko", "tytuł", "tytułpolski", "tittel", "название",
    "названиефильма", "русскоязычноеназвание", "русскоеназвание",
    "фильм", "片名", "电影", "标题", "中文名", "タイトル", "제목",
)  # fmt: skip
OTHER_TITLES = (
    "originaltitle", "originalname", "original", "titleoriginal", "originalmovietitle", "englishtitle",
    "englishname",
    "titleenglish", "internationaltitle", "localizedtitle", "localtitle", "alternativetitle",
    "alternatetitle", "aka", "alsoknownas", "titreoriginal", "titreoriginel", "titrevo", "originaltitel",
    "titulooriginal", "titolooriginale", "tytuloryginalny", "originalninazev", "оригинальноеназвание", "原名",
    "外文名", "原題", "원제", "tytułoryginalny",
    "originaltittel", "oorspronkelijketitel", "sorttitle", "titlesort",
)  # fmt: skip
YEARS = (
    "moviereleaseyear", "movieyear", "filmyear", "year", "yearofrelease", "releaseyear", "productionyear",
    "yearpublished", "originalpublicationyear", "startyear", "annee", "anneedesortie", "anneedeproduction",
    "jahr", "erscheinungsjahr", "produktionsjahr", "ano", "anodeestreno", "anno", "rok", "rokprodukcji", "ar",
    "vuosi", "jaar", "год", "годвыпуска", "年份", "年代", "年", "연도", "moviereleasedate",
)  # fmt: skip
RELEASES = (
    "releasedate", "released", "firstreleased", "premiered", "datesortie", "datedesortie",
    "originallyavailableat",
)  # fmt: skip
"""Dates that are a disc's in a list of discs."""
DISCS = frozenset({"barcode", "upc", "ean", "nrdiscs", "nrofdiscs", "discs"})
IMDB_IDS = (
    "const", "tconst", "imdbid", "imdb", "imdbnumber", "imdburl", "imdblink", "imdbtt", "imdbtitleid",
)  # fmt: skip
TMDB_IDS = (
    "tmdbid", "tmdb", "themoviedbid", "themoviedb", "moviedbid", "tmdbmovieid", "tmdburl", "tmdblink",
)  # fmt: skip
ADDRESSES = (
    "url", "link", "uri", "letterboxduri", "guid", "id", "path", "externalid", "externalids", "guids",
)  # fmt: skip
KINDS = (
    "titletype", "type", "mediatype", "contenttype", "itemtype", "animetype", "videotype", "kind",
)  # fmt: skip
PLAIN = frozenset({
    "date", "rating", "yourrating", "genre", "genres", "director", "directors", "runtime", "watcheddate",
    "watchedat",
})  # fmt: skip
"""Columns that make a table of a file with titles, though they do not say which movie is meant."""

_SURE = frozenset({"imdbid", "tmdbid", "tconst", "imdburl"})
_EMPTY_IS_NO = (
    "seen", "seenit", "watched", "isseen", "iswatched", "haswatched", "viewed", "gesehen", "vu", "visto",
    "vista",
)  # fmt: skip
_DONE = (
    *_EMPTY_IS_NO, "checked", "played", "status", "watchlist", "watchstatus", "watchedstatus",
    "progressstatus", "playcount", "viewcount", "plays", "visionne",
)  # fmt: skip
_NOT_DONE = frozenset({
    "no", "false", "0", "n", "nein", "non", "unwatched", "unseen", "notseen", "notwatched", "plantowatch",
    "planning", "planned", "plannedtowatch", "wanttowatch", "towatch", "wanttosee", "watchlist", "toseen",
    "todo", "ungesehen", "nonvu", "noplays", "notstarted", "нет", "想看",
})  # fmt: skip
_STATES = frozenset({"completed", "watched", "watching", "hold", "dropped"})
_FILMS = frozenset({
    "movie", "movies", "film", "films", "feature", "short", "video", "documentary", "special", "фильм",
    "película", "pelicula", "spielfilm",
})  # fmt: skip
_SERIES = frozenset({
    "tv", "series", "serie", "seri", "serien", "show", "shows", "tvshow", "tvshows", "tvseries",
    "tvminiseries", "miniseries", "miniserie", "season", "seasons", "staffel", "tvseason", "podcast",
    "podcastseries", "сериал", "сериалы", "минисериал", "fernsehserie", "episode", "episodes", "tvepisode",
    "podcastepisode", "folge", "эпизод",
})  # fmt: skip
_PEOPLE = frozenset({"person", "people", "actor", "actress", "artist", "crew", "cast"})
_OTHERS = {
    "anime": "anime", "manga": "manga", "game": "games", "games": "games", "videogame": "games",
    "boardgame": "games", "book": "books", "books": "books", "audiobook": "books", "comic": "comics",
    "comics": "comics", "album": "music", "song": "music", "musicvideo": "music", "music": "music",
    "track": "music", "audio": "music",
}  # fmt: skip
_OF_A_SERIES = (
    r"season|series|staffel|saison|temporada|stagione|seizoen|sezon|säsong|sæson|sesong|kausi|évad|сезон|シーズン"
    r"|시즌|part|volume|vol\.|book|chapter|collection|teil|partie|parte|livre|libro|volumen|buch|kapitel"
)
_SEASON = re.compile(
    rf":\s?(?:(?:{_OF_A_SERIES})\s?\d{{1,3}}|limited series|mini-?series?|miniserie|season \w{{3,6}}"
    r"|第\s?[\d一二三四五六七八九十]{1,3}\s?季)\s?:",
    re.IGNORECASE,
)


def column(name: object) -> str:
    """The name of a column in small letters without accents, spaces and signs."""
    decomposed = unicodedata.normalize("NFKD", str(name)[:100].casefold())
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFC", re.sub("[\u0300-\u036f]", "", decomposed)))


def is_header(names: set[str]) -> bool:
    """Whether a line with these columns heads a table of movies: they tell which ones are meant."""
    telling = {*YEARS, *RELEASES, *IMDB_IDS, *TMDB_IDS, *OTHER_TITLES, *KINDS}
    return bool(names & _SURE) or bool(names.intersection(TITLES) and names & telling)


def kind_of(text: str) -> str | None:
    """What a type such as ``TV Mini Series`` or ``person`` is, in the plural; ``None`` for movies."""
    words = set(re.split(r"[\W_]+", text.casefold()))
    joined = "".join(re.split(r"[\W_]+", text.casefold()))
    if joined in _OTHERS:
        return _OTHERS[joined]
    words.add(joined)
    if words & _FILMS and not words & _OTHERS.keys() and not words & {"series", "episode", "season"}:
        return None
    if words & _SERIES:
        return "series"
    return "people" if words & _PEOPLE else None


def is_episode(title: str) -> bool:
    """Whether a title is ``Series: Season 1: Episode``, as Netflix writes it in several languages."""
    return _SEASON.search(title) is not None


def done(row: Mapping[str, Any]) -> bool | None:
    """Whether a row says that its movie was watched; ``None`` if it does not say."""
    for name in (name for name in _DONE if name in row):
        value = row[name]
        text = column(value) if isinstance(value, (str, int, float)) else ""
        if text in _NOT_DONE or (not text and name in _EMPTY_IS_NO):
            return False
        # A column "Watchlist" with "yes" says that the movie is wanted, not that it was watched.
        if text and (name != "watchlist" or text in _STATES):
            return True
    return None

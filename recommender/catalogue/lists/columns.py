"""The names of the columns that exports and spreadsheets of movies have, and the words for other things."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from recommender.catalogue.cells.values import MISSING
from recommender.catalogue.columns import USUAL_NAMES
from recommender.text import clean_text

_PLAIN_LETTERS = str.maketrans("ıłøđ", "ilod")
_LONGEST_TICK = 100


def _folded(text: str) -> str:
    """The text in small letters without accents, also those that Unicode takes for a part of a letter."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN_LETTERS))
    return unicodedata.normalize("NFC", re.sub("[\u0300-\u036f]", "", decomposed))


def column(name: object) -> str:
    """The name of a column in small letters without accents, spaces and signs."""
    return re.sub(r"[\W_]+", "", _folded(str(name)[:100]))


# All names below are written as ``column`` returns them, which has no accents and no last sigma.
_USUAL_TITLES = tuple(map(column, USUAL_NAMES["title"]))
_USUAL_YEARS = tuple(name for name in map(column, USUAL_NAMES["year"]) if name != "date")
"""In a list, a column that is only called "Date" says when the movie was seen."""
TITLES = (
    "movietitle", "filmtitle", "moviename", "filmname", "primarytitle", "title", "name", "movie", "film",
    "movies", "films", "titre", "titrefrancais", "titredufilm", "filmtitel", "titel", "titulo",
    "titulodelapelicula", "titulodofilme", "pelicula", "titolo", "titolodelfilm", "tytul", "tytulpolski",
    "tytulfilmu", "nazev", "nazevfilmu", "nazov", "nazovfilmu", "nimi", "elokuva", "elokuvannimi", "cim",
    "filmcime", "baslik", "filmadi", "titlu", "otsikko", "tittel", "filmnavn", "название", "названиефильма",
    "русскоязычноеназвание", "русскоеназвание", "фильм", "назва", "片名", "电影", "電影", "电影名",
    "电影名称", "電影名稱", "标题", "標題", "中文名", "タイトル", "映画", "映画名", "作品名", "제목",
    "영화", "영화제목", "τιτλοσ", "ταινια", "nameofmovie", "nameofthemovie", "nameoffilm", "nameofthefilm",
    "titleofmovie", "titleoffilm", "nomedofilme", "nombredelapelicula", "nomdufilm", "nomefilm", "nome",
    "nombre", "nom", "titleen", "content", *_USUAL_TITLES,
)  # fmt: skip
OTHER_TITLES = (
    "originaltitle", "originalname", "original", "titleoriginal", "originalmovietitle", "englishtitle",
    "englishname", "titleenglish", "internationaltitle", "localizedtitle", "localtitle", "alternativetitle",
    "alternatetitle", "aka", "alsoknownas", "titreoriginal", "titreoriginel", "titrevo", "originaltitel",
    "titulooriginal", "titolooriginale", "tytuloryginalny", "originalninazev", "оригинальноеназвание",
    "原名", "外文名", "原題", "원제", "titleen", "titleoriginallanguage", "originaltittel", "nomeoriginal",
    "orijinaladi", "originalnazov", "alkuperainennimi", "oorspronkelijketitel", "sorttitle", "titlesort",
)  # fmt: skip
YEARS = (
    "moviereleaseyear", "movieyear", "filmyear", "year", "yearofrelease", "releaseyear", "productionyear",
    "yearofproduction", "yearproduced", "yr", "yearpublished", "originalpublicationyear", "startyear",
    "annee", "anneedesortie", "anneedeproduction", "anneedeprod", "anneederealisation", "jahr",
    "erscheinungsjahr", "produktionsjahr", "veroffentlichungsjahr", "jahrkino", "ano", "anodeestreno",
    "anodelancamento", "anodeproduccion", "anodeproducao", "anno", "annodiuscita", "annodiproduzione",
    "rok", "rokprodukcji", "rokpremiery", "rokvyroby", "rokvydani", "ar", "utgivningsar", "produktionsar",
    "udgivelsesar", "utgivelsesar", "produksjonsar", "vuosi", "julkaisuvuosi", "valmistusvuosi", "jaar",
    "jaarvanuitgave", "ev", "megjelenesev", "yil", "yapimyili", "anulaparitiei", "godina", "ετοσ", "год",
    "годвыпуска", "годвыхода", "рік", "年份", "年代", "年", "上映年份", "发行年份", "發行年份", "公開年",
    "製作年", "연도", "년도", "개봉년도", "개봉연도", "제작년도", "moviereleasedate",
    *(name for name in _USUAL_YEARS if "year" in name),
)  # fmt: skip
RELEASES = (
    "releasedate", "released", "release", "releasedon", "firstreleased", "firstreleasedate",
    "originallyreleased", "theatricalrelease", "usrelease", "premiered", "premiere", "premieredate",
    "datesortie", "datedesortie", "sortie", "kinostart", "erscheinungsdatum", "veroffentlichung",
    "veroffentlichungsdatum", "erstausstrahlung", "datadiuscita", "uscita", "fechadeestreno", "estreno",
    "fechadelanzamiento", "datadelancamento", "lancamento", "estreia", "premiera", "premjera",
    "datapremiery", "датавыхода", "датапремьеры", "премьера", "公開日", "公开日期", "上映日", "上映日期",
    "发行日期", "發行日期", "개봉일", "originallyavailableat",
    *(name for name in _USUAL_YEARS if "year" not in name),
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
LOOSE_KINDS = (
    "category", "categories", "media", "medium", "format", "typ", "tipo", "tur", "kategorie", "categorie",
    "categoria", "kategoria", "тип",
)  # fmt: skip
"""Columns that say what a row is, or the genre, or the kind of disc."""
PLAIN = frozenset({
    "date", "rating", "yourrating", "genre", "genres", "director", "directors", "runtime", "watcheddate",
    "watchedat",
})  # fmt: skip
"""Columns that make a table of a file with titles, though they do not say which movie is meant."""

_SURE = frozenset({"imdbid", "tmdbid", "tconst", "imdburl"})
_TICKS = (
    "seen", "seenit", "watched", "watchedit", "isseen", "iswatched", "haswatched", "haveseen", "ihaveseen",
    "seenbyme", "seenyn", "watchedyn", "viewed", "done", "completed", "finished", "checked", "played",
    "gesehen", "geschaut", "vu", "visionne", "visto", "vista", "visionato", "assistido", "gezien",
    "bekeken", "obejrzany", "obejrzane", "zhlednuto", "videno", "nahty", "katsottu", "izlendi", "izledim",
    "latott", "просмотрено", "просмотрен", "看过", "看過", "已看", "観た", "見た", "playcount", "viewcount",
    "watchcount", "timeswatched", "timesseen", "plays",
)  # fmt: skip
"""Columns with a tick, a date, a count or any word for each movie that was watched."""
_STATUSES = ("status", "watchstatus", "watchedstatus", "progressstatus", "estado", "statut", "stato")
"""Columns with a word for each movie, of which only some mean that it was watched."""
_NOT_DONE = frozenset({
    "unwatched", "unseen", "unplayed", "plantowatch", "towatch", "towatchlist", "tosee", "toseen", "todo",
    "watchlater", "mywatchlist", "moviewatchlist", "ungesehen", "nonvu", "avoir", "aregarder", "davedere",
    "porver", "paraver", "aver", "zusehen", "zuschauen", "doobejrzenia", "kshlednuti", "tekijken", "attse",
    "katsottava", "izlenecek", "megnezendo", "noplays", "needsaction", "wantlist", "bucketlist",
})  # fmt: skip
_NOT_DONE_FIRST = frozenset({
    "no", "not", "n", "na", "never", "nope", "nah", "none", "null", "nan", "nil", "false", "off", "yet",
    "havent", "haven", "didnt", "unseen", "unwatched", "want", "wants", "wanted", "plan", "plans",
    "planned", "planning", "plantowatch", "towatch", "to", "watch", "watchlist", "wish", "wishlist",
    "queue", "queued", "backlog", "later", "soon", "upcoming", "pending", "interested", "uninterested",
    "notinteresting", "must", "should", "need", "maybe", "next", "todo", "nein", "nicht", "noch", "kein",
    "geplant", "vorgemerkt", "merkliste", "wunschliste", "non", "pas", "jamais", "envie", "prevu", "por",
    "pendiente", "pendientes", "nunca", "quiero", "nao", "pendente", "quero", "voglio", "nie", "chce",
    "planowane", "ne", "neni", "nem", "nej", "nei", "inte", "ikke", "ei", "nee", "niet", "nog", "hayir",
    "degil", "yok", "nu", "οχι", "нет", "не", "ні", "никогда", "хочу", "буду", "планирую", "запланировано",
})  # fmt: skip
_NOT_DONE_BEGINNINGS = (
    "否", "未", "没", "沒", "不", "想", "要", "待", "いいえ", "まだ", "観たい", "見たい", "아니", "안",
    "못", "보고싶",
)  # fmt: skip
"""For languages without spaces."""
_DONE_WORDS = frozenset({
    "completed", "complete", "finished", "done", "watched", "seen", "viewed", "played", "watching",
    "rewatching", "rewatched", "current", "repeating", "inprogress", "started", "hold", "paused", "dropped",
    "abandoned", "stopped", "history", "diary", "rated", "ratings", "gesehen", "geschaut", "angesehen",
    "abgeschlossen", "fertig", "vu", "vue", "vus", "visionne", "termine", "fini", "visto", "vista",
    "vistos", "vistas", "terminado", "completado", "finalizado", "assistido", "assistidos", "concluido",
    "visionato", "completato", "finito", "obejrzane", "obejrzany", "obejrzalem", "ukonczone", "zhlednuto",
    "videno", "gezien", "bekeken", "sett", "sedd", "set", "nahty", "katsottu", "izlendi", "izledim",
    "latott", "megneztem", "просмотрено", "просмотрен", "просмотрела", "смотрел", "посмотрел", "看过",
    "看過", "已看", "已看过", "看了", "在看", "観た", "見た", "視聴済み", "視聴済", "鑑賞済み", "鑑賞済",
    "봤음", "완료",
})  # fmt: skip
_YES = frozenset({
    "yes", "y", "true", "x", "1", "ja", "j", "oui", "si", "sim", "tak", "ano", "да", "evet", "是", "はい",
    "예", "ok",
})  # fmt: skip
_YES_SIGNS = frozenset("✓✔✅☑☒🗹🗸√★⭐👁👀🟢👍●•+*■")
_NO_SIGNS = frozenset("✗✘❌❎✖✕×☓☐⬜◻◽▢□🔲🔳☆○◌❍⭕🚫⛔🔴👎❓❔⏳⌛🔜-–—−…?.~")
_NO_PLAYS = re.compile("0+x?")
"""The beginning of ``0``, ``0.0``, ``0x`` and ``0000-00-00``."""
_AROUND_TICKS = " []()\"'\ufe0f"
_FILMS = frozenset({
    "movie", "movies", "film", "films", "feature", "short", "video", "documentary", "special", "фильм",
    "pelicula", "spielfilm",
})  # fmt: skip
_SERIES = frozenset({
    "tv", "series", "serie", "seri", "serien", "show", "shows", "tvshow", "tvshows", "tvseries",
    "tvminiseries", "miniseries", "miniserie", "season", "seasons", "staffel", "tvseason", "podcast",
    "podcastseries", "сериал", "сериалы", "минисериал", "fernsehserie", "episode", "episodes", "tvepisode",
    "podcastepisode", "folge", "эпизод", "serial", "seriale", "serialy", "serija", "teleserie",
    "telenovela", "seriado", "sorozat", "sarja", "dizi", "dizisi", "電視劇", "电视剧", "电视剧集", "連續劇",
    "连续剧", "劇集", "剧集", "テレビ番組", "テレビドラマ", "ドラマ", "드라마", "시리즈",
})  # fmt: skip
_PEOPLE = frozenset({"person", "people", "actor", "actress", "artist", "crew", "cast"})
_OTHERS = {
    "anime": "anime", "manga": "manga", "game": "games", "games": "games", "videogame": "games",
    "boardgame": "games", "book": "books", "books": "books", "audiobook": "books", "comic": "comics",
    "comics": "comics", "album": "music", "song": "music", "musicvideo": "music", "music": "music",
    "track": "music", "audio": "music", "note": "notes", "section": "headings",
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


def is_header(names: set[str]) -> bool:
    """Whether a line with these columns heads a table of movies: they tell which ones are meant."""
    telling = {*YEARS, *RELEASES, *IMDB_IDS, *TMDB_IDS, *OTHER_TITLES, *KINDS}
    return bool(names & _SURE) or bool(names.intersection(TITLES) and names & telling)


def kind_of(text: str) -> str | None:
    """What a type such as ``TV Mini Series`` or ``person`` is, in the plural; ``None`` for movies."""
    words = set(_words(text))
    joined = column(text)
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
    """Whether a row says that its movie was watched; ``None`` if it does not say.

    A tick may be any sign or word but those for "no". A status is a known word, or else it does not count.
    """
    ticks = (_is_ticked(row[name], name) for name in (*_TICKS, *_STATUSES) if name in row)
    if (ticked := next((tick for tick in ticks if tick is not None), None)) is not None:
        return ticked
    # A column "Watchlist" with "yes" says that the movie is wanted, not that it was watched.
    return means_watched(clean_text(row.get("watchlist"))[:_LONGEST_TICK])


def means_watched(text: str) -> bool | None:
    """Whether a status, or the name of a list, stands for watched movies; ``None`` if it does not say.

    ``Completed`` does, ``Plan to watch`` and ``watchlist`` do not.
    """
    words = _words(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", text))
    joined = "".join(words)
    if not joined:
        return None
    if joined in _NOT_DONE or words[0] in _NOT_DONE_FIRST or joined.startswith(_NOT_DONE_BEGINNINGS):
        return False
    return True if joined in _DONE_WORDS or not _DONE_WORDS.isdisjoint(words) else None


def _is_ticked(value: Any, name: str) -> bool | None:
    """What a cell of a column of ticks or statuses says."""
    if isinstance(value, (bool, list)):
        return bool(value)
    if isinstance(value, dict):
        return None
    text = clean_text(value)[:_LONGEST_TICK].strip(_AROUND_TICKS)
    if not text or text.casefold() in MISSING or text[0] in _NO_SIGNS:
        return False
    if (watched := means_watched(text)) is not None:
        return watched
    words = _words(text)
    if words and _NO_PLAYS.fullmatch(words[0]):
        return False
    return name in _TICKS or column(text) in _YES or text[0] in _YES_SIGNS


def _words(text: str) -> list[str]:
    return list(filter(None, re.split(r"[\W_]+", _folded(text))))

"""Reads the titles of movies from the names of their files.

guessit was measured: 14 ms a name, 4 MB with what it needs, "Dune" for ``Dune.Part.Two.2024.mkv`` and nothing
for ``300.mkv``. parse-torrent-title takes 2 ms and has one reading of each name, where a list needs several.
"""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from recommender.catalogue.lists.listed import Name, NotFilm, distinct

_EXTENSION = re.compile(
    r"(?:(?:\.(?:en|eng|english|de|ger|fr|fre|spa|ita|pt|nl|pl|ru|forced|sdh|cc)){0,2}\.(?:srt|sub|ass|vtt|idx)"
    r"|\.(?:3gp|asf|avi|divx|flv|img|iso|m2ts|m4v|mk3d|mkv|mov|mp4|mpe?g|mts|nfo|ogm|ogv|rmvb|strm|ts|vob|webm"
    r"|wmv))$",
    re.IGNORECASE,
)
_RELEASE = re.compile(
    r"(?<![^\W_])(?:[1248]k|uhd|\d{3,4}[pi]|blu-?ray|b[dr]-?rip|bdremux|remux|dvd(?:-?rip|scr|9|5)?|hdtv"
    r"|web(?:-?dl|-?rip)?|cam|telesync|vhs-?rip|[xh][ .]?26[45]|hevc|avc|xvid|divx|av1|10bit|hdr(?:10)?|aac"
    r"|ac3|dts|truehd|atmos|flac|mp3|multi|dual|dubbed|subbed|vostfr|truefrench|proper|repack|internal|extended"
    r"|unrated|uncut|theatrical|remastered|limited|criterion|(?:directors?|final)[ .]cut"
    r"|(?:special|collectors?)[ .]edition|imax|3d|cd\d|disc\d)"
    r"(?![^\W_])",
    re.IGNORECASE,
)
_EPISODE = re.compile(
    r"(?<![^\W_])(?:s\d{1,2}[ ._-]?e\d{1,3}|\d{1,2}x\d{2,3}"
    r"|(?:season|staffel|saison|temporada|stagione|seizoen|sezon|s[äæ]song?|kausi|сезон)[ ._-]?\d{1,2})"
    r"(?![^\W_])",
    re.IGNORECASE,
)
_SEASON_FOLDER = re.compile(r"s\d{1,2}", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(18[7-9]\d|19\d\d|20\d\d)(?!\d)")
_DATED_RELEASE = re.compile(rf"\s{_YEAR.pattern}\s(?={_RELEASE.pattern})", re.IGNORECASE)
_POSITION = re.compile(r"\d{1,3}\s?[-–.]\s")
_NO_TITLE = re.compile(
    r"\d{5}|(?:video|audio)_ts|vts_\d\d_\d|movie|film|video|index|main|feature|sample|title\d*|stream|bdmv",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"[\\/]+")
_FROM_A_ROOT = re.compile(r"(?:~?/|\.{1,2}/|[A-Za-z]:\\|\\\\)\S")
_GROUP = re.compile(r"\[[^\]]{0,40}\]|\{[^}]{0,40}\}")
_MOST_FOLDERS = 5
_MOST_WORDS = 5


def file_readings(text: str) -> tuple[Name, ...] | NotFilm | None:
    """What a file's name or path may mean, most likely first; ``None`` if the text is neither.

    A file is known by its extension, a path by how it begins, and a release by its dots and its year or
    format (``Alien.1979.1080p.BluRay``).
    """
    text = unquote(text[7:]) if text[:7].lower() == "file://" else text.strip("\"'")
    path = _EXTENSION.search(text) is not None or _FROM_A_ROOT.match(text) is not None
    if not path and not _is_release(text):
        return None
    parts = [part for part in _BETWEEN.split(text) if part.strip()] if path else [text]
    if not parts:
        return None
    if any(_EPISODE.search(part) for part in parts) or any(map(_SEASON_FOLDER.fullmatch, parts[:-1])):
        return NotFilm("series")
    found: list[Name] = []
    stems = [_EXTENSION.sub("", part) for part in parts[-_MOST_FOLDERS:]]
    for stem in reversed([stem for stem in stems if not _NO_TITLE.fullmatch(stem)]):
        # A folder without a year may be a genre, or a shelf.
        found += [name for name in _names(stem) if not found or name.year is not None]
        if number := _POSITION.match(stem):
            # A number without a year is an episode's.
            found += [name for name in _names(stem[number.end() :]) if name.year is not None]
    return distinct(found) or None


def _is_release(text: str) -> bool:
    """Whether dots or underscores join the words, with a year or a format, or a format follows a year."""
    if " " in text:
        return _DATED_RELEASE.search(text) is not None
    if not ("." in text or "_" in text):
        return False
    later = text[1:].replace("_", ".")
    return bool(_YEAR.search(later) or (later.count(".") > 1 and _RELEASE.search(later)))


def _names(stem: str) -> Iterator[Name]:
    """The readings of a name without its extension: each year behind a word may be the movie's."""
    text = stem if " " in stem else re.sub(r"[._]+", " ", stem)
    text = text if " " in text else text.replace("-", " ")
    release = next((match.start() for match in _RELEASE.finditer(text) if match.start()), len(text))
    years = [match for match in _YEAR.finditer(text) if text[: match.start()].strip(" ([{-")]
    bracketed = next((match for match in years if text[match.start() - 1] in "([{"), None)
    if bracketed:
        before = text[: bracketed.start()]
        yield Name(_title(before), int(bracketed[1]))
        yield Name(_title(_GROUP.sub(" ", before)), int(bracketed[1]))
        return
    early = [match for match in years if match.start() <= release] or years[:1]
    for match in reversed(early):
        dated = Name(_title(text[: match.start()]), int(match[1]))
        whole = Name(_title(text[: match.end()]), None)
        # "Blade Runner 2049.mkv": a year alone may belong to the title.
        yield from (whole, dated) if len(early) == 1 else (dated, whole)
        yield Name(_title(text[: min(release, match.start())]), int(match[1]))
    if not early:
        # "Bigger Longer Uncut 1080p": the first word that could be a format may belong to the title.
        ends = [match.start() for match in _RELEASE.finditer(text) if match.start()][:_MOST_WORDS]
        for part in (text[:end] for end in (*ends, len(text))):
            yield from (Name(_title(one), None) for one in (part, _GROUP.sub(" ", part)))


def _title(text: str) -> str:
    return " ".join(text.rstrip(" ([{-–._").lstrip(" -–._").split())

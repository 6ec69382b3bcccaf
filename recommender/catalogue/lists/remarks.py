"""Reads the remarks in brackets behind titles: "(TV series)", "(2019 remake)", "(not seen yet)"."""

import re

from recommender.catalogue.lists.columns import kind_of
from recommender.catalogue.lists.listed import NotFilm

_REMARK = re.compile(r"(?<=[^\s(\[{])\s?[(\[{]([^()\[\]{}]{2,60})[)\]}]")
_YEAR = re.compile(r"(?<![\d/.-])(18[7-9]\d|19\d\d|20\d\d)(?!\d|-\d)")
_SHORT_YEAR = re.compile(r"['’‘](\d\d)")
_YEARS_OF_A_SERIES = re.compile(r"(?:19|20)\d\d\s?[-–—]\s?(?:(?:19|20)\d\d|present|now)?\s?")
_NO_FILMS = frozenset({"series", "books", "games", "comics"})
_BESIDE_A_KIND = frozenset({
    "a", "the", "us", "uk", "american", "british", "animated", "limited", "mini", "web", "original", "video",
    "comic", "netflix", "hbo", "bbc", "fx", "nbc", "amazon", "apple",
})  # fmt: skip
_OTHER_DATE = re.compile(
    r"watched|seen|viewed|cut\b|edition|restor|remaster|re-?release|blu-?ray|\bdvd|"
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}[.,]? \d{4}",
    re.IGNORECASE,
)
"""What a year is of that is not the year of the film: "(Final Cut, 2007)", "(seen 2020)"."""
_WANTED = re.compile(
    r"\b(?:not (?:yet )?(?:seen|watched)|un(?:seen|watched)|haven['’]?t (?:yet )?(?:seen|watched)|"
    r"(?:to|wanna|must)[ -]?(?:re)?(?:see|watch)|want(?: to|ed)?\b|watch(?:[ -]?list|[ -]later)|wish[ -]?list"
    r"|plan(?:ned|ning)?\b|queued?\b|backlog|up next|to[ -]?do|(?:noch )?(?:nicht|un)[ -]?gesehen|noch sehen"
    r"|(?:à|a) voir|por ver|pendientes?|da vedere|do obejrzenia|att se)\b",
    re.IGNORECASE,
)


def no_film(text: str) -> NotFilm | None:
    """What a text names if a remark says that it is no film: ``Fargo (TV series)``."""
    for match in _REMARK.finditer(text):
        if _YEARS_OF_A_SERIES.fullmatch(match[1]):
            return NotFilm("series")
        if match[1].casefold() == "tv" and text[: match.start()].endswith(")"):
            # "(1995) (TV)" is how IMDb wrote that a film was made for television.
            continue
        words = [word for word in re.split(r"[\W\d_]+", match[1].casefold()) if word]
        kinds = {kind_of("book" if word == "novel" else word) for word in words if word not in _BESIDE_A_KIND}
        if len(kinds) == 1 and (kind := kinds.pop()) in _NO_FILMS:
            return NotFilm(kind)
    return None


def year_in_remark(text: str) -> tuple[str, list[int]]:
    """The text before the first remark with a year of the film, and the years that it may be, if any."""
    for match in _REMARK.finditer(text):
        year = _YEAR.search(match[1]) or _SHORT_YEAR.fullmatch(match[1])
        if year and not _OTHER_DATE.search(match[1]):
            return text[: match.start()], years_of(year[1])
    return text, []


def years_of(digits: str) -> list[int]:
    """The years that ``1995`` or ``95`` may mean."""
    return [int(digits)] if len(digits) == 4 else [1900 + int(digits), 2000 + int(digits)]


def says_wanted(text: str) -> bool:
    """Whether a heading says that what follows is still to be watched."""
    return _WANTED.search(text) is not None


def is_wanted(text: str) -> bool:
    """Whether a remark behind a title says that the film is still to be watched."""
    return any(says_wanted(match[1]) for match in _REMARK.finditer(text))

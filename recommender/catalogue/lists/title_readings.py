"""Reads a title with what people write around it: a year, a rating, a date, a remark.

A title may itself look like any of these ("1984", "Blade Runner 2049", "50/50"). So each text has several
readings, and whoever knows the titles takes the first that fits.
"""

import re
from collections.abc import Iterator

from recommender.catalogue.lists.listed import Name, distinct
from recommender.catalogue.lists.remarks import year_in_remark, years_of

_YEAR = r"(18[7-9]\d|19\d\d|20\d\d)"
_YEAR_IN_BRACKETS = re.compile(rf"[(\[{{]\s?{_YEAR}\s?[)\]}}]")
_YEAR_AT_THE_END = re.compile(rf"(?:[\s,;|/:–—\"-]{_YEAR}[\"”]?|\s['’‘](\d\d))$")
_YEAR_IN_FRONT = re.compile(rf"^(?:[\"“]?{_YEAR}[\"”]?(?:\s?[,;|:–—-]{{1,5}}\s?|\s)|[(\[]{_YEAR}[)\]]\s)")
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_DATE = (
    r"(?:\d{4}([-/])\d{1,2}\1\d{1,2}|\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d\d)"
    rf"|{_MONTH}\s\d{{1,2}},?\s\d{{4}}|\d{{1,2}}\.?\s{_MONTH}\s\d{{4}})"
)
_DATE_IN_FRONT = re.compile(rf"^[(\[]?{_DATE}[)\]]?[\s,;|:–—-]{{1,5}}", re.IGNORECASE)
_DATE_AT_THE_END = re.compile(
    rf"[\s,;|:–—-]{{1,5}}[(\[]?(?:(?:watched|seen)(?: on)? )?{_DATE}[)\]]?$", re.IGNORECASE
)
_STARS = r"(?:[★☆⭐🌟✩✪✭✮✯][★☆⭐🌟✩✪✭✮✯½\ufe0f\s]{0,20}|½)"
_OUT_OF = (
    r"(?:\d{1,3}(?:[.,]\d{1,2})?\s?(?:/|out of)\s?(?:4|5|6|10|20|100)"
    r"|\d{1,2}(?:[.,]\d)?(?:\s?\*|\s(?:stars?|sterne|[eé]toiles)))"
)
_DECIMAL = r"(?:10|\d)[.,]\d{1,2}"
_BETWEEN = r"[\s,;|:–—-]{1,5}"
_RATING_BEHIND = re.compile(
    rf"(?:(?:{_BETWEEN})?{_STARS}|{_BETWEEN}[(\[]?(?:rating:? |rated )?(?:{_OUT_OF}|\d{{1,3}}\s?%)[)\]]?"
    rf"|\s?[,;|:–—-]?\s?[(\[]{_DECIMAL}[)\]]|\s?[;|:–—]\s?{_DECIMAL}|,?\s[–—-]?\s?{_DECIMAL})$",
    re.IGNORECASE,
)
_RATING_IN_FRONT = re.compile(
    rf"^(?:(?:{_STARS}|[(\[]?{_OUT_OF}[)\]]?){_BETWEEN}|{_DECIMAL}\s?[;|:–—-]\s?)", re.IGNORECASE
)
_WHOLE_RATING_BEHIND = re.compile(r"(?:\s?(?:[,;|:=–—-]{1,2}|=>|\.{3})\s?(?:10|\d)|\s?[(\[](?:10|\d)[)\]])$")
_ALSO_KNOWN_AS = re.compile(r"\sa\.?k\.?a\.?:?\s", re.IGNORECASE)
_MOST_BRACKETS = 4
_LONGEST_RATING = 40
_LONGEST_MARKED = 250
"""Characters. A longer text is taken as it is: no title is as long, and patterns would take their time."""
_AROUND = " \t,;|:–—-"
_NARROW = str.maketrans({"（": " (", "）": ")", "［": " [", "］": "]", "【": " [", "】": "]"})
_QUOTES = {'"': '"', "“": "”", "„": "“", "«": "»", "‘": "’", "'": "'", "*": "*", "_": "_", "`": "`"}


def readings(text: str, year: int | None = None) -> tuple[Name, ...]:
    """What a text may name, most likely first; none for a text without letters, digits or signs.

    With a ``year`` that is known from elsewhere, the readings keep to it, except for a year in brackets.
    """
    if len(text) > _LONGEST_MARKED:
        return distinct([Name(text, year)])
    return distinct(_readings(_unquoted(text.translate(_NARROW)), year, trim=2))


def is_rated(text: str) -> bool:
    """Whether a rating follows, or a whole number in brackets or behind a sign, which may be one."""
    behind = text[-_LONGEST_RATING:]
    return bool(_WHOLE_RATING_BEHIND.search(behind) or _RATING_BEHIND.search(behind))


def without_whole_rating(text: str) -> str:
    """The text without such a whole number."""
    return _WHOLE_RATING_BEHIND.sub("", text)


def _readings(text: str, year: int | None, *, trim: int) -> Iterator[Name]:
    """The readings of a text; ``trim`` is how many ratings or dates may be cut off."""
    for match in _YEAR_IN_BRACKETS.finditer(text):
        # "Blade Runner (1982) (2007)" is a cut of 2007: the first year is the movie's.
        if before := text[: match.start()].strip(_AROUND):
            yield from _dated(before, [int(match[1])])
            return
    yield Name(_unquoted(text), year)
    before, years = year_in_remark(text)
    if years := [one for one in years if year in (None, one)]:
        # "The Lion King (2019 remake)" is not the older film.
        yield from _dated(before, years)
        return
    yield from _named(text, year)
    if behind := _YEAR_AT_THE_END.search(text):
        of_movie = years_of(behind[1] or behind[2])
        yield from _dated(text[: behind.start()], [one for one in of_movie if year in (None, one)])
    if trim:
        for part in _trimmed(text):
            yield from _readings(part, year, trim=trim - 1)
    if (front := _YEAR_IN_FRONT.match(text)) and year is None:
        yield from _named(text[front.end() :].strip(_AROUND), int(front[1] or front[2]))


def _dated(text: str, years: list[int]) -> Iterator[Name]:
    """The readings of a text before one of these years."""
    before = text.strip(_AROUND)
    for part in (before, *_trimmed(before)):
        yield from (name for year in years for name in _named(part, year))


def _trimmed(text: str) -> list[str]:
    """The text without a rating or a date around it, in each way that it has one."""
    patterns = (_RATING_BEHIND, _DATE_AT_THE_END, _DATE_IN_FRONT, _RATING_IN_FRONT)
    cut = (pattern.sub("", text, count=1).strip(_AROUND) for pattern in patterns if pattern.search(text))
    return [part for part in cut if part]


def _named(text: str, year: int | None) -> Iterator[Name]:
    """A title, and its parts if other names stand in brackets behind it or after "aka"."""
    outer, inner = _unquoted(text), list[str]()
    yield Name(outer, year)
    while (
        outer.endswith((")", "]"))
        and (start := outer.rfind("(" if outer[-1] == ")" else "[")) > 0
        and len(inner) < _MOST_BRACKETS
    ):
        inner.append(outer[start + 1 : -1].strip())
        outer = outer[:start].strip(_AROUND)
    parts = _ALSO_KNOWN_AS.split(outer, maxsplit=_MOST_BRACKETS)
    if year is not None:
        parts += re.split(r"\s/\s", outer, maxsplit=_MOST_BRACKETS)
    for name in inner:
        other = re.sub(r"^a\.?k\.?a\.?:?\s", "", name, flags=re.IGNORECASE)
        # Without a year, a remark such as "(Drama)" could name another movie.
        if year is not None or other != name:
            parts.append(other)
    yield from (Name(part.strip(), year) for part in (outer, *parts))


def _unquoted(text: str) -> str:
    """The text without the quotation marks, stars or underlines around it."""
    for _ in range(4):
        text = text.strip()
        if len(text) < 3 or _QUOTES.get(text[0]) != text[-1] or text[0] in text[1:-1]:
            break
        text = text[1:-1]
    return text

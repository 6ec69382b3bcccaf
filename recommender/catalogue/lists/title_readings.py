"""Reads a title with what people write around it: a year, a rating, a date, a remark.

A title may itself look like any of these ("1984", "Blade Runner 2049", "50/50"). So each text has several
readings, and whoever knows the titles takes the first that fits.
"""

import re
from collections.abc import Iterator

from recommender.catalogue.lists.listed import Name, distinct

_YEAR = r"(18[7-9]\d|19\d\d|20\d\d)"
_YEAR_IN_BRACKETS = re.compile(rf"[(\[{{]\s?{_YEAR}\s?[)\]}}]")
_YEAR_IN_REMARK = re.compile(rf"[(\[](?:[^()\[\]]{{0,40}}[\s,;])?{_YEAR}(?:[\s,;–-][^()\[\]]{{0,40}})?[)\]]")
_YEAR_AT_THE_END = re.compile(rf"[\s,;|/:–—\"-]{_YEAR}[\"”]?$")
_YEAR_IN_FRONT = re.compile(rf"^(?:[\"“]?{_YEAR}[\"”]?(?:\s?[,;|:–—-]{{1,5}}\s?|\s)|[(\[]{_YEAR}[)\]]\s)")
_DATE = r"(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d\d))"
_DATE_IN_FRONT = re.compile(rf"^[(\[]?{_DATE}[)\]]?[\s,;|:–—-]{{1,5}}")
_DATE_AT_THE_END = re.compile(
    rf"[\s,;|:–—-]{{1,5}}[(\[]?(?:(?:watched|seen)(?: on)? )?{_DATE}[)\]]?$", re.IGNORECASE
)
_STARS = r"(?:[★☆⭐🌟✩✪✭✮✯][★☆⭐🌟✩✪✭✮✯½\ufe0f\s]{0,20}|½)"
_OUT_OF = r"\d{1,3}(?:[.,]\d{1,2})?\s?/\s?(?:5|10|100)"
_DECIMAL = r"(?:10|\d)[.,]\d{1,2}"
_BETWEEN = r"[\s,;|:–—-]{1,5}"
_RATING_BEHIND = re.compile(
    rf"(?:(?:{_BETWEEN})?{_STARS}|{_BETWEEN}[(\[]?(?:rating:? |rated )?(?:{_OUT_OF}|\d{{1,3}}\s?%)[)\]]?"
    rf"|\s?[,;|:–—-]?\s?[(\[]{_DECIMAL}[)\]]|\s?[;|:–—]\s?{_DECIMAL}|,?\s[–—-]?\s?{_DECIMAL})$",
    re.IGNORECASE,
)
_RATING_IN_FRONT = re.compile(rf"^(?:{_STARS}|[(\[]?{_OUT_OF}[)\]]?)[\s,;|:–—-]{{1,5}}")
_WHOLE_RATING_BEHIND = re.compile(r"\s?[,;|:–—-]\s?(?:10|\d)$")
_ALSO_KNOWN_AS = re.compile(r"\sa\.?k\.?a\.?:?\s", re.IGNORECASE)
_MOST_BRACKETS = 4
_LONGEST_MARKED = 250
"""Characters. A longer text is taken as it is: no title is as long, and patterns would take their time."""
_AROUND = " \t,;|:–—-"
_QUOTES = {'"': '"', "“": "”", "„": "“", "«": "»", "‘": "’", "'": "'", "*": "*", "_": "_", "`": "`"}


def readings(text: str, year: int | None = None) -> tuple[Name, ...]:
    """What a text may name, most likely first; none for a text without letters, digits or signs.

    With a ``year`` that is known from elsewhere, the readings keep to it, except for a year in brackets.
    """
    if len(text) > _LONGEST_MARKED:
        return distinct([Name(text, year)])
    return distinct(_readings(_unquoted(text), year, trim=2))


def is_rated(text: str) -> bool:
    """Whether a whole number follows a dash, a colon or a comma: a rating if most lines have one."""
    return _WHOLE_RATING_BEHIND.search(text) is not None


def without_whole_rating(text: str) -> str:
    """The text without such a number."""
    return _WHOLE_RATING_BEHIND.sub("", text)


def _readings(text: str, year: int | None, *, trim: int) -> Iterator[Name]:
    """The readings of a text; ``trim`` is how many ratings or dates may be cut off."""
    for match in _YEAR_IN_BRACKETS.finditer(text):
        # "Blade Runner (1982) (2007)" is a cut of 2007: the first year is the movie's.
        if before := text[: match.start()].strip(_AROUND):
            for part in (before, *_trimmed(before)):
                yield from _named(part, int(match[1]))
            return
    yield Name(_unquoted(text), year)
    if (remark := _YEAR_IN_REMARK.search(text)) and year in (None, int(remark[1])):
        yield from _named(text[: remark.start()].strip(_AROUND), int(remark[1]))
    yield from _named(text, year)
    if (behind := _YEAR_AT_THE_END.search(text)) and year in (None, int(behind[1])):
        yield from _named(text[: behind.start()].strip(_AROUND), int(behind[1]))
    if trim:
        for part in _trimmed(text):
            yield from _readings(part, year, trim=trim - 1)
    if (front := _YEAR_IN_FRONT.match(text)) and year is None:
        yield from _named(text[front.end() :].strip(_AROUND), int(front[1] or front[2]))


def _trimmed(text: str) -> list[str]:
    """The text without a rating or a date around it, in each way that it has one."""
    patterns = (_RATING_BEHIND, _DATE_AT_THE_END, _DATE_IN_FRONT, _RATING_IN_FRONT)
    cut = (pattern.sub("", text, count=1).strip(_AROUND) for pattern in patterns if pattern.search(text))
    return [part for part in cut if part]


def _named(text: str, year: int | None) -> Iterator[Name]:
    """A title, and its parts if other names stand in brackets behind it or after "aka"."""
    outer, inner = _unquoted(text), list[str]()
    yield Name(outer, year)
    while outer.endswith(")") and (start := outer.rfind("(")) > 0 and len(inner) < _MOST_BRACKETS:
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

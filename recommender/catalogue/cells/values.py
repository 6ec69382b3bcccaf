"""Parsers for single cells, which return a clean value or "unknown".

No parser raises: a cell that cannot be parsed is unknown. ``catalogue/rows.py`` decides whether a movie is
usable without it.
"""

import html
import math
import re
from typing import Any

from recommender.text import clean_text

MISSING = frozenset(
    {
        "", "#n/a", "(no genres listed)", "(null)", "-", "--", "<na>", "?", "[]", "\\n", "add a plot",
        "character(0)", "list()", "logical(0)", "n.a", "n/a", "na", "na_character_", "nan", "nat", "nil",
        "no description", "no description available", "no overview", "no overview available",
        "no overview found", "no overview yet", "no plot", "no plot available", "no synopsis", "none",
        "not available", "not specified", "null", "plot kept under wraps", "plot under wraps",
        "plot unknown", "series([], dtype: object)", "set()", "tba", "tbd", "undefined", "unknown",
    }
)  # fmt: skip
"""What programs and people write for a missing value, in small letters and without a full stop."""
_LONGEST_MISSING = 40
_MISSING_TITLES = frozenset({"", "#n/a", "<na>", "\\n", "n/a", "nan"})
"""There are films called Unknown and Null."""
_INLINE_TAG = re.compile(
    r"</?(?:a|abbr|b|em|font|i|mark|s|small|span|strong|sub|sup|tt|u)(?:\s[^<>]{0,500})?/?>", re.IGNORECASE
)
_UNSHOWN = re.compile(
    r"<!--.{0,2000}?-->|<(script|style)\b.{0,9000}?</\1>|<!\[CDATA\[|\]\]>", re.IGNORECASE | re.DOTALL
)
_BLOCK_TAG = re.compile(
    r"</?(?:blockquote|br|center|div|h[1-6]|hr|img|li|ol|p|pre|table|tbody|td|th|tr|ul)"
    r"(?:\s[^<>]{0,500})?\s?/?>",
    re.IGNORECASE,
)
"""Only tags of HTML: ``<3`` and ``<Untitled>`` are text."""
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]\w{1,31});")
"""With its semicolon: ``girls&notes`` is no entity."""
_MOST_ESCAPED = 3
"""How often a text may have been escaped: ``&amp;amp;`` is ``&``."""
_LARGEST_NUMBER_LENGTH = 40
_LONGEST_ADDRESS = 200
_YEAR = re.compile(r"(?<!\d)(18[7-9]\d|19\d\d|20\d\d)(?!\d)")
_IMDB_ID = re.compile(r"(?<![a-z0-9])tt\d{7,9}(?!\d)")
_IMDB_NUMBER = re.compile(r"\d{1,9}(?:\.0)?")
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?(?:[eE][+-]?\d{1,3})?")
_GROUPING_COMMA = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_COUNT = re.compile(
    r"(\d[\d.,'’ ]*?)\s*(k|mi?ll?ions?|mio\.?|m|b|billions?|lakh|thousand|tsd\.?)?"
    r"(?:\s*(?:votes?|ratings?|users?))?"
)
_GROUPED = re.compile(r"\d{1,3}(?:[.,'’ ]\d{2,3})*[.,'’ ]\d{3}")
_DECIMAL = re.compile(r"\d+(?:[.,]\d+)?")
_UNITS = {"": 1, "k": 1e3, "t": 1e3, "m": 1e6, "b": 1e9, "l": 1e5}
_MOST_VOTES = 10**10
"""More than there are people: a larger number is not a count."""


def plain_text(value: Any) -> str:
    """Like ``clean_text``, without the tags and entities of HTML: ``Salt &amp; <i>Thunder</i>``."""
    if isinstance(value, str):
        if value[:2] == '="' and value[-1] == '"':
            # So that Excel takes it as text.
            value = value[2:-1]
        value = without_entities(value)
        if "<" in value:
            value = _UNSHOWN.sub(" ", value) if "<!" in value or "</s" in value.casefold() else value
            value = _BLOCK_TAG.sub(" ", _INLINE_TAG.sub("", value))
    return clean_text(value)


def without_entities(text: str) -> str:
    """The text with the characters that entities of HTML stand for, also where they were escaped again."""
    for _ in range(_MOST_ESCAPED):
        if "&" not in text or (unescaped := _ENTITY.sub(_unescaped, text)) == text:
            break
        text = unescaped
    return text


def _unescaped(entity: re.Match[str]) -> str:
    return html.unescape(entity[0])


def known_text(value: Any) -> str:
    """Like ``plain_text``, but '' for placeholders of missing text ("N/A", "No overview found.")."""
    text = plain_text(value)
    return "" if len(text) <= _LONGEST_MISSING and text.casefold().rstrip(".") in MISSING else text


def known_title(value: Any) -> str:
    """Like ``known_text``, but a title may be a word such as "Unknown"."""
    text = plain_text(value)
    return "" if text.casefold() in _MISSING_TITLES else text


def parse_id(value: Any) -> str:
    """An id as text, or ''. Programs save a column of whole numbers with a gap as ``862.0``."""
    text = plain_text(value)
    if text == "-1" or text.casefold() in MISSING:
        return ""
    return text[:-2] if text.endswith(".0") and text[:-2].isdecimal() else text


def parse_year(value: Any) -> int | None:
    """The first plausible year (1870 to 2099) in a cell, or ``None`` without one."""
    match = _YEAR.search(clean_text(value))
    return int(match[0]) if match else None


def parse_number(value: Any) -> float | None:
    """The finite number that a cell is: ``1e-06``, ``0,5``, ``1,234.5``."""
    text = _GROUPING_COMMA.sub("", clean_text(value)[:_LARGEST_NUMBER_LENGTH])
    number = float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else math.nan
    return number if math.isfinite(number) else None


def parse_count(value: Any) -> int | None:
    """A count above 0 from ``1234``, ``862.0``, ``1,234,567``, ``12.345``, ``2.9M`` or ``1,234 votes``.

    0 means unknown: nobody voted.
    """
    match = _COUNT.fullmatch(clean_text(value)[:_LARGEST_NUMBER_LENGTH].casefold())
    if not match:
        return None
    digits, unit = match[1], match[2] or ""
    if _GROUPED.fullmatch(digits) and not unit:
        digits = re.sub(r"\D", "", digits)
    number = float(digits.replace(",", ".")) * _UNITS[unit[:1]] if _DECIMAL.fullmatch(digits) else 0.0
    return round(number) or None if 0 < number <= _MOST_VOTES and (unit or number.is_integer()) else None


def parse_popularity(value: Any) -> float | None:
    """A number of at least 0, or the number of a percentage."""
    number = parse_number(clean_text(value).removesuffix("%"))
    return number if number is not None and number >= 0 else None


def parse_imdb_id(value: Any) -> str | None:
    """An IMDb id (``tt0083658``), alone, in a web address, or without its letters (``83658``)."""
    text = clean_text(value)[:_LONGEST_ADDRESS].lower()
    if _IMDB_NUMBER.fullmatch(text):
        number = int(text.removesuffix(".0"))
        return f"tt{number:07}" if number else None
    match = _IMDB_ID.search(text)
    return match[0] if match else None


def parse_tmdb_id(value: Any) -> str | None:
    """A TMDB id: a whole number, as text."""
    text = parse_id(value)
    return text if text.isdecimal() and text.strip("0") and len(text) <= _LARGEST_NUMBER_LENGTH else None

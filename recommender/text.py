"""Parsers for single catalogue cells, which return a clean value or "unknown", and the sentences of a text.

No parser raises: a cell that cannot be parsed is unknown. ``catalogue/reader.py`` decides whether a movie
is usable without it.
"""

import ast
import json
import math
import re
import unicodedata
import warnings
from string import capwords
from typing import Any

MISSING = frozenset(
    {
        "",
        "-",
        "\\n",
        "(no genres listed)",
        "[]",
        "n/a",
        "na",
        "nan",
        "no overview",
        "no overview found",
        "no overview yet",
        "none",
        "null",
        "unknown",
    }
)
_INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
_JOINERS = "\u200c\u200d"  # Persian spelling and compound emoji need them
_LITERAL_LIMIT = 20_000
_MOST_NAMES = 200
_LARGEST_INTEGER = 10**18
_LONGEST_NUMBER = 40
_LONGEST_ADDRESS = 200
_LONGEST_STACK = 30
"""Accents on one letter; no language needs more (Unicode Standard Annex 15, Stream-Safe Text Format)."""
_YEAR = re.compile(r"(?<!\d)(18[7-9]\d|19\d\d|20\d\d)(?!\d)")
_IMDB_ID = re.compile(r"(?<![a-z0-9])tt\d{7,9}(?!\d)")
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?(?:[eE][+-]?\d{1,3}(?!\w))?")
_HOURS = re.compile(r"(\d{1,2})\s*h(?:\w*\s*(\d{1,2}))?|(\d{1,2}):(\d\d)")
_GROUPING_COMMA = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_MOST_VOTES = 10**10
"""More than there are people: a larger number is not a count."""
# A full stop, closing quotes and a space; but not after an initial or a title (Dr., Mrs., St.).
_SENTENCE_END = re.compile(
    r"""(?:(?<=[.!?])|(?<=[.!?]["'”’)]))(?<!\b[A-Z]\.)(?<!\b[MDSJ]r\.)(?<!\bMrs\.)(?<!\bM[st]\.)(?<!\bSt\.)"""
    r"""(?<!\bvs\.)\s+(?![a-z])"""
)


def clean_text(value: Any) -> str:
    """One line of printable text; '' for a value that is neither text nor a number.

    Control and formatting characters (terminal escapes, bidirectional overrides, lone surrogates)
    become spaces, because stored text is printed on terminals.
    """
    if not isinstance(value, (str, int, float)) or isinstance(value, bool):
        return ""
    if isinstance(value, int) and abs(value) > _LARGEST_INTEGER:
        return ""
    text = unicodedata.normalize("NFC", _without_stacks(str(value)))
    text = "".join(" " if unicodedata.category(c) in _INVISIBLE and c not in _JOINERS else c for c in text)
    return " ".join(text.split()).strip(f" {_JOINERS}")


def known_text(value: Any) -> str:
    """Like ``clean_text``, but '' for placeholders of missing text ("N/A", "No overview found.")."""
    text = clean_text(value)
    return "" if text.casefold().rstrip(".") in MISSING else text


def parse_names(value: Any) -> tuple[str, ...]:
    """Names from a list, a JSON or Python literal of one, or text split at ``|``, ``;`` or ``,``.

    Items may be strings or objects with a ``name``, as in The Movies Dataset. Keeps the order, and drops
    repetitions and everything after the first 200 items.
    """
    items = _split(value) if isinstance(value, str) else _items(value)
    names: dict[str, str] = {}
    for item in items[:_MOST_NAMES]:
        name = known_text(item.get("name") if isinstance(item, dict) else item).replace("|", "/")
        if name:
            names.setdefault(name.casefold(), name)
    return tuple(names.values())


def parse_genres(value: Any) -> tuple[str, ...]:
    """Like ``parse_names``, but capitalises genres in lower case ("science fiction")."""
    return tuple(capwords(name) if name.islower() else name for name in parse_names(value))


def parse_year(value: Any) -> int | None:
    """The first plausible year (1870 to 2099) in a cell, or ``None`` without one."""
    match = _YEAR.search(clean_text(value))
    return int(match[0]) if match else None


def parse_number(value: Any) -> float | None:
    """The first finite number in a cell; a comma may stand for the decimal point."""
    match = _NUMBER.search(clean_text(value)[:_LONGEST_NUMBER])
    number = float(match[0].replace(",", ".")) if match else math.nan
    return number if math.isfinite(number) else None


def parse_rating(value: Any) -> float | None:
    """A rating above 0 and at most 10. 0 means unknown: sources write it for a movie without votes."""
    number = parse_number(value)
    return number if number is not None and 0 < number <= 10 else None


def parse_count(value: Any) -> int | None:
    """A count above 0 from ``1234``, ``862.0`` or ``1,234,567``. 0 means unknown, as in ``parse_rating``."""
    number = parse_number(_GROUPING_COMMA.sub("", clean_text(value)[:_LONGEST_NUMBER]))
    return round(number) or None if number is not None and 0 < number <= _MOST_VOTES else None


def parse_popularity(value: Any) -> float | None:
    """A number of at least 0."""
    number = parse_number(value)
    return number if number is not None and number >= 0 else None


def parse_runtime(value: Any) -> int | None:
    """Whole minutes from ``117``, ``117.0``, ``117 min``, ``1h 57m`` or ``1:57``."""
    hours = _HOURS.search(clean_text(value)[:_LONGEST_NUMBER].lower())
    if hours:
        minutes = 60.0 * int(hours[1] or hours[3]) + int(hours[2] or hours[4] or 0)
    else:
        minutes = parse_number(value) or 0.0
    return round(minutes) if 0 < minutes < 6_000 else None


def parse_imdb_id(value: Any) -> str | None:
    """An IMDb id (``tt0083658``), alone or in a web address."""
    match = _IMDB_ID.search(clean_text(value)[:_LONGEST_ADDRESS].lower())
    return match[0] if match else None


def parse_tmdb_id(value: Any) -> str | None:
    """A TMDB id: a whole number, as text."""
    text = clean_text(value).removesuffix(".0")
    return text if text.isdecimal() and len(text) <= _LONGEST_NUMBER else None


def slug(title: str, year: int | None) -> str:
    """A stable, readable id: ``alien-1979``. Titles in other scripts keep their letters."""
    decomposed = unicodedata.normalize("NFKD", title.casefold())
    letters = re.sub("[\u0300-\u036f'’]", "", decomposed)
    words = unicodedata.normalize("NFC", letters)
    stem = re.sub(r"[\W_]+", "-", words).strip("-") or "untitled"
    return f"{stem}-{year}" if year is not None else stem


def sentences(text: str) -> list[str]:
    """A text's sentences, in order."""
    return [part for part in _SENTENCE_END.split(text.strip()) if part]


def _without_stacks(text: str) -> str:
    """The text with at most 30 accents on a letter, because normalising n accents takes n² steps."""
    if text.isascii():
        return text
    kept, stacked = [], 0
    for character in text:
        stacked = stacked + 1 if unicodedata.combining(character) else 0
        if stacked <= _LONGEST_STACK:
            kept.append(character)
    return "".join(kept)


def _items(value: Any) -> list[Any]:
    """The items of a list, in a fixed order even for a set. A single value becomes a list of one."""
    if isinstance(value, (set, frozenset)):
        return sorted(value, key=repr)
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _split(text: str) -> list[Any]:
    text = text.strip()
    if text[:1] in {"[", "(", "{"} and len(text) <= _LITERAL_LIMIT:
        for parse in (json.loads, _literal):
            try:
                return _items(parse(text))
            except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
                continue
        text = text.strip("[](){}")
    for separator in ("|", ";", ","):
        if separator in text:
            return text.split(separator, _MOST_NAMES)
    return [text]


def _literal(text: str) -> Any:
    """A parsed Python literal. Python's syntax warnings would not help the user."""
    with warnings.catch_warnings(action="ignore"):
        return ast.literal_eval(text)

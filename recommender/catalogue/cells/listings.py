"""Lists in one cell, as people and programs write them: names, genres, keywords."""

import ast
import csv
import json
import re
import warnings
from collections.abc import Iterator
from string import capwords
from typing import Any

from recommender.catalogue.cells.genre_names import GENRE_NAMES, LONGEST_NAME, TMDB_GENRES
from recommender.catalogue.cells.values import known_text, without_entities

_LITERAL_LIMIT = 20_000
_MOST_NAMES = 200
_SEPARATORS = ("|", ";", "\n", "；", "、", "，", " • ", " · ", " / ", ",")
_CALL = re.compile(
    r"(?:np\.|pd\.)?(?:array|list|tuple|set|frozenset|Index|ARRAY|c)\s*"
    r"[(\[](.*?)(?:,\s*(?:dtype|name|length)\s*=[^\])}]*)?[)\]]",
    re.DOTALL,
)
"""How Python, pandas, SQL and R print a list: ``array(['War'], dtype=object)``, ``c("War", "Spy")``."""
_QUOTED = re.compile(r"""'((?:[^'\\]|\\.)*+)'|"((?:[^"\\]|\\.)*+)\"""", re.DOTALL)
_BRACKETS = {"[": "]", "(": ")", "{": "}"}
_ENDS = frozenset("])}\"'")
_BETWEEN_GENRES = re.compile(r"\s*(?:[/,;+•·]|\s-\s|\sand\s)\s*")
_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv|m\.?d|ph\.?d|esq)\.?", re.IGNORECASE)
"""What a comma may stand before within a name: ``Robert Downey, Jr.``"""
_LINE_TAG = re.compile(r"<(?:br|/li|/p|/div)\s?/?>", re.IGNORECASE)
_AND = re.compile(r"\A\s*(?:and|&)\s+")
"""Before the last of several: ``Drama, Crime, and Mystery``."""
_NAMED = re.compile(r"""["']*name["']*\s*[:=]\s*["']*([^"',}\]]+)""", re.IGNORECASE)
_NAME_KEYS = ("name", "Name", "title", "label", "value", "description")


def parse_names(value: Any) -> tuple[str, ...]:
    """Names from a list, a printed list, or text split at ``|``, ``;``, a line end or ``,``.

    A list may be written in JSON, Python, numpy, pandas, SQL or R. Items may be strings or objects with a
    ``name``, as in The Movies Dataset. Keeps the order, and drops repetitions and everything after the first
    200 items.
    """
    names: dict[str, str] = {}
    for item in _items(value)[:_MOST_NAMES]:
        name = known_text(_name(item)).replace("|", "/")
        if name:
            names.setdefault(name.casefold(), name)
    return tuple(names.values())


def parse_genres(value: Any) -> tuple[str, ...]:
    """Like ``parse_names``; also splits what is nothing but known genres, and capitalises small letters.

    A number is a genre's id at TMDB, or no genre.
    """
    names: dict[str, str] = {}
    for name in parse_names(value):
        number = name.removesuffix(".0")
        for genre in _known_genres(name) or [TMDB_GENRES.get(number, "") if number.isdecimal() else name]:
            if genre:
                names.setdefault(genre.casefold(), capwords(genre) if genre.islower() else genre)
    return tuple(names.values())


def _known_genres(name: str) -> list[str] | None:
    """The genres in a name that consists of known genres: ``Drama Science Fiction``, ``Drama/War``."""
    if name.casefold() in GENRE_NAMES:
        return [name]
    words = _BETWEEN_GENRES.sub(" ", name).split()
    genres: list[str] = []
    while words:
        # The longest first: "Science Fiction" is one genre.
        lengths = range(min(LONGEST_NAME, len(words)), 0, -1)
        length = next((n for n in lengths if " ".join(words[:n]).casefold() in GENRE_NAMES), None)
        if length is None:
            return None
        genres.append(" ".join(words[:length]))
        words = words[length:]
    return genres


def _name(item: Any) -> Any:
    if isinstance(item, dict):
        return next((item[key] for key in _NAME_KEYS if key in item), None)
    return item


def _items(value: Any) -> list[Any]:
    """The items of a list, in a fixed order even for a set. A single value becomes a list of one."""
    if isinstance(value, str):
        return _split(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value, key=repr)
    if isinstance(value, dict) and not any(key in value for key in _NAME_KEYS):
        return list(value.values())
    if isinstance(value, (list, tuple)):
        return [item for part in value for item in (part if isinstance(part, (list, tuple)) else [part])]
    return [value]


def _split(text: str) -> list[Any]:
    text = without_entities(text).strip()
    if "<" in text:
        text = _LINE_TAG.sub("\n", text).strip()
    if not known_text(text[:_LITERAL_LIMIT]):
        return []
    if len(text) <= _LITERAL_LIMIT and (text[-1] in _ENDS or text[0] in "[{"):
        if call := _CALL.fullmatch(text):
            text = call[1].strip()
            text = text if _BRACKETS.get(text[:1]) == text[-1:] else f"[{text}]"
        if _BRACKETS.get(text[0]) == text[-1] or text[0] == text[-1] or text[0] in "[{":
            return _printed(text)
    for separator in _SEPARATORS:
        if separator in text:
            parts = text.split(separator, _MOST_NAMES)
            return list(_joined(parts)) if separator == "," else list(parts)
    return [text]


def _printed(text: str) -> list[Any]:
    """The items of a list in brackets, or in quotes alone."""
    quoted = [one or other for one, other in _QUOTED.findall(text)]
    between = _QUOTED.sub("", text).strip("[](){} \n")
    # As numpy prints it, without commas: Python would join the words into one.
    if len(quoted) > 1 and not between:
        return [re.sub(r"\\(.)", r"\1", item) for item in quoted]
    if text[0] == "{" and text[-1] == "}" and ":" not in between:
        # A set, or an array of PostgreSQL: its items stay in their order.
        text = f"[{text[1:-1]}]"
    for parse in (json.loads, _literal):
        try:
            value = parse(text)
        except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
            continue
        if value != text and isinstance(value, (str, list, tuple, set, dict)):
            return _items(value)
    return _broken(text, quoted, between)


def _broken(text: str, quoted: list[str], between: str) -> list[Any]:
    """The items of a list that no parser knows; ``between`` is what stands between the ``quoted`` ones."""
    if text[0] in "[{" and (":" in between or _BRACKETS[text[0]] != text[-1]):
        # It was cut off, or its names have no quotes. Whole names are left.
        return _NAMED.findall(text) if ":" in text else quoted
    inside = text[1:-1].strip()
    if not inside or inside[:1] in _BRACKETS:
        return [inside.strip("[](){}")]
    if quoted and "," in between:
        return next(csv.reader([inside.replace("\n", " ")], skipinitialspace=True), [])
    return _split(inside)


def _literal(text: str) -> Any:
    """A parsed Python literal. Python's syntax warnings would not help the user."""
    with warnings.catch_warnings(action="ignore"):
        return ast.literal_eval(text)


def _joined(parts: list[str]) -> Iterator[str]:
    """The parts between commas, with a suffix such as "Jr." at the end of its name."""
    if len(parts) > 1:
        parts = [*parts[:-1], *re.split(r"\s+and\s+", parts[-1].strip())]
    name = ""
    for part in parts:
        if name and _SUFFIX.fullmatch(part.strip()):
            name += f", {part.strip()}"
            continue
        if name:
            yield name
        name = _AND.sub("", part)
    if name:
        yield name

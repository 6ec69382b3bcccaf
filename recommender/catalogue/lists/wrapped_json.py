"""Finds the rows in JSON that keeps them under keys, as Simkl, Jellyfin and Plex write it."""

import json
from collections.abc import Iterator
from typing import Any

from recommender.catalogue.lists.columns import TITLES, column, is_header, kind_of
from recommender.catalogue.tables import Row

_DEEPEST = 3
_OF_TITLES = frozenset({*TITLES, "watched", "seen", "owned", "items", "list", "watchlist"})


def wrapped_rows(text: str) -> list[Row | str]:
    """The objects and texts in the lists of a JSON object, or the texts of a JSON array; else none.

    An object of a list that is called "shows" or "people" gets that type, unless it names its own.
    """
    if text.lstrip()[:1] not in ("{", "["):
        return []
    try:
        whole = json.loads(text, parse_int=_integer)
    except (ValueError, RecursionError):
        return []
    if isinstance(whole, list):
        return whole if all(isinstance(item, str) for item in whole) else []
    return list(_rows(whole, None, _DEEPEST)) if isinstance(whole, dict) else []


def _integer(digits: str) -> int | None:
    """An integer, or ``None`` if it is too long for any id. Python raises for more than 4,300 digits."""
    return int(digits) if len(digits) <= 40 else None


def _rows(value: Any, name: str | None, deep: int) -> Iterator[Row | str]:
    if isinstance(value, dict) and is_header({column(key) for key in value}):
        yield value
    elif isinstance(value, dict) and deep:
        for key, inner in value.items():
            if isinstance(inner, (dict, list)):
                yield from _rows(inner, key, deep - 1)
    elif isinstance(value, list):
        kind = column(name) if kind_of(name or "") else None
        for item in value:
            if isinstance(item, dict):
                yield {"type": kind, **item} if kind and "anime_type" not in item else item
            elif isinstance(item, str) and column(name) in _OF_TITLES:
                yield item

"""Finds the rows in JSON that keeps them under keys, as Simkl, Jellyfin and Plex write it."""

from collections.abc import Iterator
from typing import Any

from recommender.catalogue.files.json_rows import parse_json
from recommender.catalogue.lists.columns import TITLES, column, done, is_header, kind_of, means_watched
from recommender.catalogue.tables import Row

_DEEPEST = 3
_LONGEST_NAME = 100
_NOTES_OF_KEEP = "listContent"
_OF_TITLES = frozenset({*TITLES, "watched", "seen", "owned", "items", "list", "watchlist"})


def wrapped_rows(text: str) -> list[Row | str]:
    """The objects and texts in the lists of a JSON object, or the texts of a JSON array; else none.

    An object of a list that is called "shows" or "people" gets that type, unless it names its own. Those of
    lists that are called "watched" or "watchlist" are marked as seen or not, unless they say it themselves.
    """
    if text.lstrip()[:1] not in ("{", "["):
        return []
    whole = parse_json(text)
    if isinstance(whole, list):
        return whole if all(isinstance(item, str) for item in whole) else []
    return list(_rows(whole, None, _DEEPEST, seen=None)) if isinstance(whole, dict) else []


def _rows(value: Any, name: str | None, deep: int, *, seen: bool | None) -> Iterator[Row | str]:
    if isinstance(value, dict) and is_header({column(key) for key in value}):
        yield _marked(value, seen)
    elif isinstance(value, dict) and deep:
        for key, inner in value.items():
            if isinstance(inner, (dict, list)):
                said = means_watched(key[:_LONGEST_NAME])
                yield from _rows(inner, key, deep - 1, seen=seen if said is None else said)
    elif isinstance(value, list):
        kind = column(name) if kind_of((name or "")[:_LONGEST_NAME]) else None
        for item in value:
            if isinstance(item, dict):
                typed = {"type": kind, **item} if kind and "anime_type" not in item else item
                yield _marked(_noted(typed) if name == _NOTES_OF_KEEP else typed, seen)
            elif isinstance(item, str) and (seen is not None or column(name) in _OF_TITLES):
                yield item if seen is None else {"title": item, "seen": seen}


def _marked(row: Row, seen: bool | None) -> Row:
    """The row with a tick, unless it says itself whether the movie was watched."""
    unsaid = seen is not None and done({column(key): value for key, value in row.items()}) is None
    return {**row, "seen": seen} if unsaid else row


def _noted(item: Row) -> Row:
    """A line of a checklist of Google Keep."""
    return {"title": item.get("text"), "checked": item.get("isChecked")}

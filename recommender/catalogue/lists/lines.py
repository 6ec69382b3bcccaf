"""Reads lists that people write: a title, a file name or an address on each line, with or without marks."""

import re
from collections.abc import Sequence
from dataclasses import replace

from recommender.catalogue.cells.values import plain_text
from recommender.catalogue.lists.file_names import file_readings
from recommender.catalogue.lists.film_addresses import find_addresses
from recommender.catalogue.lists.listed import (
    LONGEST_TITLE,
    Entry,
    Listed,
    Name,
    NotFilm,
    Unreadable,
    Unresolved,
    distinct,
)
from recommender.catalogue.lists.marks import Line, position, unmarked
from recommender.catalogue.lists.remarks import is_wanted, no_film
from recommender.catalogue.lists.title_readings import is_rated, readings, without_whole_rating

_LINK = re.compile(r"!?\[([^\[\]]{1,500})\]\((\S{1,500})\)")
_WIKI_LINK = re.compile(r"\[\[(?:[^\[\]|]{1,300}\|)?([^\[\]|]{1,300})\]\]")
_STRESS = re.compile(r"(\*\*|__|~~|`)(?=\S)(.{1,300}?)(?<=\S)\1")
_BETWEEN_FILMS = re.compile(r"\s[/&+|]\s|[,;]\s|\sand\s", re.IGNORECASE)
_DATED = re.compile(r"\S\s?\((?:18[7-9]\d|19\d\d|20\d\d)\)$")
_AROUND = " \t,;|:–—-"


def read_lines(lines: Sequence[str]) -> list[tuple[int, Entry]]:
    """What each line means, with its number. Leaves out comments and empty lines.

    A line may begin with a bullet, a number or a tick box. Numbers count as positions, and whole numbers at
    the end as ratings, only if most lines have one: "9. April" and "Alien 3" are titles.
    """
    kept = ((number, plain_text(line)) for number, line in enumerate(lines, 1) if len(line) <= LONGEST_TITLE)
    found = unmarked(kept)
    numbers = [position(line.text, len(found)) for line in found]
    numbered = 2 * sum(map(bool, numbers)) > len(found)
    rated = 2 * sum(is_rated(line.text) for line in found) > len(found)
    entries: list[tuple[int, Entry]] = [
        (number, Unreadable("too long for a title"))
        for number, line in enumerate(lines, 1)
        if len(line) > LONGEST_TITLE
    ]
    for line, start in zip(found, numbers, strict=True):
        for text in films_of(line.text[start:] if numbered else line.text):
            # With the rating, "Rocky - 4" would be Rocky IV.
            entry = read_title(without_whole_rating(text) if rated else text, line.number)
            entries.append((line.number, _marked(entry, line, whole=numbered and start > 0)))
    return sorted(entries, key=lambda entry: entry[0])


def films_of(text: str) -> list[str]:
    """The text, or its parts if each one is an address, or a title with its year in brackets."""
    addresses = text.split()
    if len(addresses) > 1 and all(one.startswith(("http://", "https://")) for one in addresses):
        return addresses
    parts = _BETWEEN_FILMS.split(text)
    return parts if all(_DATED.search(part) for part in parts) else [text]


def _marked(entry: Entry, line: Line, *, whole: bool) -> Entry:
    """The entry with the marks of its line; with ``whole``, the line itself may be its title too."""
    if not isinstance(entry, Listed):
        return entry
    others = entry.others
    if whole and entry.imdb_id is None:
        others = distinct([*others, Name(line.text, None)])
    return replace(
        entry, others=others, done=line.done, wanted=line.wanted or (entry.wanted and not line.done)
    )


def read_title(text: str, line: int) -> Entry:
    """What a text on its own means: a title, a file name, an IMDb id, or an address."""
    text = _WIKI_LINK.sub(r"\1", _LINK.sub(r"\1 \2", text))
    found = find_addresses(text)
    rest = found.text if found.text == text else found.text.strip(_AROUND)
    rest = plain_text(_STRESS.sub(r"\2", rest)) or rest
    files = file_readings(rest)
    if other := found.no_film or (files if isinstance(files, NotFilm) else no_film(rest)):
        return other
    names = distinct([*(files if isinstance(files, tuple) else readings(rest)), *found.names])
    if names:
        first, *others = names
        wanted = is_wanted(rest)
        return Listed(
            first.title, first.year, found.imdb_id, line, found.tmdb_id, tuple(others), wanted=wanted
        )
    if found.imdb_id or found.tmdb_id:
        title = found.imdb_id or f"themoviedb.org/movie/{found.tmdb_id}"
        return Listed(title, None, found.imdb_id, line, found.tmdb_id)
    return Unresolved(found.address or text)

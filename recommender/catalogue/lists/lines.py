"""Reads lists that people write: a title, a file name or an address on each line, with or without marks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

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
from recommender.catalogue.lists.title_readings import is_rated, readings, without_whole_rating
from recommender.text import clean_text

_COMMENT = re.compile(
    r"#{1,6}(?:\s|$)|#EXT|-{3,}$|\*{3,}$|_{3,}$|={3,}$|~{3,}$|```|<!--.{0,400}-->$|\.{1,2}/?$"
)
"""Also headings and rules of Markdown, marks of playlists and the top of a tree. "#Alive" is a title."""
_BULLET = re.compile(r"^(?:[-*+•‣▪◦·–—→►>│├└]|[│├└][│├└─\s]{0,80})\s+")
_NUMBERED = re.compile(r"^(?:\d{1,4}[.)]\s|\d{1,3} [-–] |#\d{1,4}[.):]?\s)\s*")
_BOX = re.compile(r"\[([ xX✓✔✗✘/-]?)\]\s+|([☑☒✅✓✔🗹🗸])\ufe0f?\s*|([☐⬜◻□🔲❌✗✘])\ufe0f?\s*")
_TICK_BEHIND = re.compile(r"\s*[☑✅✓✔🗹🗸]\ufe0f?$")
_TODO_LINE = re.compile(r"(?:x|\([A-Z]\)) \d{4}-\d\d-\d\d ")
_TODO_DONE = re.compile(r"^x (?:\d{4}-\d\d-\d\d ){0,2}")
_TODO_PRIORITY = re.compile(r"^\([A-Z]\) (?:\d{4}-\d\d-\d\d )?")
_TODO_TAG = re.compile(r"\s(?:[+@][^\s+@]+|[a-z]+:[^\s/:]+)(?=\s|$)")
_LINK = re.compile(r"!?\[([^\[\]]{1,500})\]\((\S{1,500})\)")
_WIKI_LINK = re.compile(r"\[\[(?:[^\[\]|]{1,300}\|)?([^\[\]|]{1,300})\]\]")
_STRESS = re.compile(r"(\*\*|__|~~|`)(?=\S)(.{1,300}?)(?<=\S)\1")
_CROSSED_OUT = re.compile(r"~~.{1,500}~~")
_AROUND = " \t,;|:–—-"


@dataclass(frozen=True, slots=True)
class _Line:
    """A line without its bullet and tick box."""

    number: int
    text: str
    done: bool | None


def read_lines(lines: Sequence[str]) -> list[tuple[int, Entry]]:
    """What each line means, with its number. Leaves out comments and empty lines.

    A line may begin with a bullet, a number or a tick box. Numbers count as positions, and whole numbers at
    the end as ratings, only if most lines have one: "9. April" is a title. In a todo.txt file, with lines
    such as ``x 2021-01-01 Alien``, each line without ``x`` is a task that is not done.
    """
    kept = [(number, clean_text(line)) for number, line in enumerate(lines, 1) if len(line) <= LONGEST_TITLE]
    marked = [_unmarked(number, text) for number, text in kept if text and not _COMMENT.match(text)]
    found = [line for line in marked if line.text]
    if any(_TODO_LINE.match(line.text) for line in found):
        found = [_task(line) for line in found]
    numbered = 2 * sum(bool(_NUMBERED.match(line.text)) for line in found) > len(found)
    rated = 2 * sum(is_rated(line.text) for line in found) > len(found)
    entries: list[tuple[int, Entry]] = [
        (number, Unreadable("too long for a title"))
        for number, line in enumerate(lines, 1)
        if len(line) > LONGEST_TITLE
    ]
    entries += [(line.number, _entry(line, numbered=numbered, rated=rated)) for line in found]
    return sorted(entries, key=lambda entry: entry[0])


def _unmarked(number: int, text: str) -> _Line:
    """A line without bullet, and whether it is ticked or crossed out."""
    text = _BULLET.sub("", text, count=1)
    position = _NUMBERED.match(text)
    start = position.end() if position else 0
    box = _BOX.match(text, start)
    if box:
        return _Line(number, text[:start] + text[box.end() :], bool(box[2] or (box[1] or " ").strip(" -/✗✘")))
    if (unticked := _TICK_BEHIND.sub("", text)) != text and unticked:
        return _Line(number, unticked, done=True)
    return _Line(number, text, True if _CROSSED_OUT.search(text) else None)


def _task(line: _Line) -> _Line:
    """A line of a todo.txt file."""
    text = _TODO_DONE.sub("", line.text, count=1)
    done = text != line.text
    return _Line(line.number, _TODO_TAG.sub("", _TODO_PRIORITY.sub("", text, count=1)).strip(), done)


def _entry(line: _Line, *, numbered: bool, rated: bool) -> Entry:
    """What a line without its marks means."""
    plain = _NUMBERED.sub("", line.text, count=1) if numbered else line.text
    entry = read_title(plain, line.number)
    if not isinstance(entry, Listed):
        return entry
    names = [*entry.names]
    if rated:
        names += readings(without_whole_rating(plain))
    if numbered and entry.imdb_id is None:
        names.append(Name(line.text, None))
    first, *others = distinct(names) or (Name(entry.title, entry.year),)
    return replace(entry, title=first.title, year=first.year, others=tuple(others), done=line.done)


def read_title(text: str, line: int) -> Entry:
    """What a text on its own means: a title, a file name, an IMDb id, or an address."""
    text = _WIKI_LINK.sub(r"\1", _LINK.sub(r"\1 \2", text))
    found = find_addresses(text)
    rest = found.text if found.text == text else found.text.strip(_AROUND)
    rest = clean_text(_STRESS.sub(r"\2", rest)) or rest
    files = file_readings(rest)
    if found.no_film or isinstance(files, NotFilm):
        return found.no_film or NotFilm("series")
    names = distinct([*(files or readings(rest)), *found.names])
    if names:
        first, *others = names
        return Listed(first.title, first.year, found.imdb_id, line, found.tmdb_id, tuple(others))
    if found.imdb_id or found.tmdb_id:
        title = found.imdb_id or f"themoviedb.org/movie/{found.tmdb_id}"
        return Listed(title, None, found.imdb_id, line, found.tmdb_id)
    return Unresolved(found.address or text)

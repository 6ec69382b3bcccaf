"""Takes the marks off the lines of a list: bullets, boxes, headings, and what programs for tasks write."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from recommender.catalogue.lists.remarks import says_wanted

_COMMENT = re.compile(
    r"#{1,6}(?:\s|$)|#EXT|-{3,}$|\*{3,}$|_{3,}$|={3,}$|~{3,}$|```|<!--.{0,400}-->$|\.{1,2}/?$"
    r"|(?:CLOSED|SCHEDULED|DEADLINE): ?[\[<]"
)
"""Also headings and rules of Markdown, marks of playlists and the top of a tree. "#Alive" is a title."""
_HEADING = re.compile(r"(#{1,6})\s|([^:]{1,60}):$")
_BULLET = re.compile(r"^(?:[-*+•‣▪◦·–—→►>│├└]|[│├└][│├└─\s]{0,80})\s+")
_NUMBERED = re.compile(r"^(?:\d{1,4}[.)]\s|\d{1,3} [-–] |#\d{1,4}[.):]?\s)\s*")
_MAYBE_NUMBERED = re.compile(r"^(?:(\d{1,4})(?:\.(?=[^\W\d_]{2})|:\s)|(0\d{1,2})\s|\((\d{1,4})\)\s)\s*")
"""A number like this is a position only in a list that is long enough: "(500) Days of Summer"."""
_BOX = re.compile(
    r"\[([ xX✓✔✗✘/>?!-]?)\](?:\s+|(?=[^\s(\[]))|([☑☒✅✓✔🗹🗸])\ufe0f?\s*|([☐⬜◻□🔲❌✗✘])\ufe0f?\s*"
)
_OPEN_BOX = " -/>?✗✘"
_TICK_BEHIND = re.compile(r"\s*[☑✅✓✔🗹🗸]\ufe0f?$")
_CROSSED_OUT = re.compile(r"~~.{1,500}~~")
_DAY = r"\d{4}-\d\d-\d\d"
_TODO_LINE = re.compile(rf"(?:x|\([A-Z]\)) {_DAY} |x [A-Z\d]")
_TODO_DONE = re.compile(rf"^x (?:{_DAY} ){{0,2}}")
_TODO_PRIORITY = re.compile(rf"^\([A-Z]\) (?:{_DAY} )?")
_TASK_TAG = re.compile(
    rf"\s(?:[+@][^\s+@]+|#[^\W\d][\w/-]*|[a-z]+:[^\s/:]+|[✅📅➕⏳🛫❌]\ufe0f?\s?{_DAY})(?=\s|$)"
)
_DONE_TAG = re.compile(r"\s@done\b")
_ORG = re.compile(r"\*{0,8}\s*(TODO|DONE)\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its marks."""

    number: int
    text: str
    done: bool | None = None
    """Whether it is ticked; ``None`` without a tick or a box."""
    wanted: bool = False
    """Whether a heading above it says that what follows is still to be watched."""


def unmarked(lines: Iterable[tuple[int, str]]) -> list[Line]:
    """The lines with a text of their own, without bullets, boxes and tags; numbers are kept.

    In a list of tasks a line without a mark is not done: where others begin with ``x`` as in a todo.txt file,
    have ``@done`` or ``DONE`` or, without any box, are crossed out.
    """
    found = list(_below_headings(lines))
    if sum(bool(_ORG.match(line.text)) for line in found) > 1:
        return _given([_org_task(line) for line in found])
    boxed = [_unboxed(line) for line in found]
    is_todo = any(_TODO_LINE.match(line.text) for line in boxed)
    if is_todo or any(_DONE_TAG.search(line.text) for line in boxed):
        return _given([_task(line) for line in boxed])
    crossed_out = [bool(_CROSSED_OUT.search(line.text)) for line in boxed]
    if any(crossed_out) and all(line.done is None for line in boxed):
        boxed = [replace(line, done=done) for line, done in zip(boxed, crossed_out, strict=True)]
    return _given(boxed)


def position(text: str, lines: int) -> int:
    """The length of the number in front of a line, if it may be its position in a list of so many lines."""
    if found := _NUMBERED.match(text):
        return found.end()
    found = _MAYBE_NUMBERED.match(text)
    return found.end() if found and int(next(filter(None, found.groups()))) <= lines else 0


def _given(lines: list[Line]) -> list[Line]:
    return [replace(line, wanted=line.wanted and not line.done) for line in lines if line.text]


def _below_headings(lines: Iterable[tuple[int, str]]) -> Iterator[Line]:
    """The lines that are neither comments nor headings that say what is still to be watched."""
    wanted_level = 0
    for number, text in lines:
        heading = _HEADING.match(text)
        level = len(heading[1] or "#######") if heading else 0
        is_wanted = heading is not None and says_wanted(text)
        if heading and (is_wanted or level <= wanted_level):
            wanted_level = level if is_wanted else 0
        if text and not _COMMENT.match(text) and not (is_wanted or (heading and _is_done(text))):
            yield Line(number, text, wanted=wanted_level > 0)


def _is_done(heading: str) -> bool:
    return heading.casefold().rstrip(": ") in ("seen", "watched", "done", "movies", "films")


def _unboxed(line: Line) -> Line:
    """A line without bullet, and whether it is ticked."""
    text = _BULLET.sub("", line.text, count=1)
    position = _NUMBERED.match(text)
    start = position.end() if position else 0
    if box := _BOX.match(text, start):
        done = bool(box[2] or (box[1] or " ").strip(_OPEN_BOX))
        # Obsidian and Todoist put tags and the day behind the title.
        return replace(line, text=_TASK_TAG.sub("", text[:start] + text[box.end() :]).strip(), done=done)
    if (unticked := _TICK_BEHIND.sub("", text)) != text and unticked:
        return replace(line, text=unticked, done=True)
    return replace(line, text=text)


def _task(line: Line) -> Line:
    """A line of a todo.txt or TaskPaper file."""
    text = _TODO_DONE.sub("", line.text, count=1)
    done = bool(line.done or text != line.text or _DONE_TAG.search(text))
    return replace(line, text=_TASK_TAG.sub("", _TODO_PRIORITY.sub("", text, count=1)).strip(), done=done)


def _org_task(line: Line) -> Line:
    """A line of an Org file."""
    mark = _ORG.match(line.text)
    return replace(line, text=line.text[mark.end() :], done=mark[1] == "DONE") if mark else _unboxed(line)

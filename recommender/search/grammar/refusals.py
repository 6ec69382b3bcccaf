"""Finds what a question refuses: "without gadgets", "not a comedy", "anything but a musical", "gore-free".

A negation often belongs to the plot: "a man without a memory", "a boy who cannot sleep". What a person says
of himself ("I don't want") counts always, what speaks of a choice ("other than") where there are films to
choose from. The others count only where they follow a word for the film, or begin a clause of a short
question.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum, auto

from recommender.search.grammar import refusal_words
from recommender.search.grammar.sentence import Context, Sentence


class _Kind(Enum):
    """How much a negation says about the film."""

    PERSON = auto()
    """Somebody says what he does not want."""
    START = auto()
    """The same without "I": only where a clause begins."""
    CHOICE = auto()
    MAYBE = auto()


_CUES = tuple(
    (kind, re.compile(rf"(?<![\w'-]){refusal_words.FILLER}{pattern}(?![\w'])"))
    for kind, pattern in (
        (_Kind.PERSON, refusal_words.DISLIKES),
        (_Kind.START, refusal_words.AT_START),
        (_Kind.CHOICE, refusal_words.CHOOSING),
        (_Kind.MAYBE, refusal_words.MAYBE),
    )
)
_LISTED = re.compile(r"\w(?:(?!\s+(?:and|or)\s|,).)*")
"""One part of "clowns and dolls"."""
_MOST_WORDS = 5
"""Words of a further part of a list."""
_MOST_PARTS = 20
_LONGEST = 6
"""Words of what "no" or "not" refuses at the beginning of a clause."""
_FEW = 12
"""Words of a question that is about a film "where" something does not happen."""
_NEVER = re.compile(r"(?:\w+\s+)?never\b")


@dataclass(frozen=True, slots=True)
class Refusal:
    """One thing that is refused, with the words that refuse it."""

    start: int
    end: int
    what: str
    """The words for what is refused, as they were typed."""
    hated: bool = False
    """Whether somebody said to hate it: then the rest of a series is refused too."""
    less: bool = False
    """Whether only less of it is wanted: "less scary"."""


def refusals(sentence: Sentence, resolves: Callable[[str], bool]) -> Iterator[Refusal]:
    """Everything that is refused, in order; parts of one list share the words that refuse them.

    ``resolves`` says whether words name years, people, a film or another fact, and not a thing of the plot.
    """
    place = 0
    allowed = [match.span() for match in refusal_words.NO_REFUSAL.finditer(sentence.lower)]
    for start, end, kind in _cues(sentence):
        if start < place or any(first < end and start < last for first, last in allowed):
            continue
        parts = list(_parts(sentence, end))
        if not parts or not _is_about_film(sentence, start, kind, sentence.text[slice(*parts[0])], resolves):
            continue
        hated = bool(refusal_words.HATED.search(sentence.lower, start, end))
        less = sentence.lower[start:end].endswith("less")
        place = start
        for begin, stop in parts:
            yield Refusal(place, stop, sentence.text[begin:stop], hated, less)
            place = stop
    if sentence.browses:
        yield from _otherwise(sentence, resolves)


def _otherwise(sentence: Sentence, resolves: Callable[[str], bool]) -> Iterator[Refusal]:
    """Refusals whose words stand behind or around what is refused."""
    for match in refusal_words.ATTACHED.finditer(sentence.lower):
        what = sentence.text[slice(*match.span(match.lastgroup or ""))]
        if sentence.film_after(match.end()) is not Context.PLOT or resolves(what):
            yield Refusal(*match.span(), what)
    for match in refusal_words.AROUND.finditer(sentence.lower):
        if sentence.film_before(match.start()) is not Context.PLOT:
            yield Refusal(*match.span(), sentence.text[slice(*match.span("what"))])
    for match in refusal_words.BEHIND.finditer(sentence.lower):
        begin, stop = match.span("what")
        cuts = [one.end() for one in refusal_words.STOP.finditer(sentence.lower, begin, stop)]
        begin = max(cuts, default=begin)
        lead = refusal_words.LEAD.match(sentence.lower, begin)
        begin = lead.end() if lead and lead.end() < stop else begin
        parts = [part.span() for part in _LISTED.finditer(sentence.text, begin, stop)]
        for first, last in parts:
            end = match.end() if last == parts[-1][1] else last
            yield Refusal(begin, end, sentence.text[first:last])
            begin = end


def _cues(sentence: Sentence) -> list[tuple[int, int, _Kind]]:
    found = [(*match.span(), kind) for kind, pattern in _CUES for match in pattern.finditer(sentence.lower)]
    return sorted(found, key=lambda cue: (cue[0], cue[2].value, -cue[1]))


def _is_about_film(
    sentence: Sentence, start: int, kind: _Kind, what: str, resolves: Callable[[str], bool]
) -> bool:
    """Whether a negation says something about the film and not about somebody in it."""
    before = sentence.film_before(start)
    about_film = before is Context.FILM or _is_named(sentence, start)
    asking = sentence.asks
    if kind is _Kind.PERSON or not sentence.browses:
        return kind is _Kind.PERSON
    named = about_film or bool(refusal_words.FILM_THINGS.match(what.lower()))
    never = _NEVER.match(sentence.lower, start)
    few = before is Context.EDGE and len(what.split()) <= _LONGEST and not never
    if kind is _Kind.START:
        return asking or before is not Context.PLOT
    if kind is _Kind.CHOICE:
        return about_film or before is Context.EDGE or (asking and sentence.has_film())
    return named or few or resolves(what)


def _is_named(sentence: Sentence, start: int) -> bool:
    """Whether a short question is about a film "where" something does not happen."""
    where = refusal_words.WHERE.search(sentence.lower, 0, start)
    start = where.start() if where else start
    near = sentence.film_before(start) is Context.FILM
    return near and len(sentence.words) <= _FEW


def _parts(sentence: Sentence, place: int) -> Iterator[tuple[int, int]]:
    """What follows a word that refuses: where each part of the list starts and ends."""
    for number in range(_MOST_PARTS):
        lead = refusal_words.LEAD.match(sentence.lower, place)
        begin = lead.end() if lead else place
        stop = refusal_words.STOP.search(sentence.lower, begin)
        end = stop.start() if stop else len(sentence.lower)
        part = refusal_words.PART.search(sentence.lower, begin, end + 3)
        if part and part.start() > begin:
            end = min(end, part.start())
        what = sentence.lower[begin:end].rstrip()
        if not what or (number and len(what.split()) > _MOST_WORDS):
            return
        yield begin, begin + len(what)
        following = refusal_words.PART.match(sentence.lower, begin + len(what))
        if not following or following.end() == following.start():
            return
        if refusal_words.ANEW.match(sentence.lower, following.end()):
            return
        if following[0].strip() == "," and not _goes_on(sentence, following.end()):
            return
        place = following.end()


def _goes_on(sentence: Sentence, place: int) -> bool:
    """Whether a comma separates parts of a list, which then ends with "or" or "and"."""
    more = r"(?:(?:no|not|without|sans)\s)?[\w' -]{2,30}(?:,\s*[\w' -]{2,30})*,?\s+(?:or|nor|and)\s+\w"
    return bool(re.match(more, sentence.lower[place:]))

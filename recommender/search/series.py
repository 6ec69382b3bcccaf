"""Finds the movies of one series by their titles.

The titles of a series begin with the same words, its head: Alien, Aliens, Alien 3, Alien: Covenant. But many
titles that begin alike are no series: Heat and The Heat, Big Fish and Big Fish & Begonia. So a title must
show that there is a series: by a number, a colon, a dash or a word such as "returns" behind the head. Three
titles with "and the" show one as well: Harry Potter and the Half-Blood Prince.
"""

import re
from enum import IntEnum

from recommender.spelling import stem, words_of
from recommender.store.facts import Facts

DIVIDER = re.compile(r"\s*:\s|\s[-–—]\s")
"""Divides the name of a series from the rest of a title."""
_AND_THE = re.compile(r"\s(?:and|&)\s(?=the\s)", re.IGNORECASE)
_BEFORE_TAIL = re.compile(f"{DIVIDER.pattern}|{_AND_THE.pattern}", re.IGNORECASE)
_PARTS = frozenset({"part", "chapter", "episode", "volume", "vol"})
_SEQUEL_WORDS = frozenset(
    {"again", "begins", "forever", "lives", "reborn", "reloaded", "resurrection", "resurrections", "returns",
     "revolutions", "rises", "strikes"}
)  # fmt: skip
_NO_END = frozenset(
    {"a", "an", "and", "at", "by", "for", "from", "in", "is", "my", "of", "on", "or", "the", "to", "vs",
     "with"}
)  # fmt: skip
"""No head ends in one of these: Summer of '42 and Summer of Sam are no series."""
_FIRST_SEQUELS = frozenset({"2", "3"})
_LONGEST_HEAD = 6
_SHORTEST_PLURAL = 4
"""Letters. Reds is no sequel of Red, and Cars none of The Car."""
_ENOUGH_PAIRS = 3


class _Kind(IntEnum):
    """What follows the head in a title."""

    WORDS = 1
    """Something that shows nothing: Die Hard with a Vengeance."""
    PAIR = 2
    """And the: Snow White and the Huntsman."""
    PLURAL = 3
    """Only an s: Aliens."""
    NOTHING = 4
    NAME = 5
    """A divider or a sequel word: Alien: Covenant, Batman Returns."""
    NUMBER = 6
    """A number that may count anything: Room 237."""
    SEQUEL = 7
    """2 or 3: a series."""


def series_of(facts: Facts, row: int) -> list[int]:
    """The rows of the other movies of the series of the movie in ``row``, oldest first."""
    title = facts.value("title", row)
    words = stem(words_of(title))
    for head in _heads(words):
        if head[-1] in _NO_END or not _belongs(_kind(title, head), head):
            continue
        kinds = {other: _kind(facts.value("title", other), head) for other in _beginning(facts, head)}
        if _is_series(head, list(kinds.values()), ordinary=" ".join(head) in facts.ordinary):
            # The same title again is a remake.
            others = [
                other
                for other, kind in kinds.items()
                if _belongs(kind, head) and stem(words_of(facts.value("title", other))) != words
            ]
            if others:
                return sorted(others, key=lambda other: (facts.value("year", other) or 9999, other))
    return []


def sequels_in(facts: Facts) -> list[int]:
    """The rows of the movies that have an older movie in their series."""
    years = facts.all("year")
    found = []
    for row in range(len(facts)):
        older = (years[other] or 0 for other in series_of(facts, row))
        if any(0 < year < (years[row] or 0) for year in older):
            found.append(row)
    return found


def tails_in(facts: Facts) -> dict[str, list[int]]:
    """The rows of the movies by the words behind the last colon, dash or "and the" of their titles."""
    tails: dict[str, list[int]] = {}
    for row, title in enumerate(facts.all("title")):
        parts = _BEFORE_TAIL.split(title)
        if len(parts) > 1:
            tails.setdefault(" ".join(stem(words_of(parts[-1]))), []).append(row)
    return tails


def _heads(words: list[str]) -> list[list[str]]:
    """The beginnings of a title that may be its head, and the title without a plural s."""
    heads = [words[:length] for length in range(1, min(len(words), _LONGEST_HEAD) + 1)]
    plural = words[-1].endswith("s") and len(words[-1]) > _SHORTEST_PLURAL
    return [*heads, [*words[:-1], words[-1][:-1]]] if plural else heads


def _beginning(facts: Facts, head: list[str]) -> set[int]:
    """The movies whose titles begin with the head, or are its plural."""
    name = " ".join(head)
    begin = facts.title_forms.that_begin(name).values()
    return {row for rows in begin for row in rows}.union(facts.title_forms.get(f"{name}s"))


def _kind(title: str, head: list[str]) -> _Kind | None:
    """What follows the head in a title, or ``None`` if the title does not begin with the head."""
    words = stem(words_of(title))
    if words == [*head[:-1], f"{head[-1]}s"] and len(head[-1]) >= _SHORTEST_PLURAL:
        return _Kind.PLURAL
    if words[: len(head)] != head:
        return None
    rest = words[len(head) :]
    if rest and rest[0] in _PARTS and len(rest) > 1:
        rest = rest[1:]
    if not rest:
        return _Kind.NOTHING
    if rest[0].isdecimal():
        return _Kind.SEQUEL if rest[0] in _FIRST_SEQUELS else _Kind.NUMBER
    if rest[0] in _SEQUEL_WORDS or head in _before(DIVIDER, title):
        return _Kind.NAME
    return _Kind.PAIR if head in _before(_AND_THE, title) else _Kind.WORDS


def _before(mark: re.Pattern[str], title: str) -> list[list[str]]:
    """The words before each place in a title that matches."""
    return [stem(words_of(title[: found.start()])) for found in mark.finditer(title)]


def _belongs(kind: _Kind | None, head: list[str]) -> bool:
    """Whether a title is one of the series with this head, if that is a series.

    Too many titles begin with the same single word by chance.
    """
    return kind is not None and (len(head) > 1 or kind > _Kind.PAIR)


def _is_series(head: list[str], kinds: list[_Kind | None], *, ordinary: bool) -> bool:
    """Whether titles of these kinds show a series.

    An ordinary word as head, or one whose plural is a title too, needs a second or third part.
    """
    best = max((kind for kind in kinds if kind is not None), default=_Kind.NOTHING)
    if len(head) > 1:
        return best >= _Kind.NAME or kinds.count(_Kind.PAIR) >= _ENOUGH_PAIRS
    return best is _Kind.SEQUEL or (not ordinary and _Kind.PLURAL not in kinds and _Kind.NAME in kinds)

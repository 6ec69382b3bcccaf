"""Tells what a refusal is about: a film, a person, years, a length, a genre, a language, or the plot."""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from recommender.search.facets import Facets
from recommender.search.grammar import genres, measures, origins, people, times
from recommender.search.grammar.leftover import is_telling
from recommender.search.grammar.names_in import NamesIn, someone
from recommender.search.grammar.reading import CERTAIN, LIKELY, VAGUE, Reading
from recommender.search.grammar.refusals import Refusal
from recommender.search.grammar.sentence import FILM_NOUNS, Sentence
from recommender.spelling import tokens

Meaning = tuple[str, tuple[str, ...]]
"""A field of the request, and its values."""
_TURNED = {"old": "recent", "recent": "old", "long": "short", "short": "long", "black and white": "recent"}
_NO_SILENT = ("..1929",)
_TRAILING = re.compile(
    rf"(?:\s+(?:{'|'.join(sorted(FILM_NOUNS))}|stuff|in\s+it|at\s+all|either|too|kind|variety|sort|type))+$"
)
_AGAIN = re.compile(r",?\s+(?:again|for\s+once|anymore|any\s+more|thanks|this\s+time)$")


def refused(refusal: Refusal, facets: Facets, wanted: Collection[str]) -> Iterator[Reading]:
    """The readings of a refusal; ``wanted`` are genres that the question asks for."""
    what = _What(_AGAIN.sub("", refusal.what.strip()), facets, frozenset(wanted), refusal.hated)
    for read in () if refusal.less else _READERS:
        found = list(read(what))
        if found:
            for field, values in found:
                certainty = {"prefer": VAGUE, "genre": LIKELY}.get(field, CERTAIN)
                yield Reading(refusal.start, refusal.end, field, values, certainty)
            return
    if is_telling(what.short):
        yield Reading(refusal.start, refusal.end, "without", (what.short,), CERTAIN)


def resolves(said: str, facets: Facets) -> bool:
    """Whether words name a film, people, years, a length or a genre: then they hardly belong to the plot."""
    what = _What(said, facets)
    if _title(what.lower, facets) or someone(said, facets) or any(True for _ in _measured(what)):
        return True
    if any(one.start == 0 for one in people.people(Sentence(said), NamesIn(said, facets))):
        return True
    strong = any(kind == "strong" for _, kind in genres.refused_genres(Sentence(said), facets.genres))
    return (strong or what.short != what.lower) and bool(_genres_in(what.short, what))


@dataclass(frozen=True, slots=True)
class _What:
    """What is refused, as it was typed."""

    said: str
    facets: Facets
    wanted: frozenset[str] = frozenset()
    hated: bool = False

    @property
    def lower(self) -> str:
        return self.said.lower()

    @property
    def short(self) -> str:
        """Without a word for a film at the end: "musicals" for "musicals or anything"."""
        return _TRAILING.sub("", self.lower)


def _films(what: _What) -> Iterator[Meaning]:
    whole = what.short == what.lower
    ids = _title(what.lower, what.facets) or ([] if whole else _title(what.short, what.facets))
    if ids:
        every = what.hated or not whole
        series = [other for id_ in ids for other in what.facets.titles.series(id_)] if every else []
        yield "not_title", tuple(dict.fromkeys((*ids, *series)))


def _people(what: _What) -> Iterator[Meaning]:
    names = someone(what.said[: len(what.short)], what.facets)
    # The person in "Adam Sandler comedies".
    names = names or tuple(
        dict.fromkeys(
            name
            for reading in people.people(Sentence(what.said), NamesIn(what.said, what.facets))
            for name in reading.values
        )
    )
    if names:
        yield "not_person", names


def _measured(what: _What) -> Iterator[Meaning]:
    """Years, and lengths turned round: not over two hours is at most two hours."""
    sentence = Sentence(what.lower)
    for reading in times.limits(sentence):
        yield "not_year", reading.values
        return
    for reading in measures.lengths(sentence):
        minutes = int(reading.values[0])
        if reading.field == "min_runtime":
            yield "max_runtime", (str(minutes - 1),)
        elif reading.field == "max_runtime":
            yield "min_runtime", (str(minutes + 1),)
        return
    for reading, *_ in times.plain(sentence):
        if reading.end - reading.start >= len(what.lower) // 2:
            yield "not_year", _NO_SILENT if reading.field == "silent" else reading.values
            return


def _preferences(what: _What) -> Iterator[Meaning]:
    sentence = Sentence(what.short)
    for reading in (*times.preferences(sentence), *measures.preferences(sentence)):
        turned = _TURNED.get(reading.values[0])
        if turned and not is_telling(what.short[: reading.start] + what.short[reading.end :]):
            yield "prefer", (turned,)
            return


def _genres(what: _What) -> Iterator[Meaning]:
    if names := _genres_in(what.short, what):
        yield "not_genre", names


def _languages(what: _What) -> Iterator[Meaning]:
    found = [one for one, _ in origins.origins(Sentence(what.short), frozenset(what.facets.languages))]
    codes: list[str] = []
    for one in found:
        before, rest = what.short[: one.start], what.short[one.end :].strip()
        alone = not is_telling(before) and (not is_telling(rest) or bool(_genres_in(rest, what)))
        # "Not a German officer" refuses no language.
        if one.field == "language" and alone:
            codes += one.values
    if codes:
        yield "not_language", tuple(dict.fromkeys(codes))
        if meant := _genres_in(what.short.split(" ", 1)[-1], what):
            yield "genre", meant
    elif any(one.field == "not_language" for one in found):
        yield "language", ("en",)


def _misspelt_people(what: _What) -> Iterator[Meaning]:
    if names := someone(what.said[: len(what.short)], what.facets, loosely=True):
        yield "not_person", names


_READERS: tuple[Callable[[_What], Iterator[Meaning]], ...] = (
    _films,
    _people,
    _measured,
    _preferences,
    _genres,
    _languages,
    _misspelt_people,
)
"""In this order: the first that finds a meaning decides."""


def _title(said: str, facets: Facets) -> list[str]:
    """The movies of a title that is all of the words, and not an ordinary word."""
    words = [token.word for token in tokens(said)]
    for length, ids in facets.titles.at(words):
        if length == len(words) and not (length == 1 and facets.is_ordinary(words[0])):
            return ids
    if len(words) < 2 or facets.is_ordinary(words[0]):
        return []
    found = facets.titles.guess(said)
    return [found] if found else []


def _genres_in(said: str, what: _What) -> tuple[str, ...]:
    """The genres that the words name, and nothing else, without those that are wanted."""
    sentence = Sentence(said.replace("-", " "))
    readings = (reading for reading, _ in genres.refused_genres(sentence, what.facets.genres))
    rest, names = sentence.lower, list[str]()
    for reading in sorted(readings, key=lambda one: one.start - one.end):
        words = sentence.lower[reading.start : reading.end]
        if words in rest:
            rest = rest.replace(words, " ")
            names += [genre for genre in reading.values if genre not in what.wanted]
    return tuple(dict.fromkeys(names)) if names and not is_telling(rest) else ()

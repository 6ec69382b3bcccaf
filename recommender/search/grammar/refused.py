"""Tells what a refusal is about: a person, a genre, a language, years, a length, a film, or the plot."""

import re
from collections.abc import Collection, Iterator

from recommender.errors import InvalidQueryError
from recommender.search.facets import Facets
from recommender.search.grammar import genres, measures, origins, people, times
from recommender.search.grammar.leftover import is_telling
from recommender.search.grammar.reading import CERTAIN, LIKELY, VAGUE, Reading
from recommender.search.grammar.refusals import Refusal
from recommender.search.grammar.sentence import FILM_NOUNS, Sentence
from recommender.spelling import tokens

_TURNED = {"old": "recent", "recent": "old", "long": "short", "short": "long", "black and white": "recent"}
_TRAILING = re.compile(
    rf"\s+(?:{'|'.join(sorted(FILM_NOUNS))}|stuff|in\s+it|at\s+all|either|too|kind|variety|sort|type)$"
)
_AGAIN = re.compile(r",?\s+(?:again|for\s+once|anymore|any\s+more|thanks|this\s+time)$")


def refused(refusal: Refusal, facets: Facets, wanted: Collection[str]) -> Iterator[Reading]:
    """The readings of a refusal; ``wanted`` are genres that the question asks for elsewhere."""
    said = _AGAIN.sub("", refusal.what.strip())
    what = said.lower()

    def reading(field: str, *values: str) -> Reading:
        return Reading(refusal.start, refusal.end, field, values, CERTAIN)

    short = what
    while short != (cut := _TRAILING.sub("", short)):
        short = cut
    if ids := _title(what, facets) or (short != what and _title(short, facets)):
        series = (
            [other for id_ in ids for other in facets.titles.series(id_)]
            if short != what or refusal.hated
            else []
        )
        yield reading("not_title", *dict.fromkeys((*ids, *series)))
        return
    if names := people.someone(said[: len(short)], facets) or _person_in(said, facets):
        yield reading("not_person", *names)
        return
    if found := list(_measured(what)):
        for field, values in found:
            yield reading(field, *values)
        return
    sentence = Sentence(short)
    for preference in (*times.preferences(sentence), *measures.preferences(sentence)):
        turned = _TURNED.get(preference.values[0])
        if turned and preference.end - preference.start >= len(short) - 4:
            yield Reading(refusal.start, refusal.end, "prefer", (turned,), VAGUE)
            return
    unwanted = _genres(short, facets, wanted)
    if unwanted:
        yield reading("not_genre", *unwanted)
        return
    codes = tuple(
        dict.fromkeys(
            code
            for one, _ in origins.origins(sentence, frozenset(facets.languages))
            if one.field == "language" and _covers(one, short, facets)
            for code in one.values
        )
    )
    if codes:
        yield reading("not_language", *codes)
        if meant := _genres(short.split(" ", 1)[-1], facets, ()):
            yield Reading(refusal.start, refusal.end, "genre", meant, LIKELY)
        return
    if any(one.field == "not_language" for one, _ in origins.origins(sentence, frozenset(facets.languages))):
        yield reading("language", "en")
        return
    if names := people.someone(said[: len(short)], facets, loosely=True):
        yield reading("not_person", *names)
    elif is_telling(short):
        yield reading("without", short)


def resolves(what: str, facets: Facets) -> bool:
    """Whether words name years, a length, people or a film, so that they hardly belong to the plot."""
    if _title(what, facets) or people.someone(what, facets) or list(_measured(what.lower())):
        return True
    if any(one.start == 0 for one in people.people(Sentence(what), facets)):
        return True
    what = what.lower()
    named = any(kind == "strong" for _, kind in genres.refused_genres(Sentence(what), facets.genres))
    return (named or _TRAILING.search(what) is not None) and bool(
        _genres(_TRAILING.sub("", what), facets, ())
    )


def _title(what: str, facets: Facets) -> list[str]:
    """The movies of a title that is all of the words, and not an ordinary word."""
    words = [token.word for token in tokens(what)]
    for length, ids in facets.titles.at(words):
        if length == len(words) and not (length == 1 and facets.is_ordinary(words[0])):
            return ids
    if len(words) > 1 and not any(facets.is_ordinary(word) for word in words[:1]):
        try:
            return [facets.titles.find(what)]
        except InvalidQueryError:
            return []
    return []


def _person_in(what: str, facets: Facets) -> tuple[str, ...]:
    """The people in "Adam Sandler comedies"."""
    found = people.people(Sentence(what), facets)
    return tuple(dict.fromkeys(name for reading in found for name in reading.values))


def _measured(what: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Years and lengths, turned round: not over two hours is at most two hours."""
    sentence = Sentence(what)
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
        if reading.end - reading.start >= len(what) // 2:
            yield "not_year", ("..1929",) if reading.field == "silent" else reading.values
            return


def _covers(reading: Reading, what: str, facets: Facets) -> bool:
    """Whether a language is all that is refused, perhaps with a genre, and not somebody's origin."""
    rest = what[reading.end :].strip()
    return not is_telling(what[: reading.start]) and (not is_telling(rest) or bool(_genres(rest, facets, ())))


def _genres(what: str, facets: Facets, wanted: Collection[str]) -> tuple[str, ...]:
    """The genres that the words name, and nothing else, without those that are wanted."""
    sentence = Sentence(what.replace("-", " "))
    found = sorted(
        (reading for reading, _ in genres.refused_genres(sentence, facets.genres)),
        key=lambda one: one.start - one.end,
    )
    rest, names = sentence.lower, []
    for reading in found:
        said = sentence.lower[reading.start : reading.end]
        if said in rest:
            rest = rest.replace(said, " ")
            names += [genre for genre in reading.values if genre not in wanted]
    return tuple(dict.fromkeys(names)) if names and not is_telling(rest) else ()

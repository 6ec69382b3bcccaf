"""Reads directors and actors: "with Sandra Bullock", "Kubrick's later films", "sandra bulock"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from recommender.search.facets import Facets
from recommender.search.grammar.names_in import NamesIn, may_be_misspelt, misspelt
from recommender.search.grammar.reading import CLEAR, LIKELY, Reading
from recommender.search.grammar.sentence import Context, Sentence
from recommender.spelling import Token

_PRAISE = r"(?:(?:the|that|a|young|old|great|lovely|late|brilliant|director|actor|actress|good\s+old)\s+)*"
_CUE = re.compile(
    r"(?:^|(?<=[^\w']))(?:(?:that|which|who|and|but|it|movie|film)\s+)?"
    r"(?:with|w/|w|starring|stars?|featuring|features|feat\.?|ft\.?|by|directed\s+by|made\s+by|from\s+director|"
    r"directors?|actors?|actress(?:es)?|has|have|having|had|got|from|in\s+which|of|the\s+great|(?:the|that)\s+lovely|"
    r"(?:film|movie|pictur|flick)e?s?\s+(?:of|with)|do\s+any|written\s+and\s+directed\s+by|plus|opposite)\s+"
    rf"(?:(?:any|some|one\s+and\s+only|only|mr\.?|sir|dame|either|both|early|all)\s+)*{_PRAISE}$"
)
_STRONG_CUE = re.compile(
    r"(?:^|(?<=[^\w']))(?:starring|featuring|directed\s+by|made\s+by|from\s+director|director|actor|actress|with|w/|early|"
    rf"by|feat\.?)\s+{_PRAISE}$"
)
_SUBJECT = re.compile(
    r"\b(?:about|on|named|called|playing|plays?|as|life\s+of|story\s+of|biopic|biography|of\s+young|meets?|"
    r"impersonat\w+|like|imitat\w+|death\s+of|himself|herself|love\s+with)\s+(?:the\s+|a\s+|young\s+)*$"
)
"""In front of a name: somebody in the plot has it."""
_AFTER = re.compile(
    r"(?:'s?)?\s*(?:(?:later?|earl(?:y|ier)|first|last|latest|newe[rs]t?|older|best|good|great|other|own)\s+)*"
    r"(?:films?|movies?|flicks?|pictures?|pics?|features?|ones?|stuff|works?|joints?|vehicles?|comed\w+|thrillers?|"
    r"dramas?|westerns?|romances?|horrors?|in\s+it|in\s+them|stars?|directed|directing|is\s+in)(?![\w'])"
)
_POSSESSIVE = re.compile(r"'s?\s+")
_LATER = re.compile(
    r"(?:'s?)?\s+(?P<when>later?|latest|newer|newest|recent|earl(?:y|ier|iest)|first|older|oldest)\b\s*"
)
_EARLY = re.compile(r"\b(?P<when>early|earlier|late|later)\s+$")
_ALTERNATIVE = re.compile(r"\s*(?:or|/|and/or)\s*(?:else\s+)?(?:with\s+)?")
_LEAST_FILMS = 3
"""A surname that nothing leads to means somebody only if the store has this many of his or her films."""


def people(sentence: Sentence, names: NamesIn) -> Iterator[Reading]:
    """The people who are meant, with the words around them that say so."""
    index = 0
    while index < len(names.words):
        found = _named(sentence, names, index)
        if found is None:
            index += 1
            continue
        length, name, certainty = found
        start, end = names.words[index].start, names.words[index + length - 1].end
        yield _with_cue(sentence, Reading(start, end, "person", (name,), certainty))
        index += length


def alternatives(sentence: Sentence, readings: Sequence[Reading]) -> list[Reading]:
    """The readings with "Emma Stone or Ryan Gosling" as one of two values: one of them is enough."""
    joined: list[Reading] = []
    for reading in sorted(readings, key=lambda one: one.start):
        if joined and _ALTERNATIVE.fullmatch(sentence.lower, joined[-1].end, reading.start):
            first = joined.pop()
            joined.append(replace(reading, start=first.start, values=(*first.values, *reading.values)))
        else:
            joined.append(reading)
    return joined


def period(sentence: Sentence, facets: Facets, reading: Reading) -> Reading | None:
    """The years of "Kubrick's later films" or "early Hitchcock": half of the person's films."""
    behind = _LATER.match(sentence.lower, reading.end)
    found = behind or _EARLY.search(sentence.lower, 0, reading.start)
    years = sorted(year for _, year in facets.films_of(reading.values[0]) if year is not None)
    if not found or len(years) < 2:
        return None
    middle = years[len(years) // 2]
    late = found["when"].startswith(("la", "ne", "rec"))
    return Reading(*found.span(), "year", (f"{middle}.." if late else f"..{middle - 1}",), LIKELY)


def _named(sentence: Sentence, names: NamesIn, index: int) -> tuple[int, str, float] | None:
    """The person whose name begins at a word: the number of words, the name, how sure it is."""
    before = sentence.lower[: names.words[index].start]
    if _SUBJECT.search(before):
        return None
    found, single = names.at(index)
    if found and single and (sentence.browses or index == 0):
        name = names.words[index : index + found[0]]
        certainty = CLEAR if sentence.browses else LIKELY
        return (*found, certainty) if _is_meant(sentence, names.facets, found[1], name, before) else None
    if found and not single:
        end = names.words[index + found[0] - 1].end
        led = _CUE.search(before) or _AFTER.match(sentence.lower, end)
        alone = sentence.film_before(names.words[index].start) is Context.EDGE and sentence.leads_on(end)
        return *found, CLEAR if led or (alone and sentence.browses) else LIKELY
    if found or not sentence.browses:
        return None
    loosely = _STRONG_CUE.search(before) or _stands_out(sentence, names.facets, names.words[index])
    found = misspelt(names.facets, names.words, index) if loosely else None
    return (*found, LIKELY) if found else None


def _is_meant(sentence: Sentence, facets: Facets, person: str, name: Sequence[Token], before: str) -> bool:
    """Whether a surname or a first name stands where a director or an actor is named."""
    token, end = name[0], name[-1].end
    if len(name) > 1:
        return True
    after = bool(_AFTER.match(sentence.lower, end))
    nickname = token.word not in person.lower()
    capital = sentence.text[token.start].isupper() and not sentence.text.isupper()
    if facets.is_ordinary(token.word) and not (after and capital):
        return bool(capital and _STRONG_CUE.search(before))
    if after or _CUE.search(before):
        return True
    films = len(facets.films_of(person))
    around = (sentence.film_before(token.start), sentence.film_after(token.end))
    if nickname:
        return Context.PLOT not in around
    if films < _LEAST_FILMS or (facets.is_mentioned(token.word) and around != (Context.EDGE, Context.EDGE)):
        return False
    return Context.PLOT not in around or (films > _LEAST_FILMS and around[0] is not Context.PLOT)


def _stands_out(sentence: Sentence, facets: Facets, token: Token) -> bool:
    """Whether a word may be a misspelt name though nothing leads to it: "Scorcese and De Niro"."""
    capital = sentence.text[token.start].isupper() and not sentence.text.isupper()
    around = (sentence.film_before(token.start), sentence.film_after(token.end))
    return capital and may_be_misspelt(facets, token.word) and Context.PLOT not in around


def _with_cue(sentence: Sentence, reading: Reading) -> Reading:
    """The reading with "starring" before it and "'s" behind it."""
    cue = _CUE.search(sentence.lower, 0, reading.start)
    possessive = _POSSESSIVE.match(sentence.lower, reading.end)
    return replace(
        reading,
        start=cue.start() if cue else reading.start,
        end=possessive.end() - 1 if possessive else reading.end,
    )

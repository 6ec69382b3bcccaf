"""Understands a question: the facts, examples and refusals in it, and the text that is left to look for.

One grammar for all faces. It runs on this machine, without a language model. What is clearly said becomes a
filter, what is vague a preference. Whether the same words describe the film or somebody in it ("a French
comedy", "a French chef") depends on their neighbours: see ``grammar/sentence.py``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from recommender.search.facets import Facets
from recommender.search.grammar.leftover import beside_examples, chatter, is_telling, leftover, tells_a_plot
from recommender.search.grammar.meanings import meaning
from recommender.search.grammar.reader import Reader
from recommender.search.grammar.reading import CERTAIN, CLEAR, Reading
from recommender.search.grammar.sentence import Sentence
from recommender.search.grammar.titles_in import Title, TitlesIn
from recommender.search.parts import is_long
from recommender.search.understood import Span, Understood

LONGEST = 2_000
"""Characters. Of a longer text only the beginning is read for facts."""
_UNSURE = frozenset({"person", "year", "language"})
"""In a plot, these are only preferences unless they are clear."""
_CHOOSING = frozenset(
    {
        "like",
        "unlike",
        "not_title",
        "not_genre",
        "not_person",
        "not_language",
        "not_year",
        "without",
        "director_of",
    }
)
"""Whoever says one of these chooses among films, and does not remember one."""
_ONE_WORD = 10
"""Characters. "Not too long" says more than "long"."""
_AROUND = " \t\n,;:-–—"
"""What belongs to no span at its ends."""
_NAMED = frozenset({"like", "director_of"})
_REMEMBERED = frozenset(
    {"genre", "year", "language", "person", "runtime", "min_runtime", "max_runtime", "min_rating"}
)
"""The facts that somebody who tells at length may remember; they are only preferences."""
_DOUBTFUL = frozenset({"without", "like", "unlike", "not_genre"})


def understand(text: str, facets: Facets) -> Understood:
    """What ``text`` asks for, by the movies of a store. Never raises: what it cannot read is a plot."""
    sentence = Sentence(text[:LONGEST])
    titles = TitlesIn(sentence, facets)
    if title := titles.whole():
        return _titled(text, title, facets)
    readings = Reader(sentence, titles, facets).read()
    doubtful = not readings or any(one.field in _DOUBTFUL for one in readings)
    if doubtful and (title := titles.nearly_whole()):
        return _titled(text, title, facets)
    return _understood(text, readings, facets)


def _titled(text: str, title: Title, facets: Facets) -> Understood:
    """A question that is only a title: the movie comes first, and the words stay as they are."""
    reading = Reading(title.start, title.end, "title", title.ids, CERTAIN)
    return Understood(text, text, soft=_spans(text, [reading], facets))


def _understood(text: str, readings: Sequence[Reading], facets: Facets) -> Understood:
    hard = [one for one in readings if not _is_refused(one, readings)]
    hard = [_dated(one, hard) for one in hard]
    soft: list[Reading] = []
    if is_long(text):
        # Whoever tells at length remembers a film, and memory errs: "1990, maybe", "not a horror film".
        # Of 1,500 paragraphs and 46 forum posts, filters lost the right movie for 7% and 22%.
        told = [_widely(one) for one in hard if one.field in _REMEMBERED]
        return Understood(text, text, soft=_spans(text, told, facets))
    if tells_a_plot(text, hard) and not any(one.field in _CHOOSING for one in hard):
        # A plot: a genre only nudges, and so does what is not clearly a fact about the film.
        hard = _without_vague(hard)
        unsure = [
            one for one in hard if one.field == "genre" or (one.certainty < CLEAR and one.field in _UNSURE)
        ]
        hard = [_widely(one) for one in hard if one not in unsure]
        soft = [_widely(one) for one in unsure]
    liked = [one for one in hard if one.field in _NAMED]
    asides = beside_examples(text, hard, liked) if liked else chatter(text, [*hard, *soft]) if hard else []
    left = leftover(text, [*hard, *asides])
    if asides and not liked and not is_telling(left) and is_telling(leftover(text, hard)):
        asides, left = [], leftover(text, hard)
    if (hard or asides) and not is_telling(left):
        left = ""
    return Understood(text, left, _spans(text, [*hard, *asides], facets), _spans(text, soft, facets))


def _spans(text: str, readings: Iterable[Reading], facets: Facets) -> tuple[Span, ...]:
    spans = []
    for one in sorted(readings, key=lambda one: (one.start, one.end)):
        said = text[one.start : one.end]
        start = one.start + len(said) - len(said.lstrip(_AROUND))
        end = one.start + len(said.rstrip(_AROUND))
        spans.append(Span(start, max(start, end), meaning(one, facets), one.field, one.values, one.certainty))
    return tuple(spans)


def _widely(reading: Reading) -> Reading:
    return replace(reading, values=reading.wide) if reading.wide else reading


def _dated(reading: Reading, readings: Iterable[Reading]) -> Reading:
    """The years of silent films, unless other years are given."""
    if reading.field != "silent":
        return reading
    if any(other.field == "year" for other in readings):
        return replace(reading, field="aside")
    return replace(reading, field="year")


def _without_vague(readings: Sequence[Reading]) -> list[Reading]:
    """The readings without vague words that hardly tell anything beside a plot, or contradict each other."""
    told = {value for one in readings if one.field == "prefer" for value in one.values}
    vague = {"good", "short", "long", "classic"} | ({"old", "recent"} if {"old", "recent"} <= told else set())
    return [
        one
        for one in readings
        if one.field != "prefer" or vague.isdisjoint(one.values) or one.end - one.start > _ONE_WORD
    ]


def _is_refused(reading: Reading, readings: Iterable[Reading]) -> bool:
    """Whether other words refuse the person or the language that this reading wants."""
    return reading.field in ("person", "language") and any(
        other.field == f"not_{reading.field}" and set(reading.values) <= set(other.values)
        for other in readings
    )

"""Reads what a person types after an answer, and changes the request accordingly.

It speaks the grammar of ``understand``, and adds what needs the answers on the screen: their numbers, and
words such as "shorter".
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from statistics import median
from typing import Any

from recommender.errors import InvalidQueryError
from recommender.movie import Movie
from recommender.search.facets import Facets
from recommender.search.grammar.leftover import is_telling
from recommender.search.request import Request, parse_years
from recommender.search.understand import understand
from recommender.search.understood import EXCLUSIVE, OPPOSITES, Span, request_of

HELP = """\
more                     the next movies
more like 2              more like number 2; a title works too
like 2 but funnier       the same, and a change
not 3                    leave out number 3 and movies like it
from the 90s, in French, also with Meg Ryan, only comedies, not with Tom Cruise, under two hours
something shorter        than these; also: longer, older, newer, better
no horror                leave out a genre; of anything else, show less
less scary               less of this
back                     the previous answer
help                     this list
Anything else is a new description. y asks for one, n quits."""

_NUMBERS = r"(?:numbers?\s+|#)?(\d{1,3}(?:\s*(?:,|and|&)\s*\d{1,3})*)"
_NUMBERED = re.compile(
    rf"(more like|like|less like|unlike|not|no)\s+{_NUMBERS}(?:\s*,?\s*(?:but|and|only)\s+(.+))?",
    re.IGNORECASE,
)
_ADDING = re.compile(
    r"(?:(?:only|just|also|and|but|maybe|rather|something|anything|make it|it should be|ones?|those|films?|"
    r"movies?|please)\s+)+",
    re.IGNORECASE,
)
_JOINING = re.compile(
    r"(?:only|just|also|and|but|maybe|rather|something|anything|make it|with|without|from|before|after|since|"
    r"in|by|no|not|none|nothing|under|over|at least|at most|less than|more|older|newer|shorter|longer|better|"
    r"except|anything but)\b",
    re.IGNORECASE,
)
_LONGEST = {"no": 2, "not": 2, "less": 3}
"""In words, by first word. A longer text is a description ("less is known about the stranger")."""
_SHOWN = 5
_COMPARED = {
    "shorter": ("max_runtime", "runtime", -1),
    "longer": ("min_runtime", "runtime", 1),
    "older": ("year", "year", -1),
    "newer": ("year", "year", 1),
    "more recent": ("year", "year", 1),
    "better": ("min_rating", "vote_average", 0.1),
    "better rated": ("min_rating", "vote_average", 0.1),
}


def refine(text: str, request: Request, shown: Sequence[Movie], facets: Facets) -> Request | None:
    """``request`` changed as ``text`` says, or ``None`` when ``text`` is a new description.

    ``shown`` are the movies on the screen, numbered from 1. A change that is no fact ("like 2 but with a
    dog") is added to the description. Raises ``InvalidQueryError`` for a number that is not on the screen,
    years that cannot be parsed, and a title that is not in the store.
    """
    said = re.sub(r"^please\s+|\s+please$", "", " ".join(text.split()), flags=re.IGNORECASE)
    if match := _NUMBERED.fullmatch(said):
        return _by_number(match, request, shown, facets)
    if said.lower().startswith("more like "):
        return merged(request, Request(like=(facets.titles.find(said[len("more like ") :]),)))
    verb, _, rest = said.partition(" ")
    if verb.lower() == "only" and re.fullmatch(r"[\d\s.–-]+", rest):
        parse_years(rest)
        return merged(request, Request(year=(rest,)))
    if _JOINING.match(said) and (changed_as_said := _changed(said, request, shown, facets)):
        return changed_as_said
    if rest and len(rest.split()) <= _LONGEST.get(verb.lower(), 0):
        return merged(request, Request(without=(rest,)))
    return None


def _by_number(match: re.Match[str], request: Request, shown: Sequence[Movie], facets: Facets) -> Request:
    """The change that names movies on the screen: "like 2 but funnier"."""
    field = "like" if match[1].lower() in ("like", "more like") else "unlike"
    numbers = (int(number) for number in re.findall(r"\d+", match[2]))
    examples: Any = {field: tuple(_numbered(number, shown).id for number in numbers)}
    changed = merged(request, Request(**examples))
    if not match[3]:
        return changed
    more = ", ".join(filter(None, (request.description, match[3])))
    return _changed(match[3], changed, shown, facets) or replace(changed, description=more)


def merged(request: Request, change: Request) -> Request:
    """``request`` with ``change``: years, a language and limits replace earlier ones, the rest adds up."""
    values: dict[str, Any] = {}
    for name, new in change.given().items():
        added = isinstance(new, tuple) and name not in EXCLUSIVE
        values[name] = tuple(dict.fromkeys((*getattr(request, name), *new))) if added else new
        if opposite := OPPOSITES.get(name):
            earlier = values.get(opposite, getattr(request, opposite))
            values[opposite] = tuple(one for one in earlier if one not in values[name])
    return replace(request, **values)


def _changed(said: str, request: Request, shown: Sequence[Movie], facets: Facets) -> Request | None:
    """The change that words without a plot ask for; ``None`` if they tell a plot, or nothing."""
    plain = _ADDING.sub("", f"{said} ", count=1).strip() if _ADDING.match(f"{said} ") else said
    if compared := _compared(plain.lower(), shown):
        return merged(request, compared)
    for words in dict.fromkeys((said, plain, f"something {plain}")):
        understood = understand(words, facets)
        spans = [span for span in understood.spans if span.field not in ("like", "limit", "aside")]
        if spans and not _tells(understood.left, spans, words):
            return merged(request, request_of(spans))
    return None


def _tells(left: str, spans: Sequence[Span], words: str) -> bool:
    """Whether a text says more than facts; the words of a genre stay in what is left."""
    for span in spans:
        left = left.replace(words[span.start : span.end], " ")
    return is_telling(left)


def _compared(said: str, shown: Sequence[Movie]) -> Request | None:
    """The request for "shorter" and the like: beyond the middle of the movies on the screen."""
    found = _COMPARED.get(said.removesuffix(" ones").removesuffix(" one").strip())
    if found is None:
        return None
    field, fact, step = found
    values = [value for movie in shown[-_SHOWN:] if (value := getattr(movie, fact)) is not None]
    if not values:
        return None
    limit = median(values) + step
    if field == "year":
        return Request(year=(f"..{int(limit)}" if step < 0 else f"{int(limit)}..",))
    return Request(**{field: round(limit, 1) if field == "min_rating" else int(limit)})  # type: ignore[arg-type]


def _numbered(number: int, shown: Sequence[Movie]) -> Movie:
    if not 1 <= number <= len(shown):
        raise InvalidQueryError(f"there is no number {number}; the last is {len(shown)}")
    return shown[number - 1]

"""Parses what a person types after an answer, and changes the request accordingly."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from recommender.errors import InvalidQueryError
from recommender.movie import Movie
from recommender.search.facets import Facets
from recommender.search.request import Request, parse_years
from recommender.search.words import words

HELP = """\
more               the next movies
more like 2        more like number 2; a title works too
not 3              leave out number 3 and movies like it
only 90s           only these years; also: only French, only comedies
no horror          leave out a genre; of anything else, show less
less scary         less of this
back               the previous answer
help               this list
Anything else is a new description. y asks for one, n quits."""


Found = TypeVar("Found")


_NUMBERS = r"(?:numbers?\s+|#)?(\d{1,3}(?:\s*(?:,|and|&)\s*\d{1,3})*)"
_LONGEST = {"no": 2, "not": 2, "less": 3}
"""In words, by first word. A longer text is a description ("no country for old men")."""


def refine(text: str, request: Request, shown: Sequence[Movie], facets: Facets) -> Request | None:
    """``request`` changed as ``text`` says, or ``None`` when ``text`` is a new description.

    ``shown`` are the movies on the screen, numbered from 1. Raises ``InvalidQueryError`` for a number that
    is not on the screen, years that cannot be parsed, and a title that is not in the store.
    """
    said = re.sub(r"^please\s+|\s+please$", "", " ".join(text.split()), flags=re.IGNORECASE)
    if match := re.fullmatch(rf"(more like|like|less like|not|no)\s+{_NUMBERS}", said, re.IGNORECASE):
        field = "like" if match[1].lower() in ("like", "more like") else "unlike"
        return _with(
            request, field, *(_numbered(int(number), shown).id for number in re.findall(r"\d+", match[2]))
        )
    verb, _, rest = said.partition(" ")
    if said.lower().startswith("more like "):
        return _with(request, "like", facets.titles.find(said[len("more like ") :]))
    if verb.lower() == "only" and rest:
        return _only(rest, request, facets)
    if rest and len(rest.split()) <= _LONGEST.get(verb.lower(), 0):
        genre = None if verb.lower() == "less" else _genre(rest, facets)
        return _with(request, "not_genre", genre) if genre else _with(request, "without", rest)
    return None


def _only(rest: str, request: Request, facets: Facets) -> Request | None:
    """Years and a language replace the earlier ones, as a movie has one of each; genres and people add up."""
    if genre := _genre(rest, facets):
        return _with(request, "genre", genre)
    if re.fullmatch(r"[\d\s.–-]+", rest) or _known(parse_years, rest):
        parse_years(rest)
        return replace(request, year=(rest,))
    if language := _known(facets.language, rest):
        return replace(request, language=(language,))
    person = _known(facets.person, rest)
    return _with(request, "person", person) if person else None


def _genre(text: str, facets: Facets) -> str | None:
    """The genre whose name has the same stem: "comedies" for Comedy."""
    stems = words(text)
    return next((genre for genre in facets.genres if stems and words(genre) == stems), None)


def _known(find: Callable[[str], Found], text: str) -> Found | None:
    try:
        return find(text)
    except InvalidQueryError:
        return None


def _numbered(number: int, shown: Sequence[Movie]) -> Movie:
    if not 1 <= number <= len(shown):
        raise InvalidQueryError(f"there is no number {number}; the last is {len(shown)}")
    return shown[number - 1]


def _with(request: Request, field: str, *values: str) -> Request:
    """``request`` with ``values`` added to one of its lists, without duplicates."""
    changed: Any = {field: tuple(dict.fromkeys((*getattr(request, field), *values)))}
    return replace(request, **changed)

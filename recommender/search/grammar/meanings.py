"""Says in words what a part of a question means."""

from collections.abc import Callable

from recommender.search.facets import Facets
from recommender.search.grammar.reading import Reading

Values = tuple[str, ...]
_MOST_NAMED = 3
_SAID: dict[str, Callable[[Values, Facets], str]] = {
    "aside": lambda _, __: "nothing about a film",
    "director_of": lambda values, _: f"by {values[0]}",
    "genre": lambda values, _: ", ".join(values),
    "language": lambda values, facets: f"in {_languages(values, facets)}",
    "like": lambda values, facets: f"like {_titles(values, facets)}",
    "limit": lambda values, _: f"{values[0]} films",
    "max_runtime": lambda values, _: f"at most {values[0]} minutes",
    "min_rating": lambda values, _: f"rated {values[0]} or more",
    "min_runtime": lambda values, _: f"at least {values[0]} minutes",
    "no_sequels": lambda _, __: "no sequels",
    "not_genre": lambda values, _: f"no {', '.join(values)}",
    "not_language": lambda values, facets: f"not in {_languages(values, facets)}",
    "not_person": lambda values, _: f"without {', '.join(values)}",
    "not_title": lambda values, facets: f"not {_titles(values, facets)}",
    "not_year": lambda values, _: f"not {' or '.join(map(years, values))}",
    "person": lambda values, _: f"with {' or '.join(values)}",
    "prefer": lambda values, _: f"rather {', '.join(values)}",
    "runtime": lambda values, _: f"{values[0]}-{values[1]} minutes",
    "title": lambda values, facets: f"the film {_titles(values, facets)}",
    "unlike": lambda values, facets: f"unlike {_titles(values, facets)}",
    "without": lambda values, _: f"without “{', '.join(values)}”",
    "year": lambda values, _: " or ".join(map(years, values)),
}


def meaning(reading: Reading, facets: Facets) -> str:
    """Such as ``1990-1999``, ``with Sandra Bullock``, ``no Comedy``."""
    return _SAID[reading.field](reading.values, facets)


def years(span: str) -> str:
    """A span of years in words: ``before 1980`` for ``..1979``."""
    first, dots, last = span.partition("..")
    if not dots:
        return span
    if not first:
        return f"before {int(last) + 1}"
    return f"{first}-{last}" if last else f"since {first}"


def _languages(codes: Values, facets: Facets) -> str:
    names = [facets.language_name(code) for code in codes]
    more = f" or {len(names) - _MOST_NAMED} others" if len(names) > _MOST_NAMED else ""
    return " or ".join(names[:_MOST_NAMED]) + more


def _titles(ids: Values, facets: Facets) -> str:
    named = [facets.titles.heading(id_) for id_ in ids[:_MOST_NAMED]]
    more = f" and {len(ids) - _MOST_NAMED} others" if len(ids) > _MOST_NAMED else ""
    return ", ".join(named) + more

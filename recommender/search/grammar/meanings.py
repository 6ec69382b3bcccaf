"""Says in words what a part of a question means."""

from recommender.search.facets import Facets
from recommender.search.grammar.reading import Reading

_MOST_NAMED = 3


def meaning(reading: Reading, facets: Facets) -> str:
    """Such as ``1990-1999``, ``with Sandra Bullock``, ``no Comedy``."""
    values = reading.values
    match reading.field:
        case "aside":
            return "nothing about a film"
        case "year" | "silent":
            return " or ".join(map(years, values))
        case "not_year":
            return f"not {' or '.join(map(years, values))}"
        case "person":
            return f"with {' or '.join(values)}"
        case "not_person":
            return f"without {', '.join(values)}"
        case "director_of":
            return f"by {values[0]}"
        case "language":
            return f"in {_languages(values, facets)}"
        case "not_language":
            return f"not in {_languages(values, facets)}"
        case "genre":
            return ", ".join(values)
        case "not_genre":
            return f"no {', '.join(values)}"
        case "min_runtime":
            return f"at least {values[0]} minutes"
        case "max_runtime":
            return f"at most {values[0]} minutes"
        case "runtime":
            return f"{values[0]}-{values[1]} minutes"
        case "min_rating":
            return f"rated {values[0]} or more"
        case "limit":
            return f"{values[0]} films"
        case "like":
            return f"like {_titles(values, facets)}"
        case "title":
            return f"the film {_titles(values, facets)}"
        case "unlike":
            return f"unlike {_titles(values, facets)}"
        case "not_title":
            return f"not {_titles(values, facets)}"
        case "no_sequels":
            return "no sequels"
        case "prefer":
            return f"rather {', '.join(values)}"
        case _:
            return f"without “{', '.join(values)}”"


def years(span: str) -> str:
    """A span of years in words: ``before 1980`` for ``..1979``."""
    first, dots, last = span.partition("..")
    if not dots:
        return span
    if not first:
        return f"before {int(last) + 1}"
    return f"{first}-{last}" if last else f"since {first}"


def _languages(codes: tuple[str, ...], facets: Facets) -> str:
    names = [facets.language_name(code) for code in codes]
    more = f" or {len(names) - _MOST_NAMED} others" if len(names) > _MOST_NAMED else ""
    return " or ".join(names[:_MOST_NAMED]) + more


def _titles(ids: tuple[str, ...], facets: Facets) -> str:
    named = [facets.titles.heading(id_) for id_ in ids[:_MOST_NAMED]]
    more = f" and {len(ids) - _MOST_NAMED} others" if len(ids) > _MOST_NAMED else ""
    return ", ".join(named) + more

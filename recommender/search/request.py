"""A request. The options of ``query``, the keys of its JSON and the Python API share these names."""

import re
from dataclasses import dataclass, fields
from os import PathLike
from typing import Any

from recommender.errors import InvalidQueryError
from recommender.text import clean_text

_DECADE = re.compile(r"(?:the\s+)?((?:18|19|20)?\d0)'?s", re.IGNORECASE)
_RANGE = re.compile(r"(\d{4})?\s*(?:\.\.|-|–|\bto\b)\s*(\d{4})?")
_OLDEST_SHORT_DECADE = 30
"""``30s`` is the 1930s; a smaller number, as in ``20s``, belongs to this century."""
_LARGEST = {"min_rating": 10, "min_runtime": 1_000_000, "max_runtime": 1_000_000}
_MOST_VALUES = 100
"""Most values of one field. SQLite does not accept a thousand in one condition."""
_LONGEST_QUOTED = 80
ALTERNATIVES = "|"
"""Between values of which one is enough: ``Crime|Thriller``."""
PREFERENCES = ("old", "recent", "classic", "black and white", "good", "short", "long")
"""What ``prefer`` may name. ``search/preferences.py`` says what each means."""


@dataclass(frozen=True, slots=True)
class Request:
    """A description, filters and examples; every field has the name of its option.

    A field of several values takes a tuple, a list, or one value. A movie must have *every* ``genre`` and
    ``person``, *one* of the ``year`` spans, *one* ``language``, and nothing that a ``not_`` field names.
    """

    description: str = ""
    genre: tuple[str, ...] = ()
    """``Crime|Thriller`` is one of the two; so it is with ``person``."""
    not_genre: tuple[str, ...] = ()
    year: tuple[str, ...] = ()
    """``1994``, ``1990..1999``, ``1990..``, ``..1980`` or ``90s``: see ``parse_years``."""
    min_rating: float | None = None
    min_runtime: int | None = None
    """Minutes."""
    max_runtime: int | None = None
    """Minutes."""
    language: tuple[str, ...] = ()
    """A code (``fr``), or the language's name; a movie may have several languages."""
    not_language: tuple[str, ...] = ()
    """A movie whose language is unknown passes. So it is with ``not_person``."""
    person: tuple[str, ...] = ()
    """A director or an actor."""
    not_person: tuple[str, ...] = ()
    like: tuple[str, ...] = ()
    """Movies that answers should resemble: ids or titles, with the year (``Heat (1995)``) if ambiguous."""
    unlike: tuple[str, ...] = ()
    """Movies that answers should not resemble, written the same way."""
    not_title: tuple[str, ...] = ()
    """Movies that are no answers, written the same way. Movies like them may be."""
    no_sequels: bool = False
    """No later films of a series."""
    without: tuple[str, ...] = ()
    """Descriptions of what answers should not contain. A movie that has all words of one is no answer."""
    prefer: tuple[str, ...] = ()
    """Some of ``PREFERENCES``: they change the order and leave no movie out."""
    seen: tuple[str, ...] = ()
    """Files that list movies to exclude: see ``catalogue/watchlist.py``."""
    only: tuple[str, ...] = ()
    """Files that list the movies to choose from."""

    def __post_init__(self) -> None:
        """Turn lists and single values into tuples.

        Raises ``InvalidQueryError`` for a number out of range, an empty value, and too many values.
        """
        for name, largest in _LARGEST.items():
            number = getattr(self, name)
            if number is not None and not (isinstance(number, int | float) and 0 <= number <= largest):
                raise InvalidQueryError(f"the value must be a number from 0 to {largest:,}", field=name)
        for field in fields(self):
            if field.default == ():
                object.__setattr__(self, field.name, _texts(field.name, getattr(self, field.name)))
        if unknown := [one for one in self.prefer if one not in PREFERENCES]:
            raise InvalidQueryError(
                f"{clean_text(unknown[0])[:_LONGEST_QUOTED]} is no preference; choose among "
                f"{', '.join(PREFERENCES)}",
                field="prefer",
            )

    def given(self) -> dict[str, Any]:
        """The fields that are set, by name."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {
            name: value
            for name, value in values.items()
            if value is not False and value not in ((), None, "")
        }

    def asks(self) -> bool:
        """Whether anything but a description says which movies are wanted."""
        return bool(self.given().keys() - {"description", "seen", "prefer", "unlike", "without", "not_title"})

    def asked(self) -> dict[str, Any]:
        """The fields that are set, by name; several values as a list, for JSON and for people."""
        return {name: _shown(value) for name, value in self.given().items()}


def _shown(value: Any) -> Any:
    """A field's value without control characters."""
    if isinstance(value, tuple):
        return [_shown(item) for item in value]
    return clean_text(value) if isinstance(value, str) else value


def _texts(name: str, value: Any) -> tuple[str, ...]:
    single = isinstance(value, str | PathLike | int)
    values = (value,) if single else () if value is None else value
    texts = tuple(dict.fromkeys(str(one) for one in values))
    if not all(text.strip() for text in texts):
        raise InvalidQueryError("the value is empty; give one or leave it out", field=name)
    if len(texts) > _MOST_VALUES:
        raise InvalidQueryError(f"it has more than {_MOST_VALUES} values", field=name)
    return texts


def parse_years(text: str) -> tuple[int | None, int | None]:
    """The first and the last year of a span; ``None`` at an open end.

    Raises ``InvalidQueryError`` for text that is not a span of years.
    """
    text = text.strip()
    if re.fullmatch(r"\d{4}", text):
        return int(text), int(text)
    if decade := _DECADE.fullmatch(text):
        first = full_year(int(decade[1]))
        return first, first + 9
    span = _RANGE.fullmatch(text)
    if span and (span[1] or span[2]):
        first_year, last_year = (int(year) if year else None for year in span.groups())
        if first_year is not None and last_year is not None and first_year > last_year:
            raise InvalidQueryError(
                f"{text} ends before it begins; write {last_year}..{first_year}", field="year"
            )
        return first_year, last_year
    said = clean_text(text)[:_LONGEST_QUOTED]
    raise InvalidQueryError(
        f"{said} is not a span of years; write 1994, 1990..1999, 1990.., ..1980 or 90s", field="year"
    )


def year_span(text: str) -> str:
    """A span in its plain form: ``1990..1999`` for ``90s``."""
    return span_of(*parse_years(text))


def span_of(first: int | None, last: int | None) -> str:
    """The span from the first to the last year; ``None`` is an open end."""
    if first is not None and first == last:
        return str(first)
    return f"{'' if first is None else first}..{'' if last is None else last}"


def year_before_and_after(text: str) -> str:
    """A span of years, one longer at both ends."""
    first, last = parse_years(text)
    return span_of(None if first is None else first - 1, None if last is None else last + 1)


def full_year(number: int) -> int:
    """A year that may lack its century: 1985 for 85, 2010 for 10."""
    if number >= 100:
        return number
    return number + (1900 if number >= _OLDEST_SHORT_DECADE else 2000)

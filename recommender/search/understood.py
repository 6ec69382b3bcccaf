"""What a question was understood to ask: its parts with their meanings, and the request they amount to."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from recommender.search.request import ALTERNATIVES, Request, span_of

EXCLUSIVE = frozenset({"year", "language", "min_rating", "min_runtime", "max_runtime"})
"""Where an option replaces what the description says. Values of other fields add up."""
_EVER = (0, 9999)
_NUMBERS: Mapping[str, Callable[[str], Any]] = {
    "min_rating": float, "min_runtime": int, "max_runtime": int, "no_sequels": bool,
}  # fmt: skip
OPPOSITES = {
    "genre": "not_genre", "not_genre": "genre", "person": "not_person", "not_person": "person",
    "language": "not_language", "not_language": "language", "like": "unlike", "unlike": "like",
}  # fmt: skip
_FILTERS = frozenset(
    {"genre", "not_genre", "year", "min_rating", "runtime", "min_runtime", "max_runtime", "language",
     "not_language", "not_year", "person", "not_person", "director_of"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a question that was understood."""

    start: int
    end: int
    """The characters of the question, the last excluded."""
    meaning: str
    """In words: ``1990-1999``, ``with Sandra Bullock``, ``no Comedy``."""
    field: str
    """The field of ``Request`` that it sets, or ``runtime`` (least and most minutes), ``limit`` (of movies),
    ``director_of`` (a person, then movies), ``not_year``, ``title`` or ``aside`` (nothing about a film)."""
    values: tuple[str, ...]
    certainty: float
    """0 to 1: when too few movies pass, the least certain filter is given up first."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A question, and what it amounts to."""

    text: str
    """The question as it was typed, without control characters."""
    left: str
    """The text that is left to look for: only this is embedded and compared by words."""
    spans: tuple[Span, ...] = ()
    """In order. Every word is in a span, or in ``left``, or says nothing about a film."""
    soft: tuple[Span, ...] = ()
    """Facts that may be meant otherwise. Movies that have them come first, and none is left out."""
    typed: Request = field(default_factory=Request)
    """What was asked for besides the text, as by options."""

    @property
    def request(self) -> Request:
        """Everything that is asked for. The description is the text that is left."""
        said, typed = request_of(self.spans), self.typed.given()
        values: dict[str, Any] = {"description": self.left}
        for name in (one.name for one in fields(Request) if one.name != "description"):
            given, understood = getattr(self.typed, name), getattr(said, name)
            if isinstance(given, tuple) and name not in EXCLUSIVE:
                values[name] = tuple(dict.fromkeys((*given, *understood)))
            else:
                values[name] = given if name in typed else understood
        return Request(**values)

    @property
    def limit(self) -> int | None:
        """How many movies the text asks for."""
        return next((int(span.values[0]) for span in self.spans if span.field == "limit"), None)

    def beside(self, typed: Request) -> "Understood":
        """The same beside what was typed as options, which win where both speak of the same."""
        kept = tuple(span for span in self.spans if not _contradicts(span, typed))
        return replace(self, typed=replace(typed, description=""), spans=kept)

    def without(self, spans: Iterable[Span]) -> "Understood":
        """The same without these parts."""
        dropped = tuple(spans)
        return replace(self, spans=tuple(span for span in self.spans if span not in dropped))

    def filters(self) -> list[Span]:
        """The parts that leave movies out, the least certain first."""
        return sorted(
            (span for span in self.spans if span.field in _FILTERS), key=lambda span: span.certainty
        )


def literally(request: Request) -> Understood:
    """A request whose description is taken as it is."""
    return Understood(request.description, request.description, typed=replace(request, description=""))


def request_of(spans: Iterable[Span]) -> Request:
    """The request that parts of a question amount to, without a description."""
    said: dict[str, list[str]] = {}
    for span in spans:
        for name, values in _as_fields(span):
            said.setdefault(name, []).extend(values)
    if refused := said.pop("not_year", []):
        said["year"] = years_without(said.get("year", [".."]), refused)
    fields_: dict[str, Any] = {
        name: _NUMBERS[name](values[-1]) if name in _NUMBERS else tuple(values)
        for name, values in said.items()
    }
    return Request(**fields_)


def _as_fields(span: Span) -> list[tuple[str, Sequence[str]]]:
    """The fields of a request that a span sets, and ``not_year``."""
    match span.field:
        case "limit" | "aside" | "title":
            return []
        case "runtime":
            return [("min_runtime", span.values[:1]), ("max_runtime", span.values[1:])]
        case "person":
            return [("person", [ALTERNATIVES.join(span.values)])]
        case "director_of":
            return [("person", span.values[:1]), ("not_title", span.values[1:])]
    return [(span.field, span.values)]


def years_without(wanted: Iterable[str], refused: Iterable[str]) -> list[str]:
    """The spans of years in ``wanted`` without those in ``refused``; ``..`` is every year."""
    left = [_ends(span) for span in wanted]
    for first, last in map(_ends, refused):
        parts = [
            part
            for start, end in left
            for part in ((start, min(end, first - 1)), (max(start, last + 1), end))
        ]
        left = [(start, end) for start, end in parts if start <= end]
    return [
        span_of(None if start == _EVER[0] else start, None if end == _EVER[1] else end) for start, end in left
    ]


def _ends(span: str) -> tuple[int, int]:
    first, dots, last = span.partition("..")
    return int(first or _EVER[0]), int((last if dots else first) or _EVER[1])


def _contradicts(span: Span, typed: Request) -> bool:
    """Whether an option says something else than a part of the question, or the opposite."""
    limits = ("min_runtime", "max_runtime") if span.field == "runtime" else (span.field,)
    if any(field in EXCLUSIVE and getattr(typed, field) not in ((), None) for field in limits):
        return True
    opposite = OPPOSITES.get(span.field)
    given = {value.casefold() for value in getattr(typed, opposite)} if opposite else set()
    return any(value.casefold() in given for value in span.values)

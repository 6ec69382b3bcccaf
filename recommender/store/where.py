"""Conditions on the stored facts of movies, and their translation to Chroma's query language.

https://docs.trychroma.com/docs/querying-collections/metadata-filtering
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Has:
    """A list field contains the value."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Lacks:
    """A list field does not contain the value."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Within:
    """A number is known and within two inclusive bounds; at most one bound may be open (``None``)."""

    field: str
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True, slots=True)
class OneOf:
    """A field equals one of the values. There is at least one value."""

    field: str
    values: tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of the conditions holds. There is at least one condition."""

    conditions: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """All conditions hold. There is at least one condition."""

    conditions: tuple["Condition", ...]


Condition = Has | Lacks | Within | OneOf | AnyOf | AllOf


def where(condition: Condition | None) -> dict[str, Any] | None:
    """Chroma's ``where`` argument for a condition; ``None`` without one."""
    return None if condition is None else _where(condition)


def _where(condition: Condition) -> dict[str, Any]:
    match condition:
        case Has(field, value):
            return {field: {"$contains": value}}
        case Lacks(field, value):
            return {field: {"$not_contains": value}}
        case OneOf(field, values):
            return {field: {"$in": list(values)}}
        case Within(field, least, most):
            bounds = (("$gte", least), ("$lte", most))
            return _joined("$and", [{field: {sign: bound}} for sign, bound in bounds if bound is not None])
        case AnyOf(conditions):
            return _joined("$or", [_where(one) for one in conditions])
        case AllOf(conditions):
            return _joined("$and", [_where(one) for one in conditions])


def _joined(operator: str, clauses: list[dict[str, Any]]) -> dict[str, Any]:
    """The clauses under ``operator``, or a single clause alone: Chroma refuses to join just one."""
    return {operator: clauses} if len(clauses) > 1 else clauses[0]

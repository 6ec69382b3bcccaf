"""Conditions on what is stored about movies, and the same in Chroma's query language.

https://docs.trychroma.com/docs/querying-collections/metadata-filtering
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Has:
    """A field that is a list holds the value."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Lacks:
    """A field that is a list does not hold the value."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Within:
    """A number is known and not outside two bounds, of which one may be open (``None``)."""

    field: str
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True, slots=True)
class OneOf:
    """A field is one of the values, of which there is at least one."""

    field: str
    values: tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of the conditions holds; there is at least one."""

    conditions: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every one of the conditions holds; there is at least one."""

    conditions: tuple["Condition", ...]


Condition = Has | Lacks | Within | OneOf | AnyOf | AllOf


def where(condition: Condition | None) -> dict[str, Any] | None:
    """Chroma's ``where`` of a condition; ``None`` for none."""
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
    """Chroma refuses to join a single clause."""
    return {operator: clauses} if len(clauses) > 1 else clauses[0]

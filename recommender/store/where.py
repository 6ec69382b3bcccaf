"""Conditions in Chroma's query language."""

from typing import Any


def all_of(*clauses: dict[str, Any]) -> dict[str, Any]:
    """The Chroma ``where`` that holds where every clause does; there is at least one."""
    return {"$and": list(clauses)} if len(clauses) > 1 else clauses[0]


def any_of(*clauses: dict[str, Any]) -> dict[str, Any]:
    """The Chroma ``where`` that holds where one of the clauses does; there is at least one."""
    return {"$or": list(clauses)} if len(clauses) > 1 else clauses[0]

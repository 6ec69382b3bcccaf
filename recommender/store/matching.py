"""Finds the movies that match a condition on the facts, with the same meaning as Chroma's ``where``."""

from functools import reduce

import numpy as np

from recommender.store.facts import Facts, Mask
from recommender.store.where import AllOf, AnyOf, Condition, Has, Lacks, OneOf, Within


def matching(condition: Condition, facts: Facts) -> Mask:
    """Whether each of the n movies matches (n,). Raises ``KeyError`` for an unknown field."""
    match condition:
        case Has(field, value):
            return _has(facts, field, value)
        case Lacks(field, value):
            return ~_has(facts, field, value)
        case OneOf(field, values):
            return facts.are_in(field, values)
        case Within(field, least, most):
            numbers = facts.numbers(field)
            # NaN, an unknown number, compares false.
            return (numbers >= (-np.inf if least is None else least)) & (
                numbers <= (np.inf if most is None else most)
            )
        case AnyOf(conditions):
            return reduce(np.logical_or, (matching(one, facts) for one in conditions))
        case AllOf(conditions):
            return reduce(np.logical_and, (matching(one, facts) for one in conditions))


def _has(facts: Facts, field: str, value: str) -> Mask:
    found = np.zeros(len(facts), dtype=np.bool_)
    found[facts.lists(field).rows_of(value)] = True
    return found

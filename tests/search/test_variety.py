"""Variety never costs the answer: what fits clearly better stays before what fits worse."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from recommender.search.variety import EQUALS, diversify

scores = hnp.arrays(np.float32, st.integers(1, 30), elements=st.floats(-10, 10, width=32))


def unit_rows(seed, count):
    rows = np.random.default_rng(seed).normal(size=(count, 8)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@given(scores, st.floats(0, 1), st.integers(0, 5))
def test_what_fits_clearly_better_stays_in_front(values, variety, seed):
    order = diversify(values, unit_rows(seed, len(values)), variety)
    assert sorted(order) == list(range(len(values)))
    for place, index in enumerate(order):
        assert all(values[later] - values[index] < EQUALS for later in order[place + 1 :])


@given(scores, st.integers(0, 5))
def test_no_variety_is_the_order_of_the_scores(values, seed):
    order = diversify(values, unit_rows(seed, len(values)), 0.0)
    assert values[order].tolist() == sorted(values.tolist(), reverse=True)


@pytest.mark.parametrize(("values", "expected"), [([1.0, 0.9, 0.8], [0, 2, 1]), ([1.0, 0.9, 0.3], [0, 1, 2])])
def test_a_near_duplicate_gives_way_only_to_an_equal(values, expected):
    vectors = np.array([[1, 0], [1, 0], [0, 1]], dtype=np.float32)
    assert diversify(np.array(values, dtype=np.float32), vectors, 0.6) == expected

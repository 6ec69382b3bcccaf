import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from recommender.vectors import standardised

scores = hnp.arrays(np.float32, st.integers(1, 30), elements=st.floats(-10, 10, width=32))


@given(scores)
def test_standardised_scores_have_mean_0_and_spread_1_or_are_all_0(values):
    result = standardised(values)
    assert result.shape == values.shape
    assert abs(float(result.mean())) < 1e-2
    assert float(result.std()) == pytest.approx(1, abs=1e-2) or not result.any()

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from recommender.search.preamble import essence
from recommender.search.ranking import ranked, without_repeats
from recommender.vectors import standardised

scores = hnp.arrays(np.float32, st.integers(1, 30), elements=st.floats(-10, 10, width=32))


@given(scores)
def test_standardised_scores_have_mean_0_and_spread_1_or_are_all_0(values):
    result = standardised(values)
    assert result.shape == values.shape
    assert abs(float(result.mean())) < 1e-2
    assert float(result.std()) == pytest.approx(1, abs=1e-2) or not result.any()


@given(scores, st.randoms())
def test_ranking_does_not_depend_on_the_order_of_the_candidates(values, random):
    ids = [f"m{number:03}" for number in range(len(values))]
    order = list(range(len(values)))
    random.shuffle(order)
    straight = [ids[index] for index in ranked(values, ids)]
    shuffled = ranked(values[order], [ids[index] for index in order])
    assert [ids[order[index]] for index in shuffled] == straight
    assert [float(values[ids.index(id_)]) for id_ in straight] == sorted(map(float, values), reverse=True)


def test_ties_are_broken_by_id():
    assert ranked(np.array([1, 2, 1], dtype=np.float32), ["b", "z", "a"]) == [1, 2, 0]


def test_the_same_title_and_year_appears_once():
    names = [("twin", 1990), ("twin", 1990), ("twin", 2000)]
    assert without_repeats([2, 1, 0], names.__getitem__, 3) == [2, 1]
    assert without_repeats([2, 1, 0], names.__getitem__, 1) == [2]


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("I'm looking for a film where two people swap faces", "two people swap faces"),
        ("that movie with the volleyball", "the volleyball"),
        ("What's the one where a boy is left at home?", "a boy is left at home?"),
        ("can you help me find a movie about a shark", "a shark"),
        ("film about a shark", "a shark"),
        ("a film director loses his mind", "a film director loses his mind"),
        ("where the wild things live", "where the wild things live"),
        ("movie where", "movie where"),
        ("a shark attacks", "a shark attacks"),
    ],
)
def test_the_preamble_is_removed(question, rest):
    assert essence(question) == rest


@given(st.text(min_size=1))
def test_the_essence_is_an_end_of_the_question_and_never_empty(question):
    rest = essence(question)
    assert rest
    assert question.endswith(rest)

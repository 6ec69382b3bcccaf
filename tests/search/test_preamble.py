import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.search.preamble import essence


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

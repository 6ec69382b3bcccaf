import bm25s
import numpy as np
import pytest
import Stemmer
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from recommender.search.ranking import diversify, ranked, without_repeats
from recommender.search.words import WordIndex, candidate_text, essence, word_scores, words
from recommender.vectors import standardised
from tests.making import make_movie

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


def unit_rows(seed, count):
    rows = np.random.default_rng(seed).normal(size=(count, 8)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@given(scores, st.floats(0, 1))
def test_variety_only_reorders(values, variety):
    order = diversify(values, unit_rows(0, len(values)), variety)
    assert sorted(order) == list(range(len(values)))
    assert values[order[0]] == pytest.approx(values.max(), abs=1e-4) or variety == 1


@given(scores)
def test_no_variety_is_the_order_of_the_scores(values):
    order = diversify(values, unit_rows(0, len(values)), 0.0)
    np.testing.assert_allclose(values[order], sorted(values, reverse=True), atol=1e-4)


def test_variety_moves_a_near_duplicate_down():
    vectors = np.array([[1, 0], [1, 0], [0, 1]], dtype=np.float32)
    values = np.array([1.0, 0.9, 0.8], dtype=np.float32)
    assert diversify(values, vectors, 0.0) == [0, 1, 2]
    assert diversify(values, vectors, 0.6) == [0, 2, 1]


def test_the_same_title_and_year_appears_once():
    movies = [
        make_movie(1, title="Twin", year=1990),
        make_movie(2, title="TWIN", year=1990),
        make_movie(3, title="Twin", year=2000),
    ]
    assert without_repeats([2, 1, 0], movies) == [2, 1]


def test_words_match_in_any_form():
    texts = ["A shark attacks swimmers.", "Two lawyers argue.", "A shark and a whale."]
    result = word_scores("the attacking of swimmer by sharks", texts)
    assert ranked(result, ["a", "b", "c"]) == [0, 2, 1]
    assert result[1] == 0


@given(st.text(max_size=60))
def test_any_question_is_scored(question):
    result = word_scores(question, ["one text", "", "?!"])
    assert result.shape == (3,)
    assert np.isfinite(result).all()


some_words = st.lists(
    st.sampled_from(["shark", "Sharks", "robot", "Robots", "the", "and", "running", "ran", "x", "été", "42"])
)
some_texts = some_words.map(" ".join)


@given(some_texts, st.lists(some_texts, min_size=1, max_size=8))
def test_counting_only_the_questions_words_changes_no_score(question, texts):
    whole = WordIndex([words(text) for text in texts]).scores(words(question))
    np.testing.assert_allclose(word_scores(question, texts), whole, rtol=1e-5)


@given(st.one_of(st.text(max_size=80), some_texts))
def test_words_are_those_of_bm25s(text):
    stemmer = Stemmer.Stemmer("english")
    (theirs,) = bm25s.tokenize(
        [text], stopwords="english", stemmer=stemmer, return_ids=False, show_progress=False
    )
    assert list(words(text)) == theirs


def test_candidate_text_has_title_genres_people_and_overview():
    text = candidate_text(make_movie(4))
    for part in ("Movie 4", "Animation", "Director 4", "Actor 4", "meets animal"):
        assert part in text


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

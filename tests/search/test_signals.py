"""Each signal's scores, and their sum."""

import csv
import io
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.formats import csv_lines, markdown_table, result_json
from recommender.search.ranking import ranked
from recommender.search.recommender import Recommender
from recommender.search.result import SearchOptions, Wish
from recommender.search.signals import SIGNALS, WEIGHTS, Candidates, Preference, Target, score, weights_of
from recommender.store.store import Store
from tests.conftest import BagOfWordsEncoder
from tests.making import make_movie

MOVIES = [make_movie(number) for number in range(12)]
TEXT, VECTOR, WISH = (
    "person 3 meets animal 5",
    np.zeros(4, dtype=np.float32),
    Wish(("Comedy", "Romance"), 0.4),
)
LIKED = (Preference(frozenset({"movie-0001", "movie-0002"}), 2.0), Preference(frozenset({"movie-0002"}), 1.0))
WANTED = Target(TEXT, VECTOR, WISH, LIKED)
OF_FACTS = Target("", None, Wish((), 0.0), LIKED)
similarities = st.lists(st.floats(-1, 1, width=32), min_size=12, max_size=12).map(
    lambda values: np.array(values, dtype=np.float32)
)


@given(similarities)
def test_one_signal_alone_keeps_its_order(values):
    alone = dict.fromkeys(WEIGHTS, 0.0) | {"plot": 1.0}
    total, _ = score(WANTED, Candidates(MOVIES, values), SearchOptions(weights=alone))
    ids = [movie.id for movie in MOVIES]
    assert np.all(np.diff(total[ranked(values, ids)]) <= 1e-5)


@given(similarities, st.sampled_from(sorted(WEIGHTS)))
def test_a_weight_of_0_silences_a_signal(values, silent):
    candidates = Candidates(MOVIES, values)
    for target in (WANTED, OF_FACTS):
        total, scores = score(target, candidates, SearchOptions(weights={silent: 0.0}))
        assert scores[silent] is None
        heard = [signal for signal in SIGNALS if signal.name != silent]
        found = [(signal, signal.scores(target, candidates)) for signal in heard]
        expected = sum(
            signal.weight * signal.ranking(target, shown) for signal, shown in found if shown is not None
        )
        np.testing.assert_allclose(total, expected, atol=1e-5)


@given(similarities)
def test_shown_scores_are_shares_or_cosines(values):
    of_text, of_facts = (
        score(target, Candidates(MOVIES, values), SearchOptions())[1] for target in (WANTED, OF_FACTS)
    )
    assert list(of_text) == list(of_facts) == list(WEIGHTS)
    for name, shown in [*of_text.items(), *of_facts.items()]:
        if shown is not None:
            assert shown.shape == (12,)
            assert np.all((shown >= (-1 if name == "plot" else 0)) & (shown <= 1 + 1e-6))


@pytest.mark.parametrize(
    ("target", "silent"),
    [
        (WANTED, ["rating"]),
        (OF_FACTS, ["plot", "words", "genre_fit"]),
        (Target("", VECTOR, Wish((), 0.0)), ["words", "genre_fit", "facts", "rating"]),
    ],
)
def test_a_signal_may_have_no_score(target, silent):
    _, scores = score(target, Candidates(MOVIES, np.ones(12, dtype=np.float32)), SearchOptions())
    assert [name for name, shown in scores.items() if shown is None] == silent


def test_preferences_count_by_their_weights():
    _, scores = score(OF_FACTS, Candidates(MOVIES, np.zeros(12, dtype=np.float32)), SearchOptions())
    np.testing.assert_allclose(scores["facts"], [0, 2 / 3, 1, *[0] * 9], atol=1e-6)


def test_without_a_text_the_better_rated_comes_first():
    rated = [make_movie(0, vote_average=None), make_movie(1, vote_average=8), make_movie(2, vote_average=5)]
    nothing = Target("", None, Wish((), 0.0))
    total, scores = score(nothing, Candidates(rated, np.zeros(3, dtype=np.float32)), SearchOptions())
    np.testing.assert_allclose(scores["rating"], [0.5, 0.8, 0.5])
    assert total.argmax() == 1


def test_an_unknown_signal():
    with pytest.raises(
        ValueError,
        match="there is no signal popularity; the signals are plot, words, genre_fit, facts, rating",
    ):
        weights_of(SearchOptions(weights={"popularity": 1.0}))


def test_every_output_shows_every_signal(bag_store):
    recommender = Recommender(Store.open(bag_store), BagOfWordsEncoder())
    (result,) = recommender.search("a funny western")
    found = json.loads(json.dumps(result_json(result)))["results"][0]
    assert list(found["scores"]) == list(WEIGHTS)
    (row, *_) = csv.DictReader(io.StringIO(csv_lines([result], header=True)))
    shown = {name: round(float(row[name]), 4) if row[name] else None for name in WEIGHTS}
    assert shown == found["scores"]
    assert "| Plot |" in markdown_table(result)

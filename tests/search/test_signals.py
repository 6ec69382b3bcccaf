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
from recommender.search.signals import SIGNALS, WEIGHTS, Candidates, Target, score, weights_of
from recommender.store.store import Store
from tests.conftest import BagOfWordsEncoder, make_movie

MOVIES = [make_movie(number) for number in range(12)]
WANTED = Target("person 3 meets animal 5", np.zeros(4, dtype=np.float32), Wish(("Comedy", "Romance"), 0.4))
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
    total, scores = score(WANTED, Candidates(MOVIES, values), SearchOptions(weights={silent: 0.0}))
    assert scores[silent] is None
    expected = sum(
        signal.weight * signal.ranking(WANTED, signal.scores(WANTED, Candidates(MOVIES, values)))
        for signal in SIGNALS
        if signal.name != silent
    )
    np.testing.assert_allclose(total, expected, atol=1e-6)


@given(similarities)
def test_shown_scores_are_shares_or_cosines(values):
    _, scores = score(WANTED, Candidates(MOVIES, values), SearchOptions())
    assert list(scores) == list(WEIGHTS)
    for name, shown in scores.items():
        assert shown.shape == (12,)
        assert np.all((shown >= (-1 if name == "plot" else 0)) & (shown <= 1 + 1e-6))


def test_a_signal_may_have_no_score():
    silent = Target("", WANTED.vector, Wish((), 0.0))
    _, scores = score(silent, Candidates(MOVIES, np.ones(12, dtype=np.float32)), SearchOptions())
    assert [name for name, shown in scores.items() if shown is None] == ["words", "genre_fit"]


def test_an_unknown_signal():
    with pytest.raises(
        ValueError, match="there is no signal popularity; the signals are plot, words, genre_fit"
    ):
        weights_of(SearchOptions(weights={"popularity": 1.0}))


def test_every_output_shows_every_signal(bag_store):
    recommender = Recommender(Store.open(bag_store), BagOfWordsEncoder())
    (result,) = recommender.search("a funny western")
    found = json.loads(json.dumps(result_json(result)))["results"][0]
    assert list(found["scores"]) == list(WEIGHTS)
    (row, *_) = csv.DictReader(io.StringIO(csv_lines([result], header=True)))
    assert {name: round(float(row[name]), 4) for name in WEIGHTS} == found["scores"]
    assert "| Plot |" in markdown_table(result)

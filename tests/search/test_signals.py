"""Each signal's scores, and their sum."""

import csv
import io
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.formats import csv_lines, markdown_table, result_json
from recommender.search.fusion import WEIGHTS, score, weights_of
from recommender.search.ranking import ranked
from recommender.search.recommender import Recommender
from recommender.search.result import SearchOptions, Wish
from recommender.search.signals import SIGNALS
from recommender.search.target import Candidates, Preference, Target
from recommender.store.facts import Facts
from recommender.store.lexicon import Lexicon, searched_text
from recommender.store.store import Store
from tests.benchmarks.fitting import contributions
from tests.conftest import BagOfWordsEncoder
from tests.making import make_movie

MOVIES = [make_movie(number) for number in range(12)]
TEXT, VECTOR, WISH = (
    "person 3 meets animal 5",
    np.zeros(4, dtype=np.float32),
    Wish(("Comedy", "Romance"), 0.4),
)
BOTH, ONE = (np.isin(np.arange(12), rows) for rows in ([1, 2], [2]))
LIKED = (Preference(BOTH, 2.0), Preference(ONE, 1.0), Preference(ONE, 3.0, "year"))
WANTED = Target(TEXT, VECTOR, WISH, LIKED)
OF_FACTS = Target("", None, preferred=LIKED)
similarities = st.lists(st.floats(-1, 1, width=32), min_size=12, max_size=12).map(
    lambda values: np.array(values, dtype=np.float32)
)


def candidates(values, movies=MOVIES):
    """The movies with these cosines (n) or (n, 1 + s)."""
    return Candidates(
        tuple(movie.id for movie in movies),
        np.arange(len(movies), dtype=np.int32),
        np.asarray(values, dtype=np.float32).reshape(len(movies), -1),
        Facts.of(movies),
        Lexicon.of([searched_text(movie) for movie in movies]),
    )


@given(similarities)
def test_one_signal_alone_keeps_its_order(values):
    alone = dict.fromkeys(WEIGHTS, 0.0) | {"plot": 1.0}
    total, _ = score(WANTED, candidates(values), SearchOptions(weights=alone))
    ids = [movie.id for movie in MOVIES]
    assert np.all(np.diff(total[ranked(values, ids)]) <= 1e-5)


@given(similarities, st.sampled_from(sorted(WEIGHTS)))
def test_a_weight_of_0_silences_a_signal(values, silent):
    found_in = candidates(values)
    for target in (WANTED, OF_FACTS):
        total, scores = score(target, found_in, SearchOptions(weights={silent: 0.0}))
        assert scores[silent] is None
        heard = [signal for signal in SIGNALS if signal.name != silent]
        found = [(signal, signal.scores(target, found_in)) for signal in heard]
        expected = sum(
            WEIGHTS[signal.name] * signal.ranking(target, shown)
            for signal, shown in found
            if shown is not None
        )
        np.testing.assert_allclose(total, expected, atol=1e-5)


@given(similarities)
def test_shown_scores_are_shares_or_cosines(values):
    of_text, of_facts = (
        score(target, candidates(values), SearchOptions())[1] for target in (WANTED, OF_FACTS)
    )
    assert list(of_text) == list(of_facts) == list(WEIGHTS)
    for name, shown in [*of_text.items(), *of_facts.items()]:
        if shown is not None:
            assert shown.shape == (12,)
            assert np.all(
                (shown >= (-1 if name == "plot" or name.endswith("sentence") else 0)) & (shown <= 1 + 1e-6)
            )


OF_TEXT = ["plot", "best_sentence", "mean_sentence", "words", "coverage"]


@pytest.mark.parametrize(
    ("target", "silent"),
    [
        (WANTED, ["people", "votes", "rating"]),
        (OF_FACTS, [*OF_TEXT, "genre_fit", "people", "votes"]),
        (Target("", VECTOR), [*OF_TEXT[3:], "genre_fit", "year", "people", "facts", "votes", "rating"]),
    ],
)
def test_a_signal_may_have_no_score(target, silent):
    heard = SearchOptions(weights=dict.fromkeys(WEIGHTS, 1.0))
    _, scores = score(target, candidates(np.ones(12)), heard)
    assert [name for name, shown in scores.items() if shown is None] == silent


def test_all_weights_of_all_signals_make_the_total():
    found_in = candidates(np.linspace(-1, 1, 36).reshape(12, 3))
    target = Target(TEXT, VECTOR, WISH, LIKED, (VECTOR, VECTOR))
    total, _ = score(target, found_in, SearchOptions())
    added = contributions(target, found_in)
    weights = [WEIGHTS[signal.name] for signal in SIGNALS]
    np.testing.assert_allclose(total, np.stack(added, axis=1) @ weights, atol=1e-4)


def test_genres_fit_by_their_share():
    movies = [
        make_movie(number, genres=genres)
        for number, genres in enumerate([("Comedy", "Romance", "War"), ("Comedy",), ("War",)])
    ]
    _, scores = score(Target(TEXT, VECTOR, WISH), candidates(np.zeros(3), movies), SearchOptions())
    assert scores["genre_fit"].tolist() == [1.0, 0.5, 0.0]


def test_sentences_are_compared_one_by_one():
    values = np.zeros((12, 3))
    values[4] = (0.1, 0.7, 0.1)
    _, scores = score(
        Target(TEXT, VECTOR, parts=(VECTOR, VECTOR)),
        candidates(values),
        SearchOptions(weights=dict.fromkeys(WEIGHTS, 1.0)),
    )
    shown = {name: round(float(scores[name][4]), 4) for name in ("plot", "best_sentence", "mean_sentence")}
    assert shown == {"plot": 0.1, "best_sentence": 0.7, "mean_sentence": 0.4}


def test_more_votes_and_unknown_votes():
    counts = (10, 1_000, None)
    movies = [make_movie(number, vote_count=count) for number, count in enumerate(counts)]
    _, scores = score(
        Target(TEXT, VECTOR),
        candidates(np.zeros(3), movies),
        SearchOptions(weights=dict.fromkeys(WEIGHTS, 1.0)),
    )
    few, many, unknown = scores["votes"]
    assert few < unknown < many == 1


def test_preferences_count_by_their_weights():
    _, scores = score(OF_FACTS, candidates(np.zeros(12)), SearchOptions())
    np.testing.assert_allclose(scores["facts"], [0, 2 / 3, 1, *[0] * 9], atol=1e-6)


def test_without_a_text_the_better_rated_comes_first():
    rated = [make_movie(0, vote_average=None), make_movie(1, vote_average=8), make_movie(2, vote_average=5)]
    nothing = Target("", None, Wish((), 0.0))
    total, scores = score(nothing, candidates(np.zeros(3), rated), SearchOptions())
    np.testing.assert_allclose(scores["rating"], [0.5, 0.8, 0.5])
    assert total.argmax() == 1


def test_an_unknown_signal():
    with pytest.raises(
        ValueError,
        match="there is no signal popularity; the signals are plot, best_sentence, mean_sentence, words, ",
    ):
        weights_of(SearchOptions(weights={"popularity": 1.0}))


def test_every_output_shows_every_signal(bag_store):
    recommender = Recommender(Store.open(bag_store), BagOfWordsEncoder())
    (result,) = recommender.search("a funny western")
    found = json.loads(json.dumps(result_json(result)))["results"][0]
    assert list(found["scores"]) == list(WEIGHTS)
    (row, *_) = csv.DictReader(io.StringIO(csv_lines([result], header=True)))
    columns = {name: f"{name}_score" if name == "year" else name for name in WEIGHTS}
    shown = {name: round(float(row[cell]), 4) if row[cell] else None for name, cell in columns.items()}
    assert shown == found["scores"]
    assert row["year"] == str(found["year"] or "")
    assert "| Plot |" in markdown_table(result)

"""Fitting finds the weights that made the answers, and the fitted file is one that it could have written."""

import csv
import json

import numpy as np
import pytest

from recommender.evaluation.questions import Question
from recommender.search.fusion import FUSION_FILE, WEIGHTS
from recommender.search.recommender import Recommender
from recommender.search.signals import SIGNALS
from recommender.store.store import Store
from tests.benchmarks.fitting import Example, examples_of, fit, rank_of_right
from tests.conftest import PROJECT, BagOfWordsEncoder

NAMES = [signal.name for signal in SIGNALS]
ZERO = dict.fromkeys(NAMES, 0.0)


def made(weights, count, seed=0):
    """Questions whose right movie is drawn by the softmax of these weights."""
    random = np.random.default_rng(seed)
    examples = []
    for _ in range(count):
        features = random.normal(size=(30, len(NAMES))).astype(np.float32)
        total = features @ np.array([weights[name] for name in NAMES])
        right = int(np.argmax(total + random.gumbel(size=30)))
        examples.append(Example(tuple(map(str, range(30))), features, right))
    return examples


def test_the_weights_that_made_the_answers_are_found():
    true = ZERO | {"plot": 1.5, "words": 0.7, "mean_sentence": -0.5, "genre_fit": 2.0}
    found = fit(made(true, 1_500), ("plot", "words", "mean_sentence", "votes"), ZERO | {"genre_fit": 2.0})
    for name in NAMES:
        assert found[name] == pytest.approx(true[name], abs=0.15)


def test_only_the_mean_may_count_against_a_movie():
    true = ZERO | {"plot": 1.0, "words": -1.0, "mean_sentence": -1.0}
    found = fit(made(true, 300), ("plot", "words", "mean_sentence"), ZERO)
    assert (found["words"], found["mean_sentence"] < -0.5) == (0.0, True)


def test_importance_and_questions_without_an_answer():
    true, other = ZERO | {"plot": 2.0}, ZERO | {"words": 2.0}
    examples = [*made(true, 200), *made(other, 200, seed=1), Example(("a",), np.zeros((1, len(NAMES))), None)]
    found = fit(examples, ("plot", "words"), ZERO, [1.0] * 200 + [0.0] * 200 + [1.0])
    assert found["plot"] > 1.5
    assert found["words"] < 0.3


def test_examples_are_what_a_search_ranks(bag_store):
    recommender = Recommender(Store.open(bag_store), BagOfWordsEncoder())
    questions = [
        Question("a shark attacks a beach town", "jaws-1975", frozenset()),
        Question("a lonely robot cleans the earth", "unknown", frozenset()),
    ]
    known, unknown = examples_of(recommender, questions)
    assert known.ids[known.right] == "jaws-1975"
    assert known.features.shape == (len(known.ids), len(NAMES))
    rank = rank_of_right(known, dict(WEIGHTS))
    (result,) = recommender.search(questions[0].text)
    assert ("jaws-1975" in [one.movie.id for one in result.recommendations]) == (rank < 5)
    assert (unknown.right, rank_of_right(unknown, dict(WEIGHTS))) == (None, np.inf)


def test_the_file_of_weights():
    content = json.loads(FUSION_FILE.read_text(encoding="utf-8"))
    assert list(content) == ["fitted", "on", "by", "not fitted", "weights"]
    assert list(content["weights"]) == NAMES
    assert all(weight >= 0 for name, weight in content["weights"].items() if name != "mean_sentence")
    assert "queries" not in " ".join(content["on"])


def test_what_is_only_scored_is_not_fitted_on(bundled):
    def questions(name):
        with (PROJECT / "data" / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))

    fitted = questions("remembered.tsv")
    assert len({row["query"] for row in fitted}) == len({row["id"] for row in fitted}) == len(fitted) == 360
    assert {row["id"] for row in fitted} <= {movie.id for movie in bundled.movies}
    scored = {row["query"].casefold() for name in ("queries.tsv", "asked.tsv") for row in questions(name)}
    assert not scored & {row["query"].casefold() for row in fitted}

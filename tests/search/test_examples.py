"""What the README promises, with the real model on the whole bundled catalogue."""

import pytest

from recommender.ingest.ingest_catalogue import ingest_catalogue
from recommender.search.recommender import Recommender
from recommender.store.store import Store


@pytest.fixture(scope="module")
def bundled_recommender(tmp_path_factory, bundled, real_encoder, cache):
    """From the shipped vectors; the model is not loaded for it."""
    path = tmp_path_factory.mktemp("bundled") / "store"
    ingest_catalogue(bundled, path, cache=cache)
    return Recommender(Store.open(path), real_encoder)


def test_the_answers_that_everybody_expects(bundled_recommender):
    sharks, strangers, chess = bundled_recommender.search(
        ["a shark attacks a beach town", "Two strangers plan each other's murder", "A good movie about chess"]
    )
    first = [[one.movie.id for one in result.recommendations] for result in (sharks, strangers, chess)]
    assert first[0][:2] == ["jaws-1975", "jaws-2-1978"]
    assert first[1][0] == "strangers-on-a-train-1951"
    assert "the-cable-guy-1996" not in first[2]
    assert (sharks.recommendations[0].quoted, chess.recommendations[0].matched) == ("gist", ("chess",))
    assert [result.warnings for result in (sharks, strangers, chess)] == [(), (), ()]

"""Change a tenth of a catalogue, and ask thousands of questions; the benchmark does it with 25,000 movies."""

import sys

import pytest

from recommender.store.store import Store
from tests.benchmarks.endurance import measure_change, measure_soak
from tests.conftest import BagOfWordsEncoder
from tests.ingesting import ingest
from tests.killing import in_child
from tests.making import make_catalogue


def test_a_tenth_of_the_movies_changes(tmp_path):
    """The store has more movies than Chroma holds in memory before it writes its index."""
    path, encoder = tmp_path / "store", BagOfWordsEncoder()
    ingest(make_catalogue(1_200), encoder, path)
    embedded = encoder.texts
    figures = measure_change(path, encoder)
    assert figures["vectors as they were"] == figures["unchanged"] == 1_080
    clusters = len({key for cluster in Store.open(path).clusters()[0] for key in cluster.genre_keys})
    assert encoder.texts - embedded == figures["embedded"] + clusters


def soak(path):
    ingest(make_catalogue(60), BagOfWordsEncoder(), path)
    return measure_soak(path, BagOfWordsEncoder(), questions=1_200, warm_up=600)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="it reads its memory from /proc")
def test_memory_stays_flat(tmp_path):
    figures = in_child(soak, tmp_path / "store").value
    assert figures["answers"] == 6_000
    assert figures["growth"] < 0.05

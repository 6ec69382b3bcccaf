"""The vectors of an interrupted ingest are found again, and a damaged file of them does not stop the next."""

from contextlib import closing

import numpy as np
import pytest

from recommender.indexing import ingest
from recommender.kept import VECTORS_FILE, KeptVectors, keep_rows
from recommender.verification import verify
from tests.conftest import make_catalogue

VECTORS = np.eye(300, 64, dtype=np.float32)
TEXTS = [f"overview {number}" for number in range(len(VECTORS))]


@pytest.fixture
def path(tmp_path):
    with closing(KeptVectors(tmp_path, "a model")) as kept:
        keep_rows(kept, TEXTS, VECTORS)
    return tmp_path


def test_what_is_kept_is_found(path):
    with closing(KeptVectors(path, "a model")) as kept:
        found = kept.find([*TEXTS, "never seen"])
    assert found == {text: vector.tobytes() for text, vector in zip(TEXTS, VECTORS, strict=True)}


def test_vectors_of_something_else_are_not_found(path):
    with closing(KeptVectors(path, "another model")) as kept:
        assert kept.find(TEXTS) == {}


def test_what_is_discarded_is_gone(path):
    KeptVectors(path, "a model").discard()
    assert list(path.iterdir()) == []


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"no database at all" * 100,
        lambda content: content[: len(content) // 2],
        lambda content: content[:8_192] + bytes(len(content) - 8_192),
    ],
)
def test_a_damaged_file_is_begun_anew(path, damage, encoder):
    file = path / VECTORS_FILE
    file.write_bytes(damage(file.read_bytes()))
    with closing(KeptVectors(path, "a model")) as kept:
        assert kept.find(TEXTS) == {}
        keep_rows(kept, TEXTS[:1], VECTORS[:1])
        assert len(kept.find(TEXTS)) == 1
    file.write_bytes(damage(file.read_bytes()))
    assert ingest(make_catalogue(20), encoder, path).embedded == 20
    assert verify(path) == []
    assert not file.exists()

"""The shipped vectors equal those of the model, and are used only for the right texts and model."""

import numpy as np
import pytest

from recommender.errors import CacheError, Remedy
from recommender.ingest.passages import embedded_texts
from recommender.ingest.shipped_vectors import SHIPPED, ShippedVectors, write_shipped_vectors
from recommender.movie import genre_key_text
from recommender.store.store import Store
from tests.conftest import BagOfWordsEncoder, fixed_by
from tests.ingesting import ingest
from tests.making import make_catalogue

SAMPLE = 24


@pytest.fixture(scope="module")
def texts(bundled):
    """All texts that an ingest of the bundled catalogue embeds."""
    return embedded_texts(bundled.movies)


@pytest.fixture(scope="module")
def shipped(model_files):
    return ShippedVectors(model_files.fingerprint)


def test_every_text_of_the_catalogue_has_a_vector(shipped, texts):
    """If this fails, the catalogue has changed: run make data."""
    found = shipped.find(texts)
    assert [text for text in texts if text not in found] == []
    np.testing.assert_allclose([np.linalg.norm(vector) for vector in found.values()], 1, atol=1e-6)
    assert {vector.dtype for vector in found.values()} == {np.dtype(np.float32)}


def test_they_equal_the_models_vectors(shipped, texts, torch_encoder):
    sample = texts[:: len(texts) // SAMPLE][:SAMPLE]
    found = shipped.find(sample)
    computed = torch_encoder.encode_documents(sample)
    assert shipped.computed_by == torch_encoder.computed_by
    assert (computed * np.stack([found[text] for text in sample])).sum(axis=1).min() >= 0.9999


def test_they_are_of_one_model_only(texts):
    assert ShippedVectors("0" * 64).find(texts) == {}


def test_without_the_file_there_are_none(model_files, tmp_path, texts):
    assert ShippedVectors(model_files.fingerprint, tmp_path / "none").find(texts) == {}


@pytest.mark.parametrize("content", [b"", b"not tensors", b"\x02" + bytes(7) + b"{}"])
def test_a_damaged_file_is_an_error(tmp_path, content):
    (tmp_path / "vectors").write_bytes(content)
    with pytest.raises(CacheError, match="cannot read the shipped vectors", check=fixed_by(Remedy.RECOMPUTE)):
        ShippedVectors("0" * 64, tmp_path / "vectors")


@pytest.fixture
def shipping(tmp_path, monkeypatch):
    """Ship vectors of 40 movies, made by another encoder; loading the model fails."""
    encoder = BagOfWordsEncoder()
    movies = make_catalogue(40).movies
    texts = [movie.overview for movie in movies] + [genre_key_text(movie.genre_key) for movie in movies]
    vectors = dict(zip(texts, encoder.encode_documents(texts), strict=True))
    write_shipped_vectors(vectors, encoder.fingerprint, "words", tmp_path / "vectors")
    real = ShippedVectors.__init__
    monkeypatch.setattr(
        ShippedVectors, "__init__", lambda self, fingerprint: real(self, fingerprint, tmp_path / "vectors")
    )


class Unloaded(BagOfWordsEncoder):
    def load(self):
        pytest.fail("the model was loaded")


@pytest.mark.usefixtures("shipping")
def test_an_ingest_of_shipped_texts_loads_no_model(tmp_path):
    report = ingest(make_catalogue(40), Unloaded(precision="auto"), tmp_path / "store")
    assert (report.embedded, report.cached, report.shipped) == (0, 0, 40)
    assert Store.open(tmp_path / "store").info.computed_by == SHIPPED
    report = ingest(make_catalogue(39), Unloaded(precision="auto"), tmp_path / "store")
    assert (report.removed, report.unchanged) == (1, 39)


@pytest.mark.usefixtures("shipping")
def test_a_text_that_is_not_shipped_is_embedded_beside_those_that_are(tmp_path, encoder):
    ingest(make_catalogue(40), encoder, tmp_path / "store")
    report = ingest(make_catalogue(42), encoder, tmp_path / "store")
    assert (report.added, report.embedded, report.rebuilt) == (2, 2, None)
    assert Store.open(tmp_path / "store").info.computed_by == "words"


@pytest.mark.usefixtures("shipping")
def test_they_are_not_used_when_everything_is_computed(tmp_path, encoder):
    report = ingest(make_catalogue(40), encoder, tmp_path / "store", recompute=True)
    assert (report.embedded, report.shipped) == (40, 0)
    assert Store.open(tmp_path / "store").info.computed_by == "words"


@pytest.mark.usefixtures("shipping")
def test_vectors_of_another_precision_start_the_store_over(tmp_path, encoder):
    """The shipped vectors are used again, so only the other two are computed."""
    ingest(make_catalogue(42), encoder, tmp_path / "store")
    other = BagOfWordsEncoder(precision="auto", computed_by="other words")
    assert ingest(make_catalogue(42), other, tmp_path / "store").unchanged == 42
    report = ingest(make_catalogue(43), other, tmp_path / "store")
    assert (report.added, report.embedded, report.shipped) == (43, 3, 40)
    assert report.rebuilt == "its vectors were computed by words, not other words"

"""What every encoder promises, and what the real one adds."""

import numpy as np
import pytest

from recommender.encoder import SentenceTransformerEncoder
from recommender.errors import ModelError
from recommender.records import ModelFiles

TEXTS = [
    "A shark terrorises a beach town in summer.", "a", "🤖 🌍", "Робот остаётся один на Земле.", "一人の侍が村を守る。",
    "A long story about a family. " * 60, "Zombies! " * 30,
]  # fmt: skip


@pytest.fixture(params=["encoder", "real_encoder"])
def any_encoder(request):
    return request.getfixturevalue(request.param)


def test_rows_are_unit_vectors(any_encoder):
    vectors = any_encoder.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), any_encoder.dimension)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_the_same_text_gives_the_same_vector_in_any_company(any_encoder):
    together = any_encoder.encode(TEXTS)
    alone = np.vstack([any_encoder.encode([text]) for text in TEXTS])
    assert (together * alone).sum(axis=1).min() > 0.9999


def test_no_texts_no_rows(any_encoder):
    assert any_encoder.encode([]).shape == (0, any_encoder.dimension)


def test_the_window(any_encoder):
    assert not any_encoder.exceeds_window("a short text")
    assert any_encoder.exceeds_window("many words " * 5_000)


def test_the_real_encoder_knows_what_is_meant(real_encoder):
    question, right, wrong = real_encoder.encode(
        [
            "a lonely robot on an empty earth",
            "A machine tidies a deserted planet.",
            "Two lawyers fall in love in Paris.",
        ]
    )
    assert question @ right > question @ wrong + 0.2
    assert real_encoder.dimension == 768


def test_files_that_are_no_model(tmp_path):
    (tmp_path / "model.safetensors").write_text("not weights")
    with pytest.raises(ModelError, match=r"cannot load the model in .*; check --model"):
        SentenceTransformerEncoder(ModelFiles("broken", tmp_path, "0"))

"""What every encoder promises, and what the real one adds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.errors import ModelError, Remedy
from recommender.model.encoder import CHARACTERS_PER_TOKEN, batches
from recommender.model.files import ModelFiles
from recommender.model.pytorch import SentenceTransformerEncoder, fastest_precision
from tests.conftest import fixed_by

TEXTS = [
    "A shark terrorises a beach town in summer.", "a", "🤖 🌍", "Робот остаётся один на Земле.", "一人の侍が村を守る。",
    "A long story about a family. " * 60, "Zombies! " * 30,
]  # fmt: skip


@pytest.fixture(params=["encoder", "real_encoder", "torch_encoder"])
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


@pytest.fixture(scope="module")
def varied_texts(bundled):
    """40 texts of every length, in several scripts, with and without sense."""
    overviews = [movie.overview for movie in bundled.movies]
    texts = [
        *TEXTS,
        "",
        " ",
        "?!…",
        "a b c d e",
        "0123456789 " * 40,
        "ß İ ﬁ ½ ²",
        "e\u0301 \u200d 👩‍👩‍👧",
        "x" * 5_000,
    ]
    texts += overviews[:4] + [movie.title for movie in bundled.movies[60:65]]
    texts += [" ".join(overviews[100:103])]
    texts += [overview[: 17 * n + 1] for n, overview in enumerate(overviews[200 : 200 + 40 - len(texts)])]
    assert len(texts) == 40
    return texts


@pytest.fixture(scope="module")
def varied_vectors(real_encoder, varied_texts):
    return real_encoder.encode(varied_texts)


def test_both_encoders_make_the_same_vectors(real_encoder, torch_encoder, varied_texts, varied_vectors):
    cosines = (varied_vectors * torch_encoder.encode(varied_texts)).sum(axis=1)
    assert cosines.min() >= 0.9999
    differ = [t for t in varied_texts if real_encoder.exceeds_window(t) != torch_encoder.exceeds_window(t)]
    assert differ == []


def test_the_fast_precision_stays_near(model_files, varied_texts, varied_vectors):
    if fastest_precision("cpu") != "bf16":
        pytest.skip("this processor has no bf16 and is never asked for it; emulated, it takes minutes")
    fast = SentenceTransformerEncoder(model_files, precision="bf16", device="cpu")
    assert fast.computed_by == "torch-bf16"
    cosines = (varied_vectors * fast.encode(varied_texts)).sum(axis=1)
    assert cosines.min() >= 0.998


def test_a_model_that_overflows_is_refused(model_files, monkeypatch):
    monkeypatch.setattr(
        SentenceTransformerEncoder, "embed", lambda self, _: np.full((1, self.dimension), np.nan, np.float32)
    )
    with pytest.raises(ModelError, match="overflows in fp32 on cpu", check=fixed_by(Remedy.CHANGE)):
        SentenceTransformerEncoder(model_files, precision="fp32", device="cpu")


def test_a_device_that_cannot_compute_it(model_files, monkeypatch):
    def refuse(*_):
        raise RuntimeError("not implemented for 'Half'")

    monkeypatch.setattr(SentenceTransformerEncoder, "embed", refuse)
    with pytest.raises(ModelError, match=r"cpu cannot compute .* in bf16: not implemented for 'Half'$"):
        SentenceTransformerEncoder(model_files, precision="bf16", device="cpu")


@pytest.mark.parametrize(
    ("device", "capabilities", "precision"),
    [
        ("cuda", {}, "fp16"), ("cuda:1", {}, "fp16"), ("cpu", {"avx512_bf16": True}, "bf16"),
        ("cpu", {"amx_bf16": True}, "bf16"), ("cpu", {"avx512_bf16": False}, "fp32"), ("cpu", {}, "fp32"),
        ("mps", {"avx512_bf16": True}, "fp32"),
    ],
)  # fmt: skip
def test_the_precision_follows_the_device(monkeypatch, device, capabilities, precision):
    monkeypatch.setattr("torch.cpu.get_capabilities", lambda: capabilities)
    assert fastest_precision(device) == precision


@given(st.lists(st.text(max_size=40), max_size=30), st.integers(1, 200))
def test_batches_hold_every_text_once_the_longest_first(texts, tokens):
    grouped = list(batches(texts, tokens))
    order = [index for batch in grouped for index in batch]
    assert sorted(order) == list(range(len(texts)))
    assert [len(texts[index]) for index in order] == sorted(map(len, texts), reverse=True)
    for batch in grouped:
        assert len(batch) == 1 or len(batch) * len(texts[batch[0]]) <= tokens * CHARACTERS_PER_TOKEN


def test_files_that_are_no_model(tmp_path):
    (tmp_path / "model.safetensors").write_text("not weights")
    with pytest.raises(ModelError, match="cannot load the model in", check=fixed_by(Remedy.CHANGE)):
        SentenceTransformerEncoder(ModelFiles("broken", tmp_path, {"model.safetensors": "0"}))

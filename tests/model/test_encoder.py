"""Properties of every encoder, and further ones of the real encoder."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

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


@pytest.fixture(
    params=[
        ("encoder", "encode_query"),
        ("real_encoder", "encode_query"),
        ("torch_encoder", "encode_documents"),
    ],
    ids=" ".join,
)
def encode(request):
    fixture, method = request.param
    return getattr(request.getfixturevalue(fixture), method)


def test_rows_are_unit_vectors(encode):
    vectors = encode(TEXTS)
    assert vectors.shape == (len(TEXTS), encode.__self__.dimension)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_a_vector_does_not_depend_on_the_batch(encode):
    together = encode(TEXTS)
    alone = np.vstack([encode([text]) for text in TEXTS])
    assert (together * alone).sum(axis=1).min() > 0.9999


def test_no_texts_no_rows(encode):
    assert encode([]).shape == (0, encode.__self__.dimension)


@pytest.mark.parametrize("name", ["encoder", "real_encoder"])
def test_the_window(request, name):
    encoder = request.getfixturevalue(name)
    assert not encoder.exceeds_window("a short text")
    assert encoder.exceeds_window("many words " * 5_000)


def test_several_threads_at_once(real_encoder):
    """Padding or truncation set by another thread would change the vectors."""
    batches_asked = [[f"{number} robots " * number, "a shark"] for number in range(1, 9)]
    alone = [real_encoder.encode_query(texts) for texts in batches_asked]
    started = Barrier(8)

    def ask(number):
        started.wait()
        order = [(number + step) % 8 for step in range(4)]
        return [
            (
                which,
                real_encoder.encode_query(batches_asked[which]),
                [real_encoder.exceeds_window(text) for text in ("a shark", "a robot " * 400)],
            )
            for which in order
        ]

    with ThreadPoolExecutor(8) as pool:
        answers = [answer for several in pool.map(ask, range(8)) for answer in several]
    assert len(answers) == 32
    for which, vectors, cut in answers:
        np.testing.assert_allclose(vectors, alone[which], atol=1e-6)
        assert cut == [False, True]


def test_the_real_encoder_understands_meaning(real_encoder):
    question, right, wrong = real_encoder.encode_query(
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
    """40 texts of all lengths, in several scripts, with and without meaning."""
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
    return real_encoder.encode_query(varied_texts)


def test_both_encoders_make_the_same_vectors(real_encoder, torch_encoder, varied_texts, varied_vectors):
    cosines = (varied_vectors * torch_encoder.encode_documents(varied_texts)).sum(axis=1)
    assert cosines.min() >= 0.9999
    tokenizer, window = torch_encoder.model.tokenizer, torch_encoder.window
    lengths = [len(tokenizer(text, truncation=False, verbose=False)["input_ids"]) for text in varied_texts]
    assert [real_encoder.exceeds_window(text) for text in varied_texts] == [n > window for n in lengths]


def test_the_fast_precision_stays_near(model_files, varied_texts, varied_vectors):
    if fastest_precision("cpu") != "bf16":
        pytest.skip("this processor has no bf16, so ingest never uses it here; emulation takes minutes")
    fast = SentenceTransformerEncoder(model_files, precision="bf16", device="cpu")
    assert fast.computed_by == "torch-bf16"
    cosines = (varied_vectors * fast.encode_documents(varied_texts)).sum(axis=1)
    assert cosines.min() >= 0.998


def test_a_model_that_overflows_is_refused(model_files, monkeypatch):
    monkeypatch.setattr(
        SentenceTransformerEncoder, "embed", lambda self, *_: np.full((1, self.dimension), np.nan, np.float32)
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


def test_files_that_are_not_a_model(tmp_path):
    (tmp_path / "model.safetensors").write_text("not weights")
    with pytest.raises(ModelError, match="cannot load the model in", check=fixed_by(Remedy.CHANGE)):
        SentenceTransformerEncoder(ModelFiles("broken", tmp_path, {"model.safetensors": "0"}))

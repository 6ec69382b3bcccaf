"""A real model with prompts gives the same vectors here as in sentence-transformers."""

import json
import os
import shutil

import numpy as np
import pytest

from recommender.errors import ModelError, Remedy
from recommender.model import onnx_export
from recommender.model.files import identify_model
from recommender.model.loading import QueryModel
from recommender.model.pytorch import SentenceTransformerEncoder
from tests.conftest import fixed_by

PROMPTS = {"query": "query: ", "document": "passage: "}
TEXTS = ["a shark attacks a beach town", "", "Two strangers plan each other's murder. " * 40]
CONFIG, POOLING = "config_sentence_transformers.json", "1_Pooling/config.json"


def changed_copy(model, path, **changes):
    """A copy of the model with other configuration keys: ``changed_copy(model, path, prompts={})``."""
    shutil.copytree(model, path, copy_function=os.link)
    for key, value in changes.items():
        file = path / (POOLING if key == "include_prompt" else CONFIG)
        config = json.loads(file.read_text()) | {key: value}
        file.unlink()
        file.write_text(json.dumps(config))
    return identify_model(str(path), path.parent)


def cosines(one, other):
    return np.sum(one * np.asarray(other), axis=1)


@pytest.fixture(scope="module")
def files(small_model, tmp_path_factory):
    return changed_copy(small_model, tmp_path_factory.mktemp("prompts") / "model", prompts=PROMPTS)


@pytest.fixture(scope="module")
def documents(files):
    """The model as ingest runs it."""
    return SentenceTransformerEncoder(files, precision="fp32", device="cpu")


@pytest.fixture(scope="module")
def questions(files, documents, tmp_path_factory):
    """The model as a query runs it, exported once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(onnx_export, "SentenceTransformerEncoder", lambda *_, **__: documents)
        return QueryModel(files.name, tmp_path_factory.mktemp("cache")).load()


def test_a_question_gets_its_prompt(questions, documents):
    expected = documents.model.encode_query(TEXTS, normalize_embeddings=True)
    assert cosines(questions.encode_query(TEXTS), expected) == pytest.approx(1, abs=1e-5)
    assert cosines(documents.encode_query(TEXTS), expected) == pytest.approx(1, abs=1e-5)
    assert cosines(documents.encode_documents(TEXTS), expected).max() < 0.99


def test_a_document_gets_its_prompt(documents):
    expected = documents.model.encode_document(TEXTS, normalize_embeddings=True)
    assert cosines(documents.encode_documents(TEXTS), expected) == pytest.approx(1, abs=1e-5)
    tokenised = documents.embed(documents.tokenise(TEXTS))
    assert cosines(tokenised, expected) == pytest.approx(1, abs=1e-5)
    plain = documents.model.encode(TEXTS, prompt="", normalize_embeddings=True)
    assert cosines(plain, expected).max() < 0.99


def test_a_prompt_uses_tokens_of_the_window(questions, documents):
    """The window has 256 tokens: two mark the beginning and the end, and ``query: `` takes two."""
    assert documents.window == 256
    assert not questions.exceeds_window("robot " * 252)
    assert questions.exceeds_window("robot " * 253)


@pytest.mark.parametrize(
    "changes",
    [
        {"prompts": {"query": "query: ", "passage": "passage: "}},
        {"prompts": {"web": "Given a question: "}, "default_prompt_name": "web"},
        {"prompts": {"query": None, "document": "passage: "}, "include_prompt": False},
    ],
    ids=["other names", "a default", "left out of a document"],
)
def test_the_right_prompt_is_used(small_model, tmp_path, caplog, changes):
    files = changed_copy(small_model, tmp_path / "model", **changes)
    encoder = SentenceTransformerEncoder(files, precision="fp32", device="cpu")
    for made, expected in (
        (encoder.encode_query(TEXTS), encoder.model.encode_query(TEXTS)),
        (encoder.encode_documents(TEXTS), encoder.model.encode_document(TEXTS)),
    ):
        assert cosines(made, expected) == pytest.approx(1, abs=1e-5)
    assert caplog.records == []


def test_a_prompt_that_no_graph_can_leave_out(small_model, tmp_path):
    files = changed_copy(small_model, tmp_path / "model", prompts=PROMPTS, include_prompt=False)
    with pytest.raises(
        ModelError, match="leaves its prompt out of a question's vector", check=fixed_by(Remedy.CHANGE)
    ):
        SentenceTransformerEncoder(files, precision="fp32", device="cpu")

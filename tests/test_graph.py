"""The exported graph: complete or absent, and never loaded when it is not what it was."""

import errno
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from recommender import graph, wiring
from recommender.encoder import SentenceTransformerEncoder
from recommender.errors import ModelError
from recommender.graph import CARD_FILE, TENSORS_FILE, export_graph, find_graph, graph_path, load_graph
from recommender.records import ModelFiles
from recommender.search import Recommender
from recommender.weights import DEFAULT_MODEL, identify_model


@pytest.fixture
def copy(real_encoder, model_files, cache, tmp_path):
    """A cache of its own whose graph shares its files with the session's; replace them, never write to them."""
    target = graph_path(model_files, tmp_path)
    target.mkdir()
    for file in graph_path(model_files, cache).iterdir():
        (target / file.name).hardlink_to(file)
    return tmp_path


def replace_file(path, change):
    content = change(path.read_bytes())
    path.unlink()
    path.write_bytes(content)


def test_the_card_describes_the_graph(copy, model_files):
    found = find_graph(model_files, copy)
    assert (found.name, found.fingerprint) == (DEFAULT_MODEL, model_files.fingerprint)
    assert set(found.hashes) | {CARD_FILE} == {file.name for file in found.path.iterdir()}


def test_a_query_needs_no_weights_to_know_its_graph(copy, model_files):
    files = identify_model("all-mpnet-base-v2", copy)
    assert not files.path.exists()
    assert load_graph(files, copy).dimension == 768


@pytest.mark.parametrize("name", ["tokenizer.json", "model.onnx", TENSORS_FILE])
@pytest.mark.parametrize("change", [lambda content: content[:-7], lambda content: b"x" + content[1:]])
def test_a_damaged_graph_is_not_loaded(copy, model_files, name, change):
    replace_file(graph_path(model_files, copy) / name, change)
    assert load_graph(model_files, copy) is None


@pytest.mark.parametrize("name", ["tokenizer.json", "model.onnx", TENSORS_FILE, CARD_FILE])
def test_a_graph_with_a_missing_file_is_none(copy, model_files, name):
    (graph_path(model_files, copy) / name).unlink()
    assert load_graph(model_files, copy) is None


@pytest.mark.parametrize(
    "card",
    [
        "", "[]", "{}", '{"format": 0}', '{"format": 1}', "\x00", '{"format": 1, "files": {}}',
        '{"format": 1, "files": []}', '{"format": 1, "files": ["model.onnx", "model.onnx.data", "tokenizer.json"]}',
        '{"format": 1, "files": {"../model.onnx": "0"}}',
    ],
)  # fmt: skip
def test_a_card_that_says_nothing_usable(copy, model_files, card):
    replace_file(graph_path(model_files, copy) / CARD_FILE, lambda _: card.encode())
    assert find_graph(model_files, copy) is None


def test_another_tokenizer_is_another_graph(model_files, tmp_path):
    other = ModelFiles(model_files.name, model_files.path, {**model_files.hashes, "tokenizer.json": "0"})
    assert graph_path(other, tmp_path) != graph_path(model_files, tmp_path)


def test_an_export_that_is_there_is_kept(copy, model_files, monkeypatch):
    monkeypatch.setattr(graph, "_export", lambda *_: pytest.fail("exported again"))
    export_graph(model_files, copy)


def test_a_full_disk_leaves_nothing_behind(model_files, tmp_path, monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("torch.onnx.export", full)
    (tmp_path / ".exporting-killed").mkdir()
    with pytest.raises(
        ModelError, match=r"cannot write the model's graph to .*: No space left on device; make room"
    ):
        export_graph(model_files, tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["export.lock"]


def test_a_model_that_cannot_be_exported(model_files, tmp_path, monkeypatch):
    def unknown(*_, **__):
        raise RuntimeError("no such operator\nand more")

    monkeypatch.setattr("torch.onnx.export", unknown)
    with pytest.raises(
        ModelError, match=r"cannot be exported to ONNX: no such operator; choose another --model$"
    ):
        export_graph(model_files, tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["export.lock"]


@pytest.fixture
def borrowed(cache, model_files, real_encoder, monkeypatch):
    """Exports that take the session's graph instead of tracing the model again."""
    made = []

    def borrow(_whole, directory):
        made.append(directory)
        for name in ("model.onnx", TENSORS_FILE):
            (directory / name).hardlink_to(graph_path(model_files, cache) / name)

    monkeypatch.setattr(graph, "_trace", lambda *_: None)
    monkeypatch.setattr(graph, "_separate_tensors", borrow)
    return made


def test_a_graph_that_makes_other_vectors_is_refused(tmp_path, model_files, borrowed, monkeypatch):
    """As if the exporter had left out a layer."""

    class Shifted(SentenceTransformerEncoder):
        def encode(self, texts):
            return super().encode(texts)[:, ::-1]

    monkeypatch.setattr(graph, "SentenceTransformerEncoder", Shifted)
    with pytest.raises(ModelError, match=r"exported to ONNX makes other vectors \(cosine"):
        export_graph(model_files, tmp_path)
    assert not graph_path(model_files, tmp_path).exists()


def test_two_at_once_export_once(tmp_path, model_files, borrowed):
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: export_graph(model_files, tmp_path), range(2)))
    assert len(borrowed) == 1
    assert load_graph(model_files, tmp_path) is not None


def test_a_query_exports_a_damaged_graph_anew(copy, model_files, borrowed, real_store, monkeypatch):
    monkeypatch.setattr("recommender.search.provide_model", lambda *_: None)
    monkeypatch.setattr("recommender.search.identify_model", lambda *_: model_files)
    said = []
    replace_file(graph_path(model_files, copy) / "tokenizer.json", lambda content: content[:-7])
    opened = Recommender.open(real_store, DEFAULT_MODEL, copy, notify=said.append)
    assert len(opened.search(["a shark"])[0].recommendations) == 5
    assert len(borrowed) == 1
    assert said == ["Preparing the model for questions (once, about ten seconds)"]


def test_ingest_goes_on_without_a_graph(model_files, tmp_path, monkeypatch, capsys):
    def unwritable(*_):
        raise ModelError("cannot write the model's graph")

    monkeypatch.setattr("recommender.weights.locate_model", lambda *_: model_files)
    monkeypatch.setattr("recommender.weights.provide_model", lambda *_: None)
    monkeypatch.setattr(graph, "export_graph", unwritable)
    assert wiring.build_document_encoder(DEFAULT_MODEL, tmp_path, "auto").dimension == 768
    assert "Warning: cannot write the model's graph" in capsys.readouterr().err


def test_a_query_imports_nothing_heavy(checkout, real_store, cache):
    heavy = ("torch", "sentence_transformers", "transformers", "pandas", "sklearn", "huggingface_hub", "onnx")
    code = (
        "import sys, atexit\n"
        f"atexit.register(lambda: print([m for m in {heavy!r} if m in sys.modules], file=sys.stderr))\n"
        "from recommender.cli import main\n"
        "main(sys.argv[1:])\n"
    )
    for form in (["--json"], ["--explain"], ["-n", "3"]):
        done = subprocess.run(
            [sys.executable, "-c", code, "query", "a shark", *form, "--cache", str(cache)],
            cwd=checkout, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert done.stderr.splitlines()[-1] == "[]"
        assert form[0] != "--json" or json.loads(done.stdout)["results"]


def test_loaded_for_one_question_it_answers_the_same(model_files, cache, real_encoder):
    once = load_graph(model_files, cache, once=True)
    texts = ["a shark attacks a beach town", ""]
    assert np.sum(once.encode(texts) * real_encoder.encode(texts), axis=1) == pytest.approx([1, 1], abs=1e-5)

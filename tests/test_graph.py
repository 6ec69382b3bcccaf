"""The exported graph: complete or absent, and never loaded when it is not what it was."""

import json
import subprocess
import sys

import pytest

from recommender import graph, wiring
from recommender.encoder import SentenceTransformerEncoder
from recommender.errors import ModelError
from recommender.graph import CARD_FILE, TENSORS_FILE, export_graph, find_graph, graph_path, load_graph
from recommender.records import ModelFiles
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
    assert (found.name, found.dimension, found.weights_hash) == (DEFAULT_MODEL, 768, model_files.weights_hash)
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


@pytest.mark.parametrize("card", ["", "[]", "{}", '{"format": 0}', '{"format": 1}', "\x00"])
def test_a_card_that_says_nothing_usable(copy, model_files, card):
    replace_file(graph_path(model_files, copy) / CARD_FILE, lambda _: card.encode())
    assert find_graph(model_files, copy) is None


def test_another_tokenizer_is_another_graph(model_files, tmp_path):
    other = ModelFiles(model_files.name, model_files.path, {**model_files.hashes, "tokenizer.json": "0"})
    assert graph_path(other, tmp_path) != graph_path(model_files, tmp_path)


def test_an_export_that_is_there_is_kept(copy, model_files, monkeypatch):
    monkeypatch.setattr(graph, "_write_graph", lambda *_: pytest.fail("exported again"))
    export_graph(model_files, copy)


def test_a_failed_export_leaves_nothing_behind(model_files, tmp_path, monkeypatch):
    def full(*_):
        raise OSError("no space left on device")

    monkeypatch.setattr(graph, "_write_graph", full)
    with pytest.raises(
        ModelError, match=r"cannot write the model's graph to .* no space left .*check --cache"
    ):
        export_graph(model_files, tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["export.lock"]


def test_a_graph_that_makes_other_vectors_is_refused(copy, model_files, monkeypatch):
    """As if the exporter had left out a layer."""
    found = graph_path(model_files, copy)
    kept = found.rename(copy / "kept")

    def borrow(_encoder, directory):
        for name in ("model.onnx", TENSORS_FILE):
            (directory / name).hardlink_to(kept / name)

    class Shifted(SentenceTransformerEncoder):
        def encode(self, texts):
            return super().encode(texts)[:, ::-1]

    monkeypatch.setattr(graph, "_write_graph", borrow)
    monkeypatch.setattr(graph, "SentenceTransformerEncoder", Shifted)
    with pytest.raises(ModelError, match=r"exported to ONNX makes other vectors \(cosine"):
        export_graph(model_files, copy)
    assert not found.exists()


def test_a_damaged_graph_is_exported_anew_by_a_query(copy, cache, model_files, monkeypatch, capsys):
    damaged = graph_path(model_files, copy)
    replace_file(damaged / "tokenizer.json", lambda content: content[:-7])
    monkeypatch.setattr(wiring, "locate_model", lambda *_: model_files, raising=False)
    monkeypatch.setattr("recommender.weights.locate_model", lambda *_: model_files)

    def export(files, into):
        assert (files, into) == (model_files, copy)
        replace_file(
            damaged / "tokenizer.json", lambda _: (graph_path(files, cache) / "tokenizer.json").read_bytes()
        )

    monkeypatch.setattr(graph, "export_graph", export)
    assert wiring.build_encoder(DEFAULT_MODEL, copy).dimension == 768
    assert "Preparing the model for questions" in capsys.readouterr().err


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

"""The model's graph, shipped or exported: it is loaded only when it is complete and unchanged."""

import errno
import json
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from recommender.errors import ModelError, Remedy
from recommender.model import onnx_export as graph
from recommender.model.files import DEFAULT_MODEL, MODEL_FILE, ModelFiles, identify_model
from recommender.model.hashing import sha256
from recommender.model.loading import LazyModel, QueryModel
from recommender.model.onnx_export import (
    CARD_FILE,
    GRAPH_FILE,
    SHIPPED_GRAPH,
    SHIPPED_HASH,
    TOKENIZER_FILE,
    export_graph,
    find_graphs,
    graph_path,
    load_graph,
)
from recommender.model.pytorch import SentenceTransformerEncoder
from recommender.search.recommender import Recommender
from tests.conftest import fixed_by

EXPORTED = (GRAPH_FILE, TOKENIZER_FILE, CARD_FILE)


@pytest.fixture(scope="module")
def other_files(model_files, tmp_path_factory):
    """The same model under another name, for which no graph is shipped."""
    path = tmp_path_factory.mktemp("model") / "other model"
    path.mkdir()
    for name in model_files.hashes:
        (path / name).parent.mkdir(exist_ok=True)
        (path / name).hardlink_to(model_files.path / name)
    return identify_model(str(path), path.parent)


@pytest.fixture(scope="module")
def traced(torch_encoder, tmp_path_factory):
    """The output of PyTorch's exporter for the model, made once because it takes ten seconds."""
    path = tmp_path_factory.mktemp("traced") / "whole.onnx"
    graph._trace(torch_encoder, path)
    return path


@pytest.fixture
def traced_before(traced, monkeypatch):
    monkeypatch.setattr(graph, "_trace", lambda _, path: shutil.copyfile(traced, path))


@pytest.fixture(scope="module")
def exported(other_files, torch_encoder, traced, tmp_path_factory):
    """A cache with the exported graph."""
    cache = tmp_path_factory.mktemp("exported")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(graph, "_trace", lambda _, path: shutil.copyfile(traced, path))
        patch.setattr(graph, "SentenceTransformerEncoder", lambda *_, **__: torch_encoder)
        export_graph(other_files, cache)
    return cache


@pytest.fixture
def copy(exported, tmp_path):
    return shutil.copytree(exported, tmp_path / "cache")


def replace_file(path, change):
    content = change(path.read_bytes())
    path.unlink()
    path.write_bytes(content)


def test_the_shipped_graph_is_the_one_that_the_code_names():
    """If this fails, run make data and put the hash that it prints into recommender/model/onnx_export.py."""
    assert sha256(SHIPPED_GRAPH) == SHIPPED_HASH
    assert SHIPPED_GRAPH.stat().st_size < 500_000


def test_the_default_model_needs_no_export(model_files, cache):
    found, *others = find_graphs(model_files, cache)
    assert (found.name, found.fingerprint, others) == (DEFAULT_MODEL, model_files.fingerprint, [])
    assert found.model_file == model_files.path / MODEL_FILE
    export_graph(model_files, cache)
    assert not graph_path(model_files, cache).exists()


def test_an_export_is_small_and_computes_the_same(other_files, exported, real_encoder):
    target = graph_path(other_files, exported)
    assert {file.name for file in target.iterdir()} == set(EXPORTED)
    assert sum(file.stat().st_size for file in target.iterdir()) < 2_000_000
    texts = ["a shark attacks a beach town", "", "a robot " * 400]
    made = load_graph(other_files, exported)
    assert np.sum(made.encode_query(texts) * real_encoder.encode_query(texts), axis=1) == pytest.approx(
        [1] * 3, abs=1e-5
    )
    assert [made.exceeds_window(text) for text in texts] == [False, False, True]


@pytest.mark.parametrize("name", [GRAPH_FILE, TOKENIZER_FILE])
@pytest.mark.parametrize("change", [lambda content: content[:-7], lambda content: b"x" + content[1:]])
def test_a_damaged_graph_is_not_loaded(copy, other_files, name, change):
    replace_file(graph_path(other_files, copy) / name, change)
    assert load_graph(other_files, copy) is None


@pytest.mark.parametrize("name", EXPORTED)
def test_a_graph_with_a_missing_file_is_not_loaded(copy, other_files, name):
    (graph_path(other_files, copy) / name).unlink()
    assert load_graph(other_files, copy) is None


@pytest.mark.parametrize("name", ["tokenizer.json", MODEL_FILE])
def test_a_shipped_graph_needs_the_models_files(model_files, tmp_path, name):
    """A query verifies these files before use; a missing one is restored."""
    path = tmp_path / "model"
    path.mkdir()
    for own in {"tokenizer.json", MODEL_FILE} - {name}:
        (path / own).hardlink_to(model_files.path / own)
    assert load_graph(ModelFiles(model_files.name, path, model_files.hashes), tmp_path) is None
    (path / name).write_bytes(b"something else")
    assert load_graph(ModelFiles(model_files.name, path, model_files.hashes), tmp_path) is None


@pytest.mark.parametrize(
    "card",
    [
        "", "[]", "{}", '{"format": 0}', '{"format": 3}', "\x00", '{"format": 3, "files": {}}',
        '{"format": 3, "model_file": "model.safetensors", "files": []}',
        '{"format": 3, "model_file": "model.safetensors", "files": ["model.onnx", "tokenizer.json"]}',
        '{"format": 3, "model_file": "model.safetensors", "files": {"../model.onnx": "0"}}',
        '{"format": 3, "model_file": "another", "files": {"model.onnx": "0", "tokenizer.json": "0"}}',
    ],
)  # fmt: skip
def test_an_unusable_card(copy, other_files, card):
    replace_file(graph_path(other_files, copy) / CARD_FILE, lambda _: card.encode())
    assert list(find_graphs(other_files, copy)) == []


def test_another_tokenizer_is_another_graph(model_files, tmp_path):
    other = ModelFiles(model_files.name, model_files.path, {**model_files.hashes, "tokenizer.json": "0"})
    assert graph_path(other, tmp_path) != graph_path(model_files, tmp_path)


def test_an_existing_export_is_kept(copy, other_files, monkeypatch):
    monkeypatch.setattr(graph, "write_graph", lambda *_: pytest.fail("exported again"))
    export_graph(other_files, copy)


@pytest.fixture
def loaded(torch_encoder, monkeypatch):
    """Exports use the session's model instead of loading another."""
    monkeypatch.setattr(graph, "SentenceTransformerEncoder", lambda *_, **__: torch_encoder)


@pytest.mark.usefixtures("loaded")
def test_a_full_disk_leaves_nothing_behind(other_files, tmp_path, monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("torch.onnx.export", full)
    (tmp_path / f"{graph._STAGING}killed").mkdir()
    with pytest.raises(
        ModelError, match=r"cannot write the model's graph to .*: No space left on device; free space"
    ):
        export_graph(other_files, tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["export.lock"]


@pytest.mark.usefixtures("loaded")
def test_a_model_that_cannot_be_exported(other_files, tmp_path, monkeypatch):
    def unknown(*_, **__):
        raise RuntimeError("no such operator\nand more")

    monkeypatch.setattr("torch.onnx.export", unknown)
    with pytest.raises(
        ModelError, match=r"cannot be exported to ONNX: no such operator$", check=fixed_by(Remedy.CHANGE)
    ):
        export_graph(other_files, tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["export.lock"]


@pytest.mark.usefixtures("traced_before")
def test_a_graph_that_makes_other_vectors_is_refused(tmp_path, other_files, torch_encoder, monkeypatch):
    """Simulates an exporter that left out a layer."""

    class Shifted(SentenceTransformerEncoder):
        def __init__(self, *_, **__):
            self.__dict__.update(torch_encoder.__dict__)

        def encode_query(self, texts):
            return super().encode_query(texts)[:, ::-1]

    monkeypatch.setattr(graph, "SentenceTransformerEncoder", Shifted)
    with pytest.raises(ModelError, match=r"exported to ONNX computes different vectors \(cosine"):
        export_graph(other_files, tmp_path)
    assert not graph_path(other_files, tmp_path).exists()


@pytest.fixture
def borrowed(exported, other_files, monkeypatch):
    """Exports copy the earlier export instead of tracing the model again."""
    made = []

    def borrow(_files, directory):
        made.append(directory)
        for name in EXPORTED:
            shutil.copy(graph_path(other_files, exported) / name, directory / name)

    monkeypatch.setattr(graph, "write_graph", borrow)
    return made


def test_two_at_once_export_once(tmp_path, other_files, borrowed):
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: export_graph(other_files, tmp_path), range(2)))
    assert len(borrowed) == 1
    assert load_graph(other_files, tmp_path) is not None


def test_a_query_exports_a_damaged_graph_again(copy, other_files, borrowed):
    said = []
    replace_file(graph_path(other_files, copy) / TOKENIZER_FILE, lambda content: content[:-7])
    encoder = QueryModel(other_files.name, copy, said.append).load()
    assert encoder.encode_query(["a shark"]).shape == (1, 768)
    assert len(borrowed) == 1
    assert said == ["Preparing the model for questions (once, about ten seconds)"]


def test_ingest_goes_on_without_a_graph(model_files, tmp_path, torch_encoder, monkeypatch):
    def unwritable(*_):
        raise ModelError("cannot write the model's graph")

    monkeypatch.setattr("recommender.model.loading.export_graph", unwritable)
    monkeypatch.setattr("recommender.model.loading.SentenceTransformerEncoder", lambda *_: torch_encoder)
    said = []
    model = LazyModel(model_files, tmp_path, "fp32", said.append)
    assert (model.computed_by, said) == ("torch-fp32", [])
    assert model.load().dimension == 768
    assert said == ["Warning: cannot write the model's graph"]


def test_a_query_imports_nothing_heavy(checkout, real_store, cache):
    heavy = ("torch", "sentence_transformers", "transformers", "pandas", "sklearn", "huggingface_hub", "onnx")
    code = (
        "import sys, atexit\n"
        f"atexit.register(lambda: print([m for m in {heavy!r} if m in sys.modules], file=sys.stderr))\n"
        "from recommender.cli.main import main\n"
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
    assert np.sum(once.encode_query(texts) * real_encoder.encode_query(texts), axis=1) == pytest.approx(
        [1, 1], abs=1e-5
    )


def test_opening_a_store_provides_the_model(real_store, model_files, monkeypatch):
    """Simulates a machine that has the store but not the model."""
    provided = []
    real = graph.load_graph
    monkeypatch.setattr(
        "recommender.model.loading.provide_model", lambda files, _: provided.append(files.name)
    )
    monkeypatch.setattr(
        "recommender.model.loading.load_graph", lambda *a, **k: real(*a, **k) if provided else None
    )
    opened = Recommender.open(real_store, DEFAULT_MODEL, model_files.path.parent)
    assert len(opened.search(["a shark"])[0].recommendations) == 5
    assert provided == [DEFAULT_MODEL]

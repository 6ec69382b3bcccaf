"""Exports the model to an ONNX graph, from token ids to a vector, so that a query does not need PyTorch.

The graph holds only the computation, 0.3 MB. The parameters stay in the model file, ``model.safetensors``,
which ONNX Runtime maps into memory. The default model's graph is shipped in ``data/``. The graph of another
model is exported once to the cache. A graph with a wrong hash in any of its files is never loaded.
"""

import json
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from filelock import FileLock

from recommender.bundled import DATA
from recommender.errors import ModelError, Remedy, first_line
from recommender.extras import require_extra
from recommender.model.files import FILES, MODEL_FILE, ModelFiles, ModelGraph
from recommender.model.hashing import has_hash, sha256
from recommender.model.onnx_encoder import OnnxEncoder
from recommender.model.pytorch import SentenceTransformerEncoder

if TYPE_CHECKING:
    from onnx import ModelProto


FORMAT = 3
"""Version of the export format. Exports with another version are not used."""
SHIPPED_GRAPH = DATA / "all-mpnet-base-v2.onnx"
SHIPPED_HASH = "208699ddcb118260ff484544ff672738b7b023b4525e9ac2fdf155f98c22d88d"
GRAPH_FILE = "model.onnx"
TOKENIZER_FILE = "tokenizer.json"
CARD_FILE = "graph.json"
_STAGING = ".movie-recommender-exporting-"


# The latest that the exporter of the pinned PyTorch supports without warning.
OPSET = 17
SAMPLES = ("A shark terrorises a beach town.", "", "🤖 на Земле. " * 100)
LEAST_COSINE = 0.9999


def graph_path(files: ModelFiles, cache: Path) -> Path:
    """The directory in ``cache`` for the graph of a model for which none is shipped."""
    return cache / f"graph-{files.fingerprint[:16]}"


def find_graphs(files: ModelFiles, cache: Path) -> Iterator[ModelGraph]:
    """The graphs that may exist for a model, the shipped one first."""
    if files.hashes is FILES:
        tokenizer, model_file = files.path / TOKENIZER_FILE, files.path / MODEL_FILE
        hashes = {
            SHIPPED_GRAPH: SHIPPED_HASH,
            tokenizer: FILES[TOKENIZER_FILE],
            model_file: FILES[MODEL_FILE],
        }
        yield ModelGraph(files.name, files.fingerprint, SHIPPED_GRAPH, model_file, tokenizer, hashes)
    exported = _exported(files, graph_path(files, cache))
    if exported:
        yield exported


def load_graph(files: ModelFiles, cache: Path, *, once: bool = False) -> OnnxEncoder | None:
    """An encoder for a model's verified graph; ``None`` when the graph is missing or damaged.

    ``once`` is for a single query, see ``OnnxEncoder``. Raises ``ModelError`` when ONNX Runtime cannot
    load an undamaged graph.
    """
    for graph in find_graphs(files, cache):
        if _is_whole(graph):
            return OnnxEncoder(graph, once=once)
    return None


def export_graph(files: ModelFiles, cache: Path, notify: Callable[[str], None] = lambda _: None) -> None:
    """Write the graph of the model in ``files`` to ``cache``, unless it has one. Never leaves it incomplete.

    Takes ten seconds. Raises ``ModelError`` when the model cannot be exported, its graph computes different
    vectors, the cache cannot be written, or the extra ``ingest`` is missing.
    """
    target = graph_path(files, cache)
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with FileLock(cache / "export.lock"):
            if any(map(_is_whole, find_graphs(files, cache))):
                return
            require_extra("ingest", ModelError)
            notify("Preparing the model for questions (once, about ten seconds)")
            # This process holds the lock, so a killed process left it.
            for leftover in cache.glob(f"{_STAGING}*"):
                shutil.rmtree(leftover, ignore_errors=True)
            with tempfile.TemporaryDirectory(
                dir=cache, prefix=_STAGING, ignore_cleanup_errors=True
            ) as directory:
                staging = Path(directory)
                write_graph(files, staging)
                target.mkdir(exist_ok=True)
                # The card goes last, because its presence means that the other files are complete.
                for name in (GRAPH_FILE, TOKENIZER_FILE, CARD_FILE):
                    (staging / name).replace(target / name)
    except OSError as error:
        raise ModelError(
            f"cannot write the model's graph to {target}: {error.strerror or error}; free space there",
            Remedy.CHANGE,
            field="cache",
        ) from error


def write_graph(files: ModelFiles, directory: Path) -> None:
    """Write the graph, its tokenizer and the card to ``directory``, and compare the graph with the model.

    Raises ``ModelError`` when the model cannot be exported, or its graph computes different vectors.
    """
    import onnx

    encoder = SentenceTransformerEncoder(files, precision="fp32", device="cpu")
    model_file = files.path / MODEL_FILE
    try:
        whole = directory / "whole.onnx"
        _trace(encoder, whole)
        graph = onnx.load(whole)
        _refer_to_model_file(graph, model_file.resolve())
        tokenizer = encoder.model.tokenizer
        facts = {
            "window": encoder.window,
            "pad_id": tokenizer.pad_token_id,
            "pad_token": tokenizer.pad_token,
        }
        if encoder.query_prompt:
            facts["query_prompt"] = encoder.query_prompt
        onnx.helper.set_model_props(graph, {name: str(value) for name, value in facts.items()})
        onnx.save_model(graph, directory / GRAPH_FILE)
        (directory / TOKENIZER_FILE).write_text(tokenizer.backend_tokenizer.to_str(), encoding="utf-8")
        exported = OnnxEncoder(_graph_in(files, directory, {}))
        cosines = np.sum(encoder.encode_query(SAMPLES) * exported.encode_query(SAMPLES), axis=1)
        cosine = float(np.min(cosines))
    except OSError:
        raise
    except Exception as error:
        raise ModelError(
            f"{files.name} cannot be exported to ONNX: {first_line(error)}", Remedy.CHANGE, field="model"
        ) from error
    if not cosine >= LEAST_COSINE:
        raise ModelError(
            f"{files.name} exported to ONNX computes different vectors (cosine {cosine:.4f})",
            Remedy.CHANGE,
            field="model",
        )
    card = {
        "format": FORMAT,
        "model_file": model_file.resolve().name,
        "files": {name: sha256(directory / name) for name in (GRAPH_FILE, TOKENIZER_FILE)},
    }
    (directory / CARD_FILE).write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


def _exported(files: ModelFiles, directory: Path) -> ModelGraph | None:
    """The graph in ``directory`` as its card describes it; ``None`` without a usable one."""
    try:
        card = json.loads((directory / CARD_FILE).read_text(encoding="utf-8"))
        hashes = dict(card["files"])
        # The graph refers to the model file by name.
        usable = (card["format"], card["model_file"]) == (FORMAT, (files.path / MODEL_FILE).resolve().name)
        if not usable or set(hashes) != {GRAPH_FILE, TOKENIZER_FILE}:
            return None
        return _graph_in(files, directory, hashes)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _graph_in(files: ModelFiles, directory: Path, hashes: dict[str, str]) -> ModelGraph:
    return ModelGraph(
        files.name,
        files.fingerprint,
        directory / GRAPH_FILE,
        (files.path / MODEL_FILE).resolve(),
        directory / TOKENIZER_FILE,
        # Without the model file: ``identify_model`` has already hashed that of another model.
        {directory / name: expected for name, expected in hashes.items()},
    )


def _trace(encoder: SentenceTransformerEncoder, path: Path) -> None:
    """Export with https://docs.pytorch.org/docs/stable/onnx_export.html, which needs no onnxscript."""
    import torch

    class UnitVectors(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = encoder.model

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            features = {"input_ids": input_ids, "attention_mask": attention_mask}
            embedded = self.model(features, task="query")["sentence_embedding"]
            return torch.nn.functional.normalize(embedded, dim=-1)

    example = encoder.tokenise(["a short text", "a text that is a little longer"], "query")
    names = ("input_ids", "attention_mask")
    with torch.inference_mode(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            UnitVectors().eval(),
            tuple(example[name] for name in names),
            str(path),
            input_names=list(names),
            output_names=["vectors"],
            dynamic_axes={name: {0: "texts", 1: "tokens"} for name in names} | {"vectors": {0: "texts"}},
            opset_version=OPSET,
            dynamo=False,
            # Folding would store transposed copies of matrices, which the model file does not hold.
            do_constant_folding=False,
        )


def _refer_to_model_file(graph: "ModelProto", model_file: Path) -> None:
    """Make the graph read from ``model_file`` every tensor that is there, byte for byte.

    https://onnx.ai/onnx/repo-docs/ExternalData.html and
    https://huggingface.co/docs/safetensors/index#format
    """
    from onnx import TensorProto

    with model_file.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        stored: dict[str, Any] = json.loads(file.read(length))
        for tensor in graph.graph.initializer:
            parts = tensor.name.split(".")
            names = (".".join(parts[start:]) for start in range(len(parts)))
            found = next((stored[name] for name in names if name in stored), None)
            if found is None:
                continue
            start, end = found["data_offsets"]
            file.seek(8 + length + start)
            if file.read(end - start) != tensor.raw_data:
                continue
            tensor.ClearField("raw_data")
            tensor.data_location = TensorProto.EXTERNAL
            where = {"location": model_file.name, "offset": 8 + length + start, "length": end - start}
            for key, value in where.items():
                tensor.external_data.add(key=key, value=str(value))


def _is_whole(graph: ModelGraph) -> bool:
    return all(has_hash(path, expected) for path, expected in graph.hashes.items())

"""The model as one ONNX graph, from token ids to unit vectors, so that a query needs no PyTorch.

An export takes ten seconds and is kept in the cache, one directory for each model. Its tensors are in
a file of their own, which ONNX Runtime maps into memory instead of copying it. A card beside them
holds every file's hash; a graph that does not match its card is exported anew, never loaded.
"""

import json
import shutil
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
from filelock import FileLock

from recommender.encoder import GRAPH_FILE, TOKENIZER_FILE, OnnxEncoder, SentenceTransformerEncoder
from recommender.errors import ModelError, first_line
from recommender.records import ModelFiles, ModelGraph
from recommender.weights import sha256

FORMAT = 1
"""Counts changes of what is exported; an older export is not used."""
TENSORS_FILE = "model.onnx.data"
CARD_FILE = "graph.json"
FILES = (GRAPH_FILE, TENSORS_FILE, TOKENIZER_FILE)
_STAGING = ".exporting-"
# The latest that the exporter of the pinned PyTorch supports without warning.
OPSET = 17
SAMPLES = ("A shark terrorises a beach town.", "", "🤖 на Земле. " * 100)
LEAST_COSINE = 0.9999


def graph_path(files: ModelFiles, cache: Path) -> Path:
    """Where the graph of a model is, or will be."""
    return cache / f"graph-{files.fingerprint[:16]}"


def find_graph(files: ModelFiles, cache: Path) -> ModelGraph | None:
    """The exported graph of a model as its card describes it; ``None`` when there is none to use."""
    path = graph_path(files, cache)
    try:
        card = json.loads((path / CARD_FILE).read_text(encoding="utf-8"))
        if card["format"] != FORMAT or set(card["files"]) != set(FILES):
            return None
        return ModelGraph(files.name, path, files.fingerprint, dict(card["files"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def load_graph(files: ModelFiles, cache: Path, *, once: bool = False) -> OnnxEncoder | None:
    """An encoder for a model's graph, every file verified; ``None`` when it is missing or damaged.

    ``once`` is for a single question, see ``OnnxEncoder``. Raises ``ModelError`` when ONNX Runtime cannot
    load a graph that is not damaged.
    """
    graph = find_graph(files, cache)
    if graph is None or not _verified(graph):
        return None
    return OnnxEncoder(graph, once=once)


def export_graph(files: ModelFiles, cache: Path, notify: Callable[[str], None] = lambda _: None) -> None:
    """Write the graph of the model in ``files`` to ``cache``, complete or not at all.

    It takes ten seconds and for a moment twice the room that is kept. Raises ``ModelError`` when the model
    cannot be exported, its graph makes other vectors, or the cache cannot be written.
    """
    target = graph_path(files, cache)
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with FileLock(cache / "export.lock"):
            made = find_graph(files, cache)
            if made and _verified(made):
                return
            notify("Preparing the model for questions (once, about ten seconds)")
            # Only a process that was killed can have left one: this one holds the lock.
            for leftover in cache.glob(f"{_STAGING}*"):
                shutil.rmtree(leftover, ignore_errors=True)
            with tempfile.TemporaryDirectory(
                dir=cache, prefix=_STAGING, ignore_cleanup_errors=True
            ) as staging:
                finished = _export(files, Path(staging))
                if target.exists():
                    shutil.rmtree(target)
                finished.rename(target)
    except OSError as error:
        raise ModelError(
            f"cannot write the model's graph to {target}: {error.strerror or error}; "
            "make room there, or choose another --cache"
        ) from error


def _export(files: ModelFiles, staging: Path) -> Path:
    """A directory in ``staging`` that holds the graph, compared with what it was made from."""
    graph = staging / "graph"
    graph.mkdir()
    encoder = SentenceTransformerEncoder(files, precision="fp32", device="cpu")
    try:
        _trace(encoder, staging / "whole.onnx")
        _separate_tensors(staging / "whole.onnx", graph)
        _write_tokenizer(encoder, graph)
        hashes = {name: sha256(graph / name) for name in FILES}
        exported = OnnxEncoder(ModelGraph(files.name, graph, files.fingerprint, hashes))
        cosine = float(np.min(np.sum(encoder.encode(SAMPLES) * exported.encode(SAMPLES), axis=1)))
    except OSError:
        raise
    except Exception as error:
        raise ModelError(
            f"{files.name} cannot be exported to ONNX: {first_line(error)}; choose another --model"
        ) from error
    if not cosine >= LEAST_COSINE:
        raise ModelError(
            f"{files.name} exported to ONNX makes other vectors (cosine {cosine:.4f}); choose another --model"
        )
    card = {"format": FORMAT, "files": hashes}
    (graph / CARD_FILE).write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    return graph


def _trace(encoder: SentenceTransformerEncoder, path: Path) -> None:
    """https://docs.pytorch.org/docs/stable/onnx_export.html, the exporter that needs no onnxscript."""
    import torch

    class UnitVectors(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = encoder.model

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            features = {"input_ids": input_ids, "attention_mask": attention_mask}
            return torch.nn.functional.normalize(self.model(features)["sentence_embedding"], dim=-1)

    example = encoder.tokenise(["a short text", "a text that is a little longer"])
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
        )


def _separate_tensors(whole: Path, directory: Path) -> None:
    import onnx

    onnx.save_model(
        onnx.load(whole),
        directory / GRAPH_FILE,
        save_as_external_data=True,
        all_tensors_to_one_file=True,
        location=TENSORS_FILE,
    )


def _write_tokenizer(encoder: SentenceTransformerEncoder, directory: Path) -> None:
    """With padding and truncation switched on, as the model expects them."""
    from tokenizers import Tokenizer

    own = encoder.model.tokenizer
    tokenizer = Tokenizer.from_str(own.backend_tokenizer.to_str())
    tokenizer.enable_truncation(encoder.window)
    tokenizer.enable_padding(pad_id=own.pad_token_id, pad_token=own.pad_token)
    tokenizer.save(str(directory / TOKENIZER_FILE))


def _verified(graph: ModelGraph) -> bool:
    try:
        return all(sha256(graph.path / name) == expected for name, expected in graph.hashes.items())
    except OSError:
        return False

"""Texts into unit vectors: with PyTorch for a catalogue, with ONNX Runtime for a question.

Both compute the same model. PyTorch takes seconds to import and has the fast half-precision kernels;
ONNX Runtime is there at once.
"""

import os
from collections.abc import Iterator, Sequence
from typing import Any, Protocol

import numpy as np

from recommender.arrays import Vectors
from recommender.errors import ModelError, first_line
from recommender.records import ModelFiles, ModelGraph

CHARACTERS_PER_TOKEN = 4
# Measured on two cores: 800 to 2,000 tokens at a time are embedded equally fast, fewer and more slower.
CPU_BATCH_TOKENS = 1_024
GPU_BATCH_TOKENS = 32_768
MOST_IN_BATCH = 512
LONGEST_WINDOW = 512
"""Tokens read by a model that does not say how many it can."""


class Identified(Protocol):
    """Which embedding model it is."""

    @property
    def name(self) -> str:
        """The model's name, recorded in the store."""

    @property
    def fingerprint(self) -> str:
        """What tells two models of one name apart, recorded in the store."""


class Encoder(Identified, Protocol):
    """What a query needs of an embedding model."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Embed ``texts`` (n) into an (n, dimension) array of unit rows."""

    def exceeds_window(self, text: str) -> bool:
        """Whether the model reads only the beginning of ``text``."""


class DocumentEncoder(Encoder, Protocol):
    """What ingest needs besides: ``encode`` in two steps that can overlap, and how to group texts."""

    @property
    def batch_tokens(self) -> int:
        """How many tokens to embed at a time."""

    def tokenise(self, texts: Sequence[str]) -> Any:
        """What ``embed`` takes for ``texts``; safe to call from another thread meanwhile."""

    def embed(self, tokens: Any) -> Vectors:
        """The unit vectors (n, dimension) of n tokenised texts."""


class DocumentModel(Identified, Protocol):
    """A model that is loaded only when a text has to be embedded: that takes seconds."""

    @property
    def precision(self) -> str:
        """What is asked for: one of ``PRECISIONS``."""

    @property
    def computed_by(self) -> str:
        """What computes the vectors and in which precision (``torch-bf16``), recorded in the store."""

    def load(self) -> DocumentEncoder:
        """The model, ready to embed; raises ``ModelError`` when it cannot be loaded."""


class SentenceTransformerEncoder:
    """A sentence-transformers model on the best device there is (CUDA, MPS, CPU).

    https://sbert.net/docs/package_reference/sentence_transformer/SentenceTransformer.html
    """

    def __init__(self, files: ModelFiles, precision: str = "auto", device: str | None = None) -> None:
        """Load the model from ``files`` to compute in one of ``PRECISIONS``.

        Raises ``ModelError`` when the files are not a usable model, or the device cannot compute so.
        """
        # PyTorch keeps what it has prepared for every shape of batch it has seen, up to 1,024 of each kind:
        # two gigabytes by the end of 25,000 texts. One batch needs less than 16.
        for name in ("LRU_CACHE_CAPACITY", "ONEDNN_PRIMITIVE_CACHE_CAPACITY"):
            os.environ.setdefault(name, "16")
        import torch
        import transformers
        from sentence_transformers import SentenceTransformer

        transformers.logging.set_verbosity_error()  # type: ignore[no-untyped-call]
        transformers.logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        device = device or best_device()
        if precision == "auto":
            precision = fastest_precision(device)
        types = {"bf16": torch.bfloat16, "fp16": torch.float16, "fp32": torch.float32}
        try:
            self.model = SentenceTransformer(
                str(files.path),
                device=device,
                local_files_only=True,
                trust_remote_code=False,
                model_kwargs={"use_safetensors": True, "dtype": types[precision]},
            )
        except Exception as error:
            raise ModelError(
                f"cannot load the model in {files.path}: {first_line(error)}; check --model"
            ) from error
        self.model.eval()
        if self.model.prompts.get(self.model.default_prompt_name or ""):
            raise ModelError(f"{files.name} wants a prompt before each text; choose another --model")
        self.name = files.name
        self.fingerprint = files.fingerprint
        self.precision = precision
        self.computed_by = f"torch-{precision}"
        self.dimension: int = self.model.get_embedding_dimension() or 0
        self.window: int = self.model.max_seq_length or LONGEST_WINDOW
        self.batch_tokens = CPU_BATCH_TOKENS if device == "cpu" else GPU_BATCH_TOKENS
        self._try_out(device, precision)

    def load(self) -> "SentenceTransformerEncoder":
        """See ``DocumentModel.load``; it is loaded already."""
        return self

    def _try_out(self, device: str, precision: str) -> None:
        """Embed a word: some devices load what they cannot compute, and fp16 overflows in some models."""
        try:
            usable = bool(np.isfinite(self.encode(["word"])).all())
        except RuntimeError as error:
            raise ModelError(
                f"{device} cannot compute {self.name} in {precision}: {first_line(error)}; "
                "try --precision fp32"
            ) from error
        if not usable:
            raise ModelError(f"{self.name} overflows in {precision} on {device}; try --precision fp32")

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See ``Encoder.encode``."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for batch in batches(texts, self.batch_tokens):
            vectors[batch] = self.embed(self.tokenise([texts[index] for index in batch]))
        return vectors

    def tokenise(self, texts: Sequence[str]) -> Any:
        """See ``DocumentEncoder.tokenise``."""
        return self.model.preprocess(list(texts))

    def embed(self, tokens: Any) -> Vectors:
        """See ``DocumentEncoder.embed``."""
        import torch
        from sentence_transformers.util import batch_to_device

        with torch.inference_mode():
            embedded = self.model(batch_to_device(tokens, self.model.device))["sentence_embedding"]
            vectors = torch.nn.functional.normalize(embedded.float(), dim=-1).cpu().numpy()
        return np.asarray(vectors, dtype=np.float32)

    def exceeds_window(self, text: str) -> bool:
        """See ``Encoder.exceeds_window``; the window is the model's ``max_seq_length`` in tokens."""
        tokens = self.model.tokenizer(text, truncation=False, verbose=False)["input_ids"]
        return len(tokens) > self.window


class OnnxEncoder:
    """The model as the graph that ``graph.py`` exported, computed in fp32 on the processor.

    https://onnxruntime.ai/docs/api/python/api_summary.html
    """

    def __init__(self, graph: ModelGraph, *, once: bool = False) -> None:
        """Load ``graph``, whose files must have been verified; raises ``ModelError`` when it cannot.

        ``once`` is for a single question: loading is 0.3 s quicker, and a question takes 20 ms longer,
        because the matrices are computed with as they lie in the file.
        """
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 4
        # Threads that spin while they wait for the next question would slow down the search.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.add_session_config_entry("session.disable_prepacking", str(int(once)))
        options.add_session_config_entry(
            "session.model_external_initializers_file_folder_path", str(graph.weights.parent)
        )
        try:
            self._session = onnxruntime.InferenceSession(
                graph.graph.read_bytes(),
                options,
                providers=["CPUExecutionProvider"],
                # It would copy every matrix to transpose it, instead of reading it where it is mapped.
                disabled_optimizers=["ConstantFolding"],
            )
            facts = self._session.get_modelmeta().custom_metadata_map
            self._tokenizer = Tokenizer.from_file(str(graph.tokenizer))
            self._tokenizer.enable_truncation(int(facts["window"]))
            self._tokenizer.enable_padding(pad_id=int(facts["pad_id"]), pad_token=facts["pad_token"])
        except Exception as error:
            raise ModelError(
                f"cannot load the graph {graph.graph}: {first_line(error)}; delete it and run this again"
            ) from error
        self.name = graph.name
        self.fingerprint = graph.fingerprint
        self.dimension: int = self._session.get_outputs()[0].shape[1]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See ``Encoder.encode``."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for batch in batches(texts, CPU_BATCH_TOKENS):
            vectors[batch] = self._embed([texts[index] for index in batch])
        return vectors

    def exceeds_window(self, text: str) -> bool:
        """See ``Encoder.exceeds_window``."""
        return bool(self._tokenizer.encode(text).overflowing)

    def _embed(self, texts: list[str]) -> Vectors:
        tokens = self._tokenizer.encode_batch(texts)
        inputs = {
            "input_ids": np.array([text.ids for text in tokens], dtype=np.int64),
            "attention_mask": np.array([text.attention_mask for text in tokens], dtype=np.int64),
        }
        (vectors,) = self._session.run(None, inputs)
        return np.asarray(vectors, dtype=np.float32)


def batches(texts: Sequence[str], tokens: int) -> Iterator[list[int]]:
    """Indices of texts to embed together, the longest first, about ``tokens`` tokens at a time.

    Texts of one length waste no padding, and memory peaks at the start.
    """
    order = sorted(range(len(texts)), key=lambda index: -len(texts[index]))
    start = 0
    while start < len(order):
        longest = len(texts[order[start]]) // CHARACTERS_PER_TOKEN + 1
        count = min(MOST_IN_BATCH, max(1, tokens // longest))
        yield order[start : start + count]
        start += count


def best_device() -> str:
    """The accelerator of this machine (``cuda``, ``mps``, ...), or ``cpu``."""
    import torch

    accelerator = torch.accelerator.current_accelerator(check_available=True)
    return accelerator.type if accelerator else "cpu"


def fastest_precision(device: str) -> str:
    """Half precision where ``device`` computes in it: fp16 on CUDA, bf16 on processors that have it."""
    import torch

    if device.startswith("cuda"):
        return "fp16"
    capabilities = torch.cpu.get_capabilities() if device == "cpu" else {}
    return "bf16" if any(capabilities.get(name) for name in ("avx512_bf16", "amx_bf16")) else "fp32"

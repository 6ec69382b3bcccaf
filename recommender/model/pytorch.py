"""Embeds the texts of a catalogue with PyTorch, which is slow to import and fast with many texts."""

import logging
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from recommender.errors import ModelError, Remedy, first_line
from recommender.extras import require_extra
from recommender.model.encoder import CPU_BATCH_TOKENS, GPU_BATCH_TOKENS, LONGEST_WINDOW, batches
from recommender.model.files import ModelFiles
from recommender.vectors import Vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Task = Literal["query", "document"]
"""The kind of text, under which sentence-transformers stores a model's prompts and other settings."""


class SentenceTransformerEncoder:
    """A sentence-transformers model on the best available device (CUDA, MPS, CPU).

    https://sbert.net/docs/package_reference/sentence_transformer/SentenceTransformer.html

    Uses the same prompts as its ``encode_query`` and ``encode_document``: ``query`` and ``document`` in the
    model's ``config_sentence_transformers.json``, or none if the name is missing there. Ignores
    ``default_prompt_name``, which is for texts that are neither.
    """

    def __init__(self, files: ModelFiles, precision: str = "auto", device: str | None = None) -> None:
        """Load the model from ``files`` to compute in one of ``PRECISIONS``.

        Raises ``ModelError`` when the files are not a usable model, the device cannot compute in that
        precision, or the extra ``ingest`` is missing.
        """
        require_extra("ingest", ModelError)
        # PyTorch caches prepared operations for every batch shape, up to 1,024 of each kind: two gigabytes
        # after 25,000 texts. One batch needs fewer than 16.
        for name in ("LRU_CACHE_CAPACITY", "ONEDNN_PRIMITIVE_CACHE_CAPACITY"):
            os.environ.setdefault(name, "16")
        device = device or best_device()
        if precision == "auto":
            precision = fastest_precision(device)
        self.model = _load(files, precision, device)
        self.query_prompt = self.model.prompts["query"]
        if self.query_prompt and not all(getattr(module, "include_prompt", True) for module in self.model):
            raise ModelError(
                f"{files.name} leaves its prompt out of a question's vector, which ONNX cannot compute",
                Remedy.CHANGE,
                field="model",
            )
        self.name = files.name
        self.fingerprint = files.fingerprint
        self.precision = precision
        self.computed_by = f"torch-{precision}"
        self.dimension: int = self.model.get_embedding_dimension() or 0
        self.window: int = self.model.max_seq_length or LONGEST_WINDOW
        self.batch_tokens = CPU_BATCH_TOKENS if device == "cpu" else GPU_BATCH_TOKENS
        self._try_out(device, precision)

    def load(self) -> "SentenceTransformerEncoder":
        """See ``DocumentModel.load``. The model is already loaded."""
        return self

    def _try_out(self, device: str, precision: str) -> None:
        """Embed one word: some devices load what they cannot compute, and some models overflow in fp16."""
        try:
            usable = bool(np.isfinite(self.encode_documents(["word"])).all())
        except RuntimeError as error:
            raise ModelError(
                f"{device} cannot compute {self.name} in {precision}: {first_line(error)}",
                Remedy.CHANGE,
                field="precision",
            ) from error
        if not usable:
            raise ModelError(
                f"{self.name} overflows in {precision} on {device}", Remedy.CHANGE, field="precision"
            )

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        """See ``Encoder.encode_query``. Only for comparison, and only in one thread at a time."""
        return self._encode(texts, "query")

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """See ``DocumentEncoder.encode_documents``."""
        return self._encode(texts, "document")

    def tokenise(self, texts: Sequence[str], task: Task = "document") -> Any:
        """See ``DocumentEncoder.tokenise``."""
        return self.model.preprocess(list(texts), prompt=self.model.prompts[task], task=task)

    def embed(self, tokens: Any, task: Task = "document") -> Vectors:
        """See ``DocumentEncoder.embed``."""
        import torch
        from sentence_transformers.util import batch_to_device

        with torch.inference_mode():
            embedded = self.model(batch_to_device(tokens, self.model.device), task=task)["sentence_embedding"]
            vectors = torch.nn.functional.normalize(embedded.float(), dim=-1).cpu().numpy()
        return np.asarray(vectors, dtype=np.float32)

    def _encode(self, texts: Sequence[str], task: Task) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for batch in batches(texts, self.batch_tokens):
            vectors[batch] = self.embed(self.tokenise([texts[index] for index in batch], task), task)
        return vectors


def _load(files: ModelFiles, precision: str, device: str) -> "SentenceTransformer":
    import torch
    import transformers
    from sentence_transformers import SentenceTransformer

    transformers.logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    transformers.logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    # The library warns that a default prompt applies, but none does here.
    logging.getLogger("sentence_transformers").setLevel(logging.ERROR)
    types = {"bf16": torch.bfloat16, "fp16": torch.float16, "fp32": torch.float32}
    try:
        model = SentenceTransformer(
            str(files.path),
            device=device,
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={"use_safetensors": True, "dtype": types[precision]},
        )
    except Exception as error:
        raise ModelError(
            f"cannot load the model in {files.path}: {first_line(error)}",
            Remedy.CHANGE,
            field="model",
        ) from error
    model.eval()
    return model


def best_device() -> str:
    """The accelerator of this machine (``cuda``, ``mps``, ...), or ``cpu``.

    Raises ``ModelError`` without the extra ``ingest``.
    """
    require_extra("ingest", ModelError)
    import torch

    accelerator = torch.accelerator.current_accelerator(check_available=True)
    return accelerator.type if accelerator else "cpu"


def fastest_precision(device: str) -> str:
    """The fastest precision on ``device``: fp16 on CUDA, bf16 on CPUs that support it, otherwise fp32."""
    import torch

    if device.startswith("cuda"):
        return "fp16"
    capabilities = torch.cpu.get_capabilities() if device == "cpu" else {}
    return "bf16" if any(capabilities.get(name) for name in ("avx512_bf16", "amx_bf16")) else "fp32"

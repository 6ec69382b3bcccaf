"""Texts into unit vectors."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from recommender.arrays import Vectors
from recommender.errors import ModelError
from recommender.records import ModelFiles


class Encoder(Protocol):
    """What ingest and query need of an embedding model."""

    @property
    def name(self) -> str:
        """The model's name, recorded in the store."""

    @property
    def weights_hash(self) -> str:
        """What tells two models of one name apart, recorded in the store."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Embed ``texts`` (n) into an (n, dimension) array of unit rows."""

    def exceeds_window(self, text: str) -> bool:
        """Whether the model reads only the beginning of ``text``."""


class SentenceTransformerEncoder:
    """A sentence-transformers model on the best device there is (CUDA, MPS, CPU).

    https://sbert.net/docs/package_reference/sentence_transformer/SentenceTransformer.html
    """

    def __init__(self, files: ModelFiles, batch_size: int = 32) -> None:
        """Load the model from ``files``; raises ``ModelError`` when they are not a usable model."""
        import transformers
        from sentence_transformers import SentenceTransformer

        transformers.logging.set_verbosity_error()  # type: ignore[no-untyped-call]
        transformers.logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            self._model = SentenceTransformer(
                str(files.path),
                local_files_only=True,
                trust_remote_code=False,
                model_kwargs={"use_safetensors": True},
            )
        except Exception as error:
            reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
            raise ModelError(f"cannot load the model in {files.path}: {reason}; check --model") from error
        self.name = files.name
        self.weights_hash = files.weights_hash
        self.dimension: int = self._model.get_embedding_dimension() or 0
        self._batch_size = batch_size

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See ``Encoder.encode``."""
        vectors = self._model.encode(
            list(texts), batch_size=self._batch_size, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32).reshape(len(texts), self.dimension)

    def exceeds_window(self, text: str) -> bool:
        """See ``Encoder.exceeds_window``; the window is the model's ``max_seq_length`` in tokens."""
        tokens = self._model.tokenizer(text, truncation=False, verbose=False)["input_ids"]
        return len(tokens) > (self._model.max_seq_length or len(tokens))

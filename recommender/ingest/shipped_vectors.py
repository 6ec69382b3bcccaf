"""The vectors of the bundled catalogue, so that the first ingest does not have to compute them.

``make data`` writes one file, ``data/vectors.safetensors``. It holds a digest of each text and its vector in
float16, the fingerprint of the model, and what computed the vectors. The vectors are used only for that
model and for exactly those texts.
"""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.bundled import DATA
from recommender.errors import CacheError, Remedy, first_line
from recommender.vectors import Vectors

VECTORS_FILE = DATA / "vectors.safetensors"
SHIPPED = "shipped"
"""The manifest's ``computed_by`` when all vectors of a store are shipped ones."""


class ShippedVectors:
    """The vectors that are shipped with the catalogue; empty for another model."""

    def __init__(self, fingerprint: str, file: Path = VECTORS_FILE) -> None:
        """Read ``file`` for the model with this fingerprint.

        Raises ``CacheError`` when the file exists and cannot be read.
        """
        self.computed_by = ""
        self._vectors: Mapping[bytes, Vectors] = {}
        if not file.exists():
            return
        from safetensors import SafetensorError, safe_open

        try:
            with safe_open(file, framework="numpy") as content:
                facts = content.metadata()
                if facts["model_fingerprint"] != fingerprint:
                    return
                self.computed_by = facts["computed_by"]
                digests, vectors = content.get_tensor("texts"), content.get_tensor("vectors")
        except (OSError, SafetensorError, KeyError, TypeError) as error:
            raise CacheError(
                f"cannot read the shipped vectors {file}: {first_line(error)}", Remedy.RECOMPUTE
            ) from error
        self._vectors = {digest.tobytes(): vector for digest, vector in zip(digests, vectors, strict=True)}

    def find(self, texts: Sequence[str]) -> dict[str, Vectors]:
        """The vectors (dimension,) of the texts that have one, as float32 of unit length."""
        found = {text: vector for text in texts if (vector := self._vectors.get(_digest(text))) is not None}
        return {text: _unit(vector.astype(np.float32)) for text, vector in found.items()}


def write_shipped_vectors(
    vectors: Mapping[str, Vectors], fingerprint: str, computed_by: str, file: Path = VECTORS_FILE
) -> None:
    """Write the vectors (dimension,) of texts to the file that ``ShippedVectors`` reads."""
    from safetensors.numpy import save_file

    texts = sorted(vectors, key=_digest)
    content: dict[str, NDArray[Any]] = {
        "texts": np.frombuffer(b"".join(map(_digest, texts)), dtype=np.uint8).reshape(len(texts), -1),
        "vectors": np.stack([vectors[text] for text in texts]).astype(np.float16),
    }
    save_file(content, file, {"model_fingerprint": fingerprint, "computed_by": computed_by})


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def _unit(vector: Vectors) -> Vectors:
    return vector / np.linalg.norm(vector)

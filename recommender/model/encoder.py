"""Interfaces of encoders, which turn texts into unit vectors.

PyTorch computes the model for an ingest, ONNX Runtime the same model for a query. PyTorch takes seconds to
import but has fast half-precision kernels. ONNX Runtime starts immediately.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from recommender.vectors import Vectors

CHARACTERS_PER_TOKEN = 4


# Measured on two cores: batches of 800 to 2,000 tokens are equally fast; smaller and larger ones are slower.
CPU_BATCH_TOKENS = 1_024
GPU_BATCH_TOKENS = 32_768
MOST_IN_BATCH = 512
LONGEST_WINDOW = 512
"""Tokens that a model reads if it does not state its own limit."""


class Identified(Protocol):
    """The identity of an embedding model."""

    @property
    def name(self) -> str:
        """The model's name, recorded in the store."""

    @property
    def fingerprint(self) -> str:
        """Distinguishes two models with the same name; recorded in the store."""


class Encoder(Identified, Protocol):
    """The embedding model as queries use it. Several threads may call it at once."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        """Embed queries, ``texts`` (n), into an (n, dimension) float32 array of unit rows.

        Adds the query prompt of a model that needs one, such as E5.
        """

    def exceeds_window(self, text: str) -> bool:
        """Whether the model would read only the beginning of the query ``text``."""

    def knows(self, word: str, /) -> bool:
        """Whether the model has this word as a whole, and does not read it as several pieces."""


class DocumentEncoder(Identified, Protocol):
    """The embedding model as an ingest uses it: embeds documents in one step, or in two that can overlap."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    @property
    def batch_tokens(self) -> int:
        """How many tokens to embed at a time."""

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """Embed documents, ``texts`` (n), into an (n, dimension) float32 array of unit rows.

        Adds the document prompt of a model that needs one, such as E5.
        """

    def tokenise(self, texts: Sequence[str]) -> Any:
        """The argument of ``embed`` for ``texts``. May run in another thread while ``embed`` runs."""

    def embed(self, tokens: Any) -> Vectors:
        """The unit vectors (n, dimension) of n tokenised documents."""


class DocumentModel(Identified, Protocol):
    """A model that is loaded only when a text has to be embedded, because loading takes seconds."""

    @property
    def precision(self) -> str:
        """The requested precision: one of ``PRECISIONS``."""

    @property
    def computed_by(self) -> str:
        """What computes the vectors and in which precision (``torch-bf16``), recorded in the store."""

    def load(self) -> DocumentEncoder:
        """The model, ready to embed; raises ``ModelError`` when it cannot be loaded."""


def batches(texts: Sequence[str], tokens: int) -> Iterator[list[int]]:
    """Indices of texts to embed together, the longest first, about ``tokens`` tokens at a time.

    Texts of similar length waste no padding, and the longest first makes memory use peak at the start.
    """
    order = sorted(range(len(texts)), key=lambda index: -len(texts[index]))
    start = 0
    while start < len(order):
        longest = len(texts[order[start]]) // CHARACTERS_PER_TOKEN + 1
        count = min(MOST_IN_BATCH, max(1, tokens // longest))
        yield order[start : start + count]
        start += count

"""Texts into unit vectors: with PyTorch for a catalogue, with ONNX Runtime for a question.

Both compute the same model. PyTorch takes seconds to import and has the fast half-precision kernels;
ONNX Runtime is there at once.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from recommender.vectors import Vectors

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
    """What a query needs of an embedding model; safe to call from several threads at once."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        """Embed what is asked for, ``texts`` (n), into an (n, dimension) float32 array of unit rows.

        A model that wants a prompt before a question, such as E5, gets it here.
        """

    def exceeds_window(self, text: str) -> bool:
        """Whether the model reads only the beginning of ``text`` when it is asked for."""


class DocumentEncoder(Identified, Protocol):
    """What ingest needs of one: texts that are looked for, embedded at once or in two steps that overlap."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    @property
    def batch_tokens(self) -> int:
        """How many tokens to embed at a time."""

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """Embed what is looked for, ``texts`` (n), into an (n, dimension) float32 array of unit rows.

        A model that wants a prompt before a document, such as E5, gets it here.
        """

    def tokenise(self, texts: Sequence[str]) -> Any:
        """What ``embed`` takes for ``texts``; safe to call from another thread meanwhile."""

    def embed(self, tokens: Any) -> Vectors:
        """The unit vectors (n, dimension) of n tokenised documents."""


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

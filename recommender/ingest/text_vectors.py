"""The vectors of texts during an ingest: shipped with the catalogue, cached, or computed now."""

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np

from recommender.ingest.shipped_vectors import SHIPPED, ShippedVectors
from recommender.ingest.vector_cache import VectorCache
from recommender.model.encoder import DocumentEncoder, DocumentModel
from recommender.progress import Progress
from recommender.store.schema import StoreInfo
from recommender.vectors import Vectors

LOADING = "Loading the model"
CACHED, COMPUTED = "cached", "computed"
"""The sources of vectors beside ``SHIPPED``: an earlier ingest, or this one."""


class TextVectors:
    """Looks vectors up, and loads the model only when a text has none yet."""

    def __init__(
        self,
        model: DocumentModel,
        cache: VectorCache,
        *,
        recompute: bool = False,
        progress: Progress = lambda *_: None,
    ) -> None:
        """With ``recompute``, only vectors that this object computed are found.

        Raises ``CacheError`` when the shipped vectors cannot be read.
        """
        self.cache = cache
        self.computed_by = ""
        """What computes the vectors (``torch-fp32``); empty while all prepared texts have shipped vectors."""
        self._model = model
        self._recompute = recompute
        self._progress = progress
        self._shipped = None if recompute else ShippedVectors(model.fingerprint)
        self._dimension = 0
        self._made: set[str] = set()

    @cached_property
    def encoder(self) -> DocumentEncoder:
        """The loaded model; raises ``ModelError`` when it cannot be loaded."""
        self._progress(LOADING, 0, 1)
        encoder = self._model.load()
        self._progress(LOADING, 1, 1)
        return encoder

    @property
    def dimension(self) -> int:
        """Length of the vectors."""
        return self._dimension or self.encoder.dimension

    def prepare(self, texts: Sequence[str]) -> None:
        """Load the model if one of these texts has no vector yet.

        A model that cannot be loaded then fails before the store is changed.
        """
        if set(texts) - self._find_shipped(texts).keys():
            self.computed_by = self._model.computed_by
            if COMPUTED in self.sources(texts).values():
                _ = self.encoder
        for vector in self.find(texts[:1]).values():
            self._dimension = len(vector)

    def sources(self, texts: Sequence[str]) -> dict[str, str]:
        """The source of each text's vector. ``COMPUTED`` vectors are still to be computed."""
        shipped = self._find_shipped(texts)
        others = [text for text in dict.fromkeys(texts) if text not in shipped]
        missing = set(others)
        if others and not self._recompute:
            missing = set(self.cache.missing(self._model.fingerprint, self.computed_by, others))
        found = dict.fromkeys(shipped, SHIPPED)
        return found | {text: COMPUTED if text in missing else CACHED for text in others}

    def find(self, texts: Sequence[str]) -> dict[str, Vectors]:
        """The vectors (dimension,) of the texts that already have one."""
        found = self._find_shipped(texts)
        others = [text for text in texts if text not in found and (text in self._made or not self._recompute)]
        if others:
            found = found | self.cache.find(self._model.fingerprint, self.computed_by, others)
        return found

    def encode(self, texts: Sequence[str]) -> Vectors:
        """The vectors (n, dimension) of n texts; embeds those that have none yet."""
        known = self.find(texts)
        missing = [text for text in texts if text not in known]
        if missing:
            made = dict(zip(missing, self.encoder.encode_documents(missing), strict=True))
            self.add(made)
            known |= made
        return np.stack([known[text] for text in texts])

    def add(self, vectors: Mapping[str, Vectors]) -> None:
        """Add computed vectors to the cache."""
        self._made.update(vectors)
        self.cache.add(self._model.fingerprint, self.computed_by, vectors)

    def not_kept(self, info: StoreInfo, texts: Sequence[str]) -> list[str]:
        """The texts whose vectors are in the store only: neither shipped nor cached."""
        shipped = self._find_shipped(texts)
        missing = [text for text in texts if text not in shipped]
        return self.cache.missing(info.model_fingerprint, self._made_by(info), missing)

    def keep(self, info: StoreInfo, vectors: Mapping[str, Vectors]) -> None:
        """Add vectors from a store to the cache."""
        self.cache.add(info.model_fingerprint, self._made_by(info), vectors)

    def _find_shipped(self, texts: Sequence[str]) -> dict[str, Vectors]:
        return self._shipped.find(texts) if self._shipped else {}

    def _made_by(self, info: StoreInfo) -> str:
        if info.computed_by != SHIPPED:
            return info.computed_by
        return self._shipped.computed_by if self._shipped else SHIPPED

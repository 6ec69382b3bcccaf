"""Loads the model: for queries in the background, for an ingest only when it has a text to embed."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from recommender.errors import ModelError
from recommender.extras import require_extra
from recommender.model.encoder import DocumentEncoder, Encoder
from recommender.model.files import DEFAULT_MODEL, ModelFiles, default_cache, identify_model, provide_model
from recommender.model.onnx_export import export_graph, load_graph
from recommender.model.pytorch import SentenceTransformerEncoder, best_device, fastest_precision


@dataclass
class LazyModel:
    """A model whose files are provided and loaded only by ``load``: see ``DocumentModel``."""

    files: ModelFiles
    cache: Path
    precision: str = "auto"
    notify: Callable[[str], None] = lambda _: None

    @property
    def name(self) -> str:
        """See ``Identified.name``."""
        return self.files.name

    @property
    def fingerprint(self) -> str:
        """See ``Identified.fingerprint``."""
        return self.files.fingerprint

    @cached_property
    def computed_by(self) -> str:
        """See ``DocumentModel.computed_by``. Imports PyTorch to find the fastest precision."""
        precision = fastest_precision(best_device()) if self.precision == "auto" else self.precision
        return f"torch-{precision}"

    def load(self) -> DocumentEncoder:
        """See ``DocumentModel.load``.

        Only warns when the graph for queries cannot be exported, because an ingest does not need it.
        """
        require_extra("ingest", ModelError)
        provide_model(self.files, self.notify)
        try:
            export_graph(self.files, self.cache, self.notify)
        except ModelError as error:
            self.notify(f"Warning: {error}")
        return SentenceTransformerEncoder(self.files, self.precision)


class QueryModel:
    """A model for queries, which starts to load in the background as soon as it is created."""

    def __init__(
        self,
        model: str | None = None,
        cache: Path | str | None = None,
        notify: Callable[[str], None] = lambda _: None,
        *,
        once: bool = False,
    ) -> None:
        """Identify the model, see ``identify_model``, and start to load it.

        The defaults are ``DEFAULT_MODEL`` and the user's cache directory. ``once`` is for a single query, see
        ``OnnxEncoder``. ``notify`` receives a message about work that takes seconds.

        Raises ``ModelError`` when there is no such model.
        """
        self._cache, self._notify, self._once = Path(cache or default_cache()), notify, once
        self._files = identify_model(model or DEFAULT_MODEL, self._cache, notify)
        self.name, self.fingerprint = self._files.name, self._files.fingerprint
        background = ThreadPoolExecutor(1)
        self._loading = background.submit(load_graph, self._files, self._cache, once=once)
        background.shutdown(wait=False)

    def load(self) -> Encoder:
        """Wait for the encoder and return it. Provides missing files and exports a graph if necessary.

        Raises ``ModelError`` when the model cannot be used.
        """
        encoder = self._loading.result()
        if encoder is None:
            provide_model(self._files, self._notify)
            export_graph(self._files, self._cache, self._notify)
            encoder = load_graph(self._files, self._cache, once=self._once)
        if encoder is None:
            raise ModelError(
                f"the model's graph in {self._cache} was damaged while it was written; check the disk"
            )
        return encoder

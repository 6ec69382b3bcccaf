"""Loads a model: for a question at once, for a catalogue when the first text has to be embedded."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from recommender.errors import ModelError
from recommender.extras import require_extra
from recommender.model.encoder import DocumentEncoder, Encoder
from recommender.model.files import ModelFiles, provide_model
from recommender.model.onnx_export import export_graph, load_graph
from recommender.model.pytorch import SentenceTransformerEncoder, best_device, fastest_precision


@dataclass
class LazyModel:
    """A model that is put in place and loaded when ``load`` is called: see ``DocumentModel``."""

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
        """See ``DocumentModel.computed_by``; which precision is fastest takes PyTorch to know."""
        precision = fastest_precision(best_device()) if self.precision == "auto" else self.precision
        return f"torch-{precision}"

    def load(self) -> DocumentEncoder:
        """See ``DocumentModel.load``.

        A graph for questions that cannot be exported is only warned of: it is no part of the store.
        """
        require_extra("ingest", ModelError)
        provide_model(self.files, self.notify)
        try:
            export_graph(self.files, self.cache, self.notify)
        except ModelError as error:
            self.notify(f"Warning: {error}")
        return SentenceTransformerEncoder(self.files, self.precision)


def load_query_encoder(
    files: ModelFiles, cache: Path, notify: Callable[[str], None] = lambda _: None, *, once: bool = False
) -> Encoder:
    """The encoder for questions; the model's files are put in place, and a graph exported, if need be.

    ``once`` is for a single question, see ``OnnxEncoder``. Raises ``ModelError`` when there is no such model
    or it cannot be used.
    """
    encoder = load_graph(files, cache, once=once)
    if encoder is None:
        provide_model(files, notify)
        export_graph(files, cache, notify)
        encoder = load_graph(files, cache, once=once)
    if encoder is None:
        raise ModelError(f"the model's graph in {cache} was damaged while it was written; check the disk")
    return encoder

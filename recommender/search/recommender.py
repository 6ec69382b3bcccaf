"""The query use case: answers a request with the best movies."""

import gc
import importlib
import threading
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from recommender.errors import (
    EMPTY_DESCRIPTION,
    InvalidQueryError,
    RecommenderError,
    Remedy,
    StoreChangedError,
    StoreError,
    StoreNotReadyError,
)
from recommender.model.encoder import Encoder
from recommender.model.loading import QueryModel
from recommender.search.legible import doubts
from recommender.search.preamble import essence
from recommender.search.request import Request
from recommender.search.result import LIMIT, SearchOptions, SearchResult
from recommender.search.snapshot import Snapshot
from recommender.search.understood import Understood
from recommender.store.directory import require_store
from recommender.store.location import DEFAULT_STORE
from recommender.store.store import Store
from recommender.text import clean_text
from recommender.vectors import Vectors, normalised

DEFAULTS = SearchOptions()
Asked = Request | Understood | str
MOST_TRIES = 5
"""How often a search is tried while another process changes the store."""
PATIENCE = 60.0
"""Seconds to wait for an ingest to finish writing; it computes everything before it writes."""
_PAUSE = 0.02


class Recommender:
    """Answers requests from an open store, and picks up every new ingest.

    Reuse one for many requests. Threads may share it: each search reads one ``Snapshot`` of the store.
    """

    def __init__(self, store: Store, encoder: Encoder) -> None:
        """Raises ``StoreNotReadyError`` when the store is incomplete or has another model's vectors."""
        self.encoder = encoder
        self._following = threading.Lock()
        self._snapshot = self._snapshot_of(store)

    @classmethod
    def open(
        cls,
        store: Path | str | None = None,
        model: str | None = None,
        cache: Path | str | None = None,
        *,
        encoder: Encoder | None = None,
        once: bool = False,
        notify: Callable[[str], None] = lambda _: None,
    ) -> "Recommender":
        """Open the store in a directory and load its model, both at the same time, since each is slow.

        The defaults are the project's own store, and the default model in the user's cache directory. With
        ``encoder`` no model is loaded: it must have the name and fingerprint of the model that made the
        store. Set ``once`` for a single question, see ``OnnxEncoder``. ``notify`` gets a message before
        work that takes seconds.

        Raises ``StoreError`` or ``StoreNotReadyError`` for the store, ``ModelError`` for the model.
        """
        store = Path(store or DEFAULT_STORE)
        require_store(store)
        if encoder is not None:
            return cls(Store.open(store), encoder)
        loading = QueryModel(model, cache, notify, once=once)
        opened = Store.open(store)
        require_vectors_of(opened, loading.name, loading.fingerprint)
        # Read and imported while the model loads in its thread: the first question needs both.
        threading.Thread(target=opened.load_indexes).start()
        for name in ("bm25s", "pyarrow", "recommender.search.understand"):
            importlib.import_module(name)
        return cls(opened, loading.load())

    @property
    def snapshot(self) -> Snapshot:
        """The newest complete state of the store.

        Waits while another process writes. Raises like ``open``.
        """
        snapshot = self._snapshot
        if snapshot.store.is_current():
            return snapshot
        with self._following:
            if self._snapshot is snapshot:
                self._snapshot = self._newest(snapshot.store.path)
                del snapshot
                # A Chroma client has reference cycles: its files stay open until they are collected.
                gc.collect()
        return self._snapshot

    def search(
        self, requests: Sequence[Asked] | Asked, options: SearchOptions = DEFAULTS
    ) -> list[SearchResult]:
        """The answer to each request; a string is a request with only a description.

        What a description says besides a plot is understood: see ``understand.py``. What was understood
        before, as by ``understand``, is taken as it is. A single request needs no list around it. All texts
        are embedded together, and all answers come from one state of the store. Raises ``InvalidQueryError``
        for an empty request or a value that the store does not hold, and ``NothingMatchedError`` when no
        movie passes the filters.
        """
        several = [requests] if isinstance(requests, str | Request | Understood) else requests
        vectors: dict[str, Vectors] = {}
        for _ in range(MOST_TRIES):
            snapshot = self.snapshot
            try:
                asked = [snapshot.understand(one, literal=options.literal) for one in several]
                vectors |= self._embed(snapshot, [one.request for one in asked], vectors)
                results = [
                    snapshot.answer(snapshot.resolve(one, vectors, _enough(one, options)), options)
                    for one in asked
                ]
            except RecommenderError:
                # If the store has changed, the search may have read a mix of two states: try again.
                if snapshot.store.is_current():
                    raise
            else:
                if snapshot.store.is_current():
                    return [self._with_notices(result) for result in results]
        raise StoreChangedError

    def check(self, request: Request) -> None:
        """Raise the errors that ``search`` would raise for the filters and examples of ``request``."""
        self.snapshot.selector.select(request)

    def understand(self, asked: Asked, *, literal: bool = False) -> Understood:
        """What a description and the fields beside it amount to; see ``SearchOptions.literal``."""
        return self.snapshot.understand(asked, literal=literal)

    def embed(self, requests: Sequence[Request]) -> dict[str, Vectors]:
        """The vector (dimension,) of every text in the requests, by text, embedded without its preamble.

        A long description's sentences are texts, too. Raises ``InvalidQueryError`` for a request that asks
        for nothing.
        """
        return self._embed(self.snapshot, requests, ())

    def _embed(
        self, snapshot: Snapshot, requests: Sequence[Request], known: Collection[str]
    ) -> dict[str, Vectors]:
        """The same for texts that are not ``known``."""
        if not all(clean_text(request.description) or request.asks() for request in requests):
            raise InvalidQueryError(EMPTY_DESCRIPTION, field="description")
        texts = [text for request in requests for text in snapshot.texts_of(request)]
        said = [text for text in dict.fromkeys(texts) if text not in known]
        if not said:
            return {}
        vectors = dict(zip(said, self.encoder.encode_query([essence(text) for text in said]), strict=True))
        for text in {clean_text(request.description) for request in requests}.intersection(vectors):
            # The model would read only the beginning.
            if self.encoder.exceeds_window(text) and (parts := snapshot.parts(text)):
                (vectors[text],) = normalised(
                    np.mean([vectors[part] for part in parts], axis=0, keepdims=True)
                )
        return vectors

    def _with_notices(self, result: SearchResult) -> SearchResult:
        left = result.understood.left
        plots = (found.scores["plot"] for found in result.recommendations)
        notices = doubts(left, self.encoder.knows, max((plot or 0.0 for plot in plots), default=None))
        return replace(result, warnings=(*notices, *result.warnings)) if notices else result

    def _newest(self, path: Path) -> Snapshot:
        """The state of the store, as soon as no ingest is writing to it."""
        patient_until = time.monotonic() + PATIENCE
        while True:
            try:
                return self._snapshot_of(Store.open(path))
            except StoreError as error:
                if error.remedy is not Remedy.WAIT or time.monotonic() > patient_until:
                    raise
            time.sleep(_PAUSE)

    def _snapshot_of(self, store: Store) -> Snapshot:
        require_vectors_of(store, self.encoder.name, self.encoder.fingerprint)
        _require_dimension(store, self.encoder)
        return Snapshot(store)


def _enough(asked: Understood, options: SearchOptions) -> int:
    return options.enough or options.limit or asked.limit or LIMIT


def require_vectors_of(store: Store, model: str, fingerprint: str) -> None:
    """Raise ``StoreNotReadyError`` unless the store is complete and that model made its vectors."""
    store.require_complete()
    info = store.info
    if (info.model, info.model_fingerprint) != (model, fingerprint):
        asked = model if model != info.model else "other files of that name"
        raise StoreNotReadyError(
            f"the store in {store.path} was made with the model {info.model}, not with {asked}",
            Remedy.INGEST,
        )


def _require_dimension(store: Store, encoder: Encoder) -> None:
    if store.info.dimension != encoder.dimension:
        raise StoreNotReadyError(
            f"the store in {store.path} has vectors of {store.info.dimension} dimensions, "
            f"{encoder.name} makes {encoder.dimension}",
            Remedy.INGEST,
        )

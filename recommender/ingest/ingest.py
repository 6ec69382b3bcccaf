"""The ingest use case: a catalogue into a store, embedding only what was never embedded before."""

import importlib.metadata
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from recommender.catalogue.reader import Catalogue
from recommender.errors import CatalogueError, Remedy, StoreError, StoreNotReadyError, first_line
from recommender.ingest.changes import Changes, compare
from recommender.ingest.filling import embed, keep, reuse
from recommender.ingest.grouping import group_genres
from recommender.ingest.shipped_vectors import SHIPPED
from recommender.ingest.text_vectors import TextVectors
from recommender.ingest.vector_cache import VectorCache
from recommender.model.encoder import DocumentModel
from recommender.movie import genre_key_text
from recommender.progress import Progress
from recommender.store.chroma_files import remove_unused_indexes
from recommender.store.directory import single_writer, store_exists
from recommender.store.schema import SCHEMA_VERSION, StoreInfo
from recommender.store.store import Store
from recommender.store.swap import clear_leftovers, is_complete, replace_store, require_replaceable, staging
from recommender.store.verify import verify

TEXT_TEMPLATE = "overview"
"""What is embedded of a movie, recorded in the store so that a change of mind is noticed."""


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What an ingest did.

    Of new movies, and those whose overview changed, ``embedded`` counts the vectors that were computed now,
    ``cached`` those that had been computed before, and ``shipped`` those that came with the catalogue.
    """

    movies: int
    added: int
    changed: int
    removed: int
    unchanged: int
    embedded: int
    cached: int
    shipped: int
    clusters: int
    seconds: float
    rebuilt: str | None = None
    """Why an earlier store could not be continued."""
    aside: Path | None = None
    """Where an earlier database is kept that could not be read."""


def ingest(
    catalogue: Catalogue,
    model: DocumentModel,
    path: Path,
    cache: VectorCache,
    *,
    rebuild: bool = False,
    recompute: bool = False,
    progress: Progress = lambda *_: None,
) -> IngestReport:
    """Make the store in ``path`` hold exactly the movies of ``catalogue``.

    Interrupted, it leaves a store marked incomplete. The next call starts that store over, because the
    index may have been half written; every vector that was computed is in ``cache``. A complete store that
    cannot be continued, or is to be ``rebuild``, stays until a new one is proven. ``recompute`` computes
    vectors that are known already.

    Raises ``CatalogueError`` for an empty catalogue, ``ModelError`` when a text has to be embedded and the
    model cannot be loaded, ``CacheError`` when vectors cannot be kept, and ``StoreError`` when the store
    cannot be written, another process is writing to it, or a rebuild would destroy what another program keeps
    there.
    """
    if not catalogue.movies:
        raise CatalogueError(f"{catalogue.name} holds no movie; the store in {path} is left as it is")
    vectors = TextVectors(model, cache, recompute=recompute, progress=progress)
    with single_writer(path):
        clear_leftovers(path)
        return _Ingest(catalogue, model, path, vectors, progress).run(rebuild=rebuild)


@dataclass(frozen=True, slots=True)
class _Ingest:
    """One ingest, while the store's lock is held."""

    catalogue: Catalogue
    model: DocumentModel
    path: Path
    vectors: TextVectors
    progress: Progress

    def run(self, *, rebuild: bool) -> IngestReport:
        started = time.monotonic()
        store, reason = None, None
        if rebuild:
            require_replaceable(self.path)
        else:
            store, reason = _to_continue(self.path, self.model)
        todo = self._prepare(store)
        computed_by = self.vectors.computed_by
        if store and computed_by and (other := _other_precision(store.info, computed_by)):
            store.close()
            store, reason = None, other
            todo = self._prepare(None)
        counts: Counter[str] = Counter()
        aside = None
        if store:
            with _interruptible():
                clusters = self._update(store, todo, counts)
        elif rebuild or is_complete(self.path):
            clusters, aside = self._replace(todo, counts)
        else:
            clusters = self._create(todo, counts)
        return IngestReport(
            movies=len(self.catalogue.movies),
            added=len(todo.added),
            changed=todo.changed,
            removed=len(todo.removed),
            unchanged=len(self.catalogue.movies) - len(todo.added) - todo.changed,
            embedded=counts["embedded"],
            cached=counts["cached"],
            shipped=counts["shipped"],
            clusters=clusters,
            seconds=time.monotonic() - started,
            rebuilt=reason,
            aside=aside,
        )

    def _prepare(self, store: Store | None) -> Changes:
        """What there is to do, with the model loaded if it takes that, because it may fail."""
        todo = compare(store.contents() if store else {}, self.catalogue.movies)
        if todo:
            names = {genre_key_text(movie.genre_key) for movie in self.catalogue.movies}
            overviews = [movie.overview for movie in todo.added + todo.new_text]
            self.vectors.prepare([*overviews, *sorted(names)])
        return todo

    def _create(self, todo: Changes, counts: Counter[str]) -> int:
        """Make the store where there is none, or one that was never finished; returns how many clusters."""
        with _interruptible():
            store = Store.create(self.path, self._manifest("ingesting"))
            remove_unused_indexes(self.path)
            return self._update(store, todo, counts)

    def _replace(self, todo: Changes, counts: Counter[str]) -> tuple[int, Path | None]:
        """Make a new store, verify it, and put it in the place of the old one: see ``replace_store``."""
        require_replaceable(self.path)
        with staging(self.path) as new:
            with _interruptible():
                store = Store.create(new, self._manifest("ingesting"))
                clusters = self._update(store, todo, counts)
                store.close()
            findings = verify(new, self.progress)
            if findings:
                raise StoreError(
                    f"the new store is not sound ({findings[0].problem}), and the old one was left as it "
                    "was; check the disk",
                    Remedy.RETRY,
                )
            return clusters, replace_store(self.path, new)

    def _update(self, store: Store, todo: Changes, counts: Counter[str]) -> int:
        """Do it in an open store, which is marked incomplete meanwhile; returns how many clusters it has."""
        clusters = store.info.cluster_count
        if todo:
            keep(store, self.vectors)
            store.write_info(self._manifest("ingesting", store))
            store.delete([*todo.removed, *(movie.id for movie in todo.new_text)])
            unknown = reuse(store, todo.added + todo.new_text, self.vectors, counts, self.progress)
            counts["embedded"] = embed(store, unknown, self.vectors, self.progress)
            store.update(todo.new_facts)
            clusters = group_genres(store, self.catalogue.movies, self.vectors, self.progress)
        store.write_info(replace(self._manifest("ready", store), cluster_count=clusters))
        self.vectors.cache.trim()
        return clusters

    def _manifest(self, state: str, store: Store | None = None) -> StoreInfo:
        known = store.info if store else None
        return StoreInfo(
            schema_version=SCHEMA_VERSION,
            state=state,
            model=self.model.name,
            model_fingerprint=self.model.fingerprint,
            computed_by=self.vectors.computed_by or (known.computed_by if known else SHIPPED),
            dimension=known.dimension if known else self.vectors.dimension,
            text_template=TEXT_TEMPLATE,
            catalogue=self.catalogue.name,
            catalogue_fingerprint=self.catalogue.fingerprint,
            movie_count=len(self.catalogue.movies),
            cluster_count=0,
            chromadb_version=importlib.metadata.version("chromadb"),
            ingested_at=datetime.now(UTC).isoformat(timespec="seconds"),
        )


def _to_continue(path: Path, model: DocumentModel) -> tuple[Store | None, str | None]:
    """The complete store in ``path`` if its vectors are the model's, or why the one there is not used."""
    if not store_exists(path):
        return None, None
    try:
        store = Store.open(path)
    except StoreNotReadyError as error:
        return None, str(error)
    reason = _other_vectors(store.info, model)
    if reason or store.info.state != "ready":
        store.close()
        return None, reason
    return store, None


def _other_vectors(info: StoreInfo, model: DocumentModel) -> str | None:
    """Why vectors of the model cannot stand beside those of a store, if they cannot."""
    if info.model != model.name:
        return f"its vectors were made with {info.model}, not {model.name}"
    if (info.model_fingerprint, info.text_template) != (model.fingerprint, TEXT_TEMPLATE):
        return f"its vectors were made with other files or other text than {model.name} makes now"
    return None if model.precision == "auto" else _other_precision(info, model.computed_by)


def _other_precision(info: StoreInfo, computed_by: str) -> str | None:
    # Shipped vectors would be used again for the same texts.
    if info.computed_by in (SHIPPED, computed_by):
        return None
    return f"its vectors were computed by {info.computed_by}, not {computed_by}"


@contextmanager
def _interruptible() -> Iterator[None]:
    """Say of an error of Chroma's what to do; others say that themselves."""
    try:
        yield
    except StoreError as error:
        if not isinstance(error.__cause__, Exception):
            raise
        raise StoreError(
            f"the ingest stopped: {first_line(error.__cause__)}. What was embedded is kept; see that the "
            "disk is not full",
            Remedy.INGEST,
        ) from error

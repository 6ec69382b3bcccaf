"""Ingests a catalogue into a store, and embeds only texts that have no vector yet."""

import importlib.metadata
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from recommender.catalogue.reader import Catalogue
from recommender.errors import CatalogueError, Remedy, StoreError, first_line
from recommender.ingest.changes import Changes, Stored, compare
from recommender.ingest.continuing import TEXT_TEMPLATE, other_precision, to_continue
from recommender.ingest.embedding import embed, keep, passage_vectors, vectors_of
from recommender.ingest.grouping import group_genres
from recommender.ingest.passages import all_passages
from recommender.ingest.shipped_vectors import SHIPPED
from recommender.ingest.text_vectors import CACHED, COMPUTED, TextVectors
from recommender.ingest.vector_cache import VectorCache
from recommender.ingest.writing import Computed, write_movies, write_passages
from recommender.model.encoder import DocumentModel
from recommender.movie import genre_key_text
from recommender.progress import Progress
from recommender.store.directory import single_writer
from recommender.store.facts import Facts
from recommender.store.facts_file import read_facts, write_facts
from recommender.store.lexicon import Lexicon
from recommender.store.lexicon_file import lexicon_of, read_lexicon, write_lexicon
from recommender.store.schema import SCHEMA_VERSION, Passage, StoreInfo, passages_fingerprint
from recommender.store.swap import clear_leftovers, is_complete, replace_store, require_replaceable, staging
from recommender.store.verify import verify
from recommender.store.writer import WritableStore

GROUPING = "Grouping genres"


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What an ingest did.

    A movie whose further texts alone changed counts as changed. Three fields count the vectors of the
    different texts among new and changed overviews and passages: ``embedded`` those computed now, ``cached``
    those computed before, and ``shipped`` those shipped with the catalogue.
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
    passages: int
    seconds: float
    rebuilt: str | None = None
    """Why the earlier store could not be updated."""
    aside: Path | None = None
    """Where an earlier, unreadable database was moved."""
    passages_left_out: int = 0
    """Passages that are not stored, because too many movies have the same text."""


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

    An interrupted ingest leaves a store that is marked incomplete. The next call makes that store again,
    because its index may be half written. It takes the vectors that were already computed from ``cache``.
    A complete store that cannot be updated, or with ``rebuild``, is replaced only after the new store passed
    verification. ``recompute`` ignores shipped and cached vectors.

    Raises ``CatalogueError`` for an empty catalogue, ``ModelError`` when a text has to be embedded and the
    model cannot be loaded, ``CacheError`` when the cache cannot be read or written, and ``StoreError`` when
    the store cannot be written, another process is writing to it, or a rebuild would delete another
    program's collection.
    """
    if not catalogue.movies:
        raise CatalogueError(f"{catalogue.name} holds no movies; the store in {path} is unchanged")
    vectors = TextVectors(model, cache, recompute=recompute, progress=progress)
    with single_writer(path):
        clear_leftovers(path)
        passages, left_out = all_passages(catalogue.movies)
        report = _Ingest(catalogue, passages, model, path, vectors, progress).run(rebuild=rebuild)
        return replace(report, passages_left_out=left_out)


@dataclass(frozen=True, slots=True)
class _Ingest:
    """One ingest. The caller holds the store's lock."""

    catalogue: Catalogue
    passages: Sequence[Passage]
    """The passages of the catalogue's movies."""
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
            store, reason = to_continue(self.path, self.model)
        todo = self._prepare(store)
        computed_by = self.vectors.computed_by
        if store and computed_by and (other := other_precision(store.info, computed_by)):
            store.close()
            store, reason = None, other
            todo = self._prepare(None)
        facts, lexicon = self._new_facts(rebuild=rebuild), self._new_lexicon(rebuild=rebuild)
        counts: Counter[str] = Counter()
        aside = None
        if store:
            with _interruptible():
                clusters = self._update(store, todo, counts)
        elif rebuild or is_complete(self.path):
            clusters, aside = self._replace(todo, counts)
        else:
            clusters = self._create(todo, counts)
        if facts is not None:
            write_facts(facts, self.path, self.catalogue.fingerprint)
        if lexicon is not None:
            write_lexicon(lexicon, self.path, self._texts_fingerprint())
        return IngestReport(
            movies=len(self.catalogue.movies),
            added=len(todo.added),
            changed=todo.changed,
            removed=len(todo.removed),
            unchanged=len(self.catalogue.movies) - len(todo.added) - todo.changed,
            embedded=counts[COMPUTED],
            cached=counts[CACHED],
            shipped=counts[SHIPPED],
            clusters=clusters,
            passages=len(self.passages),
            seconds=time.monotonic() - started,
            rebuilt=reason,
            aside=aside,
        )

    def _prepare(self, store: WritableStore | None) -> Changes:
        """The necessary changes. Loads the model if they need it, so that a failure comes early."""
        stored = Stored(store.contents(), store.passage_contents()) if store else Stored({}, {})
        todo = compare(stored, self.catalogue.movies, self.passages)
        if todo:
            self.vectors.prepare([*todo.new_texts, *(self._names().values() if todo.of_movies else ())])
            if store:
                keep(store, stored, self.vectors)
        return todo

    def _new_facts(self, *, rebuild: bool) -> Facts | None:
        """The facts to write when the store is ready, or ``None`` if their file is as it should be."""
        if not rebuild and read_facts(self.path, self.catalogue.fingerprint) is not None:
            return None
        return Facts.of(self.catalogue.movies)

    def _new_lexicon(self, *, rebuild: bool) -> Lexicon | None:
        """The words to write, likewise."""
        if not rebuild and read_lexicon(self.path, self._texts_fingerprint()) is not None:
            return None
        return lexicon_of({movie.id: movie for movie in self.catalogue.movies}, self.passages)

    def _texts_fingerprint(self) -> str:
        """See ``StoreInfo.texts_fingerprint``."""
        return self.catalogue.fingerprint + self._passages_fingerprint()

    def _passages_fingerprint(self) -> str:
        return passages_fingerprint({one.id: one.text for one in self.passages})

    def _names(self) -> dict[str, str]:
        """The names of the genre keys, by key."""
        return {key: genre_key_text(key) for key in sorted({one.genre_key for one in self.catalogue.movies})}

    def _create(self, todo: Changes, counts: Counter[str]) -> int:
        """Create the store, in place of an incomplete one if any; returns its number of clusters."""
        with _interruptible():
            store = WritableStore.create(self.path, self._manifest("ingesting"))
            return self._update(store, todo, counts)

    def _replace(self, todo: Changes, counts: Counter[str]) -> tuple[int, Path | None]:
        """Make a new store, verify it, and replace the old one with it: see ``replace_store``."""
        require_replaceable(self.path)
        with staging(self.path) as new:
            with _interruptible():
                store = WritableStore.create(new, self._manifest("ingesting"))
                clusters = self._update(store, todo, counts)
                store.close()
            findings = verify(new, self.progress)
            if findings:
                raise StoreError(
                    f"the new store is not sound ({findings[0].problem}), and the old one is unchanged; "
                    "check the disk",
                    Remedy.RETRY,
                )
            return clusters, replace_store(self.path, new)

    def _update(self, store: WritableStore, todo: Changes, counts: Counter[str]) -> int:
        """Apply the changes to an open store; returns its number of clusters.

        Computes everything before the first write, because the store rejects queries until it is ready again.
        """
        clusters = store.info.cluster_count
        if todo:
            counts.update(embed(todo.new_texts, self.vectors, self.progress))
            passages = passage_vectors(todo.new_passages, self.vectors)
            movies = self._compute(store) if todo.of_movies else None
            store.write_info(self._manifest("ingesting", store))
            if movies:
                clusters = len(movies.grouping.clusters)
                write_movies(store, todo, movies, self.progress)
            write_passages(store, todo, passages, self.progress)
        store.write_info(replace(self._manifest("ready", store), cluster_count=clusters))
        self.vectors.cache.trim()
        return clusters

    def _compute(self, store: WritableStore) -> Computed:
        """The vectors and the clusters of all movies, and what is stored of them."""
        movies = sorted(self.catalogue.movies, key=lambda movie: movie.id)
        overviews = vectors_of(movies, store, self.vectors)
        self.progress(GROUPING, 0, 1)
        names = self._names()
        named = dict(zip(names, self.vectors.encode(list(names.values())), strict=True))
        grouping = group_genres(movies, overviews, named)
        self.progress(GROUPING, 1, 1)
        stored = {id_: row["cluster"] for id_, row in store.metadata().items()}
        return Computed(dict(zip((movie.id for movie in movies), overviews, strict=True)), grouping, stored)

    def _manifest(self, state: str, store: WritableStore | None = None) -> StoreInfo:
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
            passage_count=len(self.passages),
            passages_fingerprint=self._passages_fingerprint(),
            chromadb_version=importlib.metadata.version("chromadb"),
            ingested_at=datetime.now(UTC).isoformat(timespec="seconds"),
        )


@contextmanager
def _interruptible() -> Iterator[None]:
    """Add advice to an error that Chroma caused. Other errors already say what to do."""
    try:
        yield
    except StoreError as error:
        if not isinstance(error.__cause__, Exception):
            raise
        raise StoreError(
            f"the ingest stopped: {first_line(error.__cause__)}. The computed vectors are kept; check that "
            "the disk is not full",
            Remedy.INGEST,
        ) from error

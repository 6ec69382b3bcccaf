"""The ingest use case: a catalogue into a store, embedding only what the store does not hold yet."""

import importlib.metadata
import sqlite3
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import numpy as np

from recommender.arrays import Vectors
from recommender.catalogue import Catalogue
from recommender.chroma_files import remove_unused_indexes
from recommender.clusters import (
    cluster_count,
    cluster_genre_keys,
    describe_clusters,
    genre_key_text,
    group_means,
)
from recommender.directory import ingest_command, single_writer, store_exists
from recommender.encoder import DocumentEncoder, batches
from recommender.errors import CatalogueError, StoreError, StoreNotReadyError, first_line
from recommender.kept import KeptVectors, keep_all, keep_rows, restore
from recommender.records import Movie, Progress, StoreInfo
from recommender.replacing import finish_replacing
from recommender.store import SCHEMA_VERSION, Store

TEXT_TEMPLATE = "overview"
"""What is embedded of a movie, recorded in the store so that a change of mind is noticed."""

EMBEDDING = "Embedding overviews"
GROUPING = "Grouping genres"
_ASSIGNED_AT_ONCE = 500
_Item = TypeVar("_Item")
_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What an ingest did.

    ``embedded`` counts new movies and those whose overview changed, but for what an ingest that was
    interrupted had embedded; that one's movies are new again.
    """

    movies: int
    added: int
    changed: int
    removed: int
    unchanged: int
    embedded: int
    clusters: int
    seconds: float
    rebuilt: str | None = None
    """Why an earlier store could not be continued."""


def ingest(
    catalogue: Catalogue,
    encoder: DocumentEncoder,
    path: Path,
    *,
    progress: Progress = lambda *_: None,
) -> IngestReport:
    """Make the store in ``path`` hold exactly the movies of ``catalogue``.

    Interrupted, it leaves a store marked incomplete. The next call starts that store over, because the
    index may have been half written, with all vectors there were: nothing is embedded again.

    Raises ``CatalogueError`` for an empty catalogue, and ``StoreError`` when the store cannot be written
    or another process is writing to it.
    """
    if not catalogue.movies:
        raise CatalogueError(f"{catalogue.name} holds no movie; the store in {path} is left as it is")
    started = time.monotonic()
    target = _manifest(catalogue, encoder)
    with single_writer(path):
        finish_replacing(path)
        store, rebuilt = _open_or_create(path, target)
        stored = store.contents()
        todo = _compare(stored, catalogue.movies)
        embedded, clusters = 0, store.info.cluster_count
        with _interruptible(path), closing(KeptVectors(path, repr(_vectors_of(target)))) as kept:
            if todo.added or todo.changed or todo.removed or store.info.state != "ready":
                keep_all(store, kept, stored)
                store.write_info(replace(target, state="ingesting"))
                store.delete([*todo.removed, *(movie.id for movie in todo.new_text)])
                unknown = restore(store, kept, todo.added + todo.new_text)
                embedded = _embed(store, kept, encoder, unknown, progress)
                store.update(todo.new_facts)
                clusters = _cluster(store, encoder, catalogue.movies, progress)
            store.write_info(replace(target, cluster_count=clusters))
            kept.discard()

    return IngestReport(
        movies=len(catalogue.movies),
        added=len(todo.added),
        changed=todo.changed,
        removed=len(todo.removed),
        unchanged=len(catalogue.movies) - len(todo.added) - todo.changed,
        embedded=embedded,
        clusters=clusters,
        seconds=time.monotonic() - started,
        rebuilt=rebuilt,
    )


@dataclass(frozen=True, slots=True)
class _Todo:
    """What a store lacks of a catalogue."""

    added: list[Movie]
    new_text: list[Movie]
    """Stored with another overview, so with another vector."""
    new_facts: list[Movie]
    """Stored with the right overview and other facts."""
    removed: list[str]

    @property
    def changed(self) -> int:
        return len(self.new_text) + len(self.new_facts)


def _compare(stored: Mapping[str, tuple[str, str]], movies: Sequence[Movie]) -> _Todo:
    """``stored`` are content hash and overview by id: see ``Store.contents``."""
    present = [movie for movie in movies if movie.id in stored]
    changed = [movie for movie in present if stored[movie.id][0] != movie.content_hash]
    return _Todo(
        added=[movie for movie in movies if movie.id not in stored],
        new_text=[movie for movie in changed if stored[movie.id][1] != movie.overview],
        new_facts=[movie for movie in changed if stored[movie.id][1] == movie.overview],
        removed=sorted(stored.keys() - {movie.id for movie in movies}),
    )


def _manifest(catalogue: Catalogue, encoder: DocumentEncoder) -> StoreInfo:
    return StoreInfo(
        schema_version=SCHEMA_VERSION,
        state="ready",
        model=encoder.name,
        model_fingerprint=encoder.fingerprint,
        graph=encoder.graph,
        dimension=encoder.dimension,
        text_template=TEXT_TEMPLATE,
        catalogue=catalogue.name,
        catalogue_fingerprint=catalogue.fingerprint,
        movie_count=len(catalogue.movies),
        cluster_count=0,
        chromadb_version=importlib.metadata.version("chromadb"),
        ingested_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def _open_or_create(path: Path, target: StoreInfo) -> tuple[Store, str | None]:
    """The store to write to, and why one that was there had to be started over."""
    reason = None
    if store_exists(path):
        try:
            store = Store.open(path)
        except StoreNotReadyError as error:
            reason = str(error).split(". ")[0]
        else:
            if _vectors_of(store.info) != _vectors_of(target):
                reason = _difference(store.info, target)
            elif store.info.state == "ready":
                return store, None
    with _interruptible(path):
        store = Store.create(path, replace(target, state="ingesting"))
        remove_unused_indexes(path)
    return store, reason


def _vectors_of(info: StoreInfo) -> tuple[str, str, str, int, str]:
    return info.model, info.model_fingerprint, info.graph, info.dimension, info.text_template


def _difference(stored: StoreInfo, target: StoreInfo) -> str:
    if stored.model != target.model:
        return f"its vectors were made with {stored.model}, not {target.model}"
    if (stored.model_fingerprint, stored.text_template) == (target.model_fingerprint, target.text_template):
        return f"its vectors were computed by {stored.graph}, not {target.graph}"
    return f"its vectors were made with other files or other text than {target.model} makes now"


@contextmanager
def _interruptible(path: Path) -> Iterator[None]:
    """Say of an error of Chroma's or SQLite's what to do; others say that themselves."""
    try:
        yield
    except (StoreError, sqlite3.Error) as error:
        cause = error if isinstance(error, sqlite3.Error) else error.__cause__
        if not isinstance(cause, Exception):
            raise
        raise StoreError(
            f"the ingest stopped: {first_line(cause)}. What was embedded is kept: see that the disk is not "
            f"full and run: {ingest_command(path)}, and if it stops again, with --rebuild"
        ) from error


def _embed(
    store: Store, kept: KeptVectors, encoder: DocumentEncoder, movies: Sequence[Movie], progress: Progress
) -> int:
    """Embed a batch while the next one is tokenised and an earlier one is written; returns how many."""

    def write(batch: Sequence[Movie], vectors: Vectors) -> None:
        keep_rows(kept, [movie.overview for movie in batch], vectors)
        store.add(batch, vectors)

    grouped = [
        [movies[index] for index in batch]
        for batch in batches([movie.overview for movie in movies], encoder.batch_tokens)
    ]
    done = 0
    written: Future[None] | None = None
    progress(EMBEDDING, done, len(movies))
    with ThreadPoolExecutor(1) as tokeniser, ThreadPoolExecutor(1) as writer:
        tokenised = _ahead(tokeniser, lambda batch: encoder.tokenise([m.overview for m in batch]), grouped)
        for batch, tokens in zip(grouped, tokenised, strict=True):
            vectors = encoder.embed(tokens)
            if written:
                written.result()
            written = writer.submit(write, batch, vectors)
            done += len(batch)
            progress(EMBEDDING, done, len(movies))
        if written:
            written.result()
    return len(movies)


def _ahead(pool: Executor, function: Callable[[_Item], _Made], items: Iterable[_Item]) -> Iterator[_Made]:
    """``function`` of each item, in order, the next one being made in ``pool`` while one is used."""
    making: deque[Future[_Made]] = deque()
    for item in items:
        making.append(pool.submit(function, item))
        if len(making) == 2:
            yield making.popleft().result()
    for made in making:
        yield made.result()


def _cluster(store: Store, encoder: DocumentEncoder, movies: Sequence[Movie], progress: Progress) -> int:
    """Cluster the stored movies' genre keys and write the result; returns the number of clusters.

    Movies are taken in order of id, whatever order they were written in, so that an interrupted
    ingest ends with the same clusters as an undisturbed one.
    """
    progress(GROUPING, 0, len(movies))
    ids, vectors = store.vectors()
    order = np.argsort(ids)
    ids, vectors = [ids[index] for index in order], vectors[order]
    key_of = {movie.id: movie.genre_key for movie in movies}
    movies_per_key = Counter(key_of.values())
    keys = sorted(movies_per_key)
    position = {key: index for index, key in enumerate(keys)}
    key_index = np.array([position[key_of[id_]] for id_ in ids], dtype=np.int64)

    cluster_of_key = cluster_genre_keys(
        names=encoder.encode([genre_key_text(key) for key in keys]),
        overviews=group_means(vectors, key_index, len(keys)),
        weights=np.bincount(key_index, minlength=len(keys)),
        count=cluster_count(len(movies), len(keys)),
    )
    clusters = describe_clusters(dict(zip(keys, cluster_of_key.tolist(), strict=True)), movies_per_key)
    cluster_of_movie = cluster_of_key[key_index]
    members: dict[str, list[str]] = {key: [] for key in keys}
    for id_ in ids:
        members[key_of[id_]].append(id_)
    store.replace_clusters(clusters, group_means(vectors, cluster_of_movie, len(clusters)), members)

    stored = store.metadata()
    wanted = dict(zip(ids, cluster_of_movie.tolist(), strict=True))
    stale = [id_ for id_, cluster in wanted.items() if stored[id_]["cluster"] != cluster]
    for start in range(0, len(stale), _ASSIGNED_AT_ONCE):
        progress(GROUPING, start, len(stale))
        store.assign({id_: wanted[id_] for id_ in stale[start : start + _ASSIGNED_AT_ONCE]})
    progress(GROUPING, len(stale), len(stale))
    return len(clusters)

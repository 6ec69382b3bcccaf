"""Run ingests in separate processes that die at a chosen step, and read the stores that they leave."""

import multiprocessing
import os
import resource
import shutil
import signal
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from chromadb.api.client import Client
from chromadb.api.models.Collection import Collection
from chromadb.errors import InternalError

from recommender.catalogue.reader import Catalogue
from recommender.errors import CacheError, RecommenderError, Remedy
from recommender.ingest import ingest as indexing
from recommender.ingest import writing
from recommender.ingest.vector_cache import VectorCache
from recommender.search.recommender import Recommender
from recommender.store import schema
from recommender.store.checks import Checks
from recommender.store.store import Store
from recommender.store.verify import Finding
from tests.conftest import BagOfWordsEncoder
from tests.ingesting import cache_of, ingest
from tests.making import texts_of

QUESTIONS = ["person 7 meets animal 3", "town 4 on day 30", "somebody else in town 9"]
STEPS: dict[Any, list[str]] = {
    BagOfWordsEncoder: ["embed", "encode_documents"],
    Client: ["create_collection", "delete_collection"],
    Collection: ["upsert", "update", "delete", "modify", "get"],
    VectorCache: ["add", "find", "trim"],
}
REPLACING: dict[Any, list[str]] = {Path: ["mkdir", "rename", "replace"], shutil: ["rmtree"]}
FAILURES = {
    Client: InternalError("Error executing plan: disk I/O error"),
    Collection: InternalError("Error executing plan: disk I/O error"),
    VectorCache: CacheError("cannot use the cache of vectors: disk I/O error", Remedy.CHANGE),
}
# Rows between two writes of Chroma's index; its default of a thousand exceeds these catalogues.
OFTEN = {"sync_threshold": 40}

context = multiprocessing.get_context("forkserver")
context.set_forkserver_preload(["tests.killing", "sklearn.cluster", "bm25s"])


@dataclass
class Death:
    """When and how an ingest dies; by default it does not."""

    at: int = 0
    """The step, counted from 1."""
    delay: float = 0
    """Seconds from there."""
    signal: int = signal.SIGKILL
    file_size: int = 0
    """The largest file the process may write; the system kills it when it writes more."""
    full: bool = False
    """Writing more raises an error instead, as on a full disk."""
    fails: bool = False
    """From that step on, reads and writes fail instead."""
    steps: Any = field(default_factory=lambda: context.Value("i", 0))
    embedded: Any = field(default_factory=lambda: context.Value("i", 0))

    def step(self, failure: Exception | None = None) -> None:
        with self.steps.get_lock():
            self.steps.value += 1
            due = self.steps.value == self.at
            failing = self.fails and self.steps.value >= self.at
        if self.fails:
            if failing and failure:
                raise failure
        elif due and self.delay:
            threading.Timer(self.delay, os.kill, (os.getpid(), self.signal)).start()
        elif due:
            os.kill(os.getpid(), self.signal)


@dataclass
class Outcome:
    exit_code: int
    value: Any = None
    error: str = ""


def in_child(
    function: Callable[..., Any],
    *arguments: Any,
    watch: Callable[[Any], None] | None = None,
    hnsw: dict[str, int] | None = None,
) -> Outcome:
    """Run ``function`` in a child process, passed to ``watch``; return its result or its clear error.

    ``hnsw`` are settings of the index that differ from the usual ones, by default ``OFTEN``.
    """
    receiver, sender = context.Pipe(duplex=False)
    settings = OFTEN if hnsw is None else hnsw
    child = context.Process(target=_child, args=(sender, settings, function, arguments))
    child.start()
    sender.close()
    if watch:
        watch(child)
    try:
        value, error = receiver.recv()
    except EOFError:
        value, error = None, ""
    child.join(60)
    assert child.exitcode is not None, "the child hangs"
    return Outcome(child.exitcode, value, error)


def kill_while_index_is_written(path: Path, times: int, child: Any) -> None:
    """Kill ``child`` when it starts to write the index of the store in ``path`` for the ``times``-th time."""
    seen: dict[str, int] = {}
    written = 0
    while child.is_alive():
        for header in path.glob("*/header.bin"):
            with suppress(FileNotFoundError):
                stamp = header.stat().st_mtime_ns
                written += seen.get(header.parent.name) != stamp
                seen[header.parent.name] = stamp
        if written >= times:
            child.kill()
            return


def _child(
    sender: Any, hnsw: dict[str, int], function: Callable[..., Any], arguments: tuple[Any, ...]
) -> None:
    schema.HNSW |= hnsw
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        sender.send((function(*arguments), ""))
        # The work is done; a SIGINT during Python's shutdown would not test it.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    except RecommenderError as error:
        sender.send((None, told(error)))
    except KeyboardInterrupt:
        os._exit(130)


def told(error: RecommenderError) -> str:
    """The error message with the remedy."""
    return f"{error} [{error.remedy}]"


def run_rebuild(path: Path, catalogue: Catalogue, death: Death) -> Any:
    """Rebuild, counting steps like ``run_ingest``, but only those after the verification."""

    def proven(_: Path, *__: Any) -> list[Finding]:
        _count_steps(REPLACING, death)
        return []

    # The real verification runs in a process that does not use OFTEN.
    indexing.verify = proven
    return ingest(catalogue, BagOfWordsEncoder(), path, rebuild=True)


def run_other_model(path: Path, catalogue: Catalogue, death: Death) -> Any:
    """Ingest with a model other than the store's."""
    indexing.verify = lambda *_: []
    return run_ingest(path, catalogue, death, "1" * 64)


def run_ingest(path: Path, catalogue: Catalogue, death: Death, fingerprint: str = "0" * 64) -> Any:
    """Ingest in this process, counting steps and texts in ``death``."""
    _count_steps(STEPS, death)
    encoder = BagOfWordsEncoder(fingerprint=fingerprint)
    embed = encoder.embed

    def counting(tokens: Any) -> Any:
        with death.embedded.get_lock():
            death.embedded.value += len(tokens)
        return embed(tokens)

    encoder.embed = counting  # type: ignore[method-assign]
    if death.file_size:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN if death.full else signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_FSIZE, (death.file_size, death.file_size))
    return ingest(catalogue, encoder, path)


def run_slowly(path: Path, catalogue: Catalogue) -> Any:
    """Ingest in pages after each of which Chroma writes its index, with time to notice each write."""
    writing.AT_ONCE = OFTEN["sync_threshold"]
    upsert = Collection.upsert

    def slowly(*arguments: Any, **named: Any) -> None:
        upsert(*arguments, **named)
        time.sleep(0.05)

    Collection.upsert = slowly  # type: ignore[method-assign]
    return ingest(catalogue, BagOfWordsEncoder(), path)


def _count_steps(steps: dict[Any, list[str]], death: Death) -> None:
    for owner, names in steps.items():
        for name in names:
            setattr(owner, name, _stepping(getattr(owner, name), death, FAILURES.get(owner)))


def _stepping(method: Callable[..., Any], death: Death, failure: Exception | None) -> Callable[..., Any]:
    def stepping(*arguments: Any, **named: Any) -> Any:
        death.step(failure)
        made = method(*arguments, **named)
        death.step()
        return made

    return stepping


def findings_of(path: Path) -> list[Finding]:
    """The findings of ``verify`` for a store that cannot crash Chroma.

    It takes half the time, because Chroma is imported once.
    """
    found = in_child(_checked, path, hnsw={})
    assert (found.exit_code, found.error) == (0, "")
    return [Finding(finding["problem"], Remedy(finding["remedy"])) for finding in found.value]


def _checked(path: Path) -> Any:
    told: list[Any] = []
    Checks(path, told.append).run()
    return [message for message in told if "problem" in message]


def answers(path: Path) -> Any:
    """The ids found for each question, after opening and inspecting the store."""
    store = Store.open(path)
    assert len(store.clusters()[0]) <= store.info.movie_count
    return ask(Recommender(store, BagOfWordsEncoder()))


def ask(recommender: Recommender) -> Any:
    results = recommender.search(QUESTIONS)
    return [[one.movie.id for one in result.recommendations] for result in results]


def keep_answering(path: Path, ready: Any, stop: Any) -> Any:
    """The distinct answers and errors of one ``Recommender`` that stays open until ``stop`` is set."""
    recommender = Recommender(Store.open(path), BagOfWordsEncoder())
    seen = [ask(recommender)]
    ready.set()
    last = False
    while not last:
        last = stop.is_set()
        try:
            said = ask(recommender)
        except RecommenderError as error:
            said = told(error)
        if said != seen[-1]:
            seen.append(said)
    return seen


def known_texts(path: Path, catalogue: Catalogue) -> set[str]:
    """The overviews and passages whose vectors are in the cache of the store in ``path``."""
    encoder = BagOfWordsEncoder()
    with closing(VectorCache(cache_of(path))) as cache:
        texts = list(texts_of(catalogue))
        return set(cache.find(encoder.fingerprint, encoder.computed_by, texts))


def contents(path: Path) -> Any:
    """The content and answers of a finished store, its vectors in order of id, and its centroids.

    The vectors of the passages follow, in order of id too.
    """
    store = Store.open(path)
    ids, vectors = store.vectors()
    clusters, centroids = store.clusters()
    order = np.argsort(ids)
    passages, passage_vectors = store.passage_rows.vectors()
    passage_order = np.argsort(passages)
    texts = store.passage_contents()
    some = passage_order[::10]
    looked_up = zip(some, store.passage_rows.search(passage_vectors[some], 1), strict=True)
    facts = {
        "passages": texts,
        "passages found": [texts[found[0][0]] == texts[passages[row]] for row, found in looked_up],
        "movies": store.movies(ids),
        "found": [found[0][1] > 0.9999 for found in store.search(vectors[order[::10]], 1)],
        "metadata": store.metadata(),
        "clusters": clusters,
        "members": store.members(),
        "answers": answers(path),
        "directories": sum(file.is_dir() for file in path.iterdir()),
        "hidden": sorted(file.name for file in path.glob(".*")),
    }
    return facts, (vectors[order], centroids, passage_vectors[passage_order])

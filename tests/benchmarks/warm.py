"""Time and recall of answers from an open store of 1,000, 25,000 and 100,000 movies, without embedding.

A catalogue larger than the base is filled up with perturbed copies: the same overview with a number, and its
vector moved by noise to a cosine of about 0.96.
"""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import numpy as np

from recommender.catalogue.reader import Catalogue
from recommender.cli.options import BUNDLED_QUESTIONS
from recommender.evaluation.evaluate import genre_keys_of, search_recall
from recommender.evaluation.questions import read_questions
from recommender.model.encoder import Encoder
from recommender.movie import Movie
from recommender.search import nearest
from recommender.search.nearest import NearestSearch
from recommender.search.recommender import Recommender
from recommender.search.request import Request
from recommender.search.result import SearchOptions
from recommender.search.understood import literally
from recommender.store.store import Store
from recommender.text import clean_text
from recommender.vectors import Vectors
from tests.benchmarks.measure import Figures
from tests.ingesting import ingest

SIZES = (1_000, 25_000, 100_000)
NOISE = 0.01
DEPTH = 200
SHARES = (0.003, 0.01, 0.03, 0.1, 0.2, 0.4, 0.7)
SAMPLE = 60


class LookupEncoder:
    """Looks up known vectors; the real encoder embeds the names of genre keys."""

    precision = computed_by = "lookup"
    batch_tokens = 1 << 20

    def __init__(self, encoder: Encoder, known: dict[str, Vectors]) -> None:
        self.name, self.fingerprint, self.dimension = encoder.name, encoder.fingerprint, encoder.dimension
        self._encoder, self._known = encoder, known

    def load(self) -> "LookupEncoder":
        return self

    def encode_documents(self, texts: list[str]) -> Vectors:
        return self._encoder.encode_query(texts)

    def tokenise(self, texts: list[str]) -> list[str]:
        return texts

    def embed(self, tokens: list[str]) -> Vectors:
        return np.array([self._known[text] for text in tokens], dtype=np.float32)


def measure(base: Path, encoder: Encoder) -> dict[str, object]:
    """Answer the bundled questions from a store of each size, made from the movies in ``base``."""
    texts = [question.text for question in read_questions(BUNDLED_QUESTIONS)]
    results: dict[str, object] = {}
    for size in SIZES:
        with TemporaryDirectory(prefix="warm-") as directory:
            click.echo(f"Filling a store with {size:,} movies", err=True)
            fill(Path(directory), size, base, encoder)
            recommender = Recommender(Store.open(Path(directory)), encoder)
            results[f"{size:,}"] = _answers(recommender, texts) | {"filters": _filters(recommender, texts)}
    p50 = {size: results[f"{size:,}"]["p50 ms"] for size in SIZES}  # type: ignore[index]
    return {"sizes": results, "growth 25,000 to 100,000": round(p50[100_000] / p50[25_000], 2)}


def fill(path: Path, size: int, base: Path, encoder: Encoder) -> None:
    """Ingest ``size`` movies with the vectors of ``base`` into ``path``."""
    source = Store.open(base)
    ids, stored = source.vectors()
    originals = source.movies(ids)
    noise = np.random.default_rng(0)
    movies: list[Movie] = []
    known: dict[str, Vectors] = {}
    for number in range(size):
        copy, row = divmod(number, len(ids))
        movie, vector = originals[ids[row]], stored[row]
        if copy:
            movie = replace(
                movie,
                id=f"{movie.id}#{copy}",
                title=f"{movie.title} {copy}",
                overview=f"{movie.overview} #{copy}",
            )
            moved = vector + noise.normal(0, NOISE, len(vector)).astype(np.float32)
            vector = moved / np.linalg.norm(moved)
        movies.append(movie)
        known[movie.overview] = vector
    ingest(
        Catalogue("perturbed", tuple(movies)),
        LookupEncoder(encoder, known),
        path,
        path / "cache",
        recompute=True,
    )


def _answers(recommender: Recommender, texts: list[str]) -> dict[str, object]:
    snapshot = recommender.snapshot
    known = recommender.embed([Request(text) for text in texts])
    vectors = np.stack([known[clean_text(text)] for text in texts])
    milliseconds, used = [], Counter()
    for text in texts:
        started = time.perf_counter()
        result = snapshot.answer(snapshot.resolve(literally(Request(text)), known), SearchOptions())
        milliseconds.append(1_000 * (time.perf_counter() - started))
        used[result.plan.kind] += 1
    p50, p90, p99 = (round(float(value), 1) for value in np.percentile(milliseconds, [50, 90, 99]))
    routes = [genre_keys_of(snapshot, vector) for vector in vectors]
    planned, filtered = _time_both(snapshot.nearest, vectors[:SAMPLE], routes[:SAMPLE])
    return {
        "p50 ms": p50,
        "p90 ms": p90,
        "p99 ms": p99,
        "plans": dict(used),
        "recall at 200": round(search_recall(snapshot, vectors, routes, DEPTH), 4),
        "search ms": planned,
        "where ms": filtered,
        "ratio to where": round(planned / filtered, 2),
    }


def _filters(recommender: Recommender, texts: list[str]) -> dict[str, Figures]:
    """Recall and time for random filters that keep a given share of the movies."""
    snapshot = recommender.snapshot
    search = snapshot.nearest
    known = recommender.embed([Request(text) for text in texts[:SAMPLE]])
    vectors = np.stack([known[clean_text(text)] for text in texts[:SAMPLE]])
    keys = sorted({*search.key_of.values()})
    draw = np.random.default_rng(0)
    figures = {}
    for share in SHARES:
        filters = [_keys_of_share(share, keys, search, draw) for _ in vectors]
        planned, filtered = _time_both(search, vectors, filters)
        figures[f"{share:.1%}"] = {
            "recall at 200": round(search_recall(snapshot, vectors, filters, DEPTH), 4),
            "search ms": planned,
            "ratio to where": round(planned / filtered, 2),
        }
    return figures


def _keys_of_share(
    share: float, keys: list[str], search: NearestSearch, draw: np.random.Generator
) -> frozenset[str]:
    chosen: list[str] = []
    wanted, kept = share * len(search.key_of), 0
    for index in draw.permutation(len(keys)):
        size = search.everything.count([keys[index]])
        if kept + size <= max(1.2 * wanted, 1):
            chosen.append(keys[index])
            kept += size
        if kept >= wanted:
            break
    return frozenset(chosen)


def _time_both(search: NearestSearch, vectors: Vectors, filters: list[frozenset[str]]) -> tuple[float, float]:
    """Median milliseconds of the planned search and of Chroma's own filter, for the same questions."""
    planned, filtered = [], []
    for vector, keys in zip(vectors, filters, strict=True):
        started = time.perf_counter()
        search.search(vector, DEPTH, keys)
        between = time.perf_counter()
        with _only_chromas_filter():
            search.search(vector, DEPTH, keys)
        planned.append(between - started)
        filtered.append(time.perf_counter() - between)
    return round(1_000 * float(np.median(planned)), 1), round(1_000 * float(np.median(filtered)), 1)


@contextmanager
def _only_chromas_filter() -> Iterator[None]:
    names = ("COMPARED", "COMPARED_SHARE", "MOST_FETCHED", "MOST_FETCHED_SHARE")
    kept = {name: getattr(nearest, name) for name in names}
    for name in names:
        setattr(nearest, name, 0)
    try:
        yield
    finally:
        for name, value in kept.items():
            setattr(nearest, name, value)

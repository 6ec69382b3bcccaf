"""What each kind of further text adds to the bundled catalogue, on questions that nothing was fitted on; and its cost.

Each subset of the kinds gets a store of its own, from the shipped vectors.
"""

import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from recommender.catalogue.reader import Catalogue, read_catalogue
from recommender.cli.options import BUNDLED_QUESTIONS
from recommender.evaluation.evaluate import bootstrap
from recommender.evaluation.questions import Question, read_questions
from recommender.ingest.ingest_catalogue import ingest_catalogue
from recommender.model.encoder import Encoder
from recommender.search.recommender import Recommender
from recommender.search.result import SearchOptions
from recommender.store.store import Store
from tests.benchmarks.measure import PROJECT

SUBSETS = ((), ("keywords",), ("gist",), ("gist", "keywords"))
DEPTHS = (1, 5)


def measure(encoder: Encoder) -> dict[str, object]:
    """Recall, ingest time, size and answer time for each subset of the kinds."""
    whole = read_catalogue(str(PROJECT / "data" / "movies.csv"))
    asked = [question for question in read_questions(BUNDLED_QUESTIONS) if question.id]
    results = {}
    for kinds in SUBSETS:
        movies = [
            replace(movie, texts=tuple(text for text in movie.texts if text.kind in kinds))
            for movie in whole.movies
        ]
        with TemporaryDirectory(prefix="texts-") as directory:
            name = " and ".join(("overview", *kinds))
            results[name] = _measure(Catalogue(whole.name, tuple(movies)), Path(directory), asked, encoder)
    return {"subsets": results}


def _measure(catalogue: Catalogue, path: Path, asked: list[Question], encoder: Encoder) -> dict[str, object]:
    started = time.perf_counter()
    ingest_catalogue(catalogue, path / "store")
    seconds = time.perf_counter() - started
    recommender = Recommender(Store.open(path / "store"), encoder)
    ranks, milliseconds = [], []
    for question in asked:
        snapshot = recommender.snapshot
        understood = snapshot.understand(question.text)
        vectors = recommender.embed([understood.request])
        started = time.perf_counter()
        result = snapshot.answer(snapshot.resolve(understood, vectors), SearchOptions(limit=10))
        milliseconds.append(1_000 * (time.perf_counter() - started))
        found = [one.movie.id for one in result.recommendations]
        ranks.append(found.index(question.id or "") if question.id in found else 10)
    size = sum(file.stat().st_size for file in (path / "store").rglob("*") if file.is_file())
    recall = {f"R@{depth}": bootstrap(np.array(ranks) < depth) for depth in DEPTHS}
    return {
        **{
            name: [round(one.value, 3), round(one.low, 2), round(one.high, 2)] for name, one in recall.items()
        },
        "ingest s": round(seconds, 1),
        "store MiB": round(size / (1 << 20), 1),
        "answer ms": round(float(np.median(milliseconds)), 1),
    }

"""Change a tenth of a large store, and ask an open store ten thousand questions."""

import random
import re
import shutil
import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from recommender.catalogue.reader import Catalogue
from recommender.model.encoder import DocumentModel, Encoder
from recommender.movie import Movie
from recommender.search.recommender import Recommender
from recommender.store.store import Store
from recommender.store.verify import verify
from tests.benchmarks.measure import resident_mib
from tests.ingesting import ingest

SHARE = 0.05
QUESTIONS = 10_000
WARM_UP = 1_000
AT_ONCE = 10
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


def measure_change(base: Path, model: DocumentModel) -> dict[str, object]:
    """Remove, change and add a twentieth of the movies each, in a copy of the store in ``base``.

    Raises ``click.ClickException`` when the result is damaged or is not exactly the new catalogue.
    """
    with TemporaryDirectory(prefix="change-") as directory:
        path = Path(shutil.copytree(base, Path(directory) / "store"))
        before = _stored(path)
        rows = {id_: vector.tobytes() for id_, vector in zip(*Store.open(path).vectors(), strict=True)}
        catalogue, expected = changed(before)
        started = time.perf_counter()
        report = ingest(catalogue, model, path)
        seconds = time.perf_counter() - started
        told = {name: getattr(report, name) for name in expected}
        if told != expected:
            raise click.ClickException(f"expected {expected}, but the ingest reports {told}")
        after = _stored(path)
        if after != {movie.id: movie for movie in catalogue.movies}:
            raise click.ClickException("the store does not hold the catalogue")
        if findings := verify(path):
            raise click.ClickException(f"the store is damaged: {findings}")
        ids, vectors = Store.open(path).vectors()
        same = sum(rows.get(id_) == vector.tobytes() for id_, vector in zip(ids, vectors, strict=True))
        return {**expected, "vectors as they were": same, "seconds": round(seconds)}


def changed(movies: dict[str, Movie]) -> tuple[Catalogue, dict[str, int]]:
    """A changed catalogue, and the counts that an ingest of it must report."""
    chosen = random.Random(0).sample(sorted(movies), len(movies))
    count = round(SHARE * len(movies))
    gone, other = chosen[:count], chosen[count : 2 * count]
    kept = {id_: movie for id_, movie in movies.items() if id_ not in set(gone)}
    for id_ in other:
        kept[id_] = replace(movies[id_], overview=f"{movies[id_].overview} And that is not all.")
    added = [
        replace(movies[id_], id=f"{id_}-again", overview=f"Years later. {movies[id_].overview}")
        for id_ in gone
    ]
    expected = {
        "movies": len(movies), "added": count, "changed": count, "removed": count,
        "unchanged": len(movies) - 2 * count, "embedded": 2 * count,
    }  # fmt: skip
    return Catalogue("changed", (*kept.values(), *added)), expected


def measure_soak(
    base: Path, encoder: Encoder, questions: int = QUESTIONS, warm_up: int = WARM_UP
) -> dict[str, object]:
    """Memory of this process while an open store answers different questions, ten at a time.

    ``questions`` and ``warm_up`` are multiples of ten. Raises ``click.ClickException`` when an answer has a
    warning: it did not come from the index then.
    """
    recommender = Recommender(Store.open(base), encoder)
    asked = _questions(_stored(base), questions)
    used, found = [], 0
    started = time.perf_counter()
    for done in range(AT_ONCE, questions + 1, AT_ONCE):
        results = recommender.search(asked[done - AT_ONCE : done])
        if warnings := {warning for result in results for warning in result.warnings}:
            raise click.ClickException(f"after {done:,} questions: {warnings}")
        found += sum(len(result.recommendations) for result in results)
        if done >= warm_up:
            used.append(resident_mib())
    return {
        "questions": questions,
        "movies": recommender.snapshot.store.info.movie_count,
        "answers": found,
        "seconds": round(time.perf_counter() - started),
        "warm-up": warm_up,
        "MiB after warm-up": round(used[0], 1),
        "greatest MiB": round(max(used), 1),
        "MiB at the end": round(used[-1], 1),
        "growth": round(max(used) / used[0] - 1, 4),
    }


def _stored(path: Path) -> dict[str, Movie]:
    store = Store.open(path)
    return store.movies(store.vectors()[0])


def _questions(movies: dict[str, Movie], count: int) -> list[str]:
    """Different questions, each made of two sentences from overviews."""
    every = sorted(
        {sentence for movie in movies.values() for sentence in _SENTENCE_END.split(movie.overview)}
    )
    dice = random.Random(0)
    return [" ".join(dice.sample(every, 2)) for _ in range(count)]

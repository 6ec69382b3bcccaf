"""Speed of embedding a catalogue, compared with sentence-transformers' ``encode`` of the same texts."""

import random
import shutil
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from recommender.catalogue.reader import Catalogue, read_catalogue
from recommender.cli.options import BUNDLED_CATALOGUE, BUNDLED_QUESTIONS
from recommender.evaluation.evaluate import Evaluation, evaluate
from recommender.evaluation.questions import read_questions
from recommender.ingest.embedding import EMBEDDING
from recommender.model.files import ModelFiles
from recommender.model.onnx_encoder import OnnxEncoder
from recommender.model.pytorch import SentenceTransformerEncoder
from recommender.movie import Movie
from recommender.search.recommender import Recommender
from recommender.store.store import Store
from tests.benchmarks.measure import run_process, spread
from tests.ingesting import ingest

SAMPLE = 200
RUNS = 3


def measure(files: ModelFiles, query_encoder: OnnxEncoder, large: Path | None) -> dict[str, object]:
    """Alternating rates, the similarity of the vectors, and the effect of the fast precision on ``evaluate``.

    With a ``large`` store also the rate of an ingest into it, compared with an empty store.
    """
    fast = SentenceTransformerEncoder(files)
    plain = SentenceTransformerEncoder(files, precision="fp32")
    movies = list(read_catalogue(str(BUNDLED_CATALOGUE)).movies)
    random.Random(0).shuffle(movies)
    sample = movies[:SAMPLE]
    texts = [movie.overview for movie in sample]
    rounds = [
        (_ingest_rate(sample, fast), _encode_rate(texts, plain), _encode_rate(texts, fast))
        for _ in range(RUNS + 1)
    ][1:]
    figures: dict[str, object] = {
        "computed by": fast.computed_by,
        "ingest documents per second": spread([ours for ours, _, _ in rounds]),
        "sentence-transformers documents per second": spread([theirs for _, theirs, _ in rounds]),
        "ratio": spread([ours / theirs for ours, theirs, _ in rounds]),
        "ratio in the same precision": spread([ours / same for ours, _, same in rounds]),
        "least cosine to fp32": round(
            float((fast.encode_documents(texts) * plain.encode_documents(texts)).sum(1).min()), 5
        ),
        "largest change in evaluate": _quality_change(movies, fast, plain, query_encoder),
    }
    if large is not None:
        figures["rate at the end"] = _late_rate(sample, fast, large)
    return figures


def measure_large(source: Path, store: Path, cache: Path) -> dict[str, object]:
    """Ingest ``source`` into ``store`` in a separate process, as a user does."""
    if store.exists():
        raise click.UsageError(f"{store} exists; an ingest into it would embed nothing")
    click.echo(f"Ingesting {source} (this takes long)", err=True)
    options = ("--store", str(store), "--cache", str(cache))
    done = run_process("ingest.py", "--source", str(source), *options)
    if done.code:
        raise click.ClickException(f"the ingest of {source} failed with exit code {done.code}")
    movies = Store.open(store).count_movies()
    return {
        "movies": movies,
        "seconds": round(done.seconds),
        "documents per second": round(movies / done.seconds, 1),
        "peak MiB": round(done.peak_mib),
    }


def _ingest_rate(movies: Sequence[Movie], encoder: SentenceTransformerEncoder) -> float:
    with TemporaryDirectory(prefix="rate-") as directory:
        return _timed_ingest(movies, encoder, Path(directory) / "store")


def _timed_ingest(
    movies: Sequence[Movie], encoder: SentenceTransformerEncoder, path: Path, expected: int | None = None
) -> float:
    """Documents embedded per second, from the first tokenised to the last embedded."""
    moments: list[tuple[float, int]] = []
    ingest(
        Catalogue("sample", tuple(movies)),
        encoder,
        path,
        recompute=True,
        progress=lambda what, _, total: (
            moments.append((time.perf_counter(), total)) if what == EMBEDDING else None
        ),
    )
    if expected not in (None, moments[0][1]):
        raise click.ClickException(f"{moments[0][1]} instead of {expected} overviews had to be embedded")
    return moments[0][1] / (moments[-1][0] - moments[0][0])


def _encode_rate(texts: Sequence[str], encoder: SentenceTransformerEncoder) -> float:
    started = time.perf_counter()
    encoder.model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
    return len(texts) / (time.perf_counter() - started)


def _late_rate(
    sample: Sequence[Movie], encoder: SentenceTransformerEncoder, large: Path
) -> dict[str, object]:
    """Rates of the same texts into an empty store and into a copy of the large one, alternately."""
    stored = Store.open(large)
    present = list(stored.movies(stored.vectors()[0]).values())
    pairs = []
    for run in range(3):
        new = [
            replace(movie, id=f"new {run} {movie.id}", overview=f"{movie.overview} {run}") for movie in sample
        ]
        with TemporaryDirectory(prefix="late-") as directory:
            path = Path(shutil.copytree(large, Path(directory) / "store"))
            late = _timed_ingest([*present, *new], encoder, path, expected=len(new))
        pairs.append((late, _ingest_rate(new, encoder)))
    return {
        "movies before": len(present),
        "documents per second, empty": spread([early for _, early in pairs]),
        "documents per second, large": spread([late for late, _ in pairs]),
        "ratio": spread([late / early for late, early in pairs]),
    }


def _quality_change(
    movies: Sequence[Movie],
    fast: SentenceTransformerEncoder,
    plain: SentenceTransformerEncoder,
    encoder: OnnxEncoder,
) -> float:
    """The largest difference between the two precisions in any figure of ``evaluate``."""
    with TemporaryDirectory(prefix="quality-") as directory:
        evaluations = []
        for precision in (fast, plain):
            path = Path(directory) / precision.computed_by
            click.echo(f"Ingesting the bundled catalogue with {precision.computed_by}", err=True)
            ingest(Catalogue("bundled", tuple(movies)), precision, path, recompute=True)
            evaluations.append(
                evaluate(Recommender(Store.open(path), encoder), read_questions(BUNDLED_QUESTIONS))
            )
    one, other = (_figures(evaluation) for evaluation in evaluations)
    return round(max(abs(one[name] - other[name]) for name in one), 4)


def _figures(evaluation: Evaluation) -> dict[str, float]:
    figures = {}
    for row in evaluation.rows:
        for metric, estimate in row.metrics.items():
            figures[f"{row.system} {metric}"] = estimate.value
        if row.genres:
            figures[f"{row.system} genres"] = row.genres.value
    return figures

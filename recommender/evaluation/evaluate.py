"""Measures how well questions find their movies: the systems, the metrics and their intervals."""

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.errors import CatalogueError, ModelError
from recommender.evaluation.original import OriginalRouting
from recommender.evaluation.questions import Question
from recommender.extras import require_extra
from recommender.model.encoder import Encoder
from recommender.movie import Movie
from recommender.progress import Progress
from recommender.search.fusion import WEIGHTS
from recommender.search.ranking import ranked
from recommender.search.recommender import Recommender
from recommender.search.request import Request
from recommender.search.result import LIMIT, SearchOptions
from recommender.search.snapshot import Snapshot
from recommender.search.target import NO_WISH
from recommender.search.understood import literally
from recommender.text import clean_text
from recommender.vectors import Vectors
from recommender.words import words

DEPTH = 10
GENRE_DEPTH = 5
RESAMPLES = 2_000
EXHAUSTIVE = "exhaustive"
LITERAL = "all signals, literally"
FULL = "full"
METRICS = ("R@1", "R@5", "R@10", "MRR@10")


Answer = tuple[list[Movie], float]


System = Callable[[str, Vectors], Answer]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean with its 95% bootstrap interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class SystemScore:
    """One system's figures; ``milliseconds`` is the median per question, caches warm, without embedding."""

    system: str
    metrics: dict[str, Estimate]
    genres: Estimate | None
    differences: dict[str, Estimate]
    """Paired differences from the exhaustive row: the metrics, and ``genres`` if measured."""
    scanned_share: float
    reachable: float
    milliseconds: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures of all systems on one set of questions, and the recall of the filtered search by depth."""

    movies: int
    questions: int
    wishes: int
    rows: tuple[SystemScore, ...]
    recall: dict[int, float]


def evaluate(
    recommender: Recommender,
    questions: Sequence[Question],
    progress: Progress = lambda *_: None,
) -> Evaluation:
    """Ask every system every question whose movie is in the store.

    Raises ``CatalogueError`` when no question's movie is in the store, and ``ModelError`` without the extra
    ``ingest``, which the original system needs.
    """
    require_extra("ingest", ModelError)
    snapshot = recommender.snapshot
    movies = snapshot.store.movies(snapshot.store.vectors()[0])
    asked = [question for question in questions if question.id is None or question.id in movies]
    if not any(question.id for question in asked):
        raise CatalogueError(
            "none of the questions' movies is in the store; give the questions of its catalogue"
        )
    texts = [question.text for question in asked]
    known = recommender.embed([Request(text) for text in texts])
    known |= recommender.embed([snapshot.understand(text).request for text in texts])
    vectors = np.stack([known[clean_text(text)] for text in texts])
    systems, reachable = _systems(snapshot, recommender.encoder, movies, known)
    answers, milliseconds = _ask(systems, asked, vectors, progress)
    scores = {name: _scores(asked, answers[name]) for name in systems}
    rows = [
        _row(
            name,
            scores[name],
            scores[EXHAUSTIVE],
            answers[name],
            reachable.get(name, 1.0),
            milliseconds[name],
        )
        for name in systems
    ]
    wishes = sum(question.id is None for question in asked)
    routes = [genre_keys_of(snapshot, vector) for vector in vectors]
    recall = {depth: search_recall(snapshot, vectors, routes, depth) for depth in (10, 200)}
    return Evaluation(len(movies), len(asked) - wishes, wishes, tuple(rows), recall)


def only(*names: str) -> dict[str, float]:
    """Weights for which only these signals count, with their default weight."""
    return {name: weight if name in names else 0.0 for name, weight in WEIGHTS.items()}


def genre_keys_of(snapshot: Snapshot, vector: Vectors) -> frozenset[str]:
    """The genre keys that a search for ``vector`` (dimension,) without a wish covers."""
    return snapshot.router.route(vector, SearchOptions(), NO_WISH, snapshot.nearest.everything)[1]


def _ask(
    systems: Mapping[str, System], questions: Sequence[Question], vectors: Vectors, progress: Progress
) -> tuple[dict[str, list[Answer]], dict[str, float]]:
    """Every system's answers to n questions with their vectors (n, dimension), and its median time."""
    total, done = len(systems) * len(questions), 0
    answers: dict[str, list[Answer]] = {}
    milliseconds: dict[str, float] = {}
    for question, vector in zip(questions, vectors, strict=True):
        # Fill the caches, so that the first system does not pay for them.
        systems[FULL](question.text, vector)
    for name, system in systems.items():
        answers[name], seconds = [], []
        for question, vector in zip(questions, vectors, strict=True):
            started = time.perf_counter()
            answers[name].append(system(question.text, vector))
            seconds.append(time.perf_counter() - started)
            done += 1
            progress("Asking", done, total)
        milliseconds[name] = 1_000 * float(np.median(seconds))
    return answers, milliseconds


def search_recall(
    snapshot: Snapshot, vectors: Vectors, filters: Sequence[frozenset[str]], depth: int
) -> float:
    """The share of the exact ``depth`` nearest movies that the search returns.

    ``vectors`` are the questions' (n, dimension), ``filters`` the genre keys that each search covers.
    """
    shares = []
    nearest = snapshot.nearest
    for vector, chosen in zip(vectors, filters, strict=True):
        exact = {id_ for id_, _ in nearest.exhaustive(vector, depth, nearest.everything.ids(chosen))}
        if exact:
            found, _ = nearest.search(vector, depth, chosen)
            shares.append(len(exact & {id_ for id_, _ in found}) / len(exact))
    return float(np.mean(shares))


def _systems(
    snapshot: Snapshot, encoder: Encoder, movies: dict[str, Movie], vectors: Mapping[str, Vectors]
) -> tuple[dict[str, System], dict[str, float]]:
    """The systems by name; and, for systems that cannot reach every movie, the share that they can reach.

    ``vectors`` are by text: see ``Recommender.embed``.
    """

    def variant(*, literal: bool = True, **options: object) -> System:
        chosen = SearchOptions(limit=DEPTH, **options)  # type: ignore[arg-type]

        def ask(text: str, _vector: Vectors) -> Answer:
            asked = literally(Request(text)) if literal else snapshot.understand(text)
            result = snapshot.answer(snapshot.resolve(asked, vectors, LIMIT), chosen)
            return [found.movie for found in result.recommendations], result.route.scanned_share

        return ask

    def plot_and(*signals: str, sources: Collection[str] = (), exhaustive: bool = False) -> System:
        return variant(
            weights=only("plot", *signals), variety=0.0, sources=frozenset(sources), exhaustive=exhaustive
        )

    original, words_alone, reachable = _other_systems(snapshot, encoder, movies)
    systems = {
        "original": original,
        "BM25 alone": words_alone,
        EXHAUSTIVE: plot_and(exhaustive=True),
        "routed": plot_and(),
        "routed + passages": plot_and(sources=["passages"]),
        "routed + words": plot_and("words", "coverage"),
        "routed + words that find": plot_and("words", "coverage", sources=["words"]),
        "routed + genre fit": plot_and("genre_fit"),
        LITERAL: variant(),
        "literally, not routed": variant(exhaustive=True),
        FULL: variant(literal=False),
    }
    return systems, {"original": reachable}


def _other_systems(
    snapshot: Snapshot, encoder: Encoder, movies: dict[str, Movie]
) -> tuple[System, System, float]:
    """The system that this one replaces, and word search; and the share of movies that the first reaches."""
    keys = sorted({movie.genre_key for movie in movies.values()})
    original = OriginalRouting(keys, encoder)
    ordered = sorted(movies.values(), key=lambda movie: movie.id)
    ids = [movie.id for movie in ordered]

    def original_system(_text: str, vector: Vectors) -> Answer:
        chosen = original.nearest_keys(vector)
        scanned = sum(movie.genre_key in chosen for movie in ordered) / len(ordered)
        if not scanned:
            return [], 0.0
        found = snapshot.nearest.search(vector, DEPTH, frozenset(chosen))[0]
        return [movies[id_] for id_, _ in found], scanned

    def words_alone(text: str, _vector: Vectors) -> Answer:
        scores = snapshot.lexicon.scores(tuple(dict.fromkeys(words(text))))
        return [ordered[i] for i in ranked(scores, ids)[:DEPTH] if scores[i] > 0], 1.0

    reachable = sum(movie.genre_key in original.reachable for movie in ordered) / len(ordered)
    return original_system, words_alone, reachable


def _scores(questions: Sequence[Question], answers: Sequence[Answer]) -> dict[str, NDArray[np.float64]]:
    """The value of each metric for every question that it applies to."""
    ranks, shares = [], []
    for question, (movies, _) in zip(questions, answers, strict=True):
        if question.id is None:
            fitting = sum(question.genres <= set(movie.genres) for movie in movies[:GENRE_DEPTH])
            shares.append(fitting / GENRE_DEPTH)
        else:
            ranks.append(next((rank for rank, movie in enumerate(movies) if movie.id == question.id), DEPTH))
    rank = np.array(ranks, dtype=np.float64)
    return {
        "R@1": (rank < 1).astype(np.float64),
        "R@5": (rank < 5).astype(np.float64),
        "R@10": (rank < DEPTH).astype(np.float64),
        "MRR@10": np.where(rank < DEPTH, 1 / (rank + 1), 0.0),
        "genres": np.array(shares, dtype=np.float64),
    }


def _row(
    name: str,
    scores: dict[str, NDArray[np.float64]],
    exhaustive: dict[str, NDArray[np.float64]],
    answers: Sequence[Answer],
    reachable: float,
    milliseconds: float,
) -> SystemScore:
    measured = {metric: values for metric, values in scores.items() if len(values)}
    return SystemScore(
        system=name,
        metrics={metric: bootstrap(scores[metric]) for metric in METRICS},
        genres=bootstrap(scores["genres"]) if len(scores["genres"]) else None,
        differences={metric: bootstrap(values - exhaustive[metric]) for metric, values in measured.items()},
        scanned_share=float(np.mean([share for _, share in answers])),
        reachable=reachable,
        milliseconds=milliseconds,
    )


def bootstrap(values: NDArray[np.float64]) -> Estimate:
    """The mean of ``values`` (n) and its 95% percentile bootstrap interval (Efron), seeded."""
    draws = np.random.default_rng(0).integers(0, len(values), (RESAMPLES, len(values)))
    low, high = np.percentile(values[draws].mean(axis=1), [2.5, 97.5])
    return Estimate(float(values.mean()), float(low), float(high))

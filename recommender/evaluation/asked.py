"""Measures whether questions as people put them are understood: facts, examples, refusals, and plots.

The questions are in two halves. One was looked at while the grammar was written, the other is only scored.
"""

import csv
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from recommender.errors import CatalogueError
from recommender.evaluation.evaluate import Estimate, bootstrap
from recommender.movie import Movie
from recommender.progress import Progress
from recommender.search.recommender import Recommender
from recommender.search.request import parse_years
from recommender.search.result import LIMIT, SearchOptions

PARTS = ("look", "score")
TOGETHER = 32
"""Questions embedded at a time."""
_LEAST_SHARED = 0.5
"""The share of a liked movie's genres that makes another movie like it; most answers must have it."""
Wanted = tuple[str, tuple[str, ...]]
"""A condition on every answer: its name, and the values of which one is enough."""


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question, and either the one right movie or the conditions that every answer must meet."""

    part: str
    kind: str
    text: str
    id: str | None
    wanted: tuple[Wanted, ...]


@dataclass(frozen=True, slots=True)
class KindScore:
    """How many questions of one kind are answered right: taken literally, and understood."""

    part: str
    kind: str
    questions: int
    literal: Estimate
    understood: Estimate
    difference: Estimate
    """Paired: understood less literal."""


def read_asked(path: Path) -> list[AskedQuestion]:
    """Questions from tab-separated text with part, kind, query, id and want: see ``data/README.md``.

    Raises ``CatalogueError`` when the file cannot be read or has a row without an answer.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
        questions = [
            AskedQuestion(row["part"], row["kind"], row["query"], row["id"] or None, _wanted(row["want"]))
            for row in rows
        ]
    except OSError as error:
        raise CatalogueError(f"cannot read the questions {path}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, AttributeError, csv.Error) as error:
        raise CatalogueError(
            f"{path} is not a file of questions with kind, query and want: {error!r}"
        ) from error
    if not questions or not all(question.id or question.wanted for question in questions):
        raise CatalogueError(f"{path} needs at least one question, each with an id or a want")
    return questions


def evaluate_asked(
    recommender: Recommender, questions: Sequence[AskedQuestion], progress: Progress = lambda *_: None
) -> list[KindScore]:
    """The score of each kind in each half, in the order of the questions."""
    movies = recommender.snapshot.store.movies()
    right = {}
    for number, literal in enumerate((True, False)):
        done = number * len(questions)

        def told(count: int, done: int = done) -> None:
            progress("Asking", done + count, 2 * len(questions))

        right[literal] = _right(recommender, questions, movies, SearchOptions(literal=literal), told)
    scores = []
    for part, kind in dict.fromkeys((question.part, question.kind) for question in questions):
        rows = [i for i, question in enumerate(questions) if (question.part, question.kind) == (part, kind)]
        before, after = right[True][rows], right[False][rows]
        estimates = map(bootstrap, (before, after, after - before))
        scores.append(KindScore(part, kind, len(rows), *estimates))
    return scores


def is_right(question: AskedQuestion, answers: Sequence[Movie], movies: Mapping[str, Movie]) -> bool:
    """Whether the right movie is among the first five, or every answer meets every condition.

    ``movies`` are those of the store, by id.
    """
    if question.id:
        return question.id in [movie.id for movie in answers[:LIMIT]]
    counts = [int(values[0]) for name, values in question.wanted if name == "count"]
    conditions = [(_CHECKS[name], values) for name, values in question.wanted if name in _CHECKS]
    liked = [
        movies[id_] for name, values in question.wanted if name == "like" for id_ in values if id_ in movies
    ]
    return (
        len(answers) == (counts[0] if counts else LIMIT)
        and all(check(movie, values) for movie in answers for check, values in conditions)
        and (not liked or sum(_is_alike(movie, liked) for movie in answers) * 2 > len(answers))
    )


def _right(
    recommender: Recommender,
    questions: Sequence[AskedQuestion],
    movies: Mapping[str, Movie],
    options: SearchOptions,
    told: Callable[[int], None],
) -> NDArray[np.float64]:
    """1 for each question (n,) that is answered right, and 0 for the others."""
    right: list[float] = []
    for start in range(0, len(questions), TOGETHER):
        told(start)
        page = questions[start : start + TOGETHER]
        results = recommender.search([question.text for question in page], options)
        for question, result in zip(page, results, strict=True):
            answers = [found.movie for found in result.recommendations]
            right.append(float(is_right(question, answers, movies)))
    told(len(questions))
    return np.array(right)


def _wanted(text: str) -> tuple[Wanted, ...]:
    """The conditions in a cell: ``year=1990..1999; genre=Crime|Thriller``."""
    found = []
    for condition in filter(None, (part.strip() for part in text.split(";"))):
        name, _, values = condition.partition("=")
        if name not in (*_CHECKS, "count"):
            raise ValueError(f"unknown condition {name}")
        found.append((name, tuple(values.split("|"))))
    return tuple(found)


def _is_alike(movie: Movie, liked: Sequence[Movie]) -> bool:
    return any(len(set(movie.genres) & set(one.genres)) >= _LEAST_SHARED * len(one.genres) for one in liked)


def _in_years(movie: Movie, spans: Sequence[str]) -> bool:
    ends = (parse_years(span) for span in spans)
    return movie.year is not None and any(
        (first or 0) <= movie.year <= (last or movie.year) for first, last in ends
    )


def _mentions(movie: Movie, beginnings: Sequence[str]) -> bool:
    text = f"{movie.title} {' '.join(movie.genres)} {movie.overview}".lower()
    return any(re.search(rf"\b{re.escape(word.lower())}", text) for word in beginnings)


_CHECKS: Mapping[str, Callable[[Movie, Sequence[str]], bool]] = {
    "year": _in_years,
    "genre": lambda movie, values: not set(values).isdisjoint(movie.genres),
    "not_genre": lambda movie, values: set(values).isdisjoint(movie.genres),
    "person": lambda movie, values: not set(values).isdisjoint(movie.directors + movie.cast),
    "not_person": lambda movie, values: set(values).isdisjoint(movie.directors + movie.cast),
    "language": lambda movie, values: not set(values).isdisjoint(movie.languages),
    "not_language": lambda movie, values: set(values).isdisjoint(movie.languages),
    "min_runtime": lambda movie, values: (movie.runtime or 0) >= float(values[0]),
    "max_runtime": lambda movie, values: movie.runtime is not None and movie.runtime <= float(values[0]),
    "min_rating": lambda movie, values: (movie.vote_average or 0.0) >= float(values[0]),
    "like": lambda movie, values: movie.id not in values,
    "not_id": lambda movie, values: movie.id not in values,
    "not_text": lambda movie, values: not _mentions(movie, values),
}

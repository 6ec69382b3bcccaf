"""Time of the facts: made, read until the first title and name are found, and searched.

A catalogue larger than the bundled one is filled up with copies, whose titles and names of people have a number.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from recommender.catalogue.reader import Catalogue, read_catalogue
from recommender.cli.options import BUNDLED_QUESTIONS
from recommender.evaluation.questions import read_questions
from recommender.movie import Movie
from recommender.search.facets import PEOPLE, Facets
from recommender.spelling import tokens
from recommender.store.facts import Facts
from recommender.store.facts_file import FACTS_FILE, write_facts
from recommender.store.store import Store
from recommender.store.where import AnyOf, Condition, Has, Lacks, Within
from tests.benchmarks.measure import PROJECT, Figures, spread

LARGE = 100_000
RUNS = 15
FILTERS: dict[str, Condition] = {
    "genre": Has("genres", "Drama"),
    "not genre": Lacks("genres", "Horror"),
    "year": Within("year", 1990, 1999),
    "rating": Within("vote_average", 7.5),
    "language": AnyOf((Has("languages", "fr"), Has("languages", "de"))),
    "person": AnyOf(tuple(Has(field, "Tom Hanks") for field in PEOPLE)),
}


@dataclass(frozen=True, slots=True)
class Manifest:
    """Of a store without movies: only its facts are read."""

    catalogue_fingerprint: str
    state: str = "ready"


@dataclass(frozen=True, slots=True)
class FactsOnly:
    """Stands for a store whose file of facts is sound."""

    path: Path
    info: Manifest


def measure(base: Path) -> dict[str, object]:
    """Measure both sizes, and Chroma's reading of the metadata of the store in ``base``."""
    bundled = read_catalogue(str(PROJECT / "data" / "movies.csv")).movies
    results: dict[str, object] = {}
    for size in (len(bundled), LARGE):
        with TemporaryDirectory(prefix="facts-") as directory:
            results[f"{size:,}"] = _measure(Path(directory), tuple(copies(bundled, size)))
    metadata = [_milliseconds(Store.open(base).metadata) for _ in range(RUNS)]
    return {"sizes": results, "movies in Chroma": len(bundled), "metadata in Chroma ms": spread(metadata, 1)}


def copies(movies: tuple[Movie, ...], size: int) -> Iterator[Movie]:
    """The first ``size`` movies of the catalogue, repeated with numbers."""
    for number in range(size):
        copy, row = divmod(number, len(movies))
        movie = movies[row]
        yield (
            movie
            if not copy
            else replace(
                movie,
                id=f"{movie.id}#{copy}",
                title=f"{movie.title} {copy}",
                directors=tuple(f"{name} {copy}" for name in movie.directors),
                cast=tuple(f"{name} {copy}" for name in movie.cast),
            )
        )


def _measure(path: Path, movies: tuple[Movie, ...]) -> dict[str, object]:
    started = time.perf_counter()
    facts = Facts.of(movies)
    made = time.perf_counter() - started
    digest = Catalogue("copies", movies).fingerprint
    write_facts(facts, path, digest)
    store: Any = FactsOnly(path, Manifest(digest))
    texts = [question.text for question in read_questions(BUNDLED_QUESTIONS)]
    words = [[token.word for token in tokens(text)] for text in texts]
    facets = Facets(store, ())
    return {
        "made in s": round(made, 2),
        "file MiB": round((path / FACTS_FILE).stat().st_size / (1 << 20), 2),
        "first title and name ms": spread([_first(store) for _ in range(RUNS)], 2),
        "all titles and names of a question ms": _repeated(
            lambda: [_all(facets, one) for one in words], len(words)
        ),
        "filters ms": {name: _repeated(partial(facets.ids, one)) for name, one in FILTERS.items()},
    }


def _first(store: Any) -> float:
    facets = Facets(store, ())
    return _milliseconds(lambda: _all(facets, ["alien"]))


def _all(facets: Facets, words: list[str]) -> None:
    for start in range(len(words)):
        facets.titles.at(words[start:])
        facets.people_at(words[start:])


def _repeated(function: Callable[[], object], parts: int = 1) -> Figures:
    function()
    return spread([_milliseconds(function) / parts for _ in range(RUNS)], 3)


def _milliseconds(function: Callable[[], object]) -> float:
    started = time.perf_counter()
    function()
    return 1_000 * (time.perf_counter() - started)

"""Time of the words: made, opened, and searched, for the bundled catalogue and for 100,000 copies."""

import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from recommender.catalogue.reader import read_catalogue
from recommender.cli.options import BUNDLED_QUESTIONS
from recommender.evaluation.questions import read_questions
from recommender.movie import Movie
from recommender.search.candidates import MOST_BY_WORDS
from recommender.store.lexicon import Lexicon, searched_text
from recommender.store.lexicon_file import LEXICON_FILE
from recommender.words import words
from tests.benchmarks.facts import LARGE, copies
from tests.benchmarks.measure import PROJECT, spread

RUNS = 15
STATE = "0" * 64


def measure() -> dict[str, object]:
    """Measure both sizes."""
    bundled = read_catalogue(str(PROJECT / "data" / "movies.csv")).movies
    results = {}
    for size in (len(bundled), LARGE):
        with TemporaryDirectory(prefix="words-") as directory:
            results[f"{size:,}"] = _measure(Path(directory), tuple(copies(bundled, size)))
    return {"sizes": results}


def _measure(path: Path, movies: tuple[Movie, ...]) -> dict[str, object]:
    started = time.perf_counter()
    lexicon = Lexicon.of([searched_text(movie, [one.text for one in movie.texts]) for movie in movies])
    made = time.perf_counter() - started
    LEXICON_FILE.write(lexicon.columns, path, STATE)
    stems = [tuple(dict.fromkeys(words(question.text))) for question in read_questions(BUNDLED_QUESTIONS)]
    opened, searched = [], []
    for _ in range(RUNS):
        started = time.perf_counter()
        columns = LEXICON_FILE.read(path, STATE)
        assert columns is not None
        lexicon = Lexicon(columns)
        opened.append(1_000 * (time.perf_counter() - started))
    for asked in stems:
        started = time.perf_counter()
        scores = lexicon.scores(asked)
        np.argpartition(-scores, min(MOST_BY_WORDS, len(scores) - 1))
        lexicon.coverage(asked, np.arange(min(400, len(scores)), dtype=np.int32))
        searched.append(1_000 * (time.perf_counter() - started))
    return {
        "made in s": round(made, 2),
        "file MiB": round((path / LEXICON_FILE.name).stat().st_size / (1 << 20), 2),
        "open ms": spread(opened, 2),
        "question ms": spread(searched, 2),
        "slowest of twenty ms": round(float(np.percentile(searched, 95)), 2),
    }

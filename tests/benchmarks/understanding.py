"""How often each kind of question is answered right, and how long it takes to understand one.

The overviews of the catalogue are plots: asked as questions, they show how often a plot is taken for facts.
"""

import time
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from recommender.catalogue.reader import Catalogue, read_catalogue
from recommender.cli.options import BUNDLED_ASKED
from recommender.cli.terminal import progress_bar
from recommender.evaluation.asked import evaluate_asked, read_asked
from recommender.model.encoder import Encoder
from recommender.search.facets import Facets
from recommender.search.recommender import Recommender
from recommender.search.understand import understand
from recommender.store.facts import Facts
from recommender.store.facts_file import write_facts
from recommender.store.store import Store
from tests.benchmarks.facts import LARGE, FactsOnly, Manifest, copies
from tests.benchmarks.measure import PROJECT, spread


def measure(store: Path, encoder: Encoder) -> dict[str, object]:
    """Ask every question of ``data/asked.tsv``, and time the understanding of each, also at 100,000 movies."""
    questions = read_asked(BUNDLED_ASKED)
    with progress_bar() as progress:
        scores = evaluate_asked(Recommender(Store.open(store), encoder), questions, progress)
    texts = [question.text for question in questions]
    bundled = read_catalogue(str(PROJECT / "data" / "movies.csv")).movies
    milliseconds = {}
    for size in (len(bundled), LARGE):
        with TemporaryDirectory(prefix="understanding-") as directory:
            movies = tuple(copies(bundled, size))
            digest = Catalogue("copies", movies).fingerprint
            write_facts(Facts.of(movies), Path(directory), digest)
            only_facts: Any = FactsOnly(Path(directory), Manifest(digest))
            facets = Facets(only_facts, {movie.genre_key for movie in bundled})
            taken = _times(facets, texts)
            slow = round(float(np.quantile(taken, 0.95)), 2)
            milliseconds[f"{size:,}"] = {**spread(taken, 2), "slowest of twenty": slow}
    opened = Store.open(store)
    facets = Facets(opened, opened.members())
    mistaken = sum(any(one.values for one in understand(movie.overview, facets).spans) for movie in bundled)
    return {
        "kinds": [asdict(score) for score in scores],
        "milliseconds": milliseconds,
        "overviews": len(bundled),
        "taken for facts": mistaken,
    }


def _times(facets: Facets, texts: list[str]) -> list[float]:
    understand(texts[0], facets)
    taken = []
    for text in texts:
        started = time.perf_counter()
        understand(text, facets)
        taken.append(1_000 * (time.perf_counter() - started))
    return taken

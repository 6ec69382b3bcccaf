"""Retrieval quality on several sets of questions."""

from pathlib import Path

from recommender.cli.terminal import progress_bar
from recommender.evaluation.evaluate import evaluate
from recommender.evaluation.questions import read_questions
from recommender.formats import evaluation_json
from recommender.model.encoder import Encoder
from recommender.search.recommender import Recommender
from recommender.store.store import Store


def measure(sets: list[tuple[str, Path, Path]], encoder: Encoder) -> dict[str, object]:
    """Evaluate each (name, store, questions)."""
    results: dict[str, object] = {}
    for name, store, path in sets:
        recommender = Recommender(Store.open(store), encoder)
        with progress_bar() as progress:
            found = evaluate(recommender, read_questions(path), progress)
        results[f"{name}, all"] = evaluation_json(found)
    return results

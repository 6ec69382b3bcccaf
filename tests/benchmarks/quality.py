"""Retrieval quality on several sets of questions, each also on its even and odd half.

A gain on only one half is not an improvement.
"""

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
        questions = read_questions(path)
        for part, asked in (("all", questions), ("even", questions[0::2]), ("odd", questions[1::2])):
            with progress_bar() as progress:
                results[f"{name}, {part}"] = evaluation_json(evaluate(recommender, asked, progress))
    return results

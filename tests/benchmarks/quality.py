"""How well questions find their movies, on several sets of them, each with its even and odd half.

What holds on one half only is not an improvement.
"""

from pathlib import Path

from recommender.encoder import Encoder
from recommender.evaluation import evaluate, read_questions
from recommender.scoreboard import evaluation_json
from recommender.search import Recommender
from recommender.store import Store
from recommender.terminal import progress_bar


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

"""Compares ways to weigh the signals, and fits the weights that the product uses.

    python -m tests.benchmarks.fusion --questions NAME STORE FILE ... [--write]

Each set of questions is split in five; what is fitted on four fifths is measured on the last, by turns. The sets
weigh the same, however many questions they have. ``--write`` fits the linear weights on all of them and writes
``recommender/search/fusion.json``. LambdaMART needs ``pip install lightgbm``.
"""

import json
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

from recommender.cli.terminal import progress_bar
from recommender.evaluation.evaluate import bootstrap
from recommender.evaluation.questions import read_questions
from recommender.search.fusion import WEIGHTS
from recommender.search.recommender import Recommender
from tests.benchmarks.fitting import Example, examples_of, fit, rank_of_right
from tests.benchmarks.measure import PROJECT

BY_HAND = dict.fromkeys(WEIGHTS, 0.0) | {
    "plot": 1.0, "words": 1.0, "genre_fit": 10.0, "year": 1.0, "people": 1.0, "facts": 1.0, "rating": 1.0,
}  # fmt: skip
"""The weights before any were fitted."""
FITTED = ("plot", "best_sentence", "mean_sentence", "words", "coverage", "year", "votes")
"""What these sets of questions can tell. The others keep their weight: wishes for genres, people and other facts
hardly occur in them, and a rating counts only where there is no text."""
FILE = PROJECT / "recommender" / "search" / "fusion.json"
FOLDS = 5
DEPTHS = (1, 5, 10)
Ranks = NDArray[np.float64]


@click.command()
@click.option("--questions", "sets", nargs=3, multiple=True, required=True, metavar="NAME STORE FILE")
@click.option("--write", is_flag=True, help="Write the weights that are fitted on all questions.")
def main(sets: tuple[tuple[str, str, str], ...], write: bool) -> None:
    """Print a table of R@1, R@5 and R@10 for each set and each way to weigh the signals."""
    examples: dict[str, list[Example]] = {}
    for name, store, file in sets:
        recommender = Recommender.open(store)
        with progress_bar() as progress:
            examples[name] = examples_of(recommender, read_questions(Path(file)), progress)
    print("| questions | weights | R@1 | R@5 | R@10 |\n|---|---|---|---|---|")
    systems: dict[str, Callable[[], dict[str, Ranks]]] = {
        "by hand": lambda: {name: _ranks(some, BY_HAND) for name, some in examples.items()},
        "linear": lambda: _in_turns(examples, _linear),
        "LambdaMART": lambda: _in_turns(examples, _lambdamart),
    }
    for system, ranks_of in systems.items():
        for name, ranks in ranks_of().items():
            cells = [bootstrap((ranks < depth).astype(np.float64)) for depth in DEPTHS]
            shown = " | ".join(f"{one.value:.3f} ({one.low:.2f}–{one.high:.2f})" for one in cells)
            print(f"| {name} ({len(ranks)}) | {system} | {shown} |")
    for name, some in examples.items():
        found = np.mean([example.right is not None for example in some])
        print(f"{name}: the right movie is among the candidates for {found:.3f}")
    if write:
        weights = fit(_all(examples), FITTED, BY_HAND, _importance(examples))
        FILE.write_text(json.dumps(_described(weights, sets), indent=2) + "\n", encoding="utf-8")


def _described(weights: dict[str, float], sets: Sequence[tuple[str, str, str]]) -> dict[str, object]:
    return {
        "fitted": f"{datetime.now(UTC):%Y-%m-%d}",
        "on": [f"{name}: {Path(file).name}" for name, _, file in sets],
        "by": "python -m tests.benchmarks.fusion " + " ".join(sys.argv[1:]),
        "not fitted": [name for name in weights if name not in FITTED],
        "weights": {name: round(weight, 3) for name, weight in weights.items()},
    }


def _all(examples: dict[str, list[Example]]) -> list[Example]:
    return [example for some in examples.values() for example in some]


def _importance(examples: dict[str, list[Example]]) -> list[float]:
    return [1 / len(some) for some in examples.values() for _ in some]


def _ranks(examples: Sequence[Example], weights: dict[str, float]) -> Ranks:
    return np.array([rank_of_right(example, weights) for example in examples])


def _in_turns(
    examples: dict[str, list[Example]],
    ranks_after: Callable[[dict[str, list[Example]], dict[str, list[Example]]], dict[str, Ranks]],
) -> dict[str, Ranks]:
    """The ranks of each set, from what was fitted on the other folds of all sets."""
    ranks = {name: np.zeros(len(some)) for name, some in examples.items()}
    for fold in range(FOLDS):
        rest = {
            name: [e for at, e in enumerate(some) if at % FOLDS != fold] for name, some in examples.items()
        }
        kept = {name: some[fold::FOLDS] for name, some in examples.items()}
        for name, found in ranks_after(rest, kept).items():
            ranks[name][fold::FOLDS] = found
    return ranks


def _linear(rest: dict[str, list[Example]], kept: dict[str, list[Example]]) -> dict[str, Ranks]:
    weights = fit(_all(rest), FITTED, BY_HAND, _importance(rest))
    return {name: _ranks(some, weights) for name, some in kept.items()}


def _lambdamart(rest: dict[str, list[Example]], kept: dict[str, list[Example]]) -> dict[str, Ranks]:
    """Gradient-boosted trees (Burges, 2010), by LightGBM with its defaults but for small leaves."""
    import lightgbm

    known = [
        (one, share)
        for one, share in zip(_all(rest), _importance(rest), strict=True)
        if one.right is not None
    ]
    labels = [np.arange(len(one.ids)) == one.right for one, _ in known]
    model = lightgbm.LGBMRanker(n_estimators=200, learning_rate=0.05, num_leaves=15, verbose=-1)
    model.fit(
        np.concatenate([one.features for one, _ in known]),
        np.concatenate(labels).astype(int),
        group=[len(one.ids) for one, _ in known],
        sample_weight=np.concatenate([np.full(len(one.ids), share * 1_000) for one, share in known]),
    )

    def rank(example: Example) -> float:
        if example.right is None:
            return np.inf
        total = model.booster_.predict(example.features)
        return float((total > total[example.right]).sum())

    return {name: np.array([rank(one) for one in some]) for name, some in kept.items()}


if __name__ == "__main__":
    main()

"""Fits the weights of the signals to questions whose right answer is known."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.evaluation.questions import Question
from recommender.progress import Progress
from recommender.search.recommender import Recommender
from recommender.search.result import LIMIT, SearchOptions
from recommender.search.signals import SIGNALS
from recommender.search.target import Candidates, Target
from recommender.vectors import Scores

SHRINKAGE = 1e-3
"""The weight of the squared weights in what is minimised."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question with its candidates: what each of k signals adds for each of n movies, before weights."""

    ids: tuple[str, ...]
    features: NDArray[np.float32]
    """(n, k), in the order of ``SIGNALS``."""
    right: int | None
    """The place of the right movie; ``None`` when it is no candidate."""


def examples_of(
    recommender: Recommender, questions: Sequence[Question], progress: Progress = lambda *_: None
) -> list[Example]:
    """The candidates of each question that names its movie, found as a search finds them."""
    made = []
    snapshot = recommender.snapshot
    for done, question in enumerate(questions):
        progress("Finding candidates", done, len(questions))
        understood = snapshot.understand(question.text)
        resolved = snapshot.resolve(understood, recommender.embed([understood.request]), LIMIT)
        found, _, _ = snapshot.finder.find(resolved.wanted, resolved.scope, SearchOptions(), LIMIT)
        columns = contributions(resolved.wanted, found)
        right = found.ids.index(question.id) if question.id in found.ids else None
        made.append(Example(found.ids, np.stack(columns, axis=1), right))
    return made


def fit(
    examples: Sequence[Example],
    fitted: Sequence[str],
    start: dict[str, float],
    importance: Sequence[float] | None = None,
) -> dict[str, float]:
    """The weights with which the right movies become most likely: a softmax over each question's candidates.

    The conditional logit model (McFadden, 1974), also ListNet's top-one loss (Cao et al., ICML 2007). Only
    the signals in ``fitted`` change; the others keep the weight they have in ``start``. Only
    ``mean_sentence`` may count against a movie: it corrects what ``best_sentence`` adds for one that is a
    little like everything. ``importance`` weighs the examples. Those without the right movie are left out.
    """
    from scipy.optimize import minimize

    names = [signal.name for signal in SIGNALS]
    chosen = np.array([names.index(name) for name in fitted])
    known = [index for index, example in enumerate(examples) if example.right is not None]
    features = np.concatenate([examples[index].features for index in known]).astype(np.float64)
    starts = np.cumsum([0, *(len(examples[index].ids) for index in known)])[:-1]
    right = starts + [examples[index].right for index in known]
    share = np.ones(len(known)) if importance is None else np.asarray(importance, dtype=np.float64)[known]
    share = share / share.sum()
    fixed = np.array([0.0 if name in fitted else start[name] for name in names])
    offset, columns = features @ fixed, features[:, chosen]
    group = np.repeat(np.arange(len(known)), np.diff([*starts, len(features)]))

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        total = offset + columns @ weights
        total -= np.maximum.reduceat(total, starts)[group]
        odds = np.exp(total)
        sums = np.add.reduceat(odds, starts)
        missing = float(share @ (np.log(sums) - total[right]))
        likely = odds / sums[group] * share[group]
        gradient = likely @ columns - share @ columns[right]
        return missing + SHRINKAGE * float(weights @ weights), gradient + 2 * SHRINKAGE * weights

    found = minimize(
        loss,
        np.array([start[name] for name in fitted]),
        jac=True,
        method="L-BFGS-B",
        bounds=[(None if name == "mean_sentence" else 0, None) for name in fitted],
    )
    return {**start, **dict(zip(fitted, map(float, found.x), strict=True))}


def rank_of_right(example: Example, weights: dict[str, float]) -> float:
    """How many movies are before the right one; infinite when it is no candidate."""
    if example.right is None:
        return np.inf
    total = example.features @ np.array([weights[signal.name] for signal in SIGNALS], dtype=np.float32)
    return float((total > total[example.right]).sum())


def contributions(target: Target, candidates: Candidates) -> list[Scores]:
    """What every signal adds to the totals of n candidates (n), before its weight."""
    found = [(signal, signal.scores(target, candidates)) for signal in SIGNALS]
    silent = np.zeros(len(candidates.rows), dtype=np.float32)
    return [silent if scores is None else signal.ranking(target, scores) for signal, scores in found]

"""Weighs the signals: one total for each candidate.

The total is linear, so that every answer can be explained. ``fusion.json`` holds the weights, and says what
they were fitted on, when, and by which command.
"""

import json
from collections.abc import Mapping
from importlib.resources import files

import numpy as np

from recommender.search.result import SearchOptions
from recommender.search.signals import SIGNALS
from recommender.search.target import Candidates, Target
from recommender.vectors import Scores

FUSION_FILE = files("recommender.search") / "fusion.json"
WEIGHTS: Mapping[str, float] = json.loads(FUSION_FILE.read_text(encoding="utf-8"))["weights"]
"""The weight of each signal, by name."""


def weights_of(options: SearchOptions) -> Mapping[str, float]:
    """The weight of every signal; raises ``ValueError`` for an unknown signal."""
    if unknown := options.weights.keys() - WEIGHTS.keys():
        raise ValueError(f"there is no signal {min(unknown)}; the signals are {', '.join(WEIGHTS)}")
    return {**WEIGHTS, **options.weights}


def score(
    target: Target, candidates: Candidates, options: SearchOptions
) -> tuple[Scores, dict[str, Scores | None]]:
    """How well n candidates fit: one total each (n) to rank by, and the scores of every signal by name.

    A signal with weight 0 is not computed.
    """
    weights = weights_of(options)
    total = np.zeros(len(candidates.rows), dtype=np.float32)
    scores: dict[str, Scores | None] = {}
    for signal in SIGNALS:
        found = signal.scores(target, candidates) if weights[signal.name] else None
        if found is not None:
            total = total + weights[signal.name] * signal.ranking(target, found)
        scores[signal.name] = found
    return total, scores

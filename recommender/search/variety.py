"""Reorders movies so that near repeats of a better answer come later, but only behind its equals.

The rule: a movie may go in front of a better one only while their scores differ by less than ``EQUALS``. So
what fits clearly better always stays before what fits worse.
"""

import numpy as np

from recommender.vectors import Scores, Vectors

EQUALS = 0.5
"""The largest difference of two totals that counts as none, in their unit: see ``fusion.py``.

The weights are those of a softmax, so this much more makes a movie 1.6 times as likely to be the one meant.
"""


def diversify(scores: Scores, vectors: Vectors, variety: float, equals: float = EQUALS) -> list[int]:
    """All indices (n), best first, with movies similar to an earlier one moved behind their equals.

    Maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998) among the movies whose score is at most
    ``equals`` below the best that is left: each next choice maximises (1 - variety) x score - variety x
    greatest cosine to those chosen, with the scores scaled to 0..1 within ``equals``. The rows of ``vectors``
    (n, d) have unit length. ``variety`` 0 gives the order of the scores.
    """
    nearest = np.zeros(len(scores), dtype=np.float32)
    remaining = sorted(range(len(scores)), key=lambda index: -float(scores[index]))
    chosen: list[int] = []
    while remaining:
        best = scores[remaining[0]]
        level = [index for index in remaining if best - scores[index] < equals]
        gains = [
            (1 - variety) * (1 - (best - scores[index]) / equals) - variety * nearest[index]
            for index in level
        ]
        chosen.append(level[int(np.argmax(gains))])
        remaining.remove(chosen[-1])
        nearest = np.maximum(nearest, vectors @ vectors[chosen[-1]])
    return chosen

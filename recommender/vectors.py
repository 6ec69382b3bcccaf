"""The array types of this package, and operations on them."""

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.int64]


Vectors = NDArray[np.float32]
"""One vector (d,), or n vectors as rows (n, d)."""


Scores = NDArray[np.float32]
"""One score for each candidate (n,)."""


def normalised(vectors: Vectors) -> Vectors:
    """``vectors`` (n, d) with every row scaled to unit length; zero rows stay zero."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths > 0, lengths, 1), dtype=np.float32)


def group_means(vectors: Vectors, groups: Indices, count: int) -> Vectors:
    """Unit-length means (count, d) of the rows of ``vectors`` (n, d), one for each of ``count`` groups."""
    sums = np.zeros((count, vectors.shape[1]), dtype=np.float64)
    np.add.at(sums, groups, vectors)
    return normalised(sums.astype(np.float32))


def standardised(scores: Scores) -> Scores:
    """``scores`` scaled to mean 0 and standard deviation 1; all 0 when they are equal."""
    spread = float(scores.std()) if len(scores) else 0.0
    # Rounding alone gives equal float32 scores a spread of a ten-millionth of their size.
    if spread <= 1e-6 * float(np.abs(scores).max(initial=1.0)):
        return np.zeros(len(scores), dtype=np.float32)
    return np.asarray((scores - scores.mean()) / spread, dtype=np.float32)

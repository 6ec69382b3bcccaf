"""The array types that the layers hand each other."""

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""One vector (d,) or a row each (n, d)."""
Scores = NDArray[np.float32]
"""A number for each candidate (n,)."""

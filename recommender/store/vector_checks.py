"""Checks of the vectors of a collection and of their index, and how checks report what they find."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from recommender.errors import Remedy
from recommender.progress import Progress
from recommender.store.schema import HNSW
from recommender.text import clean_text
from recommender.vectors import Vectors

TOLERANCE = 1e-5
"""How far a norm, a number of a centroid or a cosine may be off: float32 rounding and a margin."""


# A group of rows can be disconnected from the rest of the index: its rows find only each other. Such a row
# can be linked to twice ``max_neighbors`` others, so that many results would not reveal it.
_NEIGHBOURS = 3 * HNSW["max_neighbors"]
_LOOKED_UP_AT_ONCE = 100
Search = Callable[[Vectors, int], list[list[tuple[str, float]]]]
"""The ids and cosines of at most so many rows for each of n vectors, best first."""


class Report:
    """Reports findings and progress as messages, each at once."""

    def __init__(self, tell: Callable[[Mapping[str, Any]], None]) -> None:
        """``tell`` receives the messages."""
        self._tell = tell

    def found(self, problem: str, remedy: Remedy) -> None:
        """Report a problem and what mends it."""
        self._tell({"problem": clean_text(problem), "remedy": remedy})

    def damaged(self, problem: str) -> None:
        """Report a problem that a rebuild mends."""
        self.found(problem, Remedy.REBUILD)

    def about(self, rows: str, what: str, ids: Iterable[str]) -> None:
        """Report a problem of the ``rows`` (movies, passages) with these ids, if any."""
        listed = sorted(ids)
        if listed:
            self.damaged(f"{len(listed):,} {rows} {what}: {some(listed)}")

    def counts(self, rows: str, manifest: int, counted: int, read: int) -> None:
        """Report numbers of ``rows`` that differ."""
        if len({manifest, counted, read}) > 1:
            self.damaged(
                f"the manifest says {manifest:,} {rows}, SQLite counts {counted:,} and {read:,} are read"
            )

    def progress(self, what: str, done: int, total: int) -> None:
        """Report progress."""
        self._tell({"progress": (what, done, total)})

    def finished(self) -> None:
        """Report the end of the checks."""
        self._tell({"finished": True})


def some(ids: Iterable[str]) -> str:
    """The first three ids, and whether there are more."""
    listed = sorted(ids)
    return ", ".join(listed[:3]) + (" ..." if len(listed) > 3 else "")


def not_of_unit_length(ids: list[str], vectors: Vectors) -> list[str]:
    """The ids of rows whose vector, of ``vectors`` (n, dimension), is not of unit length."""
    norms = np.linalg.norm(vectors.astype(np.float64), axis=1)
    # Negated so that it also finds NaN, which compares false.
    return [ids[index] for index in np.flatnonzero(~(np.abs(norms - 1) < TOLERANCE))]


def not_found(search: Search, ids: list[str], vectors: Vectors, what: str, progress: Progress) -> list[str]:
    """The ids of rows that the index does not find by their vector, of ``vectors`` (n, dimension).

    Each vector must find its row, or one with the same vector, and enough rows in all. ``what`` names the
    work for ``progress``.
    """
    lost: list[str] = []
    limit = min(_NEIGHBOURS, len(ids))
    usable = np.flatnonzero(np.isfinite(vectors).all(axis=1))
    for start in range(0, len(usable), _LOOKED_UP_AT_ONCE):
        progress(what, start, len(usable))
        page = usable[start : start + _LOOKED_UP_AT_ONCE]
        for row, found in zip(page, search(vectors[page], limit), strict=True):
            similarity = dict(found)
            least = min(similarity.values(), default=0.0)
            if len(found) < limit or not similarity.get(ids[row], least) > 1 - TOLERANCE:
                lost.append(ids[row])
    progress(what, len(usable), len(usable))
    return lost

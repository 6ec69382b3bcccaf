"""Reads the rows of a Chroma collection, in pages: SQLite cannot return 100,000 at once."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from typing import Any

import numpy as np

from recommender.vectors import Vectors


def all_rows(
    collection: Any, page: int, include: list[str], where: dict[str, Any] | None = None
) -> Iterator[Any]:
    """Every row, or every row that matches ``where``."""
    for offset in count(step=page):
        rows = collection.get(where=where, include=include, limit=page, offset=offset)
        if rows["ids"]:
            yield rows
        if len(rows["ids"]) < page:
            return


def rows_with(collection: Any, page: int, include: list[str], ids: Sequence[str]) -> Iterator[Any]:
    """The rows with these ids; unknown ids are left out."""
    return (collection.get(ids=some, include=include) for some in id_pages(ids, page))


def id_pages(ids: Sequence[str], page: int) -> Iterator[list[str]]:
    """``ids`` in lists that Chroma accepts."""
    for start in range(0, len(ids), page):
        yield list(ids[start : start + page])


def vectors_in(pages: Iterable[Any], dimension: int) -> tuple[list[str], Vectors]:
    """The ids and the vectors (n, dimension) in some pages of rows."""
    found: list[str] = []
    blocks: list[Vectors] = [np.zeros((0, dimension), dtype=np.float32)]
    for rows in pages:
        if rows["ids"]:
            found += rows["ids"]
            blocks.append(np.asarray(rows["embeddings"], dtype=np.float32))
    return found, np.concatenate(blocks)


def nearest(
    collection: Any, vectors: Vectors, limit: int, where: dict[str, Any] | None = None
) -> list[list[tuple[str, float]]]:
    """At most ``limit`` rows for each of n vectors (n, dimension): ids and cosines, best first."""
    rows = collection.query(query_embeddings=vectors, n_results=limit, where=where, include=["distances"])
    return [
        [(id_, 1.0 - distance) for id_, distance in zip(ids, distances, strict=True)]
        for ids, distances in zip(rows["ids"], rows["distances"], strict=True)
    ]

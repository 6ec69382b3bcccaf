"""The passages of a store: pieces of text about its movies, each with a vector.

They are in a collection of their own, which exists only while there are any.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from recommender.store.chroma_errors import row_errors
from recommender.store.chroma_files import index_is_cut_short
from recommender.store.rows import all_rows, id_pages, nearest, rows_with, vectors_in
from recommender.store.schema import HNSW, Passage, kind_order
from recommender.vectors import Vectors

_MOVIES_AT_ONCE = 1_000


class Passages:
    """Reads the passages of an open store."""

    def __init__(self, collection: Any | None, path: Path, page: int, dimension: int) -> None:
        """``collection`` is Chroma's, guarded; ``None`` for a store without passages."""
        self.collection = collection
        self._path = path
        self._page = page
        self._dimension = dimension

    def search(self, vectors: Vectors, limit: int) -> list[list[tuple[str, float]]]:
        """At most ``limit`` passages for each of n vectors (n, dimension): ids and cosines, best first."""
        if self.collection is None:
            return [[] for _ in vectors]
        return nearest(self.collection, vectors, limit)

    def of(self, movie_ids: Sequence[str]) -> dict[str, list[Passage]]:
        """The passages of these movies, by movie, in order; movies without any are left out."""
        found: dict[str, list[Passage]] = {}
        for rows in self._about(movie_ids, ["metadatas", "documents"]):
            for passage in self._passages_in(rows):
                found.setdefault(passage.movie, []).append(passage)
        for passages in found.values():
            passages.sort(key=_place)
        return found

    def all(self) -> Iterator[list[Passage]]:
        """All passages, in pages."""
        return map(self._passages_in, self._all(["metadatas", "documents"]))

    def contents(self) -> dict[str, str]:
        """The text of every passage, by id."""
        return {
            id_: text
            for rows in self._all(["documents"])
            for id_, text in zip(rows["ids"], rows["documents"], strict=True)
        }

    def vectors(self, ids: Sequence[str] | None = None) -> tuple[list[str], Vectors]:
        """Ids and vectors (n, dimension) of the given passages or of all, in the same order."""
        include = ["embeddings"]
        if ids is None:
            pages = self._all(include)
        elif self.collection is None:
            pages = iter(())
        else:
            pages = rows_with(self.collection, self._page, include, ids)
        return vectors_in(pages, self._dimension)

    def with_vectors(self, movie_ids: Sequence[str]) -> tuple[list[Passage], Vectors]:
        """The n passages of these movies and their vectors (n, dimension), in the same order."""
        pages = list(self._about(movie_ids, ["metadatas", "documents", "embeddings"]))
        passages = [passage for rows in pages for passage in self._passages_in(rows)]
        return passages, vectors_in(pages, self._dimension)[1]

    def index_is_cut_short(self) -> bool:
        """Whether the index is truncated: see ``chroma_files.index_is_cut_short``."""
        return self.collection is not None and index_is_cut_short(
            self._path, str(self.collection.id), self._dimension, HNSW["max_neighbors"]
        )

    def _all(self, include: list[str], where: dict[str, Any] | None = None) -> Iterator[Any]:
        if self.collection is None:
            return iter(())
        return all_rows(self.collection, self._page, include, where)

    def _about(self, movie_ids: Sequence[str], include: list[str]) -> Iterator[Any]:
        for some in id_pages(movie_ids, _MOVIES_AT_ONCE):
            yield from self._all(include, {"movie": {"$in": some}})

    def _passages_in(self, rows: Any) -> list[Passage]:
        with row_errors(self._path):
            return [
                Passage(id_, str(metadata["movie"]), str(metadata["kind"]), str(text))
                for id_, metadata, text in zip(rows["ids"], rows["metadatas"], rows["documents"], strict=True)
            ]


def _place(passage: Passage) -> tuple[tuple[int, str], int]:
    """Where a passage stands among those of its movie; the end of its id is its number."""
    number = passage.id.rpartition("-")[2]
    return kind_order(passage.kind), int(number) if number.isdecimal() else 0

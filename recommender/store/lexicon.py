"""The words of all movies of a store, and which movies have each: BM25 over the whole catalogue."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from recommender.movie import Movie
from recommender.store.columns import array_column, numbers_of, texts_column
from recommender.vectors import Scores
from recommender.words import words

if TYPE_CHECKING:
    import pyarrow as pa

Rows = NDArray[np.int32]
_REMEMBERED = 10_000
"""How many words' places are cached."""
_LATEST = 8
"""How many questions' scores are cached: finding candidates and ranking them need the same."""


def searched_text(movie: Movie, further: Iterable[str] = ()) -> str:
    """The text of a movie that words are looked up in: title, genres, people, overview and further texts."""
    return " ".join((movie.title, *movie.genres, *movie.directors, *movie.cast, movie.overview, *further))


class Lexicon:
    """The words of n movies: row r belongs to movie r, in the order of the ids.

    Lucene's BM25 (Kamphuis et al., ECIR 2020) with the scores of every word computed in advance, by bm25s
    (https://bm25s.github.io). Immutable; threads may share it.
    """

    def __init__(self, columns: "pa.RecordBatch") -> None:
        """Use ``of`` or ``lexicon_file.read_lexicon``."""
        self.columns = columns
        self._words: pa.StringArray = columns.column("words")[0].values
        self._starts = self._numbers("starts")
        self._rows = self._numbers("rows")
        self._scores = self._numbers("scores")
        self._count: int = columns.column("count")[0].as_py()
        self._slice = lru_cache(_REMEMBERED)(self._find)
        self.scores = lru_cache(_LATEST)(self._bm25)
        """The BM25 score of each movie (n) for a question's stems; each stem should come once."""

    @classmethod
    def of(cls, texts: Sequence[str]) -> "Lexicon":
        """The words of n texts."""
        import bm25s
        import pyarrow as pa

        index = bm25s.BM25()
        documents = [list(words(text)) for text in texts]
        known = sorted({word for document in documents for word in document})
        starts, rows, scores = [0], [np.zeros(0, np.int32)], [np.zeros(0, np.float32)]
        if known:
            index.index(documents, show_progress=False)
            made = index.scores
            for word in known:
                position = index.vocab_dict[word]
                here = slice(made["indptr"][position], made["indptr"][position + 1])
                order = np.argsort(made["indices"][here])
                rows.append(made["indices"][here][order])
                scores.append(made["data"][here][order])
                starts.append(starts[-1] + len(order))
        columns = {
            "words": texts_column(known),
            "starts": array_column(np.array(starts)),
            "rows": array_column(np.concatenate(rows)),
            "scores": array_column(np.concatenate(scores)),
        }
        # One row, because the columns have different lengths.
        lists = {name: pa.ListArray.from_arrays([0, len(column)], column) for name, column in columns.items()}
        return cls(pa.record_batch(lists | {"count": array_column(np.array([len(texts)]))}))

    def __len__(self) -> int:
        """The number of movies."""
        return self._count

    def __eq__(self, other: object) -> bool:
        """Whether all words and scores are equal."""
        return isinstance(other, Lexicon) and bool(self.columns.equals(other.columns))

    __hash__ = None  # type: ignore[assignment]

    def movies_with(self, word: str) -> Rows:
        """The rows of the movies that have a stem, ascending."""
        rows: Rows = self._rows[self._slice(word)]
        return rows

    def _bm25(self, stems: tuple[str, ...]) -> Scores:
        total = np.zeros(self._count, dtype=np.float32)
        for stem in stems:
            here = self._slice(stem)
            total[self._rows[here]] += self._scores[here]
        total.flags.writeable = False
        return total

    def rarity(self, word: str) -> float:
        """The inverse document frequency of a stem: how much it tells which movie is meant."""
        movies = len(self.movies_with(word))
        return float(np.log1p((self._count - movies + 0.5) / (movies + 0.5)))

    def coverage(self, stems: Sequence[str], rows: Rows) -> Scores:
        """The share of a question's stems, weighted by rarity, that each movie of ``rows`` (m) has (m).

        Stems that no movie has do not count.
        """
        found, whole = np.zeros(len(rows), dtype=np.float32), 0.0
        for stem in stems:
            have = self.movies_with(stem)
            if len(have):
                rarity = self.rarity(stem)
                places = np.minimum(np.searchsorted(have, rows), len(have) - 1)
                found += rarity * (have[places] == rows)
                whole += rarity
        return np.asarray(found / (whole or 1.0), dtype=np.float32)

    def movies_with_all(self, stems: Iterable[str]) -> Rows:
        """The rows of the movies that have every stem, ascending; none for no stem."""
        lists = sorted((self.movies_with(stem) for stem in stems), key=len)
        if not lists:
            return np.zeros(0, np.int32)
        common = lists[0]
        for other in lists[1:]:
            common = np.intersect1d(common, other, assume_unique=True)
        return common

    def _find(self, word: str) -> slice:
        position = bisect_left(range(len(self._words)), word, key=self._word)
        if position == len(self._words) or self._word(position) != word:
            return slice(0, 0)
        return slice(int(self._starts[position]), int(self._starts[position + 1]))

    def _word(self, position: int) -> str:
        return str(self._words[position])

    def _numbers(self, name: str) -> NDArray[Any]:
        return numbers_of(self.columns.column(name)[0].values)

"""The facts of all movies of a store, in columns, and the indexes of their titles and names.

Chroma needs seconds to read the metadata of a large store. ``facts_file.py`` keeps the facts in one file that
is ready in milliseconds.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from recommender.movie import Movie
from recommender.store.columns import labels_column, lists_column, numbers_column, numbers_of, texts_column
from recommender.store.phrases import Phrases
from recommender.store.word_indexes import make_indexes
from recommender.vectors import Indices

if TYPE_CHECKING:
    import pyarrow as pa

Mask = NDArray[np.bool_]
_NUMBERS = {
    "year": "int64",
    "vote_average": "float64",
    "vote_count": "int64",
    "popularity": "float64",
    "runtime": "int64",
}
_LABELS = ("genre_key",)
_TEXTS = ("id", "title", "imdb_id", "tmdb_id")
_LISTS = {"genres": "genres", "languages": "languages", "director": "directors", "cast": "cast"}
"""The lists by the names of their fields in the store."""


@dataclass(frozen=True, slots=True)
class MovieFacts:
    """What is known about one movie besides its overview."""

    id: str
    title: str
    year: int | None
    genres: tuple[str, ...]
    directors: tuple[str, ...]
    cast: tuple[str, ...]
    vote_average: float | None
    vote_count: int | None
    popularity: float | None
    runtime: int | None
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lists:
    """A column of lists: every value of every movie."""

    names: "pa.StringArray"
    """All values that occur, sorted."""
    rows: Indices
    """(n,), ascending: the movie that has the value."""
    values: Indices
    """(n,): the position of the value in ``names``."""

    def rows_of(self, name: str) -> Indices:
        """The movies that have this value."""
        position = bisect_left(range(len(self.names)), name, key=self.name)
        known = position < len(self.names) and self.name(position) == name
        return self.rows[self.values == position] if known else self.rows[:0]

    def name(self, position: int) -> str:
        """One of ``names``."""
        return str(self.names[position])


class Facts:
    """The facts of n movies: row r of each column belongs to movie r, in the order of the ids.

    Immutable; threads may share it. What is slow to compute is computed at its first use.
    """

    def __init__(self, columns: "pa.RecordBatch") -> None:
        """Use ``of`` or ``facts_file.read_facts``."""
        self.columns = columns

    @classmethod
    def of(cls, movies: Iterable[Movie]) -> "Facts":
        """The facts of these movies.

        Raises ``TypeError``, ``ValueError`` or ``AttributeError`` for a value of a wrong type.
        """
        import pyarrow as pa

        rows = sorted(movies, key=lambda movie: movie.id)
        people = [(*movie.directors, *movie.cast) for movie in rows]

        def values(field: str) -> list[Any]:
            return [getattr(movie, field) for movie in rows]

        columns: dict[str, Any] = {
            **{field: texts_column(values(field)) for field in _TEXTS},
            **{field: numbers_column(values(field), kind) for field, kind in _NUMBERS.items()},
            **{field: labels_column(values(field)) for field in _LABELS},
            "genres": lists_column(values("genres")),
            "languages": lists_column(values("languages")),
            "people": lists_column(people),
            # Directors and actors share one column, so that each name is stored once.
            "directors": numbers_column([len(movie.directors) for movie in rows], "int32"),
        }
        names = columns["people"].values.dictionary.to_pylist()
        indexes = make_indexes(rows, names)
        parts = {key: data for name, index in indexes.items() for key, data in index.to_bytes(name).items()}
        parts["movies of person"] = _movies_of(people, names)
        schema = pa.schema([(name, column.type) for name, column in columns.items()], metadata=parts)
        return cls(pa.record_batch(list(columns.values()), schema=schema))

    def __len__(self) -> int:
        return int(self.columns.num_rows)

    def __eq__(self, other: object) -> bool:
        """Whether all columns and indexes are equal."""
        return isinstance(other, Facts) and bool(self.columns.equals(other.columns, check_metadata=True))

    __hash__ = None  # type: ignore[assignment]

    @cached_property
    def ids(self) -> list[str]:
        """The id of each movie."""
        return self.all("id")

    @cached_property
    def row_of(self) -> Mapping[str, int]:
        """The row of each movie, by id."""
        return {id_: row for row, id_ in enumerate(self.ids)}

    def all(self, field: str) -> list[Any]:
        """A column of single values (n), as Python has them; ``None`` where unknown."""
        found: list[Any] = self.columns.column(field).to_pylist()
        return found

    def value(self, field: str, row: int) -> Any:
        """One value of a column."""
        return self.columns.column(field)[row].as_py()

    def numbers(self, field: str) -> NDArray[np.float64]:
        """A column of numbers (n,); NaN where unknown."""
        return numbers_of(self.columns.column(field)).astype(np.float64)

    def labels(self, field: str) -> tuple[list[str], Indices]:
        """All values of a column, sorted, and the position of each movie's value (n,); -1 where unknown."""
        column = self.columns.column(field)
        positions = np.nan_to_num(numbers_of(column.indices), nan=-1)
        return column.dictionary.to_pylist(), positions.astype(np.int64)

    def lists(self, field: str) -> Lists:
        """A column of lists, by its name in the store."""
        found: Lists = getattr(self, _LISTS[field])
        return found

    def are_in(self, field: str, values: Collection[str | int]) -> Mask:
        """Whether the movies have one of these values (n,), in a column without lists."""
        if field in _NUMBERS:
            return np.isin(self.numbers(field), list(values))
        if field in _LABELS:
            names, positions = self.labels(field)
            # Position -1, an unknown value, is the last.
            return np.array([*(name in values for name in names), False])[positions]
        return np.array([text in values for text in self.all(field)], dtype=np.bool_)

    def have(self, field: str) -> Mask:
        """Whether the movies have any value in a column (n,)."""
        if field in _LISTS:
            return np.isin(np.arange(len(self)), self.lists(field).rows)
        if field in _NUMBERS:
            return ~np.isnan(self.numbers(field))
        if field in _LABELS:
            return self.labels(field)[1] >= 0
        return np.array([text is not None for text in self.all(field)], dtype=np.bool_)

    @cached_property
    def genres(self) -> Lists:
        """The genres of the movies."""
        return self._lists("genres")

    @cached_property
    def languages(self) -> Lists:
        """The languages of the movies."""
        return self._lists("languages")

    @cached_property
    def people(self) -> Lists:
        """The directors and actors of the movies; the position of a name is the number of the person."""
        return self._lists("people")

    @cached_property
    def directors(self) -> Lists:
        """The directors of the movies."""
        return self._people(self._directs)

    @cached_property
    def cast(self) -> Lists:
        """The actors of the movies."""
        return self._people(~self._directs)

    def movies_of(self, person: int) -> int:
        """The number of movies of the person with this number."""
        return int(self._movies_of[person])

    def movie(self, row: int) -> MovieFacts:
        """The facts of one movie."""
        people = self.value("people", row)
        directors = self.value("directors", row)
        fields = ("id", "title", *_NUMBERS)
        return MovieFacts(
            **{field: self.value(field, row) for field in fields},
            genres=tuple(self.value("genres", row)),
            languages=tuple(self.value("languages", row)),
            directors=tuple(people[:directors]),
            cast=tuple(people[directors:]),
        )

    @cached_property
    def title_forms(self) -> Phrases:
        """The words of the titles, with and without an article, and their rows."""
        return self._index("titles")

    @cached_property
    def joined_titles(self) -> Phrases:
        """The same forms without spaces, and their rows: Spider-Man is spiderman."""
        return self._index("joined titles")

    @cached_property
    def names(self) -> Phrases:
        """The words of the names of people, and their numbers."""
        return self._index("names")

    @cached_property
    def name_words(self) -> Phrases:
        """The first and the last word of each name, and the numbers of the people."""
        return self._index("name words")

    @cached_property
    def ordinary(self) -> Phrases:
        """The words of names and the titles of one word that are in an overview in small letters."""
        return self._index("ordinary")

    @cached_property
    def mentioned(self) -> Phrases:
        """The words of names and the titles of one word that are in an overview in any letters."""
        return self._index("mentioned")

    def _index(self, name: str) -> Phrases:
        return Phrases.from_bytes(self._parts, name)

    @cached_property
    def _parts(self) -> Mapping[bytes, bytes]:
        parts: Mapping[bytes, bytes] = self.columns.schema.metadata
        return parts

    @cached_property
    def _movies_of(self) -> Indices:
        return np.frombuffer(self._parts[b"movies of person"], dtype="<i4").astype(np.int64)

    def _lists(self, field: str) -> Lists:
        column = self.columns.column(field)
        rows = np.repeat(np.arange(len(self)), np.diff(numbers_of(column.offsets)))
        values = numbers_of(column.values.indices).astype(np.int64)
        return Lists(column.values.dictionary, rows, values)

    @cached_property
    def _directs(self) -> Mask:
        """Whether each value of ``people`` is a director: they come first in each movie."""
        starts = numbers_of(self.columns.column("people").offsets)
        rows = self.people.rows
        place = np.arange(len(rows)) - starts[rows]
        return np.asarray(place < numbers_of(self.columns.column("directors"))[rows])

    def _people(self, chosen: Mask) -> Lists:
        return Lists(self.people.names, self.people.rows[chosen], self.people.values[chosen])


def _movies_of(people: Iterable[Iterable[str]], names: Sequence[str]) -> bytes:
    """The number of movies of each person."""
    counts = dict.fromkeys(names, 0)
    for row in people:
        for name in set(row):
            counts[name] += 1
    return np.array(list(counts.values()), dtype="<i4").tobytes()

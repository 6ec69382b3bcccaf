"""The ids of the movies of a catalogue, and new ids for movies without one."""

from recommender.movie import Movie
from recommender.text import slug

_Called = tuple[str, int | None, int]


class Ids:
    """The ids given so far."""

    def __init__(self) -> None:
        """No id is given yet."""
        self._called: dict[str, _Called] = {}
        self._slugged: set[_Called] = set()
        self._numbers: dict[str, int] = {}
        """The last number used for each slug, so that a repeated slug does not count from 1 again."""

    def __contains__(self, identifier: str) -> bool:
        return identifier in self._called

    def add(self, movie: Movie) -> None:
        """Record a movie's id."""
        self._called[movie.id] = _called(movie)

    def free_slug(self, movie: Movie) -> str | None:
        """A new id for a movie without one; ``None`` when the same movie has an id already.

        Two are the same if they have the same title and year, and, without a year, the same overview.
        """
        called = _called(movie)
        if called in self._slugged:
            return None
        stem = slug(movie.title, movie.year)
        number = self._numbers.get(stem, 1)
        while (candidate := stem if number == 1 else f"{stem}-{number}") in self._called:
            if self._called[candidate] == called:
                return None
            number += 1
        self._numbers[stem] = number
        self._slugged.add(called)
        return candidate


def _called(movie: Movie) -> _Called:
    return movie.title.casefold(), movie.year, 0 if movie.year else hash(movie.overview.casefold())

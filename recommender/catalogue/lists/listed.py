"""What a list of movies says about one movie, and what else a row of it can be."""

from collections.abc import Iterable
from dataclasses import dataclass

LONGEST_TITLE = 500


@dataclass(frozen=True, slots=True)
class Name:
    """A title and year that a row may mean."""

    title: str
    year: int | None


@dataclass(frozen=True, slots=True)
class Listed:
    """One movie as a file names it; ``title`` repeats the id if the file gives nothing else."""

    title: str
    year: int | None
    imdb_id: str | None
    line: int
    tmdb_id: str | None = None
    others: tuple[Name, ...] = ()
    """What else the row may be called, in the order to try: "Airport 1975" may be "Airport" of 1975."""
    done: bool | None = None
    """Whether it is ticked, or watched; ``None`` where the file does not say."""
    wanted: bool = False
    """Whether a remark or a heading says that it is still to be watched."""
    episode: bool = False
    """Whether it is an episode of a series unless a movie has this very title."""

    @property
    def names(self) -> tuple[Name, ...]:
        """All that the row may be called, in the order to try."""
        return (Name(self.title, self.year), *self.others)


@dataclass(frozen=True, slots=True)
class NotFilm:
    """A row that is no movie."""

    kind: str
    """What it is, in the plural: ``series``, ``people``."""


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A row with nothing but a web address that does not say which movie it is."""

    address: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A row that cannot be read."""

    reason: str


Entry = Listed | NotFilm | Unresolved | Unreadable


def distinct(names: Iterable[Name]) -> tuple[Name, ...]:
    """The names that have a title of a usable length, each once."""
    return tuple(dict.fromkeys(name for name in names if 0 < len(name.title) <= LONGEST_TITLE))

"""Compares a store with a catalogue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from recommender.movie import Movie
from recommender.store.schema import Passage, movie_of


@dataclass(frozen=True, slots=True)
class Changes:
    """What has to change in a store so that it matches a catalogue."""

    added: list[Movie]
    new_text: list[Movie]
    """Movies stored with a different overview, so with a different vector."""
    new_facts: list[Movie]
    """Movies stored with the same overview and different facts."""
    removed: list[str]
    """Ids of stored movies that the catalogue lacks."""
    new_passages: list[Passage]
    """Passages that are not stored, or with a different text."""
    stale_passages: list[str]
    """Ids of stored passages that the catalogue lacks, or that have a different text there."""
    only_passages: int
    """How many stored movies differ in nothing but their passages."""

    @property
    def changed(self) -> int:
        """How many stored movies differ from the catalogue."""
        return len(self.new_text) + len(self.new_facts) + self.only_passages

    @property
    def of_movies(self) -> bool:
        """Whether anything but passages differs."""
        return bool(self.added or self.new_text or self.new_facts or self.removed)

    @property
    def new_texts(self) -> list[str]:
        """The overviews and passages that need a vector."""
        overviews = [movie.overview for movie in self.added + self.new_text]
        return overviews + [passage.text for passage in self.new_passages]

    def __bool__(self) -> bool:
        """Whether the store differs from the catalogue."""
        return self.of_movies or bool(self.new_passages or self.stale_passages)


@dataclass(frozen=True, slots=True)
class Stored:
    """The contents of a store."""

    movies: Mapping[str, tuple[str, str]]
    """Content hash and overview of each movie: see ``Store.contents``."""
    passages: Mapping[str, str]
    """The text of each passage."""


def compare(stored: Stored, movies: Sequence[Movie], passages: Sequence[Passage]) -> Changes:
    """Compare ``movies`` and their ``passages`` with the contents of a store."""
    present = [movie for movie in movies if movie.id in stored.movies]
    changed = [movie for movie in present if stored.movies[movie.id][0] != movie.content_hash]
    new_passages = [one for one in passages if stored.passages.get(one.id) != one.text]
    replaced = {one.id for one in new_passages}.intersection(stored.passages)
    stale = sorted(replaced | (stored.passages.keys() - {one.id for one in passages}))
    touched = {one.movie for one in new_passages} | set(map(movie_of, stale))
    return Changes(
        added=[movie for movie in movies if movie.id not in stored.movies],
        new_text=[movie for movie in changed if stored.movies[movie.id][1] != movie.overview],
        new_facts=[movie for movie in changed if stored.movies[movie.id][1] == movie.overview],
        removed=sorted(stored.movies.keys() - {movie.id for movie in movies}),
        new_passages=new_passages,
        stale_passages=stale,
        only_passages=len(touched & {movie.id for movie in present} - {movie.id for movie in changed}),
    )

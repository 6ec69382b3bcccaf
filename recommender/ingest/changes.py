"""Compares a store with a catalogue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from recommender.movie import Movie


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

    @property
    def changed(self) -> int:
        """How many stored movies differ from the catalogue."""
        return len(self.new_text) + len(self.new_facts)

    def __bool__(self) -> bool:
        """Whether the store differs from the catalogue."""
        return bool(self.added or self.changed or self.removed)


def compare(stored: Mapping[str, tuple[str, str]], movies: Sequence[Movie]) -> Changes:
    """Compare ``movies`` with ``stored``, content hash and overview by id: see ``Store.contents``."""
    present = [movie for movie in movies if movie.id in stored]
    changed = [movie for movie in present if stored[movie.id][0] != movie.content_hash]
    return Changes(
        added=[movie for movie in movies if movie.id not in stored],
        new_text=[movie for movie in changed if stored[movie.id][1] != movie.overview],
        new_facts=[movie for movie in changed if stored[movie.id][1] == movie.overview],
        removed=sorted(stored.keys() - {movie.id for movie in movies}),
    )

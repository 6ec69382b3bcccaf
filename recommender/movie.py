"""A movie, its further texts, and the names of its genres."""

import hashlib
import json
from dataclasses import dataclass, fields

GENRE_SEPARATOR = "|"
LABEL_SEPARATOR = " · "
TEXT_KINDS = ("gist", "tagline", "logline", "keywords", "plot")
"""The kinds of further texts that a catalogue may have, in their order."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text about a movie besides its overview; ``kind`` is a word, such as one of ``TEXT_KINDS``."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Movie:
    """One movie of a catalogue; ``None`` and empty tuples mean unknown.

    ``original_language`` is the first language that the source names, and ``other_languages`` are those after
    it, as ``parse_languages`` reads them. ``runtime`` is in minutes, ``vote_average`` between 0 and 10, and
    ``popularity`` is whatever the source measures, at least 0. A movie read from a store has no ``texts``:
    the store keeps them as passages.
    """

    id: str
    title: str
    overview: str
    genres: tuple[str, ...]
    year: int | None = None
    vote_average: float | None = None
    runtime: int | None = None
    original_language: str | None = None
    directors: tuple[str, ...] = ()
    cast: tuple[str, ...] = ()
    tmdb_id: str | None = None
    imdb_id: str | None = None
    vote_count: int | None = None
    popularity: float | None = None
    texts: tuple[Text, ...] = ()
    other_languages: tuple[str, ...] = ()

    @property
    def languages(self) -> tuple[str, ...]:
        """All languages, the original one first."""
        return (self.original_language, *self.other_languages) if self.original_language else ()

    @property
    def genre_key(self) -> str:
        """The genres in alphabetical order, so that the order in the source does not matter."""
        return GENRE_SEPARATOR.join(sorted(self.genres))

    @property
    def content_hash(self) -> str:
        """A digest of every field but the texts, so that a later ingest recognises an unchanged movie."""
        content = {field.name: getattr(self, field.name) for field in fields(self) if field.name != "texts"}
        line = json.dumps(content, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(line.encode("utf-8", "surrogatepass")).hexdigest()[:32]

    @property
    def heading(self) -> str:
        """Title and year: ``Alien (1979)``."""
        return heading(self.title, self.year)


def heading(title: str, year: int | None) -> str:
    """``Alien (1979)``, or the title alone."""
    return f"{title} ({year})" if year is not None else title


def genre_key_text(genre_key: str) -> str:
    """A genre key as readable text: ``Action, Adventure, Science Fiction``."""
    return genre_key.replace(GENRE_SEPARATOR, ", ")

"""The values that the stored movies have, and finds the value that a typed text names."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from recommender.errors import InvalidQueryError
from recommender.movie import GENRE_SEPARATOR
from recommender.search.titles import TitleIndex
from recommender.store.store import Store
from recommender.text import clean_text

PEOPLE = ("director", "cast")
_LEAST_LIKENESS = 55
"""Similarity, 0 to 100, that a name needs to be suggested."""
_LONGEST_NAME = 300


class Facets:
    """Genres, languages, people and titles of an open store; each is read at its first use."""

    def __init__(self, store: Store, genre_keys: Iterable[str]) -> None:
        """``genre_keys`` are the genre keys of the store's clusters."""
        self._store = store
        self.genres = sorted({genre for key in genre_keys for genre in key.split(GENRE_SEPARATOR)})

    @cached_property
    def rows(self) -> Mapping[str, Mapping[str, Any]]:
        """Everything stored about each movie except its vector and overview, by id."""
        return self._store.metadata()

    @cached_property
    def titles(self) -> TitleIndex:
        """The movies by title."""
        return TitleIndex(self.rows)

    @cached_property
    def languages(self) -> list[str]:
        """The languages as the catalogue writes them, usually as codes."""
        return sorted({row["original_language"] for row in self.rows.values() if "original_language" in row})

    @cached_property
    def people(self) -> list[str]:
        """Directors and actors."""
        return sorted({name for row in self.rows.values() for field in PEOPLE for name in row.get(field, ())})

    def genre(self, text: str) -> str:
        """The genre that ``text`` names; raises ``InvalidQueryError`` if none matches."""
        return _find(text, {genre: genre for genre in self.genres}, "genre")

    def language(self, text: str) -> str:
        """The language, by its code or its English name; raises like ``genre``."""
        wanted = text.strip().casefold()
        same = [code for code in self.languages if code.casefold() == wanted]
        names = self._language_names or {code: code for code in self.languages}
        return same[0] if same else _find(text, names, "language")

    def person(self, text: str) -> str:
        """The director or actor; raises like ``genre``."""
        return _find(text, {name: name for name in self.people}, "person")

    def unknown(self, *fields: str) -> int:
        """How many movies have no value in any of these fields."""
        return sum(all(row.get(field) is None for field in fields) for row in self.rows.values())

    @cached_property
    def _language_names(self) -> dict[str, str]:
        from babel import Locale

        names: Mapping[str, str] = Locale("en").languages
        return {names[code]: code for code in self.languages if code in names}


def _find(text: str, known: Mapping[str, str], what: str) -> str:
    """The value in ``known`` whose name equals ``text``, ignoring case and extra spaces."""
    wanted = " ".join(text.split()).casefold()
    for name, value in known.items():
        if name.casefold() == wanted:
            return value
    from rapidfuzz import fuzz, process, utils

    text = clean_text(text)[:_LONGEST_NAME]
    near = process.extract(
        text,
        list(known),
        scorer=fuzz.WRatio,
        processor=utils.default_process,
        limit=3,
        score_cutoff=_LEAST_LIKENESS,
    )
    if near:
        hint = f"did you mean {', '.join(name for name, _, _ in near)}?"
    elif known:
        hint = f"known values are {', '.join(list(known)[:8])}{' and others' if len(known) > 8 else ''}"
    else:
        hint = "no stored movie has one, so leave it out"
    raise InvalidQueryError(f"there is no {what} {text!r} in the store; {hint}")

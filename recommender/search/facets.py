"""The values that the stored movies have, and finds the value that a typed text names."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import islice

import numpy as np

from recommender.catalogue.cells.languages import parse_languages
from recommender.errors import InvalidQueryError
from recommender.movie import GENRE_SEPARATOR
from recommender.search.titles import TitleIndex
from recommender.spelling import tokens
from recommender.store.facts import Facts, Mask, MovieFacts
from recommender.store.facts_file import open_facts
from recommender.store.matching import matching
from recommender.store.store import Store
from recommender.store.where import Condition
from recommender.text import clean_text

PEOPLE = ("director", "cast")
_LEAST_LIKENESS = 55
"""Similarity, 0 to 100, that a name needs to be suggested."""
_LONGEST_NAME = 300
_LEAST_SPELT_LIKE = 84
"""Similarity, 0 to 100, of a misspelt surname to the one that is meant."""
_LEAST_FULLY_LIKE = 86
"""The same for a full name."""
_CLEARLY = 4
"""How much more similar the name that is meant must be than the next."""


class Facets:
    """Genres, languages, people and titles of an open store; each is read at its first use."""

    def __init__(self, store: Store, genre_keys: Iterable[str]) -> None:
        """``genre_keys`` are the genre keys of the store's clusters."""
        self._store = store
        self.genres = sorted({genre for key in genre_keys for genre in key.split(GENRE_SEPARATOR)})

    @cached_property
    def facts(self) -> Facts:
        """The facts of all movies."""
        return open_facts(self._store)

    @cached_property
    def titles(self) -> TitleIndex:
        """The movies by title."""
        return TitleIndex(self.facts)

    @cached_property
    def languages(self) -> list[str]:
        """The languages of the movies: codes, and the names of unknown languages."""
        codes: list[str] = self.facts.languages.names.to_pylist()
        return codes

    @cached_property
    def people(self) -> list[str]:
        """Directors and actors."""
        names: list[str] = self.facts.people.names.to_pylist()
        return names

    def meet(self, condition: Condition) -> Mask:
        """Whether each movie matches (n,), in the order of the facts."""
        return matching(condition, self.facts)

    def ids(self, condition: Condition) -> frozenset[str]:
        """The ids of the movies that match."""
        rows = np.flatnonzero(self.meet(condition))
        return frozenset(map(self.facts.ids.__getitem__, rows.tolist()))

    def genre(self, text: str) -> str:
        """The genre that ``text`` names; raises ``InvalidQueryError`` if none matches."""
        return _find(text, {genre: genre for genre in self.genres}, "genre")

    def language(self, text: str) -> str:
        """The language, as ``parse_languages`` reads it; raises like ``genre``."""
        meant = parse_languages(text)
        wanted = {text.strip().casefold(), *(meant if len(meant) == 1 else ())}
        same = [code for code in self.languages if code.casefold() in wanted]
        names = self._language_names or {code: code for code in self.languages}
        return same[0] if same else _find(text, names, "language")

    def person(self, text: str) -> str:
        """The director or actor; raises like ``genre``."""
        same = self.facts.names.get(" ".join(token.word for token in tokens(text[:_LONGEST_NAME])))
        if len(same) == 1:
            return self.facts.people.name(same[0])
        return _find(text, {name: name for name in self.people}, "person")

    def unknown(self, *fields: str) -> int:
        """How many movies have no value in any of these fields."""
        return len(self.facts) - int(np.any([self.facts.have(field) for field in fields], axis=0).sum())

    def people_at(self, words: Sequence[str]) -> list[tuple[int, list[str]]]:
        """The names that ``words``, spelt as ``tokens`` does, begin with, longest first.

        Each with the number of its words; several names may differ only in their spelling.
        """
        name_of = self.facts.people.name
        found = self.facts.names.begins(" ".join(words))
        return [(len(name.split()), list(map(name_of, same))) for name, same in found.items()]

    def people_starting_with(self, text: str, limit: int = 50) -> list[str]:
        """The names that start with ``text``, ignoring case, in alphabetical order."""
        beginning = text.casefold()
        return list(islice((name for name in self.people if name.casefold().startswith(beginning)), limit))

    def languages_starting_with(self, text: str) -> list[str]:
        """The English names of the languages that start with ``text``, and the codes that do."""
        beginning = text.casefold()
        known = [*self._language_names, *self.languages]
        return [name for name in known if name.casefold().startswith(beginning)]

    def people_with(self, word: str) -> list[tuple[str, int]]:
        """The people whose first or last name is ``word``, with their number of movies, most movies first."""
        numbers = self.facts.name_words.get(word)
        found = [(self.facts.people.name(number), self.facts.movies_of(number)) for number in numbers]
        return sorted(found, key=lambda person: (-person[1], person[0]))

    def person_spelt_like(self, name: str) -> str | None:
        """The person with almost this name: a full name, or a first or last name, spelt as ``tokens`` does.

        ``None`` if several or none have one. The first two letters must be right.
        """
        from rapidfuzz import fuzz, process

        whole = " " in name
        names = self.facts.names if whole else self.facts.name_words
        near = process.extract(
            name,
            names.starting(name[:2]),
            scorer=fuzz.ratio,
            score_cutoff=_LEAST_FULLY_LIKE if whole else _LEAST_SPELT_LIKE,
            limit=2,
        )
        if not near or (len(near) > 1 and near[0][1] - near[1][1] < (_CLEARLY if whole else 1)):
            return None
        found = [(self.people[number], self.facts.movies_of(number)) for number in names.get(near[0][0])]
        best = sorted(found, key=lambda person: -person[1])
        return best[0][0] if len(best) == 1 or best[0][1] > best[1][1] else None

    def language_name(self, code: str) -> str:
        """The English name of a language, or its code."""
        return next((name for name, known in self._language_names.items() if known == code), code)

    def films_of(self, person: str) -> list[tuple[str, int | None]]:
        """The ids and years of the movies that the person directed or acts in; none for an unknown name."""
        rows = np.unique(self.facts.people.rows_of(person)).tolist()
        return [(self.facts.value("id", row), self.facts.value("year", row)) for row in rows]

    def is_ordinary(self, word: str) -> bool:
        """Whether a word of a name, or a title of one word, is in an overview in small letters."""
        return word in self.facts.ordinary

    def is_mentioned(self, word: str) -> bool:
        """Whether a word of a name, or a title of one word, is in an overview, in small letters or not."""
        return word in self.facts.mentioned

    def movie(self, id_: str) -> MovieFacts:
        """The facts of a movie. Raises ``KeyError`` for an unknown id."""
        return self.facts.movie(self.facts.row_of[id_])

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

"""Finds the stored movie that a typed title means.

A wrong movie is worse than an error that names the likely ones. So the index guesses only when one movie is
clearly meant.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from heapq import nsmallest
from itertools import islice

from recommender.errors import InvalidQueryError
from recommender.movie import heading
from recommender.search.outside_ids import OutsideIds
from recommender.search.series import DIVIDER, sequels_in, series_of, tails_in
from recommender.spelling import at_the_start, stem, words_of
from recommender.store.facts import Facts
from recommender.text import clean_text

_YEAR_BEHIND = re.compile(r"(.*[^\s(\[])[\s(\[]+((?:18|19|20)\d\d)[)\]]?\s*", re.DOTALL)
_SHORTEST_BEGINNING = 13
"""Letters. A shorter start of a title may be another title, which the store does not hold."""
_SHORTEST_MISSPELT = 3
"""Letters. In a shorter word, one wrong letter makes another word."""
_LETTERS_PER_MISTAKE = 6
_MOST_MISTAKES = 2
_LONGEST_TITLE = 300
_LONGEST_HEAD, _SHORTEST_TAIL = 6, 2
"""Words."""
_MOST_HEADED = 40


class TitleIndex:
    """The titles of a store."""

    def __init__(self, facts: Facts) -> None:
        """Does not read anything yet."""
        self._facts = facts

    def find(self, text: str) -> str:
        """The id of the movie that ``text`` means: an id, or a title with or without its year.

        These make no difference: capitals, accents, punctuation, "&" for "and", "II" for "2", and an article
        that is missing or at the end. A small misspelling or the start of a long title is accepted when one
        movie is clearly meant. Otherwise raises ``InvalidQueryError``, which names the movies to choose from.
        """
        text = text.strip()[:_LONGEST_TITLE]
        title, year = _split_year(text)
        by_id = [text] if text in self._facts.row_of else []
        found = list(dict.fromkeys([*by_id, *self._called(text, title, year)]))
        if len(found) > 1:
            raise InvalidQueryError(self._several(text, found))
        found = found or self._guessed(text, title, year)
        if len(found) == 1:
            return found[0]
        near = self.suggestions(title)
        hint = f"did you mean {' or '.join(near)}?" if near else "no title is similar"
        raise InvalidQueryError(f"there is no movie called {_quoted(text)} in the store; {hint}")

    def guess(self, text: str) -> str | None:
        """Like ``find``, but ``None`` where that raises."""
        text = text.strip()[:_LONGEST_TITLE]
        title, year = _split_year(text)
        found = self._called(text, title, year) or self._guessed(text, title, year)
        return found[0] if len(found) == 1 else None

    def suggestions(self, text: str, limit: int = 3) -> list[str]:
        """The headings (``Alien (1979)``) of the titles most similar to ``text``, most similar first.

        First titles that start with it, then by the share of common letters, then by common words.
        """
        from rapidfuzz import fuzz, process

        title, _ = _split_year(text.strip()[:_LONGEST_TITLE])
        query = " ".join(stem(words_of(title)))
        forms = self._forms.keys()
        near = sorted((form for form in forms if f"{form} ".startswith(f"{query} ")), key=len)
        for scorer, cutoff in ((fuzz.ratio, 60), (fuzz.token_set_ratio, 80)):
            like = process.extract(query, forms, scorer=scorer, score_cutoff=cutoff, limit=limit)
            near += [form for form, *_ in like]
        ids = dict.fromkeys(id_ for form in near for id_ in self._forms[form])
        return [self.heading(id_) for id_ in islice(ids, limit)]

    def at(self, words: Sequence[str]) -> list[tuple[int, list[str]]]:
        """The titles that ``words``, spelt as ``tokens`` does, begin with, longest first.

        Each with the number of its words, and the ids of the movies with this title, with or without article.
        """
        found: dict[str, list[int]] = {}
        for first in at_the_start(words[0]) if words else []:
            found |= self._facts.title_forms.begins(" ".join([first, *words[1:]]))
        longest = sorted(found.items(), key=lambda item: -item[0].count(" "))
        return [(len(form.split()), self._ids(rows)) for form, rows in longest]

    def headed(self, words: Sequence[str]) -> list[tuple[int, list[str]]]:
        """The movies whose titles have a colon or dash behind the words that ``words`` begin with.

        "Borat" means "Borat: Cultural Learnings". Like ``at``.
        """
        found = []
        for length in range(min(len(words), _LONGEST_HEAD), 0, -1):
            forms = self._facts.title_forms.that_begin(" ".join(words[:length]))
            rows = sorted({row for numbers in forms.values() for row in numbers})[:_MOST_HEADED]
            heads = {row: DIVIDER.split(self._facts.value("title", row))[0] for row in rows}
            same = [row for row, head in heads.items() if stem(words_of(head)) == stem(list(words[:length]))]
            if same and not self._facts.title_forms.get(" ".join(words[:length])):
                found.append((length, self._ids(same)))
        return found

    def tailed(self, words: Sequence[str]) -> list[tuple[int, list[str]]]:
        """The movies with a colon, a dash or "and the" before the words that ``words`` begin with.

        "Temple of Doom" means "Indiana Jones and the Temple of Doom". Like ``at``.
        """
        spelt = stem(list(words))
        skipped = len(words) - len(spelt)
        lengths = range(len(spelt), _SHORTEST_TAIL - 1, -1)
        tails = ((length, self._tails.get(" ".join(spelt[:length]), [])) for length in lengths)
        return [(length + skipped, self._ids(rows)) for length, rows in tails if len(rows) == 1]

    def series(self, id_: str) -> list[str]:
        """The ids of the other movies of its series, oldest first: see ``series.py``."""
        return self._ids(series_of(self._facts, self._facts.row_of[id_]))

    @cached_property
    def sequels(self) -> frozenset[str]:
        """The ids of the movies that have an older movie in their series."""
        return frozenset(self._ids(sequels_in(self._facts)))

    def starting_with(self, text: str, limit: int = 50) -> list[str]:
        """The headings that start with ``text``, ignoring case, in alphabetical order."""
        beginning = text.casefold()
        headings = map(heading, self._facts.all("title"), self._facts.all("year"))
        return nsmallest(limit, {clean_text(h) for h in headings if h.casefold().startswith(beginning)})

    def same(self, title: str, year: int | None) -> list[str]:
        """The ids of the movies that a row of a list means; several only for equal titles.

        The year must be equal, or off by one if no movie has the same: sites disagree about films that
        opened at a festival. A missing year, in the row or the movie, does not exclude a movie.
        """
        words = words_of(title[:_LONGEST_TITLE])
        found = self._titled(words)
        if year is None:
            return found
        found = [*found, *self._titled(stem(words))]
        for accepted in ({year}, {year - 1, year + 1}, {None}):
            if chosen := [id_ for id_ in dict.fromkeys(found) if self.year(id_) in accepted]:
                return chosen
        return []

    @cached_property
    def outside(self) -> OutsideIds:
        """The ids of the movies at IMDb and TMDB."""
        return OutsideIds(self._facts)

    @cached_property
    def _tails(self) -> Mapping[str, list[int]]:
        return tails_in(self._facts)

    @cached_property
    def _forms(self) -> dict[str, list[str]]:
        """The words of every title, with and without its article, and the ids of the movies with it."""
        forms = self._facts.title_forms.that_begin().items()
        return {form: self._ids(rows) for form, rows in sorted(forms, key=lambda item: item[1])}

    @cached_property
    def _vocabulary(self) -> frozenset[str]:
        return frozenset(word for form in self._forms for word in form.split())

    def _called(self, text: str, title: str, year: int | None) -> list[str]:
        """The ids of the movies with the title ``text``, or with this title and year.

        If any are written exactly like ``text``, only those.
        """
        found = self._titled(words_of(text))
        dated = [id_ for id_ in self._titled(words_of(title)) if self.year(id_) == year] if year else []
        wanted = text.casefold()
        exact = [
            id_
            for id_ in [*found, *dated]
            if wanted in (self._title(id_).casefold(), heading(self._title(id_), self.year(id_)).casefold())
        ]
        return exact or found or dated

    def _titled(self, words: list[str]) -> list[str]:
        """The ids of the movies with this title; if any match including the article, only those."""
        letters = "".join(words)
        found = self._ids(self._facts.joined_titles.get(letters))
        exact = [id_ for id_ in found if "".join(words_of(self._title(id_))) == letters]
        return exact or found

    def _guessed(self, text: str, title: str, year: int | None) -> list[str]:
        """The ids of what ``title`` and ``year`` may mean, or else all of ``text``: "Blade Runner 2049"."""
        found = self._guess(title, year)
        return found if found or year is None else self._guess(text, None)

    def _guess(self, title: str, year: int | None) -> list[str]:
        """The ids of titles that ``title`` may start or misspell, limited to ``year`` if given."""
        words = words_of(title)
        meant = self._begun(words, year) or self._misspelt(words, year)
        return list(dict.fromkeys(id_ for ids in meant.values() for id_ in ids))

    def _begun(self, words: list[str], year: int | None) -> dict[str, list[str]]:
        """The titles that start with these words and have no further number.

        The name of a series (the part before a colon or a dash) matches nothing, unless it ends in a number
        or the year is known: ``Thor`` may be a movie itself, even if the store has only
        ``Thor: The Dark World``.
        """
        core = stem(words)
        if len(core) < 2 or not (core[-1].isdecimal() or len("".join(core)) >= _SHORTEST_BEGINNING):
            return {}
        forms = self._of_year(self._facts.title_forms.that_begin(" ".join(words)), year)
        found = {form: ids for form, ids in forms.items() if _numbers(form.split()) == _numbers(words)}
        if words[-1].isdecimal() or year is not None:
            return found
        titles = [self._title(id_) for ids in found.values() for id_ in ids]
        heads = [title[: mark.start()] for title in titles for mark in DIVIDER.finditer(title)]
        return {} if core in [stem(words_of(head)) for head in heads] else found

    def _misspelt(self, words: list[str], year: int | None) -> dict[str, list[str]]:
        """The titles that differ by a few letters, only in typed words that no title of the store has.

        The first letter must be right, with or without an article.
        """
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        query = " ".join(words)
        mistakes = min(_MOST_MISTAKES, len(" ".join(stem(words))) // _LETTERS_PER_MISTAKE)
        initials = {word[:1] for word in (*words[:1], *stem(words)[:1])}
        forms = [form for letter in sorted(initials) for form in self._facts.title_forms.starting(letter)]
        like = process.extract(query, forms, scorer=OSA.distance, score_cutoff=mistakes, limit=None)
        slips = {form for form, *_ in like if self._is_slip(words, form.split())}
        return self._of_year({form: self._facts.title_forms.get(form) for form in sorted(slips)}, year)

    def _of_year(self, forms: Mapping[str, list[int]], year: int | None) -> dict[str, list[str]]:
        """The ids of the movies with these titles, of one year if it is given."""
        found = {form: self._ids(rows) for form, rows in forms.items()}
        kept = {
            form: [id_ for id_ in ids if year is None or self.year(id_) == year]
            for form, ids in found.items()
        }
        return {form: ids for form, ids in kept.items() if ids}

    def _is_slip(self, typed: list[str], meant: list[str]) -> bool:
        """Whether every differing word looks like a typing mistake and not like another word.

        ``Aliens`` is a different word from ``Alien``.
        """
        singular = {word.rstrip("s") for word in meant}
        return _numbers(typed) == _numbers(meant) and all(
            word not in self._vocabulary
            and len(word) >= _SHORTEST_MISSPELT
            and word.rstrip("s") not in singular
            and any(word[0] == other[0] for other in meant)
            for word in typed
            if word not in meant
        )

    def _ids(self, rows: Iterable[int]) -> list[str]:
        return [self._facts.value("id", row) for row in rows]

    def _title(self, id_: str) -> str:
        return str(self._facts.value("title", self._facts.row_of[id_]))

    def year(self, id_: str) -> int | None:
        """The year of the movie with this id."""
        year: int | None = self._facts.value("year", self._facts.row_of[id_])
        return year

    def heading(self, id_: str) -> str:
        """The title and year of the movie with this id: ``Alien (1979)``."""
        return clean_text(heading(self._title(id_), self.year(id_)))

    def _several(self, text: str, ids: list[str]) -> str:
        headings = [self.heading(id_) for id_ in ids]
        told_apart = len(set(headings)) == len(ids) and None not in map(self.year, ids)
        names = headings if told_apart else [f"{self.heading(id_)} with id {clean_text(id_)}" for id_ in ids]
        advice = "add the year" if told_apart else "give the id instead"
        return f"several movies are called {_quoted(text)}: {', '.join(names)}; {advice}"


def _quoted(text: str) -> str:
    return f"'{clean_text(text)[:80]}'"


def _split_year(text: str) -> tuple[str, int | None]:
    """A title and the year after it, with or without brackets: ``("Dune", 1984)`` for ``Dune 1984``."""
    match = _YEAR_BEHIND.fullmatch(text)
    return (match[1], int(match[2])) if match else (text, None)


def _numbers(words: list[str]) -> list[str]:
    return re.findall(r"\d+", " ".join(words))

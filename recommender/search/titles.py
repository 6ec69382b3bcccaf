"""Finds the stored movie that a typed title means.

A wrong movie is worse than an error that names the likely ones. So the index guesses only when one movie is
clearly meant.
"""

import re
from collections.abc import Mapping
from functools import cached_property
from heapq import nsmallest
from itertools import islice
from typing import Any

from recommender.errors import InvalidQueryError
from recommender.movie import heading
from recommender.text import clean_text, slug

_ARTICLES = frozenset({"a", "an", "the"})
_ARTICLE_BEHIND = re.compile(
    r"(.+),\s*(the|an?|l['’]|l[aeo]s?|il|gli|el|der|die|das)\s*", re.IGNORECASE | re.DOTALL
)
"""``Matrix, The``, as sorted lists write it, in the languages that are most common in such lists."""
_YEAR_BEHIND = re.compile(r"(.*[^\s(\[])[\s(\[]+((?:18|19|20)\d\d)[)\]]?\s*", re.DOTALL)
_NO_WORD = re.compile(r"[\W_]*")
_FRANCHISE = re.compile(r"\s*:\s|\s[-–—]\s")
_SPELLINGS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "¢": "c"}
    | {"²": " 2", "³": " 3", "½": " 1/2", "⅓": " 1/3", "⅔": " 2/3", "¼": " 1/4", "¾": " 3/4"}
)
"""Letters that Unicode does not decompose, and numbers that it joins to the previous word."""
_NUMERALS = ("ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")  # "I" is more often a person
_NUMBER_WORDS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
_ROMAN = {numeral: str(number) for number, numeral in enumerate(_NUMERALS, 2)}
_WRITTEN_OUT = {word: str(number) for number, word in enumerate(_NUMBER_WORDS, 1)}
_RESPELT = frozenset({"and", *_ROMAN, *_WRITTEN_OUT})
_SHORTEST_BEGINNING = 13
"""Letters. A shorter start of a title may be another title, which the store does not hold."""
_SHORTEST_MISSPELT = 3
"""Letters. In a shorter word, one wrong letter makes another word."""
_LETTERS_PER_MISTAKE = 6
_MOST_MISTAKES = 2
_LONGEST_TITLE = 300


class TitleIndex:
    """The titles of a store. Each lookup table is built once, at its first use."""

    def __init__(self, rows: Mapping[str, Mapping[str, Any]]) -> None:
        """``rows`` are the movies as stored: id -> ``title`` and, where known, ``year`` and ``imdb_id``."""
        self._rows = rows

    def find(self, text: str) -> str:
        """The id of the movie that ``text`` means: an id, or a title with or without its year.

        These make no difference: capitals, accents, punctuation, "&" for "and", "II" for "2", and an article
        that is missing or at the end. A small misspelling or the start of a long title is accepted when one
        movie is clearly meant. Otherwise raises ``InvalidQueryError``, which names the movies to choose from.
        """
        text = text.strip()[:_LONGEST_TITLE]
        title, year = _split_year(text)
        by_id = [text] if text in self._rows else []
        found = list(dict.fromkeys([*by_id, *(self._literally(text) or self._titled(_words(text)))]))
        if not found and year is not None:
            found = [id_ for id_ in self._titled(_words(title)) if self._year(id_) == year]
        if len(found) > 1:
            raise InvalidQueryError(self._several(text, found))
        found = found or self._guess(title, year) or self._guess(text, None)
        if len(found) == 1:
            return found[0]
        near = self.suggestions(title)
        hint = f"did you mean {' or '.join(near)}?" if near else "no title is similar"
        raise InvalidQueryError(f"there is no movie called {_quoted(text)} in the store; {hint}")

    def suggestions(self, text: str, limit: int = 3) -> list[str]:
        """The headings (``Alien (1979)``) of the titles most similar to ``text``, most similar first.

        First titles that start with it, then by the share of common letters, then by common words.
        """
        from rapidfuzz import fuzz, process

        title, _ = _split_year(text.strip()[:_LONGEST_TITLE])
        query = " ".join(_stem(_words(title)))
        forms = self._forms.keys()
        near = sorted((form for form in forms if f"{form} ".startswith(f"{query} ")), key=len)
        for scorer, cutoff in ((fuzz.ratio, 60), (fuzz.token_set_ratio, 80)):
            like = process.extract(query, forms, scorer=scorer, score_cutoff=cutoff, limit=limit)
            near += [form for form, *_ in like]
        ids = dict.fromkeys(id_ for form in near for id_ in self._forms[form])
        return [self.heading(id_) for id_ in islice(ids, limit)]

    def starting_with(self, text: str, limit: int = 50) -> list[str]:
        """The headings that start with ``text``, ignoring case, in alphabetical order."""
        beginning = text.casefold()
        headings = (_heading(row) for row in self._rows.values())
        return nsmallest(limit, {clean_text(h) for h in headings if h.casefold().startswith(beginning)})

    def same(self, title: str, year: int | None) -> list[str]:
        """The ids of the movies that a row of a list means; several only for equal titles.

        The year must be equal, or off by one if no movie has the same: sites disagree about films that
        opened at a festival. A missing year, in the row or the movie, does not exclude a movie.
        """
        words = _words(title[:_LONGEST_TITLE])
        found = self._titled(words)
        if year is None:
            return found
        found = [*found, *self._titled(_stem(words))]
        for accepted in ({year}, {year - 1, year + 1}, {None}):
            if chosen := [id_ for id_ in dict.fromkeys(found) if self._year(id_) in accepted]:
                return chosen
        return []

    def with_imdb_id(self, imdb_id: str) -> str | None:
        """The id of the movie with this IMDb id (``tt0083658``), or ``None``."""
        return self._imdb_ids.get(imdb_id)

    @cached_property
    def _imdb_ids(self) -> dict[str, str]:
        return {row["imdb_id"]: id_ for id_, row in self._rows.items() if row.get("imdb_id")}

    @cached_property
    def _forms(self) -> dict[str, list[str]]:
        """The words of every title, with and without its article, and the ids of the movies with it."""
        forms: dict[str, list[str]] = {}
        for id_, row in self._rows.items():
            words = _words(row["title"])
            for form in {" ".join(words), " ".join(_stem(words))}:
                forms.setdefault(form, []).append(id_)
        return forms

    @cached_property
    def _letters(self) -> dict[str, list[str]]:
        """The same, without spaces: ``Spider-Man`` is ``Spiderman``."""
        letters: dict[str, list[str]] = {}
        for form, ids in self._forms.items():
            letters.setdefault(form.replace(" ", ""), []).extend(ids)
        return letters

    @cached_property
    def _vocabulary(self) -> frozenset[str]:
        return frozenset(word for form in self._forms for word in form.split())

    def _literally(self, text: str) -> list[str]:
        """The ids of the movies with exactly this title or heading; faster than to build the index."""
        text = text.casefold()
        return [
            id_
            for id_, row in self._rows.items()
            if text in (row["title"].casefold(), _heading(row).casefold())
        ]

    def _titled(self, words: list[str]) -> list[str]:
        """The ids of the movies with this title; if any match including the article, only those."""
        letters = "".join(words)
        found = list(dict.fromkeys(self._letters.get(letters, [])))
        exact = [id_ for id_ in found if "".join(_words(self._rows[id_]["title"])) == letters]
        return exact or found

    def _guess(self, title: str, year: int | None) -> list[str]:
        """The ids of titles that ``title`` may start or misspell, limited to ``year`` if given."""
        forms = self._forms
        if year is not None:
            of_year = {id_ for id_, row in self._rows.items() if row.get("year") == year}
            forms = {form: kept for form, ids in forms.items() if (kept := [i for i in ids if i in of_year])}
        words = _words(title)
        meant = self._begun(words, forms, year is not None) or self._misspelt(words, forms)
        return list(dict.fromkeys(id_ for form in meant for id_ in forms[form]))

    def _begun(self, words: list[str], forms: Mapping[str, list[str]], year_known: bool) -> list[str]:
        """The titles that start with these words and have no further number.

        The name of a series (the part before a colon or a dash) matches nothing, unless it ends in a number
        or the year is known: ``Thor`` may be a movie itself, even if the store has only
        ``Thor: The Dark World``.
        """
        query, stem = " ".join(words), _stem(words)
        if len(stem) < 2 or not (stem[-1].isdecimal() or len("".join(stem)) >= _SHORTEST_BEGINNING):
            return []
        found = [
            form
            for form in forms
            if form.startswith(f"{query} ") and _numbers(form.split()) == _numbers(words)
        ]
        if words[-1].isdecimal() or year_known:
            return found
        titles = [self._rows[id_]["title"] for form in found for id_ in forms[form]]
        heads = [title[: mark.start()] for title in titles for mark in _FRANCHISE.finditer(title)]
        return [] if stem in [_stem(_words(head)) for head in heads] else found

    def _misspelt(self, words: list[str], forms: Mapping[str, list[str]]) -> list[str]:
        """The titles that differ by a few letters, only in typed words that no title of the store has."""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        query = " ".join(words)
        mistakes = min(_MOST_MISTAKES, len(" ".join(_stem(words))) // _LETTERS_PER_MISTAKE)
        like = process.extract(query, forms.keys(), scorer=OSA.distance, score_cutoff=mistakes, limit=None)
        return [form for form, *_ in like if self._is_slip(words, form.split())]

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

    def _year(self, id_: str) -> int | None:
        year: int | None = self._rows[id_].get("year")
        return year

    def heading(self, id_: str) -> str:
        """The title and year of the movie with this id: ``Alien (1979)``."""
        return clean_text(_heading(self._rows[id_]))

    def _several(self, text: str, ids: list[str]) -> str:
        headings = [self.heading(id_) for id_ in ids]
        told_apart = len(set(headings)) == len(ids) and None not in map(self._year, ids)
        names = headings if told_apart else [f"{self.heading(id_)} with id {clean_text(id_)}" for id_ in ids]
        advice = "add the year" if told_apart else "give the id instead"
        return f"several movies are called {_quoted(text)}: {', '.join(names)}; {advice}"


def _heading(row: Mapping[str, Any]) -> str:
    return heading(str(row["title"]), row.get("year"))


def _quoted(text: str) -> str:
    return f"'{clean_text(text)[:80]}'"


def _split_year(text: str) -> tuple[str, int | None]:
    """A title and the year after it, with or without brackets: ``("Dune", 1984)`` for ``Dune 1984``."""
    match = _YEAR_BEHIND.fullmatch(text)
    return (match[1], int(match[2])) if match else (text, None)


def _words(title: str) -> list[str]:
    """The words of a title in one spelling: article first, numbers as digits, no "and"."""
    if _NO_WORD.fullmatch(title):
        return ["".join(title.split())]
    if "," in title and (behind := _ARTICLE_BEHIND.fullmatch(title)):
        title = f"{behind[2]} {behind[1]}"
    title = title.casefold().replace(".", "")  # E.T. is ET
    words = slug(title if title.isascii() else title.translate(_SPELLINGS), None).split("-")
    if _RESPELT.isdisjoint(words):
        return words
    words = [_WRITTEN_OUT.get(word, word) for word in words if word != "and"] or words
    return [words[0], *(_ROMAN.get(word, word) for word in words[1:])]


def _stem(words: list[str]) -> list[str]:
    """The words without a leading article."""
    return words[1:] if words[0] in _ARTICLES and len(words) > 1 else words


def _numbers(words: list[str]) -> list[str]:
    return re.findall(r"\d+", " ".join(words))

"""One spelling for the words of titles, names and questions, so that they can be compared.

These make no difference: capitals, accents, punctuation, "&" for "and", and "II" or "two" for "2".
"""

import re
import unicodedata
from typing import NamedTuple

from recommender.text import clean_text

_ARTICLES = frozenset({"a", "an", "the"})
_ARTICLE_BEHIND = re.compile(
    r"(.+),\s*(the|an?|"
    r"l['’]|l[aeo]s?|une?|el|"  # French, Spanish; some are also Italian, Catalan or Portuguese
    r"il|gli|i|uno|una|un['’]|"  # Italian
    r"der|die|das|dem|den|eine?|"  # German
    r"de|het|een|['’]t|"  # Dutch
    r"os?|as|uma?|els|"  # Portuguese, Catalan
    r"det|en|ett?|"  # Danish, Norwegian, Swedish
    r"az|egy|al)\s*",  # Hungarian, Arabic
    re.IGNORECASE | re.DOTALL,
)
"""``Matrix, The``, as sorted lists write it."""
_UNSURE = frozenset({"al", "as", "de", "die", "en", "i", "o", "os"})
"""In "Me, Myself, I" and "Eat, Sleep, Die" the last word is no article."""
_APOSTROPHES = ("'", "’")
_WORD = re.compile(r"[^\W_](?:[.'’]*[^\W_])*")
"""Dots and apostrophes do not end a word: E.T. is ET."""
_UNSAID = str.maketrans("", "", ".'’")
_SPELLINGS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "¢": "c", "…": " "}
    | {"²": " 2", "³": " 3", "½": " 1/2", "⅓": " 1/3", "⅔": " 2/3", "¼": " 1/4", "¾": " 3/4"}
)
"""Letters that Unicode does not decompose, and numbers that it joins to the previous word."""
_ACCENTS = re.compile("[\u0300-\u036f]")
_UNIT = re.compile(r"[^\W_][\u0300-\u036f\u0653-\u0655\u1160-\u11ff\u3099\u309a]{,30}|.", re.DOTALL)
"""A letter with the marks that belong to it, or any other character.

No language needs more marks, and normalising n of them takes n² steps.
"""
_NUMERALS = ("ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")  # "I" is more often a person
_NUMBER_WORDS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
_ROMAN = {numeral: str(number) for number, numeral in enumerate(_NUMERALS, 2)}
_NUMERAL_OF = {number: numeral for numeral, number in _ROMAN.items()}
_WRITTEN_OUT = {word: str(number) for number, word in enumerate(_NUMBER_WORDS, 1)}
_RESPELT = frozenset({"and", *_ROMAN, *_WRITTEN_OUT})


class Token(NamedTuple):
    """A word in its one spelling, and where it stands in the text."""

    word: str
    start: int
    end: int
    """After its last character. Both words of ``½`` have the same place."""


def tokens(text: str) -> list[Token]:
    """The words of a text. A text of only symbols (``!!!``) is one word."""
    letters, places = _plain(text)
    found = [
        Token(
            match[0] if match[0].isalnum() else match[0].translate(_UNSAID),
            places[match.start()][0] if places else match.start(),
            places[match.end() - 1][1] if places else match.end(),
        )
        for match in _WORD.finditer(letters)
    ]
    if not found:
        symbols = "".join(clean_text(text).split())
        return [Token(symbols, 0, len(text))] if symbols else []
    return _respelt(found)


def words_of(title: str) -> list[str]:
    """The words of a title. An article from its end comes first: ``Matrix, The`` is ``the matrix``."""
    return [token.word for token in tokens(article_first(title))]


def article_first(title: str) -> str:
    """The title with an article from its end in front: ``The Matrix`` for ``Matrix, The``."""
    if "," not in title or not (behind := _ARTICLE_BEHIND.fullmatch(title)):
        return title
    if behind[2].casefold() in _UNSURE and "," in behind[1]:
        return title
    article = behind[2][:1].upper() + behind[2][1:]
    return f"{article}{'' if article.endswith(_APOSTROPHES) else ' '}{behind[1]}"


def stem(words: list[str]) -> list[str]:
    """The words without an article in front."""
    return words[1:] if len(words) > 1 and words[0] in _ARTICLES else words


def at_the_start(word: str) -> list[str]:
    """How ``tokens`` may spell this word where a text begins with it: ``5`` as ``v``, in "V for Vendetta"."""
    return [word, _NUMERAL_OF[word]] if word in _NUMERAL_OF else [word]


def _plain(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text in small letters without accents, and the place in ``text`` of each of its characters.

    Without places, each character has kept its own.
    """
    if text.isascii():
        return text.lower(), []
    letters: list[str] = []
    places: list[tuple[int, int]] = []
    for unit in _UNIT.finditer(text):
        decomposed = unicodedata.normalize("NFKD", unit[0].casefold().translate(_SPELLINGS))
        piece = unicodedata.normalize("NFC", _ACCENTS.sub("", decomposed))
        letters.append(piece)
        places += [unit.span()] * len(piece)
    return "".join(letters), places


def _respelt(found: list[Token]) -> list[Token]:
    """Numbers as digits, and no "and", unless there is nothing else. "V" in front is no number."""
    if _RESPELT.isdisjoint(token.word for token in found):
        return found
    kept = [token for token in found if token.word != "and"] or found
    first, *others = (token._replace(word=_WRITTEN_OUT.get(token.word, token.word)) for token in kept)
    return [first, *(token._replace(word=_ROMAN.get(token.word, token.word)) for token in others)]

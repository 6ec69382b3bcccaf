"""Finds directors and actors in words: by full name, surname, first name, nickname, or misspelt.

Each function looks at the words from a place on, and returns how many belong to the name, and the person.
"""

import re
from collections.abc import Sequence

from recommender.search.facets import Facets
from recommender.search.grammar.origins import is_origin
from recommender.search.grammar.sentence import FILM_NOUNS
from recommender.spelling import Token, tokens

Found = tuple[int, str]
_NICKNAMES = {
    "arnie": "Arnold Schwarzenegger", "sly": "Sylvester Stallone", "leo": "Leonardo DiCaprio",
    "di caprio": "Leonardo DiCaprio", "bobby de niro": "Robert De Niro", "bob de niro": "Robert De Niro",
    "deniro": "Robert De Niro", "marty": "Martin Scorsese", "rdj": "Robert Downey Jr.",
    "robert downey": "Robert Downey Jr.", "j law": "Jennifer Lawrence", "jlaw": "Jennifer Lawrence",
    "scarjo": "Scarlett Johansson", "jcvd": "Jean-Claude Van Damme",
    "bogie": "Humphrey Bogart", "bogey": "Humphrey Bogart", "hitch": "Alfred Hitchcock",
    "nic cage": "Nicolas Cage", "nick cage": "Nicolas Cage", "sam jackson": "Samuel L. Jackson",
    "samuel jackson": "Samuel L. Jackson", "phil seymour hoffman": "Philip Seymour Hoffman",
    "liz taylor": "Elizabeth Taylor", "larry olivier": "Laurence Olivier", "jimmy stewart": "James Stewart",
    "jimmy cagney": "James Cagney", "chris nolan": "Christopher Nolan", "qt": "Quentin Tarantino",
    "del toro": "Guillermo del Toro", "marilyn": "Marilyn Monroe", "rob pattinson": "Robert Pattinson",
    "dan day lewis": "Daniel Day-Lewis", "ddl": "Daniel Day-Lewis", "matt mcconaughey": "Matthew McConaughey",
}  # fmt: skip
_PARTICLES = frozenset({"de", "del", "di", "van", "von", "la", "le", "da", "mc", "day"})
GENERIC = frozenset({"brothers", "bros", "sisters"})
_LEAD = 3
"""Among several people of one surname, one is meant who has this many times the films of the next."""
_LEAST_LETTERS = 4
_LONGEST_NAME = 6
_LONG_SURNAME = 7
"""Letters. A shorter surname alone may be a misspelling of too many other words."""
_SHORT_NAME = 9


class NamesIn:
    """The names in one question. What was found at a word is kept, because several passes ask for it."""

    def __init__(self, text: str, facets: Facets) -> None:
        """Split the question into words once."""
        self.words = spoken(text)
        self.facets = facets
        self._found: dict[int, tuple[Found | None, bool]] = {}

    def at(self, index: int) -> tuple[Found | None, bool]:
        """The person whose name begins at a word, and whether it is only a surname or a first name."""
        if index not in self._found:
            found = full_name(self.facets, self.words, index)
            single = found is not None and found[0] == 1
            found = found or misspelt_part(self.facets, self.words, index)
            if found is None:
                found = one_name(self.facets, self.words, index)
                single = found is not None
            self._found[index] = found, single
        return self._found[index]


def spoken(text: str) -> list[Token]:
    """The words of a text, without "'s" behind a name."""
    return tokens(re.sub(r"['’]s\b", "  ", text))


def someone(text: str, facets: Facets, *, loosely: bool = False) -> tuple[str, ...]:
    """The people that a short text names and nothing else, as in "without Tom Cruise".

    With ``loosely``, misspelt names count too.
    """
    words = spoken(text)
    names: list[str] = []
    index = 0
    while index < len(words):
        ordinary = facets.is_ordinary(words[index].word) and not text[words[index].start].isupper()
        found = full_name(facets, words, index)
        if found is None and not ordinary:
            found = misspelt_part(facets, words, index) or one_name(facets, words, index)
        if found is None and loosely:
            found = misspelt(facets, words, index)
        if found is None and words[index].word not in GENERIC:
            return ()
        length, name = found or (1, "")
        names += [name] if name else []
        index += length
    return tuple(dict.fromkeys(names))


def full_name(facets: Facets, words: Sequence[Token], index: int) -> Found | None:
    """A full name, or a nickname."""
    said = [token.word for token in words[index : index + _LONGEST_NAME]]
    for length in (3, 2, 1):
        name = _NICKNAMES.get(" ".join(said[:length]))
        if name and len(said) >= length and facets.films_of(name):
            surname = tokens(name)[-1].word
            return (length + 1 if said[length : length + 1] == [surname] else length), name
    for length, names in facets.people_at(said):
        if length > 1 or len(said[0]) >= _LEAST_LETTERS:
            return length, max(names, key=lambda name: len(facets.films_of(name)))
    return None


def one_name(facets: Facets, words: Sequence[Token], index: int) -> Found | None:
    """The one person whom a surname ("De Niro", "the Coens") or a first name means."""
    word = words[index].word
    following = words[index + 1].word if index + 1 < len(words) else ""
    if word in _PARTICLES and following:
        names = (name for name, _ in facets.people_with(following))
        whole = [name for name in names if [token.word for token in tokens(name)][-2:] == [word, following]]
        return (2, whole[0]) if whole else None
    plural = word.removesuffix("s")
    several = following in GENERIC or (index > 0 and words[index - 1].word == "the" and plural != word)
    for form in (word, plural) if several or not facets.people_with(word) else (word,):
        if len(form) < _LEAST_LETTERS or (form != word and facets.is_ordinary(form)):
            continue
        named = facets.people_with(form)
        surnames = [one for one in named if tokens(one[0])[-1].word == form]
        if (several and surnames) or _leads(surnames):
            return 1 + (following in GENERIC), surnames[0][0]
        if _leads(named):
            return 1, named[0][0]
    return None


def _leads(people: Sequence[tuple[str, int]]) -> bool:
    """Whether the first of some people, each with a number of films, is clearly meant."""
    return len(people) == 1 or (len(people) > 1 and people[0][1] >= _LEAD * people[1][1])


def misspelt_part(facets: Facets, words: Sequence[Token], index: int) -> Found | None:
    """A name of two words with one of them right and one letter or two of the other wrong."""
    from rapidfuzz.distance import OSA

    if len(words) < index + 2:
        return None
    first, last = words[index].word, words[index + 1].word
    best: list[tuple[int, int, str]] = []
    for right, wrong, place in ((first, last, 1), (last, first, 0)):
        if min(len(wrong), len(right)) < _LEAST_LETTERS - 1 or facets.is_ordinary(wrong):
            continue
        allowed = 1 if len(wrong) < _LONG_SURNAME else 2
        for name, films in facets.people_with(right):
            parts = [token.word for token in tokens(name)]
            if len(parts) != 2 or parts[1 - place] != right:
                continue
            distance = OSA.distance(wrong, parts[place], score_cutoff=allowed)
            if 0 < distance <= allowed and wrong[0] == parts[place][0]:
                best.append((distance, -films, name))
    best.sort()
    clear = len(best) == 1 or (len(best) > 1 and best[0][:2] != best[1][:2])
    return (2, best[0][2]) if clear else None


def misspelt(facets: Facets, words: Sequence[Token], index: int) -> Found | None:
    """A full name, or a long surname, that is spelt almost like one person's."""
    pair = [token.word for token in words[index : index + 2]]
    if _is_common(facets, pair[0]):
        return None
    if len(pair[0]) >= _LONG_SURNAME and (found := facets.person_spelt_like(pair[0])):
        return 1, found
    said = " ".join(pair)
    if len(pair) < 2 or len(said) < _SHORT_NAME or _is_common(facets, pair[1]):
        return None
    found = facets.person_spelt_like(said)
    return (2, found) if found else None


def may_be_misspelt(facets: Facets, word: str) -> bool:
    """Whether a word with a capital may be a misspelt surname."""
    return len(word) >= _LONG_SURNAME and not facets.is_mentioned(word) and not _is_common(facets, word)


def _is_common(facets: Facets, word: str) -> bool:
    return word in FILM_NOUNS or facets.is_ordinary(word) or is_origin(word)

"""Finds titles in a question: where a phrase begins, and ends where a phrase may end."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from recommender.search.facets import Facets
from recommender.search.grammar.leftover import is_telling
from recommender.search.grammar.names_in import spoken
from recommender.search.grammar.sentence import FILM_NOUNS, Sentence
from recommender.spelling import Token, stem, tokens, words_of

_LONGEST_TITLE = 60
_SHORTEST = 4
"""Letters."""
_MOST_WORDS = 12
"""Words of the longest title that is found in a question."""
_MOST_TITLE_WORDS = 9
"""The same for a misspelt one."""
_MOST_STOPS = 4
_BARE_YEAR = re.compile(r"(?:18|19|20)\d\d")
_STOP = re.compile(
    r"[,;:.!?()\[\]\n–—\"“”]|\s(?:but|and|or|with|without|except|only|meets|from|set|where|minus|please|pls|"
    r"what|which|who|that|films?|movies?|"
    r"then|so|tonight|next|last|again|too|for|in|on|if|not|no|yet|starring|by|similar|vibes?|style|type|"
    r"kinda|kind|had|i|we|is|was|at)\b|\s-\s|$"
)
_FILLER = re.compile(
    r"(?:the\s+)?(?:(?:old|original|first|great|classic|film|movie|films|movies|likes\s+of|one|ones|both|"
    r"either|watching|seeing|of)\s+)*[\"“'‘*_]?"
)
_OPENING = re.compile(r"[\"“'‘(*_\s]*")
_CLOSING = re.compile(r"[\s\"”'’)*_]*")
_POSSESSIVE = re.compile(r"'s\b|'(?!\w)")
_YEAR = re.compile(r"\s*[\[(,]?\s*(?:from\s+)?((?:18|19|20)\d\d)\b\s*[\])]?")
_ENDERS = frozenset(
    """
    but and or half with without except meets from set where minus please pls plz what which who that then so
    tonight next last again too for in on if not no yet starring by about made before after under over like
    though recommend recommendations suggest suggestions any anything something i we you is u was were had
    has have did does do to as at when because cos however instead just mixed crossed plus x tho lol thanks
    thx cheers yesterday years ages times loads twice every each now released directed similar dvd dvds tape
    blu vhs must should would could can may might will aye only akin maker director creator team put vibe
    vibes style type kind kinda sort sized mode fever admirer admirers imitators clones lookalike lookalikes
    fan fans spiritual siblings cousins counterparts ancestors descendants equivalents alternatives
    knockoffs ripoffs live esque ish otherwise territory energy feel feels mood era tradition trilogy
    franchise series
    """.split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Title:
    """A title in a question, and the movies that have it."""

    start: int
    end: int
    ids: tuple[str, ...]


class TitlesIn:
    """The titles in one question."""

    def __init__(self, sentence: Sentence, facets: Facets) -> None:
        """Split the question into words once."""
        self.sentence = sentence
        self.facets = facets
        # "Alien's" is a form of Alien, but "Schindler's List" is no form of "Schindler List".
        self._spellings = [_by_place(spelt(sentence.text)) for spelt in (tokens, spoken)]

    def whole(self) -> Title | None:
        """The title that is the whole question: "1917", "No Country for Old Men, please"."""
        words, _ = self._spellings[0]
        for length, ids in self.facets.titles.at([token.word for token in words[:_MOST_WORDS]]):
            end = words[length - 1].end
            ends = length > 1 and length < len(words) and self.sentence.breaks(end, words[length].start)
            if length == len(words) or (ends and not is_telling(self.sentence.text[end:])):
                return Title(words[0].start, end, tuple(ids))
        return None

    def nearly_whole(self) -> Title | None:
        """The title that the question misspells: "10 things i hate abt you"."""
        if not 2 <= len(self.sentence.words) <= _MOST_TITLE_WORDS:
            return None
        found = self.facets.titles.guess(self.sentence.text)
        return Title(0, len(self.sentence.text), (found,)) if found else None

    def at(self, place: int, *, loosely: bool) -> Title | None:
        """The longest title that begins at a character.

        With ``loosely``, a misspelt title or the beginning of a long one counts too.
        """
        openings = (pattern.match(self.sentence.lower, place) for pattern in (_OPENING, _FILLER))
        starts = list(dict.fromkeys(match.end() for match in openings if match))
        for start in starts:
            for words, index_of in self._spellings:
                index = index_of.get(start)
                if index is not None and (found := self._spelt(words[index : index + _MOST_WORDS], loosely)):
                    return found
        return self._nearly(starts[-1]) if loosely else None

    def stands_out(self, title: Title) -> bool:
        """Whether words are a title and hardly anything else: several, or one that overviews do not use."""
        said = self.sentence.text[title.start : title.end].strip()
        words = stem([token.word for token in tokens(said)])
        capital = said[:1].isupper() and not self.sentence.text.isupper() and title.start > 0
        unused = not (self.facets.is_ordinary(words[0]) or self.facets.is_mentioned(words[0]))
        return len(words) > 1 or capital or unused

    def is_short(self, title: Title) -> bool:
        """Whether a title is a short or ordinary word in small letters, such as "up" or "heat"."""
        said = self.sentence.lower[title.start : title.end].strip()
        capital = self.sentence.text[title.start : title.start + 1].isupper()
        return not capital and (len(said) < _SHORTEST or self.facets.is_ordinary(said))

    def _spelt(self, words: Sequence[Token], loosely: bool) -> Title | None:
        """The longest title that these words begin with, and that ends where a phrase may end."""
        spelling = [token.word for token in words]
        titles = self.facets.titles
        parts = (titles.headed, titles.tailed) if loosely else ()
        for length, ids in (*titles.at(spelling), *(one for part in parts for one in part(spelling))):
            start, end = words[0].start, words[length - 1].end
            if self._ends_phrase(end):
                movies = (self.facets.movie(id_) for id_ in ids)
                exact = tuple(movie.id for movie in movies if len(words_of(movie.title)) == length)
                return self._of_year(Title(start, end, exact or tuple(ids)))
        return None

    def _nearly(self, start: int) -> Title | None:
        """A title that is misspelt or not complete, up to one of the next places where a phrase ends."""
        stops = [
            match.start() for match in _STOP.finditer(self.sentence.lower, start) if match.start() > start
        ]
        for end in sorted(dict.fromkeys(stops[:_MOST_STOPS]), reverse=True):
            said = self.sentence.text[start:end].strip(" '\"’”")
            usual = _SHORTEST <= len(said) <= _LONGEST_TITLE and len(said.split()) <= _MOST_TITLE_WORDS
            if usual and (found := self.facets.titles.guess(said)):
                return Title(start, end, (found,))
        return None

    def _ends_phrase(self, end: int) -> bool:
        lower = self.sentence.lower
        if _POSSESSIVE.match(lower, end) or lower[end : end + 1] == "-":
            return True
        closing = _CLOSING.match(lower, end)
        index = self.sentence.first_word(closing.end() if closing else end)
        if index >= len(self.sentence.words) or self.sentence.breaks(end, self.sentence.words[index].start):
            return True
        word = self.sentence.words[index].text
        return word in FILM_NOUNS or word in _ENDERS or bool(_BARE_YEAR.fullmatch(word))

    def _of_year(self, title: Title) -> Title:
        """The title with the year behind it, if any, and only the movies of that year."""
        match = _YEAR.match(self.sentence.lower, title.end)
        of_year = tuple(id_ for id_ in title.ids if match and self.facets.movie(id_).year == int(match[1]))
        return Title(title.start, match.end(), of_year) if match and of_year else title


def _by_place(words: list[Token]) -> tuple[list[Token], dict[int, int]]:
    """Words, and the index of the one that starts at each character."""
    return words, {token.start: index for index, token in reversed(list(enumerate(words)))}

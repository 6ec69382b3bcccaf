"""Finds titles in a question: where a phrase begins, and ends where a phrase may end."""

import re
from dataclasses import dataclass

from recommender.errors import InvalidQueryError
from recommender.search.facets import Facets
from recommender.search.grammar.leftover import is_telling
from recommender.search.grammar.names_in import spoken
from recommender.search.grammar.sentence import FILM_NOUNS, Sentence
from recommender.spelling import stem, tokens, words_of

LONGEST_TITLE = 120
_MOST_TITLE_WORDS = 9
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
    but and or with without except meets from set where minus please pls plz what which who that then so
    tonight
    next last again too for in on if not no yet starring by about made before after under over like though
    recommend recommendations suggest suggestions any anything something i we you is u was were had has have
    did
    does do to as at when because cos however instead just mixed crossed plus x tho lol thanks thx cheers
    yesterday years ages times loads twice every each now released directed similar dvd dvds tape blu vhs
    put vibe vibes style type kind kinda sort sized mode fever admirer admirers imitators clones lookalike
    lookalikes fan fans spiritual siblings cousins counterparts ancestors descendants equivalents alternatives
    knockoffs ripoffs live esque ish otherwise territory energy feel feels mood territory era tradition
    trilogy franchise series
    """.split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Title:
    """A title in a question, and the movies that have it."""

    start: int
    end: int
    ids: tuple[str, ...]


def whole_title(sentence: Sentence, facets: Facets) -> Title | None:
    """The title that is the whole question: "1917", "No Country for Old Men, please"."""
    words = tokens(sentence.text[:LONGEST_TITLE])
    for length, ids in facets.titles.at([token.word for token in words]):
        end = words[length - 1].end
        rest = sentence.text[end:]
        if length == len(words) or (
            length > 1 and sentence.breaks(end, words[length].start) and not is_telling(rest)
        ):
            return Title(words[0].start, end, tuple(ids))
    return None


def nearly_whole_title(sentence: Sentence, facets: Facets) -> Title | None:
    """The title that the question misspells: "10 things i hate abt you"."""
    if not 2 <= len(sentence.words) <= _MOST_TITLE_WORDS:
        return None
    try:
        return Title(0, len(sentence.text), (facets.titles.find(sentence.text),))
    except InvalidQueryError:
        return None


def title_at(sentence: Sentence, facets: Facets, place: int, *, loosely: bool) -> Title | None:
    """The longest title that begins at a character.

    With ``loosely``, a misspelt title or the beginning of a long one counts too.
    """
    openings = (pattern.match(sentence.lower, place) for pattern in (_OPENING, _FILLER))
    starts = list(dict.fromkeys(match.end() for match in openings if match))
    for start in starts:
        for spelt in (tokens, spoken):
            words = spelt(sentence.text[start : start + LONGEST_TITLE])
            spelling = [token.word for token in words]
            for length, ids in (*facets.titles.at(spelling), *facets.titles.headed(spelling)):
                end = start + words[length - 1].end
                if _ends_phrase(sentence, end):
                    exact = tuple(id_ for id_ in ids if len(words_of(facets.movie(id_).title)) == length)
                    return _of_year(sentence, facets, Title(start, end, exact or tuple(ids)))
    return _nearly(sentence, facets, starts[-1]) if loosely else None


def stands_out(sentence: Sentence, facets: Facets, title: Title) -> bool:
    """Whether words are a title and hardly anything else: several words, or one that overviews do not use."""
    said = sentence.text[title.start : title.end].strip()
    words = stem([token.word for token in tokens(said)])
    capital = said[:1].isupper() and not sentence.text.isupper() and title.start > 0
    return len(words) > 1 or capital or not (facets.is_ordinary(words[0]) or facets.is_mentioned(words[0]))


def is_short(sentence: Sentence, facets: Facets, title: Title) -> bool:
    """Whether a title is a short or ordinary word in small letters, such as "up" or "heat"."""
    said = sentence.lower[title.start : title.end].strip()
    capital = sentence.text[title.start : title.start + 1].isupper()
    return not capital and (len(said) < 4 or facets.is_ordinary(said))


def _nearly(sentence: Sentence, facets: Facets, start: int) -> Title | None:
    """A title that is misspelt or not complete, up to one of the next places where a phrase ends."""
    stops = [match.start() for match in _STOP.finditer(sentence.lower, start) if match.start() > start]
    for end in sorted(dict.fromkeys(stops[:4]), reverse=True):
        said = sentence.text[start:end].strip(" '\"’”")
        if 4 <= len(said) <= 60 and len(said.split()) <= _MOST_TITLE_WORDS:
            try:
                found = facets.titles.find(said)
            except InvalidQueryError:
                continue
            return Title(start, end, (found,))
    return None


def _ends_phrase(sentence: Sentence, end: int) -> bool:
    if _POSSESSIVE.match(sentence.lower, end) or sentence.lower[end : end + 1] == "-":
        return True
    closing = _CLOSING.match(sentence.lower, end)
    index = sentence.first_word(closing.end() if closing else end)
    if index >= len(sentence.words) or sentence.breaks(end, sentence.words[index].start):
        return True
    word = sentence.words[index].text
    return word in FILM_NOUNS or word in _ENDERS or bool(re.fullmatch(r"(?:18|19|20)\d\d", word))


def _of_year(sentence: Sentence, facets: Facets, title: Title) -> Title:
    """The title with the year behind it, if any, and only the movies of that year."""
    match = _YEAR.match(sentence.lower, title.end)
    of_year = tuple(id_ for id_ in title.ids if match and facets.movie(id_).year == int(match[1]))
    return Title(title.start, match.end(), of_year) if match and of_year else title

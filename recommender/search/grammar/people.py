"""Reads directors and actors: "with Sandra Bullock", "Kubrick's later films", "sandra bulock"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from recommender.search.facets import Facets
from recommender.search.grammar.reading import CLEAR, LIKELY, Reading
from recommender.search.grammar.sentence import FILM_NOUNS, Context, Sentence
from recommender.spelling import Token, tokens

_NICKNAMES = {
    "arnie": "Arnold Schwarzenegger", "schwarzenegger": "Arnold Schwarzenegger", "sly": "Sylvester Stallone",
    "leo": "Leonardo DiCaprio", "di caprio": "Leonardo DiCaprio", "bobby de niro": "Robert De Niro",
    "bob de niro": "Robert De Niro", "deniro": "Robert De Niro", "marty scorsese": "Martin Scorsese",
    "marty": "Martin Scorsese", "rdj": "Robert Downey Jr.", "robert downey": "Robert Downey Jr.",
    "j law": "Jennifer Lawrence", "jlaw": "Jennifer Lawrence", "scarjo": "Scarlett Johansson",
    "the rock": "Dwayne Johnson", "jcvd": "Jean-Claude Van Damme", "van damme": "Jean-Claude Van Damme",
    "bogie": "Humphrey Bogart", "bogey": "Humphrey Bogart", "hitch": "Alfred Hitchcock", "nic cage": "Nicolas Cage",
    "nick cage": "Nicolas Cage", "bill murray": "Bill Murray", "sam jackson": "Samuel L. Jackson",
    "samuel jackson": "Samuel L. Jackson", "phil seymour hoffman": "Philip Seymour Hoffman", "jt leroy": "",
    "liz taylor": "Elizabeth Taylor", "larry olivier": "Laurence Olivier", "jimmy stewart": "James Stewart",
    "jimmy cagney": "James Cagney", "chris nolan": "Christopher Nolan", "qt": "Quentin Tarantino",
    "ari gosling": "", "baby goose": "Ryan Gosling", "del toro": "Guillermo del Toro", "ringo": "",
    "marilyn": "Marilyn Monroe", "rob pattinson": "Robert Pattinson", "r pattz": "Robert Pattinson",
    "gene wilder": "Gene Wilder", "dan day lewis": "Daniel Day-Lewis", "ddl": "Daniel Day-Lewis",
    "matt mcconaughey": "Matthew McConaughey", "mcconaughey": "Matthew McConaughey", "brangelina": "Brad Pitt",
    "jacky chan": "Jackie Chan", "lord olivier": "Laurence Olivier", "peter o toole": "Peter O'Toole",
}  # fmt: skip
_NICKNAMES = {nickname: name for nickname, name in _NICKNAMES.items() if name}
_CUE = re.compile(
    r"(?:^|(?<=[^\w']))(?:(?:that|which|who|and|but|it|movie|film)\s+)?(?:with|w/|w|starring|stars?|featuring|features|feat\.?|ft\.?|by|directed\s+by|made\s+by|"
    r"from\s+director|directors?|actors?|actress(?:es)?|has|have|having|had|got|from|in\s+which|of|the\s+great|the\s+lovely|that\s+lovely|"
    r"(?:film|movie|pictur|flick)e?s?\s+(?:of|with)|do\s+any|written\s+and\s+directed\s+by|plus|opposite)\s+"
    r"(?:(?:the|that|a|any|some|young|old|great|lovely|late|brilliant|one\s+and\s+only|director|actor|actress|good\s+old|only|mr\.?|sir|dame|"
    r"either|both|early|all)\s+)*$"
)
_STRONG_CUE = re.compile(
    r"(?:^|(?<=[^\w']))(?:starring|featuring|directed\s+by|made\s+by|from\s+director|director|actor|actress|with|w/|by|feat\.?)\s+"
    r"(?:(?:the|that|a|young|old|great|lovely|late|brilliant|director|actor|actress|good\s+old)\s+)*$"
)
_SUBJECT = re.compile(
    r"\b(?:about|on|named|called|playing|plays?|as|life\s+of|story\s+of|biopic|biography|of\s+young|meets?|"
    r"impersonat\w+|like|imitat\w+|death\s+of|himself|herself|love\s+with)\s+(?:the\s+|a\s+|young\s+)*$"
)
_AFTER = re.compile(
    r"(?:'s?)?\s*(?:(?:later?|earl(?:y|ier)|first|last|latest|newe[rs]t?|older|best|good|great|other|own|early)\s+)*"
    r"(?:films?|movies?|flicks?|pictures?|pics?|features?|ones?|stuff|work|works|joints?|vehicles?|comed\w+|thrillers?|dramas?|"
    r"westerns?|romances?|horrors?|in\s+it|in\s+them|stars?|directed|directing|is\s+in)(?![\w'])"
)
_POSSESSIVE = re.compile(r"'s?\s+")
_LATER = re.compile(
    r"(?:'s?)?\s+(?P<when>later?|latest|newer|newest|recent|earl(?:y|ier|iest)|first|older|oldest)\b\s*"
)
_EARLY = re.compile(r"\b(?P<when>early|earlier|late|later)\s+$")
_ALTERNATIVE = re.compile(r"\s*(?:or|/|and/or)\s*(?:else\s+)?(?:with\s+)?")
_PARTICLES = frozenset({"de", "del", "di", "van", "von", "la", "le", "da", "mc", "day"})
_GENERIC = frozenset({"brothers", "bros", "sisters"})
_LEAST_SURE_FILMS = 3
"""A surname without any cue means somebody only if the store has this many of his or her films."""
_LEAD = 3
"""Among several people of one surname, one is meant who has this many times the films of the next."""
_LEAST_LETTERS = 4
_LIKENESS = 86
"""Similarity, 0 to 100, of a misspelt full name behind a cue such as "starring"."""
_MARGIN = 4
_LONG_SURNAME = 7
"""Letters. A shorter surname alone may be a misspelling of too many other words."""


def people(sentence: Sentence, facets: Facets) -> Iterator[Reading]:
    """The people who are meant, with the words around them that say so."""
    words = spoken(sentence.text)
    index = 0
    while index < len(words):
        found = _named(sentence, facets, words, index)
        if found is None:
            index += 1
            continue
        length, name, certainty = found
        start, end = words[index].start, words[index + length - 1].end
        yield _with_cue(sentence, facets, Reading(start, end, "person", (name,), certainty))
        index += length


def alternatives(sentence: Sentence, readings: Sequence[Reading]) -> list[Reading]:
    """ "Emma Stone or Ryan Gosling" as one reading with several values: one of them is enough."""
    joined: list[Reading] = []
    for reading in sorted(readings, key=lambda one: one.start):
        if joined and _ALTERNATIVE.fullmatch(sentence.lower, joined[-1].end, reading.start):
            first = joined.pop()
            reading = replace(reading, start=first.start, values=(*first.values, *reading.values))
        joined.append(reading)
    return joined


def someone(text: str, facets: Facets, *, loosely: bool = False) -> tuple[str, ...]:
    """The people that a short text names and nothing else, as in "without Tom Cruise".

    With ``loosely``, misspelt names count too.
    """
    words = spoken(text)
    names: list[str] = []
    index = 0
    while index < len(words):
        found = _full(facets, words, index)
        if found is None and (not facets.is_ordinary(words[index].word) or text[words[index].start].isupper()):
            found = _misspelt_part(facets, words, index) or _single(facets, words, index)
        if found is None and loosely:
            found = _misspelt(facets, words, index)
        if found is None:
            if words[index].word not in _GENERIC:
                return ()
            index += 1
            continue
        names.append(found[1])
        index += found[0]
    return tuple(dict.fromkeys(names))


def _named(
    sentence: Sentence, facets: Facets, words: Sequence[Token], index: int
) -> tuple[int, str, float] | None:
    """The person whose name begins at a word: the number of words, the name, how sure it is."""
    start = words[index].start
    before = sentence.lower[:start]
    if _SUBJECT.search(before):
        return None
    if found := _full(facets, words, index):
        if found[0] > 1:
            return *found, CLEAR if _CUE.search(before) or _AFTER.match(
                sentence.lower, words[index + found[0] - 1].end
            ) else LIKELY
        return (*found, CLEAR) if _is_meant(sentence, facets, found[1], words[index : index + 1], before) else None
    if found := _misspelt_part(facets, words, index):
        return *found, CLEAR
    if found := _single(facets, words, index):
        return (
            (*found, CLEAR) if _is_meant(sentence, facets, found[1], words[index : index + found[0]], before) else None
        )
    if (_STRONG_CUE.search(before) or _stands_out(sentence, facets, words[index])) and (found := _misspelt(facets, words, index)):
        return *found, LIKELY
    return None


def _full(facets: Facets, words: Sequence[Token], index: int) -> tuple[int, str] | None:
    """A full name, or a nickname."""
    spoken = [token.word for token in words[index : index + 6]]
    for length in (3, 2, 1):
        name = _NICKNAMES.get(" ".join(spoken[:length]))
        if name and len(spoken) >= length and facets.films_of(name):
            surname = tokens(name)[-1].word
            return (length + 1 if spoken[length : length + 1] == [surname] else length), name
    for length, names in facets.people_at(spoken):
        if length > 1 or len(spoken[0]) >= _LEAST_LETTERS:
            return length, max(names, key=lambda name: len(facets.films_of(name)))
    return None


def spoken(text: str) -> list[Token]:
    """The words of a text, without "'s" behind a name."""
    return tokens(re.sub(r"['’]s\b", "  ", text))


def _single(facets: Facets, words: Sequence[Token], index: int) -> tuple[int, str] | None:
    """The one person whom a surname ("De Niro", "the Coens") or a first name means."""
    word = words[index].word
    following = words[index + 1].word if index + 1 < len(words) else ""
    if word in _PARTICLES and following:
        ends = [
            name
            for name, _ in facets.people_with(following)
            if [t.word for t in tokens(name)][-2:] == [word, following]
        ]
        return (2, ends[0]) if ends else None
    plural = word.removesuffix("s")
    several = following in _GENERIC or (index > 0 and words[index - 1].word == "the" and plural != word)
    for form in (word, plural) if several or not facets.people_with(word) else (word,):
        if len(form) < _LEAST_LETTERS or (form != word and facets.is_ordinary(form)):
            continue
        named = facets.people_with(form)
        surnames = [one for one in named if tokens(one[0])[-1].word == form]
        for group in (surnames, named):
            if group and (
                len(group) == 1 or group[0][1] >= _LEAD * group[1][1] or (several and group is surnames)
            ):
                return 1 + (following in _GENERIC), group[0][0]
    return None


def _is_meant(sentence: Sentence, facets: Facets, person: str, name: Sequence[Token], before: str) -> bool:
    """Whether a surname or a first name stands where a director or an actor is named."""
    token, end = name[0], name[-1].end
    if len(name) > 1:
        return True
    after = bool(_AFTER.match(sentence.lower, end))
    capital = sentence.text[token.start].isupper() and not sentence.text.isupper()
    if facets.is_ordinary(token.word) and not (after and capital):
        return bool(capital and _STRONG_CUE.search(before))
    if after or _CUE.search(before):
        return True
    films = len(facets.films_of(person))
    if films < _LEAST_SURE_FILMS or facets.is_mentioned(token.word):
        return False
    around = (sentence.film_before(token.start), sentence.film_after(token.end))
    return Context.PLOT not in around or (films > _LEAST_SURE_FILMS and around[0] is not Context.PLOT)


def _stands_out(sentence: Sentence, facets: Facets, token: Token) -> bool:
    """Whether a word may be a misspelt name though nothing leads to it: "Scorcese and De Niro"."""
    capital = sentence.text[token.start].isupper() and not sentence.text.isupper()
    return (
        capital
        and len(token.word) >= _LONG_SURNAME
        and not facets.is_mentioned(token.word)
        and token.word not in FILM_NOUNS
        and Context.PLOT not in (sentence.film_before(token.start), sentence.film_after(token.end))
    )


def _misspelt_part(facets: Facets, words: Sequence[Token], index: int) -> tuple[int, str] | None:
    """A name of two words with one of them right and one letter or two of the other wrong."""
    from rapidfuzz.distance import OSA

    if len(words) < index + 2:
        return None
    first, last = words[index].word, words[index + 1].word
    best: list[tuple[int, int, str]] = []
    for right, wrong, place in ((first, last, 1), (last, first, 0)):
        if len(wrong) < 3 or len(right) < 3 or facets.is_ordinary(wrong):
            continue
        allowed = 1 if len(wrong) < 7 else 2
        for name, films in facets.people_with(right):
            parts = [token.word for token in tokens(name)]
            if len(parts) != 2 or parts[1 - place] != right:
                continue
            distance = OSA.distance(wrong, parts[place], score_cutoff=allowed)
            if 0 < distance <= allowed and wrong[0] == parts[place][0]:
                best.append((distance, -films, name))
    if not best:
        return None
    best.sort()
    if len(best) > 1 and best[0][:2] == best[1][:2]:
        return None
    return 2, best[0][2]


def _misspelt(facets: Facets, words: Sequence[Token], index: int) -> tuple[int, str] | None:
    """A full name, or a long surname, that is spelt almost like one person's."""
    from rapidfuzz import fuzz, process, utils

    pair = words[index : index + 2]
    if any(token.word in FILM_NOUNS or facets.is_ordinary(token.word) for token in pair[:1]):
        return None
    if len(pair[0].word) >= _LONG_SURNAME and (found := facets.person_spelt_like(pair[0].word)):
        return 1, found
    said = " ".join(token.word for token in pair)
    if len(pair) < 2 or len(said) < 9 or pair[1].word in FILM_NOUNS or facets.is_ordinary(pair[1].word):
        return None
    near = process.extract(
        said,
        facets.people,
        scorer=fuzz.ratio,
        processor=utils.default_process,
        score_cutoff=_LIKENESS,
        limit=2,
    )
    if not near or (len(near) > 1 and near[0][1] - near[1][1] < _MARGIN):
        return None
    return 2, near[0][0]


def _with_cue(sentence: Sentence, facets: Facets, reading: Reading) -> Reading:
    """The reading with "starring" before it and "'s films" behind it, and "later" as years of the person."""
    start, end = reading.start, reading.end
    if cue := _CUE.search(sentence.lower, 0, start):
        start = cue.start()
    if possessive := _POSSESSIVE.match(sentence.lower, end):
        end = possessive.end() - 1
    return replace(reading, start=start, end=end)


def period(sentence: Sentence, facets: Facets, reading: Reading) -> Reading | None:
    """The years of "Kubrick's later films" or "early Hitchcock": half of the person's films."""
    behind = _LATER.match(sentence.lower, reading.end)
    before = _EARLY.search(sentence.lower, 0, reading.start)
    found = behind or before
    years = sorted(year for _, year in facets.films_of(reading.values[0]) if year is not None)
    if not found or len(years) < 2:
        return None
    middle = years[len(years) // 2]
    when = found["when"]
    span = f"{middle}.." if when.startswith(("la", "ne", "rec")) else f"..{middle - 1}"
    return Reading(*found.span(), "year", (span,), LIKELY)

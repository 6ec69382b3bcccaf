"""Reads movies that are named as examples: "like Jaws but funny", "if you liked Heat", "Alien meets Rocky"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from recommender.errors import InvalidQueryError
from recommender.search.facets import Facets
from recommender.search.grammar.sentence import FILM_NOUNS, Context, Sentence
from recommender.search.grammar.leftover import is_telling
from recommender.search.grammar.people import spoken
from recommender.spelling import tokens, words_of

_WHO = r"(?:i|you|u|we|my\s+\w+|our\s+\w+|everyone|the\s+(?:kids|wife|family|children|lads|girls))"
_HAVE = r"(?:'ve|'d|\s+have|\s+had|\s+has)?"
_REALLY = r"(?:\s+(?:really|absolutely|just|recently|also|only|truly|always|already|both|all|so|quite|loved\s+and))*"
_LIKED = r"(?:like|liked|likes|love|loved|loves|enjoy|enjoyed|enjoys|adore|adored|adores|dug|dig)"
_SAME = r"(?:(?:vibes?|vein|feel(?:ing)?|mood|tone|energy|style|kind|type|sort|spirit|flavou?r|creeps|genre|sensibility|atmosphere|tension|humou?r|magic|thrill|idea|ballpark|league|category|line|lines|cloth|mould|mold|manner|wavelength|taste|lane|neighbou?rhood|universe|thing|way|stuff)s?)"
_WEAK = re.compile(
    r"(?<![\w'])(?:(?:(?:more|other|others|another|lots|some|just|exactly|kinda|kind\s+of|sort\s+of|a\s+bit|much|a\s+lot|something|anything|stuff|sth|smth|movies?|films?|one|ones|things?|quite)\s+)*)"
    r"(?P<cue>like|as|à\s+la|a\s+la|ala)\s+"
)
_STRONG = re.compile(
    r"(?<![\w'])(?P<cue>(?:something\s+|anything\s+|films?\s+|movies?\s+|works?\s+|much\s+|very\s+|quite\s+|rather\s+|really\s+|most\s+)*(?:similarly\s+|similar|akin|comparable|close|closest|near|equivalent|analogous|related|identical|parallel)\s+(?:in\s+\w+\s+)?(?:to|with|of)|"
    r"(?:somewhere\s+)?(?:in|on|along|of|from|out\s+of|with)\s+(?:the\s+|a\s+)?(?:very\s+)?(?:same\s+|similar\s+)?"
    + _SAME
    + r"\s+(?:of|as|to|than)|"
    r"shares?\s+(?:the\s+|a\s+)?(?:same\s+)?"
    + _SAME
    + r"\s+(?:of|with|as)|(?:that\s+|which\s+)?(?:ha(?:s|ve)|got|gives?\s+(?:me|u|you)|shares?|cut\s+from|with)?\s*(?:the\s+|a\s+)?(?:same|similar)\s+(?:\w+\s+)?"
    + _SAME
    + r"\s+(?:\w+\s+)?(?:of|as|to|than|like)|"
    r"(?:the\s+)?same\s+\w+\s+as|vibes?\s+(?:of|like)|reminiscent\s+of|resembl(?:es?|ing)|reminds?\s+(?:me|us|you)\s+of|evok(?:es?|ing)|in\s+the\s+footsteps\s+of|"
    r"(?:(?:if|because|since|cos|as|seeing)\s+)?" + _WHO + _HAVE + _REALLY + r"\s+" + _LIKED + r"|"
    r"(?:big\s+|huge\s+|great\s+|massive\s+)?fans?\s+of|(?:loved|enjoyed|adored|liked)|obsessed\s+with|"
    r"(?:spiritual\s+)?(?:successors?|siblings?|cousins?|sisters?|companions?|follow[- ]ups?|heirs?|counterparts?|equivalents?|alternatives?|antidotes?|double\s+bill|pairs?\s+(?:well|nicely)|goes?\s+(?:well|nicely))\s+(?:piece\s+|film\s+|movie\s+)?(?:to|of|for|with)|"
    r"(?:(?:to\s+|should\s+|do\s+|can\s+)?(?:watch|see|try|put\s+on|next)\s+)+(?:next\s+)?(?:after|if\s+\w+\s+"
    + _LIKED
    + r")|after\s+(?:watching|seeing|loving)|"
    r"(?:just\s+)?(?:watched|saw|seen|finished|rewatched|put)|inspired\s+by|in\s+the\s+tradition\s+of|the\s+next|the\s+new|another|a\s+(?:new|modern|korean|french|japanese|better)|more|similar|"
    r"as\s+\w+\s+as|hurts\s+like|used\s+to\s+(?:watch|love)|wor(?:n|e)\s+out\s+(?:our|my|the)(?:\s+copy\s+of)?|half\s+(?:of\s+)?|"
    r"if\s+(?=[^.?!]{3,60}\bhad\s+a\s+(?:baby|child|kid|love\s+child)))\s*(?<=\s)"
)
_UNLIKE = re.compile(
    r"(?<![\w'])(?:(?:something|anything|a\s+film|a\s+movie|but|nothing|not(?:hing)?|isn't|completely|totally|very|quite)\s+)*(?:unlike|not\s+(?:at\s+all\s+)?(?:\w+\s+)?like|nothing\s+like)\s+"
)
_NEEDS_FILM = frozenset(
    {"another", "more", "loved", "liked", "enjoyed", "adored", "put", "half", "saw", "seen", "finished"}
)
_PRONOUNS = frozenset({"it", "her", "him", "us", "up", "me", "them"})
_DIRECTOR = re.compile(
    r"(?<![\w'])(?:(?:some\s+|something\s+|anything\s+)?(?:more|other|others|another|films?|movies?|works?|one|ones|stuff)?\s*)?"
    r"(?:(?:by|from|of|is)\s+)?(?:the|that|whoever|whoevers|whoever's|who(?:'s)?|same|him|guy|bloke)?\s*(?:same\s+)?"
    r"(?:(?:director|directors|film-?maker|maker|makers|man|woman|guy|guys|chap|bloke|dude|person|people|folks|team|lady|one|mind|genius)s?\s+)?"
    r"(?:who\s+|that\s+|which\s+|what\s+)?(?P<verb>made|directed|did|behind|of|as|for|shot|wrote\s+and\s+directed|gave\s+us)\s+"
)
_DIRECTORS = re.compile(
    r"director|directed|maker|whoever|who\s+made|behind|guy\s+(?:who|that)|(?:man|woman|chap|bloke|dude|person|people|team|folks|mind|genius|lady|guys)\s+(?:who|that|behind|what)"
)
_ADDED = re.compile(
    r"\s*[,;:–—-]?\s*(?:and\s+)?(?P<but>but|only|except|just|though|yet|with|in|on|set|where|minus|without|plus)\s+"
)
_BUT = re.compile(r"\s*[,;:.–—-]*\s*(?:but|only|except|without|minus|w/o|just(?:\s+make\s+it)?)\b")
_OF_THAT_SORT = re.compile(
    r"\s*[,;–—-]*\s*(?:and\s+)?(?:that|this)\s+(?:sort|kind|type|style)\s+of\s+(?:thing|stuff|films?|movies?)|\s*,?\s*(?:and\s+the\s+like|and\s+such|and\s+so\s+on|etc\.?)"
)
_FAVOURITE = re.compile(
    r"\s*(?:is|was|'s|has\s+(?:always\s+)?been|remains|are)\s+(?:still\s+|probably\s+|hands\s+down\s+)?(?:my|the|our|one\s+of|number|a\s+favou?rite|[^.,;]{0,20}favou?rites?)(?:[^.;,!?]{0,40})"
)
_ANYTHING_ELSE = re.compile(
    r"\b(?:similar(?:ly)?|like\s+(?:it|that|this|those|them)|more|others?|else|another|that\s+sort|same|on\s+a\s+par|counterparts?|kindred|ancestors?|what\s+(?:next|now|should|do)|recommend|suggest)\b"
)
_MEETS = re.compile(
    r"\s*(?:meets?|x|crossed\s+with|mixed\s+with|combined\s+with|mashed\s+(?:up\s+)?with|blended\s+with|and|&|\+|by\s+way\s+of|with\s+a\s+(?:dash|touch|bit|hint)\s+of)\s+(?:the\s+(?=\w))?"
)
_AND = re.compile(r"\s*(?:,|and|or|&|/|\+|plus|,\s*and|,\s*or)\s+(?:maybe\s+|also\s+)?")
_BEHIND = re.compile(
    r"(?:'s)?\s*[-!?.]*\s*(?P<cue>-?like(?!\s+\w+\s+\w+s\b)|-?esque|-?ish|-?y\b|-?style|-?type|-?adjacent|-?inspired|vibes?|vibe|kinda|style|type|kind(?:\s+of)?(?:\s+thing)?|sort\s+of\s+(?:thing|film|movie)|"
    r"similar|lookalikes?|fans?|had\s+a\s+(?:love\s+)?(?:baby|child|kid)|or\s+thereabouts|or\s+(?:something\s+)?similar|(?:(?!live)[\w-]+\s+)?(?:siblings?|cousins?|sisters?|successors?|counterparts?|equivalents?|ancestors?|descendants?|knock-?offs?|alternatives?)|territory|energy|feels?|mood|clones?|rip-?offs?)(?![\w'])"
)
_SEQUELS = re.compile(
    r"[,;.(]?\s*(?:and\s+|but\s+|please\s+|with\s+)*(?:no|not|without|skip|minus|excluding|except|none\s+of|and\s+no|not\s+counting)\s+(?:any\s+|(?:of\s+)?(?:the|its|their|those|more|other|bloody|of)\s+)*(?:\w+\s+)?"
    r"(?:sequels?|prequels?|follow[- ]?ups?|spin-?offs?|franchise(?:\s+films?)?|remakes?|series|others?\s+in\s+the\s+series|part\s+(?:2|two|ii|3|three|iii)(?:\s+(?:or|and)\s+\d)?)"
    r"(?:(?:,|\s+or|\s+and)\s+(?:no\s+)?(?:sequels?|prequels?|spin-?offs?|remakes?|reboots?))*\b"
)
_STOP = re.compile(
    r"[,;:.!?()\[\]\n–—\"“”]|\s(?:but|and|or|with|without|except|only|meets|from|set|where|minus|please|pls|what|which|who|that|films?|movies?|then|so|tonight|next|last|again|too|for|in|on|if|not|no|yet|starring|by|similar|vibes?|style|type|kinda|kind|had|i|we|is|was)\b|\s-\s|$"
)
_FILLER = re.compile(
    r"(?:the\s+)?(?:(?:old|original|first|great|classic|film|movie|films|movies|likes\s+of|one|ones|both|either|watching|seeing|of)\s+)*[\"“'‘*_]?"
)
_OPENING = re.compile(r"[\"“'‘(*_\s]*")


_LONGEST_TITLE = 120
_MOST_TITLE_WORDS = 9


@dataclass(frozen=True, slots=True)
class Like:
    """A part of a question that names movies as examples."""

    start: int
    end: int
    ids: tuple[str, ...]
    series: bool
    """Whether the other movies of its series are no answers either."""
    director: bool = False
    """Whether other movies of its director are wanted, and not movies like it."""
    unlike: bool = False


@dataclass(frozen=True, slots=True)
class Title:
    """A title in a question, and the movies that have it."""

    start: int
    end: int
    ids: tuple[str, ...]


def likes(sentence: Sentence, facets: Facets) -> Iterator[Like]:
    """The examples, in order."""
    place = 0
    for start, after, kind in _cues(sentence):
        if start < place:
            continue
        title = title_at(
            sentence, facets, after, loosely=kind != "like" or sentence.film_before(start) is Context.FILM
        )
        if title is None or not _is_cue(sentence, start, kind, title, facets):
            continue
        if kind == "director":
            yield Like(start, title.end, title.ids, series=False, director=True)
            place = title.end
            continue
        ids, end = _more(sentence, facets, title)
        if meets := _joined(sentence, facets, _MEETS, end):
            ids, end = (*ids, *meets.ids), meets.end
        end = _tail(sentence, end)
        unlike = kind == "unlike"
        yield Like(
            start, end, ids, series=not unlike and bool(_BUT.match(sentence.lower, end)), unlike=unlike
        )
        place = end
    if not place:
        yield from _bare(sentence, facets)


def no_sequels(sentence: Sentence) -> tuple[int, int] | None:
    """Where the question says that it wants no sequels."""
    match = _SEQUELS.search(sentence.lower)
    return match.span() if match else None


def whole_title(sentence: Sentence, facets: Facets) -> Title | None:
    """The title that is the whole question: "1917", "No Country for Old Men, please"."""
    words = tokens(sentence.text[:_LONGEST_TITLE])
    for length, ids in facets.titles.at([token.word for token in words]):
        end = words[length - 1].end
        if length == len(words) or (
            length > 1 and sentence.breaks(end, words[length].start) and not is_telling(sentence.text[end:])
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
    """The title that begins at a character, ends where a phrase may end, and is in the store.

    With ``loosely``, a misspelt title or the beginning of a long one counts too.
    """
    filler = _FILLER.match(sentence.lower, place)
    starts = list(
        dict.fromkeys((_OPENING.match(sentence.lower, place).end(), filler.end() if filler else place))
    )  # type: ignore[union-attr]
    for start in starts:
        for spelt in (tokens, spoken):
            words = spelt(sentence.text[start : start + _LONGEST_TITLE])
            spelt_words = [token.word for token in words]
            for length, ids in (*facets.titles.at(spelt_words), *facets.titles.headed(spelt_words)):
                end = start + words[length - 1].end
                if _ends_phrase(sentence, end):
                    exact = tuple(id_ for id_ in ids if len(words_of(facets.movie(id_).title)) == length)
                    return _of_year(sentence, facets, Title(start, end, exact or tuple(ids)))
    return _nearly(sentence, facets, starts[-1]) if loosely else None


def _nearly(sentence: Sentence, facets: Facets, start: int) -> Title | None:
    """A title that is misspelt or not complete, up to one of the next places where a phrase ends."""
    stops = [match.start() for match in _STOP.finditer(sentence.lower, start) if match.start() > start]
    for end in sorted(dict.fromkeys(stops[:4]), reverse=True):
        said = sentence.text[start:end].strip(" '\"’”")
        if 4 <= len(said) <= 60 and len(said.split()) <= 9:
            try:
                found = facets.titles.find(said)
            except InvalidQueryError:
                continue
            return Title(start, end, (found,))
    return None


def _ends_phrase(sentence: Sentence, end: int) -> bool:
    if re.match(r"'s\b|'(?!\w)", sentence.lower[end:]):
        return True
    if _BEHIND.match(sentence.lower, end) or _MEETS.match(sentence.lower, end):
        return True
    match = re.match(r"[\s\"”'’)*_]*", sentence.lower[end:])
    rest = end + (match.end() if match else 0)
    index = sentence.first_word(rest)
    if index >= len(sentence.words) or sentence.breaks(end, sentence.words[index].start):
        return True
    word = sentence.words[index].text
    return word in FILM_NOUNS or word in _ENDERS or bool(re.fullmatch(r"(?:18|19|20)\d\d", word))


_ENDERS = frozenset(
    """
    but and or with without except only meets from set where minus please pls plz what which who that then so
    tonight next last again too for in on if not no yet starring by about made before after under over like
    though recommend recommendations suggest suggestions any anything something i we you u is was were had has
    did does to as as at when because however however instead just mixed crossed plus without x tho lol thanks
    thx cheers yesterday years ages times loads twice every again now is's released directed film's similar dvd
    dvds tape blu vhs every each yesterday had put were's vibe vibes
    """.split()  # noqa: SIM905
)


def _of_year(sentence: Sentence, facets: Facets, title: Title) -> Title:
    """The title with the year behind it, if any, and only the movies of that year."""
    match = re.match(r"\s*[\[(,]?\s*(?:from\s+)?((?:18|19|20)\d\d)\b\s*[\])]?", sentence.lower[title.end :])
    if match:
        of_year = tuple(id_ for id_ in title.ids if facets.movie(id_).year == int(match[1]))
        if of_year:
            return Title(title.start, title.end + match.end(), of_year)
    return title


def _cues(sentence: Sentence) -> list[tuple[int, int, str]]:
    """Where an example may begin: the start of the cue, its end, and its kind."""
    found = [
        (match.start(), match.end(), "director")
        for match in _DIRECTOR.finditer(sentence.lower)
        if _DIRECTORS.search(match[0])
    ]
    found += [(match.start(), match.end(), "strong") for match in _STRONG.finditer(sentence.lower)]
    found += [(match.start(), match.end(), "like") for match in _WEAK.finditer(sentence.lower)]
    found += [(match.start(), match.end(), "unlike") for match in _UNLIKE.finditer(sentence.lower)]
    order = {"unlike": 0, "director": 1, "strong": 2, "like": 3}
    return sorted(found, key=lambda cue: (cue[0], order[cue[2]]))


def _is_cue(sentence: Sentence, start: int, kind: str, title: Title, facets: Facets) -> bool:
    """Whether the words before a title mean that answers should be like it."""
    said = sentence.lower[start : title.start]
    if kind == "director":
        return True
    if kind == "unlike":
        return sentence.film_before(start) is not Context.PLOT
    telling = sentence.lower[title.start : title.end]
    short = len(telling) < 4 or facets.is_ordinary(telling.strip())
    if kind == "like":
        if re.search(r"\bas\s+[\"“'‘(*_]*$", said):
            return False
        return sentence.film_before(start) is not Context.PLOT or " " in said.strip() and not short
    if said.split()[:1] and said.split()[0] in _NEEDS_FILM or said.startswith(("a ", "the n")):
        return not short and sentence.film_before(start) is not Context.PLOT
    if short and sentence.lower[title.start : title.end].strip() in _PRONOUNS:
        return sentence.text[title.start].isupper() and not sentence.text.isupper()
    return not short or sentence.film_before(start) is not Context.PLOT


def _more(sentence: Sentence, facets: Facets, title: Title) -> tuple[tuple[str, ...], int]:
    """The movies of a list of titles that begins with ``title``, and where the list ends."""
    ids, end = title.ids, title.end
    while following := _joined(sentence, facets, _AND, end):
        ids, end = (*ids, *following.ids), following.end
    return tuple(dict.fromkeys(ids)), end


def _joined(sentence: Sentence, facets: Facets, joint: re.Pattern[str], place: int) -> Title | None:
    match = joint.match(sentence.lower, place)
    if not match:
        return None
    title = title_at(sentence, facets, match.end(), loosely=False)
    return title if title and not _is_short(sentence, facets, title) else None


def _is_short(sentence: Sentence, facets: Facets, title: Title) -> bool:
    said = sentence.lower[title.start : title.end].strip()
    capital = sentence.text[title.start : title.start + 1].isupper()
    return not capital and (len(said) < 4 or facets.is_ordinary(said))


def _tail(sentence: Sentence, end: int) -> int:
    """The end of the example with a word behind it such as "vibes", and with what brackets say about it."""
    match = _BEHIND.match(sentence.lower, end)
    end = match.end() if match else end
    aside = _BRACKETS.match(sentence.lower, end)
    return aside.end() if aside else end


def _bare(sentence: Sentence, facets: Facets) -> Iterator[Like]:
    """Examples without a cue before them: "Alien, but on a submarine", "Jaws meets Rocky", "Jaws-like"."""
    for index, word in enumerate(sentence.words):
        opens = all(before.text in _OPENERS for before in sentence.words[:index])
        if not opens and sentence.film_before(word.start) is Context.PLOT:
            continue
        title = title_at(
            sentence, facets, word.start, loosely=opens and bool(_BEHIND_SOMETHING.search(sentence.lower))
        )
        if title is None or not (opens or not _is_short(sentence, facets, title)):
            continue
        if found := _as_example(sentence, facets, title, opens=opens):
            yield found
            return


def _as_example(sentence: Sentence, facets: Facets, title: Title, *, opens: bool) -> Like | None:
    """A title without a cue as an example, if what follows says that it is one."""
    text = sentence.lower
    if meets := _joined(sentence, facets, _CROSSED, title.end):
        return Like(title.start, _tail(sentence, meets.end), (*title.ids, *meets.ids), series=True)
    if opens and text.startswith("if ") and (baby := _joined(sentence, facets, _AND, title.end)):
        return Like(0, len(text), (*title.ids, *baby.ids), series=False)
    ids, end = _more(sentence, facets, title)
    if sort := _OF_THAT_SORT.match(text, end):
        return Like(title.start, sort.end(), ids, series=False)
    if _BEHIND.match(text, title.end):
        return Like(title.start, _tail(sentence, title.end), title.ids, series=False)
    if not opens:
        return None
    if _BUT.match(text, title.end):
        return Like(title.start, title.end, title.ids, series=True)
    if (favourite := _FAVOURITE.match(text, title.end)) and _ANYTHING_ELSE.search(text, favourite.end()):
        return Like(title.start, favourite.end(), title.ids, series=False)
    ends = re.match(r"[\"”']*\s*[.!?]", text[title.end :])
    if ends and _ANYTHING_ELSE.search(text, title.end):
        return Like(title.start, title.end, title.ids, series=False)
    if (after := re.match(r"after\s+$", text[: title.start])) and not title.start > 12:
        return Like(after.start(), title.end, title.ids, series=False)
    return None


_CROSSED = re.compile(
    r"\s+(?:meets?|x|crossed\s+with|mixed\s+with|\+|mashed\s+up\s+with)\s+(?:the\s+(?=\w))?"
)
_BEHIND_SOMETHING = re.compile(r"\b(?:similar|vibes?|style|type|lookalikes?|kinda|like|meets)\b")
_BRACKETS = re.compile(r"\s*\([^)]{0,100}\)")
_OPENERS = frozenset(
    "so ok hi hello hey um well please want need give me i a an the something anything like film movie after if".split()
)  # noqa: SIM905

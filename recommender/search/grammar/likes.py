"""Reads movies that are named as examples: "like Jaws but funny", "if you liked Heat", "Alien meets Rocky".

A title counts only where words around it make it an example. Words that clearly do ("similar to") need less
around them than "like", which also stands in plots ("runs like the wind").
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from recommender.search.facets import Facets
from recommender.search.grammar.leftover import telling
from recommender.search.grammar.sentence import Context, Sentence
from recommender.search.grammar.titles_in import Title, is_short, stands_out, title_at


def _any(*patterns: str) -> str:
    return f"(?:{'|'.join(patterns)})"


_THINGS = _any("something", "anything", "films?", "movies?", "works?", "stuff", "things?", "ones?", "recs?")
_WHO = _any("i", "you", "u", "we", r"my\s+\w+", r"our\s+\w+", "everyone", r"the\s+(?:kids|wife|family|children|lads|girls)")
_HAVE = r"(?:'ve|'d|\s+have|\s+had|\s+has)?"
_REALLY = r"(?:\s+(?:really|absolutely|just|recently|also|only|truly|always|already|both|all|so|quite))*"
_LIKED = r"(?:like|liked|likes|love|loved|loves|enjoy|enjoyed|enjoys|adore|adored|adores|dug|dig)"
_LIKENESS = (
    _any(
        "vibe", "vein", "feel(?:ing)?", "mood", "tone", "energy", "style", "kind", "type", "sort", "spirit", "par", "level", "footing", "key",
        "flavou?r", "creep", "genre", "sensibility", "atmosphere", "tension", "humou?r", "magic", "thrill", "idea", "ballpark", "league", "category",
        "line", "cloth", "mou?ld", "manner", "wavelength", "taste", "lane", "neighbou?rhood", "universe", "thing", "way", "stuff", "tradition",
    )
    + "s?"
)  # fmt: skip
_RELATION = _any(
    "successors?", "siblings?", "cousins?", "sisters?", "brothers?", "companions?", r"follow[- ]ups?", "heirs?", "counterparts?", "equivalents?", "alternatives?",
    "antidotes?", "answers?", "versions?",
)  # fmt: skip
_LIKE = re.compile(
    r"(?<![\w'])(?:(?:more|other|others|another|lots|some|just|exactly|kinda|kind\s+of|sort\s+of|a\s+bit|much|a\s+lot|quite|owt|sth|smth|"
    rf"{_THINGS})\s+)*(?:like|such\s+as|à\s+la|a\s+la|ala)\s+"
)
_SIMILAR = re.compile(
    r"(?<![\w'])"
    + _any(
        rf"(?:(?:{_THINGS}|much|very|quite|rather|really|most|the)\s+)*"
        r"(?:similarly\s+)?(?:similar|akin|comparable|close|closest|near|nearest|equivalent|analogous|related|identical|parallel)"
        rf"(?:\s+(?:in\s+\w+|{_THINGS}))?\s+(?:to|with|of)",
        rf"(?:somewhere\s+)?(?:in|on|along|of|from|out\s+of|with)\s+(?:the\s+|a\s+)?(?:very\s+)?(?:same\s+|similar\s+)?{_LIKENESS}\s+(?:of|as|to|than|with)",
        rf"shares?\s+(?:the\s+|a\s+)?(?:same\s+)?{_LIKENESS}\s+(?:of|with|as)",
        r"(?:that\s+|which\s+)?(?:has|have|got|gives?\s+(?:me|u|you)|cut\s+from|with)?\s*(?:the\s+|a\s+)?(?:same|similar)\s+(?:\w+\s+)?"
        rf"{_LIKENESS}\s+(?:\w+\s+)?(?:of|as|to|than|like)",
        r"(?:the\s+)?same\s+(?:\w+\s+)?as", r"vibes?\s+(?:of|like)", r"as\s+\w+\s+as", r"halfway\s+between", r"comparable\s+with",
        r"reminiscent\s+of", r"resembl(?:es?|ing)", r"reminds?\s+(?:me|us|you)\s+of", r"evok(?:es?|ing)", r"in\s+the\s+footsteps\s+of", r"inspired\s+by",
        rf"(?:(?:if|because|since|cos|as|seeing)\s+)?{_WHO}{_HAVE}{_REALLY}\s+{_LIKED}",
        r"(?:big\s+|huge\s+|great\s+)?fans?\s+of", r"obsessed\s+with", r"hurts\s+like", r"to\s+follow",
        rf"(?:\w+\s+)?{_RELATION}\s+(?:piece\s+|film\s+|movie\s+)?(?:to|of|for)", r"(?:pairs?|goes?)\s+(?:well|nicely)\s+with",
        rf"(?:(?:to\s+|should\s+|do\s+|can\s+)?(?:watch|see|try|put\s+on|next)\s+)+(?:next\s+)?(?:after|if\s+\w+\s+{_LIKED})",
        r"after\s+(?:watching|seeing|loving)", r"used\s+to\s+(?:watch|love)", r"wor(?:n|e)\s+out\s+(?:our|my|the)(?:\s+copy\s+of)?",
        r"if(?=\s[^.?!]{3,60}\bhad\s+a\s+(?:baby|child|kid|love\s+child))",
    )
    + r"\s+"
)  # fmt: skip
_LOVED = re.compile(r"(?<![\w'])(?:(?:just\s+)?(?:watched|saw|seen|finished|rewatched)|loved|liked|enjoyed|adored|another|more|similar|the\s+next|the\s+new)\s+")
_UNLIKE = re.compile(
    r"(?<![\w'])(?:(?:something|anything|a\s+film|a\s+movie|but|completely|totally|very|quite)\s+)*"
    r"(?:unlike|(?:nothing|not)\s+(?:at\s+all\s+)?(?:(?:too|much|anything|\w+ing)\s+)?like)\s+"
)
_DIRECTOR = re.compile(
    rf"(?<![\w'])(?:(?:{_THINGS}|some|more|other|others|another)\s+)*(?:by|from|of|is)?\s*(?:the\s+|that\s+)?(?:same\s+)?"
    + _any(
        r"(?:director|film-?maker|maker|man|woman|guy|chap|bloke|dude|person|people|folks|team|lady|one|mind|genius|brother|sister)s?"
        r"\s+(?:(?:who|that|which|what)\s+)?(?:made|directed|did|behind|of|as|for|shot|wrote\s+and\s+directed|gave\s+us)",
        r"(?:whoever'?s?|who(?:ever)?)\s+(?:made|directed|did|shot|is\s+behind|behind)", r"directed\s+by\s+whoever\s+\w+",
    )
    + r"\s+"
)  # fmt: skip
_BUT = re.compile(r"\s*[,;:.–—-]*\s*(?:but|only|except|without|minus|w/o|not|with\s+(?:someone|somebody|other)|just(?:\s+make\s+it)?)\b")
_OF_THAT_SORT = re.compile(
    r"\s*[,;–—-]*\s*(?:and\s+)?(?:that|this)\s+(?:sort|kind|type|style)\s+of\s+(?:thing|stuff|films?|movies?)|"
    r"\s*,?\s*(?:and\s+the\s+like|and\s+such|and\s+so\s+on|etc\.?)"
)
_FAVOURITE = re.compile(
    r"\s*(?:is|was|'s|has\s+(?:always\s+)?been|remains|are)\s+(?:still\s+|probably\s+|hands\s+down\s+)?"
    r"(?:my|the|our|one\s+of|number|wonderful|great|brilliant|amazing|a\s+favou?rite|[^.,;]{0,20}favou?rites?)(?:[^.;,!?–-]{0,40})"
)
_ANYTHING_ELSE = re.compile(
    r"\b(?:similar(?:ly)?|like\s+(?:it|that|this|those|them)|more|others?|else|another|that\s+sort|same|on\s+a\s+par|counterparts?|kindred|"
    r"ancestors?|resembl\w+|what\s+(?:next|now|should|do|can)|recommend|suggest)\b"
)
_MEETS = re.compile(
    r"\s*" + _any("meets?", "x", r"(?:crossed|mixed|combined|mashed\s+(?:up\s+)?|blended)\s+with", "and", "&", r"\+", r"with\s+a\s+(?:dash|touch|bit|hint)\s+of")
    + r"\s+(?:the\s+(?=\w))?"
)  # fmt: skip
_CROSSED = re.compile(r"\s+(?:meets?|x|crossed\s+with|mixed\s+with|\+|mashed\s+up\s+with)\s+(?:the\s+(?=\w))?")
_AND = re.compile(r"\s*(?:,|and|or|&|/|\+|plus|,\s*and|,\s*or)\s+(?:maybe\s+|also\s+)?")
_BEHIND = re.compile(
    r"(?:'s)?\s*[-!?.]*\s*"
    + _any(
        r"-?like(?!\s+\w+\s+\w+s\b)", "-?esque", "-?ish", r"-?y\b", "-?style", "-?type", "-?adjacent", "-?inspired", "vibes?", "kinda", "mode",
        r"kind(?:\s+of)?(?:\s+thing)?", r"sort\s+of(?:\s+(?:thing|film|movie))?", "similar", "lookalikes?", "fans?", "fever", "sized", "imitators?",
        r"had\s+a\s+(?:love\s+)?(?:baby|child|kid)", r"or\s+thereabouts", r"or\s+(?:something\s+)?similar", "tradition", "admirers?",
        rf"(?:[\w-]+\s+)?(?:{_RELATION}|ancestors?|descendants?|knock-?offs?)", "territory", "energy", "feels?", "mood", "clones?", "rip-?offs?",
    )
    + r"(?![\w'])"
)  # fmt: skip
_SEQUELS = re.compile(
    r"[,;.(]?\s*(?:(?:and|but|please|with)\s+)*(?:no|not|without|skip|minus|excluding|except|none\s+of|not\s+counting|outside)\s+"
    r"(?:any\s+|(?:of\s+)?(?:the|its|their|those|more|other|bloody|of)\s+)*(?:[\w']+\s+){0,2}"
    r"(?:sequels?|prequels?|follow[- ]?ups?|spin-?offs?|franchise(?:\s+films?)?|remakes?|series|others?\s+in\s+the\s+series|"
    r"part\s+(?:2|two|ii|3|three|iii)(?:\s+(?:or|and)\s+\d)?)"
    r"(?:(?:,|\s+or|\s+and)\s+(?:no\s+)?(?:sequels?|prequels?|spin-?offs?|remakes?|reboots?))*\b(?:\s+themselves)?"
)
_COMPARES = re.compile(
    r"\b"
    + _any(
        "like", r"similar\w*", "kinda", r"kind\s+of", r"sort\s+of", "type", "style", "vein", "mode", "tradition", "spirit", "vibes?", "par", r"compar\w+",
        "clos(?:e|est)", "near(?:est)?", "another", "others?", "else", "fans?", "lov(?:e|ed)", r"ador\w+", "favou?rite", "watched", "finished", r"obsess\w+",
        r"imitat\w+", "clones?", "lookalikes?", "version", "equivalent", r"answer\s+to", "sized", "halfway", "recs?", r"resembl\w+", r"remind\w*", "admirers?",
        r"such\s+as", "same", "fever", "alternatives?", "liked", "enjoyed", "cry", "key", "feels?", "next", "more", r"a\s+bit",
    )
    + r"\b"
)  # fmt: skip
_REFUSED = re.compile(
    r"(?:\b(?:not|no|nor|or|without|except|but|besides|beyond|minus|skip|avoid|hate|stand|like|than|from|say|vetoed|of|isn't|never))\s+(?:the\s+|another\s+|any\s+)?[\"“'‘]?$"
)
"""In front of a title: somebody does not want it, or speaks of something else."""
_ARTICLE = re.compile(r"\b(?:an?|another|modern)\s+(?:[\w'-]+\s+){0,3}$")
_SERIES = re.compile(r"\s+(?:trilogy|franchise|series|saga|movies|films)\b")
_BRACKETS = re.compile(r"\s*\([^)]{0,100}\)")
_CALLS = re.compile(r"\b(?:similar|vibes?|style|type|lookalikes?|kinda|like|meets)\b")
_OPENERS = frozenset(
    """
    so ok hi hello hey um well please want need give me i a an the something anything like film movie after if
    """.split()  # noqa: SIM905
)
_PRONOUNS = frozenset({"it", "her", "him", "us", "up", "me", "them"})
_MOST_BEFORE = 5
"""Words that tell something before "like" in its sentence. More of them tell of a plot."""
_MOST_BESIDE = 9
"""The same beside a title that only stands out."""


@dataclass(frozen=True, slots=True)
class Like:
    """A part of a question that names movies as examples."""

    start: int
    end: int
    ids: tuple[str, ...]
    series: bool = False
    """Whether the other movies of its series are no answers either."""
    director: bool = False
    """Whether other movies of its director are wanted, and not movies like it."""
    unlike: bool = False


class _Cue(Enum):
    """Words that make a title an example, in the order in which they are tried."""

    UNLIKE = auto()
    DIRECTOR = auto()
    SIMILAR = auto()
    LOVED = auto()
    LIKE = auto()


_CUES = {
    _Cue.UNLIKE: _UNLIKE, _Cue.DIRECTOR: _DIRECTOR, _Cue.SIMILAR: _SIMILAR, _Cue.LOVED: _LOVED, _Cue.LIKE: _LIKE,
}  # fmt: skip


def likes(sentence: Sentence, facets: Facets) -> list[Like]:
    """The examples, in order."""
    found = list(_after_cues(sentence, facets))
    return found or _bare(sentence, facets) or _anywhere(sentence, facets)


def no_sequels(sentence: Sentence) -> tuple[int, int] | None:
    """Where the question says that it wants no sequels."""
    match = _SEQUELS.search(sentence.lower)
    return match.span() if match else None


def _after_cues(sentence: Sentence, facets: Facets) -> Iterator[Like]:
    cues = [(*match.span(), cue) for cue, pattern in _CUES.items() for match in pattern.finditer(sentence.lower)]
    place = 0
    for start, after, cue in sorted(cues, key=lambda one: (one[0], one[2].value)):
        if start < place:
            continue
        loosely = cue is not _Cue.LIKE or sentence.film_before(start) is Context.FILM
        title = title_at(sentence, facets, after, loosely=loosely)
        if title is None or not _is_meant(sentence, facets, start, cue, title):
            continue
        if cue is _Cue.DIRECTOR:
            found = Like(start, title.end, title.ids, director=True)
        else:
            found = _example(sentence, facets, title, start, unlike=cue is _Cue.UNLIKE)
        yield found
        place = found.end


def _example(sentence: Sentence, facets: Facets, title: Title, start: int, *, unlike: bool = False) -> Like:
    """An example with the titles that follow, and what says more about it."""
    ids, end = _more(sentence, facets, title)
    if meets := _joined(sentence, facets, _MEETS, end):
        ids, end = (*ids, *meets.ids), meets.end
    end = _tail(sentence, end)
    series = _SERIES.match(sentence.lower, end)
    end = series.end() if series else end
    return Like(start, end, ids, not unlike and bool(series or _BUT.match(sentence.lower, end)), unlike=unlike)


def _is_meant(sentence: Sentence, facets: Facets, start: int, cue: _Cue, title: Title) -> bool:
    """Whether the words before a title mean that answers should be like it."""
    if cue is _Cue.DIRECTOR:
        return True
    about_film = sentence.film_before(start) is not Context.PLOT
    if cue is _Cue.UNLIKE:
        return about_film
    if len(telling(sentence.text[_sentence_start(sentence, start) : start])) > _MOST_BEFORE:
        return False
    said = sentence.lower[title.start : title.end].strip()
    short = len(said) < 4 or facets.is_ordinary(said)
    if cue is _Cue.LOVED:
        closes = sentence.breaks(title.end, title.end + 2) and start == 0
        return about_film and (not short or closes)
    if cue is _Cue.LIKE:
        return about_film or (" " in said and stands_out(sentence, facets, title) and not short)
    if said in _PRONOUNS:
        return sentence.text[title.start].isupper() and not sentence.text.isupper()
    return not short or about_film


def _sentence_start(sentence: Sentence, place: int) -> int:
    return max((match.end() for match in re.finditer(r"[.!?;]\s", sentence.lower[:place])), default=0)


def _more(sentence: Sentence, facets: Facets, title: Title) -> tuple[tuple[str, ...], int]:
    """The movies of a list of titles that begins with ``title``, and where the list ends."""
    ids, end = title.ids, title.end
    short = bool(_OF_THAT_SORT.search(sentence.lower, end))
    while following := _joined(sentence, facets, _AND, end, short=short):
        ids, end = (*ids, *following.ids), following.end
    return tuple(dict.fromkeys(ids)), end


def _joined(
    sentence: Sentence, facets: Facets, joint: re.Pattern[str], place: int, *, short: bool = False
) -> Title | None:
    """The title behind "and", "meets" and the like; a short word counts only with ``short``."""
    match = joint.match(sentence.lower, place)
    title = title_at(sentence, facets, match.end(), loosely=False) if match else None
    return title if title and (short or not is_short(sentence, facets, title)) else None


def _tail(sentence: Sentence, end: int) -> int:
    """The end of the example with a word behind it such as "vibes", and with what brackets say about it."""
    for pattern in (_BEHIND, _BRACKETS):
        match = pattern.match(sentence.lower, end)
        end = match.end() if match else end
    return end


def _bare(sentence: Sentence, facets: Facets) -> list[Like]:
    """Examples without words before them: "Alien, but on a submarine", "Jaws meets Rocky", "Jaws-like"."""
    for index, word in enumerate(sentence.words):
        opens = all(before.text in _OPENERS for before in sentence.words[:index])
        if not opens and sentence.film_before(word.start) is Context.PLOT:
            continue
        title = title_at(sentence, facets, word.start, loosely=opens and bool(_CALLS.search(sentence.lower)))
        if title is None or not (opens or not is_short(sentence, facets, title)):
            continue
        if found := _as_example(sentence, facets, title, opens=opens):
            return [found]
    return []


def _as_example(sentence: Sentence, facets: Facets, title: Title, *, opens: bool) -> Like | None:
    """A title as an example, if what follows says that it is one; ``opens`` if nothing stands before it."""
    text = sentence.lower
    if meets := _joined(sentence, facets, _CROSSED, title.end):
        return Like(title.start, _tail(sentence, meets.end), (*title.ids, *meets.ids), series=True)
    ids, end = _more(sentence, facets, title)
    if sort := _OF_THAT_SORT.match(text, end):
        return Like(title.start, sort.end(), ids)
    if _BEHIND.match(text, title.end):
        return Like(title.start, _tail(sentence, title.end), title.ids)
    if not opens:
        return None
    if _BUT.match(text, title.end):
        return Like(title.start, title.end, title.ids, series=True)
    if (favourite := _FAVOURITE.match(text, title.end)) and _ANYTHING_ELSE.search(text, favourite.end()):
        return Like(title.start, favourite.end(), title.ids)
    ends = re.match(r"[\"”']*\s*[.!?]", text[title.end :])
    if (ends and _ANYTHING_ELSE.search(text, title.end)) or re.match(r"after\s+$", text[: title.start]):
        return Like(0, title.end, title.ids)
    return None


def _anywhere(sentence: Sentence, facets: Facets) -> list[Like]:
    """A title that stands out, in a question that compares: "what's the 1970s answer to L.A. Confidential"."""
    for word in sentence.words:
        title = title_at(sentence, facets, word.start, loosely=False)
        if title is None or not stands_out(sentence, facets, title):
            continue
        before, behind = sentence.text[: title.start], sentence.text[title.end :]
        compares = _COMPARES.search(f"{before} {behind}".lower()) or _ARTICLE.search(before.lower())
        if compares and not _REFUSED.search(before.lower()) and len(telling(f"{before} {behind}")) <= _MOST_BESIDE:
            return [_example(sentence, facets, title, title.start)]
    return []

"""Finds what a question refuses: "without gadgets", "not a comedy", "anything but a musical", "gore-free".

A negation often belongs to the plot: "a man without a memory", "a boy who cannot sleep". One that clearly
speaks about the film ("I don't want", "anything but") always counts. The others count where they follow a
word for the film, or begin a clause.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from recommender.search.grammar.sentence import Context, Sentence

_I = r"(?:i|we|he|she|they|my\s+\w+|the\s+kids|mum|dad|mom|wife|hubby|kids)"
_NOT = r"(?:don'?t|do\s+not|doesn'?t|does\s+not|didn'?t|can'?t|cannot|can\s+not|couldn'?t|won'?t|never|wouldn'?t|would\s+not)"
_CLEAR = re.compile(
    r"(?<![\w'-])(?:(?:and|but|so|just|please|pls|definitely|preferably|absolutely|ideally|as\s+long\s+as|though)\s+)*(?:"
    rf"(?:{_I}(?:'m|'re|\s+am|\s+are|\s+is)?\s+)?(?:really\s+|just\s+|so\s+|totally\s+|all\s+|getting\s+|a\s+bit\s+|am\s+)*{_NOT}\s+(?:really\s+|ever\s+|even\s+|much\s+)*(?:want(?:\s+to\s+(?:see|watch))?|wanna(?:\s+(?:see|watch))?|need|like|fancy|care\s+for|do|stand|stomach|bear|handle|cope\s+with|enjoy|feel\s+like|give\s+me|show\s+me|recommend|suggest|say|bother\s+with|deal\s+with|take|abide|include|involve|have|contain|feature|star|be|cared\s+for)|"
    rf"(?:{_I}(?:'m|'re|\s+am|\s+are|\s+is)?\s+)?(?:really\s+|just\s+|so\s+|totally\s+|all\s+|getting\s+|a\s+bit\s+|not\s+)*(?:not\s+(?:interested\s+in|(?:a\s+)?(?:big\s+)?fan\s+of|in\s+the\s+mood\s+for|into|keen\s+on|looking\s+for|after|up\s+for|bothered\s+about)|"
    r"(?:tired|sick|weary|bored|fed\s+up|done)\s+(?:to\s+death\s+)?(?:of|with)|fed\s+up\s+with|allergic\s+to|scared\s+of)|"
    rf"{_I}\s+(?:really\s+|absolutely\s+)?(?:hate|loathe|dislike|despise|detest)s?|hate|never\s+cared\s+for|(?:have\s+|had\s+|seen\s+)?enough\s+(?:of|with)|"
    r"(?:anything|everything|any\s+\w+|every\s+\w+|whatever|all)\s+(?:but|except|besides|bar|other\s+than)|other\s+than|others?\s+than|except(?:\s+(?:for|with|from|of))?|excepting|"
    r"excluding|exclude|excl\.?|apart\s+from|aside\s+from|besides|barring|save\s+for|bar|sans|minus|skip|skipping|leave\s+out|leaving\s+out|leave\s+aside|leaving\s+aside|"
    r"avoid(?:ing)?|steer\s+clear\s+of|stay\s+away\s+from|keep\s+away\s+from|rather\s+than|instead\s+of|beyond|spare\s+(?:me|us)|hold\s+the|cut\s+the|ditch\s+the|lose\s+the|drop\s+the|forget|"
    r"devoid\s+of|free\s+(?:of|from)|lacking(?:\s+in)?|none\s+of|neither|zero|(?:\w+\s+)?(?:vetoed|vetoes|has\s+banned)|not(?=\s+\w+(?:\s+\w+)?\s+again\b)|keep\s+your|made\s+outside(?:\s+of)?|rather\s+not\s+(?:have|see|watch)|"
    r"(?:where|and|in\s+which|with)\s+(?:nobody|no[- ]?one|noone)(?:'?s|\s+is|\s+are|\s+has|\s+gets)?(?:\s+\w+ing)?|"
    r"(?:just\s+)?not\s+(?:another|yet\s+another|one\s+of)|no\s+more|please\s+no|please\s+not|not\s+any|nothing(?=\s+(?:longer|shorter|older|newer|over|under|before|after|more|less|above|below|made|black)\b)|nothing\s+(?:too|that\s+is|that's|with|about|involving|featuring|by|from|starring|set|remotely|even)|"
    r"no\s+(?:\w+\s+)?(?:please|thanks))(?![\w'])"
)
_MAYBE = re.compile(
    r"(?<![\w'-])(?:(?:and|but|just|please|pls|definitely|preferably|absolutely|with|or|only|there\s+(?:is|are)|has|have)\s+)*(?P<cue>"
    r"(?:that|which)(?:\s+is|\s+are|'s)?\s+(?:not|no|isn'?t|aren'?t)|(?:it\s+|that\s+|which\s+)?(?:isn'?t|isnt|aren'?t|arent|ain'?t|aint|wasn'?t|weren'?t)|(?:that\s+|which\s+)?(?:has|have|with)\s+no|"
    r"what\s+is\s+not|without|w/o|w\.o\.|no|not|nor|nothing|less)(?![\w'])"
)
_NO_REFUSAL = re.compile(
    r"(?:nothing|no\s+one|nobody|none)\s+but|not\s+(?:only|just|necessarily|sure|bothered|fussed|that\s+(?:long|old)|even|least|quite|so\s+\w+|to\s+mention|unlike|enough|really\s+sure|the\s+only|a\s+problem|if)|no\s+(?:matter|idea|doubt|rush|wonder|one|problem|clue|preference|worries|longer|less|fewer|more\s+than|later|earlier|older|newer|way|good\s+at)|"
    r"not\s+(?:longer|more|over|older|newer|later|earlier|below|under|exceeding|before|after\s+\d)|without\s+(?:a\s+doubt|fail|question)|(?:don'?t|do\s+not|doesn'?t|didn'?t|can'?t|cannot|couldn'?t)\s+(?:remember|recall|know|mind|matter|care(?!\s+for)|think|worry|need\s+to\s+be|have\s+to|want\s+to\s+miss|get\s+enough|forget)|nothing\s+(?:ever\s+)?(?:compares|beats|comes|else|got)|if\s+not|or\s+not|why\s+not|less\s+than|nothing\s+(?:too\s+)?(?:fancy|special|particular)|instead\s+of\s+\w+ing|besides\s+that|no\s+country"
)
_FREE = re.compile(
    r"(?<![\w'-])(?P<what>[a-z][\w']*(?:\s(?=scares?-))?[\w-]*?)[- ](?:free|less)(?=\s|$|[^\w-])"
)
_HATED = re.compile(r"\b(?:hate|stand|loathe|dislike|despise|vetoed|sick|tired|bored)\b")
_NON = re.compile(r"(?<![\w'-])non[- ](?P<what>[a-z]\w+)")
_BEHIND = re.compile(
    r"(?P<what>[\w'][\w' -]{2,40}?)\s+(?:(?:is|are)\s+(?:banned|out|forbidden|off\s+limits|not\s+welcome|a\s+no)|(?:can\s+)?stays?\s+(?:at\s+)?home|not\s+welcome|(?:puts?|turns?)\s+(?:me|us|her|him)\s+(?:right\s+|straight\s+)?off|need\s+not\s+apply|aside|excluded|excepted|not\s+included|doesn'?t\s+count|don'?t\s+count)(?![\w'])"
)
_STOP = re.compile(
    r"[.;!?()\[\]…:\n]|\s[-–]\s|[–—]|,|(?<=\s)(?:but|where|when|please|pls|plz|though|instead|just|only|something|anything|i|i'm|i've|we|that|which|who|because|cos|although|since\s+(?=i|we|my)|set|however|so|maybe|thanks|thank|cheers|if|tonight|like\s+the\s+plague|this\s+time|again|recommend|suggest|show|give|lol|tho|yes|than\s+usual)(?![\w'])"
)
_PART = re.compile(
    r"\s*(?:,\s*(?:or|nor|and)?(?=\s)|/|&|(?<=\s)(?:or|nor|and)\s(?!(?:a\s+)?(?:half|quarter))|(?<=\s)(?=(?:no|not|nor|sans|without)\s))\s*(?:no\s+|not\s+|nor\s+|sans\s+|without\s+|any\s+)*"
)
_ANEW = re.compile(r"(?:so|but|please|just|only|i|we|it's|something|anything|maybe|with|set|from|made|in)\b")
_LEAD = re.compile(
    r"\s*(?:(?:a|an|the|any|anything|some|too|much|very|so|another|more|overly|that|really|remotely|even|yet|of|all|those|these|yer|your|my|with|about|by|from|in|to\s+be|being|involving|featuring|starring|having|set\s+in|set|kind\s+of|sort\s+of|usual|standard|typical|obvious|bloody|damn|sodding|stuff|films?|movies?|ones?|one|with|is|are|will|has|having|seen|see|watch|want|go(?:ing)?\s+to|go(?:ing)?|be|being|get(?:ting)?)\s+)*"
)
_WEAK_LEAD = re.compile(r"\s*(?:(?:a|an|the|any|his|her|their|its)\s+)*")
_MOST_WORDS = 5
_FILM_THINGS = re.compile(
    r"gore|gory|violen\w+|blood\w*|romance|romantic|love\s+(?:stor\w+|interest|triangle|scenes?)|sex\w*|nudity|swearing|jump[- ]?scares?|subtitles?|singing|songs?|musical\w*|happy\s+ending|"
    r"sequels?|remakes?|cgi|superhero\w*|spoilers?|gun\s*fights?|car\s+chases?|torture|scary|funny|slapstick|comed\w+|horror|animat\w+|cartoons?|prequels?|reboots?|explosions?|aliens|zombies|vampires|ghosts|gadgets?|jokes"
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """One thing that is refused, with the words that refuse it."""

    start: int
    end: int
    what: str
    """The words for what is refused."""
    place: int
    """Where ``what`` begins."""
    hated: bool = False
    """Whether somebody said to hate it: then the rest of a series is refused too."""


def refusals(sentence: Sentence, resolves: Callable[[str], bool]) -> Iterator[Refusal]:
    """Everything that is refused, in order; parts of one list share the words that refuse them.

    ``resolves`` says whether words name years, people, a film or another fact, and not a thing of the plot.
    """
    place = 0
    allowed = [match.span() for match in _NO_REFUSAL.finditer(sentence.lower)]
    for start, end, clear in _cues(sentence):
        if start < place or any(first <= end - 1 and start < last for first, last in allowed):
            continue
        parts = list(_parts(sentence, end))
        if not parts:
            continue
        if not clear and not _is_about_film(sentence, start, parts[0][0], resolves):
            continue
        place_before = start
        hated = bool(_HATED.search(sentence.lower, start, parts[0][1]))
        for what, begin, stop in parts:
            yield Refusal(place_before, stop, what, begin, hated)
            place_before = place = stop
    for pattern in (_FREE, _NON):
        for match in pattern.finditer(sentence.lower):
            if pattern is _FREE and (
                sentence.film_after(match.end()) is Context.PLOT or match[0].endswith("less")
            ):
                continue
            if pattern is _NON and sentence.film_after(match.end()) is Context.PLOT:
                continue
            yield Refusal(*match.span(), match["what"], match.start("what"))
    for match in _BEHIND.finditer(sentence.lower):
        begin = match.start("what")
        cut = max(
            (one.end() for one in _STOP.finditer(sentence.lower, begin, match.end("what"))), default=begin
        )
        what = sentence.lower[cut : match.end("what")]
        lead = len(what) - len(what.lstrip())
        yield Refusal(cut + lead, match.end(), what.strip(), cut + lead)


def _cues(sentence: Sentence) -> list[tuple[int, int, bool]]:
    found = [(*match.span(), True) for match in _CLEAR.finditer(sentence.lower)]
    found += [(*match.span(), False) for match in _MAYBE.finditer(sentence.lower)]
    return sorted(found, key=lambda cue: (cue[0], -cue[1], not cue[2]))


def _is_about_film(sentence: Sentence, start: int, what: str, resolves: Callable[[str], bool]) -> bool:
    """Whether "no", "not" or "without" says something about the film and not about somebody in it."""
    before = sentence.film_before(start)
    if before is Context.FILM or _FILM_THINGS.match(what) or resolves(what):
        return True
    return before is Context.EDGE and sentence.has_film() and len(what.split()) < _MOST_WORDS


def _parts(sentence: Sentence, place: int) -> Iterator[tuple[str, int, int]]:
    """What follows a word that refuses: each part of the list with its start and its end."""
    first = True
    while True:
        lead = _LEAD.match(sentence.lower, place)
        begin = lead.end() if lead else place
        stop = _STOP.search(sentence.lower, begin)
        end = stop.start() if stop else len(sentence.lower)
        part = _PART.search(sentence.lower, begin, end + 3)
        if part and part.start() > begin:
            end = min(end, part.start())
        what = sentence.lower[begin:end].rstrip()
        if not what or (not first and len(what.split()) > _MOST_WORDS):
            return
        yield what, begin, begin + len(what)
        following = _PART.match(sentence.lower, begin + len(what))
        if not following or following.end() == following.start():
            return
        if _ANEW.match(sentence.lower, following.end()):
            return
        if following[0].strip() == "," and not _goes_on(sentence, following.end()):
            return
        place, first = following.end(), False


def _goes_on(sentence: Sentence, place: int) -> bool:
    """Whether a comma separates parts of a list, which then ends with "or" or "and"."""
    return bool(
        re.match(
            r"(?:(?:no|not|without|sans)\s)?[\w' -]{2,30}(?:,\s*[\w' -]{2,30})*,?\s+(?:or|nor|and)\s+\w",
            sentence.lower[place:],
        )
    )

"""Finds what a question refuses: "without gadgets", "not a comedy", "anything but a musical", "gore-free".

A negation often belongs to the plot: "a man without a memory", "a boy who cannot sleep". What a person says
of himself ("I don't want") counts always, what speaks of a choice ("other than") where there are films to
choose from. The others count only where they follow a word for the film, or begin a clause of a short question.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum, auto

from recommender.search.grammar.sentence import Context, Sentence


def _any(*patterns: str) -> str:
    return f"(?:{'|'.join(patterns)})"


_WHO = _any(
    r"i", r"we", r"(?:my|our)\s+\w+", r"the\s+(?:kids|wife|family|missus|boys|girls)", r"(?:a\s+person|someone|people|anyone)\s+who", "mum", "mom", "dad", "wife", "hubby", "husband", "boyfriend", "girlfriend", "kids",
)  # fmt: skip
_AM = r"(?:'m|'re|\s+am|\s+are|\s+is)?"
_MUCH = r"(?:\s+(?:really|just|so|totally|absolutely|all|getting|a\s+bit|quite|very|honestly|am))*"
_DO_NOT = r"(?:don'?t|do\s+not|doesn'?t|does\s+not|didn'?t|can'?t|cannot|can\s+not|couldn'?t|won'?t|wouldn'?t|never|refuse\s+to|rather\s+not)"
_TO_LIKE = _any(
    r"want(?:\s+to\s+(?:see|watch))?", r"wanna(?:\s+(?:see|watch))?", "need", "like", "love", "enjoy", "fancy", r"cared?\s+for", "do",
    "stand", "stomach", "bear", "handle", "abide", r"cope\s+with", r"deal\s+with", r"feel\s+like", "watch", "see", "touch", "sit\\s+through",
)  # fmt: skip
_DISLIKES = _any(
    rf"{_WHO}{_MUCH}\s+{_DO_NOT}(?:\s+(?:really|ever|even|much|want\s+to))*\s+{_TO_LIKE}",
    rf"{_WHO}{_AM}{_MUCH}\s+not{_MUCH}\s+(?:interested\s+in|(?:a\s+)?(?:big\s+)?fan\s+of|in\s+the\s+mood\s+for|into|keen\s+on|looking\s+for|after|up\s+for)",
    rf"{_WHO}{_AM}{_MUCH}\s+(?:tired|sick|weary|bored|fed\s+up|done)\s+(?:to\s+death\s+)?(?:of|with)",
    rf"{_WHO}{_MUCH}\s+(?:hate|loathe|dislike|despise|detest)s?",
    rf"{_WHO}(?:'ve|\s+have|'ve\s+had|\s+have\s+had)?{_MUCH}\s+(?:had|seen)\s+enough\s+(?:of|with)",
    rf"{_WHO}(?:\s+has|\s+have)?\s+(?:vetoed|vetoes|banned)",
)
_AT_START = _any(
    rf"{_DO_NOT}(?:\s+(?:really|even))*\s+(?:{_TO_LIKE}|give\s+me|show\s+me|recommend|suggest|say|bother\s+with)",
    r"not\s+(?:interested\s+in|(?:a\s+)?(?:big\s+)?fan\s+of|in\s+the\s+mood\s+for|into|keen\s+on|looking\s+for|after|up\s+for|bothered\s+about)",
    r"(?:so\s+|just\s+)?(?:tired|sick|weary|bored|fed\s+up)\s+(?:to\s+death\s+)?(?:of|with)", r"(?:he\s+|she\s+|they\s+)?hates?", r"enough\s+(?:of|with)",
    "skip(?:ping)?", r"leav(?:e|ing)\s+(?:out|aside)", "avoid(?:ing)?", r"(?:steer\s+clear|stay\s+away|keep\s+away)\s+(?:of|from)",
    r"spare\s+(?:me|us)", r"(?:hold|cut|ditch|lose|drop)\s+the", r"keep\s+your", r"please\s+(?:no|not)", r"never\s+mind", "exclud(?:e|ing)", r"excl\.?",
    r"no\s+more", r"not\s+(?:another|yet\s+another|one\s+of|any)", r"not(?=\s+\w+(?:\s+\w+)?\s+again\b)", r"none\s+of", "zero",
)  # fmt: skip
_CHOOSING = _any(
    r"(?:anything|everything|any\s+\w+|every\s+\w+|whatever|all|anywhere|set\s+anywhere)\s+(?:but|except|besides|bar|other\s+than)", r"others?\s+than",
    r"except(?:ing)?(?:\s+(?:for|with|from|of))?", r"(?:apart|aside)\s+from", "besides", "barring", r"save\s+for", "bar", "sans", "minus",
    r"rather\s+than", r"instead\s+of", "beyond", r"free\s+(?:of|from)", r"devoid\s+of", r"lacking(?:\s+in)?", r"made\s+outside(?:\s+of)?",
    r"nothing\s+(?:too|that\s+is|that's|with|about|involving|featuring|by|from|starring|set|remotely|even)",
    r"nothing(?=\s+(?:longer|shorter|older|newer|over|under|before|after|more|less|above|below|made|black)\b)",
    r"(?:where|in\s+which|with|and|but)\s+(?:nobody|no[- ]?one|noone)(?:'?s|\s+is|\s+are|\s+has|\s+gets)?(?:\s+\w+ing)?",
    r"when\s+(?:he|she|they)(?:'s|\s+is|'re|\s+are)\s+not(?:\s+(?:doing|in|making|playing))?",
    r"(?:doesn'?t|does\s+not|don'?t|do\s+not|didn'?t)\s+(?:have|include|involve|contain|feature|star|end\s+with)",
)  # fmt: skip
_MAYBE = _any(
    r"(?:(?:that|which|it)(?:\s+is|\s+are|'s)?\s+)?(?:i'd\s+rather\s+it\s+)?(?:not|no|isn'?t|isnt|aren'?t|arent|ain'?t|aint|wasn'?t|weren'?t)", "nor", "never", r"(?:(?:that\s+|which\s+)?(?:has|have|with)\s+)?neither",
    r"(?:that\s+|which\s+)?(?:has|have|with|there's|there\s+is|there\s+are)\s+no", r"what\s+is\s+not", "without", "w/o", "nothing", "less",
)  # fmt: skip
_FILLER = r"(?:(?:and|but|so|or|just|please|pls|only|definitely|preferably|absolutely|ideally|though|as\s+long\s+as|with)\s+)*"


class _Kind(Enum):
    """How much a negation says about the film."""

    PERSON = auto()
    """Somebody says what he does not want."""
    START = auto()
    """The same without "I": only where a clause begins."""
    CHOICE = auto()
    MAYBE = auto()


_CUES = tuple(
    (kind, re.compile(rf"(?<![\w'-]){_FILLER}{pattern}(?![\w'])"))
    for kind, pattern in (
        (_Kind.PERSON, _DISLIKES), (_Kind.START, _AT_START), (_Kind.CHOICE, _CHOOSING), (_Kind.MAYBE, _MAYBE),
    )
)  # fmt: skip
_NO_REFUSAL = re.compile(
    _any(
        r"(?:nothing|no\s+one|nobody|none)\s+but",
        r"not\s+(?:only|just|necessarily|sure|fussed|even|least|quite|to\s+mention|unlike|enough|really\s+sure|the\s+only|a\s+problem|if)",
        r"no\s+(?:matter|idea|doubt|rush|wonder|one|problem|clue|preference|worries|longer|less|fewer|more\s+than|later|earlier|older|newer|way|country)",
        r"not\s+(?:longer|more|over|older|newer|later|earlier|below|under|exceeding|before|after\s+\d)",
        r"nothing\s+(?:ever\s+)?(?:compares|beats|comes|else|got|special|fancy|particular|short\s+of)",
        r"without\s+(?:a\s+doubt|fail|question)", r"less\s+than", r"never\s+(?:seen|heard|mind|get|forget)",
        rf"{_DO_NOT}\s+(?:remember|recall|know|mind|matter|care\b(?!\s+for)|think|worry|get\s+enough|forget|want\s+to\s+miss)",
        r"if\s+not", r"or\s+not", r"why\s+not", r"besides\s+that", r"zero\s+idea",
    )
)
_ATTACHED = re.compile(
    r"(?<![\w'-])(?:(?P<free>[a-z][\w']*(?:\s(?=scares?-))?[\w-]*?)[- ]free|(?P<less>[a-z][\w']+)-less|non[- ](?P<non>[a-z]\w+))(?=\s|$|[^\w-])"
)
_BEHIND = re.compile(
    r"(?P<what>[\w'][\w' -]{2,40}?)\s+"
    + _any(
        r"(?:is|are)\s+(?:banned|out|forbidden|off\s+limits|not\s+welcome|a\s+no|boring|where\s+i\s+draw\s+the\s+line|not\s+(?:for\s+me|my\s+thing))",
        r"(?:can\s+)?stays?\s+(?:at\s+)?home", r"not\s+welcome", r"bores?\s+(?:me|us|him|her)", r"(?:isn't|ain't|aren't)\s+(?:for\s+me|my\s+thing)",
        r"(?:puts?|turns?)\s+(?:me|us|her|him)\s+(?:right\s+|straight\s+)?(?:off|to\s+sleep)", r"need\s+not\s+apply", "aside", "excluded", "excepted",
        r"not\s+included", r"(?:doesn'?t|don'?t)\s+count", r"had\s+nothing\s+to\s+do\s+with",
    )
    + r"(?![\w'])"
)
_AROUND = re.compile(r"(?<![\w'])(?:but\s+|please\s+|and\s+)*(?:leave|keep|cut|take)\s+(?P<what>[\w' -]{3,40}?)\s+out(?:\s+of\s+(?:it|this))?(?![\w'])")
_STOP = re.compile(
    r"[.;!?()\[\]…:\n]|\s[-–]\s|[–—]|,|(?<=\s)"
    + _any(
        "but", "where", "when", "please", "pls", "plz", "though", "instead", "just", "only", "something", "anything", "i", "i'm", "i've", "we",
        "that", "which", "who", "because", "cos", "although", r"since\s+(?=i|we|my)", "set", "however", "so", "maybe", "thanks", "thank", "cheers",
        "if", "tonight", r"this\s+time", "recommend", "suggest", "show", "give", "lol", "tho", "yes", r"like\s+the\s+plague", "then",
    )
    + r"(?![\w'])"
)  # fmt: skip
_PART = re.compile(
    r"\s*(?:,\s*(?:or|nor|and)?(?=\s)|/|&|(?<=\s)(?:or|nor|and)\s(?!(?:a\s+)?(?:half|quarter))|(?<=\s)(?=(?:no|not|nor|sans|without)\s))"
    r"\s*(?:(?:no|not|nor|sans|without|any)\s+)*"
)
_ANEW = re.compile(
    _any(
        "so", "but", "please", "just", "only", "i", "we", "he", "she", "they", "it's", "something", "anything", "maybe", "with", "set", "from", "made",
        "in", "under", "below", "over", "above", "at", "before", "after", "rated", "by", "about",
    )
    + r"\b"
)  # fmt: skip
_LEAD = re.compile(
    r"\s*(?:"
    + _any(
        "a", "an", "the", "any", "anything", "some", "too", "much", "very", "so", "another", "more", "overly", "that", "really", "remotely", "even",
        "yet", "of", "all", "those", "these", "yer", "your", "my", "with", "about", "by", "from", "in", r"to\s+be", "being", "involving", "featuring",
        "starring", "having", r"set\s+in", "set", r"kind\s+of", r"sort\s+of", "usual", "standard", "typical", "obvious", "bloody", "damn", "stuff",
        "films?", "movies?", "ones?", "is", "are", "will", "has", "seen", "see", "watch(?:ing)?", "want", r"go(?:ing)?(?:\s+to)?", "be", "get(?:ting)?",
        "other", "every", "real", "at",
    )
    + r"\s+)*"
)  # fmt: skip
_HATED = re.compile(r"\b(?:hate|stand|loathe|dislike|despise|vetoed|sick|tired|bored)\b")
_FILM_THINGS = re.compile(
    _any(
        "gore", "gory", r"violen\w+", r"blood\w*", "romance", "romantic", r"love\s+(?:stor\w+|interest|triangle|scenes?)", r"sex\w*", "nudity", "swearing",
        r"jump[- ]?scares?", "subtitles?", "singing", "songs?", r"musical\w*", r"(?:happy|sad)\s+ending", "sequels?", "remakes?", "cgi", r"superhero\w*",
        r"gun\s*fights?", r"car\s+chases?", "torture", "scary", "slapstick", r"comed(?:y|ies)", "horror", r"animat(?:ed|ion)", "cartoons?", "prequels?",
        "reboots?", "explosions?",
    )
    + r"\b"
)  # fmt: skip
_ASKING = re.compile(
    r"\b(?:i|i'm|im|i've|i'd|i'll|me|we|we're|we'd|you|please|plz|pls|need|want|wanna|recommend|suggest|maybe|something|anything)\b"
)
_WHERE = re.compile(r"\b(?:where|in\s+which)\s+(?:[\w']+\s+){0,3}$")
_MOST_WORDS = 5
_SHORT = 12
"""Words. In a longer question without a word for a film, a negation belongs to the plot."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One thing that is refused, with the words that refuse it."""

    start: int
    end: int
    what: str
    """The words for what is refused, as they were typed."""
    hated: bool = False
    """Whether somebody said to hate it: then the rest of a series is refused too."""


def refusals(sentence: Sentence, resolves: Callable[[str], bool]) -> Iterator[Refusal]:
    """Everything that is refused, in order; parts of one list share the words that refuse them.

    ``resolves`` says whether words name years, people, a film or another fact, and not a thing of the plot.
    """
    place = 0
    allowed = [match.span() for match in _NO_REFUSAL.finditer(sentence.lower)]
    for start, end, kind in _cues(sentence):
        if start < place or any(first < end and start < last for first, last in allowed):
            continue
        parts = list(_parts(sentence, end))
        if not parts or not _is_about_film(sentence, start, kind, sentence.text[slice(*parts[0])], resolves):
            continue
        hated = bool(_HATED.search(sentence.lower, start, end))
        for begin, stop in parts:
            yield Refusal(start, stop, sentence.text[begin:stop], hated)
            start = place = stop
    yield from _otherwise(sentence)


def _otherwise(sentence: Sentence) -> Iterator[Refusal]:
    """Refusals whose words stand behind or around what is refused."""
    for match in _ATTACHED.finditer(sentence.lower):
        name = match.lastgroup or ""
        if sentence.film_after(match.end()) is not Context.PLOT:
            yield Refusal(*match.span(), sentence.text[slice(*match.span(name))])
    for match in _AROUND.finditer(sentence.lower):
        if sentence.film_before(match.start()) is not Context.PLOT:
            yield Refusal(*match.span(), sentence.text[slice(*match.span("what"))])
    for match in _BEHIND.finditer(sentence.lower):
        begin = match.start("what")
        cut = max((one.end() for one in _STOP.finditer(sentence.lower, begin, match.end("what"))), default=begin)
        cut += len(sentence.lower[cut : match.end("what")]) - len(sentence.lower[cut : match.end("what")].lstrip())
        begin = cut
        for part in re.split(r"\s+(?:and|or)\s+|,\s*", sentence.text[cut : match.end("what")]):
            begin = sentence.text.index(part, begin)
            end = begin + len(part)
            yield Refusal(cut, match.end() if end >= match.end("what") else end, part)
            begin = cut = end


def _cues(sentence: Sentence) -> list[tuple[int, int, _Kind]]:
    found = [(*match.span(), kind) for kind, pattern in _CUES for match in pattern.finditer(sentence.lower)]
    return sorted(found, key=lambda cue: (cue[0], cue[2].value, -cue[1]))


def _is_about_film(sentence: Sentence, start: int, kind: _Kind, what: str, resolves: Callable[[str], bool]) -> bool:
    """Whether a negation says something about the film and not about somebody in it."""
    if kind is _Kind.PERSON:
        return True
    before = sentence.film_before(start)
    asking = bool(_ASKING.search(sentence.lower))
    browsing = asking or sentence.has_film() or len(sentence.words) <= _SHORT
    if kind is _Kind.START:
        return browsing and (asking or before is not Context.PLOT)
    if kind is _Kind.CHOICE:
        return before is Context.FILM or (browsing and before is Context.EDGE) or _is_named(sentence, start) or (
            asking and sentence.has_film()
        )
    if before is Context.FILM or _FILM_THINGS.match(what.lower()) or _is_named(sentence, start):
        return True
    if resolves(what):
        return browsing or before is not Context.PLOT
    return before is Context.EDGE and browsing and len(what.split()) < _MOST_WORDS and not _is_never(sentence, start)


def _is_named(sentence: Sentence, start: int) -> bool:
    """Whether a short question is about a film "where" something does not happen."""
    where = _WHERE.search(sentence.lower, 0, start)
    start = where.start() if where else start
    near = sentence.film_before(start) is Context.FILM
    return near and len(sentence.words) <= _SHORT


def _is_never(sentence: Sentence, start: int) -> bool:
    return bool(re.match(r"(?:\w+\s+)*never\b", sentence.lower[start:]))


def _parts(sentence: Sentence, place: int) -> Iterator[tuple[int, int]]:
    """What follows a word that refuses: where each part of the list starts and ends."""
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
        yield begin, begin + len(what)
        following = _PART.match(sentence.lower, begin + len(what))
        if not following or following.end() == following.start() or _ANEW.match(sentence.lower, following.end()):
            return
        if following[0].strip() == "," and not _goes_on(sentence, following.end()):
            return
        place, first = following.end(), False


def _goes_on(sentence: Sentence, place: int) -> bool:
    """Whether a comma separates parts of a list, which then ends with "or" or "and"."""
    more = r"(?:(?:no|not|without|sans)\s)?[\w' -]{2,30}(?:,\s*[\w' -]{2,30})*,?\s+(?:or|nor|and)\s+\w"
    return bool(re.match(more, sentence.lower[place:]))

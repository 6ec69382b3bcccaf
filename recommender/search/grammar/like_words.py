"""The words that make a title an example: see ``likes.py``."""

import re

from recommender.search.grammar.patterns import any_of

_THINGS = any_of("something", "anything", "films?", "movies?", "works?", "stuff", "things?", "ones?", "recs?")
_WHO = any_of(
    "i",
    "you",
    "u",
    "we",
    r"my\s+\w+",
    r"our\s+\w+",
    "everyone",
    r"the\s+(?:kids|wife|family|children|lads|girls)",
)
_HAVE = r"(?:'ve|'d|\s+have|\s+had|\s+has)?"
_REALLY = r"(?:\s+(?:really|absolutely|just|recently|also|only|truly|always|already|both|all|so|quite))*"
_LIKED = r"(?:like|liked|likes|love|loved|loves|enjoy|enjoyed|enjoys|adore|adored|adores|dug|dig)"
_LIKENESS = (
    any_of(
        "vibe", "vein", "feel(?:ing)?", "mood", "tone", "energy", "style", "kind", "type", "sort", "spirit",
        "par", "level", "footing", "key",
        "flavou?r", "creep", "genre", "sensibility", "atmosphere", "tension", "humou?r", "magic", "thrill",
        "idea", "ballpark", "league", "category",
        "line", "cloth", "mou?ld", "manner", "wavelength", "taste", "lane", "neighbou?rhood", "universe",
        "thing", "way", "stuff", "tradition",
    )
    + "s?"
)  # fmt: skip
_RELATION = any_of(
    "successors?", "siblings?", "cousins?", "sisters?", "brothers?", "companions?", r"follow[- ]ups?",
    "heirs?", "counterparts?", "equivalents?", "alternatives?",
    "antidotes?", "answers?", "versions?",
)  # fmt: skip
LIKE = re.compile(
    r"(?<![\w'])(?:(?:more|other|others|another|lots|some|just|exactly|kinda|kind\s+of|sort\s+of|a\s+bit|"
    r"much|a\s+lot|quite|owt|sth|smth|"
    rf"{_THINGS})\s+)*(?:like|such\s+as|à\s+la|a\s+la|ala)\s+"
)
SIMILAR = re.compile(
    r"(?<![\w'])"
    + any_of(
        rf"(?:(?:{_THINGS}|much|very|quite|rather|really|most|the)\s+)*"
        r"(?:similarly\s+)?(?:sim[iu]lar|akin|comparable|close|closest|near|nearest|equivalent|analogous|"
        r"related|identical|parallel)"
        rf"(?:\s+(?:in\s+\w+|{_THINGS}))?\s+(?:to|2|with|of)",
        rf"(?:somewhere\s+)?(?:in|on|along|of|from|out\s+of|with)\s+(?:the\s+|a\s+)?(?:very\s+)?(?:same\s+|"
        rf"similar\s+)?{_LIKENESS}\s+(?:of|as|to|than|with|between)",
        rf"shares?\s+(?:the\s+|a\s+)?(?:same\s+)?{_LIKENESS}\s+(?:of|with|as)",
        r"(?:that\s+|which\s+)?(?:has|have|got|gives?\s+(?:me|u|you)|cut\s+from|with)?\s*(?:the\s+|"
        r"a\s+)?(?:same|similar)\s+(?:\w+\s+)?"
        rf"{_LIKENESS}\s+(?:\w+\s+)?(?:of|as|to|than|like)",
        r"(?:the\s+)?same\s+(?:\w+\s+)?as", r"vibes?\s+(?:of|like)", r"as\s+\w+\s+as", r"halfway\s+between",
        r"comparable\s+with",
        r"reminiscent\s+of", r"resembl(?:es?|ing)", r"reminds?\s+(?:me|us|you)\s+of", r"evok(?:es?|ing)",
        r"in\s+the\s+footsteps\s+of", r"inspired\s+by",
        rf"(?:(?:if|because|since|cos|as|seeing)\s+)?{_WHO}{_HAVE}{_REALLY}\s+{_LIKED}",
        r"(?:big\s+|huge\s+|great\s+)?fans?\s+of", r"obsessed\s+with", r"hurts\s+like", r"to\s+follow",
        r"the\s+way",
        rf"{_WHO}(?:\s+and\s+i)?{_REALLY}\s+(?:watched|saw|finished|rewatched)",
        rf"(?:\w+\s+)?{_RELATION}\s+(?:piece\s+|film\s+|movie\s+)?(?:to|of|for)",
        r"(?:pairs?|goes?)\s+(?:well|nicely)\s+with",
        rf"(?:(?:to\s+|should\s+|do\s+|can\s+)?(?:watch|see|try|put\s+on|next)\s+)+(?:next\s+)?(?:after|"
        rf"if\s+\w+\s+{_LIKED})",
        r"after\s+(?:watching|seeing|loving)", r"used\s+to\s+(?:watch|love)",
        r"wor(?:n|e)\s+out\s+(?:our|my|the)(?:\s+copy\s+of)?",
        r"if(?=\s[^.?!]{3,60}\bhad\s+a\s+(?:baby|child|kid|love\s+child))",
    )
    + r"\s+"
)  # fmt: skip
LOVED = re.compile(
    r"(?<![\w'])(?:(?:just\s+)?(?:watched|saw|seen|finished|rewatched)|loved|liked|enjoyed|adored|another|"
    r"more|similar|the\s+next|the\s+new)\s+"
)
UNLIKE = re.compile(
    r"(?<![\w'])(?:(?:something|anything|a\s+film|a\s+movie|but|completely|totally|very|quite)\s+)*"
    r"(?:unlike|(?:nothing|not)\s+(?:at\s+all\s+)?(?:(?:too|much|anything|\w+ing)\s+)?like)\s+"
)
DIRECTOR = re.compile(
    rf"(?<![\w'])(?:(?:{_THINGS}|some|more|other|others|another)\s+)*(?:by|from|of|is)?\s*(?:the\s+|"
    rf"that\s+)?(?:same\s+)?"
    + any_of(
        r"(?:director|film-?maker|maker|man|woman|guy|chap|bloke|dude|person|people|folks|team|lady|one|"
        r"mind|genius|brother|sister)s?"
        r"\s+(?:(?:who|that|which|what)\s+)?(?:made|directed|did|behind|of|as|for|shot|"
        r"wrote\s+and\s+directed|gave\s+us)",
        r"(?:whoever'?s?|who(?:ever)?)\s+(?:made|directed|did|shot|is\s+behind|behind)",
        r"directed\s+by\s+whoever\s+\w+",
    )
    + r"\s+"
)  # fmt: skip
BUT = re.compile(
    r"\s*[,;:.–—-]*\s*(?:but|only|except|without|minus|w/o|not|with\s+(?:someone|somebody|other)|if\s+(?:it|"
    r"they)\s+(?:was|were|had)|"
    r"just(?:\s+make\s+it)?)\b"
)
OF_THAT_SORT = re.compile(
    r"\s*[,;–—-]*\s*(?:and\s+)?(?:that|this)\s+(?:sort|kind|type|style)\s+of\s+(?:thing|stuff|films?|"
    r"movies?)|"
    r"\s*,?\s*(?:and\s+the\s+like|and\s+such|and\s+so\s+on|etc\.?)"
)
FAVOURITE = re.compile(
    r"\s*(?:is|was|'s|has\s+(?:always\s+)?been|remains|are)\s+(?:still\s+|probably\s+|hands\s+down\s+)?"
    r"(?:my|the|our|one\s+of|number|wonderful|great|brilliant|amazing|a\s+favou?rite|"
    r"[^.,;]{0,20}favou?rites?)(?:[^.;,!?–-]{0,40})|"
    r"\s+(?:left|made|blew|wrecked|devastated|destroyed|broke|changed|scared|floored|moved)\s+(?:me|us|my|our)"
    r"\b[^.;,!?–-]{0,40}"
)
ANYTHING_ELSE = re.compile(
    r"\b(?:similar(?:ly)?|like\s+(?:it|that|this|those|them)|more|others?|else|again|another|comparable|"
    r"that\s+sort|same|as\s+\w+\s+as\s+that|what\s+goes|second|"
    r"on\s+a\s+par|counterparts?|kindred|"
    r"ancestors?|resembl\w+|what\s+(?:next|now|should|do|can)|recommend|suggest)\b"
)
MEETS = re.compile(
    r"\s*(?:meets?|x|(?:crossed|mixed|combined|mashed\s+(?:up\s+)?|blended)\s+with|and|&|\+|"
    r"with\s+a\s+(?:dash|touch|bit|hint)\s+of)\s+(?:the\s+(?=\w))?"
)
CROSSED = re.compile(
    r"(?:\s+(?:meets?|x|crossed\s+with|mixed\s+with|\+|mashed\s+up\s+with)|,?(?:\s+and)?\s+half)\s+(?:the\s+(?=\w))?"
)
AND = re.compile(r"\s*(?:,|and|or|&|/|\+|plus|,\s*and|,\s*or)\s+(?:maybe\s+|also\s+)?")
BEHIND = re.compile(
    r"(?:'s)?\s*[-!?.]*\s*"
    + any_of(
        r"-?like(?!\s+\w+\s+\w+s\b)", "-?esque", "-?ish", r"-?y\b", "-?style", "-?type", "-?adjacent",
        "-?inspired", "vibes?", "kinda", "mode",
        r"kind(?:\s+of)?(?:\s+thing)?", r"sort\s+of(?:\s+(?:thing|film|movie))?", "similar", "lookalikes?",
        "fans?", "fever", "sized", "imitators?",
        r"had\s+a\s+(?:love\s+)?(?:baby|child|kid)", r"or\s+thereabouts", r"or\s+(?:something\s+)?similar",
        "tradition", "admirers?",
        rf"(?:[\w-]+\s+)?(?:{_RELATION}|ancestors?|descendants?|knock-?offs?)", "territory", "ilk", "energy",
        "feels?", "mood", "clones?", "rip-?offs?",
    )
    + r"(?![\w'])"
)  # fmt: skip
SEQUELS = re.compile(
    r"[,;.(]?\s*(?:(?:and|but|please|with)\s+)*(?:no|not|without|skip|minus|excluding|except|none\s+of|"
    r"not\s+counting|outside)\s+"
    r"(?:any\s+|(?:of\s+)?(?:the|its|their|those|more|other|bloody|of)\s+)*(?:[\w']+\s+){0,2}"
    r"(?:sequels?|prequels?|follow[- ]?ups?|spin-?offs?|franchise(?:\s+films?)?|remakes?|series|"
    r"others?\s+in\s+the\s+series|"
    r"part\s+(?:2|two|ii|3|three|iii)(?:\s+(?:or|and)\s+\d)?)"
    r"(?:(?:,|\s+or|\s+and)\s+(?:no\s+)?(?:sequels?|prequels?|spin-?offs?|remakes?|"
    r"reboots?))*\b(?:\s+themselves)?"
)
COMPARES = re.compile(
    r"\b"
    + any_of(
        "like", r"similar\w*", "kinda", r"kind\s+of", r"sort\s+of", "type", "style", "vein", "mode",
        "tradition", "spirit", "vibes?", "par", r"compar\w+",
        "clos(?:e|est)", "near(?:est)?", "another", "others?", "else", "fans?", "lov(?:e|ed)", r"ador\w+",
        "favou?rite", "watched", "finished", r"obsess\w+",
        r"imitat\w+", "clones?", "lookalikes?", "version", "equivalent", r"answer\s+to", "sized", "halfway",
        "recs?", r"resembl\w+", r"remind\w*", "admirers?",
        r"such\s+as", "akin", "ilk", "same", "fever", "alternatives?", "liked", "enjoyed", "key",
        "cry", "cried",
        r"as\s+\w+\s+as\s+(?:that|this|it)",
        "feels?",
        "next", "more", r"a\s+bit",
    )
    + r"\b"
)  # fmt: skip
REFUSED = re.compile(
    r"(?:\b(?:not|no|nor|or|without|except|but|besides|beyond|minus|skip|avoid|hate|stand|like|than|from|"
    r"say|vetoed|of|isn't|never))\s+(?:the\s+|another\s+|any\s+)?[\"“'‘]?$"
)
"""In front of a title: somebody does not want it, or speaks of something else."""
QUOTE = re.compile(r"[\"“]$")
ARTICLE = re.compile(r"\b(?:an?|another|modern)\s+(?:[\w'-]+\s+){0,3}$")
SERIES = re.compile(r"\s+(?:trilogy|franchise|series|saga|movies|films)\b")
BRACKETS = re.compile(r"\s*\([^)]{0,100}\)")
CALLS = re.compile(
    r"\b(?:similars?|vibes?|style|type|lookalikes?|kinda|like|meets|energy|mood|territory|knock-?offs|but|"
    r"except|ilk)\b"
)
OPENERS = frozenset(
    """
    so ok hi hello hey um well please want need give me i a an the something anything like film movie after if
    half
    """.split()  # noqa: SIM905
)
PRONOUNS = frozenset({"it", "her", "him", "us", "up", "me", "them"})
MAKER = re.compile(r"(?:'s)?\s+(?:director|film-?maker|maker|creator|team|guys?|bloke|folks)(?![\w'])")
"""Behind a title: the one who made it."""
ELSEWHERE = re.compile(r"\s+(?:in|on|at|aboard|under)\s+(?:(?:a|an|the)\s+)?(?:[\w'-]+\s*){1,3}[.!?]*$")
"""Behind a title: the same in another place, "Die Hard in a hospital"."""

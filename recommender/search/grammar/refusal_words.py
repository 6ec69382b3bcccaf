"""The words that refuse something: see ``refusals.py``."""

import re

from recommender.search.grammar.patterns import any_of

_WHO = any_of(
    r"i", r"we", r"(?:my|our)\s+\w+", r"the\s+(?:kids|wife|family|missus|boys|girls)",
    r"(?:a\s+person|someone|people|anyone)\s+who", "mum", "mom", "dad", "wife", "hubby", "husband",
    "boyfriend", "girlfriend", "kids",
)  # fmt: skip
_AM = r"(?:'m|'re|\s+am|\s+are|\s+is)?"
_MUCH = r"(?:\s+(?:really|just|so|totally|absolutely|all|getting|a\s+bit|quite|very|honestly|am))*"
_DO_NOT = (
    r"(?:don'?t|dun|not|do\s+not|doesn'?t|does\s+not|didn'?t|can'?t|cannot|can\s+not|couldn'?t|won'?t|"
    r"wouldn'?t|"
    r"never|refuse\s+to|rather\s+not)"
)
_TO_LIKE = any_of(
    r"want(?:\s+to\s+(?:see|watch))?", r"wanna(?:\s+(?:see|watch))?", "need", "like", "love", "enjoy",
    "fancy", r"cared?\s+for", "do",
    "stand", "stomach", "bear", "handle", "abide", r"cope\s+with", r"deal\s+with", r"feel\s+like", "watch",
    "see", "touch", "sit\\s+through",
)  # fmt: skip
DISLIKES = any_of(
    rf"{_WHO}{_MUCH}\s+{_DO_NOT}(?:\s+(?:really|ever|even|much|want\s+to))*\s+{_TO_LIKE}",
    rf"{_WHO}{_AM}{_MUCH}\s+not{_MUCH}\s+(?:interested\s+in|(?:a\s+)?(?:big\s+)?fan\s+of|"
    rf"in\s+the\s+mood\s+for|into|keen\s+on|looking\s+for|after|up\s+for)",
    rf"{_WHO}{_AM}{_MUCH}\s+(?:tired|sick|weary|bored|fed\s+up|done)\s+(?:to\s+death\s+)?(?:of|with)",
    rf"{_WHO}{_MUCH}\s+(?:hate|loathe|dislike|despise|detest)s?",
    rf"{_WHO}(?:'ve|\s+have|'ve\s+had|\s+have\s+had)?{_MUCH}\s+(?:had|seen)\s+enough\s+(?:of|with)",
    rf"{_WHO}(?:\s+has|\s+have)?\s+(?:vetoed|vetoes|banned)",
)
AT_START = any_of(
    rf"{_DO_NOT}(?:\s+(?:really|even))*\s+(?:{_TO_LIKE}|give\s+me|show\s+me|recommend|suggest|say|"
    rf"bother\s+with)",
    r"not\s+(?:interested\s+in|(?:a\s+)?(?:big\s+)?fan\s+of|in\s+the\s+mood\s+for|into|keen\s+on|"
    r"looking\s+for|after|up\s+for|bothered\s+about)",
    r"(?:so\s+|just\s+)?(?:tired|sick|weary|bored|fed\s+up)\s+(?:to\s+death\s+)?(?:of|with)",
    r"(?:he\s+|she\s+|they\s+)?hates?", r"enough\s+(?:of|with)",
    "skip(?:ping)?", r"leav(?:e|ing)\s+(?:out|aside)", "avoid(?:ing)?",
    r"(?:steer\s+clear|stay\s+away|keep\s+away)\s+(?:of|from)",
    r"spare\s+(?:me|us)", r"(?:hold|cut|ditch|lose|drop)\s+the", r"keep\s+your", r"please\s+(?:no|not)",
    r"never\s+mind", "exclud(?:e|ing)", r"excl\.?",
    "omit", "ban", "scratch", r"stop\s+giving\s+me", r"(?:so+\s+)?burn(?:t|ed)\s+out\s+on", r"no\s+more",
    r"not\s+(?:another|yet\s+another|one\s+of|any)", r"not(?=\s+\w+(?:\s+\w+)?\s+again\b)",
    r"none\s+of", "zero",
)  # fmt: skip
CHOOSING = any_of(
    r"(?:anything|everything|any\s+\w+|every\s+\w+|whatever|all|(?:set\s+)?anywhere|"
    r"(?:(?:by|with|from)\s+)?any(?:one|body))\s+(?:but|except|"
    r"besides|bar|other\s+than)",
    r"others?\s+than",
    r"except(?:ing)?(?:\s+(?:for|with|from|of))?", r"(?:apart|aside)\s+from", "besides", "barring",
    r"save\s+for", "bar", "sans", "minus",
    r"rather\s+than", r"instead\s+of", "beyond", r"free\s+(?:of|from)", r"devoid\s+of", r"lacking(?:\s+in)?",
    r"made\s+outside(?:\s+of)?",
    r"nothing\s+(?:too|that\s+is|that's|with|about|involving|featuring|by|from|starring|set|remotely|even)",
    r"nothing(?=\s+(?:longer|shorter|older|newer|over|under|before|after|more|less|above|below|made|"
    r"black)\b)",
    r"(?:where|in\s+which|with|and|but)\s+(?:nobody|no[- ]?one|noone)(?:'?s|\s+is|\s+are|\s+has|"
    r"\s+gets)?(?:\s+\w+ing)?",
    r"(?:that\s+|which\s+)?(?:has|have)n'?t\s+(?:got|any)", r"there\s+(?:isn'?t|aren'?t|is\s+no|are\s+no)",
    r"(?:that\s+|which\s+)?(?:eschews|avoids|lacks|omits|skips)", r"as\s+opposed\s+to",
    r"in\s+preference\s+to",
    r"when\s+(?:he|she|they)(?:'s|\s+is|'re|\s+are)\s+not(?:\s+(?:doing|in|making|playing))?",
    r"(?:doesn'?t|does\s+not|don'?t|do\s+not|didn'?t)\s+(?:have|include|involve|contain|feature|star|"
    r"end\s+with|happen|take\s+place|revolve\s+around|deal\s+with)",
)  # fmt: skip
MAYBE = any_of(
    r"(?:(?:that|which|it)(?:\s+is|\s+are|'s)?\s+)?(?:i'd\s+rather\s+it\s+)?(?:not|no|isn'?t|isnt|aren'?t|"
    r"arent|ain'?t|aint|wasn'?t|weren'?t)",
    "nor", "never", r"(?:(?:that\s+|which\s+)?(?:has|have|with)\s+)?neither",
    r"(?:that\s+|which\s+)?(?:has|have|with|there's|there\s+is|there\s+are)\s+no", r"what\s+is\s+not",
    "without", "w/o", "nothing", "less",
)  # fmt: skip
FILLER = (
    r"(?:(?:and|but|so|or|just|please|pls|only|definitely|preferably|absolutely|ideally|though|"
    r"as\s+long\s+as|with)\s+)*"
)
NO_REFUSAL = re.compile(
    any_of(
        r"(?:nothing|no\s+one|nobody|none)\s+but",
        r"not\s+(?:only|just|necessarily|sure|fussed|even|least|quite|to\s+mention|unlike|enough|"
        r"really\s+sure|the\s+only|a\s+problem|if)",
        r"no\s+(?:matter|idea|doubt|rush|wonder|one|problem|clue|preference|worries|longer|less|fewer|"
        r"more\s+than|later|earlier|older|newer|way|country)",
        r"not\s+(?:longer|more|over|older|newer|later|earlier|below|under|exceeding|before|after\s+\d)",
        r"nothing\s+(?:ever\s+)?(?:compares|beats|comes|else|got|special|fancy|particular|short\s+of)",
        r"without\s+(?:a\s+doubt|fail|question)",
        r"less\s+than",
        r"(?:other|apart|aside|rather|besides)\s+(?:than\s+|from\s+)?that\b",
        r"(?:wouldn'?t|won'?t)\s+(?:say\s+no|mind)",
        r"never\s+(?:seen|heard|mind|get|forget)",
        rf"{_DO_NOT}\s+(?:remember|recall|know|mind|matter|care\b(?!\s+for)|think|worry|get\s+enough|forget|"
        rf"want\s+to\s+miss)",
        r"if\s+not",
        r"or\s+not",
        r"why\s+not",
        r"besides\s+that",
        r"zero\s+idea",
    )
)
ATTACHED = re.compile(
    r"(?<![\w'-])(?:(?P<free>[a-z][\w']*(?:\s(?=scares?-))?[\w-]*?)[- ]free|(?P<less>[a-z][\w']+)-less|"
    r"non[- ](?P<non>[a-z]\w+)|(?<=\s)-(?P<minus>[a-z]\w+)|(?P<asked>[a-z]\w+)\s*[:?]\s*(?:no|nope|"
    r"nah))(?=\s|$|[^\w-])"
)
BEHIND = re.compile(
    r"(?P<what>[\w'][\w' -]{2,40}?)\s+"
    + any_of(
        r"(?:is|are)\s+(?:banned|out|forbidden|off\s+limits|not\s+welcome|a\s+no|boring|"
        r"where\s+i\s+draw\s+the\s+line|not\s+(?:for\s+me|my\s+thing))",
        r"(?:can\s+)?stays?\s+(?:at\s+)?home",
        r"not\s+welcome",
        r"(?:can|may|should)\s+(?:get\s+lost|be\s+binned|go)",
        r"(?:is|are)\s+(?:completely\s+)?off\s+the\s+table",
        r"(?:is\s+)?nowhere(?:\s+\w+){0,4}",
        r"(?:dun|don'?t)\s+want",
        r"bores?\s+(?:me|us|him|her)",
        r"(?:isn't|ain't|aren't)\s+(?:for\s+me|my\s+thing)",
        r"(?:puts?|turns?)\s+(?:me|us|her|him)\s+(?:right\s+|straight\s+)?(?:off|to\s+sleep)",
        r"need\s+not\s+apply",
        "aside",
        "excluded",
        "excepted",
        r"not\s+included",
        r"(?:doesn'?t|don'?t)\s+count",
        r"had\s+nothing\s+to\s+do\s+with",
    )
    + r"(?![\w'])"
)
AROUND = re.compile(
    r"(?<![\w'])(?:but\s+|please\s+|and\s+)*(?:leave|keep|cut|"
    r"take)\s+(?P<what>[\w' -]{3,40}?)\s+out(?:\s+of\s+(?:it|this))?(?![\w'])"
)
STOP = re.compile(
    r"[.;!?()\[\]…:\n]|\s[-–]\s|[–—]|,|(?<=\s)"
    + any_of(
        "but", "where", "when", "please", "pls", "plz", "though", "instead", "just", "only", "something",
        "anything", "i", "i'm", "i've", "we",
        "that", "which", "who", "because", "cos", "although", r"since\s+(?=i|we|my)", "set", "however", "so",
        "maybe", "thanks", "thank", "cheers",
        "if", "for", "tonight", r"this\s+time", "recommend", "suggest", "show", "give", "lol", "tho", "yes",
        r"like\s+the\s+plague", "then",
    )
    + r"(?![\w'])"
)  # fmt: skip
PART = re.compile(
    r"\s*(?:,\s*(?:or|nor|and)?(?=\s)|/|&|(?<=\s)(?:or|nor|and)\s(?!(?:a\s+)?(?:half|quarter))|"
    r"(?<=\s)(?=(?:no|not|nor|sans|without)\s))"
    r"\s*(?:(?:no|not|nor|sans|without|any)\s+)*"
)
ANEW = re.compile(
    any_of(
        "so", "but", "please", "just", "only", "i", "we", "he", "she", "they", "it's", "something",
        "anything", "maybe", "with", "set", "from", "made",
        "in", "under", "below", "over", "above", "at", "before", "after", "rated", "by", "about", "year",
    )
    + r"\b"
)  # fmt: skip
LEAD = re.compile(
    r"\s*(?:"
    + any_of(
        "a", "an", "the", "any", "anything", "some", "too", "much", "very", "so", "another", "more",
        "overly", "that", "really", "remotely", "even",
        "yet", "of", "all", "those", "these", "yer", "your", "my", "with", "about", "by", "from", "in",
        r"to\s+be", "being", "involving", "featuring",
        "starring", "having", r"set\s+in", "set", r"kind\s+of", r"sort\s+of", "usual", "standard", "typical",
        "obvious", "bloody", "damn", "stuff",
        "films?", "movies?", "ones?", "is", "are", "will", "has", "seen", "see", "watch(?:ing)?", "want",
        r"go(?:ing)?(?:\s+to)?", "be", "get(?:ting)?",
        "other", "every", "real", "at", "entire", "whole", "actual", "obvs",
    )
    + r"\s+)*"
)  # fmt: skip
HATED = re.compile(r"\b(?:hate|stand|loathe|dislike|despise|vetoed|sick|tired|bored)\b")
FILM_THINGS = re.compile(
    any_of(
        "gore", "gory", r"violen\w+", r"blood\w*", "romance", "romantic",
        r"love\s+(?:stor\w+|interest|triangle|scenes?)", r"sex\w*", "nudity", "swearing",
        r"jump[- ]?scares?", "subtitles?", "singing", "songs?", r"musical\w*", r"(?:happy|sad)\s+ending",
        "sequels?", "remakes?", "cgi", r"superhero\w*",
        r"gun\s*fights?", r"car\s+chases?", "torture", "scary", "slapstick", r"comed(?:y|ies)", "horror",
        r"animat(?:ed|ion)", "cartoons?", "prequels?",
        "reboots?", "explosions?",
    )
    + r"\b"
)  # fmt: skip
ASKING = re.compile(
    r"\b(?:i|i'm|im|i've|i'd|i'll|me|we|we're|we'd|you|please|plz|pls|need|want|wanna|recommend|suggest|"
    r"maybe|something|anything)\b"
)
WHERE = re.compile(r"\b(?:where|in\s+which)\s+(?:[\w']+\s+){0,3}$")

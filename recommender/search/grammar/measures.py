"""Reads lengths, ratings and the number of films: "under 90 minutes", "rated at least 8", "three films"."""

import re
from collections.abc import Iterator

from recommender.search.grammar.numbers import TEENS, TENS, UNITS
from recommender.search.grammar.reading import CLEAR, LIKELY, VAGUE, Reading
from recommender.search.grammar.sentence import Context, Sentence

_NUMBER = UNITS | TEENS | TENS | {
    "a": 1, "an": 1, "hundred": 100, "a hundred": 100, "one hundred": 100, "a hundred and twenty": 120,
    "half an": 0.5, "half a": 0.5, "a couple of": 2, "couple of": 2, "a couple": 2, "couple": 2,
    "seventy-five": 75, "eighty-five": 85, "ninety-five": 95,
}  # fmt: skip
_SAID = "|".join(sorted((re.escape(word) for word in _NUMBER), key=len, reverse=True))
_AMOUNT = rf"(?:\d{{1,3}}(?:[.,]\d)?|{_SAID})"
_HALVES = {
    "half": 30,
    "quarter": 15,
    "three quarters": 45,
    "three-quarters": 45,
    "a half": 30,
    "a quarter": 15,
}
_FRACTION = r"(?:and\s+)?(?P<{0}>three[- ]quarters|(?:a\s+)?half|(?:a\s+)?quarter)"
_HOURS = (
    rf"(?P<hours>{_AMOUNT})(?:\s*{_FRACTION.format('half')})?[\s-]*(?:hours?|hrs?|h)(?![a-z])"
    rf"(?:\s*{_FRACTION.format('more')}|\s*(?:and\s+)?(?P<minutes>\d{{1,2}}|{_SAID})\s*(?:minutes?|mins?|"
    rf"m)?(?![a-z]))?"
)
_BARE_HOUR = rf"(?P<hour>hour)\s+{_FRACTION.format('bare')}"
_MINUTES = rf"(?P<only>\d{{2,3}}|{_SAID})[\s-]*(?:minutes?|mins?|min|m)(?![a-z])"
_DURATION = rf"(?:{_HOURS}|{_MINUTES}|{_BARE_HOUR})"
_MOST = (
    r"(?P<most>(?:(?:strictly|well|preferably|ideally|just|anything|running|runs|run|clocks?\s+in(?:\s+at)?|"
    r"comes?\s+in|in\s+at|lasting|lasts|"
    r"and|but|is|that's|that\s+is|that\s+are|at)\s+)*"
    r"(?:(?P<below>under|less\s+than|below|shorter\s+than|fewer\s+than|<)|at\s+(?:the\s+)?most|"
    r"no(?:t)?\s+(?:more|longer|over)(?:\s+than)?|(?:won't|doesn't|can't|isn't)\s+(?:\w+\s+){0,2}(?:more|"
    r"longer|over)(?:\s+than)?|max(?:imum)?(?:\s+of)?|up\s+to|within|<=|a\s+maximum\s+of|barely|"
    r"not\s+(?:exceeding|above)|doesn't\s+go\s+over|won't\s+go\s+over|fits?\s+(?:in(?:to|side)?|within))\s+"
    r"(?:of\s+)?)"
)
_LEAST = (
    r"(?P<least>(?:(?:well|preferably|ideally|anything|running|runs|run|lasting|lasts|and|but|is|that's|"
    r"that\s+is|that\s+are)\s+)*"
    r"(?:(?P<above>over|more\s+than|above|longer\s+than|>)|at\s+least|no(?:t)?\s+(?:less|shorter|"
    r"under)(?:\s+than)?|"
    r"min(?:imum)?(?:\s+of)?|>=|a\s+minimum\s+of|upwards\s+of)\s+)"
)
_BEHIND_MOST = (
    r"(?P<tops>,?\s*(?:or\s+(?:less|under|shorter|so\s+at\s+most)|max(?:imum)?|tops|"
    r"is\s+(?:my|the|our)\s+(?:absolute\s+)?(?:limit|max\w*)|at\s+(?:the\s+)?(?:very\s+|absolute\s+)?(?:most|max|maximum|outside)|"
    r"and\s+(?:under|less|no\s+(?:more|longer))))"
)
_BEHIND_LEAST = (
    r"(?P<plus>,?\s*(?:or\s+(?:more|longer|over|so\s+at\s+least)|at\s+(?:the\s+)?(?:least|minimum)|"
    r"and\s+(?:up|upwards|over|above|more|longer|beyond)|plus|\+|minimum))"
)
_LONG = r"(?:\s+(?:long|in\s+length|of\s+runtime|running\s+time|runtime|of\s+running\s+time))?"
_TIME_I_HAVE = (
    r"(?P<have>(?:i|we)(?:'ve|\s+have|'ve\s+only|\s+only)?\s+(?:only\s+|just\s+|about\s+|"
    r"roughly\s+)?(?:have|got|get)?\s*"
    r"(?:only\s+|just\s+|about\s+|roughly\s+|exactly\s+)*|(?:only\s+)?(?:got|have)\s+(?:only\s+|about\s+|"
    r"just\s+)?)"
)
_LENGTH = re.compile(
    rf"(?<![\w'])(?:{_MOST}|{_LEAST}|{_TIME_I_HAVE}|(?P<about>(?:about|around|roughly|approximately|circa|"
    rf"some)\s+))?"
    rf"(?<![\w.']){_DURATION}(?:{_BEHIND_MOST}|{_BEHIND_LEAST})?{_LONG}"
)
_BETWEEN = re.compile(
    r"\b(?:between\s+)?(?P<from>\d{2,3})\s*(?:and|to|-|–)\s*(?P<to>\d{2,3})\s*(?:minutes?|mins?)\b(?:\s+long)?"
)
_PLOT_TIME = re.compile(r"(?:\bin|\bfor|\bafter|\blast|\bnext|\bevery|\bwithin|\bto|\bhas|\bhave)\s+$")
_TO_WATCH = re.compile(
    r"\s*(?:$|[,.;!?(]|to\s+(?:kill|spare|fill|watch|spend)|free|before|until|tonight|spare|so\b|for\s+a|"
    r"left|max|and\s+want)"
)
_SHORTEST, _LONGEST = 20, 600
"""Minutes."""
_ROUGHLY = 0.1
"""How far "about 90 minutes" reaches, as a share."""
_NOT_TOO = r"(?:nothing|not|isn't|isnt|ain't)\s+(?:too|that|very|so|overly)"
_SHORT = {
    "short": rf"{_NOT_TOO}\s+long|short(?:er|ish)?|quick|brisk|bite-?sized",
    "long": rf"{_NOT_TOO}\s+short|long(?:er|ish)?|lengthy|epic[- ]length|marathon",
}
_LENGTHS = tuple(
    (name, re.compile(rf"(?<![\w'-])(?:{pattern})(?![\w'-])")) for name, pattern in _SHORT.items()
)
_GOOD = re.compile(
    r"(?<![\w'-])(?:good|great|best|top|excellent|brilliant|acclaimed|masterpieces?|must[- ]see|"
    r"award[- ]winning|oscar[- ]winning|prize[- ]winning|(?:top|highly|well|best|high)[- ]?(?:rated|"
    r"reviewed|regarded)|"
    r"all-time\s+greats?|greatest|critically\s+acclaimed|beloved|outstanding)(?![\w'-])"
)
_SCORE = (
    r"(?P<score>10|\d(?:[.,]\d)?|one|two|three|four|five|six|seven|eight|nine|ten)(?![\d.,]*\d|0s|"
    r"\w)(?P<and_half>\s+and\s+a\s+half)?"
)
_OUT_OF = r"(?:\s*(?:/\s*10|out\s+of\s+(?:10|ten)|stars?|points))"
_ABOVE = (
    r"(?:(?P<strictly>over|above|more\s+than|higher\s+than|better\s+than|>)|at\s+least|no\s+less\s+than|"
    r"no\s+lower\s+than|"
    r"not\s+(?:below|under)|min(?:imum)?(?:\s+of)?|from|>=|a)"
)
_OR_MORE = r"(?P<more>\s*(?:\+|(?:or|and)\s+(?:more|higher|above|better|up|over)|upwards|plus))"
_NOUN = r"(?:rated|ratings?|scored?|scores|scoring|imdb(?:\s+(?:rating|score))?|stars?|averag(?:e|ing))"
_IS = r"(?:\s+(?:of|on\s+imdb|is|are|as|it))*"
_SCALE = rf"(?:{_NOUN}|on\s+(?:imdb|tmdb)|out\s+of\s+(?:10|ten)|/\s*10|in\s+ratings?)"
_RATED = (
    rf"(?:(?:an?|the)\s+)?(?:average\s+)?{_NOUN}{_IS}\s+\(?\s*(?:an?\s+)?{_ABOVE}?\s*(?:an?\s+)?"
    rf"{_SCORE}{_OUT_OF}?{_OR_MORE}?"
)
_RATINGS = tuple(
    re.compile(rf"(?<![\w'])(?:with\s+|that's\s+|that\s+is\s+|and\s+|which\s+is\s+)?{pattern}")
    for pattern in (
        _RATED,
        rf"{_ABOVE}\s+(?:an?\s+)?{_SCORE}{_OUT_OF}?{_OR_MORE}?\s*{_SCALE}",
        rf"(?:an?\s+)?{_SCORE}{_OUT_OF}?{_OR_MORE}\s*(?:-\s*)?{_SCALE}",
        rf"(?:an?\s+)?{_SCORE}{_OUT_OF}{_OR_MORE}",
        r"(?:at\s+least|over|above)\s+(?:an?\s+)?(?P<score>\d[.,]\d)(?![\d.,]*\d|\s*(?:h|m))(?P<and_half>)",
    )
)
_COUNTED = UNITS | TEENS | {
    "a couple of": 2, "couple of": 2, "a couple": 2, "a pair of": 2, "a handful of": 5, "a dozen": 12,
    "half a dozen": 6, "twenty": 20,
}  # fmt: skip
_COUNT = re.compile(
    rf"(?<![\w'.,-])(?:(?:top|my|your|the|best)\s+)*(?P<count>\d{{1,2}}|"
    rf"{'|'.join(sorted(_COUNTED, key=len, reverse=True))})(?=\s+\w)(?:\s+(?:more|other|different|good|"
    rf"of)(?=\s))*"
)
_PLURALS = re.compile(
    r"films|movies|flicks|pictures|pics|features|titles|ones|comedies|thrillers|westerns|dramas|musicals|"
    r"romances|documentaries|mysteries|cartoons|classics|suggestions|recommendations|options|stories|"
    r"rom-?coms|biopics|whodunn?its|adventures|horrors|picks|ideas|fantasies|noirs|blockbusters|epics|him|"
    r"hers|his"
)
_OF_SOMEBODY = re.compile(r"\s*(?:of\s+)?(?:him|her|his|hers|theirs|them)\b")
MOST_COUNTED = 50


def lengths(sentence: Sentence) -> Iterator[Reading]:
    """Limits of length that are about the film."""
    for match in _BETWEEN.finditer(sentence.lower):
        if sentence.film_before(match.start()) is not Context.PLOT:
            yield Reading(*match.span(), "runtime", match.group("from", "to"), CLEAR)
    for match in _LENGTH.finditer(sentence.lower):
        if reading := _length(sentence, match):
            yield reading


def ratings(sentence: Sentence) -> Iterator[Reading]:
    """Lowest ratings. A rating has one decimal, so "over 8" begins at 8.1."""
    taken: list[tuple[int, int]] = []
    for pattern in _RATINGS:
        for match in pattern.finditer(sentence.lower):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            score = _number(match["score"])
            strictly = "strictly" in match.re.groupindex and match["strictly"]
            score += 0.5 if match["and_half"] else 0.0
            if 1 <= score <= 10:
                taken.append(match.span())
                least = min(score + (0.1 if strictly else 0.0), 10)
                yield Reading(*match.span(), "min_rating", (f"{least:g}",), CLEAR)


def counts(sentence: Sentence) -> Iterator[Reading]:
    """How many films are asked for: "three Hitchcock films", "two by Miyazaki"."""
    for match in _COUNT.finditer(sentence.lower):
        number = int(match["count"]) if match["count"].isdecimal() else _COUNTED[match["count"]]
        of_somebody = _OF_SOMEBODY.match(sentence.lower, match.end())
        if 2 <= number <= MOST_COUNTED and (
            of_somebody or sentence.film_before(match.start()) is not Context.PLOT
        ):
            yield Reading(*match.span(), "limit", (str(number),), LIKELY)


def is_plural(word: str) -> bool:
    """Whether a word names several films."""
    return bool(_PLURALS.fullmatch(word))


def preferences(sentence: Sentence) -> Iterator[Reading]:
    """Vague lengths and ratings: "short", "a good film"."""
    for name, pattern in _LENGTHS:
        for match in pattern.finditer(sentence.lower):
            yield Reading(*match.span(), "prefer", (name,), VAGUE)
    for match in _GOOD.finditer(sentence.lower):
        yield Reading(*match.span(), "prefer", ("good",), VAGUE)


def _length(sentence: Sentence, match: re.Match[str]) -> Reading | None:
    minutes = round(_minutes(match))
    most, least = match["most"] or match["tops"], match["least"] or match["plus"]
    if not _SHORTEST <= minutes <= _LONGEST or not _is_of_film(sentence, match, bool(most or least)):
        return None
    if most or least:
        field = "max_runtime" if most else "min_runtime"
        limit = minutes - bool(match["below"]) if most else minutes + bool(match["above"])
        return Reading(*match.span(), field, (str(limit),), CLEAR)
    if match["have"] is not None:
        return Reading(*match.span(), "max_runtime", (str(minutes),), CLEAR)
    room = round(minutes * _ROUGHLY)
    return Reading(*match.span(), "runtime", (str(minutes - room), str(minutes + room)), LIKELY)


def _is_of_film(sentence: Sentence, match: re.Match[str], limited: bool) -> bool:
    """Whether a length is the film's, and not a time in its plot ("has two hours to stop the train")."""
    if match["have"] is not None and not limited:
        return bool(_TO_WATCH.match(sentence.lower, match.end()))
    time = _PLOT_TIME.search(sentence.lower, 0, match.start())
    if time and not match["tops"] and sentence.film_before(time.start()) is not Context.FILM:
        return False
    if limited or match["about"] or match[0].endswith("long"):
        return sentence.film_before(match.start()) is not Context.PLOT or _closes(sentence, match)
    return sentence.film_after(match.end()) is Context.FILM


def _closes(sentence: Sentence, match: re.Match[str]) -> bool:
    """Whether a limit ends a question about a film: "a cop film set in Rome under two hours"."""
    return sentence.first_word(match.end()) == len(sentence.words) and sentence.has_film()


def _minutes(match: re.Match[str]) -> float:
    if match["only"]:
        return _number(match["only"])
    if match["hour"]:
        return 60 + _fraction(match["bare"])
    return (
        60 * _number(match["hours"])
        + _fraction(match["half"] or match["more"])
        + _number(match["minutes"] or "0")
    )


def _fraction(said: str | None) -> int:
    return _HALVES[" ".join(said.replace("-", " ").split())] if said else 0


def _number(said: str) -> float:
    return float(said.replace(",", ".")) if said[0].isdecimal() else float(_NUMBER[said])

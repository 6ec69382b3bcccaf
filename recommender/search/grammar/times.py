"""Reads when a film was made: "the nineties", "before 1980", "early 2000s", "something recent"."""

import re
from collections.abc import Iterator
from datetime import date

from recommender.search.grammar.numbers import TEENS, TENS, UNITS
from recommender.search.grammar.reading import CLEAR, LIKELY, VAGUE, Reading
from recommender.search.grammar.sentence import Sentence
from recommender.search.request import full_year, span_of

_WORDS = {
    "twenties": 1920, "thirties": 1930, "forties": 1940, "fifties": 1950, "sixties": 1960,
    "seventies": 1970, "eighties": 1980, "nineties": 1990, "noughties": 2000, "naughties": 2000,
    "aughts": 2000, "two thousands": 2000, "two-thousands": 2000, "twenty-tens": 2010, "twenty tens": 2010,
}  # fmt: skip
_THIRDS = {
    "early": ((0, 3), (0, 4)), "mid": ((4, 6), (3, 7)), "middle": ((4, 6), (3, 7)), "late": ((7, 9), (5, 9)),
    "end": ((8, 9), (7, 9)),
}  # fmt: skip
"""Each in its narrow and in its wide sense: people disagree whether 1994 is early."""
_FIRST_FILMS = 1910
_SAYS_MADE = re.compile(
    r"(?:(?:that|which|was|were|and|but|is|are)\s+)*(?:made|released|shot|filmed|produced|came\s+out|"
    r"coming\s+out)\b"
)
_ABOUT = 2
"""Years on both sides of "around 1980"."""
_BELOW_100 = rf"(?:(?:{'|'.join(TENS)})(?:[- ](?:{'|'.join(UNITS)}))?|{'|'.join(TEENS)})"
_IN_WORDS = (
    rf"(?:nineteen[- ](?:hundred[- ](?:and[- ])?)?{_BELOW_100}|twenty[- ](?:{'|'.join(TEENS)})|"
    rf"two[- ]thousand[- ](?:and[- ])?(?:{'|'.join((*TEENS, *UNITS))}))(?![\w-])"
)
"""A year in words: "nineteen eighty-four"."""
_YEAR = rf"(?:18[89]\d|19\d\d|20[0-4]\d|{_IN_WORDS})"
_DECADE = (
    r"(?:(?:the|those)\s+)?(?:(?:(?P<third>early|mid|middle|late|end)(?:\s+(?:of\s+)?(?:the\s+)?|-\s?))"
    r"(?:or\s+\w+\s+)?)?"
    r"(?:(?P<digits>(?:18|19|20)?\d0)'?s|'(?P<short>\d0)s?|"
    rf"(?:(?P<century>nineteen|twenty)[- ])?(?P<word>{'|'.join(_WORDS)}))(?![\w'])"
)
_POINT = rf"(?:(?:the\s+)?(?:year\s+)?(?P<year>{_YEAR})(?![\w'])|{_DECADE})"
_MADE = (
    r"(?:(?:that\s+(?:was|were|came\s+out)|which\s+(?:was|were)|was|were|and|but|is|are)\s+)?"
    r"(?:(?:made|released|shot|filmed|produced|dated?|came\s+out|come\s+out|comes|coming|out|done|"
    r"set\s+down)\s+)?"
)
_DEFINITE = (
    r"(?:made|released|filmed|came\s+out|come\s+out|produced|dated?)\s+(?:in|from|around|during|circa)?"
)
_LAST = r"(?:in|from|within|during|of|over)?\s*(?:the\s+)?(?:last|past)\s+"
_NUMBERS = UNITS | TEENS | TENS | {"couple of": 2, "few": 5}

_BETWEEN = re.compile(
    rf"\b{_MADE}(?:(?:somewhere|anywhere|anything|sometime|anytime)\s+)?(?:between|from|in)?\s*(?:the\s+)?(?:year\s+)?"
    rf"(?P<first>{_YEAR}|(?:(?:19|20)?\d0'?s|'\d0s|{'|'.join(_WORDS)}))\s*(?:and|to|till|until|through|thru|"
    rf"-|–|\.\.)\s*(?:the\s+)?"
    rf"(?P<last>{_YEAR}|\d\d(?![\w'])|(?:(?:19|20)?\d0'?s|'\d0s|{'|'.join(_WORDS)}))(?![\w'])"
)
_BEFORE = re.compile(
    rf"\b{_MADE}(?:(?:from|any\s?time|anything|well|way|long|just)\s+)*"
    rf"(?<!no\s)(?<!not\s)(?P<sign>before|prior\s+to|pre[- ]?|up\s+to|until|till?|no\s+later\s+than|"
    rf"not\s+later\s+than|no\s+newer\s+than|not\s+newer\s+than|earlier\s+than|older\s+than)\s*(?:the\s+)?{_POINT}"
)
_AFTER = re.compile(
    rf"\b{_MADE}(?:(?:from|any\s?time|anything|well|way|long|just)\s+)*"
    rf"(?<!no\s)(?<!not\s)(?P<sign>after|post[- ]?|newer\s+than|later\s+than|younger\s+than|since|"
    rf"no\s+older\s+than|not\s+older\s+than|no\s+earlier\s+than|not\s+before)\s*(?:the\s+)?{_POINT}"
)
_ONWARDS = re.compile(
    rf"\b{_MADE}(?:from\s+|starting\s+|in\s+)?{_POINT}"
    r"(?:\s*(?:onwards?|on(?=$|[\s.,;!?](?!\w+\s+\w+\s+train))|and\s+(?:later|after|newer|up|since|beyond)|"
    r"or\s+(?:later|newer|after)|\+|plus)"
    r"(?![\w]))"
)
_OR_BEFORE = re.compile(rf"\b{_MADE}(?:from\s+|in\s+)?{_POINT}\s*(?:or|and)\s+(?:earlier|before|older)\b")
_PLAIN = re.compile(
    rf"(?<![\w'])(?P<made>{_DEFINITE}\s*)?(?P<from>(?:from|of|out\s+of)\s+)?(?P<about>(?:about|around|circa|"
    rf"roughly|like)\s+)?"
    rf"(?:(?:the\s+)?(?:year\s+)?(?P<year>{_YEAR}|'\d\d(?!s|'))(?P<ish>-?ish|\s+or\s+so|"
    rf"\s+or\s+thereabouts)?(?![\w'])|{_DECADE})"
)
_THAT_YEAR = re.compile(r"\b(?:from|of|out|in|during)\s+that\s+(?:same\s+|very\s+)?year\b")
_IN = re.compile(rf"\bin\s+(?:the\s+)?{_DECADE}")
_WHEN = r"(?:from\s+|of\s+|in\s+)?"
_SPANS = {
    rf"{_WHEN}(?:this|the\s+(?:21st|twenty-first|current|new|present))\s+(?:century|millennium)": "2000..",
    r"21st[- ]century": "2000..",
    rf"{_WHEN}(?:last|(?:the\s+)?(?:20th|twentieth)|the\s+(?:last|previous|past))\s+century": "1900..1999",
    r"20th[- ]century": "1900..1999",
    r"(?:from\s+)?before\s+(?:the\s+)?(?:second\s+world\s+)?war": "..1939",
    r"pre[- ]?war|between\s+the\s+wars|inter-?war": "..1939",
    r"post[- ]?war": "1946..1959",
    r"(?:since|after|post)\s+(?:the\s+)?(?:turn\s+of\s+the\s+)?(?:millennium|century)": "2000..",
    r"pre[- ]?code": "..1934",
}
_FIXED = tuple((re.compile(rf"(?<![\w'-])(?:{pattern})(?![\w'-])"), span) for pattern, span in _SPANS.items())
SILENT = "..1936"
_SILENT = re.compile(r"(?<![\w'-])silents?(?:[- ]era|\s+(?:era|age))?(?![\w'-])")
_LAST_YEARS = re.compile(
    rf"(?<![\w'])(?:made\s+|released\s+)?{_LAST}(?:(?P<count>\d{{1,2}}|{'|'.join(_NUMBERS)})\s+)?"
    r"(?P<unit>years?|decades?|couple\s+of\s+years)\b"
)
_THIS_YEAR = re.compile(r"(?<![\w'])(?:from\s+|of\s+)?(?P<which>this|last)\s+(?P<unit>year|decade)(?:'s)?\b")
_PREFERENCES = (
    ("black and white", r"(?:in\s+)?black[- ](?:and|&|n)[- ]white|b\s?(?:&|and|n|/)\s?w|monochrome"),
    ("classic", r"classics?|golden[- ]age(?:\s+(?:of\s+)?hollywood)?|all[- ]time\s+classics?"),
    ("old", r"old(?:er|en|ies|ie)?(?:[- ](?:school|time|timey|fashioned|hollywood|days))?|vintage|retro"),
    ("recent", r"recent(?:ly)?|new(?:er|ish|est)?|modern|contemporary|latest|current"),
)
_PREFERRED = tuple(
    (name, re.compile(rf"(?<![\w'-])(?:{pattern})(?![\w'-])")) for name, pattern in _PREFERENCES
)


def limits(sentence: Sentence) -> Iterator[Reading]:
    """Spans of years with a limit in words: "before 1980", "from 1994 on", "between 1950 and 1960"."""
    text = sentence.lower
    for match in _BETWEEN.finditer(text):
        first, last = _ends(match["first"])[0], _ends(match["last"], match["first"])[1]
        if first < last:
            yield _years(match, first, last)
    for match in _ONWARDS.finditer(text):
        yield _years(match, _point(match)[0], None)
    for match in _OR_BEFORE.finditer(text):
        yield _years(match, None, _point(match)[1])
    for match in _BEFORE.finditer(text):
        first, last = _point(match)
        included = match["sign"].startswith(("up", "until", "til", "no ", "not "))
        yield _years(match, None, last if included else first - 1)
    for match in _AFTER.finditer(text):
        first, last = _point(match)
        included = match["sign"].startswith(("since", "no ", "not "))
        yield _years(match, first if included else last + 1, None)
    for pattern, span in _FIXED:
        for match in pattern.finditer(text):
            yield Reading(*match.span(), "year", (span,), CLEAR)


def plain(sentence: Sentence) -> Iterator[tuple[Reading, bool, bool]]:
    """Years and decades alone; whether "made in" makes them clear, and whether "from" comes before."""
    for match in _PLAIN.finditer(sentence.lower):
        if match["short"] and sentence.lower[match.start("short") - 1] != "'":
            continue
        first, last = _point(match)
        wide = _wide(match)
        if match["year"] and (match["about"] or match["ish"]):
            first, last = first - _ABOUT, last + _ABOUT
            wide = (first, last)
        reading = Reading(*match.span(), "year", (span_of(first, last),), CLEAR, wide=(span_of(*wide),))
        yield reading, bool(match["made"]), bool(match["from"])
    if (said := _THAT_YEAR.search(sentence.lower)) and (year := re.search(rf"\b{_YEAR}\b", sentence.lower)):
        yield Reading(*said.span(), "year", (str(_number(year[0])),), CLEAR), True, False
    for match in _SILENT.finditer(sentence.lower):
        yield Reading(*match.span(), "silent", (SILENT,), LIKELY), False, False
    for reading in _relative(sentence.lower, date.today().year):
        yield reading, False, False


def in_decades(sentence: Sentence) -> Iterator[Reading]:
    """Decades with "in": "Arnie in the 90s"."""
    for match in _IN.finditer(sentence.lower):
        first, last = _decade_of(match)
        if first >= _FIRST_FILMS:
            yield Reading(*match.span(), "year", (span_of(first, last),), LIKELY)


def is_dated(sentence: Sentence, reading: Reading) -> bool:
    """Whether a span says itself that it is when the film was made."""
    return bool(_SAYS_MADE.match(sentence.lower, reading.start))


def preferences(sentence: Sentence) -> Iterator[Reading]:
    """Vague times: "old", "recent", "black and white"."""
    for name, pattern in _PREFERRED:
        for match in pattern.finditer(sentence.lower):
            kept = name == "classic"
            yield Reading(*match.span(), "prefer", (name,), VAGUE, kept=kept)


def _relative(text: str, today: int) -> Iterator[Reading]:
    for match in _LAST_YEARS.finditer(text):
        unit = match["unit"]
        said = match["count"] or ("couple of" if unit.startswith("couple") else "")
        number = int(said) if said.isdecimal() else _NUMBERS.get(said, 1)
        if unit.startswith("year") and not said:
            continue
        years = number * (10 if unit.startswith("decade") else 1)
        yield Reading(*match.span(), "year", (f"{today - years}..",), CLEAR)
    for match in _THIS_YEAR.finditer(text):
        back = match["which"] == "last"
        first = today - back if match["unit"] == "year" else today // 10 * 10 - 10 * back
        last = first if match["unit"] == "year" else first + 9
        yield Reading(*match.span(), "year", (span_of(first, last),), CLEAR)


def _years(match: re.Match[str], first: int | None, last: int | None) -> Reading:
    return Reading(*match.span(), "year", (span_of(first, last),), CLEAR)


def _wide(match: re.Match[str]) -> tuple[int, int]:
    """The years of a match in the wide sense of "early", "mid" and "late"."""
    first, last = _point(match)
    if not match["third"]:
        return first, last
    narrow, wide = _THIRDS[match["third"]]
    return first - narrow[0] + wide[0], last - narrow[1] + wide[1]


def _point(match: re.Match[str]) -> tuple[int, int]:
    """The first and the last year of the year or decade in a match."""
    if match["year"]:
        number = full_year(_number(match["year"].strip("'")))
        return number, number
    return _decade_of(match)


def _decade_of(match: re.Match[str]) -> tuple[int, int]:
    said = match["digits"] or match["short"]
    if said:
        first = full_year(int(said))
    else:
        first = _WORDS[match["word"]]
        if match["century"] == "twenty":
            first += 100
    start, stop = _THIRDS[match["third"]][0] if match["third"] else (0, 9)
    return first + start, first + stop


def _ends(said: str, before: str = "") -> tuple[int, int]:
    """The years of an end of a span; two digits take their century from the other end."""
    if said in _WORDS:
        return _WORDS[said], _WORDS[said] + 9
    digits = re.search(r"\d+", said)
    if not digits:
        return _number(said), _number(said)
    number = int(digits[0])
    if said.endswith("s"):
        first = full_year(number)
        return first, first + 9
    if number < 100 and (century := re.search(r"\d\d(?=\d\d)", before)):
        number += 100 * int(century[0])
    elif number < 100:
        number += 1900
    return number, number


def _number(said: str) -> int:
    """A year in digits or in words."""
    if said.isdecimal():
        return int(said)
    parts = re.split(r"[- ]", said)
    values = UNITS | TEENS | TENS
    century = 1900 if parts[0] == "nineteen" else 2000
    return century + sum(values.get(part, 0) for part in parts[1:])

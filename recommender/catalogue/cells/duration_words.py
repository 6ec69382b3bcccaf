"""The words of durations: units, conjunctions and countries in many languages, from the tables of CLDR."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from recommender.catalogue.cells.number_text import plain

TimeUnit = Literal["hour", "minute", "second"]

_LANGUAGES = (
    "ar az bg bn ca cs da de el en es et eu fa fi fil fr gl gu he hi hr hu hy id is it ja ka kk ko lt lv mk "
    "ml mr ms nb nl nn pa pl pt ro ru sk sl sq sr sv ta te th tr uk ur uz vi zh zh_Hant"
)
LANGUAGES = tuple(_LANGUAGES.split())
"""The written languages with the most films, of those that write the number before its unit."""
_UNITS: tuple[TimeUnit, ...] = ("hour", "minute", "second")
_NUMBERS = (0, 1, 2, 3, 5, 11, 100, 1.5)
"""One number for each plural form that a language of CLDR has."""
_HOURS = "h hr hrs hour hours hs std stdn hod ч час 时 時 小時 tiếng"
_MINUTES = "m min mins minute minutes mn minuten dk хв мин 分 '"
_SECONDS = "s sec secs second seconds sek ''"
_USUAL: dict[str, TimeUnit] = {
    **dict.fromkeys(_HOURS.split(), "hour"),
    **dict.fromkeys(_MINUTES.split(), "minute"),
    **dict.fromkeys(_SECONDS.split(), "second"),
}
"""English, so that most files never wait for CLDR's tables, and the abbreviations that CLDR lacks."""
_USUAL_CONJUNCTIONS = frozenset({",", "&", "and", "und", "et", "y", "e", "и"})
_RUNTIME = (
    "duration|length|run time|running time|runtime|time|total|dauer|laufzeit|länge|spieldauer|durée|duración|"
    "durata|duração|duur|speelduur|längd|speltid|spilletid|kesto|czas trwania|délka|stopáž|játékidő|süre|"
    "длительность|продолжительность|время|тривалість|片长|片長|时长|時長|上映時間|상영 시간"
)
_OTHER_COUNTRIES = (
    "usa|us|uk|ussr|urss|soviet union|west germany|east germany|czechoslovakia|yugoslavia|hong kong|taiwan|"
    "world|worldwide|international"
)
_LABELS = frozenset(f"{_RUNTIME}|{_OTHER_COUNTRIES}".split("|"))


@dataclass(frozen=True, slots=True)
class _Words:
    units: dict[str, TimeUnit]
    counts: dict[str, int]
    """Words that say a number, too: one hour and two hours are one word each in Arabic."""
    fillers: frozenset[str]
    """Words between a number and its unit, as in Romanian."""
    conjunctions: frozenset[str]


def unit_of(word: str) -> TimeUnit | None:
    """The unit that a word (in lower case, without full stops) means in some language."""
    return _USUAL.get(word) or _words().units.get(word)


def count_in(word: str) -> int | None:
    """The number that a unit's word says by itself: 2 for the Arabic dual of an hour."""
    return None if word.isascii() else _words().counts.get(word)


def is_filler(word: str) -> bool:
    """Whether the word may stand between a number and its unit."""
    return word not in _USUAL and word in _words().fillers


def is_conjunction(word: str) -> bool:
    """Whether the word, or a comma, joins hours and minutes."""
    if word[0].isdecimal() or word in _USUAL:
        return False
    return word in _USUAL_CONJUNCTIONS or word in _words().conjunctions


def means_unit_alone(word: str) -> bool:
    """Whether the word is a unit beside a single number.

    One or two letters are none, except the usual ones: 1080p are no Hungarian minutes, 1st is no Latvian
    hour, and 3T are three seasons.
    """
    return word in _USUAL or len(word) > 2 or word == word.upper()


def is_label(text: str) -> bool:
    """Whether the text may stand before a runtime and a colon: a country in any language, or "runtime"."""
    return text in _LABELS or text in _territories()


@cache
def _words() -> _Words:
    units: dict[str, TimeUnit] = {}
    counts: dict[str, int] = {}
    fillers: set[str] = set()
    for unit, number, pattern in _patterns():
        *before, word = pattern.split()
        if number is None:
            fillers.update(before)
        elif before:
            continue
        else:
            counts[word] = number
        # Malay seconds are Turkish hours; the hours come first, because films are measured in them.
        units.setdefault(word, unit)
    return _Words(units, counts, frozenset(fillers), frozenset(_conjunctions()))


def _patterns() -> Iterator[tuple[TimeUnit, int | None, str]]:
    """Each unit with its wording, and the number if the wording says it without a digit."""
    from babel.units import format_unit

    for unit in _UNITS:
        for language in LANGUAGES:
            for length in ("long", "short", "narrow"):
                for number in _NUMBERS:
                    # Babel repeats the unit's code where CLDR inherits a pattern from another length.
                    text = format_unit(number, f"duration-{unit}", length, locale=language)
                    if "duration-" not in text:
                        has_digit = any(c.isdecimal() for c in text)
                        yield unit, None if has_digit else int(number), _normal(text)


def _normal(text: str) -> str:
    return "".join(c for c in plain(text) if not c.isdecimal()).replace(".", "").replace("॰", "").strip(" ,")


def _conjunctions() -> Iterator[str]:
    from babel import Locale

    for language in LANGUAGES:
        pattern = Locale.parse(language).list_patterns["standard"]["2"]
        yield from pattern.replace("{0}", "").replace("{1}", "").casefold().split()


@cache
def _territories() -> frozenset[str]:
    from babel import Locale

    names: set[str] = set()
    for language in LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            names |= {code.casefold(), name.casefold()}
    return frozenset(name for name in names if not name.isdecimal())

"""Reads runtimes: a number, a clock, ISO 8601, or hours and minutes in the words of many languages.

The whole cell must be a runtime, because a number in it may count something else: seasons, reels, lines.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any, Literal

from recommender.catalogue.cells.duration_words import (
    TimeUnit,
    count_in,
    is_conjunction,
    is_filler,
    is_label,
    means_unit_alone,
    unit_of,
)
from recommender.catalogue.cells.number_text import plain

Unit = Literal["minutes", "seconds", "milliseconds", "hours", "ticks"]
"""What a number without a unit counts. A tick of Jellyfin and Emby (.NET) is a ten-millionth of a second."""

_LONGEST = 5_999
"""Minutes; IMDb's longest has 5,760 (2019). The few longer films are installations of days or weeks."""
_IN_A_MINUTE: dict[Unit, float] = {
    "hours": 1 / 60, "minutes": 1, "seconds": 60, "milliseconds": 60_000, "ticks": 600_000_000,
}  # fmt: skip
_MINUTES_IN: dict[TimeUnit, float] = {"hour": 60, "minute": 1, "second": 1 / 60}
_SMALLER: dict[TimeUnit, TimeUnit | None] = {"hour": "minute", "minute": "second", "second": None}
_LARGEST_NUMBER = 10**15
_LONGEST_IN_METRES = 1_000
"""``m`` and ``'`` may be metres and feet of film; a silent feature has 2,000 metres or more."""
_NAMED_UNITS: dict[Unit, frozenset[str]] = {
    "ticks": frozenset({"tick", "ticks"}),
    "milliseconds": frozenset({"ms", "msec", "msecs", "millis", "millisecond", "milliseconds"}),
}
_UNIT_OF_WORD: dict[TimeUnit, Unit] = {"hour": "hours", "minute": "minutes", "second": "seconds"}
_NO_UNIT_IN_NAMES = frozenset({"m", "s", "time", "timer"})
"""Metres, a plural in brackets, and Danish hours, which column names have in English meanings."""
_MOST_HOURS = 6
_ENOUGH_NUMBERS = 3
_USUAL_LENGTHS = range(1, 601)

_YEARS = range(1870, 2100)
_DIGITS = r"\d+(?:[.,]\d+)*"
_BARE = re.compile(rf"({_DIGITS})(e[+-]?\d\d?)?")
_APPROXIMATELY = re.compile(
    r"(?:~|≈|c\.|ca\.?|circa|approx\.?|approximately|about|around|etwa|env\.|environ|约|約|약) ?(?=\d)"
)
_OR_SO = re.compile(r",? (?:approx\.?|approximately|circa|ca\.?)$")
_CLOCK = re.compile(r"(?:0+ days? )?(\d{1,3}):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)? ?([^\d\s.:]*)\.?")
_ISO = re.compile(
    r"p(?:0y)?(?:0m)?(?:(\d{1,3})d)?"
    r"(?:t(?:(\d{1,9}(?:[.,]\d{1,9})?)h)?(?:(\d{1,9}(?:[.,]\d{1,9})?)m)?(?:(\d{1,9}(?:[.,]\d{1,9})?)s)?)?"
)
_DOT = re.compile(r"(?<=\D)\.|\.(?!\d)|॰")
_TOKEN = re.compile(rf"{_DIGITS}|''?|[^\d\s,&'()\[\]|/;:+~-]+'?|\S")
_NOTE = re.compile(r" ?[(\[]([^()\[\]]*)[)\]]")
_ALTERNATIVES = re.compile(r" ?[|/;] ?|, |(?<=\D),")
_SERIES = re.compile(
    r"\b(?:each|per|eps?)\b|season|episod|épisod|saison|staffel|folge|temporada|capítulo|stagion|puntat|afleve|"
    r"avsnitt|jakso|sezon|odcin|сезон|сери|эпизод|bölüm|集|季|話|话|화|시즌"
)
_HARMLESS_NOTES = (
    "about approx approximately bluray blu-ray ca circa color commercials cut director's directors dvd "
    "edition extended film final imax incl including international min mins minutes ntsc original pal print "
    "redux release remastered restored roadshow theatrical tv uncut unrated version vhs video with without"
)
_HARMLESS = frozenset(_HARMLESS_NOTES.split())


@dataclass(frozen=True, slots=True)
class _Found:
    minutes: float
    named: bool
    """Whether a unit, or a label before it, says that it is a runtime."""


def parse_runtime(value: Any, unit: Unit | None = "minutes") -> int | None:
    """Whole minutes from 1 to 5,999, rounded; ``None`` for a cell that is not a runtime from end to end.

    ``unit`` is what a number without a unit counts; with ``None``, such numbers are unknown. Of the runtimes
    of several versions ("USA:142 / Canada:150"), the first counts. Ambiguous cells are unknown: a range
    ("90-100 min"), 12:30 (a film of 12 hours, or of 12 minutes?), 2.22 (hours and minutes, or a short film?),
    and a bare number that is a year. Whole files have a column out of place; but of the 124,667 films with
    more than 100 votes at IMDb in 2022, only 682 last over 180 minutes, and hardly any 1,900 or more.
    """
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        minutes = _bare(value, unit)
    else:
        found = _in_text(plain(value), unit)
        minutes = found.minutes if found else None
    return round(minutes) or None if minutes is not None and 0 < minutes <= _LONGEST else None


def runtime_unit(column_name: str, values: Iterable[Any]) -> Unit | None:
    """What the numbers without a unit in a column count; ``None`` if that cannot be told.

    The name decides if it has a unit ("Runtime (mins)", "duration_ms", "Dauer (Minuten)"). Otherwise the
    numbers decide, if there are three or more: half of them above 1,000 are no minutes, because one film in
    200 lasts over 180. They are the unit that makes the median a film of 1 to 600 minutes: seconds up to
    36,000, milliseconds from 60,000 to 36 million, and ticks from 600 million. These ranges do not meet.
    Years are no runtimes, though they could be seconds. Fractions of which none is above 6 are hours.
    """
    named = _unit_in_name(column_name)
    if named:
        return named
    numbers = [number for number in map(_number, values) if number]
    has_fractions = any(number % 1 for number in numbers)
    if len(numbers) >= _ENOUGH_NUMBERS and has_fractions and max(numbers) <= _MOST_HOURS:
        return "hours"
    if not numbers or median(numbers) <= 1_000:
        return "minutes"
    years = sum(number in _YEARS for number in numbers)
    if len(numbers) < _ENOUGH_NUMBERS or 2 * years > len(numbers):
        return None
    units: tuple[Unit, ...] = ("seconds", "milliseconds", "ticks")
    return next((unit for unit in units if int(median(numbers) / _IN_A_MINUTE[unit]) in _USUAL_LENGTHS), None)


def _unit_in_name(column_name: str) -> Unit | None:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", column_name[:100])
    words = re.split(r"[\s_()\[\]/.,:-]+", plain(spaced))
    for unit, names in _NAMED_UNITS.items():
        if not names.isdisjoint(words):
            return unit
    units = [unit_of(word) for word in words if word not in _NO_UNIT_IN_NAMES and means_unit_alone(word)]
    return next((_UNIT_OF_WORD[unit] for unit in reversed(units) if unit), None)


def _number(value: Any) -> float | None:
    """The number in a cell that holds only a number."""
    if isinstance(value, (int, float)):
        return value if not isinstance(value, bool) and abs(value) < _LARGEST_NUMBER else None
    return _number_in(plain(value))


def _number_in(text: str) -> float | None:
    bare = _BARE.fullmatch(text)
    amount = _amount(bare[1]) if bare else None
    if bare is None or amount is None:
        return None
    return amount * 10.0 ** int(bare[2][1:]) if bare[2] else amount


def _amount(digits: str) -> float | None:
    """The number in ``1,234``, ``1,5`` or ``1.5``: a comma before three digits groups thousands."""
    head, *groups = digits.split(",")
    if groups and 0 < len(head) <= 3 and head[0] != "0" and all(len(group) == 3 for group in groups):
        head = "".join((head, *groups))
    elif groups:
        head = digits.replace(",", ".")
    return float(head) if head.count(".") <= 1 else None


def _bare(number: float, unit: Unit | None) -> float | None:
    """The minutes that a number without a unit means."""
    if unit is None or not 0 < number < _LARGEST_NUMBER:
        return None
    is_whole = number == int(number)
    if unit == "minutes" and (number in _YEARS or (number < 10 and not is_whole)):
        return None
    return number / _IN_A_MINUTE[unit]


def _in_text(text: str, unit: Unit | None) -> _Found | None:
    notes = _NOTE.findall(text)
    text = _NOTE.sub("", text).strip()
    found = _one(text, unit)
    if found is None:
        versions = [_one(part.strip(), unit) for part in _ALTERNATIVES.split(text)]
        found = versions[0]
        # 7/10 and 24/12/1999 are none; nor is a runtime followed by anything else.
        if not all(versions) or (found and not found.named and "/" in text):
            return None
    return found if found and all(_is_harmless(note, found.named) for note in notes) else None


def _is_harmless(note: str, named: bool) -> bool:
    """Whether a note in brackets leaves the runtime before it what it is.

    Behind a number without a unit, an unknown note could be that unit: "45 (reels)".
    """
    if _SERIES.search(note):
        return False
    return named or is_label(note) or all(word.strip(".") in _HARMLESS for word in note.split())


def _one(text: str, unit: Unit | None) -> _Found | None:
    """One runtime, perhaps behind the name of a country."""
    label, colon, rest = text.partition(":")
    named = bool(colon) and is_label(label.strip(" ."))
    text = rest.strip() if named else text
    text = _OR_SO.sub("", text).rstrip(" .")
    approximate = _APPROXIMATELY.match(text)
    text = text[approximate.end() :] if approximate else text
    for read in (_clock, _iso, _spelled):
        minutes = read(text)
        if minutes is not None:
            return _Found(minutes, True)
    number = _number_in(text)
    minutes = _bare(number, unit) if number else None
    return _Found(minutes, named) if minutes else None


def _clock(text: str) -> float | None:
    """The minutes of ``2:22``, ``02:22:00``, ``2:22 h`` and ``142:00``.

    Of two numbers without a unit, the first counts hours up to 9, and minutes from 40. Between, it could be
    either: a film of 12 hours is rare, but a short film of 12 minutes is not.
    """
    match = _CLOCK.fullmatch(text)
    if match is None:
        return None
    first, second = int(match[1]), int(match[2])
    unit = unit_of(match[4]) if match[4] else None
    if (match[4] and unit is None) or second > 59 or int(match[3] or 0) > 59:
        return None
    if match[3]:
        return 60 * first + second + int(match[3]) / 60 if unit in {None, "hour"} else None
    if unit == "hour" or (unit is None and first <= 9):
        return 60 * first + second
    return first + second / 60 if unit == "minute" or (unit is None and first >= 40) else None


def _iso(text: str) -> float | None:
    """The minutes of an ISO 8601 duration: ``pt2h22m``."""
    match = _ISO.fullmatch(text)
    if match is None or not any(match.groups()):
        return None
    days, hours, minutes, seconds = (float((part or "0").replace(",", ".")) for part in match.groups())
    return 1_440 * days + 60 * hours + minutes + seconds / 60


def _spelled(text: str) -> float | None:
    """The minutes of ``2h 22m``, ``2h22``, ``1.5 hours``, ``142'``, or the same in another language."""
    tokens = _TOKEN.findall(_DOT.sub("", text))
    if not any(token[0].isdecimal() or count_in(token) for token in tokens[:1]):
        return None
    parts: list[tuple[float, TimeUnit]] = []
    for amount, word in _pairs(tokens):
        unit = unit_of(word) if word else _SMALLER[parts[-1][1]] if parts else None
        if amount is None or unit is None or not _continues(parts, amount, unit):
            return None
        parts.append((amount, unit))
    word = tokens[1] if len(tokens) == 2 else ""
    if word and (not means_unit_alone(word) or (word in {"m", "'"} and parts[0][0] >= _LONGEST_IN_METRES)):
        return None
    return sum(amount * _MINUTES_IN[unit] for amount, unit in parts)


def _pairs(tokens: list[str]) -> Iterator[tuple[float | None, str]]:
    """Each number with its unit's word, which is '' if missing."""
    rest = iter(tokens)
    token: str | None = next(rest)
    while token is not None:
        amount: float | None = count_in(token)
        word = token
        if token[0].isdecimal():
            amount, word = _amount(token), next(rest, "")
            if word and is_filler(word):
                word = next(rest, "")
        yield amount, word
        token = next(rest, None)
        while token is not None and is_conjunction(token):
            token = next(rest, " ")


def _continues(parts: list[tuple[float, TimeUnit]], amount: float, unit: TimeUnit) -> bool:
    """Whether an amount may follow: 22 minutes follow 2 hours; 90 minutes, or 2 hours more, do not."""
    if not parts:
        return True
    larger = [number for number, _ in parts]
    is_smaller = _MINUTES_IN[unit] < _MINUTES_IN[parts[-1][1]]
    return is_smaller and all(number == int(number) for number in larger) and (amount < 60 or not any(larger))

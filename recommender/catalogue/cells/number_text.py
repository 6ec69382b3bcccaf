"""The text of a cell that should hold a number: one spelling for the many that writing systems have."""

import re
import unicodedata
from typing import Any

from recommender.catalogue.cells.values import known_text

_LONGEST_CELL = 120
"""Characters. A runtime with the cuts of four countries has 80; longer text is prose."""
_FRACTION = re.compile(r"(\d ?)?([½¼¾⅓⅔⅛⅜⅝⅞])")
_SPELLINGS = (
    (re.compile(r"(?<=\d) 1/2(?![\d/])"), ".5"),
    (re.compile("[’‘′׳ʹ`´]"), "'"),
    (re.compile('["”“″]'), "''"),
    (re.compile("[–—‒−‐‑]"), "-"),
    (re.compile("[،、]"), ","),
    (re.compile("٫"), "."),
    (re.compile("٪"), "%"),
    (re.compile("[\ufe0e\ufe0f]"), ""),
)
"""A half, signs of minutes and seconds, dashes, and the signs of other scripts. An emoji's selector goes."""
_DOT_ABOVE = "\u0307"
"""What is left of a Turkish İ in lower case."""


def plain(value: Any) -> str:
    """The cell in lower case, with ASCII digits, quotes and dashes, and ``2½`` as ``2.5``.

    Returns '' for a cell that is missing, longer than 120 characters, or neither text nor a number, and for
    one with raised or circled digits: 142² is 142 with a footnote, not 1,422.
    """
    if isinstance(value, str) and len(value.strip()) > _LONGEST_CELL:
        return ""
    text = _FRACTION.sub(_as_decimal, known_text(value))
    for pattern, usual in _SPELLINGS:
        text = pattern.sub(usual, text)
    if not text.isascii() and any(map(_hides_a_digit, text)):
        return ""
    folded = unicodedata.normalize("NFKC", text).casefold().replace(_DOT_ABOVE, "")
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in folded)


def _hides_a_digit(character: str) -> bool:
    return not character.isdecimal() and any(map(str.isdecimal, unicodedata.normalize("NFKC", character)))


def _as_decimal(match: re.Match[str]) -> str:
    fraction = f"{unicodedata.numeric(match[2]):.4g}"
    return f"{(match[1] or '0').strip()}{fraction.removeprefix('0')}"

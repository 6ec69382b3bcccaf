"""Reads languages: codes (``fr``, ``fra``, ``pt-BR``), and names in English or in the language itself."""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

from recommender.catalogue.cells.listings import parse_names

_LONGEST_NAME = 60
"""Characters; a longer name is none of a language."""
_CODE = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]{2,8}){0,3}")
_BRACKET = re.compile(r"\s*[(\[]")
_BETWEEN = re.compile(r"\s*[/&+]\s*|\s+(?:and|-)\s+")
_OTHER_NAMES = {
    "jp": "ja", "kr": "ko", "cz": "cs", "gr": "el",
    "bengali": "bn", "bokmål": "nb", "castilian": "es", "farsi": "fa", "greenlandic": "kl", "haitian": "ht",
    "hokkien": "nan", "kirghiz": "ky", "mandarin": "zh", "min nan": "nan", "moldovan": "ro", "oriya": "or",
    "panjabi": "pa", "pushto": "ps", "saami": "se", "sinhalese": "si", "slovene": "sl", "uighur": "ug",
    "valencian": "ca",
    "bahasa indonesia": "id", "bahasa melayu": "ms", "český": "cs", "euskera": "eu", "no language": "xx",
    "srpski": "sr", "български език": "bg", "український": "uk", "қазақ": "kk", "עִבְרִית": "he",
    "ภาษาไทย": "th", "한국어/조선말": "ko", "广州话 / 廣州話": "cn", "普通话": "zh",
}  # fmt: skip
"""Names that IMDb or TMDB uses and Unicode's list does not."""
_UNDETERMINED = "und"
_AS_AT_TMDB = {"yue": "cn", "fil": "tl"}
"""Cantonese and Filipino. TMDB has its own code for the first, and the grammar of questions uses both."""


def parse_languages(value: Any) -> tuple[str, ...]:
    """The languages in a cell, in its order: ISO 639-1 codes where there are some, else names as they are.

    Lists are read like ``parse_names``; ``French/English`` and ``French and English`` are two languages. The
    region of ``pt-BR`` and what stands in brackets are left out. Codes that Unicode does not list, such as
    TMDB's ``cn`` for Cantonese, are kept.
    """
    # TMDB names Cantonese "广州话 / 廣州話".
    names = [value] if isinstance(value, str) and value.casefold() in _OTHER_NAMES else parse_names(value)
    return tuple(dict.fromkeys(language for name in names for language in _languages(name)))


def _languages(name: str) -> tuple[str, ...]:
    if not any(map(str.isalpha, name)):
        return ()
    return (name,) if len(name) > _LONGEST_NAME else _short_languages(name)


@lru_cache(4_096)
def _short_languages(name: str) -> tuple[str, ...]:
    """The codes of the one language, or of the several, that a name means; else the name."""
    if known := _code(name):
        return () if known == _UNDETERMINED else (known,)
    for parts in (_BETWEEN.split(name), name.split()):
        codes = [_code(part) for part in parts]
        if all(codes):
            return tuple(code for code in codes if code)
    return (name,)


def _code(name: str) -> str | None:
    """The code of a language; ``None`` for an unknown name."""
    text = _folded(_BRACKET.split(name, maxsplit=1)[0])
    found = _OTHER_NAMES.get(text) or _of_code(text) or _of_name(text)
    return _AS_AT_TMDB.get(found, found) if found else None


def _of_code(text: str) -> str | None:
    """The language of a code in small letters. One of two letters need not be known."""
    match = _CODE.fullmatch(text)
    if not match:
        return None
    from babel.core import get_global

    code = match[1]
    if code in _english()[0]:
        return code
    alias: str | None = get_global("language_aliases").get(code)
    if alias:
        return alias.partition("_")[0]
    return code if text == code and len(code) == 2 else None


def _of_name(text: str) -> str | None:
    return _english()[1].get(text) or (_own_names().get(text) if text else None)


@cache
def _english() -> tuple[frozenset[str], dict[str, str]]:
    """All codes of languages without a region, and the codes by English name and by ``_OTHER_NAMES``."""
    from babel import Locale

    names = Locale("en").languages
    # The plain code comes first, so that its name is not taken by that of a region.
    codes = sorted(names, key=lambda code: ("_" in code, code))
    by_name = {_folded(name): code for name, code in _OTHER_NAMES.items()}
    for code in codes:
        by_name.setdefault(_folded(names[code]), code.partition("_")[0])
    return frozenset(code for code in codes if "_" not in code), by_name


@cache
def _own_names() -> dict[str, str]:
    """The codes of two letters by the name of the language in itself; reading them takes half a second."""
    from babel import Locale
    from babel.localedata import locale_identifiers

    codes = sorted(code for code in locale_identifiers() if len(code) == 2)
    names = ((Locale(code).languages.get(code), code) for code in codes)
    return {_folded(name): code for name, code in names if name}


def _folded(name: str) -> str:
    """A name in small letters, without Latin accents and extra spaces: people leave them out."""
    letters = re.sub("[\u0300-\u036f]", "", unicodedata.normalize("NFKD", name.casefold()))
    return " ".join(unicodedata.normalize("NFC", letters).split())

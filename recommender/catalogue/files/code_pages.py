"""Guesses the code page of text that is not Unicode."""

import math
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from string import ascii_lowercase

_FAMILIES = {
    ("cp1252", "iso8859-15", "mac-roman", "cp850"): "en fr de es pt it sv nb da fi nl",
    ("cp1250", "iso8859-2", "cp852", "mac-latin2"): "pl cs sk hu ro hr sl",
    ("cp1251", "koi8-r", "koi8-u", "cp866", "iso8859-5", "mac-cyrillic"): "ru uk bg sr",
    ("cp1253", "iso8859-7", "cp737"): "el",
    ("cp1254", "iso8859-9", "cp857"): "tr",
    ("cp1255", "cp862"): "he",
    ("cp1256", "iso8859-6"): "ar fa",
    ("cp1257",): "lt lv et",
    ("cp1258",): "vi",
    ("cp874",): "th",
    ("cp932", "euc-jp"): "ja",
    ("gb18030",): "zh",
    ("big5hkscs",): "zh_Hant",
    ("cp949",): "ko",
}
"""Code pages, the most common of each group first, and the languages that use them.

Supersets stand for their parts: cp1252 for ISO 8859-1, cp850 for the letters of cp437, gb18030 for GB 2312.
"""
_RARE_FAMILY = 8.0
"""Logarithm of how much rarer than cp1252 and its group the other groups are."""
_RARE_CODE_PAGE = 1.0
"""The same for each step from the first code page of a group."""
_CHANGE = 2.0
"""The same for each word, where the language changes from word to word."""
_MESS = 4.0
"""Weight of charset-normalizer's measure, 0 to 1, for each byte that is not ASCII."""
_CLOSE = 8.0
"""Two guesses whose logarithms differ by less are equally good."""
_UNSEEN = 0.002
_UNSEEN_PAIR = 10.0
_MORE_TEXT = {
    "en": ("don’t i’m you’re we’ll “a” ‘a’ – — a… " + "".join(f"{a}’s " for a in ascii_lowercase)) * 20,
    "fr": "à où ça été " * 20,
    "it": "è più perché " * 20,
    "pt": "à é não " * 20,
    "ja": ("".join(map(chr, range(0x3042, 0x3094))) + "、。") * 20,
    "zh": "，。" * 100,
    "zh_Hant": "，。" * 100,
}
"""What sentences are full of, but names lack: typographic quotes, little words, hiragana, full stops."""
_COMMON_SIGNS = {
    "ja": ("euc-jp", range(0xB0, 0xD0)),
    "zh": ("gb2312", range(0xB0, 0xD8)),
    "zh_Hant": ("big5", range(0xA4, 0xC7)),
    "ko": ("euc-kr", range(0xB0, 0xC9)),
}
"""Names have few of the thousands of signs of East Asia. The common ones have these first bytes."""


@dataclass(frozen=True, slots=True)
class Guess:
    """The likeliest code page, and another one that is as likely but means another text."""

    codec: str
    rival: str | None


def guess_code_page(sample: bytes) -> Guess:
    """The code page of a few kilobytes: words with bytes that are not ASCII, split at spaces.

    charset-normalizer alone is weak on short texts and on English with some foreign names. Here it only says
    how messy a text looks. How well the letters follow each other, compared with the names of countries and
    languages in CLDR, decides among the code pages.
    """
    texts: dict[str, str] = {}
    scores: dict[str, float] = {}
    unusual = sum(byte > 0x7F for byte in sample)
    for group, (codecs, languages) in enumerate(_FAMILIES.items()):
        for step, codec in enumerate(codecs):
            text = texts[codec] = unicodedata.normalize("NFC", sample.decode(codec, "replace"))
            rarity = (group > 0) * _RARE_FAMILY + step * _RARE_CODE_PAGE
            scores[codec] = _fluency(text, languages) - rarity - _MESS * unusual * _mess(text)
    best, *others = sorted(scores, key=scores.__getitem__, reverse=True)
    rivals = (codec for codec in others if texts[codec] != texts[best])
    rival = next(rivals, None)
    close = rival is not None and scores[best] - scores[rival] < _CLOSE
    return Guess(best, rival if close else None)


def _mess(text: str) -> float:
    """charset-normalizer's share of odd characters and of odd neighbours, 0 to 1."""
    from charset_normalizer import from_bytes

    found = from_bytes(
        text.encode(),
        cp_isolation=["utf_8"],
        threshold=1.0,
        enable_fallback=False,
        preemptive_behaviour=False,
    ).best()
    return found.chaos if found else 1.0


def _fluency(text: str, languages: str) -> float:
    """The logarithm of the likelihood of all letters that are not ASCII.

    All words are in one of the languages, or each is in any, as in a table with people of many countries.
    """
    models = [_letters(language) for language in languages.split()]
    likelihoods = [[model.likelihood(word) for model in models] for word in text.split()]
    in_one = max(map(sum, zip(*likelihoods, strict=True)), default=0.0)
    in_any = sum(max(word) - _CHANGE for word in likelihoods)
    return max(in_one, in_any)


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    return pairwise(f" {text.lower()} ")


@dataclass(frozen=True, slots=True)
class _Letters:
    """How often letters, and pairs of them, occur in a language."""

    pairs: Counter[tuple[str, str]]
    first: Counter[str]
    second: Counter[str]

    def likelihood(self, word: str) -> float:
        total = self.second.total()
        sum_of_logarithms = 0.0
        for before, letter in _pairs(word):
            if before.isascii() and letter.isascii():
                continue
            alone = (self.second[letter] + _UNSEEN) / total
            behind = self.pairs[before, letter] + _UNSEEN_PAIR * alone
            sum_of_logarithms += math.log(behind / (self.first[before] + _UNSEEN_PAIR))
        return sum_of_logarithms


@cache
def _letters(language: str) -> _Letters:
    from babel import Locale

    locale = Locale.parse(language)
    names = [*locale.territories.values(), *locale.languages.values()]
    names += [*locale.months["format"]["wide"].values(), *locale.days["format"]["wide"].values()]
    names += [_MORE_TEXT.get(language, ""), *_common_signs(language)]
    pairs, first, second = Counter[tuple[str, str]](), Counter[str](), Counter[str]()
    for name in names:
        pairs.update(_pairs(unicodedata.normalize("NFC", name)))
    for (before, letter), count in pairs.items():
        first[before] += count
        second[letter] += count
    return _Letters(pairs, first, second)


def _common_signs(language: str) -> list[str]:
    codec, leads = _COMMON_SIGNS.get(language, ("ascii", range(0)))
    signs = (bytes((lead, trail)).decode(codec, "ignore") for lead in leads for trail in range(0x40, 0xFF))
    return [sign for sign in signs if not sign.isascii()]

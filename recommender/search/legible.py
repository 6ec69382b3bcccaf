"""Notices a question that the model can hardly read: no English, or no word that it knows."""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from recommender.search.result import Notice

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_LATIN = re.compile(r"[A-Za-z]")
_ENGLISH = frozenset(
    """
    a an the of on at to for with from by about and or but not no is are was were be been has have had do does
    did who whom whose that which what when where how why this these those his her their its it he she they we
    i you my your our me him them as than so if into after before over under up out only just like something
    """.split()  # noqa: SIM905
)
"""Common words that few other languages share."""
_FEWEST_WORDS = 3
"""In fewer words, no language can be told."""
_SURE = 0.5
"""The least probability of a language."""
_UNLIKE = 0.3
"""When no overview is more similar than this, and the model knows no word, it did not understand."""


def doubts(text: str, knows: Callable[[str], bool], best: float | None) -> list[Notice]:
    """Warnings about ``text``; ``knows`` says whether the model has a word as a whole.

    ``best`` is the greatest cosine of an overview to the text, if it was compared.
    """
    words = [match[0].lower() for match in _WORD.finditer(text)]
    unknown = [word for word in words if not knows(word)]
    if not unknown or not _ENGLISH.isdisjoint(words):
        return []
    foreign = not _LATIN.search(text)
    language = _language(text, 0.0 if foreign else _SURE) if len(words) >= _FEWEST_WORDS or foreign else None
    if language:
        return [Notice(f"this looks like {language}; the model reads English, so ask in English for more")]
    if len(unknown) == len(words) and (best or 0.0) < _UNLIKE:
        return [Notice("the model knows none of these words, so the answers are hardly more than a guess")]
    return []


def _language(text: str, sure: float) -> str | None:
    """The English name of the language of a text, if it is not English with a probability of ``sure``."""
    code, probability = _identifier().classify(text)
    if code in ("en", "zxx") or probability < sure:
        return None
    from babel import Locale

    return str(Locale("en").languages.get(code, code))


@cache
def _identifier() -> Any:
    """The model of py3langid (https://github.com/adbar/py3langid), which takes a second to load."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)

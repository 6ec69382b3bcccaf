"""Reads languages and countries: "french", "in Korean", "Bollywood", "subtitled"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from recommender.search.grammar.reading import CLEAR, LIKELY, Reading
from recommender.search.grammar.sentence import Context, Sentence

_ADJECTIVES = {
    "french|franco|gallic|fran[cç]aise?": "fr", "german|austrian|deutsch(?:er)?": "de",
    "italian|italo|italian[oa]": "it", "spanish|castilian|espa[ñn]ola?": "es",
    "mexican|argentin(?:e|ian|ean)|chilean|colombian|cuban": "es", "japanese|japan's": "ja",
    "korean|south korean": "ko",
    "chinese|taiwanese|hong kong|mainland chinese": "zh cn", "cantonese": "cn zh", "mandarin": "zh",
    "hindi": "hi", "indian": "hi ta te ml bn kn mr pa", "bengali": "bn", "tamil": "ta", "telugu": "te",
    "malayalam": "ml",
    "russian|soviet": "ru", "ukrainian": "uk", "polish": "pl", "danish": "da", "swedish": "sv",
    "norwegian": "no nb",
    "finnish": "fi", "icelandic": "is", "dutch": "nl", "flemish|belgian": "nl fr",
    "portuguese|brazilian": "pt",
    "turkish": "tr", "iranian|persian|farsi": "fa", "arabic|egyptian|lebanese": "ar", "hebrew|israeli": "he",
    "greek": "el", "hungarian": "hu", "czech(?:oslovak(?:ian)?)?": "cs", "slovak": "sk", "romanian": "ro",
    "bulgarian": "bg",
    "serbian": "sr", "croatian": "hr", "bosnian": "bs sr hr", "yugoslav(?:ian)?": "sr hr bs", "latvian": "lv",
    "lithuanian": "lt", "estonian": "et", "georgian": "ka", "thai": "th", "indonesian": "id",
    "vietnamese": "vi",
    "filipino|tagalog": "tl", "catalan": "ca", "yiddish": "yi", "afrikaans": "af", "tibetan": "bo",
    "mongolian": "mn",
    "scandinavian|nordic|scandi": "sv da no nb fi is", "latin[- ]american|latino": "es pt",
    "east[- ]asian|asian": "ja ko zh cn hi th vi id tl ta te ml", "english": "en",
}  # fmt: skip
_ENGLISH_SPEAKING = (
    "american|hollywood|british|australian|aussie|irish|scottish|us|u\\.s\\.|uk|brit|anglophone"
)
_PLACES = {
    "france": "fr", "germany|austria": "de", "italy": "it",
    "spain|mexico|argentina|chile|colombia|cuba": "es",
    "(?:south )?korea": "ko", "japan": "ja", "china|hong kong|taiwan": "zh cn",
    "india": "hi ta te ml bn kn mr pa",
    "russia|the soviet union|the ussr": "ru", "poland": "pl", "denmark": "da", "sweden": "sv",
    "norway": "no nb",
    "finland": "fi", "iceland": "is", "the netherlands|holland": "nl", "portugal|brazil": "pt",
    "turkey": "tr",
    "iran|persia": "fa", "israel": "he", "greece": "el", "hungary": "hu", "romania": "ro", "thailand": "th",
    "scandinavia": "sv da no nb fi is", "asia": "ja ko zh cn hi th vi id tl ta te ml",
    "latin america|south america": "es pt",
}  # fmt: skip
_NAMED = {
    "bollywood": "hi", "nouvelle vague|(?:french )?new wave": "fr", "j-?horror": "ja", "k-?horror": "ko",
    "anime|animes": "ja", "kaiju": "ja", "giallo|gialli": "it", "spaghetti(?:[- ]westerns?)?": "it",
    "wuxia": "zh cn",
    "(?:italian )?neo-?realis[mt]": "it", "jidaigeki|chanbara": "ja",
}  # fmt: skip
_FOREIGN = re.compile(
    r"(?<![\w'-])(?:(?:non|not)[- ](?:in\s+)?(?:english|anglophone|american|hollywood)(?:[- ](?:language|"
    r"speaking|spoken))?|(?:not|isn't|ain't|aren't|wasn't|weren't|none(?:\s+of\s+them)?)\s+in\s+english|"
    r"foreign(?:[- ]language)?|world\s+cinema|international\s+(?=films?|movies?|cinema)|"
    r"(?:with\s+)?sub-?title[sd]|subbed|(?:in\s+)?(?:any|an|some)?\s*(?:other\s+language|"
    r"language\s+other)\s+than\s+english)(?![\w'])"
)
_LANGUAGE = r"(?:[- ](?:language|speaking|spoken))?"
_KEPT = frozenset({"giallo|gialli", "spaghetti(?:[- ]westerns?)?", "wuxia", "kaiju", "jidaigeki|chanbara"})


@dataclass(frozen=True)
class Origin:
    """A way to name languages, and the codes that it stands for."""

    words: str
    """A pattern."""
    codes: tuple[str, ...]
    kind: str
    """``adjective``, ``in`` (Korean), ``from`` (Korea), ``place`` (Korea) or ``named`` (Bollywood)."""
    kept: bool = False

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Compiled for the first text that has any name: all of them take long."""
        return re.compile(rf"(?<![\w'-]){self.words}(?![\w'])")


def _origins() -> tuple[Origin, ...]:
    found = []
    for names, codes in {**_ADJECTIVES, _ENGLISH_SPEAKING: "en"}.items():
        kept = names == _ENGLISH_SPEAKING
        group = f"(?:{names})"
        found.append(Origin(f"{group}{_LANGUAGE}", tuple(codes.split()), "adjective", kept))
        spoken = rf"(?:spoken\s+)?(?:in|en|auf)\s+(?:the\s+)?{group}(?:\s+language)?"
        found.append(Origin(spoken, tuple(codes.split()), "in", kept))
    for names, codes in _PLACES.items():
        made = rf"(?:made\s+|comes?\s+|coming\s+)?(?:from|out\s+of)\s+(?:{names})"
        found.append(Origin(made, tuple(codes.split()), "from"))
        found.append(Origin(f"(?:{names})", tuple(codes.split()), "place"))
    for names, codes in _NAMED.items():
        found.append(Origin(f"(?:{names})", tuple(codes.split()), "named", names in _KEPT))
    return tuple(found)


_ORIGINS = _origins()
_NAMES = "|".join((*_ADJECTIVES, _ENGLISH_SPEAKING, *_PLACES, *_NAMED))
_ANY_NAME = re.compile(rf"(?<![\w'-])(?:{_NAMES})(?![\w'])")


def _origins_in(lower: str) -> tuple[Origin, ...]:
    return _ORIGINS if _ANY_NAME.search(lower) else ()


_OPEN = re.compile(
    r"\s*(?:$|[^\w\s]|(?:with|please|pls|from|about|and|or|but|by|where|if|made|that|which|plz|set)\b)"
)


def is_origin(word: str) -> bool:
    """Whether a word in small letters names a language or a country."""
    return any(origin.pattern.fullmatch(word) for origin in _origins_in(word))


def origins(sentence: Sentence, known: frozenset[str]) -> Iterator[tuple[Reading, str]]:
    """Languages that the store has (``known`` codes), each with its kind: see ``Origin``."""
    for match in _FOREIGN.finditer(sentence.lower):
        if known - {"en"}:
            yield Reading(*match.span(), "not_language", ("en",), CLEAR), "foreign"
    for origin in _origins_in(sentence.lower):
        codes = tuple(code for code in origin.codes if code in known)
        for match in origin.pattern.finditer(sentence.lower) if codes else ():
            certainty = LIKELY if origin.kept else CLEAR
            yield Reading(*match.span(), "language", codes, certainty, kept=origin.kept), origin.kind


def qualifies(sentence: Sentence, reading: Reading, kind: str, before: Context, after: Context) -> bool:
    """Whether a language says something about the film and not about somebody in it."""
    if kind == "named":
        return after is not Context.PLOT or before is not Context.PLOT
    if kind == "foreign":
        said = sentence.lower[reading.start : reading.end]
        return after is not Context.PLOT or "english" in said or "sub" in said
    if kind == "place":
        return after is Context.FILM
    if kind == "adjective":
        return after is Context.FILM or (after is Context.EDGE and before is not Context.PLOT)
    if kind == "in":
        return before is not Context.PLOT and (
            bool(_OPEN.match(sentence.lower, reading.end)) or after is Context.FILM
        )
    return before is Context.FILM or (before is Context.EDGE and after is not Context.PLOT)

"""Reads ratings onto the scale to 10: numbers, fractions, percentages and stars; never certificates."""

import re
from typing import Any

from recommender.catalogue.cells.number_text import plain

_PRECISION = 4
_OUT_OF = frozenset({4, 5, 6, 10, 20, 100})
"""The scales in use: critics' 4 and 5 stars, the Nordic dice, the French 20. 1/2 and 9/11 are no ratings."""
_SOURCES: dict[str, float] = {
    **dict.fromkeys(("imdb", "internet movie database", "tmdb", "trakt", "kinopoisk", "douban", "simkl"), 10),
    **dict.fromkeys(("mal", "myanimelist", "filmaffinity", "filmweb", "sensacine", "senscritique"), 10),
    **dict.fromkeys(("letterboxd", "movielens", "allociné", "allocine", "filmstarts"), 5),
    **dict.fromkeys(("metacritic", "metascore", "rotten tomatoes", "tomatometer", "popcornmeter", "rt"), 100),
}
"""Sites, and what their numbers are out of."""
_LABEL_NAMES = (
    "rating|rated|score|user rating|user score|my rating|your rating|average|average rating|bewertung|"
    "wertung|nota|note|puntuación|punteggio|voto|valutazione|waardering|betyg|karakter|ocena|рейтинг|оценка|评分|評分|평점"
)
_LABELS = frozenset(_LABEL_NAMES.split("|"))
_NUMBER = r"\d{1,3}(?:[.,]\d{1,18})?"
_BARE = re.compile(r"\d{1,3}(?:\.\d{1,18}|,\d\d?|,\d{4,18})?")
"""Without a scale beside it, a comma before three digits could group the thousands of a number of votes."""
_FRACTION = re.compile(
    rf"({_NUMBER}) ?(?:/|out of|of|von|sur|de|su|di|van|av|af|z|ze|из|з|από) ?(\d{{1,3}})(?:[.,]0)?"
)
_PERCENT = re.compile(rf"({_NUMBER}) ?(?:%|percent|per cent|prozent|pour cent)|% ?({_NUMBER})")
_STAR_WORDS = re.compile(
    rf"({_NUMBER}) ?(?:[★⭐🌟]|stars?|stern(?:en?)?|étoiles?|estrellas?|estrelas?|stelle|stella|sterren|"
    r"ster|stjärnor|stjerner|tähteä|gwiazdki|gwiazdek|hvězd|hvězdy|звезды|звёзды|звезд|звёзд|yıldız|颗星|顆星|つ星|星)"
)
_STARS = re.compile(r"([★⭐🌟✭✪*]{1,10})(0\.5|\.5| ?1/2|⯨)?([☆✩✰⚝]{0,10})")
_STARS_BEFORE = re.compile(r"^[★⭐🌟] ?(?=\d)")
_STARS_BEHIND = re.compile(r" ?(?:stars?|stern(?:en?)?|étoiles|estrellas|stelle|[★⭐🌟])$")
_COUNT = r"[\d., ]{1,15}[km]?"
_VOTERS = "votes?|ratings?|users?|reviews?|user ratings|stimmen|votos|voti|голосов"
_VOTES = re.compile(rf" ?[(\[]{_COUNT}(?: ?(?:{_VOTERS}))?[)\]]$| (?:based on|from) {_COUNT} (?:{_VOTERS})$")
_SOURCE_BEHIND = re.compile(r" ?[(\[]?([a-zé][a-zé ]{0,30})[)\]]?$")
_SCORE = re.compile(r"(?<=\w) (?:rating|score)$")
_LABELLED = re.compile(r"([^\d:/%★⭐]{1,40}?)(?: ?: ?| - | (?=\d))(.+)")


def parse_rating(value: Any, best: float = 10) -> float | None:
    """A rating above 0 and at most 10; ``None`` for a cell that is not a rating from end to end.

    ``best`` is the top of the scale of a number that does not say its own; see ``scale_of``. 0 means
    unknown: sources write it for a movie without votes. A number of stars is out of 5, and out of 10 if
    above 5, unless ``best`` is 4 or hollow stars show the scale.

    A certificate that is only a number (12) cannot be told from a rating in one cell, but in a column:
    ``scale_of`` does. Ambiguous cells are unknown: "Rated 7", "8.5分" (points, or minutes).
    """
    if isinstance(value, (int, float)):
        return None if isinstance(value, bool) else _scaled(value, best)
    text = plain(value)
    text, label = _without_label(_VOTES.sub("", text))
    if not _STARS.fullmatch(text):
        text = _STARS_BEFORE.sub("", text, count=1)
    rating = _with_scale(text, best)
    if rating is not None or not _BARE.fullmatch(text):
        return rating
    number = float(text.replace(",", "."))
    is_whole = number == int(number)
    if label == "rated" and is_whole:
        return None
    if _SOURCES.get(label) == 100 and not is_whole:
        return None
    return _scaled(number, _SOURCES.get(label, best))


def bare_number(value: Any) -> float | None:
    """The number in a cell that holds only a number, on an unknown scale."""
    if isinstance(value, (int, float)):
        return float(value) if not isinstance(value, bool) and abs(value) < 10**9 else None
    text = _VOTES.sub("", plain(value))
    return float(text.replace(",", ".")) if _BARE.fullmatch(text) else None


def _scaled(number: float, best: float) -> float | None:
    if not 0 < number <= best:
        return None
    return round(number * 10 / best, _PRECISION) or None if best != 10 else float(number)


def _without_label(text: str) -> tuple[str, str]:
    """The rating without the site or the word before or behind it, and that label."""
    before = _LABELLED.fullmatch(text)
    site = _SCORE.sub("", before[1]) if before else ""
    if before and (site in _SOURCES or before[1] in _LABELS):
        return before[2], site
    behind = _SOURCE_BEHIND.search(text)
    if behind and behind[1] in _SOURCES:
        return text[: behind.start()], behind[1]
    return text, ""


def _with_scale(text: str, best: float) -> float | None:
    """The rating in a text that says what it is out of."""
    fraction = _FRACTION.fullmatch(_STARS_BEHIND.sub("", text))
    if fraction:
        top = int(fraction[2])
        return _scaled(_decimal(fraction[1]), top) if top in _OUT_OF else None
    if percent := _PERCENT.fullmatch(text):
        return _scaled(_decimal(percent[1] or percent[2]), 100)
    if worded := _STAR_WORDS.fullmatch(text):
        return _scaled(_decimal(worded[1]), _most_stars(_decimal(worded[1]), best))
    if stars := _STARS.fullmatch(text):
        return _drawn(stars, best)
    return None


def _drawn(stars: re.Match[str], best: float) -> float | None:
    """The rating in drawn stars. One asterisk is a footnote."""
    full, half, hollow = len(stars[1]), bool(stars[2]), len(stars[3])
    if stars[1] == "*" or (hollow and full + half + hollow not in _OUT_OF):
        return None
    number = full + half / 2
    return _scaled(number, full + half + hollow if hollow else _most_stars(number, best))


def _most_stars(number: float, best: float) -> float:
    if number > 5:
        return 10
    return best if best == 4 else 5


def _decimal(text: str) -> float:
    return float(text.replace(",", "."))

"""Titles as sorted lists and MovieLens write them: ``Porter of Keys, The (1994)``."""

import re

from recommender.spelling import article_first

_YEAR_BEHIND = re.compile(
    r"(.*\S)\s*[(\[]((?:18|19|20)\d\d)"
    r"(?:/[IVX]{1,5}|\s?[–-]\s?(?:(?:19|20)\d\d)?\s?|\s(?:film|movie|TV film|TV movie|video))?[)\]]"
    r"(?:\s*\((?:TV|V|VG|TV Movie|Video|Short)\)){0,2}",
    re.DOTALL,
)
"""``Heat (1995)``, and as sites tell films apart: ``(1995/II)``, ``(1995 film)``, ``(1995) (TV)``."""
_IN_BRACKETS = re.compile(r"(.*\S)(\s*[(\[])([^()\[\]]+)([)\]])", re.DOTALL)
_SITES_DISAGREE = 1
"""Years: sites disagree about films that opened at a festival."""


def read_title(title: str, year: int | None) -> tuple[str, int | None]:
    """The title with its article in front and without a year in brackets behind it, and the year.

    ``year`` is what else is known. Where it is another than the one behind the title, the title stays as it
    is. A year without brackets belongs to the title: ``Blade Runner 2049``.
    """
    if (behind := _YEAR_BEHIND.fullmatch(title)) and (
        year is None or abs(int(behind[2]) - year) <= _SITES_DISAGREE
    ):
        title, year = behind[1], int(behind[2]) if year is None else year
    if other := _IN_BRACKETS.fullmatch(title):
        # "Postman, The (Postino, Il)": the second title is the original one.
        return article_first(other[1]) + other[2] + article_first(other[3]) + other[4], year
    return article_first(title), year

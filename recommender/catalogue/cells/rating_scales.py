"""Decides what the numbers of a column are out of, or that they are no ratings."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import Any, Literal

from recommender.catalogue.cells.ratings import bare_number, parse_rating
from recommender.catalogue.cells.values import known_text

_HALF_STEPS = 5
_WHOLE_STEPS = 20
_AVERAGES = 100
_THUMBS = 20
_OLDEST_AGE = 21
"""Of all countries' certificates."""


@dataclass(frozen=True, slots=True)
class Scale:
    """What the numbers without a scale in a column of ratings are out of."""

    best: Literal[5, 10, 100] | None
    """``None`` if the column holds no ratings."""
    reason: str
    """Why, for a message: "all 812 numbers are between 0.5 and 5"; '' if there is nothing to tell."""


def scale_of(values: Iterable[Any]) -> Scale:
    """The scale of a column: 10 unless its cells clearly say another one.

    No ratings: most cells that are not missing cannot be ratings, or all numbers are ages (see ``_is_ages``),
    or 20 or more numbers are all 1 or 2, as thumbs are: nobody finds 20 films that bad, and none better.

    Out of 100: more than half of the numbers are above 10, and none above 100. On other scales, none is.

    Out of 5: no number is above 5, and they are steps of stars or averages of stars (see ``_is_stars`` and
    ``_is_star_averages``). Of TMDB's averages out of 10, one in 50 is 5 or less.
    """
    cells = [value for value in values if known_text(value)]
    numbers = [number for value in cells if (number := bare_number(value)) is not None and number >= 0]
    with_scale = sum(bare_number(value) is None and parse_rating(value) is not None for value in cells)
    possible = with_scale + sum(number <= 100 for number in numbers)
    if 2 * possible < len(cells):
        return Scale(None, f"{len(cells) - possible:,} of {len(cells):,} cells cannot be ratings")
    given = [number for number in numbers if number > 0]
    if not given:
        return Scale(10, "")
    no_rating = _why_no_ratings(numbers, given)
    return Scale(None, no_rating) if no_rating else _by_numbers(given)


def _why_no_ratings(numbers: list[float], given: list[float]) -> str:
    if _is_ages(numbers):
        return f"the numbers are ages: {', '.join(f'{age:g}' for age in sorted(set(given))[:6])}"
    if len(given) >= _THUMBS and set(given) <= {1, 2}:
        return f"all {len(given):,} numbers are 1 or 2"
    return ""


def _by_numbers(given: list[float]) -> Scale:
    if max(given) <= 100 and 2 * sum(number > 10 for number in given) > len(given):
        return Scale(100, f"most of {len(given):,} numbers are between 10 and 100")
    if max(given) <= 5 and (_is_stars(given) or _is_star_averages(given)):
        return Scale(5, f"all {len(given):,} numbers are at most 5")
    return Scale(10, "")


def _is_ages(numbers: list[float]) -> bool:
    """Whether the numbers are ages: whole, none above 21, and one in ten or more above 10; or 0 and 6.

    A scale to 10 has none above 10 but slips, and a column out of 100 does not stay below 22. The few columns
    out of 20 stay unknown, unless their cells say so. Germany's films for children have 0 and 6.
    """
    if max(numbers) > _OLDEST_AGE or any(number != int(number) for number in numbers):
        return False
    return 10 * sum(number > 10 for number in numbers) >= len(numbers) or set(numbers) == {0, 6}


def _is_stars(numbers: list[float]) -> bool:
    """Whether the numbers are stars given by one person, in steps of 1 or 0.5.

    Of averages out of 10, one in 170 (TMDB) is at most 5 and a multiple of 0.5. Of one person's marks from 1
    to 10, perhaps one in four is at most 5. So five numbers suffice where one has a half, which whole marks
    lack, and 20 where all are whole: fewer than one person in 10^12 would give only such marks.
    """
    if min(numbers) < 0.5 or any(2 * number != int(2 * number) for number in numbers):
        return False
    has_half = any(number != int(number) for number in numbers)
    return len(numbers) >= (_HALF_STEPS if has_half else _WHOLE_STEPS)


def _is_star_averages(numbers: list[float]) -> bool:
    """Whether the numbers are averages out of 5, and not a list of the worst films out of 10.

    Such a list breaks off at its top, where it is densest: of TMDB's films rated 5 or less, a third or more
    are within a quarter of a point of the highest. Averages out of 5 thin out instead: at most one in six is
    (random hundreds of halved TMDB averages). A fifth lies between. A column with half
    of its numbers below the middle looks like such a list, too.
    """
    if len(numbers) < _AVERAGES or median(numbers) < 2.5:
        return False
    at_the_top = sum(number >= max(numbers) - 0.25 for number in numbers)
    return 5 * at_the_top <= len(numbers)

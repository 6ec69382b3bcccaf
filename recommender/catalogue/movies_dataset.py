"""Special cases of The Movies Dataset."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from recommender.catalogue.cells.values import parse_id
from recommender.catalogue.tables import Row
from recommender.errors import CatalogueError
from recommender.extras import require_extra
from recommender.text import clean_text

MOVIES_DATASET = frozenset({"adult", "belongs_to_collection", "imdb_id", "original_title", "release_date"})
_RECIPE_STEPS = (("popularity", 1_000), ("revenue", 750), ("vote_average", 650))
_RECIPE_SAMPLE = 500


def movies_dataset_id(value: Any) -> str | None:
    """The id in a cell, or ``None``: where a row is broken in two, the second half has a date as its id."""
    text = parse_id(value)
    return text if text.isdigit() else None


def recipe_cells(row: Row) -> dict[str, str]:
    """What the recipe needs of a row."""
    return {column: clean_text(row.get(column)) for column, _ in _RECIPE_STEPS}


def original_sample(
    rows: Sequence[Mapping[str, str]], found: Collection[str], seed: int, name: str
) -> list[int]:
    """Where the sample stands that the original system drew: the best by three columns in turn, then random.

    ``rows`` are ``recipe_cells``. Raises ``CatalogueError`` when a column or the extra ``ingest`` is missing.
    """
    require_extra("ingest", CatalogueError)
    import pandas as pd

    missing = [column for column, _ in _RECIPE_STEPS if column not in found]
    if missing:
        raise CatalogueError(
            f"the recipe needs The Movies Dataset's columns; {name} has no {', '.join(missing)}",
            field="recipe",
        )
    numbers = pd.DataFrame(rows).apply(pd.to_numeric, errors="coerce").dropna()
    for column, best in _RECIPE_STEPS:
        numbers = numbers.nlargest(best, column)
    return [
        int(position)
        for position in numbers.sample(min(_RECIPE_SAMPLE, len(numbers)), random_state=seed).index
    ]

"""Special cases of The Movies Dataset."""

from collections.abc import Mapping
from typing import Any

from recommender.catalogue.tables import Row
from recommender.errors import CatalogueError
from recommender.extras import require_extra
from recommender.text import clean_text

MOVIES_DATASET = frozenset({"adult", "belongs_to_collection", "imdb_id", "original_title", "release_date"})
_RECIPE_STEPS = (("popularity", 1_000), ("revenue", 750), ("vote_average", 650))
_RECIPE_SAMPLE = 500


def movies_dataset_id(value: Any) -> str | None:
    """The id in a cell, or ``None``: where a row is broken in two, the second half has a date as its id."""
    text = clean_text(value)
    return text if text.isdigit() else None


def original_sample(rows: Mapping[int, Row], found: list[str], seed: int, name: str) -> list[int]:
    """Lines of the sample that the original system drew: the best by three columns in turn, then at random.

    Raises ``CatalogueError`` when a column or the extra ``ingest`` is missing.
    """
    require_extra("ingest", CatalogueError)
    import pandas as pd

    missing = [column for column, _ in _RECIPE_STEPS if column not in found]
    if missing:
        raise CatalogueError(
            f"the recipe needs The Movies Dataset's columns; {name} has no {', '.join(missing)}",
            field="recipe",
        )
    cells = {column: [clean_text(row.get(column)) for row in rows.values()] for column, _ in _RECIPE_STEPS}
    numbers = pd.DataFrame(cells, index=list(rows)).apply(pd.to_numeric, errors="coerce").dropna()
    for column, best in _RECIPE_STEPS:
        numbers = numbers.nlargest(best, column)
    return [int(line) for line in numbers.sample(min(_RECIPE_SAMPLE, len(numbers)), random_state=seed).index]

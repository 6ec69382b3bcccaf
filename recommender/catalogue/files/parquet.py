"""Reads the rows of a Parquet file."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any, BinaryIO

from recommender.errors import CatalogueError, first_line

MAGIC = b"PAR1"
"""The first bytes of a Parquet file."""
_ROWS_TOGETHER = 1_000


def read_parquet(file: BinaryIO, name: str, columns: list[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    """The rows of a Parquet file called ``name``, numbered from 1, as JSON would hold them.

    Appends the names of the columns to ``columns``. Raises ``CatalogueError`` if the file is broken.
    """
    import pyarrow
    from pyarrow import parquet

    number = 0
    try:
        opened = parquet.ParquetFile(file)
        columns += opened.schema_arrow.names
        for batch in opened.iter_batches(_ROWS_TOGETHER):
            for row in batch.to_pylist():
                number += 1
                yield number, {column: _plain(cell) for column, cell in row.items()}
    except (pyarrow.ArrowException, OSError) as error:
        raise CatalogueError(f"cannot read {name}: {first_line(error)}") from error


def _plain(cell: Any) -> Any:
    if cell is None or isinstance(cell, (str, int, float, list, dict)):
        return cell
    if isinstance(cell, Decimal):
        return int(cell) if cell == cell.to_integral_value() else float(cell)
    if isinstance(cell, bytes):
        return cell.decode("utf-8", "replace")
    return f"{cell.total_seconds():.0f} s" if isinstance(cell, timedelta) else str(cell)

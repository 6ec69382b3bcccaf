"""Reads the rows of a Parquet file."""

from collections import deque
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, BinaryIO

from recommender.catalogue.tables import Numbered, Table, as_table
from recommender.errors import CatalogueError, first_line

MAGIC = b"PAR1"
"""The first bytes of a Parquet file."""
_ROWS_TOGETHER = 1_000


def read_parquet(file: BinaryIO, name: str) -> Table:
    """The rows of a Parquet file called ``name``, numbered from 1.

    Raises ``CatalogueError`` if it is broken.
    """
    import pyarrow
    from pyarrow import parquet

    def rows() -> Iterator[Numbered]:
        try:
            number = 0
            for batch in opened.iter_batches(_ROWS_TOGETHER):
                for row in batch.to_pylist():
                    number += 1
                    yield number, {column: _plain(cell) for column, cell in row.items()}
        except (pyarrow.ArrowException, OSError) as error:
            raise CatalogueError(f"cannot read {name}: {first_line(error)}") from error

    try:
        opened = parquet.ParquetFile(file)
    except (pyarrow.ArrowException, OSError) as error:
        raise CatalogueError(f"cannot read {name}: {first_line(error)}") from error
    return as_table(rows(), name, opened.schema_arrow.names, deque())


def _plain(cell: Any) -> Any:
    """The cell as JSON would hold it."""
    if cell is None or isinstance(cell, (str, int, float, list, dict)):
        return cell
    if isinstance(cell, bytes):
        return cell.decode("utf-8", "replace")
    return f"{cell.total_seconds():.0f} s" if isinstance(cell, timedelta) else str(cell)

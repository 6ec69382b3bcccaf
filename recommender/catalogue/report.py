"""The report of an ingest: a CSV that lists every row with what was done."""

import csv
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from recommender.errors import CatalogueError, Remedy, ReportError

COLUMNS = ("file", "line", "title", "done")


class Report:
    """Writes a report row by row; does nothing without a path.

    An old report is replaced when the new one is whole.
    """

    def __init__(self, path: Path | None) -> None:
        """``path`` is where the report will be. Raises ``CatalogueError`` when it cannot be written."""
        self._path = path
        if path is None:
            return
        self._part = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            self._file = self._part.open("w", encoding="utf-8", newline="")
        except OSError as error:
            raise CatalogueError(f"cannot write the report {path}: {error.strerror}") from error
        self._writer = csv.writer(self._file)
        self._writer.writerow(COLUMNS)

    def row(self, file: str, line: int, title: str, done: str) -> None:
        """Add a row of ``file``."""
        if self._path is not None:
            self._writer.writerow((file, line, title, done))

    def keep_apart(self, source: Path | None) -> None:
        """Raise ``ReportError`` if the report would replace ``source``."""
        if source and self._path and self._path.exists() and self._path.samefile(source):
            raise ReportError(f"{source} is a source itself", Remedy.CHANGE, field="report")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Finish the report. Where the catalogue has an error, it tells what was read until then."""
        if self._path is None:
            return
        self._file.close()
        if kind is None or (isinstance(error, CatalogueError) and not isinstance(error, ReportError)):
            self._part.replace(self._path)
        else:
            self._part.unlink()

"""A store made anew beside the old one, which stays until the new one is proven."""

import shutil
from pathlib import Path

from recommender.catalogue import Catalogue
from recommender.chroma_files import chroma_files
from recommender.directory import rebuild_command, single_writer
from recommender.encoder import DocumentEncoder
from recommender.errors import StoreError
from recommender.indexing import IngestReport, ingest
from recommender.records import Progress
from recommender.verification import verify


def rebuild(
    catalogue: Catalogue, encoder: DocumentEncoder, path: Path, progress: Progress = lambda *_: None
) -> IngestReport:
    """Ingest ``catalogue`` into a new store, verify it, and put it in place of the one in ``path``.

    What else ``path`` holds stays. An interrupted rebuild leaves the old store as it was, and what was
    embedded for the next one, in a directory beside it.

    Raises ``CatalogueError`` for an empty catalogue, and ``StoreError`` when the new store cannot be written
    or is not sound, or another process is writing to the old one.
    """
    # The name of "." is empty.
    path = path.resolve()
    beside = path.with_name(f"{path.name}.rebuilding")
    with single_writer(path):
        report = ingest(catalogue, encoder, beside, progress=progress)
        findings = verify(beside, progress)
        if findings:
            raise StoreError(
                f"the new store is not sound ({findings[0].problem}), and the old one was left as it is; "
                f"remove {beside} and check the disk"
            )
        try:
            _swap(path, beside)
        except OSError as error:
            raise StoreError(
                f"cannot put the new store in place: {error.strerror or error}. It is in {beside}. "
                f"Run: {rebuild_command(path)}"
            ) from error
    return report


def _swap(path: Path, proven: Path) -> None:
    """Move the old store's files out of ``path`` and the new one's in, then forget the old.

    The database leaves first and comes last: a kill in between leaves no store, never a mixed one.
    """
    old = path.with_name(f"{path.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    old.mkdir()
    for file in chroma_files(path):
        file.rename(old / file.name)
    for file in reversed(chroma_files(proven)):
        file.rename(path / file.name)
    shutil.rmtree(old, ignore_errors=True)
    shutil.rmtree(proven, ignore_errors=True)

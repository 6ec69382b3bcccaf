"""A store made anew beside the old one, which stays until the new one is proven."""

from pathlib import Path

from recommender.catalogue import Catalogue
from recommender.directory import single_writer
from recommender.encoder import DocumentEncoder
from recommender.errors import StoreError
from recommender.indexing import IngestReport, ingest
from recommender.records import Progress
from recommender.replacing import beside, finish_replacing, replace_store
from recommender.verification import verify


def rebuild(
    catalogue: Catalogue, encoder: DocumentEncoder, path: Path, progress: Progress = lambda *_: None
) -> IngestReport:
    """Ingest ``catalogue`` into a new store, verify it, and put it in place of the one in ``path``.

    What else ``path`` holds stays. An interrupted rebuild leaves the old store as it was, and what was
    embedded for the next one, in a directory beside it; once the new one is proven, the next ingest or
    rebuild puts it in place.

    Raises ``CatalogueError`` for an empty catalogue, and ``StoreError`` when the new store cannot be written
    or is not sound, or another process is writing to the old one.
    """
    with single_writer(path):
        finish_replacing(path)
        report = ingest(catalogue, encoder, beside(path), progress=progress)
        findings = verify(beside(path), progress)
        if findings:
            raise StoreError(
                f"the new store is not sound ({findings[0].problem}), and the old one was left as it is; "
                f"remove {beside(path)} and check the disk"
            )
        replace_store(path)
    return report

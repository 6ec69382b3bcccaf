"""The checks of the passages of a store."""

from collections.abc import Collection
from itertools import chain
from pathlib import Path

from recommender.store.chroma_files import count_rows
from recommender.store.schema import PASSAGES, Passage, passage_id, passages_fingerprint
from recommender.store.store import Store
from recommender.store.vector_checks import Report, not_found, not_of_unit_length

PASSAGE_ROWS = "Checking passages"
PASSAGE_QUERIES = "Looking up every passage"


def check_passages(store: Store, path: Path, movies: Collection[str], report: Report) -> None:
    """Check the passages against the manifest, the ids of the ``movies``, and their index."""
    passages = list(chain.from_iterable(store.all_passages()))
    counted = count_rows(path, PASSAGES)
    report.counts("passages", store.info.passage_count, counted, len(passages))
    if not passages:
        return
    report.progress(PASSAGE_ROWS, 0, len(passages))
    orphans = [one.id for one in passages if one.movie not in movies]
    report.about("passages", "are of a movie that does not exist", orphans)
    wrong = [one.id for one in passages if not _is_rightly_named(one)]
    report.about("passages", "have an id that is not of their movie and kind", wrong)
    if passages_fingerprint({one.id: one.text for one in passages}) != store.info.passages_fingerprint:
        report.damaged("the passages differ from those that were ingested")
    rows = store.passage_rows
    if rows.index_is_cut_short():
        report.damaged("the index of the passages is cut short")
    ids, vectors = rows.vectors()
    report.about("passages", "have no vector", {one.id for one in passages} - set(ids))
    report.about("passages", "have a vector that is not of unit length", not_of_unit_length(ids, vectors))
    lost = not_found(rows.search, ids, vectors, PASSAGE_QUERIES, report.progress)
    report.about("passages", "are not found by their vector in the index", lost)


def _is_rightly_named(passage: Passage) -> bool:
    number = passage.id.rpartition("-")[2]
    return number.isdecimal() and passage.id == passage_id(passage.movie, passage.kind, int(number))

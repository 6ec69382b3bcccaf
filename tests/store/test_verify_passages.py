"""Damage the passages of a store: each damage is found."""

import re
import shutil
from dataclasses import replace

import numpy as np
import pytest

from recommender.errors import Remedy, StoreError
from recommender.search.recommender import Recommender
from recommender.store import writer
from recommender.store.passage_checks import PASSAGE_QUERIES, PASSAGE_ROWS
from recommender.store.schema import HNSW, PASSAGES, Passage
from recommender.store.store import Store
from recommender.store.verify import verify
from recommender.store.writer import WritableStore
from tests.conftest import BagOfWordsEncoder
from tests.damaging import sql, truncate
from tests.ingesting import ingest
from tests.killing import findings_of
from tests.making import make_catalogue, with_texts

CATALOGUE = with_texts(make_catalogue(100), every=2)
COUNT = 250
OF_PASSAGES = "segment_id in (select segments.id from segments join collections on collections.id = collection where name = 'passages')"


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """A store with its indexes on disk, of which that of the passages is the largest."""
    path = tmp_path_factory.mktemp("sound") / "store"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writer, "HNSW", {**HNSW, "sync_threshold": 50, "batch_size": 25})
        ingest(CATALOGUE, BagOfWordsEncoder(), path)
    return path


@pytest.fixture
def copy(sound, tmp_path):
    return shutil.copytree(sound, tmp_path / "damaged store")


def test_a_sound_store(sound):
    told = []
    assert verify(sound, lambda *step: told.append(step)) == []
    assert (PASSAGE_ROWS, 0, COUNT) in told
    assert told[-1] == (PASSAGE_QUERIES, COUNT, COUNT)


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        (
            sql("delete from embeddings where embedding_id = 'movie-0004#plot-2'"),
            r"the manifest says 250 passages, SQLite counts 249 .*\nthe passages differ from .*",
        ),
        (
            sql(
                "update embedding_metadata set string_value = 'Not so.' where key = 'chroma:document' and id = "
                "(select id from embeddings where embedding_id = 'movie-0004#plot-2')"
            ),
            "the passages differ from those that were ingested",
        ),
        (
            sql(f"delete from embeddings where {OF_PASSAGES}"),
            "the manifest says 250 passages, SQLite counts 0 and 0 are read",
        ),
        (
            sql("update embedding_metadata set string_value = 'other' where string_value = 'keywords'"),
            r"50 passages have an id that is not of their movie and kind: movie-0000#keywords-1, .* \.\.\.",
        ),
        (
            sql("update embedding_metadata set string_value = 'movie-9' where key = 'movie' and string_value = 'movie-0004'"),
            r"5 passages are of a movie that does not exist: .*\n5 passages have an id that is not of their .*",
        ),
        (truncate("data_level0.bin"), r"the index of the passages is cut short\n.*"),
        (truncate("length.bin"), r"(?s).*passages have a vector that is not of unit length.*"),
    ],
)  # fmt: skip
def test_damage_is_found_and_a_rebuild_mends_it(copy, damage, problem):
    damage(copy)
    told = "\n".join(finding.problem for finding in findings_of(copy))
    assert re.fullmatch(problem, told), told
    ingest(CATALOGUE, BagOfWordsEncoder(batch_tokens=20_000), copy, rebuild=True)
    assert findings_of(copy) == []
    assert Store.open(copy).count_passages() == {"tagline": 50, "keywords": 50, "plot": 150}


def test_a_search_refuses_an_index_that_could_crash_it(copy):
    truncate("data_level0.bin")(copy)
    with pytest.raises(
        StoreError,
        match=r"the index of the passages in .* is cut short",
        check=lambda error: error.remedy is Remedy.REBUILD,
    ):
        Recommender(Store.open(copy), BagOfWordsEncoder())


def changed_in(path, change):
    change(WritableStore.open(path))
    return "\n".join(finding.problem for finding in findings_of(path))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"passage_count": 7}, "the manifest says 7 passages, SQLite counts 250 and 250 are read"),
        ({"passages_fingerprint": "0"}, "the passages differ from those that were ingested"),
        ({"passages_fingerprint": ""}, "the passages differ from those that were ingested"),
    ],
)
def test_an_ingest_repairs_a_wrong_manifest(copy, change, problem):
    assert changed_in(copy, lambda store: store.write_info(replace(store.info, **change))) == problem
    ingest(CATALOGUE, BagOfWordsEncoder(), copy)
    assert findings_of(copy) == []


def test_a_passage_too_many(copy):
    extra = Passage("movie-0004#plot-04", "movie-0004", "plot", "More.")
    told = changed_in(copy, lambda store: store.add_passages([extra], np.eye(1, 64, dtype=np.float32)))
    assert told.splitlines() == [
        "the manifest says 250 passages, SQLite counts 251 and 251 are read",
        "1 passages have an id that is not of their movie and kind: movie-0004#plot-04",
        "the passages differ from those that were ingested",
    ]
    assert WritableStore.open(copy).passage_rows.collection.name == PASSAGES

"""Damage real stores: each damage is found, and a question gets the right answer or one clear message."""

import re
import shutil
import subprocess
from dataclasses import replace

import numpy as np
import pytest

from recommender.errors import Remedy, StoreError, StoreNotReadyError
from recommender.store import checks
from recommender.store import verify as verification
from recommender.store.vector_checks import not_found
from recommender.store.verify import Finding, verify
from recommender.store.writer import WritableStore
from tests.conftest import BagOfWordsEncoder, fixed_by
from tests.damaging import FILES, delete, flip, flip_database, index_of, sql, truncate
from tests.ingesting import ingest
from tests.killing import findings_of
from tests.making import make_catalogue
from tests.store.conftest import MOVIES, ask

CANNOT_USE = r"Chroma cannot use .*damaged store: "
DAMAGES = {
    **{f"deleted {name}": (delete(name), CANNOT_USE) for name in FILES},
    "deleted index": (lambda path: shutil.rmtree(index_of(path)), CANNOT_USE + ".*Error finding id"),
    "half data": (truncate("data_level0.bin"), "the index is cut short"),
    "half length": (truncate("length.bin"), r"165 movies have a vector that is not of unit length: movie-"),
    "half pickle": (truncate("index_metadata.pickle"), CANNOT_USE + ".*pickle"),
    "no header": (truncate("header.bin", 0), CANNOT_USE),
    "flipped vector": (flip("data_level0.bin", 515), r"1 movies have a vector that is not of unit length"),
    "flipped label": (flip("data_level0.bin", 523), CANNOT_USE + ".*Error getting embedding"),
    "flipped version": (flip("header.bin", 0), CANNOT_USE),
    "flipped header": (flip("header.bin", 4), rf"{MOVIES} movies are not found by their vector in the index|{CANNOT_USE}"),
    "flipped entry point": (flip("header.bin", 52), r"Chroma crashed|Error querying knn"),
    "flipped length": (flip("length.bin", 3), r"1 movies have a vector that is not of unit length"),
    "flipped pickle": (flip("index_metadata.pickle", 10), CANNOT_USE + ".*pickle"),
    "half database": (truncate("chroma.sqlite3"), r"chroma.sqlite3 is damaged: "),
    "almost whole database": (truncate("chroma.sqlite3", 0.99), r"chroma.sqlite3 is damaged: "),
    "flipped database": (flip_database, r"chroma.sqlite3 is damaged: "),
    "movies removed": (
        sql("delete from embeddings where embedding_id in ('movie-0304', 'movie-0003')"),
        r"the manifest says 330 movies, SQLite counts 328 and 328 are read",
    ),
    "facts removed": (
        sql("delete from embedding_metadata where id = (select id from embeddings where embedding_id = 'movie-0304')"),
        r"rows in .* are damaged \(KeyError: 'movie-0304 has no cluster'\)",
    ),
    "clusters removed": (
        sql("delete from embeddings where embedding_id in ('0', '1')"),
        r"the manifest says 5 clusters, SQLite counts 3 and 3 are read",
    ),
    "centroids removed": (sql("delete from embeddings_queue"), CANNOT_USE + ".*Error finding id"),
    "genres removed": (sql("delete from embedding_metadata_array"), r"rows in .* are damaged"),
    "segments removed": (sql("delete from segments"), CANNOT_USE + ".*Missing"),
    "manifest torn": (
        sql("delete from collection_metadata where key = 'model'"), r"rows in .* are damaged \(KeyError: 'model'",
    ),
    "wrong count": (
        sql("update collection_metadata set int_value = 331 where key = 'movie_count'"),
        r"the manifest says 331 movies, SQLite counts 330 and 330 are read",
    ),
    "future schema": (
        sql("update collection_metadata set int_value = 99 where key = 'schema_version'"),
        r"has schema version 99, this program reads \d+$",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_is_found_and_reported(copy, expected, name):
    damage, problem = DAMAGES[name]
    damage(copy)
    # A flipped byte may crash Chroma and its process.
    findings = verify(copy) if name.startswith("flipped") else findings_of(copy)
    assert any(re.search(problem, finding.problem) for finding in findings), findings
    for finding in findings:
        assert finding.remedy in (Remedy.INGEST, Remedy.REBUILD)
        assert "\n" not in finding.problem
    if name.startswith("flipped"):
        return  # Chroma may crash the test process.
    try:
        found, _ = ask(copy)
    except StoreError as error:
        assert "\n" not in str(error)  # noqa: PT017  either this or the right answer
    else:
        np.testing.assert_allclose([s for _, s in found], [s for _, s in expected], atol=1e-4)


@pytest.mark.parametrize(
    "damage",
    [
        truncate("link_lists.bin"),
        truncate("link_lists.bin", 0),
        flip("link_lists.bin", 4),
        flip("header.bin", 90),
    ],
)
def test_damage_that_changes_nothing(copy, expected, damage):
    damage(copy)
    assert findings_of(copy) == []
    found, damaged = ask(copy)
    assert not damaged
    assert {id_ for id_, _ in found[:5]} == {id_ for id_, _ in expected[:5]}
    np.testing.assert_allclose([s for _, s in found], [s for _, s in expected], atol=1e-5)


def test_a_crash_of_the_library_is_a_finding(copy):
    # A wrong neighbour count of the first movie makes the search read outside the index's memory.
    for offset in (0, 1):
        flip("data_level0.bin", offset)(copy)
    (finding,) = verify(copy)
    assert re.fullmatch(r"Chroma crashed with exit code -?\d+ \(looking up every vector\)", finding.problem)
    assert finding.remedy is Remedy.REBUILD


def test_a_sound_store(sound, bag_store):
    told = []
    assert verify(sound, lambda *step: told.append(step)) == []
    assert [what for what, *_ in told if what != checks.QUERIES] == [
        checks.READING,
        checks.ROWS,
        checks.VECTORS,
    ]
    assert told[-1] == (checks.QUERIES, MOVIES, MOVIES)
    assert findings_of(sound) == findings_of(bag_store) == []


def test_there_is_no_store(tmp_path):
    with pytest.raises(StoreNotReadyError, match="there is no store in", check=fixed_by(Remedy.INGEST)):
        verify(tmp_path)


def test_a_store_of_another_program_is_reported(copy):
    sql("delete from collection_metadata")(copy)
    (finding,) = findings_of(copy)
    assert "was not made by this program" in finding.problem
    assert finding.remedy is Remedy.CHANGE


def changed_in(path, change):
    change(WritableStore.open(path))
    return "\n".join(finding.problem for finding in findings_of(path))


def test_vectors_of_another_model(copy):
    other = np.random.default_rng(0).normal(size=(20, 64)).astype(np.float32)
    other /= np.linalg.norm(other, axis=1, keepdims=True)
    ids = [f"movie-{number:04}" for number in range(20)]
    told = changed_in(copy, lambda store: store._movies.update(ids=ids, embeddings=other))
    assert re.fullmatch(r"5 centroids are not the mean of their movies: 0, 1, 2 \.\.\.", told)


def test_a_centroid_that_moved(copy):
    axis = np.eye(1, 64, dtype=np.float32)
    told = changed_in(copy, lambda store: store._clusters.update(ids=["3"], embeddings=axis))
    assert told == "1 centroids are not the mean of their movies: 3"


@pytest.mark.parametrize("cluster", [-1, 77])
def test_a_cluster_that_does_not_exist(copy, cluster):
    told = changed_in(copy, lambda store: store.assign({"movie-0007": cluster}))
    assert "1 movies are in a cluster that does not exist or lacks their genre key: movie-0007" in told


def test_a_fact_that_changed(copy):
    told = changed_in(copy, lambda s: s._movies.update(ids=["movie-0007"], metadatas=[{"year": 1900}]))
    assert told == "1 movies differ from what was ingested: movie-0007"


def test_ids_kept_with_the_clusters(copy):
    def forget(store):
        clusters, centroids = store.clusters()
        members = store.members()
        members["Drama"].remove("movie-0005")
        store.replace_clusters(clusters, centroids, members)

    assert changed_in(copy, forget) == (
        "1 movies are not listed with the clusters under their genre key: movie-0005"
    )


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"state": "ingesting"}, r"the ingest is incomplete"),
        ({"chromadb_version": "0.0.1"}, r"it was written by chromadb 0\.0\.1, and \S+ is installed"),
        (
            {"catalogue_fingerprint": "0"},
            r"the movies differ from the catalogue that the manifest names",
        ),
        ({"movie_count": 7}, r"the manifest says 7 movies, .*"),
        ({"schema_version": 99}, r"the store in .* has schema version 99, this program reads \d+"),
    ],
)
def test_an_ingest_repairs_a_wrong_manifest(copy, change, problem):
    told = changed_in(copy, lambda store: store.write_info(replace(store.info, **change)))
    assert re.fullmatch(problem, told)
    ingest(make_catalogue(MOVIES), BagOfWordsEncoder(batch_tokens=20_000), copy)
    assert findings_of(copy) == []


class SplitIndex:
    """An index of 200 movies: the first 65 only reach each other, and the last one is unreachable."""

    vectors = np.eye(200, dtype=np.float32)

    def search(self, vectors, limit):
        return [self.found(vector, limit) for vector in vectors]

    def found(self, vector, limit):
        reached = range(65) if vector[:65].any() else range(65, 199)
        return [(f"m{row}", float(vector[row])) for row in sorted(reached, key=lambda row: -vector[row])][
            :limit
        ]


def test_unreachable_movies():
    ids = [f"m{row}" for row in range(200)]
    lost = not_found(SplitIndex().search, ids, SplitIndex.vectors, checks.QUERIES, lambda *_: None)
    assert lost == [*ids[:65], ids[199]]


def test_a_hanging_library_is_stopped(sound, monkeypatch):
    monkeypatch.setattr(verification, "SILENCE", 0.001)
    (finding,) = verify(sound)
    assert finding == Finding(
        "Chroma hung (reading the store) and was stopped after 0.001 seconds",
        Remedy.REBUILD,
    )


def test_an_interruption_ends_the_child(sound, monkeypatch):
    children = []
    real = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda *a, **k: children.append(real(*a, **k)) or children[-1])

    def interrupt(*_):
        raise KeyboardInterrupt("told to stop")

    with pytest.raises(KeyboardInterrupt, match="told to stop"):
        verify(sound, interrupt)
    assert children[0].poll() is not None

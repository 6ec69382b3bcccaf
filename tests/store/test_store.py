import multiprocessing
import sqlite3
from dataclasses import asdict, replace

import chromadb
import numpy as np
import pytest
from chromadb.errors import InternalError

from recommender.errors import Remedy, StoreError, StoreNotReadyError
from recommender.store.directory import single_writer, store_exists, store_size
from recommender.store.schema import HNSW, MOVIES
from recommender.store.store import Store
from recommender.store.where import Has, OneOf
from recommender.store.writer import WritableStore
from tests.conftest import BagOfWordsEncoder, fixed_by
from tests.ingesting import ingest
from tests.making import make_catalogue, make_movie


@pytest.fixture
def store(tmp_path, encoder):
    ingest(make_catalogue(60), encoder, tmp_path / "store")
    return WritableStore.open(tmp_path / "store")


def test_there_is_no_store(tmp_path):
    assert not store_exists(tmp_path)
    with pytest.raises(StoreNotReadyError, match="there is no store in", check=fixed_by(Remedy.INGEST)):
        Store.open(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_movies_round_trip(store):
    wanted = [make_movie(3), make_movie(59)]
    assert store.movies([movie.id for movie in wanted] + ["unknown"]) == {movie.id: movie for movie in wanted}


def test_unknown_values_are_absent_and_replace_known_ones(store):
    bare = make_movie(
        5, year=None, vote_average=None, runtime=None, original_language=None, directors=(), cast=()
    )
    store.update([bare])
    assert store.movies([bare.id]) == {bare.id: bare}
    assert set(store.metadata()[bare.id]) == {"title", "genres", "genre_key", "cluster", "content_hash"}


def test_the_index_settings_are_ours(store):
    collection = chromadb.PersistentClient(str(store.path)).get_collection(MOVIES, embedding_function=None)
    assert {name: collection.configuration_json["hnsw"][name] for name in HNSW} == HNSW


def test_nearest_is_what_exact_search_finds(store):
    ids, vectors = store.vectors()
    query = BagOfWordsEncoder().encode_query(["Person 7 meets animal 3 in town 4"])
    for condition in (None, OneOf("genre_key", ("Horror",)), Has("genres", "Comedy")):
        allowed = set(store.metadata(condition))
        (found,) = store.search(query, 10, condition)
        exact = sorted(
            (float(v @ query[0]) for i, v in zip(ids, vectors, strict=True) if i in allowed), reverse=True
        )
        np.testing.assert_allclose([similarity for _, similarity in found], exact[:10], atol=1e-5)
        assert {id_ for id_, _ in found} <= allowed


def test_a_limit_above_the_number_of_movies(store):
    assert len(store.search(np.eye(1, 64, dtype=np.float32), 100_000)[0]) == 60


def test_vectors_by_id(store):
    ids, vectors = store.vectors(ids=["movie-0001", "movie-0002"])
    assert sorted(ids) == ["movie-0001", "movie-0002"]
    assert vectors.shape == (2, 64)
    ids, vectors = store.vectors(ids=[])
    assert ids == []
    assert vectors.shape == (0, 64)


def test_a_large_store_is_read_in_pages(store, monkeypatch):
    whole = store.vectors(), store.metadata(), store.contents()
    for size in (1, 7, 30, 60, 61):
        monkeypatch.setattr(store, "_page", size)
        ids, vectors = store.vectors()
        assert ids == whole[0][0]
        np.testing.assert_array_equal(vectors, whole[0][1])
        assert (store.metadata(), store.contents()) == whole[1:]


def test_a_locked_database(store, monkeypatch):
    def locked(_):
        raise sqlite3.OperationalError("database is locked")

    monkeypatch.setattr("recommender.store.store.read_manifest", locked)
    with pytest.raises(
        StoreError, match=r"cannot read .*: database is locked$", check=fixed_by(Remedy.RETRY)
    ):
        Store.open(store.path)


def test_another_schema(store):
    store.write_info(replace(store.info, schema_version=99))
    with pytest.raises(
        StoreNotReadyError, match=r"schema version 99, this program reads \d+", check=fixed_by(Remedy.INGEST)
    ):
        Store.open(store.path)


def test_an_index_with_other_settings(tmp_path, store):
    client = chromadb.PersistentClient(str(tmp_path / "other"))
    client.create_collection(MOVIES, embedding_function=None, metadata=asdict(store.info))
    client.create_collection("genre_clusters", embedding_function=None)
    with pytest.raises(StoreNotReadyError, match="was made with other settings"):
        Store.open(tmp_path / "other")


def test_a_foreign_database_is_not_changed(tmp_path, encoder):
    client = chromadb.PersistentClient(str(tmp_path))
    with pytest.raises(StoreNotReadyError, match="holds no complete store"):
        Store.open(tmp_path)
    client.create_collection("notes", embedding_function=None).add(ids=["1"], embeddings=[[1.0]])
    ingest(make_catalogue(3), encoder, tmp_path)
    assert {collection.name for collection in client.list_collections()} == {
        "notes",
        "movies",
        "genre_clusters",
    }


def test_foreign_movies_are_not_changed(tmp_path, encoder):
    client = chromadb.PersistentClient(str(tmp_path))
    client.create_collection(MOVIES, embedding_function=None).add(ids=["1"], embeddings=[[1.0]])
    with pytest.raises(StoreError, match="was not made by this program and is left as it is"):
        ingest(make_catalogue(3), encoder, tmp_path)
    assert client.get_collection(MOVIES, embedding_function=None).count() == 1


def test_foreign_clusters_are_not_changed(tmp_path, encoder):
    client = chromadb.PersistentClient(str(tmp_path))
    client.create_collection("genre_clusters", embedding_function=None).add(ids=["1"], embeddings=[[1.0]])
    for attempt in (lambda: ingest(make_catalogue(3), encoder, tmp_path), lambda: Store.open(tmp_path)):
        with pytest.raises(StoreError, match=r"'genre_clusters' in .* was not made by this program"):
            attempt()
    assert client.get_collection("genre_clusters", embedding_function=None).count() == 1


def test_a_failing_index_is_reported_with_its_remedy(store, monkeypatch):
    def failing(**_arguments):
        raise InternalError("Error executing plan: Error finding id")

    monkeypatch.setattr(store._movies._collection, "query", failing)
    with pytest.raises(
        StoreError, match=r"Chroma cannot use .*Error finding id$", check=fixed_by(Remedy.REBUILD)
    ):
        store.search(np.eye(1, 64, dtype=np.float32), 5)


def test_a_file_that_is_not_a_database(tmp_path):
    (tmp_path / "chroma.sqlite3").write_text("not a database at all")
    with pytest.raises(StoreError, match="Chroma cannot use", check=fixed_by(Remedy.REBUILD)):
        Store.open(tmp_path)


def test_it_is_plain_sqlite_and_has_a_size(store):
    with sqlite3.connect(store.path / "chroma.sqlite3") as database:
        assert database.execute("select count(*) from collections").fetchone() == (2,)
    assert store_size(store.path) > 100_000


def _hold(path, held, release):
    with single_writer(path):
        held.set()
        release.wait(30)


def test_one_writer_at_a_time(tmp_path, encoder):
    context = multiprocessing.get_context("spawn")
    held, release = context.Event(), context.Event()
    other = context.Process(target=_hold, args=(tmp_path / "store", held, release))
    other.start()
    assert held.wait(30)
    with pytest.raises(StoreError, match="another ingest is writing to"):
        ingest(make_catalogue(3), encoder, tmp_path / "store")
    release.set()
    other.join(30)
    assert ingest(make_catalogue(3), encoder, tmp_path / "store").added == 3


def test_a_place_that_cannot_be_written(tmp_path, encoder):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot write to", check=fixed_by(Remedy.CHANGE)):
        ingest(make_catalogue(3), encoder, tmp_path / "file" / "store", tmp_path / "cache")

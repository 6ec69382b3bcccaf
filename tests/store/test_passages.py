"""Passages in a real Chroma collection."""

import chromadb
import numpy as np
import pytest
from chromadb.api.models.Collection import Collection

from recommender.errors import Remedy, StoreError, StoreNotReadyError
from recommender.ingest.passages import all_passages
from recommender.movie import Text
from recommender.store import passages as reading
from recommender.store.schema import HNSW, MOVIES, PASSAGES, Passage, movie_of, passage_id
from recommender.store.store import Store
from recommender.store.writer import WritableStore
from tests.conftest import BagOfWordsEncoder, fixed_by
from tests.damaging import sql
from tests.ingesting import ingest
from tests.making import make_catalogue, make_movie, with_texts

CATALOGUE = with_texts(make_catalogue(40), every=2)
MADE, _ = all_passages(CATALOGUE.movies)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    path = tmp_path_factory.mktemp("made") / "store"
    ingest(CATALOGUE, BagOfWordsEncoder(), path)
    return path


@pytest.fixture
def store(made):
    return Store.open(made)


@pytest.fixture
def own(tmp_path, encoder):
    """A store for one test, of 10 movies without passages."""
    ingest(make_catalogue(10), encoder, tmp_path / "store")
    return WritableStore.open(tmp_path / "store")


def question(text="person 6 finds thing 60"):
    return BagOfWordsEncoder().encode_query([text])[0]


def test_passages_round_trip(store):
    assert sorted((one for page in store.all_passages() for one in page), key=lambda one: one.id) == sorted(
        MADE, key=lambda one: one.id
    )
    assert store.passage_contents() == {one.id: one.text for one in MADE}
    assert store.count_passages() == {"tagline": 20, "keywords": 20, "plot": 60}


def test_the_passages_of_movies_in_their_order(store):
    ids = ["movie-0006", "movie-0007", "movie-0004", "unknown"]
    assert store.passages(ids) == {id_: [one for one in MADE if one.movie == id_] for id_ in (ids[0], ids[2])}
    assert store.passages([]) == {}


def test_more_than_nine_pieces_are_in_order(own, encoder):
    texts = (
        Text("plot", " ".join(f"Sentence {n} of this plot is here." for n in range(300))),
        Text("aside", "x"),
    )
    made, _ = all_passages([make_movie(1, texts=texts)])
    assert len(made) > 11
    own.add_passages(made[::-1], encoder.encode_documents([one.text for one in made[::-1]]))
    assert own.passages(["movie-0001"])["movie-0001"] == made


def test_the_nearest_passages_are_what_exact_search_finds(store, monkeypatch):
    ids, vectors = store.passage_rows.vectors()
    exact = sorted(zip((vectors @ question()).tolist(), map(movie_of, ids), strict=True), reverse=True)
    query, asked = Collection.query, []
    monkeypatch.setattr(Collection, "query", lambda *a, **named: asked.append(named) or query(*a, **named))
    found = store.search_passages(question()[np.newaxis], 25)[0]
    np.testing.assert_allclose(
        [cosine for _, cosine in found], [cosine for cosine, _ in exact[:25]], atol=1e-5
    )
    assert found[0][0] == exact[0][1] == "movie-0006"
    assert len({movie for movie, _ in found}) < 25
    assert asked[0]["include"] == ["distances"]
    assert len(store.search_passages(question()[np.newaxis], 100_000)[0]) == len(MADE)


def test_the_vectors_of_the_passages_of_movies(store):
    passages, vectors = store.passages_with_vectors(["movie-0004", "movie-0006", "movie-0007"])
    movies = [one.movie for one in passages]
    assert sorted(movies) == ["movie-0004"] * 5 + ["movie-0006"] * 5
    expected = BagOfWordsEncoder().encode_documents([one.text for one in MADE if one.movie == "movie-0004"])
    mine = vectors[[movie == "movie-0004" for movie in movies]]
    np.testing.assert_allclose(np.sort(mine, axis=0), np.sort(expected, axis=0), atol=1e-6)
    passages, vectors = store.passages_with_vectors([])
    movies = [one.movie for one in passages]
    assert (movies, vectors.shape) == ([], (0, 64))


def test_they_are_read_in_pages(store, monkeypatch):
    ids = [movie.id for movie in CATALOGUE.movies]
    whole = (
        store.passage_contents(),
        store.passages(ids),
        sorted(one.id for one in store.passages_with_vectors(ids)[0]),
    )
    for size in (1, 7, 99, 100, 101):
        monkeypatch.setattr(store, "_page", size)
        monkeypatch.setattr(reading, "_MOVIES_AT_ONCE", size)
        pages = list(store.all_passages())
        assert max(map(len, pages)) <= size
        assert {one.id: one.text for page in pages for one in page} == whole[0]
        assert (store.passages(ids), sorted(one.id for one in store.passages_with_vectors(ids)[0])) == whole[
            1:
        ]


def test_a_store_without_passages(own):
    assert own.search_passages(question()[np.newaxis], 5) == [[]]
    assert (own.passages(["movie-0001"]), own.passage_contents(), list(own.all_passages())) == ({}, {}, [])
    assert own.count_passages() == {}
    assert (
        own.passages_with_vectors(["movie-0001"])[1].shape
        == own.passage_rows.vectors(["x"])[1].shape
        == (0, 64)
    )
    assert not own.passage_rows.index_is_cut_short()
    own.delete_passages(["x"])


def test_the_collection_comes_and_goes(own, encoder):
    def add(*numbers):
        new = [Passage(passage_id("a#b", "plot", n), "a#b", "plot", f"Part {n}.") for n in numbers]
        own.add_passages(new, encoder.encode_documents([one.text for one in new]))

    def collections():
        return {one.name for one in chromadb.PersistentClient(str(own.path)).list_collections()}

    own.add_passages([], np.zeros((0, 64), dtype=np.float32))
    assert PASSAGES not in collections()
    add(1, 2)
    assert collections() == {"movies", "genre_clusters", PASSAGES}
    assert own.search_passages(question("part 2")[np.newaxis], 1)[0][0][0] == "a#b"
    assert Store.open(own.path).passages(["a#b"])["a#b"][0].text == "Part 1."
    own.delete_passages(["a#b#plot-1"])
    assert PASSAGES in collections()
    own.delete_passages(["a#b#plot-2"])
    assert PASSAGES not in collections()
    assert len(list(own.path.glob("*-*-*-*-*"))) == 2
    add(3)
    assert own.passage_contents() == {"a#b#plot-3": "Part 3."}


def test_the_index_settings_are_ours(made):
    collection = chromadb.PersistentClient(str(made)).get_collection(PASSAGES, embedding_function=None)
    assert {name: collection.configuration_json["hnsw"][name] for name in HNSW} == HNSW
    assert collection.get(ids=["movie-0004#plot-2"], include=["metadatas"])["metadatas"] == [
        {"movie": "movie-0004", "kind": "plot"}
    ]


def test_an_index_with_other_settings(own):
    client = chromadb.PersistentClient(str(own.path))
    client.create_collection(PASSAGES, embedding_function=None, metadata={"made_by": "movie-recommender"})
    with pytest.raises(StoreNotReadyError, match="was made with other settings"):
        Store.open(own.path)


def test_damaged_rows_are_one_error(own, encoder):
    own.add_passages([Passage("a#plot-1", "a", "plot", "One.")], encoder.encode_documents(["One."]))
    sql("delete from embedding_metadata where key = 'kind'")(own.path)
    with pytest.raises(StoreError, match=r"the rows in .* are damaged", check=fixed_by(Remedy.REBUILD)):
        list(Store.open(own.path).all_passages())


def test_indexes_are_read_before_the_first_search(made, monkeypatch):
    store, asked = Store.open(made), []
    query = Collection.query
    monkeypatch.setattr(
        Collection, "query", lambda self, **named: asked.append(self.name) or query(self, **named)
    )
    store.load_indexes()
    assert asked == [MOVIES, PASSAGES]
    monkeypatch.setattr(Store, "index_is_cut_short", lambda _: True)
    store.load_indexes()
    assert len(asked) == 2

"""An ingest embeds and writes only the passages that changed."""

from dataclasses import replace

import numpy as np
import pytest
from chromadb.api.models.Collection import Collection

from recommender.catalogue.reader import read_catalogue
from recommender.errors import StoreError
from recommender.ingest import ingest as indexing
from recommender.ingest.embedding import EMBEDDING
from recommender.ingest.passages import MOST_ALIKE, all_passages
from recommender.ingest.writing import WRITING_PASSAGES
from recommender.movie import Text
from recommender.store.chroma_files import index_directories
from recommender.store.schema import PASSAGES, passages_fingerprint
from recommender.store.store import Store
from tests.conftest import BagOfWordsEncoder
from tests.ingesting import cache_of, ingest
from tests.killing import findings_of
from tests.making import make_catalogue, make_movie, make_texts, with_texts

CATALOGUE = with_texts(make_catalogue(40), every=4)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "store"


def changed(numbers, texts):
    """The catalogue with other texts for some movies."""
    movies = list(CATALOGUE.movies)
    for number in numbers:
        movies[number] = replace(movies[number], texts=texts(movies[number].texts))
    return replace(CATALOGUE, movies=tuple(movies))


def assert_holds(path, catalogue):
    """The store has exactly the passages of the catalogue, each with its own vector."""
    passages, _ = all_passages(catalogue.movies)
    store = Store.open(path)
    assert store.passage_contents() == {one.id: one.text for one in passages}
    assert store.info.passage_count == len(passages)
    assert store.info.passages_fingerprint == passages_fingerprint(store.passage_contents())
    ids, vectors = store.passage_rows.vectors()
    expected = BagOfWordsEncoder().encode_documents([store.passage_contents()[id_] for id_ in ids])
    np.testing.assert_allclose(vectors, expected, atol=1e-6)
    assert findings_of(path) == []


def counts(report):
    return report.added, report.changed, report.removed, report.embedded, report.passages


def test_the_first_ingest(path, encoder):
    seen = []
    report = ingest(CATALOGUE, encoder, path, progress=lambda *step: seen.append(step))
    assert counts(report) == (40, 0, 0, 40 + 50, 50)
    assert (EMBEDDING, 90, 90) in seen
    assert [step[1:] for step in seen if step[0] == WRITING_PASSAGES] == [(0, 50), (50, 50)]
    assert_holds(path, CATALOGUE)
    before = encoder.texts
    assert counts(ingest(CATALOGUE, encoder, path)) == (0, 0, 0, 0, 50)
    assert encoder.texts == before


def test_without_further_texts_there_is_no_collection(path, encoder):
    report = ingest(make_catalogue(10), encoder, path)
    assert report.passages == 0
    store = Store.open(path)
    assert (store.info.passage_count, store.info.passages_fingerprint) == (0, "")
    assert PASSAGES not in {collection.name for collection in store._client.list_collections()}
    assert len(list(path.glob("*-*-*-*-*"))) == 2


@pytest.mark.parametrize(
    ("texts", "embedded", "passages"),
    [
        (lambda texts: (*texts[:2], Text("plot", "Something else.")), 1, 46),
        (lambda texts: (Text("gist", "Somebody else."), *texts), 1, 52),
        (lambda texts: texts[1:], 0, 48),
        (lambda texts: (), 0, 40),
        (lambda texts: (texts[0], Text("keywords", texts[2].text[:40]), texts[2]), 2, 50),
    ],
)
def test_only_what_changed_is_embedded_and_written(path, encoder, monkeypatch, texts, embedded, passages):
    ingest(CATALOGUE, encoder, path)
    movies = dict(zip(*Store.open(path).vectors(), strict=True)), Store.open(path).metadata()
    stored = Store.open(path).passage_contents()
    catalogue = changed([4, 8], texts)
    upsert, written = Collection.upsert, []

    def watch(self, **named):
        assert self.name == PASSAGES
        assert self.get(ids=named["ids"])["ids"] == []
        written.extend(named["ids"])
        upsert(self, **named)

    monkeypatch.setattr(Collection, "upsert", watch)
    monkeypatch.setattr(Collection, "update", lambda *_, **__: pytest.fail("something was updated"))
    before = encoder.texts
    report = ingest(catalogue, encoder, path)
    assert counts(report)[:3] == (0, 2, 0)
    assert report.passages == passages
    assert encoder.texts - before == report.embedded == embedded
    assert sorted(written) == sorted(
        one.id for one in all_passages(catalogue.movies)[0] if stored.get(one.id) != one.text
    )
    assert dict(zip(*Store.open(path).vectors(), strict=True)).keys() == movies[0].keys()
    assert Store.open(path).metadata() == movies[1]
    assert_holds(path, catalogue)


def test_movies_and_passages_change_at_once(path, encoder, tmp_path):
    ingest(CATALOGUE, encoder, path)
    movies = list(changed([8], lambda texts: texts[:1]).movies)
    movies[4] = make_movie(4, overview="Something else happens.", texts=make_texts(4))
    movies[5] = make_movie(5, texts=make_texts(5))
    movies[12] = make_movie(12, runtime=99, texts=make_texts(13))
    movies.append(make_movie(40, texts=make_texts(40)))
    catalogue = replace(CATALOGUE, movies=tuple(movies[1:]))
    report = ingest(catalogue, encoder, path)
    assert counts(report) == (1, 4, 1, 2 + 3 * 5, 50 - 5 - 4 + 5 + 5)
    assert_holds(path, catalogue)
    ingest(catalogue, BagOfWordsEncoder(), tmp_path / "fresh")
    one, two = Store.open(path), Store.open(tmp_path / "fresh")
    assert one.passage_contents() == two.passage_contents()
    assert (one.metadata(), one.members()) == (two.metadata(), two.members())


def test_the_collection_goes_with_its_last_passage(path, encoder):
    ingest(CATALOGUE, encoder, path)
    assert len(index_directories(path)) == 3

    class Unloaded(BagOfWordsEncoder):
        def load(self):
            pytest.fail("the model was loaded")

    for file in cache_of(path).iterdir():
        file.unlink()
    report = ingest(make_catalogue(40), Unloaded(), path)
    assert counts(report) == (0, 10, 0, 0, 0)
    assert len(index_directories(path)) == 2
    assert Store.open(path).passage_contents() == {}
    assert findings_of(path) == []
    report = ingest(CATALOGUE, encoder, path)
    # What only the store had was kept before it was deleted.
    assert (report.changed, report.embedded, report.cached) == (10, 0, 50)
    assert_holds(path, CATALOGUE)


def test_equal_texts_are_embedded_once(path, encoder):
    movies = [make_movie(n, texts=(Text("tagline", "Again."),)) for n in range(MOST_ALIKE)]
    ingest(replace(CATALOGUE, movies=tuple(movies)), encoder, path)
    keys = len({movie.genre_key for movie in movies})
    assert encoder.texts == MOST_ALIKE + 1 + keys
    assert Store.open(path).info.passage_count == MOST_ALIKE
    assert findings_of(path) == []
    report = ingest(
        replace(CATALOGUE, movies=(*movies, make_movie(200, texts=movies[0].texts))), encoder, path
    )
    assert (report.passages, report.passages_left_out) == (0, MOST_ALIKE + 1)


@pytest.mark.parametrize(
    ("how", "catalogue", "options"),
    [
        ({}, CATALOGUE, {"rebuild": True}),
        ({"fingerprint": "1" * 64}, CATALOGUE, {}),
        ({"precision": "fp32", "computed_by": "fp32"}, with_texts(make_catalogue(41), every=2), {}),
        ({}, make_catalogue(40), {"rebuild": True}),
    ],
)
def test_the_store_is_made_again(path, encoder, monkeypatch, how, catalogue, options):
    monkeypatch.setattr(indexing, "verify", lambda path, _: findings_of(path))
    ingest(CATALOGUE, encoder, path)
    report = ingest(catalogue, BagOfWordsEncoder(**how), path, **options)
    assert report.added == len(catalogue.movies)
    assert_holds(path, catalogue)
    assert len(list(path.glob("*-*-*-*-*"))) == (3 if report.passages else 2)


def test_an_incomplete_store_is_made_again(path, encoder, monkeypatch):
    ingest(CATALOGUE, encoder, path)
    catalogue = changed([4], lambda texts: texts[:1])

    def fail(*_):
        raise ZeroDivisionError("pulled the plug")

    with monkeypatch.context() as patch:
        patch.setattr(indexing, "write_passages", fail)
        with pytest.raises(ZeroDivisionError, match="pulled the plug"):
            ingest(catalogue, encoder, path)
    assert Store.open(path).info.state == "ingesting"
    report = ingest(catalogue, encoder, path)
    assert (report.added, report.embedded) == (40, 0)
    assert_holds(path, catalogue)


def test_a_foreign_collection_of_that_name_is_not_changed(path, encoder):
    import chromadb

    ingest(make_catalogue(10), encoder, path)
    client = chromadb.PersistentClient(str(path))
    client.create_collection(PASSAGES, embedding_function=None).add(ids=["1"], embeddings=[[1.0]])
    for attempt in (
        lambda: Store.open(path),
        lambda: ingest(CATALOGUE, encoder, path),
        lambda: ingest(CATALOGUE, encoder, path, rebuild=True),
    ):
        with pytest.raises(StoreError, match=r"the collection 'passages' in .* was not made by this program"):
            attempt()
    assert client.get_collection(PASSAGES, embedding_function=None).count() == 1


def test_a_catalogue_file_with_texts(path, encoder, tmp_path):
    """Columns as the bundled catalogue may have them."""
    (tmp_path / "films.csv").write_text(
        "id,title,genres,overview,gist,keywords\n"
        "a,A,Drama,One thing happens.,A thing,thing|happening\nb,B,Drama,Another happens.,,\n"
    )
    catalogue = read_catalogue(str(tmp_path / "films.csv"))
    report = ingest(catalogue, encoder, path)
    assert (report.embedded, report.passages) == (4, 2)
    assert Store.open(path).passage_contents() == {"a#gist-1": "A thing", "a#keywords-1": "thing, happening"}

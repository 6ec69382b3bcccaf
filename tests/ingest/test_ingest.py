import dataclasses
import time

import numpy as np
import pytest
from chromadb.api.models.Collection import Collection

from recommender.catalogue.reader import Catalogue
from recommender.errors import CatalogueError
from recommender.ingest.embedding import EMBEDDING
from recommender.ingest.ingest import GROUPING
from recommender.ingest.vector_cache import VectorCache
from recommender.ingest.writing import WRITING
from recommender.model.encoder import batches
from recommender.search.recommender import Recommender
from recommender.store.schema import MOVIES
from recommender.store.store import Store
from recommender.store.writer import WritableStore
from recommender.vectors import group_means
from tests.conftest import BagOfWordsEncoder
from tests.ingesting import ingest
from tests.making import make_catalogue, make_movie


@pytest.fixture
def path(tmp_path):
    return tmp_path / "store"


def contents(path):
    store = Store.open(path)
    ids, vectors = store.vectors()
    order = np.argsort(ids)
    return sorted(ids), vectors[order], store.metadata(), store.clusters()


def assert_same_store(first, second):
    one, two = contents(first), contents(second)
    assert one[0] == two[0]
    np.testing.assert_array_equal(one[1], two[1])
    assert one[2] == two[2]
    assert one[3][0] == two[3][0]
    np.testing.assert_array_equal(one[3][1], two[3][1])


def test_the_first_ingest(path, encoder):
    seen = []
    report = ingest(make_catalogue(100), encoder, path, progress=lambda *seen_: seen.append(seen_))
    assert (report.movies, report.added, report.embedded, report.unchanged) == (100, 100, 100, 0)
    for what, count in ((EMBEDDING, 100), (GROUPING, 1), (WRITING, 100)):
        steps = [step[1:] for step in seen if step[0] == what]
        assert (steps[0], steps[-1]) == ((0, count), (count, count))
        assert steps == sorted(steps)
    info = Store.open(path).info
    assert (info.state, info.movie_count, info.model, info.dimension) == ("ready", 100, "bag-of-words", 64)
    assert info.cluster_count == report.clusters == len(Store.open(path).clusters()[0])


def test_every_movie_is_in_a_cluster_whose_centroid_is_their_mean(bag_store, bundled):
    store = Store.open(bag_store)
    clusters, centroids = store.clusters()
    metadata = store.metadata()
    ids, vectors = store.vectors()
    assert len(ids) == len(bundled.movies)
    groups = np.array([metadata[id_]["cluster"] for id_ in ids])
    assert set(groups.tolist()) == {cluster.id for cluster in clusters} == set(range(len(clusters)))
    np.testing.assert_allclose(centroids, group_means(vectors, groups, len(clusters)), atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(centroids, axis=1), 1, atol=1e-5)
    assert [cluster.movie_count for cluster in clusters] == np.bincount(groups).tolist()
    by_key = {key: cluster.id for cluster in clusters for key in cluster.genre_keys}
    assert len(by_key) == sum(len(cluster.genre_keys) for cluster in clusters)
    assert all(by_key[row["genre_key"]] == row["cluster"] for row in metadata.values())
    by_members = {id_: key for key, ids_ in store.members().items() for id_ in ids_}
    assert by_members == {id_: row["genre_key"] for id_, row in metadata.items()}


def test_the_second_ingest_does_nothing(path, encoder):
    ingest(make_catalogue(50), encoder, path)
    before = encoder.texts
    report = ingest(make_catalogue(50), encoder, path)
    assert (report.added, report.changed, report.removed, report.unchanged, report.embedded) == (
        0,
        0,
        0,
        50,
        0,
    )
    assert encoder.texts == before


def test_no_vector_is_overwritten(path, encoder, monkeypatch):
    """A single overwritten vector, even by the same value, can lose its neighbours in Chroma's index."""
    ingest(make_catalogue(60), encoder, path)
    texts = [make_movie(number, overview=f"Something else, {number}.") for number in range(20)]
    facts = [make_movie(number, runtime=None, genres=("War",)) for number in range(20, 40)]
    same = [make_movie(number) for number in range(40, 70)]
    upsert, update = Collection.upsert, Collection.update
    new, renewed = [], []

    def watch_upsert(self, **named):
        if self.name == MOVIES:
            assert self.get(ids=named["ids"])["ids"] == []
            new.extend(named["ids"])
        upsert(self, **named)

    def watch_update(self, **named):
        assert named.keys() == {"ids", "metadatas"}
        renewed.extend(named["ids"])
        update(self, **named)

    monkeypatch.setattr(Collection, "upsert", watch_upsert)
    monkeypatch.setattr(Collection, "update", watch_update)
    ingest(Catalogue("changed", (*texts, *facts, *same)), encoder, path)
    assert sorted(new) == sorted(movie.id for movie in texts + same[20:])
    assert {movie.id for movie in facts} <= set(renewed)


def test_only_what_changed_is_embedded(path, encoder, tmp_path):
    ingest(make_catalogue(60), encoder, path)
    movies = list(make_catalogue(63).movies)
    movies[4] = make_movie(4, overview="Something else happens.")
    movies[5] = make_movie(5, vote_average=9.9, year=None)
    movies[6] = make_movie(6, genres=("Western",))
    catalogue = Catalogue("changed", tuple(movies[2:]))
    embedded = []
    report = ingest(
        catalogue,
        encoder,
        path,
        progress=lambda what, _, total: embedded.append(total) if what == EMBEDDING else None,
    )
    assert dataclasses.astuple(report)[:6] == (61, 3, 3, 2, 55, 4)
    assert embedded[-1] == 4
    ingest(catalogue, BagOfWordsEncoder(), tmp_path / "fresh")
    assert_same_store(path, tmp_path / "fresh")


def test_tokenising_embedding_and_keeping_overlap(path, monkeypatch):
    """Each batch waits in ``embed`` until the next is tokenised and the previous is being written."""
    tokenised, keeping = [], []

    class Patient(BagOfWordsEncoder):
        def tokenise(self, texts):
            tokenised.append(len(texts))
            return texts

        def embed(self, tokens):
            turn = self.calls
            assert wait_until(lambda: len(tokenised) > turn + 1 or sum(tokenised) == 100)
            assert wait_until(lambda: len(keeping) >= turn)
            return self.encode_documents(tokens)

    real = VectorCache.add
    monkeypatch.setattr(VectorCache, "add", lambda *arguments: (keeping.append(1), real(*arguments))[1])
    assert ingest(make_catalogue(100), Patient(), path).embedded == 100
    assert len(tokenised) >= 3


def wait_until(condition, seconds=20):
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.001)
    return condition()


class PulledPlugError(Exception):
    pass


@pytest.mark.parametrize("after", [0, 1, 2, 3, 4])
def test_an_interrupted_ingest_continues(path, tmp_path, after):
    catalogue = make_catalogue(128)
    encoder = BagOfWordsEncoder()
    size = len(next(batches([movie.overview for movie in catalogue.movies], encoder.batch_tokens)))
    real = encoder.encode_documents

    def failing(texts):
        if encoder.calls == after:
            raise PulledPlugError("the plug was pulled")
        return real(texts)

    encoder.encode_documents = failing
    with pytest.raises(PulledPlugError, match="the plug was pulled"):
        ingest(catalogue, encoder, path)
    assert Store.open(path).info.state == "ingesting"
    report = ingest(catalogue, BagOfWordsEncoder(), path)
    assert report.embedded == 128 - report.cached
    assert max(0, after - 1) * size <= report.cached <= min(128, after * (size + 4))
    ingest(catalogue, BagOfWordsEncoder(), tmp_path / "fresh")
    assert_same_store(path, tmp_path / "fresh")


def test_the_order_of_the_source_does_not_matter(path, tmp_path, encoder):
    catalogue = make_catalogue(90)
    ingest(catalogue, encoder, path)
    ingest(Catalogue(catalogue.name, catalogue.movies[::-1]), encoder, tmp_path / "reversed")
    assert_same_store(path, tmp_path / "reversed")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"name": "other"}, "its vectors were made with bag-of-words, not other"),
        ({"fingerprint": "1" * 64}, "its vectors were made with other files of "),
        (
            {"precision": "fp32", "computed_by": "torch-fp32"},
            "its vectors were computed by words, not torch-fp32",
        ),
    ],
)
def test_another_model_starts_over(path, change, reason):
    ingest(make_catalogue(20), BagOfWordsEncoder(), path)
    report = ingest(make_catalogue(20), BagOfWordsEncoder(**change), path)
    # A model with the same files and another name is the same model.
    known = 20 if "name" in change else 0
    assert (report.added, report.embedded, report.cached) == (20, 20 - known, known)
    assert report.rebuilt.startswith(reason)
    assert (
        len(Recommender(Store.open(path), BagOfWordsEncoder(**change)).search(["a town"])[0].recommendations)
        == 5
    )


def test_another_schema_starts_over(path, encoder):
    ingest(make_catalogue(20), encoder, path)
    store = WritableStore.open(path)
    store.write_info(dataclasses.replace(store.info, schema_version=99))
    report = ingest(make_catalogue(20), encoder, path)
    assert "schema version 99" in report.rebuilt
    assert Store.open(path).info.state == "ready"


def test_an_empty_catalogue_is_refused(path, encoder):
    ingest(make_catalogue(3), encoder, path)
    with pytest.raises(CatalogueError, match=r"holds no movies; the store in .* is unchanged"):
        ingest(make_catalogue(0), encoder, path)
    assert Store.open(path).count_movies() == 3


def test_a_catalogue_of_one(path, encoder):
    report = ingest(make_catalogue(1), encoder, path)
    assert (report.movies, report.clusters) == (1, 1)

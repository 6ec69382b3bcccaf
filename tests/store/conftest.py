"""A store whose index is on disk, to be damaged."""

import shutil

import pytest

from recommender.search.nearest import NearestSearch
from recommender.store import writer
from recommender.store.schema import HNSW
from recommender.store.store import Store
from tests.conftest import BagOfWordsEncoder
from tests.ingesting import ingest
from tests.making import make_catalogue

MOVIES = 330


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """A store with its index on disk; by default Chroma writes it only from 1,000 movies on."""
    path = tmp_path_factory.mktemp("sound") / "store"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writer, "HNSW", {**HNSW, "sync_threshold": 100, "batch_size": 50})
        ingest(make_catalogue(MOVIES), BagOfWordsEncoder(), path)
    return path


@pytest.fixture
def copy(sound, tmp_path):
    """A copy at a path that Chroma has not opened, so it reads the files."""
    return shutil.copytree(sound, tmp_path / "damaged store")


@pytest.fixture(scope="module")
def expected(sound):
    return ask(sound)[0]


def question():
    return BagOfWordsEncoder().encode_query(["Person 7 meets animal 3"])[0]


def ask(path):
    """The 50 nearest movies to a question, and whether the index was found damaged."""
    search = NearestSearch(Store.open(path))
    found, _ = search.search(question(), 50, frozenset(search.everything.members))
    assert [movie.id for movie in search.movies([id_ for id_, _ in found])]
    return found, search.damaged

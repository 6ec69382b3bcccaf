"""Each search plan finds what exhaustive search finds."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.search import nearest
from recommender.search.nearest import NearestSearch
from recommender.store.store import Store
from tests.conftest import BagOfWordsEncoder

LIMIT = 50


@pytest.fixture(scope="module")
def store(bag_store):
    return Store.open(bag_store)


@pytest.fixture(scope="module")
def search(store):
    return NearestSearch(store)


@pytest.fixture(scope="module")
def by_size(search, bundled):
    """Genre keys, most movies first."""
    keys = {movie.genre_key for movie in bundled.movies}
    return sorted(keys, key=lambda key: (-search.everything.count([key]), key))


def vector_of(text):
    return BagOfWordsEncoder().encode_query([text])[0]


def exact(store, search, vector, limit, keys):
    vectors = store.vectors(search.everything.ids(keys))[1]
    return sorted((vectors @ vector).tolist(), reverse=True)[:limit]


def assert_exact(store, search, found, vector, limit, keys):
    np.testing.assert_allclose([s for _, s in found], exact(store, search, vector, limit, keys), atol=1e-5)
    assert {search.key_of[id_] for id_, _ in found} <= set(keys)
    assert len({id_ for id_, _ in found}) == len(found)


@settings(max_examples=40)
@given(st.data(), st.text(max_size=20), st.integers(1, 300))
def test_any_filter_and_limit(store, search, by_size, data, text, limit):
    keys = frozenset(data.draw(st.lists(st.sampled_from(by_size), unique=True)))
    vector = vector_of(text)
    found, plan = search.search(vector, limit, keys)
    assert_exact(store, search, found, vector, limit, keys)
    assert plan.kept == search.everything.count(keys)
    assert plan.fetched >= len(found)


def test_few_movies_are_all_compared(store, search, by_size):
    keys = frozenset(by_size[-20:])
    found, plan = search.search(vector_of("a robot"), LIMIT, keys)
    assert (plan.kind, plan.fetched) == ("exact", search.everything.count(keys))
    assert_exact(store, search, found, vector_of("a robot"), LIMIT, keys)


def test_a_broad_filter_is_applied_to_the_answer(store, search, by_size, monkeypatch):
    keys = frozenset(by_size[: len(by_size) // 2])
    filters = []
    real = store.search
    monkeypatch.setattr(
        store, "search", lambda v, n, where=None: (filters.append(where), real(v, n, where))[1]
    )
    found, plan = search.search(vector_of("a robot"), LIMIT, keys)
    assert plan.kind == "over-fetch"
    assert set(filters) == {None}
    assert_exact(store, search, found, vector_of("a robot"), LIMIT, keys)


def test_a_search_widens_until_enough_passes(store, search, by_size, monkeypatch):
    monkeypatch.setattr(nearest, "COMPARED", 0)
    monkeypatch.setattr(nearest, "COMPARED_SHARE", 0)
    monkeypatch.setattr(nearest, "MARGIN", 0.2)
    asked = []
    real = store.search
    monkeypatch.setattr(store, "search", lambda v, n, where=None: (asked.append(n), real(v, n, where))[1])
    (first,) = store.movies(search.everything.ids(by_size[:1])[:1]).values()
    vector = vector_of(first.overview)
    far = frozenset(key for key in by_size if not set(key.split("|")) & set(first.genres))
    found, plan = search.search(vector, LIMIT, far)
    assert plan.kind == "over-fetch"
    assert len(asked) > 1
    assert asked == sorted(set(asked))
    assert_exact(store, search, found, vector, LIMIT, far)


def test_when_widening_fails_chroma_filters(store, search, by_size, monkeypatch):
    monkeypatch.setattr(nearest, "COMPARED", 0)
    monkeypatch.setattr(nearest, "COMPARED_SHARE", 0)
    monkeypatch.setattr(nearest, "MOST_FETCHED", 60)
    keys = frozenset(by_size[1:4])
    found, plan = search.search(vector_of("a robot"), LIMIT, keys)
    assert plan.kind == "where"
    assert_exact(store, search, found, vector_of("a robot"), LIMIT, keys)


def test_no_genre_key_no_movie(search):
    assert search.search(vector_of("a robot"), LIMIT, frozenset())[0] == []


def test_movies_are_read_once(store, bundled, monkeypatch):
    reads = []
    real = store.movies
    monkeypatch.setattr(store, "movies", lambda ids: (reads.append(list(ids)), real(ids))[1])
    search = NearestSearch(store)
    ids = [movie.id for movie in bundled.movies[:6]]
    assert [movie.id for movie in search.movies(ids[:4])] == ids[:4]
    assert [movie.id for movie in search.movies(ids[::-1])] == ids[::-1]
    assert reads == [ids[:4], [ids[5], ids[4]]]


def test_the_cache_of_movies_is_bounded(store, bundled, monkeypatch):
    monkeypatch.setattr(nearest, "CACHED_MOVIES", 5)
    search = NearestSearch(store)
    ids = [movie.id for movie in bundled.movies[:12]]
    for start in range(0, 12, 3):
        assert [movie.id for movie in search.movies(ids[start : start + 3])] == ids[start : start + 3]
        assert len(search._read._known) <= 5

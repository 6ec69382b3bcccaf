"""A query on a store whose index fails, or leaves movies out."""

import numpy as np
import pytest
from chromadb.errors import InternalError

from recommender.errors import StoreError
from recommender.search.nearest import NearestSearch
from recommender.store.store import Store
from tests.damaging import sql
from tests.store.conftest import MOVIES, question


def failing(**_arguments):
    raise InternalError("Error executing plan: Error finding id")


def incomplete(**_arguments):
    return {"ids": [["movie-0001"]], "distances": [[0.5]]}


@pytest.mark.parametrize("query", [failing, incomplete])
def test_a_query_falls_back_when_the_index_fails(copy, expected, monkeypatch, query):
    store = Store.open(copy)
    asked = []
    monkeypatch.setattr(store._movies._collection, "query", lambda **named: asked.append(1) or query(**named))
    search = NearestSearch(store)
    assert not search.damaged
    for _ in range(2):
        found, plan = search.search(question(), 50, frozenset(search.everything.members))
        assert (plan.kind, plan.fetched) == ("exact", MOVIES)
        assert {id_ for id_, _ in found[:5]} == {id_ for id_, _ in expected[:5]}
        np.testing.assert_allclose([s for _, s in found], [s for _, s in expected], atol=1e-5)
    assert search.damaged
    assert asked == [1]  # An index that failed is not queried again.


def test_missing_movies_are_an_error(copy):
    search = NearestSearch(Store.open(copy))
    sql("delete from embeddings where embedding_id = 'movie-0003'")(copy)
    with pytest.raises(StoreError, match="the store was changed while it was open"):
        search.search(question(), 5, frozenset(["Horror"]))

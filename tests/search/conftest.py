"""The values of the bundled catalogue, read once for each file."""

import pytest

from recommender.search.facets import Facets
from recommender.store.store import Store


@pytest.fixture(scope="module")
def facets(bag_store):
    store = Store.open(bag_store)
    return Facets(store, store.members())

"""Each condition selects the right movies in Chroma."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.catalogue.reader import Catalogue
from recommender.store.store import Store
from recommender.store.where import AllOf, AnyOf, Has, Lacks, OneOf, Within
from tests.conftest import BagOfWordsEncoder, make_catalogue, make_movie
from tests.ingesting import ingest

bounds = st.none() | st.integers(1940, 2030)
single = st.one_of(
    st.builds(Has, st.just("genres"), st.sampled_from(["Drama", "Comedy", "Western"])),
    st.builds(Lacks, st.just("genres"), st.sampled_from(["Drama", "Comedy", "Western"])),
    st.builds(Within, st.just("year"), bounds, bounds).filter(
        lambda one: (one.least, one.most) != (None, None)
    ),
    st.builds(OneOf, st.just("original_language"), st.sampled_from([("en",), ("fr", "en"), ("de",)])),
)
conditions = st.recursive(
    single,
    lambda inner: (
        st.builds(AnyOf, st.lists(inner, min_size=1, max_size=3).map(tuple))
        | st.builds(AllOf, st.lists(inner, min_size=1, max_size=3).map(tuple))
    ),
    max_leaves=5,
)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    path = tmp_path_factory.mktemp("where") / "store"
    movies = [
        *make_catalogue(40).movies,
        *(make_movie(number, year=None, original_language="fr") for number in (50, 51)),
    ]
    ingest(Catalogue("made up", tuple(movies)), BagOfWordsEncoder(), path)
    return Store.open(path)


def holds(condition, row):
    match condition:
        case Has(field, value):
            return value in row[field]
        case Lacks(field, value):
            return value not in row[field]
        case Within(field, least, most):
            known = row.get(field)
            return known is not None and (least is None or known >= least) and (most is None or known <= most)
        case OneOf(field, values):
            return row.get(field) in values
        case AnyOf(parts):
            return any(holds(part, row) for part in parts)
        case AllOf(parts):
            return all(holds(part, row) for part in parts)


@given(condition=conditions)
def test_a_condition_selects_the_right_movies(store, condition):
    rows = store.metadata()
    assert store.ids(condition) == {id_ for id_, row in rows.items() if holds(condition, row)}

"""Each condition selects the right movies, in Chroma and in the facts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.catalogue.reader import Catalogue
from recommender.search.facets import Facets
from recommender.store.store import Store
from recommender.store.where import AllOf, AnyOf, Has, Lacks, OneOf, Within
from tests.conftest import BagOfWordsEncoder
from tests.ingesting import ingest
from tests.making import make_catalogue, make_movie

LISTS = {
    "languages": ["en", "fr", "de"],
    "genres": ["Drama", "Comedy", "Western"],
    "director": ["Director 3", "Actor 4", "Nobody"],
    "cast": ["Director 3", "Actor 4", "Nobody"],
}
NUMBERS = {
    "year": st.integers(1940, 2030),
    "runtime": st.integers(90, 130),
    "vote_average": st.floats(5, 9, allow_nan=False).map(lambda rating: round(rating, 1)),
}
VALUES = {
    "genre_key": [("Drama",), ("Drama", "Comedy|Romance"), ("Western",)],
    "title": [("Movie 3", "Movie 50"), ("Nothing",)],
    "year": [(1953, 1954), (1000,)],
    "imdb_id": [("tt0000050",), ("tt0000000", "tt0000051")],
}


def one_value(test, values):
    return st.one_of(st.builds(test, st.just(name), st.sampled_from(known)) for name, known in values.items())


def within(field):
    bounds = st.none() | NUMBERS[field]
    return st.builds(Within, st.just(field), bounds, bounds).filter(
        lambda one: (one.least, one.most) != (None, None)
    )


single = st.one_of(
    one_value(Has, LISTS),
    one_value(Lacks, LISTS),
    one_value(OneOf, VALUES),
    st.sampled_from(list(NUMBERS)).flatmap(within),
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
        *(make_movie(n, year=None, original_language="fr", imdb_id=f"tt00000{n}") for n in (50, 51)),
        *(make_movie(n, vote_average=n / 8, runtime=2 * n, directors=("Actor 4",)) for n in range(52, 60)),
        make_movie(60, vote_average=None, runtime=None, original_language=None, directors=(), cast=()),
        make_movie(62, original_language="fr", other_languages=("en", "de")),
        make_movie(61, directors=("Director 3",), cast=("Director 3", "Actor 4")),
    ]
    ingest(Catalogue("made up", tuple(movies)), BagOfWordsEncoder(), path)
    return Store.open(path)


@pytest.fixture(scope="module")
def facets(store):
    return Facets(store, store.members())


def holds(condition, row):
    match condition:
        case Has(field, value):
            return value in row.get(field, ())
        case Lacks(field, value):
            return value not in row.get(field, ())
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
    assert set(store.metadata(condition)) == {id_ for id_, row in rows.items() if holds(condition, row)}


@given(condition=conditions)
def test_the_facts_select_the_same_movies(store, facets, condition):
    assert facets.ids(condition) == frozenset(store.metadata(condition))

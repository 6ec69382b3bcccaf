"""Input after an answer, parsed as a change of the request."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recommender.errors import InvalidQueryError
from recommender.search.facets import Facets
from recommender.search.refinements import refine
from recommender.search.request import Request
from recommender.store.store import Store
from tests.conftest import make_movie

BEFORE = Request("a ghost", genre="Drama", year="1980..1985", language="en")
SHOWN = [make_movie(number) for number in range(5)]


@pytest.fixture(scope="module")
def facets(bag_store):
    store = Store.open(bag_store)
    return Facets(store, store.members())


@pytest.mark.parametrize(
    ("said", "changes"),
    [
        ("more like 2", {"like": ("movie-0001",)}),
        ("More like #2 and 3", {"like": ("movie-0001", "movie-0002")}),
        ("like number 1", {"like": ("movie-0000",)}),
        ("more like cast away", {"like": ("cast-away-2000",)}),
        ("not 3", {"unlike": ("movie-0002",)}),
        ("not 1, 5", {"unlike": ("movie-0000", "movie-0004")}),
        ("less like 2", {"unlike": ("movie-0001",)}),
        ("no 3", {"unlike": ("movie-0002",)}),
        ("please no horror", {"not_genre": ("Horror",)}),
        ("not horror", {"not_genre": ("Horror",)}),
        ("not scary", {"without": ("scary",)}),
        ("only 90s", {"year": ("90s",)}),
        ("only the 1990s", {"year": ("the 1990s",)}),
        ("only 1990..", {"year": ("1990..",)}),
        ("only comedies", {"genre": ("Drama", "Comedy")}),
        ("only science fiction", {"genre": ("Drama", "Science Fiction")}),
        ("only drama", {"genre": ("Drama",)}),
        ("only French", {"language": ("fr",)}),
        ("only tom hanks", {"person": ("Tom Hanks",)}),
        ("no horror", {"not_genre": ("Horror",)}),
        ("no westerns", {"not_genre": ("Western",)}),
        ("no jump scares", {"without": ("jump scares",)}),
        ("less scary", {"without": ("scary",)}),
    ],
)
def test_refinements(facets, said, changes):
    expected = Request(**{**{name: getattr(BEFORE, name) for name in BEFORE.__slots__}, **changes})
    assert refine(said, BEFORE, SHOWN, facets) == expected


@pytest.mark.parametrize(
    "said",
    [
        "a shark attacks a beach town",
        "no country for old men",
        "only a boy can save the kingdom",
        "more",
        "not a happy ending",
        "less is known about the stranger",
        "only 2 people survive",
        "only",
        "no",
    ],
)
def test_everything_else_is_a_description(facets, said):
    assert refine(said, BEFORE, SHOWN, facets) is None


@pytest.mark.parametrize("said", ["not 6", "more like 0", "not 3 and 99"])
def test_a_number_out_of_range(facets, said):
    with pytest.raises(InvalidQueryError, match=r"there is no number \d+; the last is 5"):
        refine(said, BEFORE, SHOWN, facets)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("more like alice in wonderland", r"add the year|Alice in Wonderland \(1951\)"),
        ("more like nothing anybody ever filmed", "there is no movie called"),
        ("only 1999..1990", r"ends before it begins; write 1990\.\.1999"),
    ],
)
def test_invalid_refinements_are_refused(facets, said, message):
    with pytest.raises(InvalidQueryError, match=message):
        refine(said, BEFORE, SHOWN, facets)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=30) | st.from_regex(r"(only|no|not|less|more like) .{0,20}"))
def test_any_text_is_handled(facets, text):
    try:
        changed = refine(text, BEFORE, SHOWN, facets)
    except InvalidQueryError:
        return
    assert changed is None or changed.description == BEFORE.description

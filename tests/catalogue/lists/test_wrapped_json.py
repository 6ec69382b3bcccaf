"""Lists that JSON keeps under keys."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.catalogue.lists.wrapped_json import wrapped_rows

HEAT, UP = {"title": "Heat"}, {"title": "Up"}


@pytest.mark.parametrize(
    "lists",
    [
        {"watched": [HEAT], "watchlist": [UP]}, {"watchlist": [UP], "watched": [HEAT]}, {"seen": ["Heat"], "to_watch": ["Up"]}, {"seen": [HEAT], "toWatch": [UP]}, {"watched": ["Heat (1995)"], "want": ["Up (2009)"]},
        {"watchedMovies": [HEAT], "plan_to_watch": [UP]}, {"completed": [HEAT], "planned": [UP]}, {"history": [{"movie": HEAT}], "watchlist": [{"movie": UP}]}, {"vus": [HEAT], "À voir": [UP]},
        {"movies": {"watched": [HEAT], "watchlist": [UP]}}, {"watched": {"movies": [HEAT]}, "watchlist": {"movies": [UP]}}, {"data": {"seen": {"films": ["Heat"]}, "unseen": {"films": ["Up"]}}},
        {"watched": [HEAT], "watchlist": [{**UP, "year": 2009}]}, {"watched": [{**HEAT, "year": 1995}], "watchlist": [UP]},
    ],
)  # fmt: skip
def test_a_watchlist_beside_a_list_of_seen_movies_is_not_seen(match, lists):
    seen = match(json.dumps(lists), ticked=True)
    assert (seen.ids, seen.unticked) == ({"heat-1995"}, 1)
    assert match(json.dumps(lists)).ids == {"heat-1995", "up-2009"}


@pytest.mark.parametrize("lists", [{"watchlist": ["Up"]}, {"movies": ["Up"]}, {"watched": ["Up"]}, {"movies": [UP], "watchlist": []}])  # fmt: skip
def test_one_list_is_the_list(match, lists):
    assert match(json.dumps(lists), ticked=True).ids == {"up-2009"}


def test_what_a_movie_says_itself_counts(match):
    lists = {"watched": [HEAT], "watchlist": [{**UP, "watched": True}]}
    assert match(json.dumps(lists), ticked=True).ids == {"heat-1995", "up-2009"}


def test_checklists_of_google_keep(match):
    note = {"title": "Movies", "listContent": [{"text": "Heat", "isChecked": True}, {"text": "Up (2009)", "isChecked": False}, {"isChecked": True}]}  # fmt: skip
    assert match(json.dumps(note), ticked=True).ids == {"heat-1995"}
    assert match(json.dumps(note)).ids == {"heat-1995", "up-2009"}


def test_lists_of_other_things_name_their_kind():
    rows = wrapped_rows(json.dumps({"shows": [UP, {**HEAT, "type": "movie"}], "movies": [HEAT]}))
    assert [row.get("type") for row in rows] == ["shows", "movie", None]


@pytest.mark.parametrize("text", ["", "Heat", "[", "{", '{"a": 1}', "[1, 2]", "[{}]", "{" + '"a":{' * 50 + "}" * 51, '{"a": ' + "9" * 5_000 + "}", "[" * 10_000])  # fmt: skip
def test_other_texts_wrap_no_rows(text):
    assert wrapped_rows(text) == []


@given(st.recursive(st.none() | st.text(max_size=4), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["watched", "watchlist", "listContent", "title", "year", "x"]), inner, max_size=3)))  # fmt: skip
def test_any_json_is_rows_and_texts(value):
    assert all(isinstance(row, (str, dict)) for row in wrapped_rows(json.dumps(value)))

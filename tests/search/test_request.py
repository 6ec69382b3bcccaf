"""Valid and invalid values in a request."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from recommender.cli.query import query
from recommender.errors import InvalidQueryError
from recommender.search.request import Request, parse_years, year_span


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("1994", (1994, 1994)),
        ("1990..1999", (1990, 1999)),
        ("1990..", (1990, None)),
        ("..1980", (None, 1980)),
        ("90s", (1990, 1999)),
        ("the 90's", (1990, 1999)),
        ("1890s", (1890, 1899)),
        ("2010s", (2010, 2019)),
        ("30s", (1930, 1939)),
        ("20s", (2020, 2029)),
        ("00s", (2000, 2009)),
        ("1990-1995", (1990, 1995)),
        ("1990 to 1995", (1990, 1995)),
    ],
)
def test_spans_of_years(text, span):
    assert parse_years(text) == span


@pytest.mark.parametrize("text", ["", "..", "soon", "199", "95s", "1990..soon", "1990..1995..2000", "-5"])
def test_invalid_spans(text):
    with pytest.raises(InvalidQueryError, match=r"is not a span of years; write 1994, 1990\.\.1999"):
        parse_years(text)


def test_a_span_that_ends_before_it_begins():
    with pytest.raises(InvalidQueryError, match=re.escape("write 1990..1999")):
        parse_years("1999..1990")


@given(st.integers(1000, 9999), st.integers(1000, 9999))
def test_span_round_trip(one, other):
    first, last = sorted((one, other))
    for span in ((first, last), (first, None), (None, last)):
        text = f"{span[0] or ''}..{span[1] or ''}"
        assert parse_years(text) == span
        assert parse_years(year_span(text)) == span


@given(st.text(max_size=12))
def test_any_text_is_a_span_or_a_clear_error(text):
    try:
        first, last = parse_years(text)
    except InvalidQueryError:
        return
    assert first is not None or last is not None


def test_single_values_and_lists_are_accepted():
    request = Request("a ghost", genre="Horror", year=["90s", "1985"])
    assert request == Request("a ghost", genre=("Horror",), year=("90s", "1985"))
    assert request.asked() == {"description": "a ghost", "genre": ["Horror"], "year": ["90s", "1985"]}
    assert hash(request)


@pytest.mark.parametrize(
    ("request_", "asks"),
    [
        (Request("a ghost"), False),
        (Request(without="gore", prefer="old", unlike="Alien", not_title="Jaws", seen="a.csv"), False),
        (Request(not_person="Tom Hanks"), True),
        (Request(no_sequels=True), True),
        (Request(like="Alien"), True),
        (Request(min_rating=0.0), True),
    ],
)
def test_what_asks_for_movies_without_a_description(request_, asks):
    assert request_.asks() is asks


def test_values_of_other_types():
    assert Request("x", year=1994, seen=Path("a.csv"), genre=None) == Request("x", year="1994", seen="a.csv")
    assert Request("x", genre=["Drama", "Drama"]).genre == ("Drama",)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"genre": ""}, "the value is empty; give one or leave it out"),
        ({"not_genre": ["Drama", " "]}, "the value is empty"),
        ({"min_rating": float("nan")}, "the value must be a number from 0 to 10"),
        ({"min_rating": "7"}, "the value must be a number"),
        ({"max_runtime": -1}, "the value must be a number"),
        ({"min_runtime": 1e9}, "the value must be a number from 0 to 1,000,000"),
        ({"prefer": "loud"}, "loud is no preference; choose among old, recent"),
        ({"not_person": [str(number) for number in range(101)]}, "it has more than 100 values"),
    ],
)
def test_invalid_values(changes, message):
    with pytest.raises(InvalidQueryError, match=message, check=lambda error: error.field in changes):
        Request("x", **changes)


def test_every_field_is_an_option_of_the_same_name():
    options = {name for parameter in query.params for name in parameter.opts}
    names = [field.name for field in fields(Request) if field.name != "description"]
    typed = {f"--{name.replace('_', '-')}" for name in names}
    assert typed <= options
    help_ = CliRunner().invoke(query, ["--help"]).stdout
    assert all(option in help_ for option in typed)

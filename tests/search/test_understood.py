"""What the parts of a question amount to, beside options."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.search.request import Request, parse_years
from recommender.search.understood import (
    EXCLUSIVE,
    OPPOSITES,
    Span,
    Understood,
    literally,
    request_of,
    years_without,
)


def span(field, *values, certainty=0.8):
    return Span(0, 1, field, field, values, certainty)


def asked(*spans, typed=None):
    understood = Understood("a question", "a plot", spans)
    return understood.beside(typed) if typed else understood


@pytest.mark.parametrize(
    ("spans", "request_"),
    [
        ([span("genre", "Comedy", "Romance")], Request(genre=("Comedy", "Romance"))),
        ([span("person", "Tom Hanks", "Meg Ryan")], Request(person="Tom Hanks|Meg Ryan")),
        ([span("person", "Tom Hanks"), span("person", "Meg Ryan")], Request(person=("Tom Hanks", "Meg Ryan"))),
        ([span("director_of", "Ridley Scott", "alien-1979")], Request(person="Ridley Scott", not_title="alien-1979")),
        ([span("runtime", "108", "132")], Request(min_runtime=108, max_runtime=132)),
        ([span("min_rating", "7.5")], Request(min_rating=7.5)),
        ([span("no_sequels", "yes")], Request(no_sequels=True)),
        ([span("limit", "3"), span("aside"), span("title", "up-2009")], Request()),
        ([span("not_year", "1980..1989")], Request(year=("..1979", "1990.."))),
        ([span("year", "1970..1999"), span("not_year", "1980..1989")], Request(year=("1970..1979", "1990..1999"))),
        ([span("year", "1990..1999"), span("year", "1970")], Request(year=("1990..1999", "1970"))),
        ([], Request()),
    ],
)  # fmt: skip
def test_the_request_of_spans(spans, request_):
    assert request_of(spans) == request_


SAID = {
    "year": span("year", "1990..1999"),
    "language": span("language", "fr"),
    "min_rating": span("min_rating", "7"),
    "min_runtime": span("min_runtime", "100"),
    "max_runtime": span("max_runtime", "120"),
}
TYPED = {"year": ("1950",), "language": ("ja",), "min_rating": 0.0, "min_runtime": 80, "max_runtime": 200}


@pytest.mark.parametrize("field", sorted(EXCLUSIVE))
def test_an_option_wins(field):
    option = Request(**{field: TYPED[field]})
    understood = asked(*SAID.values(), typed=option)
    assert understood.spans == tuple(said for name, said in SAID.items() if name != field)
    assert getattr(understood.request, field) == TYPED[field]


@pytest.mark.parametrize("option", [{"min_runtime": 80}, {"max_runtime": 200}])
def test_an_option_wins_over_a_span_of_minutes(option):
    understood = asked(span("runtime", "108", "132"), typed=Request(**option))
    assert understood.request.given() == {"description": "a plot", **option}


@pytest.mark.parametrize("field", sorted(OPPOSITES))
def test_an_option_wins_over_its_opposite(field):
    said, other = span(field, "One"), span(field, "Other")
    understood = asked(said, other, typed=Request(**{OPPOSITES[field]: "ONE"}))
    assert understood.spans == (other,)


@pytest.mark.parametrize(
    "field", ["genre", "not_genre", "person", "not_person", "like", "unlike", "not_title", "without"]
)
def test_values_of_other_options_add_up(field):
    understood = asked(span(field, "Said"), span(field, "Both"), typed=Request(**{field: ("Typed", "Both")}))
    assert getattr(understood.request, field) == ("Typed", "Both", "Said")


def test_options_keep_the_text():
    understood = asked(span("year", "1990"), typed=Request("another text", genre="Drama"))
    assert (understood.text, understood.left) == ("a question", "a plot")
    assert understood.request == Request("a plot", genre="Drama", year="1990")
    assert understood.typed == Request(genre="Drama")


def test_options_of_later_turns_replace_earlier_ones():
    first = asked(span("year", "1990"), typed=Request(genre="Drama"))
    assert first.beside(Request(genre="Comedy")).request == Request("a plot", genre="Comedy", year="1990")


def test_without_some_spans():
    said = [span("year", "1990"), span("genre", "Drama"), span("genre", "Comedy")]
    understood = asked(*said)
    assert understood.without([]) == understood
    assert understood.without(said[1:2]).spans == (said[0], said[2])
    assert understood.without(iter(said)).request == Request("a plot")


def test_the_least_certain_filter_comes_first():
    likely, certain, clear = (span("genre", "Drama", certainty=c) for c in (0.6, 1.0, 0.8))
    others = [
        span(field, "1") for field in ("limit", "aside", "title", "like", "unlike", "without", "prefer")
    ]
    assert asked(certain, *others, likely, clear).filters() == [likely, clear, certain]


def test_the_number_of_films():
    assert asked(span("genre", "Drama")).limit is None
    assert asked(span("genre", "Drama"), span("limit", "3")).limit == 3


def test_a_request_taken_literally():
    request = Request("a comedy from the 90s", genre="Drama")
    understood = literally(request)
    assert (understood.spans, understood.soft, understood.limit) == ((), (), None)
    assert understood.request == request


spans_of_years = st.tuples(st.none() | st.integers(1900, 1930), st.none() | st.integers(1900, 1930)).filter(
    lambda ends: None in ends or ends[0] <= ends[1]
)
EVER = range(1890, 1941)


def written(ends):
    first, last = ends
    return str(first) if first == last and first else f"{first or ''}..{last or ''}"


def years_of(ends):
    first, last = ends
    return {year for year in EVER if (first or 0) <= year <= (last or 9999)}


@given(wanted=st.lists(spans_of_years, min_size=1, max_size=4), refused=st.lists(spans_of_years, max_size=4))
def test_years_without_others(wanted, refused):
    left = years_without(map(written, wanted), map(written, refused))
    expected = set().union(*map(years_of, wanted)) - set().union(*map(years_of, refused))
    assert (
        set().union(*(years_of(parse_years(text)) if text != ".." else set(EVER) for text in left))
        == expected
    )

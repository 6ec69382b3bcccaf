"""Input after an answer, parsed as a change of the request."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recommender.errors import InvalidQueryError
from recommender.search.refinements import refine
from recommender.search.request import Request
from tests.making import make_movie

BEFORE = Request("a ghost", genre="Drama", year="1980..1985", language="en")
SHOWN = [make_movie(number) for number in range(5)]


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
        ("not scary", {"not_genre": ("Horror",)}),
        ("only 90s", {"year": ("1990..1999",)}),
        ("only the 1990s", {"year": ("1990..1999",)}),
        ("only 1990..", {"year": ("1990..",)}),
        ("only comedies", {"genre": ("Drama", "Comedy")}),
        ("only science fiction", {"genre": ("Drama", "Science Fiction")}),
        ("only drama", {"genre": ("Drama",)}),
        ("only French", {"language": ("fr",)}),
        ("only tom hanks", {"person": ("Tom Hanks",)}),
        ("no horror", {"not_genre": ("Horror",)}),
        ("no westerns", {"not_genre": ("Western",)}),
        ("no car chases", {"without": ("car chases",)}),
        ("not a happy ending", {"without": ("happy ending",)}),
        ("less scary", {"without": ("scary",)}),
        ("less than 90 minutes", {"max_runtime": 89}),
        ("from the 90s", {"year": ("1990..1999",)}),
        ("nothing from the 80s", {"year": ("..1979", "1990..")}),
        ("before 1990", {"year": ("..1989",)}),
        ("in French", {"language": ("fr",)}),
        ("not in French", {"not_language": ("fr",)}),
        ("not with Tom Cruise", {"not_person": ("Tom Cruise",)}),
        ("also with Meg Ryan", {"person": ("Meg Ryan",)}),
        ("with Tom Hanks or Meg Ryan", {"person": ("Tom Hanks|Meg Ryan",)}),
        ("under two hours", {"max_runtime": 119}),
        ("no sequels", {"no_sequels": True}),
        ("only good ones", {"prefer": ("good",)}),
        ("make it funny", {"genre": ("Drama", "Comedy")}),
        ("like 2 but funnier", {"genre": ("Drama", "Comedy"), "like": ("movie-0001",)}),
        ("like 2 but from the 90s", {"year": ("1990..1999",), "like": ("movie-0001",)}),
        ("like 2 but with a dog", {"description": "a ghost, with a dog", "like": ("movie-0001",)}),
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
        "less is known about the stranger",
        "only 2 people survive",
        "only",
        "no",
    ],
)
def test_everything_else_is_a_description(facets, said):
    assert refine(said, BEFORE, SHOWN, facets) is None


FACTS = [
    make_movie(number, runtime=runtime, year=year, vote_average=rating)
    for number, (runtime, year, rating) in enumerate(
        [(90, 1980, 6.0), (100, 1990, 7.0), (110, 2000, 8.0), (None, None, None), (200, 1950, 9.0), (100, 1990, 7.0)]
    )
]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "changes"),
    [
        ("something shorter", {"max_runtime": 104}),
        ("longer ones", {"min_runtime": 106}),
        ("older please", {"year": ("..1989",)}),
        ("something more recent", {"year": ("1991..",)}),
        ("better", {"min_rating": 7.6}),
    ],
)
def test_comparisons_are_with_the_middle_of_the_last_five(facets, said, changes):
    assert refine(said, Request("a ghost"), FACTS, facets) == Request("a ghost", **changes)


def test_without_known_facts_a_comparison_is_a_preference(facets):
    unknown = [make_movie(0, runtime=None)]
    assert refine("shorter", Request("a ghost"), unknown, facets) == Request("a ghost", prefer="short")


@pytest.mark.parametrize(
    ("before", "said", "after"),
    [
        (Request(genre=("Horror", "Drama")), "no horror", Request(genre="Drama", not_genre="Horror")),
        (Request(not_person="Tom Cruise"), "with Tom Cruise", Request(person="Tom Cruise")),
        (Request(language="fr"), "not in French", Request(not_language="fr")),
        (Request(like="movie-0001"), "not 2", Request(unlike="movie-0001")),
        (Request(year="80s"), "from the 90s", Request(year="1990..1999")),
    ],
)
def test_what_is_refused_is_no_longer_wanted(facets, before, said, after):
    assert refine(said, before, SHOWN, facets) == after


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

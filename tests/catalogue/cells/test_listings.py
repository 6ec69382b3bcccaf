import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.catalogue.cells.listings import parse_genres, parse_names
from recommender.text import clean_text
from tests.test_text import anything


def test_one_genre_as_an_object_or_in_small_letters():
    assert parse_genres({"id": 18, "name": "Drama"}) == ("Drama",)
    assert parse_genres("children's") == ("Children's",)


@pytest.mark.parametrize(
    "value",
    [
        ["Action", "Science Fiction"],
        '["Action", "Science Fiction"]',
        "['Action', 'Science Fiction']",
        "[{'id': 28, 'name': 'Action'}, {'id': 878, 'name': 'Science Fiction'}]",
        '[{"id": 28, "name": "Action"}, {"id": 878, "name": "Science Fiction"}]',
        "Action|Science Fiction",
        "Action, Science Fiction",
        "action; science fiction; ACTION",
        "{'Action', 'Science Fiction'}",
        "[Action, Science Fiction]",
        "Action Science Fiction",
        "Action/Science Fiction",
        "Action\nScience Fiction",
        "Action、Science Fiction",
        "['Action' 'Science Fiction']",
        "['Action'\n 'Science Fiction']",
        "array(['Action', 'Science Fiction'], dtype=object)",
        "Index(['Action', 'Science Fiction'], dtype='object')",
        '{Action,"Science Fiction"}',
        'c("Action", "Science Fiction")',
        '{"/m/02kdv5l": "Action", "/m/06n90": "Science Fiction"}',
        "[&quot;Action&quot;, &quot;Science Fiction&quot;]",
        '"[\\"Action\\", \\"Science Fiction\\"]"',
        "[['Action'], ['Science Fiction']]",
        [{"id": 28, "name": "Action"}, {"id": 878, "name": "Science Fiction"}],
        [28, 878],
        "28, 878",
        "['Action, Science Fiction']",
        "['Action', 'Science Fiction', 'Dra",
    ],
)
def test_genres_in_every_notation(value):
    assert parse_genres(value) == ("Action", "Science Fiction")


@pytest.mark.parametrize(
    "value",
    [
        "[]",
        "",
        "(no genres listed)",
        None,
        3,
        "[" * 5000,
        "{'a': 1}",
        "[__import__('os')]",
        "[0x" + "f" * 10_000 + "]",
    ],
)
def test_missing_and_hostile_genres_are_safe(value):
    assert isinstance(parse_genres(value), tuple)


names = st.text(st.characters(categories=["L"]), min_size=1, max_size=12)


@given(st.lists(names, min_size=1, max_size=6, unique_by=str.casefold))
def test_names_survive_every_notation(values):
    values = [unicodedata.normalize("NFC", value) for value in values if clean_text(value)]
    expected = parse_names(values)
    assert parse_names(json.dumps(values)) == expected
    assert parse_names(repr(values)) == expected
    assert parse_names("|".join(values)) == expected
    assert parse_names(repr([{"id": 1, "name": value} for value in values])) == expected


@pytest.mark.parametrize(
    "value",
    ["[]", "()", "{}", "set()", "[nan]", "[None]", "['']", '[""]', "[null]", "array([], dtype=object)", "NULL", "\\N",
     "<NA>", "NaT", "#N/A", "none", "character(0)", "logical(0)", "NA_character_", "Series([], dtype: object)", [], {}, [None], None, float("nan"), "-", "(no genres listed)", "list()"],
)  # fmt: skip
def test_an_absent_list(value):
    assert parse_genres(value) == parse_names(value) == ()


@pytest.mark.parametrize(
    ("value", "genres"),
    [
        ("Action & Adventure, Drama", ("Action & Adventure", "Drama")),
        ("Action &amp; Adventure, Drama", ("Action & Adventure", "Drama")),
        ("Sci-Fi & Fantasy", ("Sci-Fi & Fantasy",)),
        ("Sci-Fi Film-Noir", ("Sci-Fi", "Film-Noir")),
        ("romantic comedy", ("Romantic Comedy",)),
        ("Drama Elsewhere", ("Drama Elsewhere",)),
        ("Kaiju", ("Kaiju",)),
        ("TV Movie", ("TV Movie",)),
        ("['Action', 'Dra", ("Action",)),
        ('[{"name": "Drama"}, {"na', ("Drama",)),
        ("[{id: 18, name: Drama}]", ("Drama",)),
        ("剧情 / 犯罪", ("剧情", "犯罪")),
        ("Drama, Crime, and Mystery", ("Drama", "Crime", "Mystery")),
        ("Drama and Mystery", ("Drama", "Mystery")),
        ("[18.0, 80.0]", ("Drama", "Crime")),
        ("['character(0)']", ()),
    ],
)  # fmt: skip
def test_where_a_genre_ends(value, genres):
    assert parse_genres(value) == genres


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("Ann Reed, Bob Stone", ("Ann Reed", "Bob Stone")),
        ("Robert Downey, Jr., Ann Reed", ("Robert Downey, Jr.", "Ann Reed")),
        ("[\"Peter O'Toole\", 'Ann Reed']", ("Peter O'Toole", "Ann Reed")),
        ("[\"Peter O'Toole\" 'Ann Reed']", ("Peter O'Toole", "Ann Reed")),
        ("Anna “Red” Lee | Bob Stone", ("Anna “Red” Lee", "Bob Stone")),
        (["Ann Reed", {"name": "Bob Stone"}, None, ""], ("Ann Reed", "Bob Stone")),
        (["Star One", "", "Star Two"], ("Star One", "Star Two")),
        ("Ann Reed, Bob Stone and Cal Wood", ("Ann Reed", "Bob Stone", "Cal Wood")),
        ("Ann Reed<br />Bob Stone", ("Ann Reed", "Bob Stone")),
        ("Ann Reed (voice), Bob Stone (voice)", ("Ann Reed (voice)", "Bob Stone (voice)")),
    ],
)  # fmt: skip
def test_where_a_name_ends(value, names):
    assert parse_names(value) == names


@given(anything)
def test_any_value_is_a_list_or_nothing(value):
    for parse in (parse_names, parse_genres):
        assert all(name == clean_text(name) != "" for name in parse(value))


@given(st.text(st.sampled_from("[](){}'\"\\,;| aB1:\n"), max_size=60))
def test_text_like_a_printed_list_is_safe(value):
    assert all(parse_genres(value))
    assert all(parse_names(value))

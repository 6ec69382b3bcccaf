import json
import math
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.text import (
    clean_text,
    known_text,
    parse_count,
    parse_genres,
    parse_imdb_id,
    parse_names,
    parse_number,
    parse_popularity,
    parse_rating,
    parse_runtime,
    parse_tmdb_id,
    parse_year,
    sentences,
    slug,
)

anything = st.one_of(
    st.none(), st.text(), st.integers(), st.floats(), st.booleans(), st.lists(st.text()),
    st.dictionaries(st.text(), st.text()), st.characters(codec=None),
)  # fmt: skip


@given(anything)
def test_clean_text_is_printable_and_stable(value):
    text = clean_text(value)
    assert clean_text(text) == text
    assert text == text.strip()
    assert not {unicodedata.category(c) for c in text} & {"Cc", "Cs"}
    text.encode("utf-8")


@pytest.mark.parametrize(
    "value", ["", "  ", "N/A", "nan", "No overview found.", "No Overview", "\\N", None, [], True]
)
def test_spellings_of_an_empty_value(value):
    assert known_text(value) == ""


def test_a_title_may_be_the_word_unknown():
    assert clean_text("Unknown") == "Unknown"
    assert known_text("Unknown") == ""


def test_one_genre_as_an_object_or_in_small_letters():
    assert parse_genres({"id": 18, "name": "Drama"}) == ("Drama",)
    assert parse_genres("children's") == ("Children's",)


@pytest.mark.parametrize(
    "value",
    ["1" * 400 + "h", "1" * 50_000 + "h", "[0x" + "f" * 10_000 + "]", 10**5000, "9" * 9_999],
    ids=["400", "50000", "hex", "int", "9999"],
)
def test_huge_numbers_are_safe(value):
    assert parse_runtime(value) is None or parse_runtime(value) < 6_000
    assert isinstance(parse_genres(value), tuple)
    assert parse_number(value) is None or math.isfinite(parse_number(value))


def test_clean_text_removes_control_characters():
    assert clean_text("\x1b[31mRed\x1b[0m\x07 \u202eright") == "[31mRed [0m right"
    assert clean_text("a\r\nb\tc") == "a b c"


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
    ],
)
def test_genres_in_every_notation(value):
    assert parse_genres(value) == ("Action", "Science Fiction")


@pytest.mark.parametrize(
    "value", ["[]", "", "(no genres listed)", None, 3, "[" * 5000, "{'a': 1}", "[__import__('os')]"]
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


@given(anything)
def test_parsers_never_raise_and_stay_in_range(value):
    parse_names(value)
    number = parse_number(value)
    assert number is None or math.isfinite(number)
    assert parse_rating(value) is None or 0 < parse_rating(value) <= 10
    assert parse_runtime(value) is None or 0 <= parse_runtime(value) <= 6000
    assert parse_count(value) is None or 0 < parse_count(value) <= 10**10
    assert parse_popularity(value) is None or 0 <= parse_popularity(value) < math.inf
    assert parse_year(value) is None or 1870 <= parse_year(value) <= 2099


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("1979", 1979),
        ("1979-05-25", 1979),
        ("25/05/1979", 1979),
        ("1979.0", 1979),
        ("19790", None),
        ("", None),
        ("12", None),
    ],
)
def test_year(text, year):
    assert parse_year(text) == year


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("117", 117), ("117.0", 117), ("117 min", 117), ("1h 57m", 117), ("1 h 57 min", 117), ("2h", 120), ("1:57", 117), ("0", None), ("", None), ("-5", None)],
)  # fmt: skip
def test_runtime(text, minutes):
    assert parse_runtime(text) == minutes


@pytest.mark.parametrize(
    ("text", "rating"), [("7.5", 7.5), ("7,5", 7.5), ("0.0", None), ("11", None), ("x", None), (8, 8.0)]
)
def test_rating(text, rating):
    assert parse_rating(text) == rating


@pytest.mark.parametrize(
    ("title", "year", "expected"),
    [
        ("Alien", 1979, "alien-1979"),
        ("WALL·E", 2008, "wall-e-2008"),
        ("Amélie", None, "amelie"),
        ("Ocean's Eleven", 2001, "oceans-eleven-2001"),
        ("七人の侍", 1954, "七人の侍-1954"),
        ("???", 2000, "untitled-2000"),
    ],
)
def test_slug(title, year, expected):
    assert slug(title, year) == expected


@pytest.mark.parametrize(
    ("value", "id_"),
    [
        ("tt0083658", "tt0083658"),
        ("https://www.imdb.com/title/tt0083658/?ref_=x", "tt0083658"),
        (" TT15398776 ", "tt15398776"),
        ("nm0000158", None),
        ("att0083658", None),
        ("tt12", None),
        (None, None),
    ],
)
def test_imdb_ids(value, id_):
    assert parse_imdb_id(value) == id_


@pytest.mark.parametrize(
    ("value", "id_"), [("862", "862"), ("862.0", "862"), (862, "862"), ("x", None), ("-1", None)]
)
def test_tmdb_ids(value, id_):
    assert parse_tmdb_id(value) == id_


@given(anything)
def test_ids_are_valid_or_unknown(value):
    assert parse_imdb_id(value) is None or parse_imdb_id(value).startswith("tt")
    assert parse_tmdb_id(value) is None or parse_tmdb_id(value).isdecimal()


def test_sentences():
    assert sentences('He leaves. "Why?" she asks. They meet again!') == [
        "He leaves.",
        '"Why?" she asks.',
        "They meet again!",
    ]
    assert sentences("Dr. No lives in St. Louis, U.S. territory. (Or so.) He is J. Doe.") == [
        "Dr. No lives in St. Louis, U.S. territory.",
        "(Or so.)",
        "He is J. Doe.",
    ]
    assert sentences("One without an end") == ["One without an end"]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("1,234,567", 1_234_567), ("862.0", 862), (862.0, 862), (862, 862), ("12,345 votes", 12_345), ("0", None),
        ("0.2", None), ("-5", None), ("", None), ("many", None), ("9" * 30, None), (1e300, None), (math.nan, None),
    ],
)  # fmt: skip
def test_parse_count(text, count):
    assert parse_count(text) == count


@pytest.mark.parametrize(
    ("text", "popularity"),
    [
        ("94.075", 94.075),
        ("1e-06", 1e-06),
        (3e-7, 3e-7),
        ("0", 0.0),
        ("-1", None),
        ("1e999", None),
        ("n/a", None),
    ],
)
def test_parse_popularity(text, popularity):
    assert parse_popularity(text) == popularity

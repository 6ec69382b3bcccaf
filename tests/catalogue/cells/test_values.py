import math

import pytest
from hypothesis import given

from recommender.catalogue.cells.values import (
    known_text,
    known_title,
    parse_count,
    parse_id,
    parse_imdb_id,
    parse_number,
    parse_popularity,
    parse_tmdb_id,
    parse_year,
    plain_text,
)
from recommender.text import clean_text
from tests.test_text import anything


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Salt &amp; Thunder", "Salt & Thunder"),
        ("Salt &amp;amp; Thunder", "Salt & Thunder"),
        ("A cook&#39;s <i>last</i> dinner.<br /><br />Then&nbsp;a storm &mdash; nobody", "A cook's last dinner. Then a storm — nobody"),
        ('<p class="plot">One.</p><p>Two.</p>', "One. Two."),
        ('See <a href="https://example.org/x?a=1&b=2">here</a>', "See here"),
        ("girls&notes and ?a=1&section=2&copy=3", "girls&notes and ?a=1&section=2&copy=3"),
        ('="tt0114709"', "tt0114709"),
        ("I <3 you", "I <3 you"),
        ("<Untitled>", "<Untitled>"),
        ("AT&T & Co; 1 < 2 > 0", "AT&T & Co; 1 < 2 > 0"),
        ("a &lt;b&gt;bold&lt;/b&gt; plan", "a bold plan"),
        (7, "7"),
        (None, ""),
    ],
)  # fmt: skip
def test_tags_and_entities(value, text):
    assert plain_text(value) == text


@given(anything)
def test_plain_text_is_clean(value):
    text = plain_text(value)
    assert text == clean_text(text)
    text.encode("utf-8")


@pytest.mark.parametrize(
    ("value", "id_"),
    [("862", "862"), ("862.0", "862"), (862.0, "862"), ("a.0", "a.0"), (None, ""), ("s1", "s1")],
)
def test_ids(value, id_):
    assert parse_id(value) == id_


@pytest.mark.parametrize("title", ["Unknown", "Null", "None", "-", "?"])
def test_titles_may_be_words_for_nothing(title):
    assert known_title(title) == title
    assert known_title("nan") == known_title("") == known_title(None) == ""


@pytest.mark.parametrize(
    "value",
    [
        "",
        "  ",
        "N/A",
        "nan",
        "No overview found.",
        "No Overview",
        "\\N",
        None,
        [],
        True,
        "#N/A",
        "<NA>",
        "Plot unknown",
        "Add a Plot",
        "-",
        "?",
        "n.a.",
    ],
)
def test_spellings_of_an_empty_value(value):
    assert known_text(value) == ""


def test_a_title_may_be_the_word_unknown():
    assert clean_text("Unknown") == "Unknown"
    assert known_text("Unknown") == ""


@pytest.mark.parametrize(
    "value",
    ["1" * 400, "1" * 50_000, 10**5000, "1e999"],
    ids=["400", "50000", "int", "float"],
)
def test_huge_numbers_are_safe(value):
    assert parse_number(value) is None or math.isfinite(parse_number(value))


@given(anything)
def test_parsers_never_raise_and_stay_in_range(value):
    number = parse_number(value)
    assert number is None or math.isfinite(number)
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
    ("value", "id_"),
    [
        ("tt0083658", "tt0083658"),
        ("https://www.imdb.com/title/tt0083658/?ref_=x", "tt0083658"),
        (" TT15398776 ", "tt15398776"),
        ("nm0000158", None),
        ("att0083658", None),
        ("0114709", "tt0114709"),
        (114709, "tt0114709"),
        ("114709.0", "tt0114709"),
        ("0", None),
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


@pytest.mark.parametrize(
    ("value", "count"),
    [
        ("1,234,567", 1_234_567), ("1.234.567", 1_234_567), ("12 345", 12_345), ("12'345", 12_345), ("12.345", 12_345),
        ("1,23,456", 123_456), ("2.9M", 2_900_000), ("850K", 850_000), ("1,2 Mio.", 1_200_000), ("3.4 lakh", 340_000),
        ("862.0", 862), ("1,234 votes", 1_234), ("7.5/10 (1234)", None), ("4.5", None), ("0", None), ("-3", None),
        ("#12", None), ("many", None), (1234, 1_234), (12.0, 12),
    ],
)  # fmt: skip
def test_counts(value, count):
    assert parse_count(value) == count


@pytest.mark.parametrize(
    ("value", "popularity"),
    [("1,234.5", 1_234.5), ("0,5", 0.5), ("1e-06", 1e-06), ("45%", 45.0), ("#12", None), ("-1", None)],
)
def test_popularities(value, popularity):
    assert parse_popularity(value) == popularity


@pytest.mark.parametrize("value", ["nan", "N/A", "null", "None", "\\N", "-1", float("nan")])
def test_an_id_that_is_none(value):
    assert parse_id(value) == ""

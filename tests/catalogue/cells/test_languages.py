"""Languages as catalogues write them."""

import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.catalogue.cells.languages import parse_languages
from recommender.catalogue.reader import read_catalogue
from recommender.formats import movie_json
from tests.conftest import PROJECT
from tests.making import make_movie


@pytest.mark.parametrize(
    ("cell", "languages"),
    [
        # Codes: ISO 639-1, 639-2 (both kinds), with a region or script, old ones, and TMDB's own.
        ("en", "en"), ("EN", "en"), ("en-US", "en"), ("pt_BR", "pt"), ("zh-Hans-CN", "zh"), ("es-419", "es"),
        ("sr-Latn", "sr"), ("eng", "en"), ("fra", "fr"), ("fre", "fr"), ("deu", "de"), ("ger", "de"), ("jpn", "ja"),
        ("cmn", "zh"), ("iw", "he"), ("in", "id"), ("cn", "cn"), ("CN", "cn"), ("xx", "xx"), ("sh", "sh"), ("tl", "tl"),
        ("haw", "haw"), ("nb", "nb"), ("no", "no"),
        # English names, as IMDb, OMDb and Netflix write them.
        ("English", "en"), ("english", "en"), ("ENGLISH", "en"), ("Mandarin", "zh"), ("Chinese", "zh"),
        ("Cantonese", "cn"), ("Persian", "fa"), ("Farsi", "fa"), ("Bengali", "bn"), ("Bangla", "bn"), ("Tagalog", "tl"),
        ("Filipino", "tl"), ("Flemish", "nl"), ("Swiss German", "gsw"), ("Norwegian", "no"), ("Serbo-Croatian", "sh"),
        ("Scottish Gaelic", "gd"), ("Ancient Greek", "grc"), ("Brazilian Portuguese", "pt"), ("Maori", "mi"),
        ("American Sign Language", "ase"), ("Portuguese (Brazil)", "pt"), ("English [Original]", "en"),
        ("No Language", "xx"), ("Klingon", "tlh"),
        # Their own names, with and without accents; as TMDB writes them.
        ("Français", "fr"), ("français", "fr"), ("Francais", "fr"), ("Deutsch", "de"), ("日本語", "ja"), ("Español", "es"),
        ("Italiano", "it"), ("Português", "pt"), ("Русский", "ru"), ("हिन्दी", "hi"), ("한국어", "ko"),
        ("한국어/조선말", "ko"), ("广州话 / 廣州話", "cn"), ("普通话", "zh"), ("中文", "zh"), ("svenska", "sv"),
        ("Norsk", "no"), ("Bokmål", "nb"), ("suomi", "fi"), ("Český", "cs"), ("Türkçe", "tr"), ("Tiếng Việt", "vi"),
        ("ภาษาไทย", "th"), ("العربية", "ar"), ("עִבְרִית", "he"), ("ελληνικά", "el"), ("Magyar", "hu"),
        ("Bahasa indonesia", "id"), ("Íslenska", "is"), ("தமிழ்", "ta"), ("Український", "uk"),
        # Several.
        ("English, French", "en fr"), ("French, English", "fr en"), ("English|French", "en fr"),
        ("English; French ; German", "en fr de"), ("English/French", "en fr"), ("en/fr", "en fr"),
        ("French and English", "fr en"), ("French & English", "fr en"), ("English - French", "en fr"),
        ("Mandarin, Cantonese, English", "zh cn en"), ("English, en-US, en", "en"), ("Chinese, Mandarin", "zh"),
        ("['en', 'fr']", "en fr"), ('["English","French"]', "en fr"), (["en", "Deutsch"], "en de"),
        ([{"iso_639_1": "en", "name": "English"}, {"iso_639_1": "fr", "name": "Français"}], "en fr"),
        ("[{'iso_639_1': 'ja', 'name': '日本語'}, {'iso_639_1': 'en', 'name': 'English'}]", "ja en"),
        ("English, None", "en"),
        # None.
        ("", ""), (None, ""), ("None", ""), ("N/A", ""), ("-", ""), ("Unknown", ""), ("und", ""), ("und-US", ""),
        (5, ""), (7.5, ""), ("1994", ""), ("/", ""), ([], ""), ("[]", ""), (True, ""), ({}, ""),
    ],
)  # fmt: skip
def test_languages(cell, languages):
    assert parse_languages(cell) == tuple(languages.split())


@pytest.mark.parametrize("name", ["Sioux", "North American Indian", "Dothraki", "The", "a" * 61])
def test_an_unknown_name_is_kept(name):
    assert parse_languages(name) == (name,)
    assert parse_languages(f"French, {name}") == ("fr", name)


cells = st.recursive(
    st.none()
    | st.booleans()
    | st.floats()
    | st.text()
    | st.sampled_from(["en", "French", "und", "日本語", "a/b"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.just("name"), inner),
    max_leaves=6,
)


@given(cells)
def test_any_cell(cell):
    found = parse_languages(cell)
    assert len(set(found)) == len(found)
    assert all(found)
    assert parse_languages(list(found)) == found


@pytest.mark.parametrize("piece", ["(", "a/", " and ", "-", "a\u0301", "en-", "a & ", "\u0600"])
def test_a_long_cell_takes_linear_time(piece):
    def seconds(length):
        cell = piece * (length // len(piece))
        start = time.perf_counter()
        parse_languages([cell])
        return time.perf_counter() - start

    parse_languages("Sioux")
    assert seconds(400_000) < 30 * seconds(40_000) + 0.05


def test_the_reader_takes_all_languages(tmp_path):
    source = tmp_path / "omdb.csv"
    source.write_text(
        "Title,Plot,Genre,Language\n"
        'One,A plot.,Drama,"English, French"\nTwo,A plot of two.,Drama,en-US\nThree,A third plot.,Drama,N/A\n',
        encoding="utf-8",
    )
    one, two, three = read_catalogue(str(source)).movies
    assert (one.original_language, one.other_languages, one.languages) == ("en", ("fr",), ("en", "fr"))
    assert (two.original_language, two.languages) == ("en", ("en",))
    assert (three.original_language, three.languages) == (None, ())


def test_json_names_the_languages_where_there_are_several():
    several = make_movie(1, original_language="en", other_languages=("fr",))
    assert movie_json(several)["original_language"] == "en"
    assert movie_json(several)["languages"] == ["en", "fr"]
    for language in ("en", None):
        one = movie_json(make_movie(1, original_language=language))
        assert one["original_language"] == language
        assert "languages" not in one


def test_another_language_changes_the_digest():
    assert make_movie(1).content_hash != make_movie(1, other_languages=("fr",)).content_hash


def test_babel_is_not_imported_before_it_is_needed():
    code = "import sys, recommender.catalogue.cells.languages; print('babel' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"

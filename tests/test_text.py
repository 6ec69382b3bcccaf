import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.text import clean_text, sentences, slug

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


def test_clean_text_removes_control_characters():
    assert clean_text("\x1b[31mRed\x1b[0m\x07 \u202eright") == "[31mRed [0m right"
    assert clean_text("a\r\nb\tc") == "a b c"


@given(st.text())
def test_the_fast_path_changes_nothing(text):
    slow = clean_text(f"{text} \u200b")
    assert clean_text(text) == slow
    assert clean_text(text) == slow, "the characters are known now"


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

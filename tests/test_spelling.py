"""Words have one spelling, and keep their place in the text."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.spelling import at_the_start, stem, tokens, words_of
from recommender.text import slug

TYPED = st.text() | st.text("abIVX Éé½³.'’…&-:,#" + "\u0301\u3099\u200d\ud800か한", max_size=30)


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Matrix, The", "the matrix"),
        ("E.T. the Extra-Terrestrial", "et the extra terrestrial"),
        ("Amélie", "amelie"),
        ("Alien³", "alien 3"),
        ("8½", "8 1 2"),
        ("Rocky II", "rocky 2"),
        ("II", "ii"),
        ("Twelve Monkeys", "12 monkeys"),
        ("Pride & Prejudice", "pride prejudice"),
        ("Thelma and Louise", "thelma louise"),
        ("And", "and"),
        ("Ocean's Eleven", "oceans 11"),
        ("I, Robot", "i robot"),
        ("Ghost… Rider", "ghost rider"),
        ("...", "..."),
        ("! ?", "!?"),
        ("千と千尋の神隠し", "千と千尋の神隠し"),
        ("Straße", "strasse"),
    ],
)
def test_spellings(title, words):
    assert " ".join(words_of(title)) == words


@pytest.mark.parametrize("text", ["", "  ", "\n", "\ud800", "\u200b"])
def test_nothing_visible_has_no_words(text):
    assert tokens(text) == words_of(text) == stem([]) == []


def test_the_article_in_front_is_no_part_of_the_stem():
    assert stem(["the", "thing"]) == ["thing"]
    assert stem(["a", "quiet", "place"]) == ["quiet", "place"]
    assert stem(["the"]) == ["the"]
    assert stem(["thing", "the"]) == ["thing", "the"]


def test_places_in_the_text():
    text = "Like É.T. and Alien³, or 8½"
    assert [(one.word, text[one.start : one.end]) for one in tokens(text)] == [
        ("like", "Like"), ("et", "É.T"), ("alien", "Alien"), ("3", "³"), ("or", "or"),
        ("8", "8"), ("1", "½"), ("2", "½"),
    ]  # fmt: skip


@given(TYPED)
def test_tokens_are_the_words_of_a_text_without_an_article_behind(text):
    if not re.search(r",\s*\S+\s*$", text):
        assert [token.word for token in tokens(text)] == words_of(text)


@given(TYPED)
def test_places_are_in_order_and_hold_the_word(text):
    found = tokens(text)
    starts = [token.start for token in found]
    assert starts == sorted(starts)
    for token in found:
        assert 0 <= token.start < token.end <= len(text)
        assert token.word
        assert not re.search(r"\s", token.word)
        token.word.encode()


@given(TYPED)
def test_capitals_and_composition_make_no_difference(text):
    assert words_of(text.swapcase().casefold()) == words_of(text.casefold())


@given(st.text("abcdeé ü-:", min_size=1))
def test_without_numbers_the_words_are_those_of_an_id(text):
    if re.search("[a-zé]", text):
        assert words_of(text) == slug(text, None).split("-")


@given(st.lists(st.sampled_from(["V", "for", "Vendetta", "X", "Men", "ii"]), min_size=1, max_size=4))
def test_a_title_inside_a_text_begins_with_one_of_its_spellings(words):
    title = words_of(" ".join(words))
    first, *others = [token.word for token in tokens(f"like {' '.join(words)}")][1:]
    assert title in [[start, *others] for start in at_the_start(first)]

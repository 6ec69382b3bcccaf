import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.search.reasons import best_sentences, matched_words, shortened
from recommender.text import sentences
from recommender.words import words
from tests.making import make_movie

JAWS = (
    "Summer begins on an island that lives by its beaches. When a great white shark kills a swimmer, the police "
    "chief wants to close them, but the mayor fears for the season. Three men set out to hunt the animal."
)
some_words = st.sampled_from(
    ["shark", "Sharks", "robot", "swims", "the", "who", "film", "été", "x", "42", "end."]
)
some_text = st.lists(some_words, max_size=12).map(" ".join)
any_text = st.one_of(some_text, st.text(max_size=80))


def test_the_sentence_with_the_words_of_the_question_in_any_form():
    assert best_sentences("sharks killing swimmers", [JAWS]) == [sentences(JAWS)[1]]
    assert best_sentences("they are hunting it", [JAWS]) == [sentences(JAWS)[2]]


def test_more_words_win_and_a_repeated_word_counts_once():
    overview = "A robot, a robot and a robot. A lonely robot dreams. Robots."
    assert best_sentences("robot robot, lonely", [overview]) == ["A lonely robot dreams."]


@pytest.mark.parametrize("question", ["a zebra at the opera", "the film that he is in", "?!"])
def test_without_a_shared_word_it_is_the_first_sentence(question):
    assert best_sentences(question, [JAWS, "Only one."]) == [sentences(JAWS)[0], "Only one."]


def test_an_empty_overview_has_no_sentence():
    assert best_sentences("a shark", ["", "A shark."]) == ["", "A shark."]
    assert best_sentences("a shark", []) == []


@given(any_text, st.lists(any_text, max_size=5))
def test_each_overview_gives_a_sentence_of_its_own(question, overviews):
    found = best_sentences(question, overviews)
    assert len(found) == len(overviews)
    for sentence, overview in zip(found, overviews, strict=True):
        assert sentence in (sentences(overview) or [""])


@given(any_text, st.lists(some_text, max_size=5))
def test_a_sentence_is_passed_over_only_for_one_that_shares_a_word(question, overviews):
    asked = set(words(question))
    for sentence, overview in zip(best_sentences(question, overviews), overviews, strict=True):
        assert asked & set(words(sentence)) or sentence == (sentences(overview) or [""])[0]


def test_matched_words_are_the_questions_own_in_its_order():
    movie = make_movie(
        1,
        title="Jaws",
        overview=JAWS,
        genres=("Horror", "Thriller"),
        directors=("Steven Spielberg",),
        cast=(),
    )
    question = (
        "Film by SPIELBERG: sharks, sharks! A thriller in which they are hunting who kills. And a zebra."
    )
    assert matched_words(question, movie) == ("spielberg", "sharks", "thriller", "hunting", "kills")
    assert matched_words("jaws", movie) == ("jaws",)
    assert matched_words("a film in which he and she ...", movie) == ()


@pytest.mark.parametrize(
    ("question", "matched"),
    [
        ("Sharks, the shark", ("sharks",)),
        ("can you find a movie about a shark", ("shark",)),
        ("who goes to find her?", ()),
        ("who swims to her?", ()),
        ("a film that he makes", ()),
    ],
)
def test_repeated_and_common_words_do_not_match(question, matched):
    overview = "He goes to her film, which he makes to find a shark that can do it about a movie."
    assert matched_words(question, make_movie(1, overview=overview)) == matched


@given(any_text, some_text)
def test_matched_words_are_in_the_question_and_their_stems_in_the_movie(question, overview):
    movie = make_movie(1, title="A", overview=overview, genres=(), directors=(), cast=())
    matched = matched_words(question, movie)
    assert len(set(matched)) == len(matched)
    typed = iter(re.findall(r"\b\w\w+\b", question.lower()))
    for word in matched:
        assert word in typed, "in the question's order"
        assert set(words(word)) <= set(words(overview))


LONG = (
    "On a quiet island, the mayor, afraid for the season and for the shops, keeps the beaches open although "
    "a great white shark has killed a swimmer, until the police chief goes out to hunt it himself."
)


def test_a_sentence_that_fits_stays_as_it_is():
    assert shortened(LONG, "a shark", len(LONG)) == LONG


def test_a_long_sentence_is_shortened_around_what_matched():
    assert (
        shortened(LONG, "mayor of an island", 60)
        == "On a quiet island, the mayor, afraid for the season and …"
    )
    assert shortened(LONG, "hunted by police", 80) == "… until the police chief goes out to hunt it himself."
    assert "white shark has killed a swimmer," in shortened(LONG, "killer shark, dead swimmer", 60)


def test_without_a_match_its_beginning_is_kept():
    assert shortened(LONG, "zebras", 40) == "On a quiet island, the mayor, afraid …"


def test_a_word_is_cut_only_where_none_fits():
    assert shortened("x" * 50, "x", 10) == "x" * 9 + "…"
    assert shortened("x" * 50 + " stays short", "zebras", 20) == "… stays short"


def test_the_part_around_a_match_fits_every_width():
    for width in range(12, len(LONG)):
        result = shortened(LONG, "swimmer", width)
        assert "swimmer" in result
        assert width - len("although ") <= len(result) <= width or result.endswith("itself.")


@given(any_text, any_text, st.integers(1, 90))
def test_what_is_shortened_fits_and_keeps_whole_words(sentence, question, width):
    result = shortened(sentence, question, width)
    assert len(result) <= width
    if result != sentence and max(map(len, sentence.split()), default=0) <= width - 4:
        kept = [part for part in result.split() if part != "…"]
        run = " ".join(kept)
        assert f" {run} " in f" {' '.join(sentence.split())} "


@given(any_text, st.integers(20, 90))
def test_what_is_shortened_keeps_a_match(question, width):
    shared = set(
        matched_words(question, make_movie(1, title="", overview=LONG, genres=(), directors=(), cast=()))
    )
    if shared:
        stems = {stem for word in shared for stem in words(word)}
        assert stems & set(words(shortened(LONG, question, width)))

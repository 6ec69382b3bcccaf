"""No text makes the grammar raise, or lose a word that it did not explain."""

import re

from hypothesis import given
from hypothesis import strategies as st

from recommender.cli.options import BUNDLED_ASKED
from recommender.evaluation.asked import read_asked
from recommender.search.filters import filters_of
from recommender.search.grammar.leftover import is_telling
from recommender.search.understand import LONGEST, understand

WORD = re.compile(r"\w+(?:['’]\w+)*")
GRAMMAR = re.findall(
    r"\S+",
    "not no without nothing with except other than anything but like unlike similar to in the vein of if loved "
    "meets by director of from before after since between and or under over at least most minutes hours rated 8 "
    "1994 the 90s nineties early late last ten years century silent black and white old recent french Korean anime "
    "comedy horror rom-com short long good best three films movie something sequels -free isn't don't want tired of",
)
questions = st.sampled_from(
    [question.text for question in read_asked(BUNDLED_ASKED) if question.part == "look"]
)


@st.composite
def mixtures(draw, facets, movies):
    """Words of the grammar, names, titles and questions, in any order."""
    piece = st.one_of(
        st.sampled_from(GRAMMAR),
        st.sampled_from(facets.people),
        st.sampled_from(movies).map(lambda movie: movie.title),
        questions.map(lambda text: text[:60]),
        st.text(max_size=4),
    )
    return draw(st.sampled_from([" ", " ", ", ", ""])).join(draw(st.lists(piece, max_size=12)))


def assert_sound(text, facets):
    understood = understand(text, facets)
    assert understood == understand(text, facets)
    assert understood.text == text
    for spans in (understood.spans, understood.soft):
        assert list(spans) == sorted(spans, key=lambda span: (span.start, span.end))
        for span in spans:
            assert 0 <= span.start < span.end <= len(text)
            assert span.meaning
            assert 0 <= span.certainty <= 1
    left = {word.lower() for word in WORD.findall(understood.left)}
    for word in WORD.finditer(text):
        in_span = any(span.start < word.end() and word.start() < span.end for span in understood.spans)
        assert in_span or word[0].lower() in left or not is_telling(word[0]), word[0]
    request = understood.request
    filters_of(request, facets)
    for title in (*request.like, *request.unlike, *request.not_title):
        assert facets.titles.find(title) == title


@given(text=st.text(max_size=80))
def test_any_text_is_understood(facets, text):
    assert_sound(text, facets)


@given(data=st.data())
def test_any_mixture_is_understood(facets, bundled, data):
    assert_sound(data.draw(mixtures(facets, bundled.movies)), facets)


@given(text=questions)
def test_no_question_loses_a_word(facets, text):
    assert_sound(text, facets)


def test_of_a_long_text_only_the_beginning_is_read_for_facts(facets):
    plot = "a lonely robot cleans the earth. " * (LONGEST // 30)
    understood = understand(f"{plot} a comedy from the 90s", facets)
    assert understood.left.endswith("a comedy from the 90s")
    assert understand("", facets).request.given() == {}

import bm25s
import Stemmer
from hypothesis import given
from hypothesis import strategies as st

from recommender.words import stop_words, telling_words, words

some_texts = st.lists(
    st.sampled_from(["shark", "Sharks", "robot", "the", "film", "running", "ran", "x", "été", "42", "I'm"])
).map(" ".join)


@given(st.one_of(st.text(max_size=80), some_texts))
def test_words_are_those_of_bm25s(text):
    (theirs,) = bm25s.tokenize(
        [text],
        stopwords=sorted(stop_words()),
        stemmer=Stemmer.Stemmer("english"),
        return_ids=False,
        show_progress=False,
    )
    assert list(words(text)) == theirs


@given(st.one_of(st.text(max_size=80), some_texts))
def test_telling_words_are_the_same_words_once_as_they_were_typed(text):
    found = telling_words(text)
    assert list(found) == list(dict.fromkeys(words(text)))
    assert all(word in text.lower() for word in found.values())


def test_words_about_films_and_about_asking_say_nothing():
    assert words("I'm looking for a good movie about chess, please") == ("good", "chess")
    assert words("The film stars an actor whose character watched the scene") == ()

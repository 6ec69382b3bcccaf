"""A long description is read to its end."""

from hypothesis import given
from hypothesis import strategies as st

from recommender.search.parts import MOST_PARTS, parts_of, telling_parts
from recommender.store.lexicon import Lexicon
from recommender.text import sentences as sentences_of
from recommender.words import words

LEXICON = Lexicon.of(["a shark attacks a beach town", "a dog comes home", "a dog and a town", "the town dog"])
sentences = st.lists(
    st.sampled_from(["A shark attacks.", "The dog sleeps in town!", "Thanks!", "I saw it on TV.", "Who? Me?"])
).map(" ".join)


@given(st.one_of(st.text(max_size=200), sentences, st.text(alphabet="ab .", min_size=300, max_size=2_000)))
def test_no_telling_word_is_lost(text):
    parts = telling_parts(text)
    read = {stem for part in parts for stem in words(part)}
    assert read <= set(words(text))
    assert all(len(words(part)) > 1 and len(part.split()) <= 60 for part in parts)
    for sentence in sentences_of(text):
        if len(sentence.split()) <= 60 and len(words(sentence)) > 1:
            assert read.issuperset(words(sentence))


def test_a_single_sentence_has_no_parts():
    assert parts_of("A shark attacks a beach town", LEXICON) == ()
    assert parts_of("A shark attacks a beach town. Thanks!", LEXICON) == ()


def test_the_most_telling_sentences_are_kept_in_their_order():
    dull = [f"The town dog goes {number} dogs." for number in range(30)]
    telling = ["A shark attacks a beach.", *dull, "Later the beach has a shark again."]
    parts = parts_of(" ".join(telling), LEXICON)
    assert len(parts) == MOST_PARTS
    assert (parts[0], parts[-1]) == (telling[0], telling[-1])

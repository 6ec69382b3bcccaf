"""The words of a store: the scores are BM25's, and a file holds them."""

import bm25s
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.store.lexicon import Lexicon, searched_text
from recommender.store.lexicon_file import read_lexicon, write_lexicon
from recommender.words import words
from tests.making import make_movie, store_info

some_words = st.lists(
    st.sampled_from(
        ["shark", "Sharks", "robot", "Robots", "the", "movie", "running", "ran", "x", "été", "42"]
    )
)
some_texts = some_words.map(" ".join)
catalogues = st.lists(some_texts, min_size=1, max_size=8)


@given(some_texts, catalogues)
def test_the_scores_are_those_of_bm25s(question, texts):
    stems = tuple(dict.fromkeys(words(question)))
    documents = [list(words(text)) for text in texts]
    known = {word for document in documents for word in document}
    asked = [stem for stem in stems if stem in known]
    expected = np.zeros(len(texts), dtype=np.float32)
    if asked:
        index = bm25s.BM25()
        index.index(documents, show_progress=False)
        expected = index.get_scores(asked)
    np.testing.assert_allclose(Lexicon.of(texts).scores(stems), expected, rtol=1e-5)


@given(some_texts, catalogues)
def test_coverage_is_a_share_of_the_words_that_any_movie_has(question, texts):
    lexicon, stems = Lexicon.of(texts), tuple(dict.fromkeys(words(question)))
    rows = np.arange(len(texts), dtype=np.int32)
    shares = lexicon.coverage(stems, rows)
    for text, share in zip(texts, shares, strict=True):
        has = set(words(text))
        known = [stem for stem in stems if len(lexicon.movies_with(stem))]
        expected = sum(lexicon.rarity(stem) for stem in known if stem in has)
        whole = sum(map(lexicon.rarity, known)) or 1.0
        assert share == pytest.approx(expected / whole, abs=1e-5)


@given(some_texts, catalogues)
def test_movies_with_all_words(question, texts):
    stems = frozenset(words(question))
    expected = [row for row, text in enumerate(texts) if stems and stems <= set(words(text))]
    assert Lexicon.of(texts).movies_with_all(stems).tolist() == expected


@given(catalogues)
def test_a_rarer_word_counts_more(texts):
    lexicon = Lexicon.of(texts)
    counts = {stem: len(lexicon.movies_with(stem)) for text in texts for stem in words(text)}
    for stem, count in counts.items():
        assert count == sum(stem in words(text) for text in texts)
        assert all(
            lexicon.rarity(stem) >= lexicon.rarity(other) for other in counts if counts[other] >= count
        )


@pytest.mark.parametrize("texts", [[], [""], ["the film", "!"], ["A shark attacks.", "Sharks", ""]])
def test_a_file_gives_back_the_same_words(texts, tmp_path):
    lexicon = Lexicon.of(texts)
    state = store_info(catalogue_fingerprint="0" * 32, passages_fingerprint="1" * 32).texts_fingerprint
    write_lexicon(lexicon, tmp_path, state)
    read = read_lexicon(tmp_path, state)
    assert read == lexicon
    assert len(read) == len(texts)
    assert read.scores(("shark", "absent")).tolist() == lexicon.scores(("shark", "absent")).tolist()
    for other in ("0" * 32, "1" * 32 + "0" * 32):
        assert read_lexicon(tmp_path, other) is None


def test_scores_cannot_be_changed_by_who_reads_them():
    scores = Lexicon.of(["A shark", "A whale"]).scores(("shark",))
    with pytest.raises(ValueError, match="read-only"):
        scores[0] = 5


def test_the_searched_text_has_title_genres_people_overview_and_further_texts():
    text = searched_text(make_movie(4), ["a gist"])
    for part in ("Movie 4", "Animation", "Director 4", "Actor 4", "meets animal", "a gist"):
        assert part in text

"""Passages of movies: what becomes of their texts."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from recommender.ingest.passages import (
    LONGEST_PIECE,
    MOST_ALIKE,
    SURELY_READ,
    all_passages,
    embedded_texts,
    passages_of,
    pieces,
)
from recommender.movie import TEXT_KINDS, Text
from recommender.store.schema import Passage, movie_of
from tests.making import make_catalogue, make_movie, make_texts

SENTENCE = "She walks into the house and finds nobody there. "


def kinds(movie):
    return [(passage.kind, passage.text) for passage in passages_of(movie)]


def test_a_movie_with_a_short_overview_has_none():
    assert passages_of(make_movie(1)) == []
    assert passages_of(make_movie(1, overview="x" * SURELY_READ)) == []


def test_each_short_text_is_one_passage():
    texts = tuple(Text(kind, f"About {kind}. And more.") for kind in TEXT_KINDS)
    found = passages_of(make_movie(1, id="a#b", texts=texts))
    assert found == [Passage(f"a#b#{kind}-1", "a#b", kind, f"About {kind}. And more.") for kind in TEXT_KINDS]
    assert {movie_of(passage.id) for passage in found} == {"a#b"}


def test_a_plot_is_split_at_the_ends_of_sentences():
    found = passages_of(make_movie(1, texts=(Text("plot", (SENTENCE * 30).strip()),)))
    assert [passage.id for passage in found] == [f"movie-0001#plot-{n}" for n in (1, 2, 3)]
    assert [passage.text for passage in found] == [(SENTENCE * n).strip() for n in (12, 12, 6)]


def test_an_overview_or_a_short_text_is_split_when_the_model_might_not_read_its_end():
    long = (SENTENCE * 30).strip()
    movie = make_movie(1, overview=long, texts=(Text("logline", long),))
    assert [kind for kind, _ in kinds(movie)] == ["logline"] * 3 + ["overview"] * 3
    assert " ".join(text for kind, text in kinds(movie) if kind == "overview") == long


def test_several_texts_of_one_kind_have_different_ids():
    movie = make_movie(1, texts=(Text("plot", "One."), Text("plot", ""), Text("plot", "Two.")))
    assert [passage.id for passage in passages_of(movie)] == ["movie-0001#plot-1", "movie-0001#plot-2"]


word = st.text("abcXYZ.!?é—”)", min_size=1, max_size=30)
long_word = st.builds(
    lambda letter, length: letter * length, st.sampled_from("a七-"), st.integers(590, 1_500)
)


@given(st.lists(word | long_word | st.sampled_from(["\n", "\t", "  ", "\u3000"]), max_size=120))
def test_no_text_is_lost_and_no_piece_is_too_long(words):
    text = " ".join(words)
    found = pieces(text)
    assert all(0 < len(piece) <= LONGEST_PIECE for piece in found)
    assert "".join(found).replace(" ", "") == "".join(text.split())
    if max(map(len, text.split()), default=0) <= LONGEST_PIECE:
        assert " ".join(found).split() == text.split()


@given(st.text(max_size=2_000))
def test_any_text_can_be_split(text):
    assert "".join("".join(pieces(text)).split()) == "".join(text.split())


def test_what_too_many_movies_say_is_left_out():
    def movies(count):
        texts = (Text("tagline", "Based on a true story."), Text("logline", "BASED on a true story."))
        return [
            replace(movie, texts=texts[n % 2 :][:1]) for n, movie in enumerate(make_catalogue(count).movies)
        ]

    found, left_out = all_passages(movies(MOST_ALIKE))
    assert (len(found), left_out) == (MOST_ALIKE, 0)
    assert all_passages(movies(MOST_ALIKE + 1)) == ([], MOST_ALIKE + 1)


def test_the_texts_that_an_ingest_embeds():
    texts = make_texts(1)
    movies = [make_movie(1, texts=texts), make_movie(6, texts=texts[:1])]
    assert embedded_texts(iter(movies)) == [
        *(movie.overview for movie in movies), texts[0].text, texts[1].text, *pieces(texts[2].text), "Comedy, Romance",
    ]  # fmt: skip

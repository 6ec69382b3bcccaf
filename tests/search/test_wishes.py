import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.search.result import Wish
from recommender.search.wishes import find_wish

GENRES = (
    "Action", "Adventure", "Animation", "Comedy", "Crime", "Drama", "Family", "Horror", "Romance", "Science Fiction",
    "War", "Western",
)  # fmt: skip


@pytest.mark.parametrize(
    ("question", "genres"),
    [
        ("a funny western", {"Comedy", "Western"}),
        ("something scary set in space", {"Horror", "Science Fiction"}),
        ("a sci fi movie", {"Science Fiction"}),
        ("cartoon for the kids", {"Animation", "Family"}),
        ("a romantic comedy for tonight", {"Comedy", "Romance"}),
        ("gritty war movies", {"War"}),
    ],
)
def test_a_wish_is_found(question, genres):
    wish = find_wish(question, GENRES)
    assert set(wish.genres) == genres
    assert wish.share >= 0.5


def test_a_plot_is_not_a_wish():
    assert find_wish("a clerk finds a suitcase of money in the snow", GENRES) == Wish((), 0.0)
    hint = find_wish("a weatherman wakes up to the same funny day in a small town again", GENRES)
    assert hint.genres == ("Comedy",)
    assert hint.share < 0.2


def test_the_catalogues_own_names_count():
    assert find_wish("a film noir please", ["Film Noir", "Drama"]).genres == ("Film Noir",)
    assert find_wish("spaceships", ["Sci-Fi"]).genres == ("Sci-Fi",)
    assert find_wish("spaceships", ["Western"]).genres == ()
    assert find_wish("anything (really)", ["(", "[a", "c++"]).genres in ((), ("(",))


@given(st.text(), st.lists(st.text(min_size=1)))
def test_any_question_and_any_genres(question, genres):
    wish = find_wish(question, genres)
    assert 0 <= wish.share <= 1
    assert set(wish.genres) <= set(genres)


def test_a_very_long_wish_is_fast():
    wish = find_wish("scary " * 1_000_000, GENRES)
    assert wish.genres == ("Horror",)
    assert wish.share > 0.99

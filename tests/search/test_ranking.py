"""The order of the answers, and the effect of liked, disliked and unwanted things on it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from recommender.cli.options import BUNDLED_QUESTIONS
from recommender.errors import InvalidQueryError
from recommender.evaluation.questions import read_questions
from recommender.search.ranking import ranked, without_repeats
from recommender.search.request import Request
from recommender.search.understood import literally
from recommender.store.lexicon import searched_text
from recommender.words import words
from tests.search.test_recommender import QUESTIONS, ids

scores = hnp.arrays(np.float32, st.integers(1, 30), elements=st.floats(-10, 10, width=32))


@given(scores, st.randoms())
def test_ranking_does_not_depend_on_the_order_of_the_candidates(values, random):
    ids = [f"m{number:03}" for number in range(len(values))]
    order = list(range(len(values)))
    random.shuffle(order)
    straight = [ids[index] for index in ranked(values, ids)]
    shuffled = ranked(values[order], [ids[index] for index in order])
    assert [ids[order[index]] for index in shuffled] == straight
    assert [float(values[ids.index(id_)]) for id_ in straight] == sorted(map(float, values), reverse=True)


def test_ties_are_broken_by_id():
    assert ranked(np.array([1, 2, 1], dtype=np.float32), ["b", "z", "a"]) == [1, 2, 0]


def test_the_same_title_and_year_appears_once():
    names = [("twin", 1990), ("twin", 1990), ("twin", 2000)]
    assert without_repeats([2, 1, 0], names.__getitem__, 3) == [2, 1]
    assert without_repeats([2, 1, 0], names.__getitem__, 1) == [2]


def test_liked_movies_attract_and_are_not_returned(recommender):
    (result,) = recommender.search([Request(like="Home Alone (1990)")])
    assert "home-alone-2-lost-in-new-york-1992" in ids(result)
    assert "home-alone-1990" not in ids(result)
    assert result.query == ""
    assert result.selection.passing == result.selection.total - 1


def test_likes_combine_with_a_description(recommender):
    description = "a boy defends his house"
    plain, liking = recommender.search([description, Request(description, like=("Alien", "Aliens"))])
    assert not {"alien-1979", "aliens-1986"} & set(ids(liking))
    assert ids(plain) != ids(liking)
    aims = [
        recommender.snapshot.resolve(literally(request), recommender.embed([request])).wanted.vector
        for request in (Request(description), Request(description, like="Alien"))
    ]
    _, (alien,) = recommender.snapshot.store.vectors(["alien-1979"])
    assert aims[1] @ alien > aims[0] @ alien
    assert np.linalg.norm(aims[1]) == pytest.approx(1, abs=1e-6)


def test_disliked_movies_repel_and_are_not_returned(recommender, monkeypatch):
    requests = [Request(question, unlike="Home Alone") for question in QUESTIONS]
    _, (disliked,) = recommender.snapshot.store.vectors(["home-alone-1990"])

    def likeness(results):
        shown = [id_ for result in results for id_ in ids(result)]
        assert "home-alone-1990" not in shown
        found, vectors = recommender.snapshot.store.vectors(sorted(set(shown)))
        of = dict(zip(found, vectors @ disliked, strict=True))
        return np.mean([of[id_] for id_ in shown])

    pushed = likeness(recommender.search(requests))
    monkeypatch.setattr("recommender.search.ranking.AVOIDANCE", 0.0)
    assert pushed < likeness(recommender.search(requests)) - 0.01


def test_an_unwanted_genre_moves_down_and_the_rest_stays(recommender):
    wishes = [question for question in read_questions(BUNDLED_QUESTIONS) if question.id is None]
    unwanted = "comedy"
    asked = [wish for wish in wishes if "Comedy" not in wish.genres and "comedy" not in wish.text.lower()]
    assert len(asked) > 30
    plain = recommender.search([wish.text for wish in asked])
    without = recommender.search([Request(wish.text, without=unwanted) for wish in asked])

    def share(results, holds):
        return np.mean(
            [
                holds(wish, r.movie)
                for wish, one in zip(asked, results, strict=True)
                for r in one.recommendations
            ]
        )

    def funny(_wish, movie):
        return "Comedy" in movie.genres

    def fulfils(wish, movie):
        return wish.genres <= set(movie.genres)

    assert share(plain, funny) > 0.05
    assert share(without, funny) < share(plain, funny) / 3
    assert share(without, fulfils) > share(plain, fulfils) - 0.05


def test_an_unwanted_thing_that_is_not_a_genre(recommender):
    """The answers mention it much less, and wished genres are not moved down with it."""
    unwanted = ("gore", "guns", "children", "a murder", "ghosts", "war")
    wishes = [question.text for question in read_questions(BUNDLED_QUESTIONS) if question.id is None]
    pairs = [(wish, unwanted[number % len(unwanted)]) for number, wish in enumerate(wishes)]

    def mentions(results):
        return np.mean(
            [
                bool({*words(text)} & {*words(searched_text(found.movie))})
                for (_, text), result in zip(pairs, results, strict=True)
                for found in result.recommendations
            ]
        )

    plain = recommender.search([wish for wish, _ in pairs])
    without = recommender.search([Request(wish, without=text) for wish, text in pairs])
    assert mentions(plain) > 0.03
    assert mentions(without) < 0.6 * mentions(plain)
    scary, harmless = recommender.search(["a scary movie", Request("a scary movie", without="gore")])
    assert all("Horror" in found.movie.genres for found in harmless.recommendations)
    assert len(scary.recommendations) == 5


def test_what_every_movie_mentions_is_shown_with_a_warning(recommender):
    """Words of a genre: every western mentions it."""
    (harmless, warned) = recommender.search(
        [Request("a cowboy", without="gore"), Request("a cowboy", genre="Western", without="western")]
    )
    assert not [one for one in harmless.warnings if "mentions" in one.text]
    assert [one.text for one in warned.warnings] == [
        "every movie that fits mentions “western”, so these do too"
    ]
    assert len(warned.recommendations) == 5


def test_liked_and_disliked(recommender):
    with pytest.raises(InvalidQueryError, match=r"Alien \(1979\) is both liked and unliked; leave one out"):
        recommender.search(Request(like="Alien", unlike="alien-1979"))


def test_movies_named_twice_or_by_id_are_one(recommender):
    once, twice = recommender.search([Request(like="Alien"), Request(like=("alien-1979", "Alien (1979)"))])
    assert ids(once) == ids(twice)

"""Answers to what was understood: filters that are loosened, facts without a plot, and preferences."""

import pytest

from recommender.errors import NothingMatchedError
from recommender.search.recommender import Recommender
from recommender.search.request import Request
from recommender.search.result import LIMIT, SearchOptions
from recommender.search.signals import LOW_RATING
from recommender.store.store import Store
from tests.conftest import BagOfWordsEncoder
from tests.search.test_recommender import ids

IN_ORDER = SearchOptions(variety=0.0)


@pytest.fixture(scope="module")
def shared(bag_store):
    return Recommender(Store.open(bag_store), BagOfWordsEncoder())


def movies(result):
    return [found.movie for found in result.recommendations]


def warnings(result):
    return [notice.text for notice in result.warnings]


def test_too_few_are_loosened_and_the_best_come_first(shared):
    (result,) = shared.search("a film with Meg Ryan from 1998, not a comedy")
    assert ids(result)[0] == "city-of-angels-1998"
    assert len(result.recommendations) == LIMIT
    assert not [movie for movie in movies(result) if "Comedy" in movie.genres]
    assert [span.field for span in result.loosened] == ["person"]
    assert warnings(result) == ["too few movies are that: with Meg Ryan was only preferred"]
    assert set(result.request) == {"year", "not_genre"}


def test_the_least_certain_are_loosened_first(shared):
    (result,) = shared.search("a western from the 1930s in Japanese")
    assert [span.field for span in result.loosened] == ["genre", "year"]
    assert {movie.original_language for movie in movies(result)} == {"ja"}
    assert warnings(result) == ["too few movies are that: Western and 1930-1939 were only preferred"]
    certainties = [span.certainty for span in result.loosened]
    assert certainties == sorted(certainties)


def test_options_are_never_loosened(shared):
    (result,) = shared.search(Request("a film with Meg Ryan", year="1940..1949"))
    assert [span.field for span in result.loosened] == ["person"]
    assert all(1940 <= movie.year <= 1949 for movie in movies(result))
    with pytest.raises(NothingMatchedError, match=r"no movie is left: genre Western leaves .* year \.\.1925"):
        shared.search(Request("a film with Meg Ryan", genre="Western", year="..1925"))


def test_a_refusal_is_given_up_only_when_nothing_is_left(shared):
    (few,) = shared.search(Request("nothing with Toshiro Mifune", person="Akira Kurosawa"))
    assert 0 < len(few.recommendations) < LIMIT
    assert few.loosened == ()
    assert not [movie for movie in movies(few) if "Toshiro Mifune" in movie.cast]
    assert any(text.startswith("the filters leave only") for text in warnings(few))
    (none,) = shared.search(Request("something not in Japanese", person="Akira Kurosawa"))
    assert len(none.recommendations) == LIMIT
    assert [span.field for span in none.loosened] == ["not_language"]
    assert warnings(none) == ["too few movies are that: not in Japanese was only preferred"]


def test_how_many_are_enough(shared):
    question = "a film with Meg Ryan from 1998, not a comedy"
    for options in (SearchOptions(enough=1), SearchOptions(limit=1)):
        (result,) = shared.search(question, options)
        assert ids(result) == ["city-of-angels-1998"]
        assert result.loosened == ()
    (two,) = shared.search("two films with Meg Ryan from 1998")
    assert (sorted(ids(two)), two.loosened) == (["city-of-angels-1998", "youve-got-mail-1998"], ())


def test_as_many_as_the_question_says(shared):
    ten, two = shared.search("ten westerns"), shared.search("ten westerns", SearchOptions(limit=2))
    assert [len(result.recommendations) for result in (*ten, *two)] == [10, 2]


def test_facts_alone_are_ranked_by_rating(shared):
    (result,) = shared.search("something with Denzel Washington from before 2000", IN_ORDER)
    ratings = [movie.vote_average or LOW_RATING for movie in movies(result)]
    assert ratings == sorted(ratings, reverse=True)
    assert all("Denzel Washington" in movie.cast and movie.year < 2000 for movie in movies(result))
    assert (result.plan.kind, result.plan.kept) == ("rated", result.selection.passing)
    assert (result.route.probes, result.route.scanned_share) == ((), 1.0)
    first = result.recommendations[0].scores
    assert [name for name, value in first.items() if value is not None] == ["rating"]
    assert first["rating"] == pytest.approx(movies(result)[0].vote_average / 10)


def test_options_alone_are_ranked_by_rating(shared):
    said, typed = shared.search(["films from 1994", Request(year="1994")], IN_ORDER)
    assert ids(said) == ids(typed)
    assert said.plan == typed.plan


def test_preferences_leave_no_movie_out(shared):
    everything = SearchOptions(limit=1_000, variety=0.0)
    plain, old = shared.search([Request(genre="Western"), Request(genre="Western", prefer="old")], everything)
    assert sorted(ids(plain)) == sorted(ids(old))

    def age(result):
        return sum((movie.year <= 1979) / rank for rank, movie in enumerate(movies(result), 1))

    assert age(old) > age(plain)


def test_a_title_comes_first_and_leaves_no_movie_out(shared):
    (result,) = shared.search("Memento")
    assert ids(result)[0] == "memento-2000"
    assert result.selection.passing == result.selection.total


@pytest.mark.parametrize("question", ["japanese horror", "like Jaws but funny", "a love story, not a comedy"])
def test_taken_literally_nothing_is_understood(shared, question):
    literal, understood = (shared.search(question, SearchOptions(literal=on))[0] for on in (True, False))
    assert literal.request == {"description": question}
    assert (literal.understood.spans, literal.understood.soft, literal.loosened) == ((), (), ())
    assert understood.request != literal.request
    assert literal.selection.passing == literal.selection.total


def test_what_was_understood_is_searched_as_it_is(shared):
    understood = shared.understand("a comedy from the 90s, not with Jim Carrey")
    assert shared.search(understood) == shared.search(understood.text)
    (fewer,) = shared.search(understood.without(understood.spans[:1]))
    assert set(fewer.request) == {"description", "year", "not_person"}


def test_control_characters_are_not_understood(shared):
    said = " \x1b[31ma film\twith Meg\x9bRyan\nfrom 1998 "
    understood = shared.understand(said)
    assert understood.text == shared.search(said)[0].query == "[31ma film with Meg Ryan from 1998"
    assert [span.meaning for span in understood.spans] == ["with Meg Ryan", "1998"]

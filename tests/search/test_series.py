"""Movies of one series are found by their titles; titles that only begin alike are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.movie import Movie
from recommender.search.titles import TitleIndex
from recommender.store.facts import Facts


@pytest.fixture(scope="module")
def titles(bundled):
    return TitleIndex(Facts.of(bundled.movies))


def series(title, *others, overviews=""):
    """The ``others`` that are of the series of the movie with this title."""
    named = (title, *others)
    movies = [Movie(f"{number}", one, overviews, ("Drama",)) for number, one in enumerate(named)]
    return [named[int(id_)] for id_ in TitleIndex(Facts.of(movies)).series("0")]


@pytest.mark.parametrize(
    ("id_", "others"),
    [
        ("alien-1979", "aliens-1986 alien3-1992 alien-resurrection-1997"),
        ("aliens-1986", "alien-1979 alien3-1992 alien-resurrection-1997"),
        ("the-godfather-1972", "the-godfather-part-ii-1974 the-godfather-part-iii-1990"),
        ("terminator-2-judgment-day-1991", "the-terminator-1984"),
        ("rocky-v-1990", "rocky-1976 rocky-ii-1979 rocky-iii-1982 rocky-iv-1985"),
        ("the-matrix-1999", "the-matrix-reloaded-2003"),
        ("blade-runner-1982", "blade-runner-2049-2017"),
        ("mission-impossible-1996", "mission-impossible-iii-2006 mission-impossible-ghost-protocol-2011"),
        ("heat-1995", ""),
        ("the-heat-2013", ""),
        ("dune-1984", ""),
        ("it-happened-one-night-1934", ""),
        ("the-mission-1986", ""),
    ],
)
def test_series_of_the_bundled_catalogue(titles, id_, others):
    assert titles.series(id_) == others.split()


def test_star_wars_is_not_star_trek(titles, bundled):
    wars, trek = (
        {movie.id for movie in bundled.movies if movie.title.startswith(name)}
        for name in ("Star Wars", "Star Trek")
    )
    assert len(wars) > 3
    assert len(trek) > 5
    for name in (wars, trek):
        for id_ in name:
            assert {*titles.series(id_), id_} == name


@pytest.mark.parametrize(
    ("title", "others"),
    [
        ("Alien", ["Aliens", "Alien 3", "Alien: Covenant"]),
        ("Die Hard with a Vengeance", ["Die Hard", "Die Hard 2"]),
        ("Harry Potter and the Half-Blood Prince", [f"Harry Potter and the {thing}" for thing in "ABC"]),
        ("Dune: Part Two", ["Dune"]),
        ("The Lord of the Rings: The Two Towers", ["The Lord of the Rings: The Return of the King"]),
        ("Batman", ["Batman Begins", "Batman Forever"]),
    ],
)
def test_a_series(title, others):
    assert sorted(series(title, *others)) == sorted(others)


@pytest.mark.parametrize(
    ("title", "others"),
    [
        ("It", ["It Happened One Night", "It Follows"]),
        ("Heat", ["The Heat", "Heat"]),
        ("Big Fish", ["Big Fish & Begonia"]),
        ("Room", ["Room 237"]),
        ("RED 2", ["Reds"]),
        ("The Car", ["Cars", "Cars 2"]),
        ("Snow White and the Huntsman", ["Snow White and the Seven Dwarfs"]),
        ("Summer of '42", ["Summer of Sam"]),
        ("Fahrenheit 451", ["Fahrenheit 9/11"]),
        ("...", ["!!!"]),
    ],
)
def test_no_series(title, others):
    assert series(title, *others) == []


def test_an_ordinary_word_before_a_colon_is_no_series():
    assert series("The Mission", "Mission: Impossible") == ["Mission: Impossible"]
    assert series("The Mission", "Mission: Impossible", overviews="He has a mission.") == []


def test_a_movie_of_a_series_has_no_other_series(titles, bundled):
    """Whoever is of the series of a movie also has that movie in its series, in 98 of 100 cases."""
    pairs = [(movie.id, other) for movie in bundled.movies for other in titles.series(movie.id)]
    assert len(pairs) > 250
    assert sum(id_ in titles.series(other) for id_, other in pairs) > 0.98 * len(pairs)


@given(st.lists(st.text("AB 23:-&s", min_size=1, max_size=8).filter(str.strip), min_size=1, max_size=6))
def test_any_titles(names):
    found = series(*names)
    assert len(found) < len(names)
    assert names[0] not in found

"""What the movies of a store have: people, titles and facts, for a parser that reads questions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.errors import InvalidQueryError
from recommender.search.facets import PEOPLE
from recommender.spelling import tokens, words_of
from recommender.store.where import AnyOf, Has, Lacks


def words(text):
    return [token.word for token in tokens(text)]


def test_everything_agrees_with_the_store(facets, bundled):
    movies = bundled.movies
    assert facets.people == sorted({name for movie in movies for name in (*movie.directors, *movie.cast)})
    assert facets.languages == sorted({movie.original_language for movie in movies} - {None})
    assert facets.ids(Lacks("genres", "")) == {movie.id for movie in movies}
    assert facets.unknown("imdb_id") == sum(movie.imdb_id is None for movie in movies)
    assert facets.unknown(*PEOPLE) == sum(not (movie.directors or movie.cast) for movie in movies)
    for movie in movies[::100]:
        found = facets.movie(movie.id)
        assert (found.title, found.year, found.genres) == (movie.title, movie.year, movie.genres)
        assert (found.directors, found.cast) == (movie.directors, movie.cast)
    with pytest.raises(KeyError, match="nothing"):
        facets.movie("nothing")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("tom hanks in space", [(2, ["Tom Hanks"])]),
        ("TOM HANKS", [(2, ["Tom Hanks"])]),
        ("Penelope Cruz", [(2, ["Penélope Cruz"])]),
        ("Samuel L. Jackson and", [(3, ["Samuel L. Jackson"])]),
        ("tom", []),
        ("hanks", []),
        ("", []),
    ],
)
def test_people_at(facets, text, found):
    assert facets.people_at(words(text)) == found


@given(data=st.data())
def test_every_name_is_found_in_a_text(facets, data):
    name = data.draw(st.sampled_from(facets.people))
    rest = data.draw(st.lists(st.sampled_from(["in", "space", "with", "1999"]), max_size=3))
    found = facets.people_at([*words(name), *rest])
    assert [len(words(one)) for _, same in found for one in same] == [n for n, same in found for _ in same]
    assert name in found[0][1]
    assert [n for n, _ in found] == sorted((n for n, _ in found), reverse=True)


def test_people_with_a_name(facets, bundled):
    found = dict(facets.people_with("hanks"))
    assert found == {"Tom Hanks": sum("Tom Hanks" in movie.cast for movie in bundled.movies)}
    counts = [count for _, count in facets.people_with("john")]
    assert len(counts) > 20
    assert counts == sorted(counts, reverse=True)
    assert facets.people_with("xyzzy") == []


@given(data=st.data())
def test_films_of_a_person_are_those_of_the_filter(facets, data):
    person = data.draw(st.sampled_from(facets.people))
    films = facets.films_of(person)
    assert {id_ for id_, _ in films} == facets.ids(AnyOf(tuple(Has(field, person) for field in PEOPLE)))
    assert [facets.movie(id_).year for id_, _ in films] == [year for _, year in films]
    assert dict(facets.people_with(words(person)[-1]))[person] == len(films)


def test_nobody_has_no_films(facets):
    assert facets.films_of("Nobody") == []


def test_ordinary_words(facets):
    assert facets.is_ordinary("heat")
    assert facets.is_mentioned("heat")
    assert not facets.is_ordinary("hanks")
    assert not facets.is_ordinary("xyzzy")


def test_a_person_is_found_without_accents(facets):
    assert facets.person("penelope cruz") == "Penélope Cruz"
    assert facets.person("Tom  HANKS") == "Tom Hanks"
    with pytest.raises(
        InvalidQueryError, match=r"there is no person 'Tom Hank' in the store; did you mean Tom Hanks"
    ):
        facets.person("Tom Hank")


def test_people_that_start_with_a_text(facets):
    assert facets.people_starting_with("tom HAN") == ["Tom Hanks"]
    assert len(facets.people_starting_with("", limit=7)) == 7
    assert facets.people_starting_with("xyzzy") == []


def test_languages_that_start_with_a_text(facets):
    assert facets.languages_starting_with("fre") == ["French"]
    assert facets.languages_starting_with("fr") == ["French", "fr"]
    assert facets.languages_starting_with("xyzzy") == []
    for text in ("fr", "FR", "fra", "fr-CA", "French", " french ", "Français", "French (Canada)"):
        assert facets.language(text) == "fr"
    with pytest.raises(
        InvalidQueryError, match=r"there is no language 'Frnch' in the store; did you mean French"
    ):
        facets.language("Frnch")
    with pytest.raises(InvalidQueryError, match=r"there is no language 'English, French' in the store"):
        facets.language("English, French")
    assert facets.language_name("fr") == "French"
    assert facets.language_name("xx") == "xx"


@pytest.mark.parametrize(
    ("surname", "person"),
    [
        ("washingtn", "Denzel Washington"),
        ("scorcese", "Martin Scorsese"),
        ("xyzzy", None),
        ("", None),
    ],
)
def test_a_misspelt_surname(facets, surname, person):
    assert facets.person_spelt_like(surname) == person


@given(data=st.data())
def test_every_title_is_found_in_a_text(facets, bundled, data):
    movie = data.draw(st.sampled_from(bundled.movies))
    rest = data.draw(st.lists(st.sampled_from(["but", "funny", "with", "1999"]), max_size=3))
    before = data.draw(st.sampled_from([[], ["like"]]))
    said = [*before, movie.title, *rest]
    found = facets.titles.at(words(" ".join(said))[len(before) :])
    assert movie.id in [id_ for _, ids in found for id_ in ids]
    assert (len(words_of(movie.title)), True) in [(n, movie.id in ids) for n, ids in found]
    assert [n for n, _ in found] == sorted((n for n, _ in found), reverse=True)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("matrix but funny", [(1, ["the-matrix-1999"])]),
        ("the matrix but funny", [(2, ["the-matrix-1999"])]),
        ("Alien³", [(2, ["alien3-1992"]), (1, ["alien-1979"])]),
        ("Dune", [(1, ["dune-1984", "dune-2021"])]),
        ("", []),
        ("xyzzy", []),
    ],
)
def test_titles_at(facets, text, found):
    assert facets.titles.at(words(text)) == found

"""The facts of all movies, and the indexes of their words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.movie import Movie
from recommender.spelling import tokens, words_of
from recommender.store.facts import Facts
from recommender.store.facts_file import read_facts, write_facts
from recommender.store.phrases import Phrases
from tests.making import make_movie

DIGEST = "0" * 32
text = st.text("abAB é|'1", min_size=1, max_size=6)
names = st.lists(text, max_size=4, unique=True).map(tuple)
any_movie = st.builds(
    Movie,
    id=st.text("ab1", min_size=1, max_size=3),
    title=text,
    overview=text,
    genres=st.lists(st.sampled_from(["Drama", "Comedy"]), min_size=1, unique=True).map(tuple),
    year=st.none() | st.integers(1870, 2099),
    vote_average=st.none() | st.floats(0, 10),
    vote_count=st.none() | st.integers(1, 10**10),
    popularity=st.none() | st.floats(0, 1e40),
    runtime=st.none() | st.integers(1, 6000),
    original_language=st.none() | st.sampled_from(["en", "fr"]),
    other_languages=st.lists(st.sampled_from(["de", "it"]), unique=True).map(tuple),
    directors=names,
    cast=names,
    imdb_id=st.none() | st.just("tt0083658"),
)
catalogues = st.lists(any_movie, max_size=8, unique_by=lambda movie: movie.id)


@given(catalogues)
def test_the_facts_of_any_movies(tmp_path_factory, movies):
    path = tmp_path_factory.mktemp("facts")
    write_facts(Facts.of(movies), path, DIGEST)
    facts = read_facts(path, DIGEST)
    assert facts == Facts.of(reversed(movies))
    assert facts.ids == sorted(movie.id for movie in movies)
    for movie in movies:
        found = facts.movie(facts.row_of[movie.id])
        assert {name: getattr(found, name) for name in found.__slots__} == {
            name: getattr(movie, name) for name in found.__slots__
        }
    people = sorted({name for movie in movies for name in (*movie.directors, *movie.cast)})
    assert facts.people.names.to_pylist() == people
    for number, name in enumerate(people):
        assert facts.movies_of(number) == sum(name in (*one.directors, *one.cast) for one in movies)
        for field, members in (("director", "directors"), ("cast", "cast")):
            rows = facts.lists(field).rows_of(name)
            assert [facts.ids[row] for row in rows] == sorted(
                m.id for m in movies if name in getattr(m, members)
            )


@given(catalogues)
def test_every_title_and_name_is_in_its_index(movies):
    facts = Facts.of(movies)
    for movie in movies:
        row = facts.row_of[movie.id]
        words = words_of(movie.title)
        if words:
            assert row in facts.title_forms.get(" ".join(words))
            assert row in facts.title_forms.begins(" ".join([*words, "more"]))[" ".join(words)]
            assert row in facts.joined_titles.get("".join(words))
        for name in (*movie.directors, *movie.cast):
            spelt = [token.word for token in tokens(name)]
            if spelt:
                assert name in map(facts.people.name, facts.names.get(" ".join(spelt)))
                assert name in map(facts.people.name, facts.name_words.get(spelt[-1]))


def test_words_of_overviews():
    movies = [
        make_movie(1, title="The Ring", overview="A RING for Grace, and grace.", cast=("Grace Kelly",)),
        make_movie(2, title="Jaws", overview="Will is afraid; Kelly's dog is not.", cast=("Will Smith",)),
    ]
    facts = Facts.of(movies)
    ordinary, mentioned = (set(index.that_begin()) for index in (facts.ordinary, facts.mentioned))
    assert ordinary == {"grace"}
    assert mentioned == {"grace", "ring", "will"}


def test_phrases_end_at_the_end_of_a_word():
    phrases = Phrases.of([("tom", 1), ("tom hanks", 2), ("tom hanks", 3), ("tommy", 4)])
    assert phrases.begins("tom hanks in space") == {"tom hanks": [2, 3], "tom": [1]}
    assert phrases.begins("tommy") == {"tommy": [4]}
    assert phrases.that_begin("tom") == {"tom": [1], "tom hanks": [2, 3]}
    assert (phrases.get("hanks"), "tom" in phrases, "to" in phrases) == ([], True, False)
    assert Phrases.of([]).begins("tom") == {}


def test_a_wrong_type_is_refused():
    with pytest.raises(AttributeError, match="'int' object has no attribute 'encode'"):
        Facts.of([make_movie(1, title=1)])
    with pytest.raises(ValueError, match="could not convert string to float"):
        Facts.of([make_movie(1, vote_average="high")])

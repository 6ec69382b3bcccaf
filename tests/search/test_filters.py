"""Filters, compared with the facts in the catalogue."""

import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recommender.catalogue.reader import Catalogue
from recommender.errors import InvalidQueryError, NothingMatchedError
from recommender.search.recommender import Recommender
from recommender.search.request import Request, parse_years
from recommender.search.result import SearchOptions
from recommender.store.store import Store
from tests.conftest import BagOfWordsEncoder
from tests.ingesting import ingest
from tests.making import make_movie

ALL = SearchOptions(limit=2_000, budget=1.0, variety=0.0)


@pytest.fixture(scope="module")
def shared(bag_store):
    return Recommender(Store.open(bag_store), BagOfWordsEncoder())


def passes(movie, request):
    """A plain implementation of the filters that ``Request`` documents."""
    years = [parse_years(text) for text in request.year]
    people = {*movie.directors, *movie.cast}
    return (
        all(set(genre.split("|")) & set(movie.genres) for genre in request.genre)
        and not set(request.not_genre) & set(movie.genres)
        and (
            not years
            or (movie.year is not None and any((a or 0) <= movie.year <= (b or 9999) for a, b in years))
        )
        and (request.min_rating is None or (movie.vote_average or -1) >= request.min_rating)
        and (request.min_runtime is None or (movie.runtime or 0) >= request.min_runtime)
        and (request.max_runtime is None or (movie.runtime or 1e9) <= request.max_runtime)
        and (not request.language or set(request.language) & set(movie.languages))
        and not set(request.not_language) & set(movie.languages)
        and all(set(person.split("|")) & people for person in request.person)
        and not set(request.not_person) & people
        and movie.id not in request.not_title
    )


requests = st.builds(
    Request,
    st.just("a robot in town"),
    genre=st.lists(
        st.sampled_from(["Drama", "Comedy", "Science Fiction", "Crime|Thriller"]), max_size=2, unique=True
    ),
    not_genre=st.lists(st.sampled_from(["Horror", "Romance", "Family"]), max_size=2, unique=True),
    year=st.lists(
        st.sampled_from(["90s", "1994", "..1970", "2010..", "1980..1985"]), max_size=2, unique=True
    ),
    min_rating=st.sampled_from([None, None, 6.5, 7.5]),
    min_runtime=st.sampled_from([None, None, 90, 110]),
    max_runtime=st.sampled_from([None, None, 95, 120]),
    language=st.lists(st.sampled_from(["en", "fr", "ja"]), max_size=2, unique=True),
    not_language=st.lists(st.sampled_from(["en", "it"]), max_size=2, unique=True),
    person=st.lists(st.sampled_from(["Tom Hanks", "Akira Kurosawa|Bill Murray"]), max_size=1),
    not_person=st.lists(st.sampled_from(["Meg Ryan", "Toshiro Mifune"]), max_size=2, unique=True),
    not_title=st.lists(st.sampled_from(["cast-away-2000", "ran-1985"]), max_size=2, unique=True),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(request=requests)
def test_the_filters_keep_the_right_movies(shared, bundled, request):
    expected = {movie.id for movie in bundled.movies if passes(movie, request)}
    if not expected:
        with pytest.raises(NothingMatchedError, match="no movie is left: "):
            shared.search([request], ALL)
        return
    (result,) = shared.search([request], ALL)
    assert {found.movie.id for found in result.recommendations} == expected
    assert result.selection.passing == len(expected)
    assert result.selection.total == len(bundled.movies)


@pytest.mark.parametrize(
    "options", [SearchOptions(), SearchOptions(exhaustive=True), SearchOptions(genre_keys=30)]
)
def test_every_way_to_search_keeps_to_the_filters(shared, options):
    request = Request("a detective hunts a killer", year="1990..2010", not_genre="Comedy")
    (result,) = shared.search([request], options)
    assert len(result.recommendations) == 5
    for found in result.recommendations:
        assert 1990 <= found.movie.year <= 2010
        assert "Comedy" not in found.movie.genres


def test_each_filter_has_its_counts(shared, bundled):
    (result,) = shared.search([Request("a ghost", genre="Horror", min_rating=7)], ALL)
    horror = [movie for movie in bundled.movies if "Horror" in movie.genres]
    rated = [movie for movie in bundled.movies if (movie.vote_average or 0) >= 7]
    unknown = sum(movie.vote_average is None for movie in bundled.movies)
    genre, rating = result.selection.filters
    assert (str(genre), genre.kept, genre.unknown, genre.without) == (
        "genre Horror",
        len(horror),
        0,
        len(rated),
    )
    assert (str(rating), rating.kept, rating.unknown) == ("min rating 7", len(rated), unknown)
    assert unknown > 0


def test_without_a_match_the_error_names_the_filter_to_loosen(shared):
    with pytest.raises(
        NothingMatchedError,
        match=r"no movie is left: genre Western leaves \d+ of 1,197; year \.\.1925 leaves \d+ of 1,197\. Without "
        r"year \.\.1925 there would be \d+$",
    ):
        shared.search([Request("a duel", genre="Western", year="..1925")])


def test_few_are_shown_with_advice(shared):
    (result,) = shared.search([Request("a vampire", genre="Horror", year="..1925")])
    assert 0 < len(result.recommendations) < 5
    (warning,) = result.warnings
    assert re.match(
        r"the filters leave only \d of 1,197 movies: genre Horror leaves \d+ of 1,197", warning.text
    )
    assert "Without year ..1925 there would be" in warning.text


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        (Request("x", genre="Horor"), "no genre 'Horor' in the store; did you mean Horror"),
        (Request("x", person="Tom Hank"), "no person 'Tom Hank' in the store; did you mean Tom Hanks"),
        (Request("x", genre="Drama|Horor"), "no genre 'Horor' in the store; did you mean Horror"),
        (
            Request("x", person="Tom Hanks|Meg Rian"),
            "no person 'Meg Rian' in the store; did you mean Meg Ryan",
        ),
        (Request("x", not_person="Tom Hank"), "no person 'Tom Hank' in the store; did you mean Tom Hanks"),
        (Request("x", language="Klingon"), "no language 'Klingon' in the store; "),
        (Request("x", not_language="Klingon"), "no language 'Klingon' in the store; "),
        (Request("x", not_title="Gone with the Windmill Farm"), "no movie called"),
        (Request("x", year="soon"), "soon is not a span of years"),
        (Request("x", like="Gone with the Windmill Farm"), "no movie called"),
        (Request("x", seen="missing.csv"), "there is no file missing.csv"),
        (Request(without="gore"), "the description is empty"),
    ],
)
def test_values_are_checked(shared, request_, message):
    with pytest.raises(InvalidQueryError, match=re.escape(message)):
        shared.search([request_])


def test_languages_by_name_and_anything_in_any_capitals(shared):
    by_code, by_name = shared.search(
        [Request("a ghost", language="ja"), Request("a ghost", language="japanese")]
    )
    assert by_code.recommendations == by_name.recommendations
    shouted, plain = shared.search([Request("a", person="TOM HANKS"), Request("a", person="Tom Hanks")])
    assert shouted.recommendations == plain.recommendations


def test_a_refusal_keeps_what_is_not_known(tmp_path):
    movies = [
        make_movie(0, original_language=None, directors=(), cast=()),
        make_movie(1, original_language="en", directors=("Tom Hanks",), cast=()),
        make_movie(2, original_language="fr", directors=(), cast=("Meg Ryan",)),
    ]
    ingest(Catalogue("made up", tuple(movies)), BagOfWordsEncoder(), tmp_path)
    unknown = Recommender(Store.open(tmp_path), BagOfWordsEncoder())
    for request, left, counted in (
        (Request("x", not_language="en"), {"movie-0000", "movie-0002"}, 0),
        (Request("x", not_person="Tom Hanks"), {"movie-0000", "movie-0002"}, 0),
        (Request("x", language="en"), {"movie-0001"}, 1),
        (Request("x", person="Tom Hanks"), {"movie-0001"}, 1),
    ):
        (result,) = unknown.search(request)
        assert {found.movie.id for found in result.recommendations} == left
        (count,) = result.selection.filters
        assert count.unknown == counted


def test_a_movie_in_several_languages_is_in_each(tmp_path):
    movies = [
        make_movie(0, original_language="en", other_languages=("fr",)),
        make_movie(1, original_language="fr"),
        make_movie(2, original_language="en"),
        make_movie(3, original_language=None),
        make_movie(4, original_language="de", other_languages=("it", "cn")),
    ]
    ingest(Catalogue("made up", tuple(movies)), BagOfWordsEncoder(), tmp_path)
    several = Recommender(Store.open(tmp_path), BagOfWordsEncoder())
    for request, left, unknown in (
        (Request("x", language="French"), {0, 1}, 1),
        (Request("x", language="Français"), {0, 1}, 1),
        (Request("x", language=("fra", "de-AT")), {0, 1, 4}, 1),
        (Request("x", language="Cantonese"), {4}, 1),
        (Request("x", not_language="English"), {1, 3, 4}, 0),
        (Request("x", not_language=("en", "Italian")), {1, 3}, 0),
        (Request("x", language="English", not_language="French"), {2}, 1),
        (Request("a french film"), {0, 1}, 1),
    ):
        (result,) = several.search(request, replace(ALL, limit=len(left)))
        assert {int(found.movie.id[-4:]) for found in result.recommendations} == left
        assert result.selection.filters[0].unknown == unknown
        for found in result.recommendations:
            assert found.movie.languages == movies[int(found.movie.id[-4:])].languages


def test_titles_and_sequels_are_left_out(shared):
    (result,) = shared.search([Request("a ship", not_title=("Alien", "Jaws (1975)"))], ALL)
    assert not {"alien-1979", "jaws-1975"} & {found.movie.id for found in result.recommendations}
    assert "aliens-1986" in {found.movie.id for found in result.recommendations}
    (count,) = result.selection.filters
    assert (str(count), count.kept) == ("not title Alien (1979) Jaws (1975)", result.selection.total - 2)
    (first,) = shared.search([Request("a ship", no_sequels=True)], ALL)
    ids = {found.movie.id for found in first.recommendations}
    assert not {"aliens-1986", "jaws-2-1978", "the-godfather-part-ii-1974"} & ids
    assert {"alien-1979", "jaws-1975", "the-godfather-1972"} <= ids
    (count,) = first.selection.filters
    assert (str(count), count.kept) == ("no sequels", len(ids))


def test_lists_leave_out_and_keep_within(shared, tmp_path):
    listed = tmp_path / "my list.txt"
    listed.write_text("Alien (1979)\nCast Away\nNo Such Movie at All (1950)\n")
    (within,) = shared.search([Request("a ship", only=str(listed))], ALL)
    assert {found.movie.title for found in within.recommendations} == {"Alien", "Cast Away"}
    (count,) = within.selection.lists
    assert (count.rows, count.matched, count.unmatched) == (3, 2, ("No Such Movie at All (1950)",))
    (without,) = shared.search([Request("a ship", seen=str(listed))], ALL)
    assert without.selection.passing == without.selection.total - 2
    assert not {"Alien", "Cast Away"} & {found.movie.title for found in without.recommendations}
    with pytest.raises(NothingMatchedError, match=r"no movie is left: .* lists 3 movies, 2 of them stored; "):
        shared.search([Request("a ship", only=str(listed), seen=str(listed))])
    with pytest.raises(
        NothingMatchedError, match=r"examples are left out: Alien \(1979\), Cast Away \(2000\)"
    ):
        shared.search([Request(only=str(listed), like="Alien", unlike="Cast Away")])


def test_several_lists_to_choose_from_add_up(shared, tmp_path):
    for name, title in (("a.txt", "Alien"), ("b.txt", "Cast Away")):
        (tmp_path / name).write_text(title)
    (result,) = shared.search([Request("a ship", only=(str(tmp_path / "a.txt"), str(tmp_path / "b.txt")))])
    assert {found.movie.title for found in result.recommendations} == {"Alien", "Cast Away"}

"""A title finds its movie; a similar title finds one only if no other movie can be meant."""

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.errors import InvalidQueryError
from recommender.search.titles import TitleIndex
from recommender.store.facts import Facts
from tests.making import facts_of


def index(*movies):
    """An index of movies written as ``Alien (1979)``; the id is the position in the list."""
    rows = {}
    for number, heading in enumerate(movies):
        match = re.fullmatch(r"(.+) \((\d{4})\)", heading)
        rows[f"#{number}"] = {"title": match[1], "year": int(match[2])} if match else {"title": heading}
    return TitleIndex(facts_of(rows))


def found(titles, text):
    return titles.find(text).removeprefix("#")


@pytest.fixture(scope="module")
def movies(bundled):
    return {movie.id: movie for movie in bundled.movies}


@pytest.fixture(scope="module")
def titles(movies):
    return TitleIndex(Facts.of(movies.values()))


def test_every_movie_is_found_by_its_id_and_by_its_heading(titles, movies):
    for id_, movie in movies.items():
        assert titles.find(id_) == id_
        assert titles.find(movie.heading) == id_
        assert titles.same(movie.title, movie.year) == [id_]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("blade runner", "blade-runner-1982"),
        ("Matrix, The", "the-matrix-1999"),
        ("Good, the Bad and the Ugly, The (1966)", "the-good-the-bad-and-the-ugly-1966"),
        ("matrix", "the-matrix-1999"),
        ("amelie", "amelie-2001"),
        ("pride and prejudice", "pride-prejudice-2005"),
        ("spiderman", "spider-man-2002"),
        ("walle", "wall-e-2008"),
        ("Wall-E", "wall-e-2008"),
        ("ET the extraterrestrial", "e-t-the-extra-terrestrial-1982"),
        ("8 1/2", "81-2-1963"),
        ("alien 3", "alien3-1992"),
        ("Richie Rich", "ri-hie-ri-h-1994"),
        ("rocky 2", "rocky-ii-1979"),
        ("Seven Samurai", "seven-samurai-1954"),
        ("12 Monkeys", "twelve-monkeys-1995"),
        ("Dune 1984", "dune-1984"),
        ("  DUNE  [2021] ", "dune-2021"),
        ("alice in wonderland (2010)", "alice-in-wonderland-2010"),
        ("1917", "1917-2019"),
        ("300", "300-2007"),
        ("2001 a space odyssey", "2001-a-space-odyssey-1968"),
        ("Blade Runner 2049", "blade-runner-2049-2017"),
    ],
)
def test_spellings_of_one_title(titles, typed, meant):
    assert titles.find(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Blade Runer", "blade-runner-1982"),
        ("Blade Runer (1982)", "blade-runner-1982"),
        ("Blade Runer 2049", "blade-runner-2049-2017"),
        ("Teh Godfather", "the-godfather-1972"),
        ("shawshenk redemption", "the-shawshank-redemption-1994"),
        ("Eternal Sunshine", "eternal-sunshine-of-the-spotless-mind-2004"),
        ("Dr Strangelove", "dr-strangelove-or-how-i-learned-to-stop-worrying-and-love-the-bomb-1964"),
        ("Terminator 2", "terminator-2-judgment-day-1991"),
        ("Pirates of the Caribbean (2017)", "pirates-of-the-caribbean-dead-men-tell-no-tales-2017"),
    ],
)
def test_typing_errors_and_beginnings(titles, typed, meant):
    assert titles.find(typed) == meant


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("Thor: The Dark World (2013)", "Thor"),
        ("Jurassic World: Fallen Kingdom (2018)", "Jurassic World"),
        ("Mission: Impossible - Ghost Protocol (2011)", "Mission: Impossible"),
        ("Home Alone 3 (1997)", "Home Alone 2"),
        ("Home Alone 3 (1997)", "Home Alone"),
        ("Star Trek III: The Search for Spock (1984)", "Star Trek II: The Search for Spock"),
        ("Blade Runner (1982)", "Blade Runner 2049"),
        ("Alien (1979)", "Aliens"),
        ("Alien (1979)", "Alien (1986)"),
        ("Heat (1995)", "The Heat (2013)"),
        ("Tron (1982)", "Troy"),
        ("Rain Man (1988)", "Iron Man"),
        ("Toy Story (1995)", "Tokyo Story"),
        ("The Rescuers Down Under (1990)", "The Rescuers"),
    ],
)
def test_another_movie_is_refused_with_a_suggestion(stored, typed):
    titles = index(stored, "A Quite Different Picture (1950)")
    with pytest.raises(InvalidQueryError, match=re.escape(f"did you mean {stored}?")):
        titles.find(typed)


def test_a_word_of_another_title_is_not_a_typing_error():
    assert found(index("Leaving Las Vegas (1995)"), "Leading Las Vegas") == "0"
    with pytest.raises(InvalidQueryError, match="did you mean Leaving Las Vegas"):
        index("Leaving Las Vegas (1995)", "Leading Men (2001)").find("Leading Las Vegas")


class Unhelpful(TitleIndex):
    """Makes no suggestions, because they are slow."""

    def suggestions(self, *_, **__):
        return []


def test_a_movie_that_the_store_lacks_is_not_taken_for_another(movies):
    rows = {id_: {"title": movie.title, "year": movie.year} for id_, movie in movies.items()}
    wrong = []
    for first in range(30):
        lacking = list(movies)[first::30]
        rest = Unhelpful(facts_of({id_: row for id_, row in rows.items() if id_ not in lacking}))
        for movie in (movies[id_] for id_ in lacking):
            try:
                other = movies[rest.find(movie.title)]
            except InvalidQueryError:
                continue
            if other.title != movie.title:
                wrong.append((movie.title, other.title))
    assert set(wrong) <= {("Heat", "The Heat"), ("Ring", "The Ring")}


def test_typing_errors_find_their_movie_or_none(titles, movies):
    """One letter lost, doubled or swapped: 1 in 1,000 may name another movie, like "Aliens" without its s."""
    letter = random.Random(7)
    right = wrong = 0
    for movie in list(movies.values())[::3]:
        title = movie.title
        places = [n for n in range(len(title) - 1) if title[n : n + 2].isalpha()]
        if not places:
            continue
        n = letter.choice(places)
        first, second = title[n : n + 2]
        for slip in (second, first * 2 + second, second + first):
            try:
                hit = movies[titles.find(title[:n] + slip + title[n + 2 :])].title == title
            except InvalidQueryError:
                continue
            right, wrong = right + hit, wrong + (not hit)
    assert right > 750
    assert wrong <= 2


def test_several_movies_are_named_with_their_years():
    titles = index("Cinderella (1950)", "Cinderella (2015)", "Cinderella Man (2005)")
    with pytest.raises(
        InvalidQueryError,
        match=r"^several movies are called 'cinderella': Cinderella \(1950\), Cinderella \(2015\); add the year$",
    ):
        titles.find("cinderella")
    assert found(titles, "cinderella 2015") == "1"
    with pytest.raises(InvalidQueryError, match=r"did you mean Cinderella \(1950\) or Cinderella \(2015\)"):
        titles.find("Cinderella (1999)")


def test_movies_of_one_year_are_named_with_their_ids():
    titles = TitleIndex(facts_of({id_: {"title": "Twin", "year": 1999} for id_ in ("a1", "a2")}))
    with pytest.raises(
        InvalidQueryError, match=r"Twin \(1999\) with id a1, .* with id a2; give the id instead"
    ):
        titles.find("Twin (1999)")
    assert titles.find("a2") == "a2"


def test_a_number_that_is_the_id_of_one_movie_and_the_title_of_another():
    titles = TitleIndex(
        facts_of({"300": {"title": "Other", "year": 2000}, "1271": {"title": "300", "year": 2007}})
    )
    with pytest.raises(InvalidQueryError, match=r"Other \(2000\), 300 \(2007\); add the year"):
        titles.find("300")
    assert titles.find("300 (2007)") == "1271"
    assert titles.find("1271") == "1271"


def test_the_same_title_with_and_without_its_article():
    titles = index("The Host (2006)", "Host (2020)", "The Kid (1921)")
    assert found(titles, "the host") == "0"
    assert found(titles, "Host, The") == "0"
    assert found(titles, "host") == "1"
    assert found(titles, "kid") == "2"
    assert titles.same("Host", 2006) == []
    assert titles.same("Kid", 1921) == ["#2"]


def test_titles_of_symbols_and_of_other_scripts():
    titles = index("... (2001)", "!!! (2004)", "千と千尋の神隠し (2001)", "And (2000)")
    assert [found(titles, text) for text in ("...", "!!!", "千と千尋の神隠し", "and")] == list("0123")
    for text in ("", "???", "(1999)"):
        with pytest.raises(InvalidQueryError, match="there is no movie called"):
            titles.find(text)


def test_no_suggestion_without_a_similar_title(titles):
    with pytest.raises(
        InvalidQueryError, match=r"^there is no movie called 'Qqqq zzzz' in the store; no title is similar$"
    ):
        titles.find("Qqqq zzzz")
    assert index().suggestions("Alien") == []


def test_messages_have_no_control_characters():
    titles = TitleIndex(facts_of({"x": {"title": "Evil\x1b[31m Title", "year": 1999}}))
    with pytest.raises(
        InvalidQueryError, match=r"'Evil Titel \[0m' .* did you mean Evil \[31m Title \(1999\)\?"
    ):
        titles.find("Evil Titel\x1b[0m")
    assert titles.starting_with("evil") == ["Evil [31m Title (1999)"]


def test_nearest_puts_the_most_similar_first(titles):
    assert titles.suggestions("Alien (1979)")[0] == "Alien (1979)"
    assert titles.suggestions("Indiana Jonse and the Last Crusade", limit=1) == [
        "Indiana Jones and the Last Crusade (1989)"
    ]
    assert len(titles.suggestions("the", limit=5)) == 5


@given(data=st.data())
def test_starting_with_returns_all_matches(titles, movies, data):
    heading = data.draw(st.sampled_from([movie.heading for movie in movies.values()]))
    beginning = data.draw(st.sampled_from([str.upper, str.lower, str]))(
        heading[: data.draw(st.integers(0, 12))]
    )
    limit = data.draw(st.integers(1, 1500))
    expected = sorted(
        movie.heading for movie in movies.values() if movie.heading.lower().startswith(beginning.lower())
    )
    assert titles.starting_with(beginning, limit) == expected[:limit]


@given(text=st.text())
def test_any_text_is_answered_in_one_line(titles, text):
    try:
        answer = titles.find(text)
    except InvalidQueryError as error:
        answer = str(error)
    assert len(answer.splitlines()) == 1


def test_a_row_of_an_export_needs_nearly_the_same_year():
    titles = index("Dune (1984)", "Dune (2021)", "Solaris", "Léon: The Professional (1994)")
    assert titles.same("DUNE", 1984) == ["#0"]
    assert titles.same("Dune", 2020) == ["#1"]
    assert titles.same("Dune", 2000) == []
    assert titles.same("Dune", None) == ["#0", "#1"]
    assert titles.same("Solaris", 1972) == ["#2"]
    assert titles.same("Leon the Professional", 1995) == ["#3"]
    assert titles.same("Dun", 1984) == []


def test_imdb_ids():
    titles = TitleIndex(facts_of({"a": {"title": "A", "imdb_id": "tt0083658"}, "b": {"title": "B"}}))
    assert titles.outside.movie("tt0083658") == {"a"}
    assert titles.outside.movie("tt0000000") == set()


def test_the_end_of_a_title_finds_its_movie_only_if_no_other_ends_so():
    titles = index("Dune: Part Two (2024)", "Jones and the Lost City (1990)", "Smith: The Lost City (1995)",
                   "Kane: The Long Way Home (2001)")  # fmt: skip
    assert titles.tailed(["the", "long", "way", "home", "please"]) == [(4, ["#3"])]
    assert titles.tailed(["lost", "city"]) == []
    assert titles.tailed(["way", "home"]) == []

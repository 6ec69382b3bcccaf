"""Rows of lists and the stored movies that they mean."""

import pytest

from recommender.catalogue.lists.listed import Listed, Name
from recommender.errors import InvalidQueryError
from recommender.search.film_lists import match_list, stored_movies
from recommender.search.titles import TitleIndex
from tests.making import facts_of


@pytest.fixture(scope="module")
def titles():
    rows = {
        "alien": {"title": "Alien", "year": 1979, "imdb_id": "tt0078748", "tmdb_id": "348"},
        "dune-1984": {"title": "Dune", "year": 1984, "imdb_id": "tt0087182", "tmdb_id": "841"},
        "dune-2021": {"title": "Dune", "year": 2021},
        "heat": {"title": "Heat", "year": 1995, "tmdb_id": "949"},
    }
    return TitleIndex(facts_of(rows))


@pytest.mark.parametrize(
    ("row", "ids"),
    [
        (("Alien", 1979, "tt0078748", "348"), ["alien"]),
        (("Obcy", 1979, "tt0078748", None), ["alien"]),
        (("Obcy", None, None, "348"), ["alien"]),
        (("Alien", 1979, None, None), ["alien"]),
        # The id is not stored, and the title's movie has another.
        (("Alien", 1979, "tt9999999", None), []),
        (("Alien", 1979, None, "9999"), []),
        # The title's movie has no id of this kind.
        (("Heat", 1995, "tt9999999", None), ["heat"]),
        (("Dune", 2021, "tt1160419", "438631"), ["dune-2021"]),
        # The id names one movie, title and year another.
        (("Heat", 1995, "tt0078748", None), []),
        (("Heat", None, "tt0078748", None), []),
        (("Dune", 2021, "tt0087182", None), []),
        # The year is wrong, but the title is right.
        (("Dune", 1985, "tt0087182", None), ["dune-1984"]),
        (("Dune", None, "tt0087182", None), ["dune-1984"]),
        # Neither title nor year is right.
        (("Unknown", 1986, "tt0078748", None), []),
        (("Alien: Covenant", 2017, "tt0078748", None), []),
        (("Alien", 1990, "tt0078748", None), ["alien"]),
        (("Obcy", 1980, "tt0078748", None), ["alien"]),
        # Two ids that disagree: the title decides.
        (("Alien", 1979, "tt0078748", "949"), ["alien"]),
        (("Obcy", 1979, "tt0078748", "949"), []),
        (("Dune", None, None, None), ["dune-1984", "dune-2021"]),
        (("Dune", 1999, None, None), []),
        (("tt0078748", None, "tt0078748", None), ["alien"]),
    ],
)
def test_ids_and_titles(titles, row, ids):
    title, year, imdb_id, tmdb_id = row
    assert stored_movies(Listed(title, year, imdb_id, 1, tmdb_id), titles) == ids


def test_another_name_of_the_row_may_fit(titles):
    assert stored_movies(Listed("Obcy", 1979, None, 1, others=(Name("Alien", 1979),)), titles) == ["alien"]
    contradiction = Listed("Obcy", 1979, "tt0078748", 1, others=(Name("Heat", 1995),))
    assert stored_movies(contradiction, titles) == []


def test_ambiguous_rows_are_named(titles, tmp_path):
    (tmp_path / "list").write_text("Dune\nAlien\nDune\n")
    match = match_list(tmp_path / "list", titles)
    assert match.ids == {"alien", "dune-1984", "dune-2021"}
    assert [(one.row, one.movies) for one in match.ambiguous] == [
        ("Dune", ("Dune (1984)", "Dune (2021)"))
    ] * 2


def test_the_name_of_a_file_in_another_code_page_is_readable(titles, tmp_path):
    path = tmp_path / b"s\xe9en.txt".decode("utf-8", "surrogateescape")
    path.write_text("Alien\n")
    assert match_list(path, titles).file == str(tmp_path / "séen.txt")
    path.write_text("")
    with pytest.raises(InvalidQueryError, match=r"^séen\.txt lists no movie"):
        match_list(path, titles)

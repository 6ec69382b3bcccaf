"""Which column feeds which field, by its name and by what is in it."""

import pytest

from recommender.catalogue.columns import columns_line, map_columns
from recommender.errors import CatalogueError


def mapped(row, *more, **chosen):
    rows = [dict(zip(row, values, strict=True)) for values in more] or [row]
    return map_columns(list(row), rows, chosen, "films")


BASE = {"title": "One", "overview": "Plot", "genres": "Drama"}


@pytest.mark.parametrize(
    ("columns", "field", "expected"),
    [
        ({"rating": "PG-13", "score": "7.9"}, "vote_average", "score"),
        ({"rating": "7.9", "score": "80"}, "vote_average", "rating"),
        ({"imdbRating": "", "rating": "7.9"}, "vote_average", "rating"),
        ({"date_added": "2021-09-25", "year_released": "1994"}, "year", "year_released"),
        ({"year": "", "release_date": "1994-03-02"}, "year", "release_date"),
        ({"released": "Released", "release_date": "1994-03-02"}, "year", "release_date"),
        ({"Runtime (mins)": "118"}, "runtime", "Runtime (mins)"),
        ({"imdbId": "114709"}, "imdb_id", "imdbId"),
        ({"IMDb ID": "tt0114709"}, "imdb_id", "IMDb ID"),
        ({"tmdbId": "862"}, "tmdb_id", "tmdbId"),
        ({"No_of_Votes": "7"}, "vote_count", "No_of_Votes"),
        ({"Directed By": "Ann Reed"}, "director", "Directed By"),
        ({"LANGUAGE": "en"}, "original_language", "LANGUAGE"),
    ],
)
def test_a_field_takes_the_first_column_that_fits(columns, field, expected):
    assert mapped(BASE | columns)[field] == (expected,)


def test_numbered_columns_are_one_list():
    row = BASE | {
        "Star1": "A",
        "Star2": "B",
        "director_1": "C",
        "director_2": "D",
        "actor_1_facebook_likes": 9,
    }
    found = mapped(row)
    assert (found["cast"], found["director"]) == (("Star1", "Star2"), ("director_1", "director_2"))
    assert mapped({"title": "A", "overview": "B", "genre1": "C", "genre2": "D"})["genres"] == (
        "genre1",
        "genre2",
    )
    for more in ("genre.1", "genre2", "Genre 2"):
        found = mapped({"title": "A", "overview": "B", "genre": "C", more: "D"})
        assert found["genres"] == ("genre", more)
    assert mapped(BASE | {"title.1": "x", "title_2": "y"})["title"] == ("title", "title.1")


def test_the_date_on_which_a_site_added_a_film_is_not_its_year():
    assert "year" not in mapped(BASE | {"date_added": "2021-09-25"})


def test_a_column_that_fits_nothing_is_still_named():
    assert mapped(BASE | {"rating": "PG-13"})["vote_average"] == ("rating",)


def test_the_line_that_says_what_is_read():
    found = mapped(
        {"Series_Title": "One", "Plot": "Plot", "genres": "Drama", "Star1": "", "Star2": "", "year": "1994"}
    )
    assert columns_line(found, {"title", "overview", "genres", "year"}) == (
        "columns: genres, year; title from Series_Title; overview from Plot; cast from Star1, Star2. Empty in every row: cast. "
        "No column for vote_average, runtime, original_language, director, tmdb_id, imdb_id, vote_count"
    )


def test_what_the_user_names_wins():
    row = BASE | {"what": "x", "Plot": "y"}
    assert mapped(row, overview="what")["overview"] == ("what",)
    with pytest.raises(CatalogueError, match="films has no column nope; it has title, overview"):
        mapped(row, overview="nope")

"""The Movies Dataset: rows that are broken in two, and the original system's sample."""

import csv
import io

import pandas as pd
import pytest

from recommender.catalogue.reader import read_catalogue
from recommender.errors import CatalogueError

DATASET_COLUMNS = [
    "adult", "belongs_to_collection", "budget", "genres", "homepage", "id", "imdb_id", "original_language",
    "original_title", "overview", "popularity", "release_date", "revenue", "runtime", "title", "vote_average",
]  # fmt: skip


def write(tmp_path, text, name="movies.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8", newline="")
    return str(path)


def dataset_row(**changes):
    row = {
        "adult": "False", "belongs_to_collection": "", "budget": "0",
        "genres": "[{'id': 18, 'name': 'Drama'}, {'id': 80, 'name': 'Crime'}]", "homepage": "", "id": "1",
        "imdb_id": "tt1", "original_language": "en", "original_title": "One", "overview": "A story, with a comma.",
        "popularity": "1.5", "release_date": "1976-02-07", "revenue": "10", "runtime": "114.0", "title": "One",
        "vote_average": "8.1",
    }  # fmt: skip
    return row | changes


def dataset_text(rows):
    out = io.StringIO()
    writer = csv.DictWriter(out, DATASET_COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def test_the_movies_dataset_with_bad_rows(tmp_path):
    text = dataset_text(
        [
            dataset_row(),
            dataset_row(id="2", title="Two", overview="Lines\nbroken\r\nwithin."),
            dataset_row(id="1", title="One again"),
            dataset_row(id="3", title="Three", overview=""),
            dataset_row(id="4", title="Four", overview="No overview found."),
            dataset_row(id="5", title="Five", genres="[]"),
            dataset_row(id="6", title="", original_title=""),
            dataset_row(id="7", title="Seven", vote_average="0.0", runtime="0.0", release_date=""),
        ]
    )
    broken = "- Written by someone,0.065736,/path.jpg,\"[{'name': 'Studio'}]\",JP,1997-08-20,0,104.0,x,Released,,Bad,False,6.0,1\n"
    catalogue = read_catalogue(write(tmp_path, text + broken))
    assert [movie.id for movie in catalogue.movies] == ["1", "2", "7"]
    one, two, seven = catalogue.movies
    assert (one.tmdb_id, one.imdb_id, two.tmdb_id) == ("1", None, "2")
    assert (one.genres, one.year, one.runtime, one.vote_average) == (("Drama", "Crime"), 1976, 114, 8.1)
    assert one.genre_key == "Crime|Drama"
    assert two.overview == "Lines broken within."
    assert (seven.vote_average, seven.runtime, seven.year) == (None, None, None)
    assert dict(catalogue.drop_counts) == {
        "duplicate id": 1, "no overview": 2, "no genres": 1, "no title": 1, "columns out of place": 1,
    }  # fmt: skip


def test_the_original_recipe(tmp_path):
    count = 1_500
    rows = [
        dataset_row(
            id=str(n), title=f"T{n}", popularity=f"{(n * 7919) % count}.5", revenue=str((n * 104_729) % count),
            vote_average=f"{(n * 31) % 97 / 10:.1f}",
        )
        for n in range(count)
    ]  # fmt: skip
    rows[3]["popularity"] = ""
    rows[4]["overview"] = ""
    source = write(tmp_path, dataset_text(rows))

    frame = pd.read_csv(source, keep_default_na=True).dropna(subset=["overview", "popularity"])
    frame = frame.nlargest(1_000, "popularity").nlargest(750, "revenue").nlargest(650, "vote_average")
    catalogue = read_catalogue(source, original_recipe=True, seed=7)
    ids = {int(movie.id) for movie in catalogue.movies}
    assert len(ids) == 500
    assert ids <= set(frame["id"])
    assert {movie.id for movie in read_catalogue(source, original_recipe=True, seed=7).movies} == {
        str(i) for i in ids
    }
    assert {int(movie.id) for movie in read_catalogue(source, original_recipe=True, seed=8).movies} != ids


def test_the_original_recipe_needs_its_columns(tmp_path):
    with pytest.raises(CatalogueError, match="has no popularity, revenue, vote_average"):
        read_catalogue(write(tmp_path, "title,overview,genres\nA,Plot,Drama\n"), original_recipe=True)


def test_a_recipe_that_keeps_no_movie(tmp_path):
    source = write(tmp_path, dataset_text([dataset_row(popularity="x")]))
    with pytest.raises(CatalogueError, match="leaves no movie of"):
        read_catalogue(source, original_recipe=True)

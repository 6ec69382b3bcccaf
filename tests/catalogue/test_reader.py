import csv
import gzip
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.catalogue.cells.values import known_text
from recommender.catalogue.reader import read_catalogue
from recommender.errors import CatalogueError
from recommender.text import clean_text
from tests.conftest import MOVIES_CSV


def write(tmp_path, text, name="movies.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8", newline="")
    return str(path)


def test_the_bundled_format():
    catalogue = read_catalogue(str(MOVIES_CSV))
    assert len(catalogue.movies) >= 120
    assert catalogue.drops == ()
    movie = next(movie for movie in catalogue.movies if movie.id == "wall-e-2008")
    assert (movie.title, movie.year, movie.original_language) == ("WALL·E", 2008, "en")
    assert movie.genre_key == "Animation|Family"
    assert movie.directors == ("Andrew Stanton",)
    assert len(movie.cast) <= 4
    known = next(movie for movie in catalogue.movies if movie.id == "10-things-i-hate-about-you-1999")
    assert (known.tmdb_id, known.imdb_id) == ("4951", "tt0147800")


@pytest.mark.parametrize(
    "text",
    [
        "Title,Plot,Genre,Released,Rating\nAlien,A crew meets a killer.,Horror;Drama,1979,8.1\n",
        "\ufeffTitle;Plot;Genre;Released;Rating\r\nAlien;A crew meets a killer.;Horror|Drama;1979-05-25;8,1\r\n",
        "movie title\tsynopsis\tgenres\trelease year\tvote average\nAlien\tA crew meets a killer.\tHorror, Drama\t1979\t8.1\n",
        json.dumps({"name": "Alien", "description": "A crew meets a killer.", "genres": ["Horror", "Drama"], "year": 1979, "rating": 8.1}),
        json.dumps([{"Title": "Alien", "Plot": "A crew meets a killer.", "Genre": "Horror, Drama", "startYear": 1979, "averageRating": 8.1}]),
    ],
)  # fmt: skip
def test_any_table_with_title_overview_and_genres(tmp_path, text):
    (movie,) = read_catalogue(write(tmp_path, text)).movies
    assert (movie.id, movie.title, movie.overview) == ("alien-1979", "Alien", "A crew meets a killer.")
    assert (movie.genres, movie.year, movie.vote_average) == (("Horror", "Drama"), 1979, 8.1)


def test_json_lines_keep_the_good_lines(tmp_path):
    good = json.dumps({"title": "A", "overview": "Plot", "genres": ["Drama"]})
    catalogue = read_catalogue(write(tmp_path, f"{good}\n{{broken\n\n[1]\n"))
    assert [movie.title for movie in catalogue.movies] == ["A"]
    assert [(drop.line, drop.reason) for drop in catalogue.drops] == [
        (2, "not a JSON object"),
        (4, "not a JSON object"),
    ]


def test_gzip_and_standard_input(tmp_path, monkeypatch):
    text = "title,overview,genres\nA,Plot,Drama\n"
    (tmp_path / "movies.csv.gz").write_bytes(gzip.compress(text.encode()))
    assert len(read_catalogue(str(tmp_path / "movies.csv.gz")).movies) == 1
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    catalogue = read_catalogue("-")
    assert (catalogue.name, len(catalogue.movies)) == ("standard input", 1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(tmp_path, encoding):
    path = tmp_path / "movies.csv"
    path.write_bytes("title,overview,genres\nAmélie,A café in Paris,Comedy\n".encode(encoding))
    assert read_catalogue(str(path)).movies[0].title == "Amélie"


def test_columns_named_by_the_user(tmp_path):
    source = write(tmp_path, "heading,what happens,kind\nA,Plot,Drama\n")
    columns = {"title": "heading", "overview": "what happens", "genres": "kind"}
    assert read_catalogue(source, columns=columns).movies[0].overview == "Plot"
    with pytest.raises(
        CatalogueError,
        match="no column for title, overview, genres; columns found: heading, what happens, kind",
    ):
        read_catalogue(source)
    with pytest.raises(CatalogueError, match="there is no field story; fields: id, title"):
        read_catalogue(source, columns={"story": "kind"})
    with pytest.raises(CatalogueError, match="has no column nope; it has heading, what happens, kind"):
        read_catalogue(source, columns={"title": "nope"})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "has no rows, or is not a CSV, JSON or Parquet table"),
        ("title,overview,genres\n", "has no rows, or is not a CSV, JSON or Parquet table"),
        (
            "title,overview,genres\nA,,Drama\n",
            r"no usable row \(no overview: 1\); columns found: title, overview, genres",
        ),
        ("[1, 2", "is not valid JSON"),
        ("\0\0\0", "has no rows, or is not a CSV"),
    ],
)
def test_unusable_sources(tmp_path, text, message):
    with pytest.raises(CatalogueError, match=message):
        read_catalogue(write(tmp_path, text))


def test_missing_and_unreadable_sources(tmp_path):
    with pytest.raises(CatalogueError, match="there is no file"):
        read_catalogue(str(tmp_path / "nope.csv"))
    with pytest.raises(CatalogueError, match="is a directory; give its files"):
        read_catalogue(str(tmp_path))
    (tmp_path / "cut.gz").write_bytes(gzip.compress(b"title,overview,genres\n" * 100)[:30])
    with pytest.raises(CatalogueError, match="cannot read"):
        read_catalogue(str(tmp_path / "cut.gz"))


def test_without_an_id_column_the_year_makes_ids_unique(tmp_path):
    source = write(
        tmp_path, "title,year,overview,genres\nA,1950,Plot,Drama\nA,2010,Other,Drama\nA,1950,Again,Drama\n"
    )
    catalogue = read_catalogue(source)
    assert [movie.id for movie in catalogue.movies] == ["a-1950", "a-2010"]
    assert catalogue.drop_counts == [("duplicate title and year", 1)]


def test_limit_keeps_the_first(tmp_path):
    source = write(tmp_path, "title,overview,genres\n" + "".join(f"T{n},Plot,Drama\n" for n in range(9)))
    assert [movie.title for movie in read_catalogue(source, limit=3).movies] == ["T0", "T1", "T2"]


def test_an_unclosed_quote_costs_one_line(tmp_path):
    lines = ["title,overview,genres"] + [f"T{n},Plot {n},Drama" for n in range(100)]
    lines[5] = 'Bad,"plot with one quote,Drama'
    lines[20] = 'Good,"Lines\nwithin.",Drama'
    for last in ("T99,Plot,Drama", 'T99,"Plot, quoted",Drama'):
        catalogue = read_catalogue(write(tmp_path, "\n".join([*lines[:-1], last])))
        assert len(catalogue.movies) == 99
        assert [(drop.line, drop.reason, drop.title) for drop in catalogue.drops] == [
            (6, "unbalanced quote", "Bad")
        ]


def test_one_wrong_byte_changes_one_letter(tmp_path):
    path = tmp_path / "movies.csv"
    path.write_bytes("title,overview,genres\nAmélie,Café,Comedy\nX,caf".encode() + b"\xe9,Drama\n")
    assert [(movie.title, movie.overview) for movie in read_catalogue(str(path)).movies] == [
        ("Amélie", "Café"),
        ("X", "café"),
    ]


def test_different_titles_with_one_slug_are_different_movies(tmp_path):
    source = write(
        tmp_path,
        "title,year,overview,genres\n😀,2017,Plot,Drama\n🚀,2017,Plot,Drama\nバス,1990,A,Drama\nハス,1990,B,Drama\n",
    )
    assert [movie.id for movie in read_catalogue(source).movies] == [
        "untitled-2017",
        "untitled-2017-2",
        "バス-1990",
        "ハス-1990",
    ]


def test_json_items_that_are_not_objects_are_counted(tmp_path):
    good = {"title": "Unknown", "overview": "Plot", "genres": {"name": "Drama"}}
    catalogue = read_catalogue(write(tmp_path, json.dumps([good, 5, None])))
    assert [movie.title for movie in catalogue.movies] == ["Unknown"]
    assert catalogue.drop_counts == [("not a JSON object", 2)]
    catalogue = read_catalogue(write(tmp_path, f"# exported today\n{json.dumps(good)}\n"))
    assert len(catalogue.movies) == len(catalogue.drops) == 1


line = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=40)


@given(st.lists(st.tuples(line, line), min_size=1, max_size=8))
def test_csv_round_trip(tmp_path_factory, rows):
    usable = [(clean_text(title), known_text(overview)) for title, overview in rows]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["id", "title", "overview", "genres"])
    writer.writerows([f"m{n}", title, overview, "Drama"] for n, (title, overview) in enumerate(rows))
    path = tmp_path_factory.mktemp("csv") / "movies.csv"
    path.write_text(out.getvalue(), encoding="utf-8", newline="")
    expected = [(title, overview) for title, overview in usable if title and overview]
    if not expected:
        with pytest.raises(CatalogueError, match="no usable row"):
            read_catalogue(str(path))
        return
    assert [(movie.title, movie.overview) for movie in read_catalogue(str(path)).movies] == expected


def test_the_fingerprint_depends_on_content_not_order(tmp_path):
    rows = ["A,Plot,Drama", "B,Other,Comedy"]
    first = read_catalogue(write(tmp_path, "\n".join(["title,overview,genres", *rows]), "1.csv"))
    second = read_catalogue(write(tmp_path, "\n".join(["title,overview,genres", *rows[::-1]]), "2.csv"))
    third = read_catalogue(
        write(tmp_path, "\n".join(["title,overview,genres", rows[0], "B,Other,Drama"]), "3.csv")
    )
    assert first.fingerprint == second.fingerprint != third.fingerprint


def test_votes_and_popularity(tmp_path):
    text = 'title,overview,genres,imdbVotes,popularity,rating\nA,Plot,Drama,"1,234,567",1e-06,8.1\n'
    (movie,) = read_catalogue(write(tmp_path, text)).movies
    assert (movie.vote_count, movie.popularity, movie.vote_average) == (1_234_567, 1e-06, 8.1)


def test_two_films_of_one_title_without_a_year(tmp_path):
    text = "title,overview,genres\nA,One plot,Drama\nA,Another plot,Drama\nA,One plot,Drama\n"
    catalogue = read_catalogue(write(tmp_path, text))
    assert [movie.id for movie in catalogue.movies] == ["a", "a-2"]
    assert catalogue.drop_counts == [("duplicate title and year", 1)]


def test_a_row_without_its_own_year_or_title_takes_another(tmp_path):
    text = "title,original_title,year,release_date,overview,genres\nA,B,,1994-01-01,P,War\n,C,1995,,P,War\n"
    movies = read_catalogue(write(tmp_path, text)).movies
    assert [(movie.title, movie.year) for movie in movies] == [("A", 1994), ("C", 1995)]


def test_values_in_objects(tmp_path):
    rows = [
        {"title": "A", "overview": "P", "genres": ["War"], "year": {"$numberInt": "1994"}, "runtime": {"x": 1},
         "imdb": {"rating": 7.8, "votes": 12}},
    ]  # fmt: skip
    catalogue = read_catalogue(write(tmp_path, json.dumps(rows)))
    (movie,) = catalogue.movies
    assert (movie.year, movie.vote_average, movie.runtime) == (1994, 7.8, None)
    assert "runtime: 1 value could not be read (an object)" in " ".join(catalogue.notes)


def test_several_files_are_one_catalogue(tmp_path):
    for number in range(3):
        write(tmp_path, f"title,overview,genres\nT{number},P,War\nSame,Q,War\n", f"{number}.csv")
    catalogue = read_catalogue([str(tmp_path / "[01].csv"), str(tmp_path / "2.csv")])
    assert [movie.title for movie in catalogue.movies] == ["T0", "Same", "T1", "T2"]
    assert [(Path(drop.file).name, drop.line) for drop in catalogue.drops] == [("1.csv", 3), ("2.csv", 3)]
    assert catalogue.name == f"{tmp_path / '0.csv'} and 2 more"
    assert len(read_catalogue(str(tmp_path / "*.csv"), limit=2).movies) == 2

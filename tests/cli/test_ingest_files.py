"""Each kind of file that once went wrong, through the real commands: ingest, then what the store holds."""

import gzip
import json

import pytest

PLOT = "A night porter keeps every key that guests forget until one of the keys opens his own front door."
OTHER = "Three cousins row a piano across a flooded valley to settle an old bet with the mayor."
LONG = "\n".join(
    [
        "Reel one.",
        *["Scene: the porter counts the keys again."] * 40,
        "Anna runs, the dog barks, and it ends.",
    ]
)


@pytest.fixture
def stored(invoke, tmp_path):
    """Ingest a file and return what the store holds of a title, the number of movies, and what was said."""

    def stored(content, title, *options):
        source, store = tmp_path / "films", str(tmp_path / "store")
        source.write_bytes(content if isinstance(content, bytes) else content.encode())
        done = invoke("ingest", "--source", str(source), "--store", store, *options)
        assert done.exit_code == 0, done.output
        said = done.stderr
        shown = invoke("inspect", "--store", store, "--movie", title, "--json")
        return json.loads(shown.stdout)["movies"][0], said

    return stored


@pytest.mark.parametrize(
    ("content", "title", "expected"),
    [
        (f"title,genres,overview\nPorter,Drama Mystery Science Fiction,{PLOT}\n", "Porter",
         {"genres": ["Drama", "Mystery", "Science Fiction"]}),
        ("title,genres,overview\nSalt &amp; Thunder,\"Action &amp; Adventure, Drama\",<p>It&#39;s <i>his</i>.</p>\n",
         "Salt & Thunder", {"genres": ["Action & Adventure", "Drama"], "overview": "It's his."}),
        (f'Release Year,Title,Genre,Plot\n1994,Porter,drama,"{LONG}"\n1995,Piano Row,comedy,{OTHER}\n', "Piano Row",
         {"year": 1995}),
        (f'movieId,title,genres,overview\n1,"Porter of Keys, The (1994)",Drama|Mystery,{PLOT}\n', "The Porter of Keys",
         {"year": 1994}),
        (f"title,rating,duration,genres,overview\nPorter,TV-Y7,2 Seasons,Drama,{PLOT}\n", "Porter",
         {"vote_average": None, "runtime": None}),
        (f"title,runtime,rating,genres,overview\nPorter,2h22m,4.2/5,Drama,{PLOT}\n", "Porter",
         {"runtime": 142, "vote_average": 8.4}),
        (f"sep=;\nTitle;Year;Genres;Overview;Rating\nPorter;1994;Drama, Mystery;{PLOT};7,8\n", "Porter",
         {"year": 1994, "vote_average": 7.8, "genres": ["Drama", "Mystery"]}),
        (f"Series_Title,Released_Year,Genre,Overview,Star1,Star2\nPorter,1994,Drama,{PLOT},Ann Reed,Bob Stone\n", "Porter",
         {"year": 1994, "cast": ["Ann Reed", "Bob Stone"]}),
        (json.dumps({"page": 1, "results": [{"id": 862.0, "title": "Porter", "overview": PLOT, "genres": ["War"]}]}),
         "Porter", {"id": "862"}),
        (f"title,genres,overview\nPorter,Drama,{PLOT} Café\n".encode("utf-16"), "Porter", {"overview": f"{PLOT} Café"}),
        ("title,genres,overview\nБесприданница,Drama,Молодая девушка ждёт на пристани весь вечер.\n".encode("cp1251"),
         "Бесприданница", {"overview": "Молодая девушка ждёт на пристани весь вечер."}),
        (gzip.compress(f"title\tgenres\toverview\nPorter\tDrama\t{PLOT}\n".encode()), "Porter", {"genres": ["Drama"]}),
        (f"title,genres,overview,language\nPorter,Drama,{PLOT},\"English, French\"\n", "Porter",
         {"original_language": "en", "languages": ["en", "fr"]}),
    ],
    ids=["blanks", "html", "long cell", "title", "certificate", "notations", "sep", "headers", "wrapped", "utf-16",
         "code page", "gzip", "languages"],
)  # fmt: skip
def test_a_file_as_people_have_it(stored, content, title, expected):
    movie, said = stored(content, title)
    assert {field: movie.get(field) for field in expected} == expected
    assert "columns: " in said
    assert "Skipped" not in said


def test_the_user_decides_the_encoding(stored):
    content = "title,genres,overview\nЁж,Drama,Еж идёт домой.\n".encode("koi8-r")
    movie, said = stored(content, "Ёж", "--encoding", "koi8-r")
    assert movie["overview"] == "Еж идёт домой."
    assert "guess" not in said


def test_an_encoding_that_does_not_exist(invoke, tmp_path):
    (tmp_path / "films.csv").write_text("title,genres,overview\nA,B,C\n")
    done = invoke("ingest", "--source", str(tmp_path / "films.csv"), "--encoding", "utf-99")
    assert done.exit_code == 1
    assert "there is no encoding utf-99" in done.stderr


def test_several_sources_and_a_pattern(invoke, tmp_path):
    for name in "ab":
        (tmp_path / f"{name}.csv").write_text(f"title,genres,overview\nFilm {name},Drama,{PLOT} {name}\n")
    (tmp_path / "c.json").write_text(json.dumps([{"title": "Film c", "genres": ["War"], "overview": OTHER}]))
    store = str(tmp_path / "store")
    sources = ["--source", str(tmp_path / "*.csv"), "--source", str(tmp_path / "c.json")]
    assert "3 added" in invoke("ingest", *sources, "--store", store).stderr
    shown = invoke("inspect", "--store", store, "--movie", "Film c", "--json")
    assert json.loads(shown.stdout)["movies"][0]["title"] == "Film c"

"""The map: near movies stay near, and the page is self-contained and runs no other code."""

import json
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from recommender.errors import Remedy
from recommender.map import OTHER, PALETTE, MapError, MarkedQuestion, project, write_map
from recommender.movie import Movie
from recommender.store.store import Store
from tests.conftest import fixed_by
from tests.making import make_movie

NASTY = (
    "</script><script>document.title = 'stolen'</script>",
    "<img src=x onerror=\"document.title = 'stolen'\">",
    "<!-- & \" ' \\ ${1} $chart",
    "שלום עולם",
    "line\u2028separator \ud800 surrogate",
)


class Page(HTMLParser):
    """The scripts of a page, with all its tags and addresses."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str | None] = []
        self.scripts: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.addresses += [value for name, value in attrs if name in {"src", "href"}]

    def handle_data(self, data):
        if self.tags and self.tags[-1] == "script" and self.get_starttag_text() == "<script>":
            self.scripts.append(data)

    @property
    def chart(self) -> dict:
        """The chart in the page."""
        text = "".join(self.scripts)
        start = text.rindex('vegaEmbed("#map", ') + len('vegaEmbed("#map", ')
        return json.JSONDecoder().raw_decode(text, start)[0]

    @property
    def rows(self) -> list[dict]:
        return self.chart["datasets"]["movies"]


def made_up(count: int, **changes: object) -> tuple[list[Movie], np.ndarray, dict[str, str]]:
    movies = [make_movie(number, **changes) for number in range(count)]
    vectors = np.random.default_rng(0).normal(size=(count, 16)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return movies, vectors, {movie.id: " · ".join(movie.genres) for movie in movies}


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Page:
    """The page for sixty movies, some with hostile texts, and a question."""
    movies, vectors, clusters = made_up(60)
    for number, text in enumerate(NASTY):
        movies[number] = make_movie(number, title=text, overview=text, genres=(text,))
    answers = tuple(movies[number].id for number in (9, 3, 0))
    path = tmp_path_factory.mktemp("map") / "map.HTML"
    write_map(path, movies, vectors, clusters, MarkedQuestion(NASTY[0], vectors[9], answers))
    return Page(path)


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 31, 32])
def test_any_number_of_movies_has_a_place(count):
    positions = project(made_up(count)[1])
    assert positions.shape == (count, 2)
    assert np.isfinite(positions).all()
    assert len(np.unique(positions, axis=0)) == count


def test_movies_with_the_same_plot_have_a_place():
    assert np.isfinite(project(np.tile(made_up(1)[1], (40, 1)))).all()


def test_the_same_vectors_have_the_same_places():
    vectors = made_up(80)[1]
    assert (project(vectors) == project(vectors)).all()


def test_near_movies_stay_near(bag_store):
    vectors = Store.open(bag_store).vectors()[1][:300]
    positions = project(vectors)
    far = np.linalg.norm(positions[:, None] - positions[None], axis=2)
    nearest = np.argsort(-(vectors @ vectors.T), axis=1)[:, 1:6]
    kept = [
        len(set(row) & set(np.argsort(places)[1:21])) / 5 for row, places in zip(nearest, far, strict=True)
    ]
    assert np.mean(kept) > 0.4, "chance would keep 0.07"


def test_the_page_loads_nothing(asked):
    assert asked.addresses == []
    assert {"link", "img", "iframe"}.isdisjoint(asked.tags)
    assert "import(" not in "".join(asked.scripts)
    assert "url" not in json.dumps(asked.chart["datasets"])


def test_texts_of_a_catalogue_are_only_text(asked):
    assert asked.tags.count("script") == 2
    assert [row["overview"] for row in asked.rows[: len(NASTY)]] == list(NASTY)


def test_every_movie_is_in_the_page_once(asked):
    assert len(asked.rows) == 60
    assert "".join(asked.scripts).count(make_movie(20).overview) == 1


def test_a_point_names_its_movie(asked):
    movie = make_movie(20)
    row = next(row for row in asked.rows if row["title"] == movie.heading)
    assert (row["genres"], row["overview"], row["cluster"]) == ("Drama", movie.overview, "Drama")
    shown = [field["field"] for field in asked.chart["layer"][0]["encoding"]["tooltip"]]
    assert shown == ["title", "genres", "overview", "cluster"]


def test_question_and_answers_are_marked(asked):
    ranked = {row["rank"]: row for row in asked.rows if "rank" in row}
    assert sorted(ranked) == [1, 2, 3]
    assert ranked[1]["answer"] == f"1  {make_movie(9).heading}"
    spot = asked.chart["datasets"]["question"][0]
    nearest = min(asked.rows, key=lambda row: np.hypot(row["x"] - spot["x"], row["y"] - spot["y"]))
    assert nearest["rank"] == 1, "the question has the vector of the first answer"
    legend = next(layer for layer in asked.chart["layer"] if "stroke" in layer["encoding"])
    assert legend["encoding"]["stroke"]["scale"]["domain"] == [ranked[n]["answer"] for n in (1, 2, 3)]
    assert asked.chart["title"]["subtitle"][0] == f"?  “{NASTY[0]}”"


def test_many_leading_genres_share_one_grey(tmp_path):
    movies, vectors, _ = made_up(40)
    clusters = {movie.id: f"Genre {min(n % 20, 15)} · Cluster {n}" for n, movie in enumerate(movies)}
    write_map(tmp_path / "map.html", movies, vectors, clusters)
    page = Page(tmp_path / "map.html")
    colours = {row["colour"] for row in page.rows}
    assert len(colours) == len(PALETTE) + 1
    assert {"Genre 15", OTHER} <= colours
    scale = page.chart["layer"][0]["encoding"]["color"]["scale"]
    assert len(scale["domain"]) == len(scale["range"])
    assert scale["domain"][-1] == OTHER
    assert page.chart["datasets"]["question"] == []


@pytest.mark.parametrize("count", [1, 40])
def test_a_picture_is_a_png(tmp_path, count):
    movies, vectors, clusters = made_up(count, title=NASTY[0])
    question = MarkedQuestion("a question", vectors[0], (movies[0].id,))
    write_map(tmp_path / "map.png", movies, vectors, clusters, question)
    content = (tmp_path / "map.png").read_bytes()
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    assert int.from_bytes(content[16:20], "big") > 2_000, "width in pixels"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("map.svg", r"map\.svg must end in \.html or \.png"),
        ("map", r"map must end in \.html or \.png"),
        ("missing/map.html", r"there is no such directory; make it first"),
        ("taken.html", r"cannot write the map .*taken\.html: Is a directory; choose another path"),
    ],
)
def test_a_path_that_cannot_be_written(tmp_path, name, message):
    (tmp_path / "taken.html").mkdir()
    with pytest.raises(MapError, match=message):
        write_map(tmp_path / name, *made_up(3))


def test_a_catalogue_without_movies(tmp_path):
    with pytest.raises(MapError, match="the store has no movies to draw", check=fixed_by(Remedy.INGEST)):
        write_map(tmp_path / "map.html", [], np.zeros((0, 16), dtype=np.float32), {})

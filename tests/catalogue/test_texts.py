"""The further texts of a movie: which columns feed them, and which are dropped."""

import json

import pytest

from recommender.catalogue.reader import read_catalogue
from recommender.movie import Text
from tests.catalogue.test_reader import write


def texts_of(tmp_path, row, **columns):
    row = {"title": "Alien", "genres": ["Horror"]} | row
    (movie,) = read_catalogue(write(tmp_path, json.dumps(row)), columns=columns).movies
    return movie.overview, [(text.kind, text.text) for text in movie.texts]


def test_further_texts_in_their_order(tmp_path):
    row = {
        "plot": "A long story.\nIn two paragraphs.", "Tagline": "In space no one can hear you scream.",
        "plot_keywords": '[{"id": 1, "name": "space"}, {"id": 2, "name": "cat"}]', "overview": "A crew meets a killer.",
        "logline": "A killer aboard.", "gist": "Seven people and a cat.",
    }  # fmt: skip
    assert texts_of(tmp_path, row) == (
        "A crew meets a killer.",
        [
            ("gist", "Seven people and a cat."),
            ("tagline", "In space no one can hear you scream."),
            ("logline", "A killer aboard."),
            ("keywords", "space, cat"),
            ("plot", "A long story. In two paragraphs."),
        ],
    )


@pytest.mark.parametrize("keywords", [["space", "cat"], "space|cat", "space, cat", "['space', 'cat']"])
def test_keywords_are_read_like_names(tmp_path, keywords):
    assert texts_of(tmp_path, {"overview": "O.", "tags": keywords})[1] == [("keywords", "space, cat")]


@pytest.mark.parametrize(
    ("row", "columns", "overview", "plot"),
    [
        ({"overview": "O.", "plot": "P."}, {}, "O.", "P."),
        ({"plot": "P.", "plot_synopsis": "S."}, {}, "P.", "S."),
        ({"Plot": "P."}, {}, "P.", None),
        ({"description": "D.", "Full Plot": "F.", "synopsis": "S."}, {}, "D.", "F."),
        ({"plot": "P.", "description": "D."}, {"plot": "plot"}, "D.", "P."),
        ({"plot": "P.", "description": "D."}, {"overview": "description"}, "D.", "P."),
        ({"plot": "P.", "story": "S."}, {"plot": "story"}, "P.", "S."),
    ],
)
def test_no_column_is_both_overview_and_plot(tmp_path, row, columns, overview, plot):
    assert texts_of(tmp_path, row, **columns) == (overview, [("plot", plot)] if plot else [])


def test_texts_that_say_nothing_new_are_dropped(tmp_path):
    row = {"overview": "A crew meets a killer.", "tagline": "alien", "plot": "A crew meets a killer."}
    more = {"gist": "N/A", "logline": "A killer.", "keywords": "A killer."}
    assert texts_of(tmp_path, row | more)[1] == [("logline", "A killer.")]


def test_texts_are_not_part_of_the_content_hash(tmp_path):
    row = "title,overview,genres,tagline\nA,Plot,Drama,"
    one, other = (read_catalogue(write(tmp_path, row + line)).movies[0] for line in ("Now.", "Never."))
    assert one.texts == (Text("tagline", "Now."),)
    assert (one.content_hash, one == other) == (other.content_hash, False)

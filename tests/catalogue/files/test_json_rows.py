"""JSON as servers and programs wrap it."""

import io
import json
from collections import deque

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.catalogue.files import json_rows
from recommender.catalogue.tables import read_rows, read_table
from recommender.errors import CatalogueError

ONE, TWO = {"title": "One", "overview": "Plot"}, {"title": "Two", "overview": "Plot"}


def rows(value):
    return list(read_rows(value if isinstance(value, str) else json.dumps(value), "films")[0].values())


@pytest.mark.parametrize(
    "value",
    [
        [ONE, TWO],
        {"page": 1, "results": [ONE, TWO], "total_pages": 1},
        {"status": "ok", "data": {"movie_count": 2, "movies": [ONE, TWO]}},
        {"Search": [ONE, TWO], "totalResults": "2", "Response": "True"},
        {"name": "My list", "id": 7, "items": [ONE, TWO]},
        {"2019": [ONE], "2020": [TWO]},
        {"hits": {"total": 2, "hits": [{"_id": "1", "_source": ONE}, {"_id": "2", "_source": TWO}]}},
        {"people": [{"name": "Ann"}, {"name": "Bob"}, {"name": "Cal"}], "films": [ONE, TWO]},
        {
            "head": {"vars": ["title"]},
            "results": {
                "bindings": [
                    {k: {"type": "literal", "value": v} for k, v in one.items()} for one in (ONE, TWO)
                ]
            },
        },
        {"title": {"0": "One", "1": "Two"}, "overview": {"1": "Plot", "0": "Plot"}},
        {"shows": [{"title": "Series"}], "movies": [ONE, TWO]},
        {"a1": ONE, "a2": TWO},
        {"title": {"0": "One", "1": "Two"}, "overview": {"0": "Plot", "1": "Plot"}},
        {"title": ["One", "Two"], "overview": ["Plot", "Plot"]},
        {"columns": ["title", "overview"], "index": [0, 1], "data": [["One", "Plot"], ["Two", "Plot"]]},
        {"schema": {"fields": [{"name": "title"}]}, "data": [ONE, TWO]},
        f"{json.dumps(ONE)}\n\n{json.dumps(TWO)}\n",
        f"{json.dumps(ONE)}\r\n{json.dumps(TWO)}",
        f"{json.dumps(ONE)},\n{json.dumps(TWO)},\n",
        f"{json.dumps(ONE, indent=1)}\n{json.dumps(TWO, indent=1)}\n",
        f"[{json.dumps(ONE)}]\n[{json.dumps(TWO)}]\n",
        f"[{json.dumps(ONE)}]{json.dumps(TWO)}",
        [{"page": 1, "results": [ONE]}, {"page": 2, "results": [TWO]}],
    ],
    ids=range(23),
)
@pytest.mark.parametrize("indent", [None, 2])
def test_where_the_movies_are(value, indent):
    text = value if isinstance(value, str) else json.dumps(value, indent=indent)
    found = [{key: row[key] for key in ONE} for row in rows(text)]
    assert [
        {key: cell["value"] if isinstance(cell, dict) else cell for key, cell in row.items()} for row in found
    ] == [ONE, TWO]


def test_an_object_that_is_a_movie_is_one():
    movie = ONE | {"Ratings": [{"Source": "x", "Value": "7/10"}], "genres": [{"id": 1, "name": "Drama"}]}
    assert rows(json.dumps(movie, indent=1)) == [movie]
    assert rows(movie) == [movie]


def test_columns_with_unusual_names_are_found():
    films = [{"heading": "One", "what": "Plot"}] * 3
    assert rows({"version": [{"a": 1}], "entries": films}) == films


@pytest.mark.parametrize(
    "text", ['[{"title": "One"}, {"title": "Tw', '[{"title": "One"}', '[{"title": "One"},']
)
def test_an_array_that_was_cut_off_is_refused(text):
    with pytest.raises(CatalogueError, match="films is not valid JSON"):
        rows(text)


@given(
    st.lists(
        st.dictionaries(st.text(max_size=5), st.text() | st.integers() | st.lists(st.none()), min_size=1),
        min_size=1,
    )
)
def test_an_array_is_read_in_pieces(items):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_rows, "_CHUNK", 7)
        for text in (json.dumps(items), json.dumps(items, indent=1, ensure_ascii=False)):
            drops = deque()
            found = list(json_rows.read_json(text[:9], io.StringIO(text[9:]), drops, "films"))
            assert found == list(enumerate(items, 1))
            assert not drops


def test_a_large_array_takes_little_memory(tmp_path):
    class Endless(io.StringIO):
        """Counts how far it was read."""

        furthest = 0

        def read(self, size=-1):
            assert size > 0, "the whole text is never read at once"
            self.furthest += size
            return super().read(size)

    text = Endless(json.dumps([ONE] * 200_000))
    table = read_table(text, "films")
    assert text.furthest < len(text.getvalue()) / 2, (
        "the rows behind the sample are read when they are asked for"
    )
    assert sum(1 for _ in table.rows) == 200_000

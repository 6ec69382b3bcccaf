"""Broken, huge and malicious catalogues and lists: every valid row is still read."""

import csv
import gzip
import io
import json
import random
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.catalogue.files import source
from recommender.catalogue.reader import read_catalogue
from recommender.catalogue.watchlist import read_list
from recommender.errors import CatalogueError
from tests.catalogue.test_movies_dataset import dataset_row, dataset_text
from tests.mutating import SEEDS, mutants, read_both_ways

HEADER = "title,overview,genres\n"
GOOD = "Good,A plot,Drama\n"
GOOD_JSON = {"title": "Good", "overview": "A plot", "genres": ["Drama"]}


@pytest.fixture
def read(tmp_path):
    """Read a catalogue from text or bytes; pytest's time limit ends a test that hangs."""

    def read(content, **options):
        path = tmp_path / "films"
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
        return read_catalogue(str(path), **options)

    return read


def titles(catalogue):
    return [movie.title for movie in catalogue.movies]


@pytest.mark.parametrize(
    ("content", "dropped"),
    [
        (HEADER + "\n" * 1_000_000 + GOOD, 0),
        (HEADER + "\r\n" * 100_000 + ",,\n" * 100_000 + GOOD, 0),
        (HEADER + "\0" * 1_000_000 + GOOD, 0),
        ("\ufeff" + HEADER.replace("\n", "\r\n") + "\r\n\r" + GOOD.replace("\n", "\r"), 0),
        (HEADER + "Bad," + "x" * 10_000_000 + "\n" + GOOD, 1),
        (HEADER + 'Bad,"' + "x," * 5_000_000 + "\n" + GOOD, 1),
        (HEADER + 'Bad,"x\n' * 2_000 + GOOD, None),
        (HEADER + 'Bad"""",""",""\n' + GOOD, None),
        (HEADER + "2001-01-01,Bad,out,of,place,A plot,Drama\n" + GOOD, 1),
        (HEADER + "{Bad},A plot,\n[Bad],,Drama\n" + GOOD, 2),
        (json.dumps(GOOD_JSON) + "\n" + '{"title":' + "[" * 200_000 + "]" * 200_000 + "}\n", 1),
        (json.dumps(GOOD_JSON) + "\n" + '{"title": "Bad"' * 100_000, 1),
        (json.dumps([GOOD_JSON | {"year": 0, "runtime": 1}]).replace(": 0", ": " + "9" * 100_000), 0),
        (json.dumps([GOOD_JSON | {f"key {number}": number for number in range(200_000)}]), 0),
        (json.dumps([GOOD_JSON, {"title": {"title": []}, "overview": [[]], "genres": {"a": {"b": 1}}}]), 1),
        (json.dumps([GOOD_JSON | {"id": float("inf"), "year": float("nan"), "runtime": -1e308}]), 0),
        (json.dumps([GOOD_JSON | {"cast": ["x"] * 100_000, "director": {"name": "x" * 1_000_000}}]), 0),
        (gzip.compress((HEADER + GOOD).encode("utf-16")), 0),
        ((HEADER + GOOD).encode("utf-16") + b"\0", 0),
        ((HEADER + GOOD).encode("utf-32"), 0),
        ((HEADER + "B\xe4d,\x81\xfe,\n" + GOOD).encode("latin-1"), 1),
    ],
    ids=[
        "empty rows", "rows of commas", "nul bytes", "mixed line ends", "10 MB cell", "10 MB quote", "open quotes",
        "stray quotes", "shifted", "braces", "deep json", "endless object", "huge number", "many keys", "wrong types",
        "no numbers", "long lists", "gzipped utf-16", "odd utf-16", "utf-32", "latin-1",
    ],
)  # fmt: skip
def test_good_rows_survive_bad_ones(read, content, dropped):
    catalogue = read(content)
    assert "Good" in titles(catalogue)
    assert dropped is None or len(catalogue.drops) == dropped
    assert all(len(drop.title) <= 80 for drop in catalogue.drops)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[" * 100_000 + "]" * 100_000, "is not valid JSON: maximum recursion depth"),
        ("\0" * 100, "has no rows"),
        ("{" * 100_000, "columns found|has no rows"),
        ('"' * 100_000, "has no rows|columns found"),
        (json.dumps([{f"{number}{'k' * 50}": number for number in range(100_000)}]), "and 99,970 more$"),
        (gzip.compress(b"title")[:12], "cannot read"),
        (b"\x1f\x8b" + b"\xff" * 100, "cannot read"),
        (bytes(range(256)) * 1_000, "columns found|has no rows|usable row"),
    ],
    ids=["deep", "nul", "braces", "quotes", "columns", "cut gzip", "broken gzip", "bytes"],
)  # fmt: skip
def test_other_content_is_refused_in_one_line(read, content, message):
    with pytest.raises(CatalogueError, match=message) as raised:
        read(content)
    assert len(str(raised.value)) < 3_000


def test_a_huge_source_is_not_unpacked(read, monkeypatch):
    monkeypatch.setattr(source, "_LARGEST_SOURCE", 5_000_000)
    bomb = gzip.compress(b"\0" * 200_000_000)
    tracemalloc.start()
    with pytest.raises(CatalogueError, match="holds more than 5,000,000 bytes; split it"):
        read(bomb)
    assert tracemalloc.get_traced_memory()[1] < 50_000_000
    tracemalloc.stop()
    with pytest.raises(CatalogueError, match="holds more than 5,000,000 bytes"):
        read_catalogue("/dev/zero")


def test_a_wide_header_takes_little_memory(read):
    header = HEADER.strip() + "," + ",".join(f"c{number}" for number in range(20_000)) + "\n"
    tracemalloc.start()
    catalogue = read(header + "".join(f"Good {number},A plot,Drama\n" for number in range(1_000)))
    assert tracemalloc.get_traced_memory()[1] < 100_000_000
    tracemalloc.stop()
    assert len(catalogue.movies) == 1_000


def test_ids_for_many_titles_of_one_slug(read):
    rows = [f"A{chr(0x2600 + n % 200)}{chr(0x2600 + n // 200)},A plot,Drama\n" for n in range(20_000)]
    catalogue = read(HEADER + "".join(rows) + rows[7])
    assert len({movie.id for movie in catalogue.movies}) == 20_000
    assert catalogue.movies[19_999].id == "a-20000"
    assert catalogue.drop_counts == [("duplicate title and year", 1)]


def test_ids_with_line_ends_are_one_line(read):
    text = json.dumps([GOOD_JSON | {"id": "a\r\nb\u2028c"}, GOOD_JSON | {"id": "a b c"}])
    catalogue = read(text)
    assert [movie.id for movie in catalogue.movies] == ["a b c"]
    assert catalogue.drop_counts == [("duplicate id", 1)]


def test_the_recipe_skips_rows_without_numbers(read):
    rows = [
        dataset_row(id=str(number), title=f"T{number}", popularity=value, revenue=value)
        for number, value in enumerate(["1.5", "1e999", "x", "nan", "", "9" * 400])
    ]
    assert len(read(dataset_text(rows), original_recipe=True).movies) == 3
    odd = [[1], {"a": 1}, None, 10**400, 2.5]
    rows = [dataset_row(id=str(number), popularity=value) for number, value in enumerate(odd)]
    assert [movie.id for movie in read(json.dumps(rows), original_recipe=True).movies] == ["4"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("Date,Name,Year\n2020,A\u2028B\x0bC\x85D,1999\n2020,Good,1999\n", ["A B C D", "Good"]),
        ("A\u2028B\x0bC\x85D\r\rGood\r\n", ["A B C D", "Good"]),
        ("Date,Name,Year\n" + "\n" * 500_000 + "2020,Good,1999\n", ["Good"]),
        ("Date,Name,Year\n2020," + "x" * 10_000_000 + ",1999\n2020,Good,1999\n", ["Good"]),
        ('Date,Name,Year\n2020,"Bad,1999\n2020,Good,1999\n', ["Good"]),
        ("x" * 10_000_000 + "\nGood\n", ["Good"]),
        ("(" * 400 + "\nGood\n", ["(" * 400, "Good"]),
        ("tt" + "1" * 400 + "\nGood\n", ["tt" + "1" * 400, "Good"]),
    ],
    ids=["line ends in a table", "in notes", "empty rows", "10 MB cell", "open quote", "10 MB line", "brackets", "id"],
)  # fmt: skip
def test_good_rows_of_lists_survive(tmp_path, content, expected):
    (tmp_path / "list").write_text(content, encoding="utf-8", newline="")
    assert [row.title for row in read_list(tmp_path / "list").rows] == expected


MUTANTS = 400


@pytest.mark.parametrize("name", SEEDS)
def test_mutants_of_real_files_are_read_or_refused(tmp_path, name):
    path = tmp_path / "films"
    read = 0
    for mutant in mutants(SEEDS[name], MUTANTS, random.Random(len(SEEDS[name]))):
        path.write_bytes(mutant)
        read += read_both_ways(path)
    assert read > MUTANTS / 10


cell = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)


@given(st.lists(st.lists(cell, min_size=1, max_size=5), max_size=6), st.sampled_from([",", ";", "\t"]))
def test_rows_of_any_width_do_not_harm_the_rows_around_them(tmp_path_factory, rows, delimiter):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([["title", "overview", "genres"], ["First", "A plot", "Drama"], *rows])
    writer.writerow(["Last", "A plot", "Drama"])
    path = tmp_path_factory.mktemp("csv") / "films"
    path.write_text(out.getvalue(), encoding="utf-8", newline="")
    found = titles(read_catalogue(str(path)))
    assert found[0] == "First"
    assert "Last" in found

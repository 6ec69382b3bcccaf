"""The members of a zip that are read, and those that are not."""

import gzip

import pytest

from tests.catalogue.files.test_source import FILMS, archive, read


@pytest.mark.parametrize(
    "others",
    [
        [],
        ["README.txt", "LICENSE", "licence.md", "docs/ReadMe.html"],
        ["__MACOSX/._movies.csv", "ml/.DS_Store", "ml/"],
    ],
    ids=["alone", "texts about it", "hidden"],
)
def test_the_only_data_file_of_an_archive(folder, others):
    archive(folder / "films.zip", [*((name, b"") for name in others), ("ml/movies.csv", FILMS)])
    assert read("films.zip") == {"films.zip/ml/movies.csv": FILMS}


@pytest.mark.parametrize(
    ("member", "expected"),
    [
        ("ml/movies.csv", ["ml/movies.csv"]),
        ("ml/*.csv", ["ml/links.csv", "ml/movies.csv"]),
        ("*.csv", ["ml/links.csv", "ml/movies.csv", "top.csv"]),
        ("**/*.csv", ["ml/links.csv", "ml/movies.csv", "top.csv"]),
        ("readme.txt", ["readme.txt"]),
        ("a [1].tsv", ["a [1].tsv"]),
        ("../evil.tsv", ["../evil.tsv"]),
    ],
)
def test_members_of_an_archive(folder, member, expected):
    names = [
        "top.csv",
        "ml/movies.csv",
        "ml/links.csv",
        "readme.txt",
        "__MACOSX/._top.csv",
        "a [1].tsv",
        "../evil.tsv",
    ]
    archive(folder / "films.zip", [(name, name) for name in names])
    before = set(folder.parent.rglob("*"))
    assert read(f"films.zip/{member}") == {f"films.zip/{name}": name.encode() for name in expected}
    assert set(folder.parent.rglob("*")) == before


def test_packed_members(folder):
    archive(folder / "films.zip", [("a.csv.gz", gzip.compress(FILMS)), ("b.csv", FILMS)])
    assert read("films.zip/*") == {"films.zip/a.csv.gz": FILMS, "films.zip/b.csv": FILMS}


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_the_last_of_two_members_with_one_name_counts(folder):
    archive(folder / "films.zip", [("a.csv", b"old"), ("a.csv", FILMS)])
    assert read("films.zip") == read("films.zip/*") == {"films.zip/a.csv": FILMS}


def test_hostile_names_of_members(folder):
    name = "/etc/\x1b[2J\u202e" + "x" * 5_000 + ".csv"
    archive(folder / "films.zip", [(name, FILMS)])
    ((shown, content),) = read("films.zip").items()
    assert (content, shown.isprintable(), len(shown) < 100) == (FILMS, True, True)

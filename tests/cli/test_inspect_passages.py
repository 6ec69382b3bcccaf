"""What the commands say about passages."""

import json

import pytest

from recommender.ingest.passages import MOST_ALIKE

FILMS = """id,title,genres,overview,tagline,keywords,plot
a,Alien,Horror,A crew meets a killer.,In space.,space|cat,{plot}
b,Big,Comedy,A boy grows up overnight.,,piano,
c,Cube,Horror,People wake up in a maze.,,,
"""
PLOT = "They walk into the next room and find a number on its wall. " * 12


@pytest.fixture
def store(invoke, tmp_path, monkeypatch):
    (tmp_path / "films.csv").write_text(FILMS.format(plot=PLOT))
    monkeypatch.setenv("RECOMMENDER_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("RECOMMENDER_SOURCE", str(tmp_path / "films.csv"))
    return tmp_path


def test_ingest_names_them(invoke, store):
    first = invoke("ingest")
    assert first.exit_code == 0
    assert "3 added, 0 changed, 0 removed, 0 unchanged; 8 texts embedded" in first.stderr
    assert "3 movies with 5 passages in 1 genre cluster" in first.stderr
    assert "Nothing changed; no text embedded" in invoke("ingest").stderr
    (store / "films.csv").write_text(FILMS.format(plot=PLOT).replace("In space.", ""))
    assert "0 added, 1 changed, 0 removed, 2 unchanged; 0 texts embedded" in invoke("ingest").stderr
    assert invoke("query", "a killer").exit_code == 0


def test_ingest_says_what_it_left_out(invoke, store):
    rows = "".join(f"{n},T{n},Drama,Plot {n}.,tag\n" for n in range(MOST_ALIKE + 1))
    (store / "films.csv").write_text(f"id,title,genres,overview,keywords\n{rows}")
    said = invoke("ingest").stderr
    assert "Left out 101 passages: more than 100 have the same text" in said
    assert "101 movies in " in said


def test_inspect(invoke, store):
    assert invoke("ingest").exit_code == 0
    text = invoke("inspect").stdout
    assert "movies (3), genre_clusters (1), passages (5)" in text
    assert "tagline 1, keywords 2, plot 2" in text
    summary = json.loads(invoke("inspect", "--json").stdout)
    assert summary["collections"] == {"movies": 3, "genre_clusters": 1, "passages": 5}
    assert list(summary["passages"].items()) == [("tagline", 1), ("keywords", 2), ("plot", 2)]
    assert summary["manifest"]["passage_count"] == 5
    result = invoke("inspect", "--verify")
    assert (result.exit_code, result.stdout) == (0, "")


def test_inspect_a_movie(invoke, store):
    assert invoke("ingest").exit_code == 0
    lines = invoke("inspect", "--movie", "Alien").stdout.splitlines()
    for part in ("tagline-1 ", "keywords-1 ", "plot-1 ", "plot-2 "):
        assert [line for line in lines if line.startswith(part)]
    assert "space, cat" in "\n".join(lines)
    (movie,) = json.loads(invoke("inspect", "--movie", "Big", "--json").stdout)["movies"]
    assert movie["passages"] == [{"id": "b#keywords-1", "kind": "keywords", "text": "piano"}]
    (movie,) = json.loads(invoke("inspect", "--movie", "Cube", "--json").stdout)["movies"]
    assert "passages" not in movie


def test_a_store_without_passages(invoke, tmp_path):
    (tmp_path / "films.csv").write_text("title,genres,overview\nA,Drama,Plot.\n")
    options = ["--store", str(tmp_path / "store")]
    said = invoke("ingest", "--source", str(tmp_path / "films.csv"), *options).stderr
    assert "1 overview embedded" in said
    assert "1 movie in 1 genre cluster" in said
    shown = invoke("inspect", *options).stdout
    assert "movies (1), genre_clusters (1) " in shown
    assert "Passages" not in shown
    summary = json.loads(invoke("inspect", "--json", *options).stdout)
    assert list(summary) == ["path", "bytes", "manifest", "collections", "clusters"]
    assert summary["collections"] == {"movies": 1, "genre_clusters": 1}

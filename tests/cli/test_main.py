"""The commands, run in this process with the deterministic encoder; test_scripts.py runs the real scripts."""

import csv
import json
import re
import shutil
from dataclasses import replace

import pytest

from recommender.cli import main as cli
from recommender.store.store import Store
from recommender.store.writer import WritableStore
from tests.conftest import BagOfWordsEncoder, error_line, use_encoder
from tests.ingesting import ingest
from tests.making import make_catalogue


@pytest.mark.parametrize(
    ("arguments", "stdin", "message"),
    [
        (["query", "a robot", "--limit", "0"], None, "0 is not in the range x>=1"),
        (["query", "a robot", "--budget", "2"], None, "2.0 is not in the range 0<=x<=1"),
        (["query", "a robot", "--budget", "nan"], None, "nan is not a number between 0 and 1"),
        (["ingest", "--seed", "-1"], None, "-1 is not in the range"),
        (["query", "a robot", "--genre-keys", "0"], None, "0 is not in the range x>=1"),
        (["query", ""], None, "the description is empty"),
        (["query", "  "], None, "the description is empty"),
        (["query", "\x1b"], None, "the description is empty"),
        (["query", "-"], "\n \n", "standard input has no description; write one per line"),
        (
            ["query"],
            "",
            "No description given. Put one in quotes, name a movie with --like, or - to read one per line.",
        ),
        (["ingest", "--column", "plot"], None, "'plot' is not FIELD=COLUMN, e.g. overview=plot"),
        (["inspect", "--clusters", "--cluster", "1"], None, "Give one of them."),
    ],
)
def test_usage_errors(invoke, arguments, stdin, message):
    result = invoke(*arguments, stdin=stdin)
    assert result.exit_code == 2
    assert message in error_line(result)
    assert result.stdout == ""


def test_a_missing_store(invoke, tmp_path):
    for command in (["query", "a robot"], ["inspect"]):
        result = invoke(*command, "--store", str(tmp_path / "none"))
        assert result.exit_code == 3
        assert error_line(result).startswith(
            f"Error: there is no store in {tmp_path}/none. Run: python -m recommender ingest --store {tmp_path}/none"
        )
        assert not (tmp_path / "none").exists()


def test_a_store_of_another_model(invoke, monkeypatch):
    use_encoder(monkeypatch, BagOfWordsEncoder(name="other"))
    result = invoke("query", "a robot")
    assert result.exit_code == 3
    assert "not with other. Run: python -m recommender ingest --store" in error_line(result)


def test_an_unexpected_error_is_one_line(invoke, monkeypatch):
    def broken(*_, **__):
        raise ZeroDivisionError("by zero\nand more")

    monkeypatch.setattr("recommender.search.recommender.QueryModel", broken)
    result = invoke("query", "a robot")
    assert result.exit_code == 1
    assert (
        error_line(result)
        == "Error: unexpected ZeroDivisionError: by zero and more; RECOMMENDER_DEBUG=1 shows where"
    )
    monkeypatch.setenv("RECOMMENDER_DEBUG", "1")
    assert isinstance(invoke("query", "a robot").exception, ZeroDivisionError)


def test_ctrl_c(invoke, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("recommender.search.recommender.QueryModel", interrupted)
    monkeypatch.setattr("recommender.ingest.ingest_catalogue.LazyModel", interrupted)
    result = invoke("query", "a robot")
    assert (result.exit_code, error_line(result)) == (130, "Error: interrupted")
    result = invoke("ingest", "--limit", "3")
    assert error_line(result) == "Error: interrupted; what was computed is kept; run this again to continue"


def test_ingest_reports_what_it_did(invoke, tmp_path):
    count, source = 30, tmp_path / "films.csv"
    source.write_text("title,overview,genres\n" + "".join(f"T{n},Plot {n},Drama\n" for n in range(count)))
    options = ["--source", str(source), "--store", str(tmp_path / "store")]
    first = invoke("ingest", *options)
    assert first.exit_code == 0
    assert first.stdout == ""
    assert f"{count} added, 0 changed, 0 removed, 0 unchanged; {count} overviews embedded" in first.stderr
    assert "Nothing changed; no overview embedded" in invoke("ingest", *options).stderr
    third = invoke("ingest", *options, "--limit", "10")
    assert f"0 added, 0 changed, {count - 10} removed, 10 unchanged; 0 overviews embedded" in third.stderr


def test_ingest_reports_what_it_skipped(invoke, tmp_path):
    source, report = tmp_path / "films.csv", tmp_path / "skipped.csv"
    source.write_text("name,what,genre\nA,Plot,Drama\nB,,Drama\nC,Plot,\n")
    result = invoke(
        "ingest", "--source", str(source), "--column", "overview=what", "--report", str(report),
        "--store", str(tmp_path / "store"),
    )  # fmt: skip
    assert result.exit_code == 0
    assert "Skipped 2 rows (no overview: 1, no genres: 1)" in result.stderr
    assert f"{source}: columns: title from name; overview from what; genres from genre." in result.stderr
    with report.open(newline="") as file:
        assert list(csv.reader(file)) == [
            ["file", "line", "title", "done"],
            [str(source), "2", "A", "kept"],
            [str(source), "3", "B", "dropped: no overview"],
            [str(source), "4", "C", "dropped: no genres"],
        ]


def test_a_source_with_too_long_a_name(invoke, tmp_path):
    result = invoke("ingest", "--source", "a" * 5_000, "--report", str(tmp_path / "skipped.csv"))
    assert result.exit_code == 1
    assert error_line(result).startswith("Error: cannot read aaa")


def test_the_report_must_not_be_the_source(invoke, tmp_path):
    source = tmp_path / "films.csv"
    source.write_text("title,overview,genres\nA,Plot,Drama\n")
    result = invoke(
        "ingest", "--source", str(source), "--report", str(source), "--store", str(tmp_path / "store")
    )
    assert result.exit_code == 2
    assert "is a source itself" in error_line(result)
    assert source.read_text().startswith("title")


def test_control_characters_are_not_printed(invoke, tmp_path):
    source = tmp_path / "a\x1b]0;x\x07\x1b[31m.csv"
    source.write_text("title,overview,genres\nA,Plot,Drama\n")
    store = str(tmp_path / "st\x1b[31more")
    shown = (
        invoke("ingest", "--source", str(source), "--store", store).output
        + invoke("inspect", "--store", store).output
    )
    assert "incomplete" not in shown
    assert "\x1b" not in shown
    assert "\x07" not in shown


def test_a_store_interrupted_before_clustering_can_be_inspected(invoke, tmp_path, monkeypatch):
    class Tired(BagOfWordsEncoder):
        def encode_documents(self, texts):
            if self.calls == 2:
                raise KeyboardInterrupt
            return super().encode_documents(texts)

    use_encoder(monkeypatch, Tired())
    store = str(tmp_path / "store")
    assert invoke("ingest", "--limit", "100", "--store", store).exit_code == 130
    result = invoke("inspect", "--store", store)
    assert result.exit_code == 0
    assert re.search(r"incomplete \(\d+ of 100 movies\)", result.stdout)
    assert json.loads(invoke("inspect", "--json", "--store", store).stdout)["clusters"] == []


def test_ingest_of_an_unusable_source(invoke, tmp_path):
    (tmp_path / "films.csv").write_text("a,b\n1,2\n")
    result = invoke("ingest", "--source", str(tmp_path / "films.csv"), "--store", str(tmp_path / "store"))
    assert result.exit_code == 1
    assert "columns found: a, b. Choose another --column" in error_line(result)
    assert not (tmp_path / "store").exists()


def test_inspect_summary(invoke, bag_store):
    text = invoke("inspect").stdout
    for part in (
        "movies (1,",
        "64 dimensions, computed by words",
        "State",
        "ready",
        "The 10 largest of",
        "schema 7, chromadb",
    ):
        assert part in text
    summary = json.loads(invoke("inspect", "--json").stdout)
    assert summary["manifest"]["state"] == "ready"
    assert (
        summary["collections"]["movies"]
        == summary["manifest"]["movie_count"]
        == Store.open(bag_store).count_movies()
    )
    assert len(summary["clusters"]) == 10
    sizes = [cluster["movie_count"] for cluster in summary["clusters"]]
    assert sizes == sorted(sizes, reverse=True)


def test_an_incomplete_store_shows_only_its_state(invoke, tmp_path, monkeypatch):
    """Chroma's index may be half written, and crash the process that reads it."""
    store = tmp_path / "store"
    ingest(make_catalogue(20), BagOfWordsEncoder(), store)
    opened = WritableStore.open(store)
    opened.write_info(replace(opened.info, state="ingesting", movie_count=30))
    monkeypatch.setenv("RECOMMENDER_STORE", str(store))
    assert "incomplete (20 of 30 movies)" in invoke("inspect").stdout
    for command in (
        ("inspect", "--movie", "Movie 3"), ("inspect", "--cluster", "0"), ("map", "--out", str(tmp_path / "m.html")),
        ("query", "a town"),
    ):  # fmt: skip
        result = invoke(*command)
        assert result.exit_code == 3
        assert error_line(result).startswith(
            "Error: ingest is incomplete (20 of 30 movies). Run: python -m recommender ingest"
        )


def test_inspect_clusters(invoke):
    everything = json.loads(invoke("inspect", "--clusters", "--json").stdout)["clusters"]
    assert (
        sum(cluster["movie_count"] for cluster in everything)
        == json.loads(invoke("inspect", "--json").stdout)["collections"]["movies"]
    )
    assert "largest of" not in invoke("inspect", "--clusters").stdout
    one = json.loads(invoke("inspect", "--cluster", "3", "--json").stdout)
    assert (one["id"], len(one["movies"])) == (3, one["movie_count"])
    similarities = [movie["similarity"] for movie in one["movies"]]
    assert similarities == sorted(similarities, reverse=True)
    assert f"Cluster 3: {one['label']}" in invoke("inspect", "--cluster", "3").stdout
    result = invoke("inspect", "--cluster", "999")
    assert result.exit_code == 4
    assert "there is no cluster 999; the ids are 0 to" in error_line(result)


def test_inspect_a_movie(invoke):
    text = invoke("inspect", "--movie", "cast away").stdout
    for part in ("cast-away-2000", "Robert Zemeckis", "volleyball", "content_hash", "genre_key"):
        assert part in text
    (movie,) = json.loads(invoke("inspect", "--movie", "cast-away-2000", "--json").stdout)["movies"]
    assert len(movie["vector"]) == 64
    assert (
        len(json.loads(invoke("inspect", "--movie", "Alice in Wonderland", "--json").stdout)["movies"]) == 2
    )
    result = invoke("inspect", "--movie", "Cast Awya")
    assert result.exit_code == 4
    assert "did you mean Cast Away" in error_line(result)
    assert "no title is similar" in error_line(invoke("inspect", "--movie", "qqqqzzzz"))


def test_version_and_help(invoke):
    assert invoke("--version").stdout == "movie-recommender, version 0.1.0\n"
    for command in ([], *([name] for name in cli.main.commands)):
        short, long = invoke(*command, "-h"), invoke(*command, "--help")
        assert short.stdout == long.stdout
        assert short.stdout.index("\n  Examples:\n    python ") < short.stdout.index("Options:")


PATHS_AND_MODELS = {
    "store", "model", "cache", "source", "report", "seen", "only", "questions", "asked", "out",
}  # fmt: skip


@pytest.mark.parametrize("command", list(cli.main.commands))
def test_every_path_and_model_option_has_an_environment_variable(command):
    for option in cli.main.commands[command].params:
        if option.name in PATHS_AND_MODELS:
            assert option.envvar == f"RECOMMENDER_{option.name.upper()}"
            assert option.envvar in option.help
        else:
            assert "Path" not in type(option.type).__name__


def test_usage_errors_print_no_control_characters(invoke):
    result = invoke("inspect", "\x9bJ\u202eabc")
    assert result.exit_code == 2
    assert "unexpected extra argument" in error_line(result)
    assert not {"\x9b", "\u202e"} & set(result.stderr)


def test_inspect_verify(invoke, tmp_path):
    sound = tmp_path / "sound"
    assert invoke("ingest", "--limit", "30", "--store", str(sound)).exit_code == 0
    result = invoke("inspect", "--verify", "--store", str(sound))
    assert (result.exit_code, result.stdout) == (0, "")
    assert f"{sound} is sound" in result.stderr
    damaged = shutil.copytree(sound, tmp_path / "damaged")
    database = damaged / "chroma.sqlite3"
    database.write_bytes(database.read_bytes()[:100_000])
    result = invoke("inspect", "--verify", "--store", str(damaged))
    assert result.exit_code == 1
    assert f". Run: python -m recommender ingest --rebuild --store {damaged}" in result.stdout
    (finding, *_) = json.loads(invoke("inspect", "--verify", "--json", "--store", str(damaged)).stdout)[
        "findings"
    ]
    assert set(finding) == {"problem", "fix"}
    assert finding["fix"] == "rebuild"
    assert invoke("ingest", "--rebuild", "--limit", "30", "--store", str(damaged)).exit_code == 0
    assert invoke("inspect", "--verify", "--store", str(damaged)).exit_code == 0

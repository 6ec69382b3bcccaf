"""README and the other pages are correct: their commands run, their tables match the code."""

import csv
import gzip
import json
import os
import re
import shlex
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pexpect
import pytest
from click.testing import CliRunner

from recommender import __version__
from recommender.catalogue.columns import USUAL_NAMES
from recommender.catalogue.reader import read_catalogue
from recommender.cli import main as cli
from tests.benchmarks.tables import endurance_table, kinds_table, quality_table, speed_table, texts_table
from tests.conftest import MOVIES_CSV, PROJECT, BagOfWordsEncoder, use_encoder
from tests.ingesting import ingest
from tests.making import make_catalogue, write_further_catalogues

README = (PROJECT / "README.md").read_text(encoding="utf-8")
DOCS = {page.stem: page.read_text(encoding="utf-8") for page in (PROJECT / "docs").glob("*.md")}
USE, STORE = DOCS["USE"], DOCS["STORE"]
CHROMA = Path(sys.executable).with_name("chroma")


def blocks(text, language):
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def project_commands():
    lines = [line for block in blocks(README + USE + STORE, "sh") for line in block.splitlines()]
    return [line for line in lines if re.search(r"python (query\.py|ingest\.py|-m recommender)", line)]


@pytest.fixture
def workplace(tmp_path, monkeypatch, bag_store, small_csv):
    """A working directory with the files that the documented commands use."""
    (tmp_path / "descriptions.txt").write_text("a robot\na shark\n")
    (tmp_path / "watched.csv").write_text("Date,Name,Year,Letterboxd URI\n2024-01-01,Life of Pi,2012,x\n")
    (tmp_path / "owned.txt").write_text("Cast Away\nJaws (1975)\n")
    (tmp_path / "films.csv").write_text(
        "name,plot,genres\nA,One thing happens.,Drama\nB,Another happens.,Comedy\n"
    )
    (tmp_path / "films.jsonl.gz").write_bytes(
        gzip.compress(b'{"title": "A", "plot": "Much.", "genres": ["War"]}\n')
    )
    write_further_catalogues(tmp_path)
    columns = "adult,belongs_to_collection,id,imdb_id,original_title,release_date,title,overview,genres,popularity,revenue,vote_average"
    (tmp_path / "movies_metadata.csv").write_text(
        f"{columns}\nFalse,,1,tt1,A,1990-01-01,A,Plot.,\"['War']\",1.0,1,1.0\n"
    )
    questions = (PROJECT / "data" / "queries.tsv").read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / "few.tsv").write_text("".join([*questions[:6], questions[-1]]), encoding="utf-8")
    monkeypatch.setenv("RECOMMENDER_QUESTIONS", str(tmp_path / "few.tsv"))
    monkeypatch.setenv("RECOMMENDER_SOURCE", str(small_csv))
    monkeypatch.chdir(tmp_path)
    use_encoder(monkeypatch, BagOfWordsEncoder())
    return tmp_path


@pytest.fixture(scope="module")
def small_store(tmp_path_factory):
    path = tmp_path_factory.mktemp("small") / "store"
    ingest(make_catalogue(40), BagOfWordsEncoder(), path)
    return path


@pytest.mark.parametrize("line", project_commands())
def test_every_command_that_is_shown_runs(line, workplace, bag_store, small_store, monkeypatch):
    words = shlex.split(line, comments=True)
    stdin = None
    if "|" in words:
        stdin = gzip.decompress(Path(words[1]).read_bytes())
        words = words[words.index("|") + 1 :]
    if "<" in words:
        stdin = Path(words[-1]).read_bytes()
        words = words[: words.index("<")]
    command, arguments = {
        "query.py": (cli.query, words[2:]), "ingest.py": (cli.ingest, words[2:]), "-m": (cli.main, words[3:]),
    }[words[1]]  # fmt: skip
    store = bag_store
    if words[1] == "ingest.py":
        store = workplace / "store"
    elif "map" in words:
        # The layout of a thousand movies takes ten seconds.
        store = small_store
    monkeypatch.setenv("RECOMMENDER_STORE", str(store))
    result = CliRunner().invoke(command, arguments, input=stdin)
    assert result.exit_code == 0, result.output
    assert result.output


@pytest.mark.parametrize("page", [README, USE], ids=["README", "USE"])
def test_the_python_example(workplace, bag_store, monkeypatch, capsys, page):
    (code,) = blocks(page, "python")
    assert len([line for line in code.splitlines() if line]) <= 5
    monkeypatch.setattr("recommender.search.recommender.DEFAULT_STORE", bag_store)
    exec(code, {})
    *understood, first, second, third, fourth, fifth = capsys.readouterr().out.splitlines()
    assert understood == (["['no Comedy'] a heist goes wrong"] if page is USE else [])
    assert all(re.match(r".+ \(199\d\) .+", line) for line in (first, second, third, fourth, fifth))


def test_completion_in_the_shell(bag_store):
    """Simulates Tab in bash after the completion line of docs/USE.md was run."""
    (line,) = [line for line in "\n".join(blocks(USE, "sh")).splitlines() if line.startswith("eval")]
    variable, script = re.search(r"\$\((\w+)=bash_source (\S+)\)", line).groups()

    def ask(words, **more):
        environment = {**os.environ, "RECOMMENDER_STORE": str(bag_store), **more}
        command = [sys.executable, script] if words else [script]
        return subprocess.run(
            command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=True
        ).stdout

    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    assert "complete " in ask([], **{variable: "bash_source", "PATH": path})

    def offered(*words):
        return ask(
            words,
            **{
                variable: "bash_complete",
                "COMP_WORDS": shlex.join([script, *words]),
                "COMP_CWORD": str(len(words)),
            },
        )

    assert "Blade Runner (1982)" in offered("--like", "blade r")
    shell = pexpect.spawn(
        "bash", ["--norc"], cwd=str(PROJECT), timeout=60, encoding="utf-8", dimensions=(24, 200),
        env={**os.environ, "RECOMMENDER_STORE": str(bag_store), "PATH": path, "PS1": "$ ", "TERM": "dumb"}, use_poll=True,
    )  # fmt: skip
    shell.sendline(line)
    shell.send("./query.py --genre Sci\t")
    shell.expect(r"Science\\ Fiction")
    shell.send("\x15./query.py --like Ocean\\'s\\ El\t")
    shell.expect(r"Ocean\\'s\\ Eleven\\ \\\(2001\\\)")
    shell.close(force=True)
    assert offered("--genre", "sci").strip().endswith("Science Fiction")
    assert "--not-genre" in offered("--not")
    assert "Tom Hanks" in offered("--person", "tom h")
    assert "French" in offered("--not-language", "fre")


def test_the_options_table():
    rows = re.findall(r"^\| `--(\w+)` \| `(\w+)` \| (.*) \|$", USE, re.MULTILINE)
    options = {
        option.name: option
        for command in cli.main.commands.values()
        for option in command.params
        if getattr(option, "envvar", None)
    }
    assert {(name, variable) for name, variable, _ in rows} == {
        (n, option.envvar) for n, option in options.items()
    }
    defaults = {name: default.strip("`") for name, _, default in rows}
    assert str(options["store"].default).endswith(defaults["store"].rstrip("/"))
    assert options["model"].default == defaults["model"]
    assert "".join(options["source"].default).endswith(defaults["source"])


def test_figures_of_the_catalogue_are_right():
    movies = read_catalogue(str(MOVIES_CSV)).movies
    years = sorted(movie.year for movie in movies)
    for page in (
        README,
        (PROJECT / "CHANGELOG.md").read_text(),
        (PROJECT / "data" / "README.md").read_text(),
    ):
        assert f"{len(movies):,} movies" in page
    assert f"from {years[0]} to {years[-1]}" in README
    with (PROJECT / "data" / "queries.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert f"the {sum(bool(row['id']) for row in rows)} questions" in DOCS["QUALITY"].replace("\n", " ")


@pytest.fixture
def results():
    return json.loads((PROJECT / "tests" / "benchmarks" / "results.json").read_text(encoding="utf-8"))


def test_the_tables_match_the_benchmarks(results, bundled):
    quality = {name: part for name, part in results["quality"].items() if name.endswith(", all")}
    assert quality["Bundled catalogue, all"]["movies"] == len(bundled.movies)
    assert speed_table(results) in DOCS["SPEED"]
    for table in map(quality_table, quality.values()):
        assert table in DOCS["QUALITY"]
    assert kinds_table(results["understanding"]) in DOCS["QUALITY"]
    assert texts_table(results["texts"]) in DOCS["QUALITY"]
    overviews, mistaken = (results["understanding"][name] for name in ("overviews", "taken for facts"))
    assert f"Of the {overviews:,} overviews, asked as questions, {mistaken} have words" in DOCS["QUALITY"]
    assert endurance_table(results) in DOCS["RELIABILITY"]
    full = {row["system"]: row["metrics"] for row in quality["Bundled catalogue, all"]["rows"]}
    for system, metric in (("full", "R@1"), ("full", "R@5"), ("original", "R@5")):
        assert f"{full[system][metric]['value']:.2f}" in README


def test_the_readme_is_short():
    assert len(README.splitlines()) <= 120


def test_linked_files_exist():
    for page in [*PROJECT.glob("*.md"), *PROJECT.glob("docs/*.md"), *PROJECT.glob("*/README.md")]:
        for target in re.findall(r"\]\(((?!http)[^)#]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_the_changelog_has_this_version():
    assert f"## {__version__}" in (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.fixture
def beside_the_store(tmp_path, bag_store):
    (tmp_path / "chroma_store").symlink_to(bag_store)
    return tmp_path


def test_the_store_opens_with_plain_chromadb(beside_the_store, bundled):
    (code,) = blocks(STORE, "python")
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=beside_the_store, capture_output=True, text=True, check=True
    )
    lines = done.stdout.splitlines()
    assert set(re.findall(r"'(\w+)'", lines[0])) - {"passages"} == {"genre_clusters", "movies"}
    assert lines[1] == f"{len(bundled.movies)} bag-of-words ready"
    assert all("Western" in line for line in lines[2:5])
    assert len(lines) == 8


def test_the_store_page_names_all_metadata():
    table = re.search(r"^\| `movies` \|.*$", STORE, re.MULTILINE)[0]
    documented = set(re.findall(r"`(\w+)`", table)) - {"movies"}
    from recommender.store.schema import to_metadata
    from tests.making import make_movie

    assert documented == {*to_metadata(make_movie(1)), "cluster"}


def test_the_use_page_names_all_columns():
    rows = re.findall(r"^\| `(\w+)` \| (`.*`) \|$", USE, re.MULTILINE)
    documented = {field: tuple(re.findall(r"`(\w+)`", names)) for field, names in rows}
    assert {field: documented.get(field) for field in USUAL_NAMES} == USUAL_NAMES


def test_chromas_server_serves_the_store(beside_the_store, bundled):
    command = next(
        line for line in "\n".join(blocks(STORE, "sh")).splitlines() if line.startswith("chroma run")
    )
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [CHROMA, *shlex.split(command)[1:], "--port", str(port)],
        cwd=beside_the_store,
        stdout=subprocess.DEVNULL,
    )
    try:
        base = f"http://localhost:{port}"
        collections = json.loads(
            _fetch(f"{base}/api/v2/tenants/default_tenant/databases/default_database/collections")
        )
        (movies,) = [collection for collection in collections if collection["name"] == "movies"]
        assert movies["metadata"]["movie_count"] == len(bundled.movies)
        assert b"Swagger" in _fetch(f"{base}/docs/")
    finally:
        server.terminate()
        server.wait(20)


def _fetch(url):
    for _ in range(100):
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return answer.read()
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"no answer from {url}")


def test_chromas_browser_still_cannot_show_a_local_store(beside_the_store):
    """If this fails after an upgrade of chromadb, docs/STORE.md can say that the browser works."""
    command = re.search(r"`(chroma browse .*?)`", STORE)[1]
    child = pexpect.spawn(
        str(CHROMA), shlex.split(command)[1:], cwd=str(beside_the_store), timeout=30, dimensions=(20, 100), use_poll=True,
    )  # fmt: skip
    child.expect("Browsing Chroma Collection: movies")
    child.expect("Failed to load records")
    child.close(force=True)

"""No data is executed, nothing is written outside the store and the cache, and any path works."""

import ast
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.audit import report
from tests.conftest import PROJECT

SOURCES = [*sorted((PROJECT / "recommender").rglob("*.py")), PROJECT / "ingest.py", PROJECT / "query.py"]
RUNS_DATA = {
    "pickle",
    "cPickle",
    "dill",
    "marshal",
    "shelve",
    "joblib",
    "cloudpickle",
    "yaml",
    "code",
    "codeop",
}
RUNS_TEXT = {
    "eval",
    "exec",
    "compile",
    "__import__",
    "os.system",
    "os.popen",
    "torch.load",
    "np.load",
    "numpy.load",
}
ODD_NAMES = ['it\'s "quoted" here', "päth ☃ 映画", "$HOME `id` ; *", "-dash %s {0}", "#fragment?x=1&y=%20"]

PROGRAM = """
import sys
import recommender.ingest.ingest_catalogue as ingest
import recommender.search.recommender as search
from recommender.cli import main as cli
from tests.conftest import BagOfWordsEncoder
search.QueryModel = lambda *_, **__: BagOfWordsEncoder()
ingest.LazyModel = lambda *_: BagOfWordsEncoder()
cli.main(sys.argv[1:])
"""
"""Runs the command line with the deterministic encoder, in a separate process."""


def calls(source):
    return [
        node for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)
    ]


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: str(source.relative_to(PROJECT)))
def test_no_data_is_executed(source):
    tree = ast.parse(source.read_text(encoding="utf-8"))
    imported = {
        alias.name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    imported |= {
        (node.module or "").split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)
    }
    assert not imported & RUNS_DATA
    called = {ast.unparse(call.func) for call in calls(source)}
    assert not called & RUNS_TEXT
    assert not any(name.endswith((".read_pickle", ".unsafe_load")) for name in called)


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: str(source.relative_to(PROJECT)))
def test_no_shell_and_no_code_of_a_model(source):
    allowed = {"trust_remote_code": {"False"}, "shell": {"False"}, "allow_pickle": {"False"}}
    for call in calls(source):
        for keyword in call.keywords:
            assert ast.unparse(keyword.value) in allowed.get(keyword.arg, {ast.unparse(keyword.value)})


@pytest.fixture
def watched(tmp_path):
    """Home, temporary, working and program directories, and an environment that names no others."""
    places = {name: tmp_path / name for name in ("home", "temporary", "working", "program", "data")}
    for place in places.values():
        place.mkdir()
    shutil.copytree(
        PROJECT / "recommender",
        places["program"] / "recommender",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    (places["program"] / "tests").mkdir()
    for name in ("__init__.py", "conftest.py", "ingesting.py", "longest_first.py"):
        shutil.copy(PROJECT / "tests" / name, places["program"] / "tests" / name)
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in {"PATH", "LANG", "SYSTEMROOT", "LD_LIBRARY_PATH"}
    }
    environment = kept | {
        "HOME": str(places["home"]), "TMPDIR": str(places["temporary"]), "PYTHONPATH": str(places["program"]),
        "PYTHONDONTWRITEBYTECODE": "1", "RECOMMENDER_STORE": str(tmp_path / "store"), "RECOMMENDER_CACHE": str(tmp_path / "cache"),
    }  # fmt: skip
    return places, environment


def tree(places):
    return {path: path.stat().st_mtime_ns for place in places.values() for path in place.rglob("*")}


def test_nothing_is_written_outside_store_and_cache(watched, small_csv):
    places, environment = watched
    source = places["data"] / "movies.csv"
    shutil.copy(small_csv, source)
    (places["data"] / "seen.txt").write_text("Jaws\n")
    before = tree(places)
    for arguments in (
        ["ingest", "--source", str(source)],
        ["query", "a shark attacks a beach town", "--seen", str(places["data"] / "seen.txt"), "--explain"],
        ["inspect", "--json"],
    ):
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, *arguments], cwd=places["working"], env=environment,
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert tree(places) == before, arguments
    assert (Path(environment["RECOMMENDER_STORE"]) / "chroma.sqlite3").is_file()


@pytest.mark.parametrize("name", ODD_NAMES)
def test_any_path_works(invoke, monkeypatch, tmp_path, small_csv, name):
    monkeypatch.chdir(tmp_path)
    place = tmp_path / name
    place.mkdir()
    source, store, seen = place / f"{name}.csv", place / "store", place / f"{name}.txt"
    source.write_bytes(b"".join(small_csv.read_bytes().splitlines(keepends=True)[:30]))
    seen.write_text("Jaws (1975)\n")
    options = [f"--store={store}"]
    ingested = invoke(
        "ingest",
        *options,
        f"--source={source}",
        f"--report={place / name}.report",
        f"--cache={place / 'cache'}",
    )
    assert ingested.exit_code == 0, ingested.stderr
    found = invoke(
        "query", "a shark", *options, f"--cache={place / 'cache'}", f"--seen={seen}", "--format", "json"
    )
    assert found.exit_code == 0, found.stderr
    answer = json.loads(found.stdout)
    assert len(answer["results"]) == 5
    assert answer["request"]["seen"] == [str(seen)]
    shown = json.loads(invoke("inspect", *options, "--json").stdout)
    assert (shown["path"], shown["collections"]["movies"]) == (str(store), shown["manifest"]["movie_count"])
    assert {path.name for path in tmp_path.iterdir()} == {name}


def test_a_command_to_type_is_quoted(invoke, tmp_path):
    store = tmp_path / "it's; touch owned"
    told = invoke("query", "a shark", "--store", str(store)).stderr.strip().split("Run: ")[1]
    seen = subprocess.run(
        ["bash", "-c", told.replace("python -m recommender ingest", f"{sys.executable} -c 'import sys; print(sys.argv[2])'")],
        capture_output=True, text=True, check=True, cwd=tmp_path,
    )  # fmt: skip
    assert seen.stdout == f"{store}\n"
    assert not list(tmp_path.iterdir())


def test_known_vulnerabilities_are_reported(capsys):
    known = {"name": "a", "version": "1", "vulns": [{"id": "CVE-1", "fix_versions": ["2"]}]}
    sound = {"name": "b", "version": "1", "vulns": []}
    assert report([sound, {"name": "c", "skip_reason": "not found"}]) == 0
    assert report([known, sound]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "pip-audit: the index knows 1 of 2 packages",
        "pip-audit: the index knows 2 of 2 packages",
        "a 1: CVE-1, fixed in 2",
    ]

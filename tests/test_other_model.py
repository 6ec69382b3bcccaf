"""A second real model with fewer dimensions, from the catalogue to the answer."""

import json
import subprocess
import sys

import numpy as np
import pytest
from click.testing import CliRunner
from sentence_transformers import SentenceTransformer

from recommender.cli import main as cli
from recommender.store.store import Store
from tests.conftest import MOVIES_CSV, PROJECT, WELL_KNOWN


@pytest.fixture(scope="module")
def place(small_model, made_once):
    """A store of sixty movies made with the small model, and the cache with its graph."""

    def make(path):
        header, *lines = MOVIES_CSV.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for n, line in enumerate(lines) if n % 28 == 0 or line.split(",", 1)[0] in WELL_KNOWN]
        (path / "movies.csv").write_text(header + "".join(kept), encoding="utf-8")
        done = CliRunner().invoke(
            cli.main,
            ["ingest", f"--source={path / 'movies.csv'}", "--precision=fp32", *options(path, small_model)],
        )
        assert done.exit_code == 0, done.output

    return made_once("other model", make)


def options(place, model):
    return [f"--store={place / 'store'}", f"--cache={place / 'cache'}", f"--model={model}"]


def test_the_store_names_its_model(place, small_model):
    done = CliRunner().invoke(cli.main, ["inspect", "--json", f"--store={place / 'store'}"])
    manifest = json.loads(done.stdout)["manifest"]
    assert (manifest["dimension"], manifest["computed_by"]) == (384, "torch-fp32")
    assert manifest["model"] == str(small_model)
    assert 55 <= manifest["movie_count"] <= 65


def test_the_vectors_are_those_of_sentence_transformers(place, small_model):
    store = Store.open(place / "store")
    ids, vectors = store.vectors()
    movies = store.movies(ids)
    model = SentenceTransformer(str(small_model), device="cpu", local_files_only=True)
    expected = model.encode([movies[id_].overview for id_ in ids], show_progress_bar=False)
    assert np.sum(vectors * expected, axis=1).min() > 0.999


def test_a_question_finds_its_movie_without_pytorch(place, small_model):
    code = (
        "import sys, atexit\n"
        "heavy = {'torch', 'sentence_transformers', 'transformers'}\n"
        "atexit.register(lambda: print(sorted(heavy & {*sys.modules}), file=sys.stderr))\n"
        "from recommender.cli.main import main\n"
        "main(sys.argv[1:])\n"
    )
    question = "kid left behind by his family at christmas fights burglars"
    done = subprocess.run(
        [sys.executable, "-c", code, "query", question, "--json", *options(place, small_model)],
        cwd=PROJECT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "[]\n")
    assert json.loads(done.stdout)["results"][0]["id"] == "home-alone-1990"


def test_our_model_does_not_answer_from_its_store(place, tmp_path):
    done = CliRunner().invoke(
        cli.main, ["query", "a shark", f"--store={place / 'store'}", f"--cache={tmp_path}"]
    )
    assert done.exit_code == 3
    assert "not with sentence-transformers/all-mpnet-base-v2. Run: " in done.stderr

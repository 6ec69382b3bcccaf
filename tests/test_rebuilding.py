"""A rebuild replaces a damaged store by a sound one, and leaves it alone until then."""

import shutil
from pathlib import Path

import pytest

from recommender import rebuilding
from recommender.errors import StoreError
from recommender.indexing import ingest
from recommender.rebuilding import rebuild
from recommender.search import Recommender
from recommender.store import Store
from recommender.verification import Finding, verify
from tests.conftest import BagOfWordsEncoder, make_catalogue


@pytest.fixture
def damaged(tmp_path):
    """A store cut in half, with a file of the user's beside it; Chroma has not opened this copy."""
    ingest(make_catalogue(40), BagOfWordsEncoder(), tmp_path / "made")
    path = shutil.copytree(tmp_path / "made", tmp_path / "store")
    database = path / "chroma.sqlite3"
    database.write_bytes(database.read_bytes()[: database.stat().st_size // 2])
    (path / "README.md").write_text("mine")
    assert verify(path)
    return path


def contents(path):
    return {str(file.relative_to(path)): file.read_bytes() for file in path.rglob("*") if file.is_file()}


def test_a_damaged_store_is_replaced_by_a_sound_one(damaged, tmp_path, encoder):
    report = rebuild(make_catalogue(40), encoder, damaged)
    assert (report.added, report.embedded) == (40, 40)
    assert verify(damaged) == []
    (result,) = Recommender(Store.open(damaged), encoder).search("a town")
    assert len(result.recommendations) == 5
    assert (damaged / "README.md").read_text() == "mine"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["made", "store"]


def test_until_the_new_one_is_proven_the_old_one_stays(damaged, encoder, monkeypatch):
    before = contents(damaged)
    monkeypatch.setattr(rebuilding, "verify", lambda *_: [Finding("it is broken", "mend it")])
    with pytest.raises(
        StoreError, match=r"the new store is not sound \(it is broken\), and the old one was left"
    ):
        rebuild(make_catalogue(40), encoder, damaged)
    after = contents(damaged)
    assert {name: after[name] for name in before} == before


def test_the_store_in_the_working_directory(damaged, encoder, monkeypatch):
    monkeypatch.chdir(damaged)
    rebuild(make_catalogue(10), encoder, Path())
    assert verify(damaged) == []


def test_a_store_that_was_not_there_is_made(tmp_path, encoder):
    rebuild(make_catalogue(10), encoder, tmp_path / "store")
    assert verify(tmp_path / "store") == []

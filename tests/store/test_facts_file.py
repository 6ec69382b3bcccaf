"""The file of facts may be missing, stale, damaged or foreign."""

import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from recommender.catalogue.reader import Catalogue
from recommender.errors import Remedy, StoreError
from recommender.store import sealed_file
from recommender.store.facts import Facts
from recommender.store.facts_file import FACTS_FILE, open_facts, read_facts, write_facts
from recommender.store.sealed_file import TEMPORARY
from recommender.store.store import Store
from recommender.store.verify import Finding
from recommender.store.writer import WritableStore
from tests.conftest import PROJECT, BagOfWordsEncoder
from tests.ingesting import ingest
from tests.killing import findings_of
from tests.making import make_catalogue, make_movie

CATALOGUE = make_catalogue(40)
DIGEST = CATALOGUE.fingerprint


@pytest.fixture
def store(tmp_path):
    path = tmp_path / "store"
    ingest(CATALOGUE, BagOfWordsEncoder(), path)
    return path


@pytest.fixture
def file(store):
    return store / FACTS_FILE.name


def rebuilt(path, monkeypatch):
    """Whether a reader makes the facts from the rows of the store; they must be right."""
    reads = []
    read = Store.movies
    monkeypatch.setattr(Store, "movies", lambda *given: reads.append(1) or read(*given))
    assert open_facts(Store.open(path)) == Facts.of(CATALOGUE.movies)
    monkeypatch.undo()
    return bool(reads)


def test_ingest_writes_the_facts_of_each_state(store, file, encoder, monkeypatch):
    assert not rebuilt(store, monkeypatch)
    for catalogue in (make_catalogue(41), make_catalogue(30)):
        ingest(catalogue, encoder, store)
        assert read_facts(store, catalogue.fingerprint) == Facts.of(catalogue.movies)
        assert read_facts(store, DIGEST) is None
    other = BagOfWordsEncoder(fingerprint="1" * 64)
    ingest(CATALOGUE, other, store)
    assert read_facts(store, DIGEST) == Facts.of(CATALOGUE.movies)


def test_an_ingest_with_nothing_to_do_restores_a_missing_file(store, file, encoder):
    before = file.read_bytes()
    written = file.stat().st_mtime_ns
    ingest(CATALOGUE, encoder, store)
    assert file.stat().st_mtime_ns == written
    file.unlink()
    ingest(CATALOGUE, encoder, store)
    assert file.read_bytes() == before


DAMAGES = {
    "missing": None,
    "empty": lambda content: b"",
    "header only": lambda content: content[:256],
    "half": lambda content: content[: len(content) // 2],
    "one byte less": lambda content: content[:-1],
    "one byte more": lambda content: content + b"\0",
    "other version": lambda content: content.replace(b"facts 3 ", b"facts 2 ", 1),
    "stale": lambda content: content.replace(DIGEST.encode(), b"0" * 32, 1),
    **{
        f"flipped at {share}": lambda content, share=share: (
            content[: (at := int(share * (len(content) - 1)))] + bytes([content[at] ^ 4]) + content[at + 1 :]
        )
        for share in (0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 1)
    },
}


@pytest.mark.parametrize("name", DAMAGES)
def test_a_reader_replaces_a_file_that_is_not_sound(store, file, monkeypatch, name):
    before = file.read_bytes()
    if DAMAGES[name] is None:
        file.unlink()
    else:
        file.write_bytes(DAMAGES[name](before))
    assert findings_of(store) == []
    assert rebuilt(store, monkeypatch)
    assert file.read_bytes() == before
    assert not rebuilt(store, monkeypatch)


def test_a_file_of_another_program_stays(store, file, encoder, monkeypatch):
    file.write_bytes(b"ARROW1 mine")
    assert rebuilt(store, monkeypatch)
    ingest(make_catalogue(41), encoder, store)
    ingest(CATALOGUE, encoder, store, rebuild=True)
    assert file.read_bytes() == b"ARROW1 mine"
    assert findings_of(store) == []


def test_a_directory_in_the_place_of_the_file_stays(store, file, encoder, monkeypatch):
    file.unlink()
    file.mkdir()
    assert rebuilt(store, monkeypatch)
    ingest(make_catalogue(41), encoder, store)
    assert file.is_dir()


def fail(*_):
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("what", [(Path, "replace", fail), (sealed_file, "TEMPORARY", "no/such/directory")])
def test_no_reader_or_ingest_fails_when_the_file_cannot_be_written(store, file, encoder, monkeypatch, what):
    """As in a directory that is read-only or full."""
    file.unlink()
    monkeypatch.setattr(*what)
    assert open_facts(Store.open(store)) == Facts.of(CATALOGUE.movies)
    ingest(CATALOGUE, encoder, store)
    assert not file.exists()
    assert not list(store.glob(f"{TEMPORARY}*"))


def test_an_ingest_removes_what_a_killed_process_left(store, encoder):
    (store / f"{TEMPORARY}0f0f").write_bytes(b"half")
    ingest(CATALOGUE, encoder, store)
    assert not list(store.glob(f"{TEMPORARY}*"))


def test_a_reader_of_a_store_that_changes_does_not_write(store, file, encoder):
    """It has read rows of both states."""
    opened = Store.open(store)
    file.unlink()
    writing = WritableStore.open(store)
    writing.write_info(replace(writing.info, state="ingesting"))
    writing.delete(["movie-0001"])
    open_facts(opened)
    assert not file.exists()


def test_damaged_rows_are_one_error(store, file):
    file.unlink()
    opened = WritableStore.open(store)
    opened._movies.update(ids=["movie-0007"], metadatas=[{"year": "late"}])
    with pytest.raises(
        StoreError, match=r"the rows in .* are damaged", check=lambda e: e.remedy is Remedy.REBUILD
    ):
        open_facts(opened)


def test_readers_and_writers_at_once(store, file):
    """Whoever replaces the file, nobody reads half of it."""
    facts, wrong = Facts.of(CATALOGUE.movies), []

    def write():
        for _ in range(100):
            write_facts(facts, store, DIGEST)

    def read():
        for _ in range(100):
            found = read_facts(store, DIGEST)
            if found is None or found.names.get("actor 3") != facts.names.get("actor 3"):
                wrong.append(found)

    threads = [threading.Thread(target=work) for work in (write, write, read, read)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert file.exists()
    assert not list(store.glob(f"{TEMPORARY}*"))


def test_facts_that_contradict_the_store_are_found_and_a_rebuild_mends_them(store, encoder):
    other = Catalogue("made up", (*CATALOGUE.movies[1:], make_movie(0, year=1900)))
    write_facts(Facts.of(other.movies), store, DIGEST)
    assert findings_of(store) == [Finding("facts.arrow differs from the movies", Remedy.REBUILD)]
    ingest(CATALOGUE, encoder, store)
    assert findings_of(store)
    ingest(CATALOGUE, encoder, store, rebuild=True)
    assert findings_of(store) == []


def test_the_index_of_overviews_is_checked_too(store):
    movies = [replace(movie, overview="Movie") for movie in CATALOGUE.movies]
    write_facts(Facts.of(movies), store, DIGEST)
    assert len(findings_of(store)) == 1


def test_the_header_keeps_the_columns_aligned():
    assert sealed_file._HEADER % 64 == 0
    assert len(FACTS_FILE._header("0" * 64, "0" * 64)) == sealed_file._HEADER


def test_reading_and_searching_import_nothing_heavy(store):
    """Each of these would cost a cold question a tenth of a second."""
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from recommender.store.facts import Facts\n"
        "from recommender.store.facts_file import read_facts\n"
        "from recommender.store.matching import matching\n"
        "from recommender.store.where import Has, OneOf, Within\n"
        f"facts = read_facts(Path({str(store)!r}), {DIGEST!r})\n"
        "for one in (Has('cast', 'Actor 3'), Within('year', 1980), OneOf('genre_key', ('Drama',)), Has('languages', 'en')):\n"
        "    assert matching(one, facts).any()\n"
        "facts.movie(3), facts.people.name(3), facts.title_forms.begins('movie 3')\n"
        "Facts.of([])\n"
        "print([name for name in ('pandas', 'pyarrow.compute', 'chromadb') if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PROJECT
    )
    assert done.stdout == "[]\n"

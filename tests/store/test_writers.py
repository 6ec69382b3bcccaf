"""One ingest at a time writes to a store; a second names the writer; a dead process does not block it."""

import os
import re
import shutil
import signal
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from chromadb.errors import InternalError

from recommender.errors import Remedy, StoreError, StoreNotReadyError
from recommender.store.directory import WRITER_FILE, single_writer
from recommender.store.store import Store
from tests.conftest import BagOfWordsEncoder, fixed_by
from tests.ingesting import ingest
from tests.killing import context
from tests.making import make_catalogue


def hold(path: Any, held: Any, release: Any) -> None:
    with single_writer(path):
        held.set()
        release.wait(60)


@pytest.fixture
def holder(tmp_path):
    """A process that holds the lock of ``tmp_path / "store"``, and the event that releases it."""
    held, release = context.Event(), context.Event()
    process = context.Process(target=hold, args=(tmp_path / "store", held, release))
    process.start()
    assert held.wait(60)
    yield process, release
    # ``release.set()`` would hang on a process that was killed while it waited.
    if process.is_alive():
        release.set()
    process.join(60)


def test_the_second_ingest_names_the_writer_and_stops(tmp_path, holder):
    process, release = holder
    path, encoder = tmp_path / "store", BagOfWordsEncoder()
    with pytest.raises(StoreError, match="another ingest is writing to") as caught:
        ingest(make_catalogue(3), encoder, path)
    said = re.search(r"\(process (\d+), since (\S+ \S+) UTC\)$", str(caught.value))
    assert said
    assert int(said[1]) == process.pid
    age = datetime.now(UTC) - datetime.fromisoformat(f"{said[2]}+00:00")
    assert timedelta(0) <= age < timedelta(minutes=5)
    assert encoder.texts == 0
    assert sorted(file.name for file in path.iterdir()) == [".ingest.lock", WRITER_FILE]
    release.set()
    process.join(60)
    assert ingest(make_catalogue(3), encoder, path).added == 3


def test_a_dead_writer_does_not_block(tmp_path, holder):
    process, _ = holder
    path = tmp_path / "store"
    os.kill(process.pid, signal.SIGKILL)
    process.join(60)
    assert f"process {process.pid}," in (path / WRITER_FILE).read_text()
    with single_writer(path):
        assert f"process {os.getpid()}," in (path / WRITER_FILE).read_text()
    assert not (path / WRITER_FILE).exists()


def test_the_content_of_the_file_is_cleaned(tmp_path, holder):
    path = tmp_path / "store"
    (path / WRITER_FILE).write_bytes(b"\x1b[31mprocess\xff 1\n" + b"x" * 1_000)
    with pytest.raises(StoreError, match="another ingest is writing to") as caught, single_writer(path):
        pass
    assert "\x1b" not in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < len(str(path)) + 200


def test_without_the_file_the_second_is_refused_too(tmp_path, holder):
    path = tmp_path / "store"
    (path / WRITER_FILE).unlink()
    with (
        pytest.raises(StoreError, match=r"another ingest is writing to \S+$", check=fixed_by(Remedy.WAIT)),
        single_writer(path),
    ):
        pass


def test_a_failing_reader_waits_while_an_ingest_writes(tmp_path, holder, monkeypatch):
    """A writer may have just deleted what it reads; without a writer the same failure means damage."""
    process, release = holder
    ingest(make_catalogue(3), BagOfWordsEncoder(), tmp_path / "made")
    store = Store.open(shutil.copytree(tmp_path / "made", tmp_path / "store", dirs_exist_ok=True))

    def fail(**_):
        raise InternalError("Error executing plan: Error finding id")

    monkeypatch.setattr(store._clusters._collection, "get", fail)
    with pytest.raises(
        StoreNotReadyError,
        match=rf"another ingest .* \(process {process.pid}, since .*\)$",
        check=fixed_by(Remedy.WAIT),
    ):
        store.clusters()
    release.set()
    process.join(60)
    with pytest.raises(
        StoreError, match=r"Chroma cannot use .*: Error executing plan: ", check=fixed_by(Remedy.REBUILD)
    ):
        store.clusters()

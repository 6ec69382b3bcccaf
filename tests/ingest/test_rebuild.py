"""A rebuild replaces a damaged store by a verified one, and never deletes data of other programs."""

import errno
import shutil
import subprocess
import sys
from pathlib import Path

import chromadb
import pytest

from recommender.errors import Remedy, StoreError
from recommender.ingest import ingest as indexing
from recommender.search.recommender import Recommender
from recommender.store.store import Store
from recommender.store.verify import Finding
from tests.conftest import BagOfWordsEncoder, fixed_by
from tests.damaging import sql, truncate
from tests.ingesting import ingest
from tests.killing import findings_of
from tests.making import make_catalogue


@pytest.fixture(autouse=True)
def quick_verify(request, monkeypatch):
    """A faster verification of the new store, for all tests but the first."""
    if request.node.name != "test_a_damaged_store_is_replaced_by_a_sound_one":
        monkeypatch.setattr(indexing, "verify", lambda path, _: findings_of(path))


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    path = tmp_path_factory.mktemp("made") / "store"
    ingest(make_catalogue(40), BagOfWordsEncoder(), path)
    return path


@pytest.fixture
def sound(made, tmp_path):
    """A store that Chroma has not opened, with a user's file beside it."""
    path = shutil.copytree(made, tmp_path / "store")
    (path / "README.md").write_text("mine")
    return path


@pytest.fixture
def damaged(sound):
    """A store with missing movies; SQLite still shows which program made it."""
    sql("delete from embeddings where embedding_id in ('movie-0003', 'movie-0004')")(sound)
    assert findings_of(sound)
    return sound


def rebuild(path, encoder, movies=40, **more):
    return ingest(make_catalogue(movies), encoder, path, rebuild=True, **more)


def contents(path):
    return {
        str(file.relative_to(path)): file.read_bytes()
        for file in path.rglob("*")
        if file.is_file() and file.name != ".ingest.lock"
    }


def test_a_damaged_store_is_replaced_by_a_sound_one(damaged, encoder):
    report = rebuild(damaged, encoder)
    assert (report.added, report.embedded, report.aside) == (40, 40, None)
    assert findings_of(damaged) == []
    (result,) = Recommender(Store.open(damaged), encoder).search("a town")
    assert len(result.recommendations) == 5
    assert (damaged / "README.md").read_text() == "mine"
    names = {file.name for file in damaged.iterdir()}
    assert {name for name in names if "-" not in name} == {
        "README.md",
        "chroma.sqlite3",
        "facts.arrow",
        "words.arrow",
        ".ingest.lock",
    }
    assert len([name for name in names if "-" in name]) == 2  # the two indexes


def test_a_failed_verification_keeps_the_old_store(damaged, encoder, monkeypatch):
    before = contents(damaged)
    monkeypatch.setattr(indexing, "verify", lambda *_: [Finding("it is broken", "fix it")])
    with pytest.raises(
        StoreError, match=r"the new store is not sound \(it is broken\), and the old one is unchanged"
    ):
        rebuild(damaged, encoder)
    assert contents(damaged) == before


@pytest.mark.parametrize(
    "damage", [truncate("chroma.sqlite3"), lambda path: (path / "chroma.sqlite3").write_text("no")]
)
def test_an_unreadable_store_is_kept(sound, encoder, damage):
    """It cannot be read, so it may belong to another program."""
    damage(sound)
    before = contents(sound)
    report = rebuild(sound, encoder)
    assert findings_of(sound) == []
    kept = contents(report.aside)
    assert report.aside.parent == sound
    ours = ("README.md", "facts.arrow", "words.arrow")
    assert kept == {name: one for name, one in before.items() if name not in ours}


def test_the_store_in_the_working_directory(damaged, encoder, monkeypatch):
    monkeypatch.chdir(damaged)
    rebuild(Path(), encoder, 10)
    assert findings_of(damaged) == []


def test_a_missing_store_is_made(tmp_path, encoder):
    rebuild(tmp_path / "store", encoder, 10)
    assert findings_of(tmp_path / "store") == []


FOREIGN = """
import sys
import chromadb
client = chromadb.PersistentClient(sys.argv[1])
client.create_collection(sys.argv[2], embedding_function=None).add(ids=["1"], embeddings=[[1.0]], documents=["mine"])
"""


def add_foreign(path, name):
    """Add a collection as another program would, from a process of its own."""
    subprocess.run([sys.executable, "-c", FOREIGN, str(path), name], check=True)


@pytest.mark.parametrize("name", ["movies", "genre_clusters", "something else"])
def test_a_foreign_collection_is_not_changed(tmp_path, encoder, name):
    path = tmp_path / "store"
    path.mkdir()
    name = name.replace(" ", "-")
    add_foreign(path, name)
    before = contents(path)
    with pytest.raises(
        StoreError, match=rf"the collection '{name}' in .* was not made by .*; nothing was changed"
    ):
        rebuild(path, encoder)
    assert contents(path) == before
    assert encoder.texts == 0


def test_a_foreign_collection_beside_ours_is_not_changed(sound, encoder):
    add_foreign(sound, "notes")
    before = contents(sound)
    with pytest.raises(StoreError, match="the collection 'notes' in", check=fixed_by(Remedy.CHANGE)):
        rebuild(sound, encoder)
    assert contents(sound) == before
    with pytest.raises(StoreError, match="the collection 'notes' in", check=fixed_by(Remedy.CHANGE)):
        ingest(make_catalogue(40), BagOfWordsEncoder(fingerprint="1" * 64), sound)
    assert ingest(make_catalogue(41), encoder, sound).added == 1
    notes = chromadb.PersistentClient(str(sound)).get_collection("notes", embedding_function=None)
    assert notes.get()["documents"] == ["mine"]


def test_a_collection_made_meanwhile_is_not_changed(sound, encoder, monkeypatch):
    """A rebuild takes long, so it must check again before it replaces the store."""
    embed = encoder.embed

    def meanwhile(tokens):
        if encoder.calls == 0:
            add_foreign(sound, "notes")
        return embed(tokens)

    monkeypatch.setattr(encoder, "embed", meanwhile)
    with pytest.raises(StoreError, match=r"the collection 'notes' in .* nothing was changed"):
        rebuild(sound, encoder)
    store = chromadb.PersistentClient(str(sound))
    assert store.get_collection("notes", embedding_function=None).get()["documents"] == ["mine"]
    assert store.get_collection("movies", embedding_function=None).count() == 40
    assert not list(sound.glob(".rebuilding-*"))


def test_a_collection_of_another_database_is_not_changed(sound, encoder):
    """Our name and metadata do not make it ours when it is in another database."""
    manifest = dict(
        chromadb.PersistentClient(str(sound)).get_collection("movies", embedding_function=None).metadata
    )
    admin = chromadb.AdminClient(chromadb.Settings(is_persistent=True, persist_directory=str(sound)))
    admin.create_database("others")
    client = chromadb.PersistentClient(str(sound), database="others")
    client.create_collection("movies", embedding_function=None, metadata=manifest)
    with pytest.raises(StoreError, match=r"the collection 'movies' in .* was not made by this program"):
        rebuild(sound, encoder)
    assert client.get_collection("movies", embedding_function=None).metadata == manifest


def test_files_that_only_look_like_chromas_are_kept(sound, encoder):
    """A directory named by a UUID that holds other files, and a backup of the database."""
    (sound / "0f0f0f0f-1111-2222-3333-444444444444").mkdir()
    mine = [sound / "0f0f0f0f-1111-2222-3333-444444444444" / "notes.txt", sound / "chroma.sqlite3.backup"]
    for file in mine:
        file.write_text("mine")
    rebuild(sound, encoder)
    ingest(make_catalogue(39), encoder, sound)
    assert [file.read_text() for file in mine] == ["mine", "mine"]


@pytest.fixture
def mounted(tmp_path):
    """A separate file system, like a Docker volume."""
    path = tmp_path / "volume"
    path.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(path)]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("this user may not mount a file system")
    yield path
    subprocess.run(["umount", "--lazy", str(path)], check=True)


def test_a_store_that_is_a_mount_point(mounted, made, encoder):
    shutil.copytree(made, mounted, dirs_exist_ok=True)
    assert rebuild(mounted, encoder).movies == 40
    assert findings_of(mounted) == []
    assert ingest(make_catalogue(41), encoder, mounted).added == 1


@pytest.mark.parametrize("call", ["rename", "replace"])
def test_files_that_cannot_be_moved_leave_everything_as_it_was(sound, encoder, monkeypatch, call):
    """``rename`` fails across devices, and for a directory in a lower layer of an overlay."""
    before = contents(sound)

    def refuse(*_):
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    with monkeypatch.context() as patch:
        patch.setattr(Path, call, refuse)
        with pytest.raises(
            StoreError, match=r"cannot put the new store into .*cross-device.*; the old one is unchanged"
        ):
            rebuild(sound, encoder)
    assert contents(sound) == before
    assert ingest(make_catalogue(41), encoder, sound).added == 1


def test_an_interruption_leaves_no_trace(sound, encoder, monkeypatch):
    before = contents(sound)

    def interrupt(*_):
        raise KeyboardInterrupt("told to stop")

    monkeypatch.setattr(encoder, "embed", interrupt)
    with pytest.raises(KeyboardInterrupt, match="told to stop"):
        rebuild(sound, encoder)
    assert contents(sound) == before


def test_files_of_a_killed_rebuild_are_removed(sound, encoder):
    (sound / ".rebuilding-killed").mkdir()
    (sound / ".rebuilding-killed" / "chroma.sqlite3").write_text("half")
    shutil.copytree(next(sound.glob("*-*-*-*-*")), sound / "0f0f0f0f-1111-2222-3333-444444444444")
    ingest(make_catalogue(40), encoder, sound)
    assert not (sound / ".rebuilding-killed").exists()
    assert not (sound / "0f0f0f0f-1111-2222-3333-444444444444").exists()
    assert findings_of(sound) == []


def test_an_open_reader_follows_a_rebuild(sound, encoder):
    recommender = Recommender(Store.open(sound), encoder)
    (result,) = recommender.search("a town")
    assert result.selection.total == 40
    rebuild(sound, encoder, 30)
    (result,) = recommender.search("a town")
    assert result.selection.total == 30


def test_a_rebuild_embeds_nothing_again(sound, encoder):
    ingest(make_catalogue(41), encoder, sound)
    before = encoder.texts
    report = rebuild(sound, encoder, 41)
    assert (report.embedded, report.cached, encoder.texts - before) == (0, 41, 0)
    assert rebuild(sound, encoder, 41, recompute=True).embedded == 41

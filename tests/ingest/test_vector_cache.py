"""The cache serves every store and every process, and a damaged one is emptied."""

import multiprocessing
import sqlite3
from contextlib import closing

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.errors import CacheError, Remedy
from recommender.ingest.vector_cache import CACHE_FILE, VectorCache, pages
from tests.conftest import BagOfWordsEncoder, fixed_by
from tests.ingesting import ingest
from tests.making import make_catalogue

VECTORS = {
    f"overview {number}": row
    for number, row in enumerate(np.random.default_rng(0).normal(size=(700, 64)).astype(np.float32))
}
MODEL = ("a fingerprint", "torch-fp32")


@pytest.fixture
def directory(tmp_path):
    with closing(VectorCache(tmp_path)) as cache:
        cache.add(*MODEL, VECTORS)
    return tmp_path


@pytest.fixture
def cache(directory):
    with closing(VectorCache(directory)) as opened:
        yield opened


def assert_same(found, expected):
    assert found.keys() == expected.keys()
    for text, vector in expected.items():
        np.testing.assert_array_equal(found[text], vector)


def test_stored_vectors_are_found(cache):
    assert_same(cache.find(*MODEL, [*VECTORS, "never seen"]), VECTORS)
    assert cache.size()[0] == len(VECTORS)
    assert cache.missing(*MODEL, ["never seen", *VECTORS, "nor this"]) == ["never seen", "nor this"]


@pytest.mark.parametrize("other", [("another fingerprint", MODEL[1]), (MODEL[0], "torch-bf16")])
def test_vectors_of_something_else_are_not_found(cache, other):
    assert cache.find(*other, list(VECTORS)) == {}


def test_a_later_vector_replaces_an_earlier_one(cache):
    cache.add(*MODEL, {"overview 3": VECTORS["overview 4"]})
    np.testing.assert_array_equal(cache.find(*MODEL, ["overview 3"])["overview 3"], VECTORS["overview 4"])
    assert cache.size()[0] == len(VECTORS)


def test_trimming_removes_the_oldest(directory):
    with closing(VectorCache(directory, most_bytes=150_000)) as cache:
        cache.add(*MODEL, {"overview 0": VECTORS["overview 0"]})
        cache.trim()
        left = cache.find(*MODEL, list(VECTORS))
        assert cache.size()[1] <= 150_000
        assert 0 < len(left) < len(VECTORS)
        latest = list(VECTORS)[-(len(left) - 1) :]
        # "overview 0" stays: it was written again.
        assert set(left) == {"overview 0", *latest}


def test_trimming_removes_nothing_below_the_limit(cache):
    cache.trim()
    assert cache.size()[0] == len(VECTORS)


def test_clearing_frees_the_disk_space(directory, cache):
    before = cache.size()[1]
    cache.clear()
    assert (cache.size()[0], cache.find(*MODEL, list(VECTORS))) == (0, {})
    assert cache.size()[1] < before / 5


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"no database at all" * 100,
        lambda content: content[: len(content) // 2],
        lambda content: content[:8_192] + bytes(len(content) - 8_192),
    ],
)
def test_a_damaged_file_is_replaced_with_a_warning(directory, damage, encoder):
    file = directory / CACHE_FILE
    file.write_bytes(damage(file.read_bytes()))
    said = []
    with closing(VectorCache(directory, said.append)) as cache:
        found = cache.find(*MODEL, list(VECTORS))
        cache.add(*MODEL, VECTORS)
        assert_same({text: VECTORS[text] for text in found}, found)
        assert_same(cache.find(*MODEL, list(VECTORS)), VECTORS)
    assert len(said) == 1
    assert said[0].startswith(f"Warning: {file} was damaged (")
    assert ingest(make_catalogue(20), encoder, directory / "store", directory).embedded == 20


def test_a_vector_that_changed_on_the_disk_is_not_found(directory):
    file = directory / CACHE_FILE
    content = bytearray(file.read_bytes())
    position = content.index(VECTORS["overview 7"].tobytes()[:64])
    content[position] ^= 0x01
    file.write_bytes(content)
    said = []
    with closing(VectorCache(directory, said.append)) as cache:
        left = {text: vector for text, vector in VECTORS.items() if text != "overview 7"}
        assert_same(cache.find(*MODEL, list(VECTORS)), left)
    assert said == []


def test_a_cache_that_cannot_be_opened(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(
        CacheError,
        match=r"cannot use the cache of vectors .*; free space there",
        check=fixed_by(Remedy.CHANGE),
    ):
        VectorCache(tmp_path / "file")


def test_a_full_disk_is_an_error(cache, monkeypatch):
    class Full:
        def __enter__(self):
            raise sqlite3.OperationalError("database or disk is full")

        def __exit__(self, *_):
            return False

    monkeypatch.setattr(cache, "_database", Full())
    with pytest.raises(CacheError, match="database or disk is full; free space there"):
        cache.add(*MODEL, VECTORS)


def fill(directory, number):
    with closing(VectorCache(directory)) as cache:
        for page in pages(list(VECTORS), 10):
            cache.add(MODEL[0], f"process {number}", {text: VECTORS[text] for text in page})
            cache.trim()


def test_several_processes_at_once(tmp_path):
    context = multiprocessing.get_context("spawn")
    others = [context.Process(target=fill, args=(tmp_path, number)) for number in range(3)]
    for other in others:
        other.start()
    for other in others:
        other.join(60)
        assert other.exitcode == 0
    with closing(VectorCache(tmp_path)) as cache:
        for number in range(3):
            assert_same(cache.find(MODEL[0], f"process {number}", list(VECTORS)), VECTORS)


@given(st.text(max_size=30), st.lists(st.floats(-1, 1, width=32), min_size=1, max_size=8))
def test_any_text_is_found_again(tmp_path_factory, text, numbers):
    vector = np.array(numbers, dtype=np.float32)
    with closing(VectorCache(tmp_path_factory.getbasetemp() / "any text")) as cache:
        cache.add(*MODEL, {text: vector})
        np.testing.assert_array_equal(cache.find(*MODEL, [text])[text], vector)


def test_another_store_embeds_nothing(tmp_path, encoder):
    cache = tmp_path / "cache"
    first = ingest(make_catalogue(40), encoder, tmp_path / "one", cache)
    before = encoder.texts
    second = ingest(make_catalogue(40), encoder, tmp_path / "other", cache)
    assert (first.embedded, first.cached) == (40, 0)
    assert (second.embedded, second.cached, encoder.texts - before) == (0, 40, 0)


def test_a_copied_store_is_cached_before_it_changes(tmp_path):
    """No local cache has its vectors, and an interruption may make them unreadable."""
    ingest(make_catalogue(40), BagOfWordsEncoder(), tmp_path / "store", tmp_path / "elsewhere")

    class Tired(BagOfWordsEncoder):
        def embed(self, _):
            raise KeyboardInterrupt("told to stop")

    with pytest.raises(KeyboardInterrupt, match="told to stop"):
        ingest(make_catalogue(41), Tired(), tmp_path / "store", tmp_path / "here")
    with closing(VectorCache(tmp_path / "here")) as cache:
        assert cache.size()[0] == 40
    # All vectors are computed before the store changes.
    report = ingest(make_catalogue(41), BagOfWordsEncoder(), tmp_path / "store", tmp_path / "here")
    assert (report.embedded, report.unchanged) == (1, 40)


def test_computing_everything_replaces_the_cache(tmp_path, encoder):
    cache = tmp_path / "cache"
    ingest(make_catalogue(40), encoder, tmp_path / "one", cache)
    report = ingest(make_catalogue(40), encoder, tmp_path / "other", cache, recompute=True)
    assert (report.embedded, report.cached) == (40, 0)
    with closing(VectorCache(cache)) as opened:
        assert opened.size()[0] == 40 + len({movie.genre_key for movie in make_catalogue(40).movies})


def test_the_command_shows_and_clears(invoke, directory):
    shown = invoke("cache", "--cache", str(directory))
    assert shown.exit_code == 0
    assert "vectors.sqlite3: 700 vectors, 0.3 MB of at most 2,147 MB" in shown.stdout
    assert '"vectors": 0' in invoke("cache", "--clear", "--json", "--cache", str(directory)).stdout

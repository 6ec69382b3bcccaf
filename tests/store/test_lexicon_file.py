"""The file of words may be missing, stale, damaged or foreign; see ``test_facts_file.py`` for its like."""

import pytest

from recommender.catalogue.reader import Catalogue
from recommender.errors import Remedy
from recommender.movie import Text
from recommender.store.lexicon import Lexicon
from recommender.store.lexicon_file import LEXICON_FILE, open_lexicon, read_lexicon, write_lexicon
from recommender.store.store import Store
from recommender.store.verify import Finding
from tests.conftest import BagOfWordsEncoder
from tests.ingesting import ingest
from tests.killing import findings_of
from tests.making import make_catalogue, make_movie

TEXTS = (Text("gist", "A zebra sings."), Text("plot", "It is long. " * 120))


def catalogue(*texts):
    """40 movies, the first with these further texts."""
    return Catalogue("made up", (make_movie(0, texts=texts), *make_catalogue(40).movies[1:]))


@pytest.fixture
def store(tmp_path):
    path = tmp_path / "store"
    ingest(catalogue(*TEXTS), BagOfWordsEncoder(), path)
    return path


@pytest.fixture
def file(store):
    return store / LEXICON_FILE.name


def made_again(path, monkeypatch):
    """Whether a reader makes the words from the texts of the store; they must be right."""
    reads = []
    read = Store.movies
    monkeypatch.setattr(Store, "movies", lambda *given: reads.append(1) or read(*given))
    lexicon = open_lexicon(Store.open(path))
    monkeypatch.undo()
    assert len(lexicon) == 40
    assert lexicon.movies_with("zebra").tolist() == [0]
    assert len(lexicon.movies_with("anim")) == 40
    return bool(reads)


def test_ingest_writes_the_words_of_each_state(store, file, encoder, monkeypatch):
    assert not made_again(store, monkeypatch)
    before = read_lexicon(store, Store.open(store).info.texts_fingerprint)
    ingest(catalogue(Text("gist", "A lion sings.")), encoder, store)
    after = read_lexicon(store, Store.open(store).info.texts_fingerprint)
    assert (len(after.movies_with("zebra")), len(after.movies_with("lion"))) == (0, 1)
    ingest(catalogue(*TEXTS), encoder, store)
    assert read_lexicon(store, Store.open(store).info.texts_fingerprint) == before
    assert findings_of(store) == []


def test_an_ingest_with_nothing_to_do_restores_a_missing_file(store, file, encoder):
    before, written = file.read_bytes(), file.stat().st_mtime_ns
    ingest(catalogue(*TEXTS), encoder, store)
    assert file.stat().st_mtime_ns == written
    file.unlink()
    ingest(catalogue(*TEXTS), encoder, store)
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"",
        lambda content: content[:256],
        lambda content: content[:-1],
        lambda content: content[:-40] + b"\0" + content[-39:],
        lambda content: content.replace(b"words 1 ", b"words 0 ", 1),
    ],
)
def test_a_reader_replaces_a_file_that_is_not_sound(store, file, monkeypatch, damage):
    before = file.read_bytes()
    file.write_bytes(damage(before))
    assert made_again(store, monkeypatch)
    assert file.read_bytes() == before
    assert not made_again(store, monkeypatch)


def test_a_file_of_another_program_stays(store, file, encoder, monkeypatch):
    file.write_bytes(b"ARROW1 mine")
    assert made_again(store, monkeypatch)
    ingest(catalogue(*TEXTS), encoder, store, rebuild=True)
    assert file.read_bytes() == b"ARROW1 mine"


def test_words_that_contradict_the_store_are_found_and_a_rebuild_mends_them(store, encoder):
    write_lexicon(Lexicon.of(["A lion"] * 40), store, Store.open(store).info.texts_fingerprint)
    assert findings_of(store) == [Finding("words.arrow differs from the texts of the movies", Remedy.REBUILD)]
    ingest(catalogue(*TEXTS), encoder, store, rebuild=True)
    assert findings_of(store) == []

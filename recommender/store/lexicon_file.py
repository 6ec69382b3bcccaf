"""Keeps the words of a store in a file beside the database."""

from collections.abc import Iterable, Mapping
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from recommender.movie import Movie
from recommender.store.chroma_errors import row_errors
from recommender.store.lexicon import Lexicon, searched_text
from recommender.store.schema import Passage, movie_of
from recommender.store.sealed_file import SealedFile
from recommender.store.store import Store

if TYPE_CHECKING:
    import pyarrow as pa

LEXICON_FILE = SealedFile("words.arrow", "words", 1)


def open_lexicon(store: Store) -> Lexicon:
    """The words of an open store, from its file or else from its texts, which takes seconds when it is large.

    Raises ``StoreError`` for damaged rows.
    """

    def make() -> "pa.RecordBatch":
        movies = store.movies()
        with row_errors(store.path):
            return lexicon_of(movies, chain.from_iterable(store.all_passages())).columns

    return Lexicon(LEXICON_FILE.open(store, store.info.texts_fingerprint, make))


def lexicon_of(movies: Mapping[str, Movie], passages: Iterable[Passage]) -> Lexicon:
    """The words of the movies, which are given by id, and of their passages."""
    further: dict[str, list[str]] = {}
    for passage in passages:
        # The pieces of an overview have no further words.
        if passage.kind != "overview":
            further.setdefault(movie_of(passage.id), []).append(passage.text)
    return Lexicon.of([searched_text(movies[id_], further.get(id_, ())) for id_ in sorted(movies)])


def read_lexicon(path: Path, fingerprint: str) -> Lexicon | None:
    """The words of the texts with this fingerprint, or ``None`` without a sound file in ``path``."""
    columns = LEXICON_FILE.read(path, fingerprint)
    return None if columns is None else Lexicon(columns)


def write_lexicon(lexicon: Lexicon, path: Path, fingerprint: str) -> None:
    """Replace the file in the directory ``path``: see ``SealedFile.write``."""
    LEXICON_FILE.write(lexicon.columns, path, fingerprint)

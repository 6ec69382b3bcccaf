"""Mutated copies of real files, and the checks that every reader must pass."""

import json
import random
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from recommender.catalogue.reader import read_catalogue
from recommender.catalogue.watchlist import read_list
from recommender.errors import CatalogueError, InvalidQueryError
from tests.catalogue.test_movies_dataset import dataset_row, dataset_text
from tests.catalogue.test_watchlist import IMDB_RATINGS, LETTERBOXD_LIST, NOTES, WATCHED
from tests.conftest import MOVIES_CSV

SEEDS = {
    "bundled": b"".join(MOVIES_CSV.read_bytes().splitlines(keepends=True)[:12]),
    "dataset": dataset_text(dataset_row(id=str(n), title=f"T{n}") for n in range(8)).encode(),
    "array": json.dumps([dataset_row(id=str(n), genres=[{"name": "Drama"}]) for n in range(8)]).encode(),
    "lines": "\n".join(json.dumps(dataset_row(id=str(n))) for n in range(8)).encode(),
    "letterboxd": WATCHED.encode(), "letterboxd list": LETTERBOXD_LIST.encode(), "imdb": IMDB_RATINGS.encode(),
    "notes": NOTES.encode(),
}  # fmt: skip
TOKENS = [
    b'"', b'""', b",", b";", b"\t", b"\n", b"\r", b"\r\n", b"\0", b"\x1b[2J", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf",
    b"{", b"}", b"[", b"]", b"[" * 2_000, b"9" * 5_000, b"1e999", b"NaN", b"\\u0000", b"\\ud800", b"\xe2\x80\xae",
    b"\xcc\x81" * 500, b"__import__('os')", b"'", b"|" * 300, b"None", b"\x1f\x8b", b"PK\x03\x04", b"tt0000001", b"#",
]  # fmt: skip


def mutants(seed: bytes, count: int, dice: random.Random) -> Iterator[bytes]:
    """``seed`` with one to six mutations each: bytes changed, cut, doubled, swapped, or tokens inserted."""
    for _ in range(count):
        data = bytearray(seed)
        for _ in range(dice.randint(1, 6)):
            start = dice.randrange(len(data) + 1)
            stop = min(len(data), start + dice.choice([0, 1, 1, 8, 64, 400]))
            part = bytes(data[start:stop])
            data[start:stop] = dice.choice(
                [
                    b"",
                    part * 2,
                    part[::-1],
                    dice.choice(TOKENS),
                    dice.randbytes(2),
                    part + dice.choice(TOKENS),
                ]
            )
        yield bytes(data)


def read_both_ways(path: Path) -> int:
    """Read a file as a catalogue and as a list; return how many of the two readers accepted it.

    Raises every error but a clear refusal, and ``AssertionError`` for a row with terminal control characters.
    """
    readers: tuple[Callable[[], Sequence[Any]], ...] = (
        lambda: read_catalogue(str(path)).movies,
        lambda: read_list(path).rows,
    )
    read = 0
    for reader in readers:
        try:
            rows = reader()
        except (CatalogueError, InvalidQueryError):
            continue
        read += 1
        said = "".join(f"{row.title}{getattr(row, 'id', '')}{getattr(row, 'genres', '')}" for row in rows)
        assert not {unicodedata.category(c) for c in said} & {"Cc", "Cs", "Zl", "Zp"}
    return read

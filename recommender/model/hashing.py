"""Hashes of files."""

import hashlib
import mmap
import os
from pathlib import Path


def has_hash(path: Path, expected: str) -> bool:
    """Whether the file exists and has this SHA-256."""
    try:
        return sha256(path) == expected
    except OSError:
        return False


def sha256(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal.

    Hashes the memory-mapped file in one call. Between several calls this thread would wait for other threads
    that run Python, which doubles the time a query needs to verify its graph.
    """
    with path.open("rb") as file:
        if not os.fstat(file.fileno()).st_size:
            return hashlib.sha256().hexdigest()
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            return hashlib.sha256(content).hexdigest()

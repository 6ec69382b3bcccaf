"""Keeps the facts of a store in a file beside the database. The file can be deleted at any time.

It begins with one line of text, which names the format, the catalogue and a digest of the rest. The rest is
an Arrow stream. A file that is missing, damaged or of another catalogue is made again from the store.
"""

import hashlib
import mmap
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from recommender.store.chroma_errors import row_errors
from recommender.store.facts import Facts
from recommender.store.store import Store

FACTS_FILE = "facts.arrow"
TEMPORARY = f".{FACTS_FILE}-"
_OURS = b"movie-recommender facts "
_FORMAT = 2
"""Changes whenever the columns or the spelling of words change."""
_HEADER = 256
"""Bytes. A multiple of 64, as Arrow aligns its columns."""


def open_facts(store: Store) -> Facts:
    """The facts of an open store, from its file or else from its rows, which takes seconds when it is large.

    Raises ``StoreError`` for damaged rows.
    """
    info = store.info
    facts = read_facts(store.path, info.catalogue_fingerprint)
    if facts is None:
        movies = store.movies()
        with row_errors(store.path):
            facts = Facts.of(movies.values())
        # While an ingest writes, the rows are those of two states.
        if info.state == "ready" and store.is_current():
            write_facts(facts, store.path, info.catalogue_fingerprint)
    return facts


def read_facts(path: Path, fingerprint: str) -> Facts | None:
    """The facts of the catalogue with this fingerprint, or ``None`` without a sound file in ``path``."""
    try:
        with (path / FACTS_FILE).open("rb") as file:
            content = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    except (OSError, ValueError):  # no file, or an empty one
        return None
    body = content[_HEADER:]
    if content[:_HEADER] != _header(fingerprint, hashlib.sha256(body).hexdigest()):
        return None
    import pyarrow as pa

    with pa.ipc.open_stream(pa.py_buffer(body)) as stream:
        return Facts(stream.read_next_batch())


def write_facts(facts: Facts, path: Path, fingerprint: str) -> None:
    """Replace the file in the directory ``path`` at once, or not at all.

    Never fails, because readers do without the file. Leaves a file that this program did not make.
    """
    import pyarrow as pa

    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, facts.columns.schema) as stream:
        stream.write_batch(facts.columns)
    body = memoryview(sink.getvalue())
    temporary = path / f"{TEMPORARY}{uuid4().hex}"
    with suppress(OSError):
        if not _is_ours(path / FACTS_FILE):
            return
        try:
            with temporary.open("xb") as file:
                file.write(_header(fingerprint, hashlib.sha256(body).hexdigest()))
                file.write(body)
            temporary.replace(path / FACTS_FILE)
        finally:
            temporary.unlink(missing_ok=True)


def _header(fingerprint: str, digest: str) -> bytes:
    return _OURS + f"{_FORMAT} {fingerprint} {digest}\n".encode().ljust(_HEADER - len(_OURS))


def _is_ours(file: Path) -> bool:
    """Whether this program made the file, or it is missing, or empty as after a power cut."""
    try:
        with file.open("rb") as opened:
            beginning = opened.read(len(_OURS))
    except FileNotFoundError:
        return True
    return beginning in (b"", _OURS)

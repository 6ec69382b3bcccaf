"""Files beside the database that hold what is slow to compute from it. They can be deleted at any time.

Each begins with one line of text, which names its kind, the state of the store and a digest of the rest. The
rest is one batch of Arrow columns. A file that is missing, damaged or of another state is made again.
"""

import hashlib
import mmap
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from recommender.store.store import Store

if TYPE_CHECKING:
    import pyarrow as pa

TEMPORARY = ".sealing-"
_OURS = b"movie-recommender "
_HEADER = 256
"""Bytes. A multiple of 64, as Arrow aligns its columns."""


@dataclass(frozen=True, slots=True)
class SealedFile:
    """One kind of file."""

    name: str
    kind: str
    version: int
    """Changes whenever the columns change, or how they are computed."""

    def open(self, store: Store, state: str, make: "Callable[[], pa.RecordBatch]") -> "pa.RecordBatch":
        """The columns for this state of an open store, from its file or else from ``make``.

        What was made is kept, unless an ingest is writing: it may then be of two states. Raises like
        ``make``.
        """
        columns = self.read(store.path, state)
        if columns is None:
            columns = make()
            if store.info.state == "ready" and store.is_current():
                self.write(columns, store.path, state)
        return columns

    def read(self, directory: Path, state: str) -> "pa.RecordBatch | None":
        """The columns for this state of the store, or ``None`` without a sound file in ``directory``."""
        try:
            with (directory / self.name).open("rb") as file:
                content = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        except (OSError, ValueError):  # no file, or an empty one
            return None
        body = content[_HEADER:]
        if content[:_HEADER] != self._header(state, hashlib.sha256(body).hexdigest()):
            return None
        import pyarrow as pa

        with pa.ipc.open_stream(pa.py_buffer(body)) as stream:
            return stream.read_next_batch()

    def write(self, columns: "pa.RecordBatch", directory: Path, state: str) -> None:
        """Replace the file in ``directory`` at once, or not at all.

        Never fails, because readers do without the file. Leaves a file that this program did not make.
        """
        import pyarrow as pa

        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, columns.schema) as stream:
            stream.write_batch(columns)
        body = memoryview(sink.getvalue())
        temporary = directory / f"{TEMPORARY}{uuid4().hex}"
        with suppress(OSError):
            if not self._may_replace(directory / self.name):
                return
            try:
                with temporary.open("xb") as file:
                    file.write(self._header(state, hashlib.sha256(body).hexdigest()))
                    file.write(body)
                temporary.replace(directory / self.name)
            finally:
                temporary.unlink(missing_ok=True)

    @property
    def _beginning(self) -> bytes:
        return _OURS + self.kind.encode() + b" "

    def _header(self, state: str, digest: str) -> bytes:
        return f"{self._beginning.decode()}{self.version} {state} {digest}\n".encode().ljust(_HEADER)

    def _may_replace(self, file: Path) -> bool:
        """Whether this program made the file, or it is missing, or empty as after a power cut."""
        try:
            with file.open("rb") as opened:
                beginning = opened.read(len(self._beginning))
        except FileNotFoundError:
            return True
        return beginning in (b"", self._beginning)

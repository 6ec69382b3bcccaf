"""Finds the files that a user names, unpacks them, and opens them."""

import glob
import gzip
import os
import sys
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from tempfile import SpooledTemporaryFile
from types import TracebackType
from typing import IO, BinaryIO, Self, cast

from recommender.errors import CatalogueError, RecommenderError, Remedy, first_line
from recommender.text import clean_text, readable

_LARGEST_SOURCE = 1 << 30
"""Bytes, unpacked; thirty times The Movies Dataset. A larger source is a device or a bomb."""
_LARGEST_IN_MEMORY = 64 << 20
_CHUNK = 1 << 20
_GZIP = b"\x1f\x8b"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_REFUSED = [
    (0, b"PK\x03\x04", "an archive inside another; unpack it"),
    (0, b"\x1f\x8b\x08", "packed twice; unpack it"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a spreadsheet; save it as CSV"),
    (0, b"\xfd7zXZ\0", "packed with xz; unpack it"),
    (0, b"\x28\xb5\x2f\xfd", "packed with zstd; unpack it"),
    (4, b"1AY&SY", "packed with bzip2; unpack it"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7z archive; unpack it"),
    (0, b"Rar!\x1a\x07", "a RAR archive; unpack it"),
    (257, b"ustar", "a tar archive; unpack it"),
]
"""What may be inside a file once zip and gzip are unpacked: where, its mark, and what to do."""
_LONGEST_NAME = 80
_LONGEST_PATH = 300
_ABOUT_THE_DATA = frozenset({"readme", "licence", "license", "copying", "changelog", "notice"})
_PLAIN_OR_PAGE = frozenset({"", ".txt", ".md", ".rst", ".html", ".pdf"})


@dataclass(frozen=True, slots=True)
class Opened:
    """An opened file, unpacked and at its start. ``name`` is for the user: "films.zip/movies.csv"."""

    name: str
    file: BinaryIO
    size: int
    """Bytes, unpacked."""
    path: Path | None
    """The file or archive itself; ``None`` for standard input."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.file.close()


@dataclass(frozen=True, slots=True)
class _Place:
    """A path or standard input (``None``), and which members of an archive are asked for."""

    path: Path | None
    member: str | None = None

    @property
    def name(self) -> str:
        return str(self.path) if self.path else "standard input"

    @property
    def identity(self) -> tuple[int, ...]:
        """The same for all names of a file."""
        status = self.path.stat() if self.path else None
        return (status.st_dev, status.st_ino) if status else ()


def open_sources(sources: Sequence[str]) -> Iterator[Opened]:
    """Open each file that the sources name, once, when it is its turn. Whoever takes it closes it.

    A source is a path, ``-`` for standard input, a pattern (``films/*.csv``, ``films/**/*.csv``), an archive
    with one data file (``films.zip``), or members of one (``films.zip/movies.csv``, ``films.zip/*.csv``).
    The contents, not the names, decide what is unpacked. Plain files are opened where they are; everything
    else is copied to temporary files, and memory holds no more than 64 MiB of each.

    Raises ``CatalogueError`` for a source that does not exist (before any is opened), cannot be read, holds
    more than 1 GiB, or may mean several files.
    """
    places = [place for source in sources for place in _find(source)]
    seen: set[tuple[int | str, ...]] = set()
    for place in places:
        with _told(place.name):
            identity = place.identity
            if identity in seen:
                continue
            file = _raw(place)
            is_archive = file.read(4) in _ZIP
            file.seek(0)
        if is_archive:
            yield from _members(file, place, seen)
        elif place.member:
            raise _change(f"{place.name} is not a zip archive; there is no {place.name}/{place.member}")
        else:
            seen.add(identity)
            with _told(place.name):
                opened = _ready(file, place.name, place.path)
            yield opened


def _find(source: str) -> list[_Place]:
    if source == "-":
        return [_Place(None)]
    with _told(source):
        path = _expanded(source)
        if path.is_dir():
            raise _change(f"{source} is a directory; give its files, e.g. {path / '*.csv'}")
        if path.exists():
            return [_Place(path)]
        archive = _archive_in(path)
        if archive:
            return [_Place(archive, path.relative_to(archive).as_posix())]
        if not glob.has_magic(source):
            raise FileNotFoundError
        # Patterns of pathlib would match hidden files too.
        matches = map(Path, sorted(glob.glob(str(path), recursive=True)))  # noqa: PTH207
        places = [_Place(match) for match in matches if not match.is_dir()]
    if not places:
        raise _change(f"there is no file that matches {_brief(source)}")
    return places


def _archive_in(path: Path) -> Path | None:
    """The file that the path treats as a directory."""
    while path != path.parent and not path.is_file():
        path = path.parent
    return path if path.is_file() else None


def _expanded(source: str) -> Path:
    if "\0" in source:
        raise FileNotFoundError
    try:
        return Path(source).expanduser()
    except RuntimeError:  # No such user, so the name is meant as it stands.
        return Path(source)


@contextmanager
def _told(name: str) -> Iterator[None]:
    """Turn the errors of reading and unpacking into one that names the file."""
    name = _brief(name)
    try:
        yield
    except FileNotFoundError:
        raise _change(f"there is no file {name}") from None
    except RecommenderError:
        raise
    except Exception as error:  # Broken archives raise errors of many types, and each compression its own.
        reason = getattr(error, "strerror", None) or first_line(error)
        raise CatalogueError(f"cannot read {name}: {reason}") from error


def _brief(name: str) -> str:
    name = readable(name)
    return name if len(name) <= _LONGEST_PATH else f"{name[:_LONGEST_PATH]}…"


def _change(message: str) -> CatalogueError:
    return CatalogueError(message, Remedy.CHANGE, field="source")


def _raw(place: _Place) -> BinaryIO:
    """The file as it is, seekable: a copy of what is not a regular file."""
    if place.path is None:
        if sys.stdin is None:
            raise _change("standard input is closed")
        return _copy(sys.stdin.buffer, place.name)
    if place.path.is_file():
        return place.path.open("rb")
    with place.path.open("rb") as device:
        return _copy(device, place.name)


def _copy(packed: IO[bytes] | gzip.GzipFile, name: str) -> BinaryIO:
    copy = cast("BinaryIO", SpooledTemporaryFile(max_size=_LARGEST_IN_MEMORY))  # noqa: SIM115
    while chunk := packed.read(_CHUNK):
        copy.write(chunk)
        _check_size(copy.tell(), name)
    copy.seek(0)
    return copy


def _check_size(size: int, name: str) -> None:
    if size > _LARGEST_SOURCE:
        raise CatalogueError(f"{name} holds more than {_LARGEST_SOURCE:,} bytes; split it")


def _ready(file: BinaryIO, name: str, path: Path | None) -> Opened:
    """The file without gzip, if it may be a table."""
    if file.read(2) == _GZIP:
        file.seek(0)
        with file as outer, gzip.open(outer) as packed:
            file = _copy(packed, name)
    size = file.seek(0, os.SEEK_END)
    _check_size(size, name)
    file.seek(0)
    start = file.read(512)
    file.seek(0)
    kind = next((kind for place, magic, kind in _REFUSED if start.startswith(magic, place)), None)
    if kind:
        file.close()
        raise _change(f"{name} is {kind}")
    return Opened(name, file, size, path)


def _members(file: BinaryIO, place: _Place, seen: set[tuple[int | str, ...]]) -> Iterator[Opened]:
    with file:
        with _told(place.name):
            archive = zipfile.ZipFile(file)
            chosen = _chosen(archive, place)
            identity = place.identity
        for member in chosen:
            name = f"{place.name}/{_shown(member.filename)}"
            if (*identity, member.filename) in seen:
                continue
            seen.add((*identity, member.filename))
            if member.flag_bits & 1:
                raise _change(f"{name} is encrypted; unpack the archive")
            with _told(name), archive.open(member) as packed:
                opened = _ready(_copy(packed, name), name, place.path)
            yield opened


def _chosen(archive: zipfile.ZipFile, place: _Place) -> list[zipfile.ZipInfo]:
    """The member or members that are asked for, or the only one with data."""
    # The last of two members with one name counts, as when an archive is unpacked.
    members = {member.filename: member for member in archive.infolist() if not member.is_dir()}
    if place.member in members:
        return [members[place.member]]
    data = sorted(filter(_is_data, members))
    if place.member:
        pattern = place.member.replace("**/", "*")
        matches = [members[name] for name in data if fnmatchcase(name, pattern)]
        if not matches:
            raise _change(f"there is no file {place.name}/{place.member}; the archive holds {_listing(data)}")
        return matches
    if any(name.startswith("xl/") for name in members) or {"mimetype", "content.xml"} <= members.keys():
        raise _change(f"{place.name} is a spreadsheet; save it as CSV")
    if len(data) != 1:
        file = place.name if place.path else "FILE.zip"
        advice = f"; choose, e.g. {file}/{_shown(data[0])}" if data else ""
        raise _change(f"{place.name} holds {_listing(data)}{advice}")
    return [members[data[0]]]


def _is_data(name: str) -> bool:
    """Whether a member may be data: not hidden, not of macOS, and not a text about the data."""
    path = PurePosixPath(name)
    is_about = path.stem.casefold() in _ABOUT_THE_DATA and path.suffix.casefold() in _PLAIN_OR_PAGE
    return not (is_about or path.name.startswith(".") or name.startswith("__MACOSX/"))


def _listing(names: list[str]) -> str:
    shown = ", ".join(_shown(name) for name in names[:3])
    more = f" and {len(names) - 3:,} more" if len(names) > 3 else ""
    return f"{shown}{more}" if names else "no data"


def _shown(name: str) -> str:
    return clean_text(readable(name))[:_LONGEST_NAME]

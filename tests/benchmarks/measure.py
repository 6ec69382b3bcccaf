"""Shared by all benchmarks: the machine, the format of a spread, and how to measure a process."""

import json
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

import numpy as np

PROJECT = Path(__file__).resolve().parent.parent.parent
LIBRARIES = (
    "bm25s", "chromadb", "marisa-trie", "numpy", "onnxruntime", "pyarrow", "scikit-learn",
    "sentence-transformers", "torch",
)  # fmt: skip
Figures = dict[str, float | int]


def setup() -> dict[str, object]:
    """The machine and the versions that were measured."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False, cwd=PROJECT
    )
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "commit": commit.stdout.strip(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "libraries": {name: metadata.version(name) for name in LIBRARIES},
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.split(": ")[1] for line in lines if line.startswith("model name")), platform.machine())


def spread(values: Sequence[float], digits: int = 4) -> Figures:
    """Number of runs, median, minimum and maximum."""
    return {
        "runs": len(values),
        "median": round(float(np.median(values)), digits),
        "least": round(min(values), digits),
        "greatest": round(max(values), digits),
    }


def resident_mib() -> float:
    """Resident memory of this process in MiB; Linux only."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


@dataclass(frozen=True, slots=True)
class Finished:
    """A finished process: wall-clock and processor seconds, and peak memory in MiB."""

    seconds: float
    processor_seconds: float
    peak_mib: float
    code: int


# A child inherits its parent's peak memory figure, so a small process starts it in between.
_BETWEEN = """
import json, os, sys, time
hushed = [(os.POSIX_SPAWN_OPEN, descriptor, os.devnull, os.O_RDWR, 0) for descriptor in (0, 1, 2)]
started = time.perf_counter()
child = os.posix_spawn(sys.executable, [sys.executable, *sys.argv[1:]], os.environ, file_actions=hushed)
_, status, usage = os.wait4(child, 0)
seconds = time.perf_counter() - started
print(json.dumps([seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss, os.waitstatus_to_exitcode(status)]))
"""
_MAXRSS_UNITS_PER_MIB = 1 << 20 if sys.platform == "darwin" else 1 << 10


def run_process(*arguments: str, directory: Path = PROJECT) -> Finished:
    """Run Python with ``arguments`` in ``directory`` and discard its output."""
    done = subprocess.run(
        [sys.executable, "-S", "-c", _BETWEEN, *arguments],
        cwd=directory,
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, processor_seconds, peak, code = json.loads(done.stdout)
    return Finished(seconds, processor_seconds, peak / _MAXRSS_UNITS_PER_MIB, code)

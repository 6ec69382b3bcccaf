"""Verifies a store: checks its parts against each other.

The checks run in a child process, ``python -m recommender.store.verify PATH``, because a damaged index can
crash Chroma's native code. The child writes one JSON object per line.
"""

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from recommender.errors import Remedy
from recommender.progress import Progress
from recommender.store.checks import READING, Checks
from recommender.store.directory import require_store

SILENCE = 300.0
"""Seconds without output after which the child counts as hung."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem of a store, in one line, and its remedy."""

    problem: str
    remedy: Remedy


def verify(path: Path, progress: Progress = lambda *_: None) -> list[Finding]:
    """The problems of the store in ``path``; empty when it is sound.

    Raises ``StoreNotReadyError`` when the store is missing.
    """
    require_store(path)
    findings: list[Finding] = []
    doing, finished = READING, False
    child = subprocess.Popen(  # noqa: S603  our own module, and a path as one argument
        [sys.executable, "-P", "-m", __name__, str(path)],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_environment(), text=True, encoding="utf-8",
    )  # fmt: skip
    try:
        for message in _messages(child):
            if "progress" in message:
                doing = message["progress"][0]
                progress(*message["progress"])
            elif "problem" in message:
                findings.append(Finding(message["problem"], Remedy(message["remedy"])))
            else:
                finished = True
    except TimeoutError:
        problem = f"Chroma hung ({doing.lower()}) and was stopped after {SILENCE:g} seconds"
        return [*findings, Finding(problem, Remedy.REBUILD)]
    finally:
        child.kill()
        code = child.wait()
    if not finished:
        problem = f"Chroma crashed with exit code {code} ({doing.lower()})"
        findings.append(Finding(problem, Remedy.REBUILD))
    return findings


def _environment() -> dict[str, str]:
    """The child's environment, in which it finds every module where this process does."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(str(Path(entry).absolute()) for entry in sys.path)}


def _messages(child: "subprocess.Popen[str]") -> Iterator[dict[str, Any]]:
    """The child's messages; raises ``TimeoutError`` after ``SILENCE`` seconds without one."""
    lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()

    def read(stream: IO[str]) -> None:
        for line in stream:
            lines.put(line)
        lines.put(None)

    assert child.stdout  # noqa: S101  it is a pipe
    threading.Thread(target=read, args=(child.stdout,), daemon=True).start()
    while True:
        try:
            line = lines.get(timeout=SILENCE)
        except queue.Empty:
            raise TimeoutError from None
        if line is None:
            return
        yield json.loads(line)


if __name__ == "__main__":
    Checks(Path(sys.argv[1]), lambda message: print(json.dumps(message), flush=True)).run()

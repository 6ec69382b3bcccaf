"""The order in which the test files begin."""

from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent
LONGEST = (
    "ingest/test_kill.py", "test_docs.py", "model/test_onnx_export.py", "model/test_encoder.py", "test_scripts.py",
    "model/test_files.py", "test_other_model.py", "test_package.py", "search/test_threads.py", "test_endurance.py",
    "store/test_verify.py",
)  # fmt: skip
"""Slow test files, started first so that no process is idle at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order the tests: the files of ``LONGEST`` first, then all others."""
    place = {TESTS / name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path, len(LONGEST)))

"""Where a store is by default, and what to type to make or mend one."""

import shlex
from pathlib import Path

from recommender.bundled import PROJECT

DEFAULT_STORE = PROJECT / "chroma_store"


def ingest_command(path: Path) -> str:
    """What to type to make or mend the store in ``path``."""
    return f"python ingest.py --store {shlex.quote(str(path))}"


def rebuild_command(path: Path) -> str:
    """What to type to replace the store in ``path`` where an ingest would keep what is damaged."""
    return f"python ingest.py --rebuild --store {shlex.quote(str(path))}"

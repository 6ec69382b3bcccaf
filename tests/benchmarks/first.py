"""Time to the first answer after installation, compared with a plain start of sentence-transformers."""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from recommender.model.files import DEFAULT_MODEL, locate_model
from tests.benchmarks.cold import PLAIN, QUESTION
from tests.benchmarks.measure import PROJECT, Finished, run_process, spread

RUNS = 3


def measure(cache: Path) -> dict[str, object]:
    """Run alternately a fresh checkout without store or cache, and a process that embeds the question."""
    plain = ("-c", PLAIN, str(locate_model(DEFAULT_MODEL, cache).path), QUESTION)
    pairs = [(_first_answer(), run_process(*plain)) for _ in range(RUNS + 1)][1:]
    if any(finished.code for pair in pairs for finished in pair):
        raise SystemExit("the first answer failed; run make demo to see why")
    return {
        "seconds": spread([ours.seconds for ours, _ in pairs]),
        "sentence-transformers seconds": spread([theirs.seconds for _, theirs in pairs]),
        "ratio": spread([ours.seconds / theirs.seconds for ours, theirs in pairs]),
    }


def _first_answer() -> Finished:
    with TemporaryDirectory(prefix="first-") as directory:
        checkout = Path(directory)
        for name in ("recommender", "data"):
            shutil.copytree(PROJECT / name, checkout / name)
        shutil.copy(PROJECT / "query.py", checkout)
        return run_process("query.py", QUESTION, "--cache", str(checkout / "cache"), directory=checkout)

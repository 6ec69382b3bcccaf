"""Time of a cold query, compared with a process that only embeds the question with sentence-transformers."""

from pathlib import Path

import numpy as np

from recommender.model.files import DEFAULT_MODEL, locate_model
from recommender.store.location import DEFAULT_STORE
from tests.benchmarks.measure import run_process, spread

QUESTION = "a lonely robot left to clean up an abandoned earth"
RUNS = 7
PLAIN = (
    "import sys; from sentence_transformers import SentenceTransformer; "
    "SentenceTransformer(sys.argv[1]).encode([sys.argv[2]])"
)


def measure(cache: Path) -> dict[str, object]:
    """Run the two alternately, after one unmeasured run of each to fill the file system's cache."""
    plain = ("-c", PLAIN, str(locate_model(DEFAULT_MODEL, cache).path), QUESTION)
    query = ("query.py", QUESTION, "--json", "--store", str(DEFAULT_STORE), "--cache", str(cache))
    pairs = [(run_process(*query), run_process(*plain)) for _ in range(RUNS + 1)][1:]
    if any(finished.code for pair in pairs for finished in pair):
        raise SystemExit("the default store is missing or stale; run python ingest.py first")
    ours, theirs = zip(*pairs, strict=True)
    quick = {
        "help": ("query.py", "--help"),
        "usage error": ("query.py", "--limit", "0", "x"),
        "empty description": ("query.py", ""),
    }
    return {
        "query seconds": spread([one.seconds for one in ours]),
        "sentence-transformers seconds": spread([one.seconds for one in theirs]),
        "ratio": spread([a.seconds / b.seconds for a, b in pairs]),
        "query peak MiB": round(float(np.median([one.peak_mib for one in ours]))),
        "sentence-transformers peak MiB": round(float(np.median([one.peak_mib for one in theirs]))),
        "processor seconds": {
            name: spread([run_process(*arguments).processor_seconds for _ in range(RUNS)])
            for name, arguments in quick.items()
        },
    }

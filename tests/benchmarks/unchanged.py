"""The bundled questions are answered as before the move into packages; names of keys aside.

    python query.py - --json < QUESTIONS > now.jsonl
    python -m tests.benchmarks.unchanged now.jsonl

``answers_before.jsonl.gz`` has the answers of commit 798f7f3 to the 250 questions of ``data/queries.tsv``.
"""

import gzip
import json
import sys
from pathlib import Path
from typing import Any

BEFORE = Path(__file__).with_name("answers_before.jsonl.gz")
NAMES = {"similarity": "plot", "words": "words", "wish": "genre_fit"}


def main() -> None:
    """Compare, print what differs, and exit with 1 when anything does."""
    before = [json.loads(line) for line in gzip.decompress(BEFORE.read_bytes()).splitlines()]
    now = [json.loads(line) for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()]
    different = [old["query"] for old, new in zip(before, now, strict=True) if not same(renamed(old), new)]
    print(f"{len(before)} questions, {len(different)} answered differently", *different, sep="\n")
    sys.exit(bool(different))


def renamed(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer from before the move, with the names of today."""
    for found in answer["results"]:
        found["scores"] = {new: found.pop(old) for old, new in NAMES.items()}
    return answer


def same(old: Any, new: Any) -> bool:
    """Whether two values are equal; numbers to one in the fourth place, where Chroma's rounding can tip them."""
    if isinstance(old, dict) and isinstance(new, dict):
        return old.keys() == new.keys() and all(same(old[name], new[name]) for name in old)
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(same, old, new))
    if isinstance(old, float) and isinstance(new, float):
        return abs(old - new) < 1.5e-4
    return bool(old == new)


if __name__ == "__main__":
    main()

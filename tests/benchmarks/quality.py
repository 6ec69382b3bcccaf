"""How well questions find their movies; writes quality.json and prints the README's table.

    python -m tests.benchmarks.quality
    python -m tests.benchmarks.quality --also "Known items" /tmp/store known_items.jsonl

The first measures the store at the default path with data/queries.tsv. Even and odd half of each set are
reported beside the whole: what holds on one only is not an improvement.
"""

import json
import os
import platform
import subprocess
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

import click

from recommender.evaluation import Evaluation, evaluate, read_questions
from recommender.options import BUNDLED_QUESTIONS, DEFAULT_STORE
from recommender.scoreboard import evaluation_json
from recommender.terminal import progress_bar
from recommender.weights import DEFAULT_MODEL
from recommender.wiring import open_recommender

RESULT = Path(__file__).with_name("quality.json")
LIBRARIES = ("bm25s", "chromadb", "numpy", "scikit-learn", "sentence-transformers", "torch")


@click.command()
@click.option("--also", nargs=3, multiple=True, metavar="NAME STORE QUESTIONS", help="Measure this, too.")
def main(also: tuple[tuple[str, str, str], ...]) -> None:
    """Measure, write quality.json, print the table."""
    sets = [("Bundled catalogue", str(DEFAULT_STORE), str(BUNDLED_QUESTIONS)), *also]
    results = {}
    for name, store, path in sets:
        recommender = open_recommender(Path(store), DEFAULT_MODEL, None)
        questions = read_questions(Path(path))
        for part, asked in (("all", questions), ("even", questions[0::2]), ("odd", questions[1::2])):
            with progress_bar(f"{name}, {part}") as progress:
                results[f"{name}, {part}"] = evaluate(recommender, asked, progress)
    figures = {name: evaluation_json(result) for name, result in results.items()}
    document = {"setup": setup(), "results": figures}
    RESULT.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    for name, result in results.items():
        if name.endswith(", all"):
            click.echo(f"\n{name.removesuffix(', all')}\n\n{markdown(result)}")


def setup() -> dict[str, object]:
    """Where and with what this was measured."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    )
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "commit": commit.stdout.strip(),
        "processor": platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "libraries": {name: metadata.version(name) for name in LIBRARIES},
    }


def markdown(result: Evaluation) -> str:
    """The table of README.md."""
    lines = [
        "| system | R@1 | R@5 | R@10 | MRR@10 | wished genres | scanned | reachable | ms |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for row in result.rows:
        figures = [*row.metrics.values(), row.genres]
        cells = ["–" if f is None else f"{f.value:.3f} ({f.low:.2f}–{f.high:.2f})" for f in figures]
        cells += [f"{row.scanned_share:.2f}", f"{row.reachable:.3f}", f"{row.milliseconds:.0f}"]
        lines.append(f"| {row.system} | {' | '.join(cells)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()

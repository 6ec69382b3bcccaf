"""Time and memory of reading a large CSV: into movies, and its rows alone; and with another checkout for comparison."""

import csv
import json
import random
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.measure import PROJECT

SIZES = (100_000, 1_000_000)
COLUMNS = (
    "id", "title", "overview", "genres", "release_date", "vote_average", "runtime", "original_language", "cast",
    "director", "vote_count", "popularity",
)  # fmt: skip
WORDS = [
    "a",
    "night",
    "porter",
    "keeps",
    "every",
    "key",
    "that",
    "guests",
    "forget",
    "until",
    "one",
    "of",
    "them",
    "opens",
    "his",
    "own",
    "front",
    "door",
    "and",
    "then",
    "three",
    "cousins",
    "row",
    "their",
    "piano",
    "across",
    "the",
    "flooded",
    "valley",
    "to",
    "settle",
    "an",
    "old",
    "bet",
    "with",
    "a",
    "mayor",
]
GENRES = ("Drama", "Comedy", "Science Fiction", "Mystery", "War", "Action")
MOVIES = """
from recommender.catalogue.reader import read_catalogue
count = len(read_catalogue(sys.argv[1]).movies)
"""
ROWS = """
from recommender.catalogue.tables import read_table
with open(sys.argv[1], encoding="utf-8", newline="") as file:
    count = sum(1 for _ in read_table(file, "films").rows)
"""
AROUND = """
import json, re, sys, time
started = time.process_time()
{}
peak = int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) / 1024
print(json.dumps([count, time.process_time() - started, peak]))
"""


def measure(before: Path | None) -> dict[str, object]:
    """Measure each size, and the same with the checkout ``before``. Seconds are those of the processor."""
    sizes = {}
    for size in SIZES:
        with TemporaryDirectory(prefix="reading-") as directory:
            path = Path(directory) / "films.csv"
            write_films(path, size)
            sizes[f"{size:,}"] = {
                "MB": path.stat().st_size // 1_000_000,
                "movies": _run(MOVIES, path, size),
                "rows": _run(ROWS, path, size),
                "before": _run(MOVIES, path, size, before) if before else None,
            }
    return {"sizes": sizes}


def write_films(path: Path, size: int) -> None:
    """Write a CSV as TMDB's data is: overviews of 45 words, every third with quotes, every tenth with two lines."""
    dice = random.Random(1)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for n in range(size):
            overview = " ".join(dice.choices(WORDS, k=45)).capitalize() + (
                ", “she says”." if n % 3 == 0 else "."
            )
            if n % 10 == 0:
                overview = overview.replace(" ", "\n", 1)
            genres = json.dumps([{"id": 1, "name": name} for name in dice.sample(GENRES, 2)])
            writer.writerow(
                [n, f"Film {n} of {dice.choice(WORDS)}", overview, genres, f"{1950 + n % 70}-05-01",
                 f"{dice.random() * 10:.1f}", f"{60 + n % 90}.0", "en", "Ann Reed, Bob Stone", "Dora Vale", n % 5_000,
                 f"{dice.random() * 50:.3f}"]
            )  # fmt: skip


def _run(code: str, path: Path, size: int, checkout: Path = PROJECT) -> dict[str, float]:
    command = [sys.executable, "-c", AROUND.format(code), str(path)]
    done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=True)
    count, seconds, peak = json.loads(done.stdout)
    assert count == size
    return {"seconds": round(seconds, 1), "peak MiB": round(peak)}

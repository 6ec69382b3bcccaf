"""Run the benchmarks, write results.json and print the tables of the docs.

    python -m tests.benchmarks
    python -m tests.benchmarks --only cold --only warm
    python -m tests.benchmarks --large-source films.jsonl --large /tmp/films --also "Known items" /tmp/s q.jsonl

Each part is stored with its own setup, so each can be measured again alone. Run nothing else meanwhile:
figures are only compared within a run, but a busy machine makes them noisy.
"""

import json
from collections.abc import Callable
from pathlib import Path

import click
from platformdirs import user_cache_path

from recommender.cli.options import BUNDLED_QUESTIONS
from recommender.model.files import DEFAULT_MODEL, locate_model
from recommender.model.loading import QueryModel
from recommender.model.pytorch import SentenceTransformerEncoder
from recommender.store.location import DEFAULT_STORE
from tests.benchmarks import (
    cold,
    embedding,
    endurance,
    examples,
    facts,
    first,
    lexicon,
    quality,
    reading,
    texts,
    understanding,
    warm,
)
from tests.benchmarks.measure import setup
from tests.benchmarks.tables import endurance_table, kinds_table, quality_table, speed_table, texts_table

RESULTS = Path(__file__).with_name("results.json")
PARTS = (
    "first",
    "quality",
    "texts",
    "examples",
    "cold",
    "embedding",
    "reading",
    "large ingest",
    "facts",
    "understanding",
    "words",
    "warm",
    "change",
    "soak",
)


@click.command()
@click.option("--only", multiple=True, type=click.Choice(PARTS), help="Only this part. Repeatable.")
@click.option("--also", nargs=3, multiple=True, metavar="NAME STORE QUESTIONS", help="More questions.")
@click.option(
    "--large-source", type=click.Path(path_type=Path), help="A catalogue of 25,000 movies to ingest."
)
@click.option(
    "--large", type=click.Path(path_type=Path), help="The store of that catalogue; made when missing."
)
@click.option(
    "--before", type=click.Path(path_type=Path), help="Another checkout to compare the reading with."
)
def main(
    only: tuple[str, ...],
    also: tuple[tuple[str, str, str], ...],
    large_source: Path | None,
    large: Path | None,
    before: Path | None,
) -> None:
    """Run the benchmarks, write results.json and print the tables."""
    cache = user_cache_path("movie-recommender")
    files = locate_model(DEFAULT_MODEL, cache)
    encoder = QueryModel(files.name, cache).load()
    sets = [("Bundled catalogue", DEFAULT_STORE, BUNDLED_QUESTIONS)]
    sets += [(name, Path(store), Path(questions)) for name, store, questions in also]
    parts: dict[str, Callable[[], dict[str, object]]] = {
        "first": lambda: first.measure(cache),
        "quality": lambda: quality.measure(sets, encoder),
        "texts": lambda: texts.measure(encoder),
        "examples": lambda: examples.measure(DEFAULT_STORE, encoder),
        "cold": lambda: cold.measure(cache),
        "embedding": lambda: embedding.measure(files, encoder, large),
        "reading": lambda: reading.measure(before and before.absolute()),
        "facts": lambda: facts.measure(DEFAULT_STORE),
        "understanding": lambda: understanding.measure(DEFAULT_STORE, encoder),
        "words": lexicon.measure,
        "warm": lambda: warm.measure(large or DEFAULT_STORE, encoder),
        "change": lambda: endurance.measure_change(large or DEFAULT_STORE, SentenceTransformerEncoder(files)),
        "soak": lambda: endurance.measure_soak(large or DEFAULT_STORE, encoder),
    }
    if large_source and large:
        parts = {"large ingest": lambda: embedding.measure_large(large_source, large, cache), **parts}
    elif "large ingest" in only:
        raise click.UsageError("large ingest needs --large-source and --large")
    results = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    for name, measure in parts.items():
        if name in (only or PARTS):
            click.echo(f"Measuring: {name}", err=True)
            results[name] = {"setup": setup(), **measure()}
            RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    click.echo(speed_table(results))
    for name in results.get("quality", {}):
        if name.endswith(", all"):
            click.echo(f"\n{name.removesuffix(', all')}\n\n{quality_table(results['quality'][name])}")
    if "understanding" in results:
        click.echo(f"\n{kinds_table(results['understanding'])}")
    if "texts" in results:
        click.echo(f"\n{texts_table(results['texts'])}")
    click.echo(f"\n{endurance_table(results)}")


if __name__ == "__main__":
    main()

"""Make the tables in docs/ from results.json; tests/test_docs.py compares them."""

from typing import Any

ESTIMATES = ("R@1", "R@5", "R@10", "MRR@10")


def quality_table(result: dict[str, Any]) -> str:
    """One row for each system, with 95% intervals."""
    lines = [
        "| system | R@1 | R@5 | R@10 | MRR@10 | wished genres | scanned | reachable |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in result["rows"]:
        figures = [*(row["metrics"][name] for name in ESTIMATES), row["genres"]]
        cells = ["–" if f is None else f"{f['value']:.3f} ({f['low']:.2f}–{f['high']:.2f})" for f in figures]
        cells += [f"{row['scanned_share']:.2f}", f"{row['reachable']:.3f}"]
        lines.append(f"| {row['system']} | {' | '.join(cells)} |")
    return "\n".join(lines)


def texts_table(texts: dict[str, Any]) -> str:
    """One row for each set of texts, with 95% intervals, and what it costs."""
    lines = ["| texts | R@1 | R@5 | ingest | store | answer |", "|---|---|---|---|---|---|"]
    for name, row in texts["subsets"].items():
        cells = ["{:.3f} ({:.2f}–{:.2f})".format(*row[metric]) for metric in ("R@1", "R@5")]
        cost = (f"{row['ingest s']:.0f} s", f"{row['store MiB']:.0f} MiB", f"{row['answer ms']:.0f} ms")
        lines.append(f"| {name} | {' | '.join((*cells, *cost))} |")
    return "\n".join(lines)


def kinds_table(understanding: dict[str, Any]) -> str:
    """One row for each kind of question and half, with 95% intervals."""
    lines = ["| half | kind of question | questions | literally | understood |", "|---|---|---|---|---|"]
    for row in understanding["kinds"]:
        cells = [
            f"{row[name]['value']:.3f} ({row[name]['low']:.2f}–{row[name]['high']:.2f})"
            for name in ("literal", "understood")
        ]
        lines.append(f"| {row['part']} | {row['kind']} | {row['questions']} | {' | '.join(cells)} |")
    return "\n".join(lines)


def speed_table(results: dict[str, Any]) -> str:
    """Each measurement, its comparison in the same run, and the ratio; missing parts are skipped."""
    rows = []
    for part, rows_of in (
        ("first", _first_rows),
        ("cold", _cold_rows),
        ("embedding", _ingest_rows),
        ("reading", _reading_rows),
        ("facts", _facts_rows),
        ("understanding", _understanding_rows),
        ("words", _words_rows),
        ("warm", _warm_rows),
    ):
        if part in results:
            rows += rows_of(results[part])
    lines = ["| measured | here | compared with | there | ratio |", "|---|---|---|---|---|"]
    return "\n".join(lines + [f"| {' | '.join(row)} |" for row in rows])


def endurance_table(results: dict[str, Any]) -> str:
    """The outcome of a change and of a long run on a large store; missing parts are skipped."""
    lines = ["| test | movies | outcome |", "|---|---|---|"]
    if change := results.get("change"):
        lines.append(
            f"| {change['removed']:,} movies removed, {change['changed']:,} changed, {change['added']:,} added"
            f" | {change['movies']:,} | {change['embedded']:,} overviews embedded,"
            f" {change['vectors as they were']:,} vectors unchanged; `inspect --verify` finds nothing |"
        )
    if soak := results.get("soak"):
        lines.append(
            f"| {soak['questions']:,} questions to one open store | {soak['movies']:,} |"
            f" {soak['answers']:,} answers; {soak['MiB after warm-up']:,.0f} MiB after the first"
            f" {soak['warm-up']:,}, at most {soak['greatest MiB']:,.0f} later ({soak['growth']:+.1%}) |"
        )
    return "\n".join(lines)


def _first_rows(first: dict[str, Any]) -> list[tuple[str, ...]]:
    return [
        (
            "from installed packages to the first answer",
            f"{first['seconds']['median']:.1f} s",
            "a plain start of sentence-transformers",
            f"{first['sentence-transformers seconds']['median']:.1f} s",
            _ratio(first["ratio"]),
        )
    ]


def _cold_rows(cold: dict[str, Any]) -> list[tuple[str, ...]]:
    plain = "sentence-transformers embedding the question"
    return [
        (
            "from cold to the answer",
            f"{cold['query seconds']['median']:.2f} s",
            plain,
            f"{cold['sentence-transformers seconds']['median']:.2f} s",
            _ratio(cold["ratio"]),
        ),
        (
            "peak memory of that",
            f"{cold['query peak MiB']} MiB",
            plain,
            f"{cold['sentence-transformers peak MiB']} MiB",
            f"{cold['query peak MiB'] / cold['sentence-transformers peak MiB']:.2f}",
        ),
    ]


def _ingest_rows(embedding: dict[str, Any]) -> list[tuple[str, ...]]:
    rows = [
        (
            "overviews ingested per second",
            f"{embedding['ingest documents per second']['median']:.1f}",
            "sentence-transformers' `encode` (fp32)",
            f"{embedding['sentence-transformers documents per second']['median']:.1f}",
            _ratio(embedding["ratio"]),
        )
    ]
    if "rate at the end" in embedding:
        late = embedding["rate at the end"]
        rows.append(
            (
                f"the same into a store of {late['movies before']:,}",
                f"{late['documents per second, large']['median']:.1f}",
                "into an empty one",
                f"{late['documents per second, empty']['median']:.1f}",
                _ratio(late["ratio"]),
            )
        )
    return rows


def _reading_rows(found: dict[str, Any]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for size, row in found["sizes"].items():
        here, before = row["movies"], row["before"]
        there = (
            (
                "the same before rows were streamed",
                f"{before['seconds']} s",
                f"{here['seconds'] / before['seconds']:.2f}",
            )
            if before
            else ("–",) * 3
        )
        rows.append((f"reading {size} movies from a CSV of {row['MB']} MB", f"{here['seconds']} s", *there))
    return rows


def _words_rows(found: dict[str, Any]) -> list[tuple[str, ...]]:
    rows = []
    for size, figures in found["sizes"].items():
        for name, key in (("opening the words", "open ms"), ("scoring a question by them", "question ms")):
            rows.append((f"{name} of {size} movies", f"{figures[key]['median']:.1f} ms", "–", "–", "–"))
    return rows


def _facts_rows(facts: dict[str, Any]) -> list[tuple[str, ...]]:
    rows = []
    for size, figures in facts["sizes"].items():
        first = figures["first title and name ms"]["median"]
        chroma = facts["metadata in Chroma ms"]["median"]
        same = size == f"{facts['movies in Chroma']:,}"
        rows.append(
            (
                f"from cold facts of {size} to the first title and name",
                f"{first:.1f} ms",
                "reading the metadata in Chroma" if same else "–",
                f"{chroma:.0f} ms" if same else "–",
                f"{first / chroma:.3f}" if same else "–",
            )
        )
    return rows


def _understanding_rows(understanding: dict[str, Any]) -> list[tuple[str, ...]]:
    return [
        (f"understanding a question{which}, store of {size}", f"{figures[name]:.1f} ms", "–", "–", "–")
        for size, figures in understanding["milliseconds"].items()
        for which, name in (("", "median"), (", the slowest of twenty", "slowest of twenty"))
    ]


def _warm_rows(warm: dict[str, Any]) -> list[tuple[str, ...]]:
    rows = []
    for size, figures in warm["sizes"].items():
        rows.append((f"answer from an open store of {size}", f"{figures['p50 ms']:.0f} ms", "–", "–", "–"))
        rows.append(
            (
                f"filtered search in it, {figures['recall at 200']:.4f} of exact",
                f"{figures['search ms']:.0f} ms",
                "Chroma's filter",
                f"{figures['where ms']:.0f} ms",
                f"{figures['ratio to where']:.2f}",
            )
        )
    return rows


def _ratio(spread: dict[str, float]) -> str:
    return f"{spread['median']:.2f} ({spread['least']:.2f}–{spread['greatest']:.2f})"

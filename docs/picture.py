"""Draws the README's picture, docs/terminal.svg, from a real run of query.py."""

import os
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

PROJECT = Path(__file__).resolve().parent.parent
QUESTIONS = ("Alien, but on a submarine", "a sad film about a dog, not animated")
WIDTH = 104


def main() -> None:
    """Run the questions, record the terminal output and write the SVG."""
    environment = {**os.environ, "FORCE_COLOR": "1", "COLUMNS": str(WIDTH)}
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        console = Console(record=True, width=WIDTH, file=nowhere)
        for question in QUESTIONS:
            command = ["query.py", question]
            done = subprocess.run(  # noqa: S603
                [sys.executable, *command],
                cwd=PROJECT,
                env=environment,
                capture_output=True,
                text=True,
                check=True,
            )
            console.print(f'[bold green]$[/]\u00a0python query.py "{question}"', highlight=False)
            console.print(Text.from_ansi(done.stdout))
        console.save_svg(str(PROJECT / "docs" / "terminal.svg"), title="movie recommender")


if __name__ == "__main__":
    main()

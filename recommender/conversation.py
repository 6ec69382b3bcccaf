"""The conversation held when ``query.py`` is started on a terminal without a description."""

from collections.abc import Callable

from rich.console import Console, RenderableType
from rich.panel import Panel

from recommender.errors import InvalidQueryError

Answer = Callable[[str], RenderableType]


def converse(console: Console, answer: Answer) -> None:
    """Ask for descriptions and show answers until the person has had enough.

    Ctrl-C and Ctrl-D at a prompt are ways to say no.
    """
    console.print(
        Panel(
            "Describe a movie in your own words and see what fits.", title="Movie recommender", expand=False
        )
    )
    try:
        while True:
            _ask_once(console, answer)
            if not _again(console):
                break
    except (EOFError, KeyboardInterrupt):
        console.print()
    console.print("Goodbye, and enjoy the movie!")


def _ask_once(console: Console, answer: Answer) -> None:
    description = console.input("[bold]Enter a movie description:[/bold] ")
    try:
        shown = answer(description)
    except InvalidQueryError as error:
        console.print(f"[yellow]{error}[/yellow]", highlight=False)
        return
    console.print(shown)


def _again(console: Console) -> bool:
    while True:
        reply = console.input("Would you like to search again? [bold](y/n)[/bold] ").strip().casefold()
        if reply in ("y", "yes"):
            return True
        if reply in ("n", "no"):
            return False
        console.print("Please answer y or n.")

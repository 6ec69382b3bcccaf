"""Shared by the commands: error handling, consoles, progress bars and JSON."""

import io
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from recommender.errors import InvalidQueryError, RecommenderError
from recommender.text import clean_text

if TYPE_CHECKING:
    from rich.console import Console

    from recommender.progress import Progress


class _NamedInExamples(click.Command):
    """A command whose help shows ``{command}`` in its examples as the user called it."""

    def get_help(self, ctx: click.Context) -> str:
        """The help text."""
        called = ctx.command_path
        command = f"python {called}" if called.endswith(".py") else called
        return super().get_help(ctx).replace("{command}", command)


class Commands(_NamedInExamples, click.Group):
    """A group of commands."""


class SafeCommand(_NamedInExamples):
    """A command whose errors reach the user as one line on stderr and an exit code."""

    def make_context(self, *arguments: Any, **named: Any) -> click.Context:
        """Parse the arguments; removes control characters from those that click quotes in errors."""
        try:
            return super().make_context(*arguments, **named)
        except click.UsageError as error:
            raise click.UsageError(clean_text(error.format_message()), error.ctx) from error

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; see ``recommender.errors`` for the exit codes."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="replace")
        try:
            return super().invoke(ctx)
        except RecommenderError as error:
            from recommender.cli.remedies import explain

            _fail(ctx, explain(error), error.exit_code)
        except KeyboardInterrupt:
            advice = (
                "; what was computed is kept; run this again to continue" if self.name == "ingest" else ""
            )
            _fail(ctx, f"interrupted{advice}", 130)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:
            if os.environ.get("RECOMMENDER_DEBUG"):
                raise
            _fail(ctx, f"unexpected {type(error).__name__}: {error}; RECOMMENDER_DEBUG=1 shows where", 1)


def console(*, stderr: bool = False) -> "Console":
    """A Rich console on stdout, or on stderr for messages; it honours NO_COLOR."""
    from rich.console import Console

    return Console(stderr=stderr)


def say(message: str) -> None:
    """Print a line on stderr, without control characters."""
    click.echo(clean_text(message), err=True)


def read_lines() -> list[str]:
    """The descriptions on standard input: its lines that are not empty.

    Raises ``InvalidQueryError`` when all are empty.
    """
    text = "" if sys.stdin is None else sys.stdin.buffer.read().decode("utf-8-sig", "replace")
    lines = [line for line in text.splitlines() if clean_text(line)]
    if not lines:
        raise InvalidQueryError("standard input has no description; write one per line")
    return lines


def print_json(value: object, indent: int | None = 2) -> None:
    """Print one JSON value on stdout."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=indent))


def display(path: Path) -> str:
    """A path to show: relative if it is below the working directory."""
    try:
        return str(path.relative_to(Path.cwd()))
    except (ValueError, FileNotFoundError):
        return str(path)


@contextmanager
def progress_bar(*, visible: bool = True) -> Iterator["Progress"]:
    """Progress bars on stderr, one per task, with rate and time left; yields the function to update them."""
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TaskID,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    # Otherwise Rich would redirect stdout to stderr while the bar is shown.
    bar = Progress(*columns, console=console(stderr=True), disable=not visible, redirect_stdout=False)
    tasks: dict[str, TaskID] = {}

    def move(what: str, done: int, total: int) -> None:
        if what not in tasks:
            for earlier in bar.tasks:
                bar.update(earlier.id, completed=earlier.total)
            tasks[what] = bar.add_task(what, total=total, rate="")
            bar.start()
        speed = bar.tasks[tasks[what]].speed
        bar.update(tasks[what], completed=done, total=total, rate=f"{speed:.1f}/s" if speed else "")

    try:
        yield move
    finally:
        # Stopping a bar that never started would print an empty line before the error.
        if tasks:
            bar.stop()


def _fail(ctx: click.Context, message: str, exit_code: int) -> NoReturn:
    say(f"Error: {message}")
    ctx.exit(exit_code)

"""Shared by the commands: arguments, error handling, consoles, progress bars and JSON."""

import codecs
import io
import json
import os
import shlex
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from recommender.errors import InvalidQueryError, RecommenderError
from recommender.text import clean_text, readable

if TYPE_CHECKING:
    from rich.console import Console

    from recommender.progress import Progress

_LONGEST_HINT = 60
"""Characters of an argument that are repeated in a hint."""


class _NamedInExamples(click.Command):
    """A command whose help shows ``{command}`` in its examples as the user called it."""

    def get_help(self, ctx: click.Context) -> str:
        """The help text."""
        return super().get_help(ctx).replace("{command}", _called(ctx))


class Commands(_NamedInExamples, click.Group):
    """A group of commands."""


class SafeCommand(_NamedInExamples):
    """A command whose errors reach the user as one line on stderr and an exit code."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Parse the arguments: the ``readable`` texts, and the paths as they are.

        Removes control characters from arguments that click quotes in errors.
        """
        given = tuple(args)
        try:
            ctx = super().make_context(info_name, args, parent, **extra)
        except click.UsageError as error:
            message = _hint_at_dashes(error, given) or error.format_message()
            raise click.UsageError(clean_text(readable(message)), error.ctx) from error
        for parameter in self.params:
            # A path has a type of its own, or is UNPROCESSED.
            if isinstance(parameter.type, click.types.StringParamType) and parameter.name in ctx.params:
                ctx.params[parameter.name] = _readable_value(ctx.params[parameter.name])
        return ctx

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; see ``recommender.errors`` for the exit codes."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="replace")
        if isinstance(sys.stdin, io.TextIOWrapper):
            sys.stdin.reconfigure(errors="surrogateescape")
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


def _called(ctx: click.Context) -> str:
    """The command as the user called it."""
    called = ctx.command_path
    return f"python {called}" if called.endswith(".py") else called


def _readable_value(value: Any) -> Any:
    """The value of an option or argument, which may have several, made ``readable``."""
    if isinstance(value, tuple):
        return tuple(map(_readable_value, value))
    return readable(value) if isinstance(value, str) else value


def _hint_at_dashes(error: click.UsageError, arguments: Sequence[str]) -> str | None:
    """What to do about a wrong option that is rather the beginning of a description.

    ``None`` for a misspelt option, and where the command takes no description.
    """
    if not error.ctx or not any(isinstance(one, click.Argument) for one in error.ctx.command.params):
        return None
    for argument in takewhile(lambda one: one != "--", arguments):
        option = argument.partition("=")[0]
        if _is_about(error, argument) and (" " in option or option[1:2].isdigit()):
            text = argument if len(argument) <= _LONGEST_HINT else f"{argument[:_LONGEST_HINT]}…"
            return (
                f"{_fault(error)}. If it is part of the description, write -- before it: "
                f"{_called(error.ctx)} -- {shlex.quote(text)}"
            )
    return None


def _fault(error: click.UsageError) -> str:
    if isinstance(error, click.NoSuchOption):
        return f"No such option {error.option_name!r}"
    return error.format_message().rstrip(".")


def _is_about(error: click.UsageError, argument: str) -> bool:
    """Whether click read ``argument`` as the option that is unknown, or has a wrong value."""
    if isinstance(error, click.BadParameter) and error.param:
        # "-not a comedy" is -n with the value "ot a comedy".
        return argument.startswith(tuple(one for one in error.param.opts if one[1:2] != "-"))
    if not isinstance(error, click.NoSuchOption):
        return False
    unknown = error.option_name
    return (
        argument.startswith("-")
        and (
            argument.startswith(unknown)
            # Click reads "-odd one" as the options -o, -d and so on, and may know the first.
            or (not unknown.startswith("--") and argument[1:2] != "-" and unknown[1:] in argument[1:])
        )
    )


def console(*, stderr: bool = False) -> "Console":
    """A Rich console on stdout, or on stderr for messages; it honours NO_COLOR."""
    from rich.console import Console

    return Console(stderr=stderr)


def say(message: str) -> None:
    """Print a line on stderr, without control characters."""
    click.echo(clean_text(readable(message)), err=True)


def read_lines() -> list[str]:
    """The descriptions on standard input: its lines that are not empty.

    They are UTF-16 if a byte order mark says so, and else ``readable`` UTF-8. Raises ``InvalidQueryError``
    when all are empty.
    """
    data = b"" if sys.stdin is None else sys.stdin.buffer.read()
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = data.decode("utf-16", "replace")
    else:
        text = readable(data.decode("utf-8-sig", "surrogateescape"))
    lines = [line for line in text.splitlines() if clean_text(line)]
    if not lines:
        raise InvalidQueryError("standard input has no description; write one per line")
    return lines


def print_json(value: object, indent: int | None = 2) -> None:
    """Print one JSON value on stdout, in ASCII where stdout could not say all of it or is not Unicode."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    if not (_encoding().startswith("utf") and _encodes(text)):
        text = json.dumps(value, indent=indent)
    click.echo(text)


def print_data(text: str, said: set[str]) -> None:
    """Print CSV or Markdown on stdout; says so on stderr if its encoding lacks characters of the text.

    A line in ``said`` is not printed again; a printed line is added to it.
    """
    warning = (
        f"Warning: the output is in {_encoding()}, which lacks some characters: they became ?. "
        "PYTHONIOENCODING=utf-8 keeps them, and so does --format json"
    )
    if not _encodes(text) and warning not in said:
        say(warning)
        said.add(warning)
    click.echo(text, nl=False)


def _encoding() -> str:
    """The name of the encoding of stdout, as Python knows it."""
    return codecs.lookup(getattr(sys.stdout, "encoding", None) or "ascii").name


def _encodes(text: str) -> bool:
    """Whether stdout loses nothing of a text. Click writes UTF-8 where stdout should be ASCII."""
    encoding = _encoding()
    try:
        text.encode("utf-8" if encoding == "ascii" else encoding)
    except UnicodeEncodeError:
        return False
    return True


def display(path: Path) -> str:
    """A path to show: relative if it is below the working directory."""
    try:
        return readable(str(path.relative_to(Path.cwd())))
    except (ValueError, FileNotFoundError):
        return readable(str(path))


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

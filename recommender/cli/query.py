"""The ``query`` command, with an option for every field of a request."""

import gc
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import click

from recommender.cli import start
from recommender.cli.completion import complete_genre, complete_language, complete_person, complete_title
from recommender.cli.options import HELP, Function, Number, model_options, store_option
from recommender.cli.terminal import SafeCommand, read_lines, say
from recommender.errors import EMPTY_DESCRIPTION, InvalidQueryError
from recommender.search.request import PREFERENCES, Request, parse_years
from recommender.search.result import LIMIT, SearchOptions
from recommender.text import clean_text


class Years(click.ParamType[str]):
    """A span of years, kept as typed."""

    name = "years"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The span; anything else is a usage error."""
        try:
            parse_years(value)
        except InvalidQueryError as error:
            self.fail(str(error), param, ctx)
        return str(value)


def _several(name: str, help_: str, **more: Any) -> Callable[[Function], Function]:
    return click.option(name, multiple=True, help=f"{help_} Repeatable.", **more)


def _movies_file(name: str, variable: str, help_: str) -> Callable[[Function], Function]:
    return _several(
        name,
        f"{help_} [env: {variable}, separate several with {os.pathsep}]",
        type=click.Path(dir_okay=False),
        metavar="FILE",
        envvar=variable,
    )


def request_options(function: Function) -> Function:
    """Add an option for every field of ``Request``."""
    for add in reversed(
        (
            _several("--genre", "Only this genre.", metavar="GENRE", shell_complete=complete_genre),
            _several("--not-genre", "Not this genre.", metavar="GENRE", shell_complete=complete_genre),
            _several("--year", "Release years: 1994, 1990..1999, 1990.., ..1980 or 90s.", type=Years()),
            click.option("--min-rating", type=Number(0, 10), help="Lowest rating, 0 to 10."),
            click.option("--min-runtime", type=click.IntRange(1), help="Shortest runtime in minutes."),
            click.option("--max-runtime", type=click.IntRange(1), help="Longest runtime in minutes."),
            _several(
                "--language",
                "In this language: fr, or French.",
                metavar="LANGUAGE",
                shell_complete=complete_language,
            ),
            _several(
                "--not-language",
                "Not in this language.",
                metavar="LANGUAGE",
                shell_complete=complete_language,
            ),
            _several("--person", "Director or actor.", metavar="NAME", shell_complete=complete_person),
            _several("--not-person", "Without this one.", metavar="NAME", shell_complete=complete_person),
            _several("--like", "Movies like this one.", metavar="TITLE", shell_complete=complete_title),
            _several("--unlike", "No movies like it.", metavar="TITLE", shell_complete=complete_title),
            _several("--not-title", "Not this movie.", metavar="TITLE", shell_complete=complete_title),
            click.option("--no-sequels", is_flag=True, help="No later films of a series."),
            _several("--prefer", "Show these first.", type=click.Choice(PREFERENCES)),
            _several("--without", "What the movie should not contain, in your own words.", metavar="TEXT"),
            _movies_file("--seen", "RECOMMENDER_SEEN", "Leave out the movies listed in this file."),
            _movies_file("--only", "RECOMMENDER_ONLY", "Only movies listed in this file."),
        )
    ):
        function = add(function)
    return function


@click.command(cls=SafeCommand, context_settings=HELP)
@click.argument("description", nargs=-1)
@click.option(
    "-n",
    "--limit",
    type=click.IntRange(min=1),
    help=f"How many movies to show. [default: as many as you ask for in words, or {LIMIT}]",
)
@request_options
@click.option(
    "--format",
    "format_",
    type=click.Choice(["table", "json", "csv", "markdown"]),
    default="table",
    show_default=True,
    help="How to print the answer.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--explain", is_flag=True, help="Show the scores, the route, the plan and the filters.")
@click.option("--plain", is_flag=True, help="Leave out the reasons.")
@click.option(
    "--budget",
    type=Number(0, 1),
    help="Share of the movies to search. A larger share searches more clusters.  [default: 0.4, or 0.8 for a "
    "description of several sentences]",
)
@click.option(
    "--genre-keys",
    type=click.IntRange(min=1),
    metavar="K",
    help="Search only the K nearest genre keys of the chosen clusters.",
)
@click.option("--literal", is_flag=True, help="Take the description as it is: understand nothing in it.")
@click.option("--exhaustive", is_flag=True, help="Compare every movie instead of choosing clusters.")
@click.option(
    "--variety",
    type=Number(0, 1),
    default=SearchOptions().variety,
    show_default=True,
    help="How far to move down movies that are similar to a better answer (sequels, remakes).",
)
@store_option
@model_options
@click.pass_context
def query(
    ctx: click.Context, /, description: tuple[str, ...], store: Path, model: str, cache: Path, **given: Any
) -> None:
    """Find movies that fit a DESCRIPTION, or are like other movies.

    A DESCRIPTION may hold facts, examples and refusals; the answer says what was understood. Options win over
    it. Without a DESCRIPTION or --like, it asks for descriptions on the terminal until you quit. With - as
    the DESCRIPTION, it reads one description per line from standard input.

    \b
    Examples:
      {command} "a nineties thriller with Sandra Bullock on a bus"
      {command} "like Jaws but funny"
      {command} "a lonely robot left to clean up an abandoned earth"
      {command} "a heist goes wrong" --year 90s --not-genre Comedy
      {command} --like "Blade Runner" --without "romance" --seen watched.csv
      {command} --explain "a funny western"
      {command} - --format csv < descriptions.txt
      {command}
    """
    _refuse_contradictions(given)
    format_ = "json" if given["as_json"] else given["format_"]
    request = _request(description, given)
    if request is None and format_ != "table":
        raise click.UsageError("A conversation prints only tables. Give a description.")
    from_stdin = description == ("-",)
    lines = read_lines() if from_stdin else []
    if ctx.get_parameter_source("store") is click.core.ParameterSource.DEFAULT:
        start.ingest_if_missing(store, model, cache)

    from recommender.search.recommender import Recommender

    once = request is not None and not from_stdin
    recommender = Recommender.open(store, model, cache, once=once, notify=say)
    # Imported modules stay in memory: collecting garbage among them, now and at exit, takes 0.2 s.
    gc.freeze()
    names = ("limit", "budget", "genre_keys", "exhaustive", "variety", "literal")
    options = SearchOptions(**{name: given[name] for name in names})
    from recommender.cli.answers import Layout, print_answers

    layout = Layout(format_, given["explain"], not given["plain"], one_per_line=from_stdin)
    if request is not None:
        requests = [replace(request, description=line) for line in lines] if from_stdin else [request]
        print_answers(recommender, requests, options, layout)
    else:
        from recommender.cli.conversation import Conversation
        from recommender.cli.terminal import console

        Conversation(console(), recommender, _asked_for("", given), options, layout).hold()


def _request(description: tuple[str, ...], given: Mapping[str, Any]) -> Request | None:
    """The request; ``None`` when a conversation has to ask for it.

    Raises ``click.UsageError`` when it is missing and there is no terminal to ask on.
    """
    from_stdin = description == ("-",)
    said = " ".join(description)
    if description and not from_stdin and not clean_text(said):
        raise InvalidQueryError(EMPTY_DESCRIPTION)
    request = _asked_for("" if from_stdin else said, given)
    if description or request.like:
        return request
    if sys.stdin is None or not sys.stdin.isatty():
        raise click.UsageError(
            "No description given. Put one in quotes, name a movie with --like, or - to read one per line."
        )
    return None


def _asked_for(description: str, given: Mapping[str, Any]) -> Request:
    names = {field.name for field in fields(Request)} - {"description"}
    return Request(description, **{name: given[name] for name in names})


def _refuse_contradictions(given: Mapping[str, Any]) -> None:
    """Raise ``click.UsageError`` for options that exclude each other."""
    if given["exhaustive"] and given["genre_keys"] is not None:
        raise click.UsageError(
            "--genre-keys narrows the chosen clusters; --exhaustive chooses none. Give one of them."
        )
    if given["as_json"] and given["format_"] not in ("table", "json"):
        raise click.UsageError(f"--json and --format {given['format_']} are two formats. Give one of them.")
    if given["explain"] and given["plain"]:
        raise click.UsageError("--plain leaves out what --explain shows. Give one of them.")

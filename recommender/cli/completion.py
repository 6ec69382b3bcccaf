"""Shell completion for options: the genres and titles of the store."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import click
from click.shell_completion import BashComplete, add_completion_class

from recommender.errors import RecommenderError
from recommender.store.location import DEFAULT_STORE

if TYPE_CHECKING:
    from recommender.search.facets import Facets


class QuotingBashComplete(BashComplete):
    """Click's completion for bash, changed to quote values with spaces or apostrophes, like file names."""

    source_template = BashComplete.source_template.replace(
        "COMPREPLY+=($value)", "COMPREPLY+=($value); compopt -o filenames"
    )


add_completion_class(QuotingBashComplete)


def complete_genre(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """Genres that start with the typed text."""
    return _offer(ctx, lambda facets: [g for g in facets.genres if g.lower().startswith(incomplete.lower())])


def complete_title(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """Titles that start with the typed text."""
    return _offer(ctx, lambda facets: facets.titles.starting_with(incomplete))


def complete_language(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """Languages of the store that start with the typed text, by code or by name."""
    return _offer(ctx, lambda facets: facets.languages_starting_with(incomplete))


def complete_person(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """Directors and actors whose names start with the typed text."""
    return _offer(ctx, lambda facets: facets.people_starting_with(incomplete))


def _offer(ctx: click.Context, find: Callable[["Facets"], list[str]]) -> list[str]:
    """Find values in the store. Returns none if it cannot be read: completion cannot show an error."""
    from recommender.search.facets import Facets
    from recommender.store.store import Store

    try:
        store = Store.open(ctx.params.get("store") or DEFAULT_STORE)
        return find(Facets(store, store.members()))
    except RecommenderError:
        return []

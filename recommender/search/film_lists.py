"""Finds the stored movies that a list names."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from recommender.catalogue.files.drops import Drop
from recommender.catalogue.lists.listed import Listed
from recommender.movie import heading
from recommender.search.result import Ambiguous, ListCount
from recommender.search.titles import TitleIndex
from recommender.text import readable


@dataclass(frozen=True, slots=True)
class ListMatch:
    """The movies of the store that a file lists."""

    file: str
    ids: frozenset[str]
    rows: int
    """How many movies the file lists, found or not."""
    unmatched: tuple[Listed, ...]
    ambiguous: tuple[Ambiguous, ...]
    not_films: Mapping[str, int]
    unresolved: tuple[str, ...]
    drops: tuple[Drop, ...]
    unticked: int
    guessed: str | None

    def count(self, field: str) -> ListCount:
        """The counts for this file, which a request named in ``field``."""
        return ListCount(
            field,
            self.file,
            self.rows,
            len(self.ids),
            tuple(heading(row.title, row.year) for row in self.unmatched),
            self.ambiguous,
            self.not_films,
            self.unresolved,
            tuple(f"line {drop.line}: {drop.reason}" for drop in self.drops),
            self.unticked,
            self.guessed,
        )


def match_list(path: Path, titles: TitleIndex, *, ticked: bool = False) -> ListMatch:
    """The stored movies that a file lists, matched by the id at IMDb or TMDB, or else by title and year.

    With ``ticked``, movies that the file marks as not yet watched do not count, if it says so in words or
    marks others as watched: a list without any tick only has its boxes as bullets. Raises the errors of
    ``read_list``.
    """
    # Its patterns take a tenth of a second, which a question without a list need not wait for.
    from recommender.catalogue.watchlist import read_list

    listed = read_list(path)
    skips = ticked and any(row.done for row in listed.rows)
    rows = [row for row in listed.rows if not (ticked and (row.wanted or (skips and row.done is False)))]
    found = [(row, stored_movies(row, titles)) for row in rows]
    episodes = sum(row.episode and not ids for row, ids in found)
    return ListMatch(
        readable(str(path)),
        frozenset(id_ for _, ids in found for id_ in ids),
        len(rows) - episodes,
        tuple(row for row, ids in found if not ids and not row.episode),
        tuple(Ambiguous(row.title, _headings(ids, titles)) for row, ids in found if len(ids) > 1),
        dict(Counter(listed.not_films) + Counter(series=episodes)),
        listed.unresolved,
        listed.drops,
        len(listed.rows) - len(rows),
        listed.guessed,
    )


def stored_movies(row: Listed, titles: TitleIndex) -> list[str]:
    """The ids of the stored movies that a row means; several if its title fits them all.

    None if the row contradicts itself: if its id belongs to one movie and its title, with the year if it has
    one, to another; or if neither its title nor its year is that movie's.
    """
    by_id = titles.outside.movie(row.imdb_id, row.tmdb_id)
    named = [(name, titles.same(name.title, name.year)) for name in row.names]
    if not by_id:
        fitting = next((ids for _, ids in named if ids), [])
        return [id_ for id_ in fitting if not titles.outside.differs(id_, row.imdb_id, row.tmdb_id)]
    if agreed := sorted(by_id.intersection(id_ for _, ids in named for id_ in ids)):
        return agreed
    others = any(name.year in (None, titles.year(id_)) for name, ids in named for id_ in ids)
    if others or len(by_id) > 1:
        return []
    return [id_ for id_ in by_id if _may_be(row, id_, titles)]


def _may_be(row: Listed, id_: str, titles: TitleIndex) -> bool:
    """Whether a row's title or year lets it be this movie; a title that no movie has may be a translation."""
    stored = titles.year(id_)
    years = {name.year for name in row.names if name.year is not None}
    fits = not years or stored is None or any(abs(year - stored) <= 1 for year in years)
    return fits or any(id_ in titles.same(name.title, None) for name in row.names)


def _headings(ids: Iterable[str], titles: TitleIndex) -> tuple[str, ...]:
    return tuple(sorted(titles.heading(id_) for id_ in ids))

"""Prints answers as a table on a terminal."""

from collections.abc import Iterable

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.padding import Padding
from rich.rule import Rule
from rich.style import Style
from rich.table import Table
from rich.text import Text

from recommender.cli.remedies import typed
from recommender.formats import count, movie_link, or_unknown, percentage, rating
from recommender.search.fusion import WEIGHTS
from recommender.search.reasons import shortened
from recommender.search.result import Plan, Recommendation, Route, SearchResult, Selection, Wish
from recommender.text import clean_text

WIDEST = 120
"""Columns. The table is not wider, even on a wider terminal."""
NARROW = 100
"""Columns. In a narrower table, genres and rating go below the title."""
REASON_LINES = 2
OF_SENTENCES = ("best_sentence", "mean_sentence")
"""Signals that say nothing new of a description of one sentence."""
LEAST_PLOT = 0.3
"""Below this similarity, the plot is not named as a reason."""
MOST_WORDS = 5
"""How many matching words are named."""
_GAP = 2
_INDENT = 3


class ResultTable:
    """The answer to one request as a table of the terminal's width, with the route below it."""

    def __init__(
        self, result: SearchResult, *, explain: bool = False, reasons: bool = True, first: int = 1
    ) -> None:
        """``explain`` adds all signals, the plan and the filters; ``reasons`` adds a reason below each movie.

        ``first`` is the number of the first movie.
        """
        self._first = first
        self._result = result
        self._explain = explain
        self._reasons = reasons

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Each row is a table of its own, so that a reason can use the full width."""
        width = min(options.max_width, WIDEST)
        rows = [
            self._cells(rank, found) for rank, found in enumerate(self._result.recommendations, self._first)
        ]
        if line := understood_line(self._result):
            yield Text(line, style="cyan")
            yield ""
        names = ["#", "Title", "Year", "Genres", "Rating", *map(_heading, self._signals())]
        narrow = width < NARROW
        if narrow:
            names = [name for name in names if name not in ("Genres", "Rating")]
        widths = _widths(names, rows, width)
        yield _line([Text(name, style="bold") for name in names], names, widths)
        if console.is_terminal:
            yield (
                Rule(style="dim", characters="─") if width == options.max_width else Text("─" * width, "dim")
            )
        for cells, found in zip(rows, self._result.recommendations, strict=True):
            yield _line([cells[name] for name in names], names, widths)
            if narrow:
                about = f"{cells['Genres']} · {cells['Rating']}"
                yield Padding(Text(about, style="dim"), (0, 0, 0, _INDENT))
            if self._reasons:
                reason = reason_text(found, self._result, REASON_LINES * (width - _INDENT) - _INDENT)
                yield Padding(reason, (0, 0, 0, _INDENT), expand=False)
        for line in self._below():
            yield Text(line, style="dim")

    def _cells(self, rank: int, found: Recommendation) -> dict[str, Text]:
        movie = found.movie
        link = movie_link(movie)
        return {
            "#": Text(str(rank), style="dim"),
            "Title": Text.assemble((clean_text(movie.title), Style(bold=True, link=link))),
            "Year": Text(or_unknown(movie.year)),
            "Genres": Text(clean_text(", ".join(movie.genres))),
            "Rating": Text(rating(movie)),
        } | {_heading(name): Text(percentage(found.scores[name]), style="green") for name in self._signals()}

    def _signals(self) -> list[str]:
        """The signals whose scores are shown: all with ``explain``, otherwise only the plot."""
        if self._explain:
            found = self._result.recommendations
            return [
                name
                for name in WEIGHTS
                if any(one.scores[name] is not None for one in found)
                and not (
                    name in OF_SENTENCES and all(one.scores[name] == one.scores["plot"] for one in found)
                )
            ]
        return list(WEIGHTS)[:1]

    def _below(self) -> Iterable[str]:
        yield ""
        yield route_line(self._result.route, self._result.plan, self._result.selection)
        selection = self._result.selection
        if self._explain:
            if self._result.route.probes:
                yield probes_line(self._result.route)
            yield plan_line(self._result.plan)
            yield wish_line(self._result.wish)
            yield from selection_lines(selection)
        elif selection.filters:
            yield selection_lines(selection)[0]


def reason_text(found: Recommendation, result: SearchResult, width: int) -> Text:
    """The reason for an answer, in about ``width`` characters: the sentence that fits, and what matched."""
    matched = matches(found, result)
    said = ", ".join(matched)
    sentence = clean_text(found.sentence)
    room = max(width - cell_len(said) - 5, 20)
    # Some characters, such as Chinese ones, are two columns wide.
    characters = room * len(sentence) // (cell_len(sentence) or 1)
    sentence = shortened(sentence, result.understood.left, characters)
    quoted = f"keywords: {sentence}" if found.quoted == "keywords" else f"“{sentence}”"
    return Text.assemble((quoted, "italic"), (f" · {said}" if said else "", "dim"))


def matches(found: Recommendation, result: SearchResult) -> list[str]:
    """What a movie and the request have in common: the plot, words of the description, wished genres."""
    matched = ["plot"] if (found.scores["plot"] or 0.0) >= LEAST_PLOT else []
    if found.matched and result.understood.left:
        matched.append(f"words ({', '.join(found.matched[:MOST_WORDS])})")
    genres = [genre for genre in result.wish.genres if genre in found.movie.genres]
    if genres:
        matched.append(f"genre ({', '.join(genres)})")
    return matched


def understood_line(result: SearchResult) -> str:
    """One line that says what was understood; empty when the whole text is looked for."""
    understood = result.understood
    meanings = [
        span.meaning for span in understood.spans if span.field != "aside" and span not in result.loosened
    ]
    unsure = [span.meaning for span in understood.soft if span.field != "genre"]
    rather = [*unsure, *(span.meaning for span in result.loosened)]
    if not meanings and not rather:
        return ""
    said = [*dict.fromkeys(meanings), *(f"rather {meaning}" for meaning in dict.fromkeys(rather))]
    looking_for = [f"looking for: {clean_text(understood.left)}"] if understood.left else []
    return f"Understood: {' · '.join([*said, *looking_for])}"


def wish_line(wish: Wish) -> str:
    """One line that names the genres that the description asks for."""
    if not wish.genres:
        return "Wish: no genre named"
    return f"Wish: {', '.join(wish.genres)} (with a weight of {wish.share:.0%})"


def route_line(route: Route, plan: Plan, selection: Selection) -> str:
    """One line that says what part of the store was searched."""
    if plan.kind == "rated":
        return "Route: none, the best rated of what passes the filters"
    if not route.probes:
        return "Route: exhaustive, every movie compared"
    of = "the movies" if not selection.filters else "what passes the filters"
    narrowed = f", {count(len(route.genre_keys), 'genre key')}" if route.genre_keys is not None else ""
    clusters = count(len(route.probes), "cluster")
    return f"Route: {route.scanned_share:.0%} of {of} in {clusters}{narrowed}"


def probes_line(route: Route) -> str:
    """One line that names the nearest clusters searched."""
    labels = "; ".join(probe.cluster.label for probe in route.probes[:3])
    more = f"; {len(route.probes) - 3} more" if len(route.probes) > 3 else ""
    return f"Clusters: {labels}{more}"


def plan_line(plan: Plan) -> str:
    """One line that says how the nearest movies were found."""
    ways = {
        "all": "compared with every movie",
        "rated": f"the best rated of {count(plan.kept, 'movie')}",
        "exact": f"compared with each of {count(plan.kept, 'movie')}",
        "where": f"filtered by Chroma ({count(plan.kept, 'movie')})",
        "over-fetch": f"the nearest {plan.fetched:,} fetched, then filtered ({count(plan.kept, 'movie')})",
    }
    return f"Plan: {ways[plan.kind]}"


def selection_lines(selection: Selection) -> list[str]:
    """How many movies all filters and each filter keep; empty without filters and examples."""
    if not (selection.filters or selection.examples):
        return []
    unknown = ", ".join(f"{one.unknown:,} for {typed(one)}" for one in selection.filters if one.unknown)
    left_out = f"; left out because the catalogue does not say: {unknown}" if unknown else ""
    lines = [f"Filters: {selection.passing:,} of {count(selection.total, 'movie')} pass{left_out}"]
    for one in selection.filters:
        lines.append(f"  {typed(one)}: {one.kept:,} pass it, {one.without:,} would pass without it")
    for listed in selection.lists:
        lines.append(f"  {typed(listed)}: {count(listed.matched, 'movie')} for {count(listed.rows, 'row')}")
    if selection.examples:
        lines.append(f"  left out as examples: {', '.join(selection.examples)}")
    return lines


def _heading(signal: str) -> str:
    return signal.replace("_", " ").capitalize()


def _widths(names: list[str], rows: list[dict[str, Text]], width: int) -> dict[str, int]:
    """The width of each column; title and genres share the space that the others leave."""
    natural = {name: max([cell_len(name), *(row[name].cell_len for row in rows)]) for name in names}
    flexible = [name for name in ("Title", "Genres") if name in names]
    room = width - sum(natural[name] + _GAP for name in names if name not in flexible)
    room -= _GAP * (len(flexible) - 1)
    if sum(natural[name] for name in flexible) > room:
        *first, last = flexible
        for name in first:
            natural[name] = max(min(natural[name], room // 2), room - natural[last])
        natural[last] = max(1, room - sum(natural[name] for name in first))
    return natural


def _line(cells: list[Text], names: list[str], widths: dict[str, int]) -> Table:
    line = Table.grid(padding=(0, _GAP, 0, 0))
    for name in names:
        left = name in ("Title", "Genres")
        line.add_column(justify="left" if left else "right", width=widths[name], overflow="fold")
    line.add_row(*cells)
    return line

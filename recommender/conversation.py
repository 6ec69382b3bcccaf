"""The conversation held when ``query.py`` is started on a terminal without a description."""

from contextlib import suppress
from dataclasses import dataclass, replace

from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from recommender.answers import Layout, print_warnings, report_lists
from recommender.errors import InvalidQueryError, RecommenderError
from recommender.fields import clean_text
from recommender.records import Movie, SearchOptions
from recommender.refinements import HELP, refine
from recommender.request import Request
from recommender.results import ResultTable
from recommender.search import Recommender

DESCRIBE = "Enter a movie description: "
AGAIN = "Would you like to search again? (y/n, a refinement, or help) "


@dataclass(frozen=True, slots=True)
class Turn:
    """Something that was asked, and the movies shown for it so far."""

    request: Request
    shown: tuple[Movie, ...]


class Conversation:
    """Asks for descriptions and refinements, and shows answers."""

    def __init__(
        self,
        console: Console,
        recommender: Recommender,
        request: Request,
        options: SearchOptions,
        layout: Layout,
    ) -> None:
        """``request`` holds what every description is asked with, such as filters."""
        self._console = console
        self._recommender = recommender
        self._start = request
        self._options = options
        self._layout = layout
        self._turns: list[Turn] = []

    def hold(self) -> None:
        """Go on until the person has had enough; Ctrl-C and Ctrl-D at a prompt are ways to say no."""
        with suppress(ImportError):
            # Gives input() its history and the arrow keys.
            import readline  # noqa: F401
        self._console.print(
            Panel(
                "Describe a movie in your own words and see what fits.",
                title="Movie recommender",
                expand=False,
            )
        )
        try:
            self._describe()
            while self._heed(input(AGAIN)):
                pass
        except (EOFError, KeyboardInterrupt):
            self._console.print()
        self._console.print("Goodbye, and enjoy the movie!")

    def _describe(self) -> None:
        self._state(self._start)
        self._ask(replace(self._start, description=input(DESCRIBE)))

    def _heed(self, reply: str) -> bool:
        """Do what was said after an answer; whether to go on."""
        said = reply.strip().casefold()
        if said in ("n", "no"):
            return False
        if said in ("y", "yes"):
            self._describe()
        elif said == "help" or not said:
            self._console.print(HELP, highlight=False)
        elif said == "back":
            self._back()
        elif said == "more" and self._turns:
            self._more()
        else:
            self._refine(reply)
        return True

    def _refine(self, reply: str) -> None:
        turn = self._turns[-1] if self._turns else Turn(self._start, ())
        try:
            changed = refine(reply, turn.request, turn.shown, self._recommender.facets)
        except InvalidQueryError as error:
            self._complain(error)
        else:
            self._ask(changed or replace(self._start, description=reply))

    def _ask(self, request: Request) -> None:
        """Answer ``request``, and make it what refinements refine when there is an answer."""
        try:
            (result,) = self._recommender.search([request], self._options)
        except RecommenderError as error:
            self._complain(error)
            return
        print_warnings(result)
        report_lists(result)
        self._turns.append(Turn(request, tuple(found.movie for found in result.recommendations)))
        self._show(ResultTable(result, explain=self._layout.explain, reasons=self._layout.reasons))

    def _more(self) -> None:
        """The next movies of the same answer, numbered on."""
        turn = self._turns[-1]
        before = len(turn.shown)
        options = replace(self._options, limit=before + self._options.limit)
        try:
            (result,) = self._recommender.search([turn.request], options)
        except RecommenderError as error:
            self._complain(error)
            return
        following = result.recommendations[before:]
        if not following:
            self._console.print("That is all.")
            return
        self._turns[-1] = replace(turn, shown=tuple(found.movie for found in result.recommendations))
        self._show(
            ResultTable(
                replace(result, recommendations=following),
                explain=self._layout.explain,
                reasons=self._layout.reasons,
                first=before + 1,
            )
        )

    def _back(self) -> None:
        if len(self._turns) < 2:
            self._console.print("There is nothing before this.")
            return
        del self._turns[-1]
        self._ask(self._turns.pop().request)

    def _show(self, table: ResultTable) -> None:
        self._console.print(table)
        self._state(self._turns[-1].request)

    def _state(self, request: Request) -> None:
        """What is asked for, in one line."""
        said = []
        for name, value in request.asked().items():
            values = [str(one) for one in value] if isinstance(value, list) else [str(value)]
            if name in ("like", "unlike"):
                values = [self._recommender.facets.heading(title) for title in values]
            said.append(f"{name.replace('_', ' ')}: {', '.join(values)}")
        if said:
            line = Text(clean_text(" · ".join(said)), style="cyan", overflow="ellipsis", no_wrap=True)
            self._console.print(line)

    def _complain(self, error: Exception) -> None:
        self._console.print(str(error), style="yellow", markup=False, highlight=False)

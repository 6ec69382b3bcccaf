"""The conversation that ``query.py`` starts on a terminal when it gets no description."""

from contextlib import suppress
from dataclasses import dataclass, replace

from rich.console import Console
from rich.panel import Panel

from recommender.cli.answers import Layout, report
from recommender.cli.remedies import explain
from recommender.cli.result_table import ResultTable
from recommender.errors import InvalidQueryError, RecommenderError
from recommender.search.candidates import NEAREST
from recommender.search.recommender import Recommender
from recommender.search.refinements import HELP, refine
from recommender.search.request import Request
from recommender.search.result import LIMIT, SearchOptions, SearchResult
from recommender.search.understood import Understood
from recommender.text import clean_text, readable

DESCRIBE = "Enter a movie description: "
AGAIN = "Would you like to search again? (y/n or help) "
LEAVING = ("n", "no", "q", "quit", "exit", "bye")
LONGEST_DESCRIPTION = 40
"""Characters of the description in the line that summarizes the request."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question, its answers, and how many of them were shown."""

    understood: Understood
    """What was asked for, before filters were given up."""
    result: SearchResult
    shown: int


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
        """``request`` holds what applies to every description, such as filters."""
        self._console = console
        self._recommender = recommender
        self._start = request
        self._page = options.limit or LIMIT
        self._options = replace(options, limit=max(NEAREST, self._page), enough=self._page)
        self._layout = layout
        self._turns: list[Turn] = []
        self._failed = False
        self._said: set[str] = set()

    def hold(self) -> None:
        """Run until the person quits; Ctrl-C and Ctrl-D at a prompt also quit.

        Raises ``InvalidQueryError`` and ``NothingMatchedError`` for the filters of every description.
        """
        self._recommender.check(self._start)
        with suppress(ImportError):
            # Importing it gives input() a history and the arrow keys.
            import readline  # noqa: F401
        welcome = "Describe a movie in your own words and see what fits."
        self._console.print(Panel(welcome, title="Movie recommender", expand=False))
        try:
            self._describe()
            self._state()
            while self._heed(readable(input(AGAIN))):
                self._state()
        except (EOFError, KeyboardInterrupt):
            self._console.print()
        self._console.print("Goodbye, and enjoy the movie!")

    def _describe(self) -> None:
        self._ask(replace(self._start, description=readable(input(DESCRIBE))))

    def _heed(self, reply: str) -> bool:
        """Handle the reply to an answer; returns whether to continue."""
        said = reply.strip().casefold()
        if said in LEAVING:
            return False
        if said in ("y", "yes"):
            self._describe()
        elif said == "help" or not said:
            self._console.print(HELP, highlight=False)
        elif said == "back":
            self._back()
        elif said == "more":
            self._more()
        else:
            self._refine(reply)
        return True

    def _refine(self, reply: str) -> None:
        request, shown = self._start, []
        if self._turns:
            turn = self._turns[-1]
            request = turn.understood.typed
            shown = [found.movie for found in turn.result.recommendations[: turn.shown]]
        try:
            changed = refine(reply, request, shown, self._recommender.snapshot.facets)
        except InvalidQueryError as error:
            self._complain(explain(error))
            return
        if changed is None:
            self._ask(replace(self._start, description=reply))
        elif self._turns:
            self._ask(_changed(self._turns[-1].understood, changed))
        elif changed.asks():
            self._ask(changed)
        else:
            self._start = changed
            self._describe()

    def _ask(self, asked: Request | Understood) -> None:
        """Answer a question. If that succeeds, later refinements apply to it."""
        try:
            understood = self._recommender.understand(asked, literal=self._options.literal)
            (result,) = self._recommender.search(understood, self._options)
        except RecommenderError as error:
            self._complain(explain(error))
            return
        report(result, self._said)
        self._turns.append(Turn(understood, result, 0))
        self._more()

    def _more(self) -> None:
        """Print the next movies of the last answer; the numbers continue."""
        self._failed = False
        if not self._turns:
            self._console.print("There is no answer yet.")
            return
        turn = self._turns[-1]
        page = turn.understood.limit or self._page
        following = turn.result.recommendations[turn.shown : turn.shown + page]
        if not following:
            self._console.print("There are no more movies.")
            return
        table = ResultTable(
            replace(turn.result, recommendations=following),
            explain=self._layout.explain,
            reasons=self._layout.reasons,
            first=turn.shown + 1,
        )
        self._console.print(table)
        self._turns[-1] = replace(turn, shown=turn.shown + len(following))

    def _back(self) -> None:
        """Print the previous answer; after a failed refinement, the answer that it would have refined."""
        if len(self._turns) > 1 and not self._failed:
            del self._turns[-1]
        elif not (self._turns and self._failed):
            self._console.print("There is no previous answer.")
            return
        self._turns[-1] = replace(self._turns[-1], shown=0)
        self._more()

    def _state(self) -> None:
        """Print a summary of the request in one line."""
        request = self._turns[-1].understood.request if self._turns else self._start
        said = []
        for name, value in request.asked().items():
            values = [str(one) for one in value] if isinstance(value, list) else [str(value)]
            if name == "description" and len(values[0]) > LONGEST_DESCRIPTION:
                values = [f"{values[0][:LONGEST_DESCRIPTION]}…"]
            if name in ("like", "unlike", "not_title"):
                titles = self._recommender.snapshot.facets.titles
                values = [titles.heading(titles.find(title)) for title in values]
            said.append(f"{name.replace('_', ' ')}: {', '.join(values)}")
        line = clean_text(" · ".join(said))
        self._console.print(
            line, style="cyan", no_wrap=True, overflow="ellipsis", markup=False, highlight=False
        )

    def _complain(self, what: str) -> None:
        self._failed = True
        self._console.print(what, style="yellow", markup=False, highlight=False)


def _changed(understood: Understood, change: Request) -> Understood:
    """What was asked for beside a changed request, whose description adds to the text to look for."""
    left = ", ".join(filter(None, (understood.left, change.description)))
    return replace(understood.beside(change), left=left)

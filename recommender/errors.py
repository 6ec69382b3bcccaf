"""Everything that can go wrong in a way a user can mend.

A message says what happened and what to do next. ``cli/terminal.py`` prints it as one line on stderr and
leaves with the error's exit code.
"""


class RecommenderError(Exception):
    """Base of all errors a user may see; carries the process exit code."""

    exit_code = 1


class CatalogueError(RecommenderError):
    """A catalogue source cannot be read, or holds no usable row."""


class ModelError(RecommenderError):
    """The embedding model is missing, damaged or cannot be loaded."""


class CacheError(RecommenderError):
    """The vectors that were computed before, or shipped, cannot be read, or no more can be kept."""


class StoreError(RecommenderError):
    """The store exists but cannot be used the way it was asked to be."""


class InvalidQueryError(RecommenderError):
    """The description or an option of a query makes no sense."""

    exit_code = 2


class StoreNotReadyError(StoreError):
    """The store is missing, incomplete, or was made with another model or schema."""

    exit_code = 3


class NothingMatchedError(RecommenderError):
    """The request was valid and no movie satisfies it."""

    exit_code = 4


EMPTY_DESCRIPTION = (
    'the description is empty; say what happens in the movie, e.g. "a shark attacks a beach town", '
    "or name one that it is like"
)
"""Said before the model is loaded where that is possible, and by the search itself everywhere else."""
STORE_CHANGED = (
    "the store was changed while it was open; run this again, and if that does not help: "
    "python -m recommender inspect --verify"
)


def first_line(error: BaseException) -> str:
    """What an error of a library says, short enough for one line."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")

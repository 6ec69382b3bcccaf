"""Everything that can go wrong in a way a user can fix, and what fixes it.

A message says what happened. What to do next is a ``Remedy``: the command line turns it into a command to
type, another face into what suits it.
"""

from enum import StrEnum


class Remedy(StrEnum):
    """What fixes an error."""

    INGEST = "ingest"
    """Ingest the catalogue into the store."""
    REBUILD = "rebuild"
    """Make a new store in place of the damaged one."""
    VERIFY = "verify"
    """Check the store."""
    RETRY = "retry"
    """Do the same again; if it fails again, check the store."""
    WAIT = "wait"
    """Do the same again when another process is done."""
    CHANGE = "change"
    """Give another value for the error's field."""
    RECOMPUTE = "recompute"
    """Ingest without the vectors that are shipped or cached."""
    INSTALL = "install"
    """Install what is missing: the extra in the error's field, or without one the model."""
    REINSTALL = "reinstall"
    """Install the package in the error's field again."""


class RecommenderError(Exception):
    """Base of all errors a user may see."""

    exit_code = 1
    """What a command exits with."""

    def __init__(self, message: str, remedy: Remedy | None = None, *, field: str | None = None) -> None:
        """``field`` is what it is about: of a request, a parameter (``store``), or what to install."""
        super().__init__(message)
        self.remedy = remedy
        self.field = field


class CatalogueError(RecommenderError):
    """A catalogue source cannot be read, or holds no usable row."""


class ModelError(RecommenderError):
    """The embedding model is missing, damaged or cannot be loaded."""


class CacheError(RecommenderError):
    """The cached or shipped vectors cannot be read, or no more can be kept."""


class StoreError(RecommenderError):
    """The store exists but cannot be used the way it was asked to be."""


class StoreChangedError(StoreError):
    """Another process changed the store while this one read it."""

    def __init__(self) -> None:
        """Always the same."""
        super().__init__("the store was changed while it was open", Remedy.RETRY)


class InvalidQueryError(RecommenderError):
    """The description or another part of a request makes no sense."""

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


def first_line(error: BaseException) -> str:
    """What an error of a library says, short enough for one line."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")

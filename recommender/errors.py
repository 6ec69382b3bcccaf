"""Errors that a user can fix, each with its remedy.

The message says what happened. The ``Remedy`` says what to do next: the command line turns it into a command
to type, and each other interface into its own form.
"""

from enum import StrEnum


class Remedy(StrEnum):
    """What fixes an error."""

    INGEST = "ingest"
    """Ingest the catalogue into the store."""
    REBUILD = "rebuild"
    """Replace the damaged store with a new one."""
    VERIFY = "verify"
    """Check the store."""
    RETRY = "retry"
    """Try again; if it fails again, check the store."""
    WAIT = "wait"
    """Try again when another process has finished."""
    CHANGE = "change"
    """Give another value for the error's field."""
    RECOMPUTE = "recompute"
    """Ingest without the shipped and cached vectors."""
    INSTALL = "install"
    """Install the extra in the error's field, or the model if the field is empty."""
    REINSTALL = "reinstall"
    """Reinstall the package in the error's field."""


class RecommenderError(Exception):
    """Base class of all errors that a user may see."""

    exit_code = 1
    """The exit code of a command that fails with this error."""

    def __init__(self, message: str, remedy: Remedy | None = None, *, field: str | None = None) -> None:
        """``field`` is the part of a request or the parameter (``store``) at fault, or what to install."""
        super().__init__(message)
        self.remedy = remedy
        self.field = field


class CatalogueError(RecommenderError):
    """A catalogue source cannot be read, or holds no usable row."""


class ReportError(CatalogueError):
    """The report of an ingest would replace a source."""

    exit_code = 2


class ModelError(RecommenderError):
    """The embedding model is missing, damaged or cannot be loaded."""


class CacheError(RecommenderError):
    """The cached or shipped vectors cannot be read, or the cache cannot be written."""


class StoreError(RecommenderError):
    """The store cannot be read, written or replaced."""


class StoreChangedError(StoreError):
    """Another process changed the store while this process read it."""

    def __init__(self) -> None:
        """The message and the remedy are always the same."""
        super().__init__("the store was changed while it was open", Remedy.RETRY)


class InvalidQueryError(RecommenderError):
    """The description or another part of a request is invalid."""

    exit_code = 2


class StoreNotReadyError(StoreError):
    """The store is missing, incomplete, or was made with another model or schema."""

    exit_code = 3


class NothingMatchedError(RecommenderError):
    """The request is valid, but no movie satisfies it."""

    exit_code = 4


EMPTY_DESCRIPTION = (
    'the description is empty; say what happens in the movie, e.g. "a shark attacks a beach town", '
    "or name one that it is like"
)
"""Raised before the model is loaded where possible, and otherwise by the search."""


def first_line(error: BaseException) -> str:
    """The first line of another library's error message."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")

"""A row of a file that was not taken."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Drop:
    """A dropped row: its first line in the source, the reason, its title, and its file."""

    line: int
    reason: str
    title: str
    file: str = ""

"""What one part of a question may mean."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reading:
    """A part of a question, and the field of the request that it may set."""

    start: int
    end: int
    field: str
    """A field of ``Request``, or ``limit``."""
    values: tuple[str, ...]
    certainty: float
    """0 to 1. When too few movies pass, the filter with the smallest is given up first."""
    kept: bool = False
    """Whether the words stay in the text to look for."""
    wide: tuple[str, ...] = ()
    """The values in a wider sense, for a plot told from memory: 1953-1957 for "mid fifties"."""

    def overlaps(self, start: int, end: int) -> bool:
        """Whether it shares characters with the part from ``start`` to ``end``."""
        return self.start < end and start < self.end


CERTAIN = 1.0
"""A refusal, or a movie that was named."""
CLEAR = 0.8
LIKELY = 0.6
VAGUE = 0.3
"""A preference, which never leaves a movie out."""

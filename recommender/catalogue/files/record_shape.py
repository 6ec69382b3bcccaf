"""How the records of a file look, to tell a record from a line of prose with as many commas."""

import re

_NUMBERED_NAME = re.compile(r"year|date|release|rating|votes|runtime|duration|\bid$|_id$|Id$", re.IGNORECASE)
_BEGINS_WITH_DIGIT, _NUMBER = re.compile(r"\W{0,9}\d"), re.compile(r"[\d\s.,:/%+-]+\Z")
_PATTERNS = (_BEGINS_WITH_DIGIT, re.compile(r"[^\d]{0,99}\d"))
"""A cell that begins with a digit, as a sentence seldom does; and one that has one."""
_PROSE = re.compile(
    r"(?!not\b|to be\b|coming\b|in \w+$|(?:pre|post)[- ]|no \w+$)[^\d]*\w\s+\w", re.IGNORECASE
)
"""Several words without a digit that are no placeholder, such as "Not yet released"."""
_FEWEST_KNOWN, _MANY, _MOST_KNOWN = 3, 10, 50
"""Records that show how a record of the file looks."""
_FEWEST_INSIDE = 3
"""Lines in one cell with as many fields as the header has: fewer may be chance."""


class RecordShape:
    """Learns from the records of a file which columns hold years, ids, dates: a digit in every record.

    A column whose name does not say so must hold nothing but numbers: sorted titles begin with digits, too.
    """

    def __init__(self, header: list[str]) -> None:
        """Until there are examples, the names of the columns tell."""
        self.width = len(header)
        self._known: list[list[str]] = []
        self._named = frozenset(n for n, name in enumerate(header) if _NUMBERED_NAME.search(name))
        self._patterns = dict.fromkeys(self._named, _BEGINS_WITH_DIGIT)

    def learn(self, fields: list[str]) -> None:
        """Take a good record as an example."""
        if len(self._known) == _MOST_KNOWN or len(fields) != self.width:
            return
        self._known.append(fields)
        if len(self._known) < _FEWEST_KNOWN:
            return
        columns = [[cell for cell in cells if cell.strip()] for cells in zip(*self._known, strict=True)]
        self._patterns = {}
        for n, cells in enumerate(columns):
            patterns = _PATTERNS if n in self._named else (_NUMBER,) if self.is_sure else ()
            found = next((pattern for pattern in patterns if all(map(pattern.match, cells))), None)
            if cells and found:
                self._patterns[n] = found

    @property
    def is_sure(self) -> bool:
        """Whether there were many examples."""
        return len(self._known) >= _MANY

    def is_prose(self, fields: list[str]) -> bool:
        """Whether words stand in a column whose cells begin with a digit."""
        return any(
            _PROSE.match(fields[n]) and not pattern.match(fields[n])
            for n, pattern in self._patterns.items()
            if n < len(fields) and pattern is not _PATTERNS[1]
        )

    def fits(self, fields: list[str]) -> bool:
        """Whether ``fields`` look like a record, as far as the columns tell."""
        if len(fields) != self.width:
            return False
        filled = [pattern.match(fields[n]) for n, pattern in self._patterns.items() if fields[n].strip()]
        return all(filled) and bool(filled or not self._patterns)

    def are_records(self, inside: list[list[str]], lines: int) -> bool:
        """Whether most of these lines look like records, which an open quote would swallow."""
        fitting = sum(map(self.fits, inside))
        if self._patterns:
            return 2 * fitting >= lines
        return self.width > 1 and fitting >= max(_FEWEST_INSIDE, lines - 1)

"""How the records of a file look, to tell a record from a line of prose with as many commas."""

import re

_NUMBERED_NAME = re.compile(r"year|date|release|rating|votes|runtime|duration", re.IGNORECASE)
_BEGINS_WITH_DIGIT, _HAS_DIGIT = re.compile(r"\W{0,9}\d"), re.compile(r"[^\d]{0,99}\d")
_NUMBER = re.compile(r"[\d\s.,:/%+-]+\Z")
_FEWEST_KNOWN, _MANY, _MOST_KNOWN = 3, 10, 50
"""Records that show how a record of the file looks."""
_FEWEST_INSIDE = 3
"""Lines in one cell with as many fields as the header has: fewer may be chance."""


class RecordShape:
    """Learns from the records of a file what they have in common.

    Years and dates have a digit in every record. A column whose name does not say so must hold nothing but
    numbers: sorted titles begin with digits, too. And cells seldom begin with a blank, as words behind the
    comma of a sentence do.
    """

    def __init__(self, header: list[str]) -> None:
        """Until there are examples, the names of the columns tell."""
        self.width = len(header)
        self._known: list[list[str]] = []
        self._has_blanks = False
        self._named = frozenset(n for n, name in enumerate(header) if _NUMBERED_NAME.search(name))
        self._patterns = dict.fromkeys(self._named, _BEGINS_WITH_DIGIT)

    def learn(self, fields: list[str]) -> None:
        """Take a good record as an example."""
        if len(self._known) == _MOST_KNOWN or len(fields) != self.width:
            return
        self._known.append(fields)
        self._has_blanks |= any(cell[:1] == " " for cell in fields)
        if len(self._known) < _FEWEST_KNOWN:
            return
        self._patterns = {}
        for n, column in enumerate(zip(*self._known, strict=True)):
            cells = [cell for cell in column if cell.strip()]
            patterns = (_BEGINS_WITH_DIGIT, _HAS_DIGIT) if n in self._named else (_NUMBER,)
            found = next((pattern for pattern in patterns if all(map(pattern.match, cells))), None)
            if found and len(cells) >= (_FEWEST_KNOWN if n in self._named else _MANY):
                self._patterns[n] = found

    def is_sentence(self, fields: list[str], *, after_a_fault: bool) -> bool:
        """Whether ``fields`` are what stands between the commas of a sentence.

        ``after_a_fault``, few examples will do.
        """
        is_known = after_a_fault or len(self._known) >= _FEWEST_KNOWN
        if not is_known or self._has_blanks or not 1 < len(fields) == self.width:
            return False
        return fields[-1][:1] == " " and all(cell[:1] == " " for cell in fields[1:])

    def fits(self, fields: list[str]) -> bool:
        """Whether ``fields`` look like a record, or like one without its last columns."""
        if not self._has_blanks and any(cell[:1] == " " for cell in fields):
            return False
        filled = [
            bool(pattern.match(fields[n]))
            for n, pattern in self._patterns.items()
            if n < len(fields) and fields[n].strip()
        ]
        if len(fields) != self.width:
            return 1 < len(fields) < self.width and bool(filled) and all(filled)
        return 2 * sum(filled) >= len(filled)

    def are_records(self, inside: list[list[str]], lines: int) -> bool:
        """Whether most of these lines look like records, which an open quote would swallow."""
        fitting = sum(len(fields) == self.width and self.fits(fields) for fields in inside)
        if self._patterns:
            return 2 * fitting >= lines
        return self.width > 1 and fitting >= max(_FEWEST_INSIDE, lines - 1)

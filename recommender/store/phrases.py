"""An index of phrases: words joined by spaces, each phrase with the numbers of what it names."""

from collections.abc import Iterable, Mapping
from typing import Self

import marisa_trie
import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int32]
_PARTS = ("phrases", "starts", "numbers")


class Phrases:
    """Phrases with their numbers, in a compressed tree. Immutable; threads may share it.

    It answers in microseconds, however many phrases it holds, and is ready as soon as its bytes are read.
    """

    def __init__(self, tree: marisa_trie.Trie, starts: Numbers, numbers: Numbers) -> None:
        """The numbers of the phrase with the number n in ``tree`` begin at ``starts[n]``.

        Use ``of`` or ``from_bytes``.
        """
        self._tree = tree
        self._starts = starts
        self._numbers = numbers

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, int]]) -> Self:
        """An index of phrases, each with one number; a phrase may occur several times."""
        # With a space behind every word, a beginning never ends inside a word.
        distinct = sorted({(f"{phrase} ", number) for phrase, number in pairs})
        tree = marisa_trie.Trie(dict.fromkeys(phrase for phrase, _ in distinct))
        keys = np.array([tree[phrase] for phrase, _ in distinct], dtype=np.int32)
        order = np.argsort(keys, kind="stable")
        numbers = np.array([number for _, number in distinct], dtype=np.int32)[order]
        return cls(tree, np.searchsorted(keys[order], np.arange(len(tree) + 1)).astype(np.int32), numbers)

    @classmethod
    def from_bytes(cls, parts: Mapping[bytes, bytes], name: str) -> Self:
        """The index that ``to_bytes`` returned under this name."""
        phrases, starts, numbers = (parts[f"{name} {part}".encode()] for part in _PARTS)
        tree = marisa_trie.Trie().frombytes(phrases)
        return cls(tree, np.frombuffer(starts, dtype="<i4"), np.frombuffer(numbers, dtype="<i4"))

    def to_bytes(self, name: str) -> dict[str, bytes]:
        """The parts of the index, by names that begin with ``name``."""
        arrays = (array.astype("<i4").tobytes() for array in (self._starts, self._numbers))
        parts = zip(_PARTS, (self._tree.tobytes(), *arrays), strict=True)
        return {f"{name} {part}": data for part, data in parts}

    def get(self, phrase: str) -> list[int]:
        """The numbers of a phrase, in ascending order; none for an unknown phrase."""
        key = self._tree.get(f"{phrase} ")
        return [] if key is None else self._numbers_of(key)

    def __contains__(self, phrase: str) -> bool:
        return f"{phrase} " in self._tree

    def begins(self, text: str) -> dict[str, list[int]]:
        """Every phrase that ``text`` begins with, longest first, with its numbers."""
        found = reversed(self._tree.prefixes(f"{text} "))
        return {phrase[:-1]: self._numbers_of(self._tree[phrase]) for phrase in found}

    def that_begin(self, text: str = "") -> dict[str, list[int]]:
        """Every phrase that begins with ``text``, up to the end of a word, with its numbers."""
        found = self._tree.items(f"{text} " if text else "")
        return {phrase[:-1]: self._numbers_of(key) for phrase, key in found}

    def starting(self, letters: str) -> list[str]:
        """Every phrase that starts with these letters."""
        return [phrase[:-1] for phrase in self._tree.keys(letters)]

    def _numbers_of(self, key: int) -> list[int]:
        numbers: list[int] = self._numbers[self._starts[key] : self._starts[key + 1]].tolist()
        return numbers

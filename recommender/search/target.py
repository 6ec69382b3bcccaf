"""What a request is compared with, and the movies that are compared."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from recommender.search.result import Wish
from recommender.store.facts import Facts, Mask
from recommender.store.lexicon import Lexicon, Rows
from recommender.vectors import Scores, Vectors
from recommender.words import words

NO_WISH = Wish((), 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class Preference:
    """Movies that come first, for one reason."""

    meet: Mask
    """Whether each movie of the store is one of them, in the order of the facts."""
    weight: float
    """In standard deviations of a signal such as the plot's."""
    signal: str = "facts"
    """The signal that counts it: ``year``, ``people`` or ``facts``."""


@dataclass(frozen=True, eq=False)
class Target:
    """What candidates are compared with: a text, its vector (dimension,) and the genres it asks for."""

    text: str
    """Empty when only the vector is known, as for a movie named by ``unlike``."""
    vector: Vectors | None
    """``None`` when nothing but facts is known."""
    wish: Wish = NO_WISH
    preferred: tuple[Preference, ...] = ()
    parts: tuple[Vectors, ...] = ()
    """The vectors of the text's sentences, when it has several."""

    @property
    def texts(self) -> Vectors:
        """The vectors (1 + s, dimension) of the whole text, which must have one, and of its parts."""
        assert self.vector is not None  # noqa: S101  a target of facts alone is compared with nothing
        return np.stack([self.vector, *self.parts])

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """The stems of the text's words, each once."""
        return tuple(dict.fromkeys(words(self.text)))


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """The n movies to rank."""

    ids: tuple[str, ...]
    rows: Rows
    """Their rows in the facts and in the lexicon (n)."""
    similarities: Vectors
    """The cosine of each movie (n, 1 + s) to a target's vector, and to each of its s parts."""
    facts: Facts
    lexicon: Lexicon

    def compared_with(self, similarities: Vectors) -> "Candidates":
        """The same movies with their cosines to another target."""
        return Candidates(self.ids, self.rows, similarities, self.facts, self.lexicon)


def met_by(preferred: Sequence[Preference], count: int) -> Scores:
    """The weights of the preferences that each of the store's ``count`` movies meets, summed up."""
    total = np.zeros(count, dtype=np.float32)
    for one in preferred:
        total += np.float32(one.weight) * one.meet
    return total


def compared(vectors: Vectors, target: Target) -> Vectors:
    """The cosines (n, 1 + s) of movies with these vectors (n, dimension) to a target that has a vector."""
    return np.asarray(vectors @ target.texts.T, dtype=np.float32)

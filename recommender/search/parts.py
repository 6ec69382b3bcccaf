"""Reads a long description to its end: each sentence is compared for itself, the most telling first."""

from collections.abc import Sequence

from recommender.store.lexicon import Lexicon
from recommender.text import sentences
from recommender.words import words

LONG = 45
"""Words. A shorter description is compared as a whole."""
MOST_PARTS = 16
"""More sentences than this are not compared one by one. Their words are compared all the same."""
_LEAST_WORDS = 2
"""A sentence with fewer telling words, such as "Thanks!", is no part."""
_LONGEST = 60
"""Words. A longer sentence is cut, so that a model can read each piece."""


def parts_of(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The sentences that tell most, in their order; none when the text is short or has only one sentence.

    A sentence tells as much as its words are rare in the catalogue.
    """
    parts = telling_parts(text)
    if len(parts) < 2 or not is_long(text):
        return ()
    telling = [sum(map(lexicon.rarity, dict.fromkeys(words(part)))) for part in parts]
    best = sorted(range(len(parts)), key=lambda place: -telling[place])[:MOST_PARTS]
    return tuple(parts[place] for place in sorted(best))


def is_long(text: str) -> bool:
    """Whether somebody tells at length what he remembers."""
    return len(text.split()) > LONG


def telling_parts(text: str) -> Sequence[str]:
    """The sentences of a text that say something about a film, each once."""
    pieces = (piece for sentence in sentences(text) for piece in _pieces(sentence))
    return [piece for piece in dict.fromkeys(pieces) if len(words(piece)) >= _LEAST_WORDS]


def _pieces(sentence: str) -> list[str]:
    spoken = sentence.split()
    return [" ".join(spoken[start : start + _LONGEST]) for start in range(0, len(spoken), _LONGEST)]

"""Ranks candidates by all signals together, always in the same order."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from recommender.search.fusion import score
from recommender.search.nearest import NearestSearch
from recommender.search.result import SearchOptions, Wish
from recommender.search.target import Candidates, Target, compared
from recommender.search.variety import diversify
from recommender.store.lexicon import Lexicon
from recommender.vectors import Scores
from recommender.words import words

DIVERSIFIED = 60
"""How many of the best movies ``diversify`` reorders; the rest follow unchanged."""
AVOIDANCE = 0.5
"""The weight of a match with something unwanted; a match with the description has weight 1.

Movies that mention it are left out anyway, see ``mentioning``; this moves down what is only like it. Measured
by ``tests/benchmarks/examples.py`` with twelve unwanted things: it pushes out none of 194 right answers that
do not mention the thing.
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """A candidate that is an answer, and its score by every signal; ``None`` where one does not apply."""

    id: str
    row: int
    scores: Mapping[str, float | None]


def ranked(scores: Scores, ids: Sequence[str]) -> list[int]:
    """Indices by descending score; equal scores in order of id, so that the order is always the same."""
    return sorted(range(len(ids)), key=lambda index: (-float(scores[index]), ids[index]))


def without_repeats(order: Sequence[int], name: Callable[[int], Hashable], enough: int) -> list[int]:
    """The first ``enough`` of ``order`` without those that have the name of an earlier one."""
    kept: dict[Hashable, int] = {}
    for index in order:
        kept.setdefault(name(index), index)
        if len(kept) == enough:
            break
    return list(kept.values())


class Ranker:
    """Ranks candidates from one state of a store."""

    def __init__(self, nearest: NearestSearch) -> None:
        """Does not read anything yet."""
        self._nearest = nearest

    def rank(
        self, wanted: Target, avoided: Sequence[Target], found: Candidates, options: SearchOptions, limit: int
    ) -> list[Answer]:
        """The best ``limit`` of the candidates, without those that mention what is avoided.

        Raises ``StoreError`` if another process removed one.
        """
        if not found.ids:
            return []
        total, scores = score(wanted, found, options)
        if avoided:
            vectors = self._nearest.vectors(found.ids)
            for target in avoided:
                unwanted = replace(target, wish=_without(target.wish, wanted.wish))
                fit, _ = score(unwanted, found.compared_with(compared(vectors, target)), options)
                total = total - AVOIDANCE * fit
        order, rows = ranked(total, found.ids), found.rows.tolist()
        refused = mentioning(found.lexicon, (target.text for target in avoided))
        # Unless no candidate is left: the answer then says so.
        order = [index for index in order if not any(rows[index] in of for of in refused.values())] or order
        facts = found.facts
        order = without_repeats(
            order,
            lambda index: (facts.value("title", rows[index]).casefold(), facts.value("year", rows[index])),
            max(limit, DIVERSIFIED),
        )
        order = self._varied(order, total, found, options.variety)[:limit]
        return [
            Answer(
                found.ids[index],
                rows[index],
                {name: None if given is None else float(given[index]) for name, given in scores.items()},
            )
            for index in order
        ]

    def _varied(self, order: list[int], scores: Scores, found: Candidates, variety: float) -> list[int]:
        if not variety:
            return order
        head = order[:DIVERSIFIED]
        vectors = self._nearest.vectors([found.ids[index] for index in head])
        chosen = diversify(scores[head], vectors, variety)
        return [head[place] for place in chosen] + order[DIVERSIFIED:]


def mentioning(lexicon: Lexicon, texts: Iterable[str]) -> dict[str, frozenset[int]]:
    """For each text with any words, the rows of the movies that have all of them."""
    stems = {text: frozenset(words(text)) for text in texts}
    return {
        text: frozenset(lexicon.movies_with_all(needed).tolist()) for text, needed in stems.items() if needed
    }


def _without(unwanted: Wish, wanted: Wish) -> Wish:
    """The unwanted genres except the wanted ones: "a scary movie" without gore is still a horror film."""
    genres = tuple(genre for genre in unwanted.genres if genre not in wanted.genres)
    return Wish(genres, unwanted.share if genres else 0.0)

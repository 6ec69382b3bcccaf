"""The effect of liked movies and unwanted things on the answers, with the chosen constants and with others.

A liked movie should bring others of its series and of its genres. The answers should mention an unwanted
thing less, without losing right answers that do not mention it.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from recommender.cli.options import BUNDLED_QUESTIONS
from recommender.evaluation.questions import read_questions
from recommender.model.encoder import Encoder
from recommender.search import ranking as ordering
from recommender.search import snapshot
from recommender.search.recommender import Recommender
from recommender.search.request import Request
from recommender.search.target import Target
from recommender.store.lexicon import searched_text
from recommender.store.store import Store
from recommender.words import words

UNWANTED = (
    "gore", "guns", "children", "a murder", "ghosts", "zombies", "aliens", "drugs", "a wedding", "singing", "war",
    "a dog",
)  # fmt: skip
_SEQUEL = re.compile(r":| (?:\d+|II|III|IV|Part|Returns)\b")
_SHORTEST_SERIES = 4
_EVERY = 12


def measure(store: Path, encoder: Encoder) -> dict[str, object]:
    """Likes for each ``LIKED_GENRES`` and unwanted things for each ``AVOIDANCE``, on the bundled data."""
    recommender = Recommender(Store.open(store), encoder)
    likes: dict[str, object] = {}
    with _changed(snapshot.Snapshot, "_like", _only_plot), _changed(snapshot, "LIKED_GENRES", 0.0):
        likes["plot alone"] = _likes(recommender)
    for share in (0.2, snapshot.LIKED_GENRES, 1.0):
        with _changed(snapshot, "LIKED_GENRES", share):
            likes[f"genres {share}"] = _likes(recommender)
    unwanted: dict[str, object] = {}
    for weight in (0.0, 0.25, ordering.AVOIDANCE):
        with _changed(ordering, "AVOIDANCE", weight):
            unwanted[f"weight {weight}"] = _unwanted(recommender)
    return {"likes": likes, "unwanted": unwanted}


def _only_plot(_snapshot: snapshot.Snapshot, _ids: Any) -> Target:
    return Target("", None)


def _likes(recommender: Recommender) -> dict[str, float]:
    rows = recommender.snapshot.store.movies()
    series: dict[str, set[str]] = {}
    for id_, row in rows.items():
        name = _SEQUEL.split(row.title)[0].strip().lower().removeprefix("the ")
        if len(name) >= _SHORTEST_SERIES:
            series.setdefault(name, set()).add(id_)
    found = [
        bool(mates & _shown(recommender, Request(like=id_)))
        for mates in series.values()
        for id_ in sorted(mates)
        if len(mates) > 1
    ]
    alike = []
    for id_ in sorted(rows)[::_EVERY]:
        liked = set(rows[id_].genres)
        others = [set(rows[other].genres) for other in _shown(recommender, Request(like=id_))]
        alike += [len(liked & genres) / len(liked | genres) for genres in others]
    return {
        "movies of a series": len(found),
        "another of it shown": round(float(np.mean(found)), 3),
        "genres alike (Jaccard)": round(float(np.mean(alike)), 3),
    }


def _unwanted(recommender: Recommender) -> dict[str, float]:
    stored = recommender.snapshot.store.movies()
    stems = {id_: {*words(searched_text(movie))} for id_, movie in stored.items()}
    mentioned, kept = [], []
    for number, question in enumerate(read_questions(BUNDLED_QUESTIONS)):
        text = UNWANTED[number % len(UNWANTED)]
        asked = {*words(text)}
        shown = _shown(recommender, Request(question.text, without=text))
        mentioned += [bool(asked & stems[id_]) for id_ in sorted(shown)]
        if question.id and not asked & stems[question.id]:
            kept.append(question.id in shown)
    return {
        "shown that mention it": round(float(np.mean(mentioned)), 4),
        "right answers that do not": len(kept),
        "of those shown": round(float(np.mean(kept)), 4),
    }


def _shown(recommender: Recommender, request: Request) -> set[str]:
    (result,) = recommender.search(request)
    return {found.movie.id for found in result.recommendations}


@contextmanager
def _changed(module: Any, name: str, value: Any) -> Iterator[None]:
    before = getattr(module, name)
    setattr(module, name, value)
    try:
        yield
    finally:
        setattr(module, name, before)

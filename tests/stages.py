"""Stores before an ingest, and checks that must hold wherever the ingest is interrupted."""

import re
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from recommender.catalogue.reader import Catalogue
from tests.killing import Death, answers, contents, in_child, known_texts, run_ingest
from tests.making import make_catalogue, make_movie, make_texts, texts_of, with_texts

UNFINISHED = re.compile(
    r"(ingest is incomplete \(\d+ of 2[0-9]0 movies\)|there is no store in .*|.* holds no complete store)"
    r" \[ingest\]"
)


@dataclass
class Stage:
    """A store, the catalogue to ingest into it, and the result of an undisturbed ingest."""

    before: Path | None
    catalogue: Catalogue
    new_texts: set[str]
    finished: Any
    steps: int
    answers_before: Any = None

    def set_up(self, path: Path) -> Path:
        if self.before:
            shutil.copytree(self.before, path)
        return path


def second_catalogue() -> Catalogue:
    """The first 240 movies, 24 of them with another overview, 24 with another rating, 30 gone, 20 new.

    Some have other texts, some none any more, some for the first time.
    """
    movies = list(with_texts(make_catalogue(260), every=16).movies)
    for number in range(0, 240, 10):
        movies[number] = make_movie(number, overview=f"Somebody else in town {number} arrives.")
        movies[number + 1] = make_movie(number + 1, vote_average=9.0, genres=("Western", "Drama"))
        movies[number + 2] = replace(movies[number + 2], texts=make_texts(number + 3)[number % 3 :])
    return Catalogue("second", tuple(movies[30:]))


def make_stages(path: Path) -> dict[str, Stage]:
    """``new``: the first catalogue without a store. ``changed``: the second into a store of the first."""
    made: dict[str, Stage] = {}
    for name, catalogue, before in (
        ("new", with_texts(make_catalogue(240), every=8), None),
        ("changed", second_catalogue(), path / "new"),
    ):
        if before:
            shutil.copytree(before, path / name)
        death = Death()
        assert not in_child(run_ingest, path / name, catalogue, death).error
        previous = made["new"] if before else None
        known = texts_of(previous.catalogue) if previous else set()
        made[name] = Stage(
            before=before,
            catalogue=catalogue,
            new_texts=texts_of(catalogue) - known,
            finished=in_child(contents, path / name).value,
            steps=death.steps.value,
            answers_before=previous.finished[0]["answers"] if previous else None,
        )
        assert death.embedded.value == len(made[name].new_texts)
    return made


def assert_unharmed(stage: Stage, path: Path) -> None:
    """A reader gets one clear message, or an answer of the old or the new catalogue."""
    found = in_child(answers, path)
    assert found.exit_code == 0
    if found.error:
        assert UNFINISHED.fullmatch(found.error)
    else:
        assert found.value in (stage.answers_before, stage.finished[0]["answers"])


def assert_completed(stage: Stage, path: Path) -> int:
    """The next ingest makes the same store as an undisturbed one; returns how many texts it embedded."""
    missing = stage.new_texts - known_texts(path, stage.catalogue)
    death = Death()
    done = in_child(run_ingest, path, stage.catalogue, death)
    assert (done.exit_code, done.error) == (0, "")
    was_finished = done.value.unchanged == done.value.movies
    assert death.embedded.value == done.value.embedded == (0 if was_finished else len(missing))
    after = in_child(contents, path)
    assert (after.exit_code, after.error) == (0, "")
    assert {name for name, value in stage.finished[0].items() if after.value[0][name] != value} == set()
    # Chroma normalises a vector at every write, so a rewritten vector may differ by rounding.
    for vectors, undisturbed in zip(after.value[1], stage.finished[1], strict=True):
        np.testing.assert_allclose(vectors, undisturbed, atol=2e-7)
    return death.embedded.value

"""Kill ingests and mutate files at random, for a given time.

    make campaign MINUTES=30
    python -m tests.campaign --minutes 30 --seed 7
    python -m tests.campaign --seed 7 --only 123

Its number and the seed determine everything random in a trial, so each can be repeated alone. The files of a
failed trial are kept. ``tests/ingest/test_kill.py`` and ``tests/catalogue/test_hostile_files.py`` share the
harness.
"""

import random
import shutil
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp

import click

from tests.killing import Death, answers, in_child, run_ingest, run_other_model, run_rebuild
from tests.mutating import SEEDS, mutants, read_both_ways
from tests.stages import Stage, assert_completed, assert_unharmed, make_stages

LONGEST_DELAY = 0.05
MUTANTS = 40


@dataclass
class Trial:
    """One trial: its directory, its random generator and its counts."""

    path: Path
    dice: random.Random
    stages: dict[str, Stage]
    counts: Counter[str] = field(default_factory=Counter)

    def death(self, steps: int) -> Death:
        """A kill at a random moment of the steps, or shortly after a step."""
        delay = self.dice.choice([0.0, self.dice.uniform(0, LONGEST_DELAY)])
        chosen = self.dice.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGINT])
        return Death(at=self.dice.randint(1, steps), delay=delay, signal=chosen)

    def killed(self, run: Callable[..., object], path: Path, stage: Stage, steps: int) -> bool:
        """Whether the ingest was killed before it finished."""
        code = in_child(run, path, stage.catalogue, self.death(steps)).exit_code
        assert code in (0, 130, -signal.SIGKILL), f"exit code {code}"
        self.counts["killed" if code else "survived"] += 1
        return code != 0


def kill_ingests(trial: Trial) -> None:
    """Kill up to four ingests in a row on one store, then complete it."""
    stage = trial.stages[trial.dice.choice(["new", "changed"])]
    path = stage.set_up(trial.path / "store")
    for _ in range(trial.dice.randint(1, 4)):
        trial.killed(run_ingest, path, stage, stage.steps)
        assert_unharmed(stage, path)
    trial.counts["texts embedded again"] += assert_completed(stage, path)


def kill_a_rebuild(trial: Trial) -> None:
    """Kill a rebuild while it replaces the store: the old or the new store answers."""
    stage = trial.stages["changed"]
    path = stage.set_up(trial.path / "store")
    trial.killed(run_rebuild, path, stage, 12)
    assert in_child(answers, path).value in (stage.answers_before, stage.finished[0]["answers"])
    assert_completed(stage, path)


def kill_a_new_model(trial: Trial) -> None:
    """Kill an ingest with another model before its store is verified: the old store answers."""
    stage = trial.stages["changed"]
    path = stage.set_up(trial.path / "store")
    if trial.killed(run_other_model, path, stage, stage.steps // 2):
        assert in_child(answers, path).value == stage.answers_before
    done = in_child(run_other_model, path, stage.catalogue, Death())
    assert (done.error, done.value.movies) == ("", len(stage.catalogue.movies))


def mutate_files(trial: Trial) -> None:
    """Every mutant of a real file is read, or refused with a clear message."""
    path = trial.path / "films"
    for mutant in mutants(SEEDS[trial.dice.choice(sorted(SEEDS))], MUTANTS, trial.dice):
        path.write_bytes(mutant)
        trial.counts["files read"] += read_both_ways(path)
        trial.counts["files mutated"] += 1


TRIALS = (kill_ingests, kill_ingests, kill_a_rebuild, kill_a_new_model, mutate_files)


@click.command()
@click.option("--minutes", type=click.FloatRange(min=0), default=1.0, show_default=True, help="How long.")
@click.option("--seed", type=int, default=lambda: int(time.time()), help="To repeat a campaign.")
@click.option("--only", type=click.IntRange(min=0), help="Repeat only the trial with this number.")
def main(minutes: float, seed: int, only: int | None) -> None:
    """Run trials until the time is up; the exit code is 1 when one failed."""
    place = Path(mkdtemp(prefix="campaign-"))
    click.echo(f"Seed {seed}, in {place}", err=True)
    stages = make_stages(place)
    totals: Counter[str] = Counter()
    failed: list[int] = []
    deadline = time.monotonic() + 60 * minutes
    number = only or 0
    while time.monotonic() < deadline or not totals:
        dice = random.Random(f"{seed}-{number}")
        kind = dice.choice(TRIALS)
        trial = Trial(place / str(number), dice, stages)
        trial.path.mkdir()
        totals[kind.__name__] += 1
        try:
            kind(trial)
        except Exception:
            failed.append(number)
            click.echo(f"Trial {number} ({kind.__name__}) failed:\n{traceback.format_exc()}", err=True)
        else:
            shutil.rmtree(trial.path)
        totals += trial.counts
        if only is not None:
            break
        number += 1
    click.echo("\n".join(f"{name.replace('_', ' ')}: {count:,}" for name, count in totals.items()))
    for number in failed:
        click.echo(f"To repeat: python -m tests.campaign --seed {seed} --only {number}")
    click.echo(f"{len(failed)} failed")
    if not failed:
        shutil.rmtree(place)
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()

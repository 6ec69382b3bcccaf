"""Kill ingests anywhere and fill the disk: the store stays readable or reports it, and can be completed."""

import random
import re
import signal
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest

from tests.killing import (
    Death,
    answers,
    context,
    in_child,
    keep_answering,
    kill_while_index_is_written,
    known_texts,
    run_ingest,
    run_other_model,
    run_rebuild,
    run_slowly,
)
from tests.stages import UNFINISHED, Stage, assert_completed, assert_unharmed, make_stages

BUSY = re.compile(r"another ingest is writing to .* \(process \d+, since .*\) \[wait\]")
FULL = re.compile(
    r"(the ingest stopped: .*\. The computed vectors are kept; check that the disk is not full \[ingest\]"
    r"|cannot write to .* \[change\]|cannot use the cache of vectors .*; free space there \[change\])"
)
FAILED = re.compile(
    r"(the ingest stopped: .*disk I/O error\. .* \[ingest\]|Chroma cannot use .*disk I/O error \[rebuild\]"
    r"|cannot use the cache of vectors: disk I/O error \[change\])"
)
LARGEST_BATCH = 80


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Stage]:
    return make_stages(tmp_path_factory.mktemp("undisturbed"))


def is_clear(said: Any) -> bool:
    """Whether the error tells a reader to wait, or what to do."""
    return isinstance(said, str) and bool(UNFINISHED.fullmatch(said) or BUSY.fullmatch(said))


@pytest.mark.parametrize("name", ["new", "changed"])
@pytest.mark.parametrize("half", [0, 1])
def test_killed_at_any_step(stages, name, half, tmp_path):
    stage = stages[name]
    for point in random.Random(name).sample(range(1, stage.steps + 1), 6)[half::2]:
        path = stage.set_up(tmp_path / str(point))
        assert in_child(run_ingest, path, stage.catalogue, Death(at=point)).exit_code == -signal.SIGKILL
        assert_unharmed(stage, path)
        assert_completed(stage, path)


@pytest.mark.parametrize("name", ["new", "changed"])
def test_killed_in_the_middle_of_a_write(stages, name, tmp_path):
    """The system kills a process when its file exceeds the size limit."""
    stage = stages[name]
    chance = random.Random(name)
    for number in range(3):
        path = stage.set_up(tmp_path / str(number))
        death = Death(file_size=chance.randrange(100_000, 550_000))
        assert in_child(run_ingest, path, stage.catalogue, death).exit_code == -signal.SIGXFSZ
        assert_unharmed(stage, path)
        assert_completed(stage, path)


@pytest.mark.parametrize("times", [1, 2, 3, 4])
def test_killed_while_chroma_rewrites_its_index(stages, times, tmp_path):
    """The remaining files may crash the process that reads them."""
    stage, path = stages["new"], tmp_path / "store"
    watch = partial(kill_while_index_is_written, path, times)
    assert in_child(run_slowly, path, stage.catalogue, watch=watch).exit_code == -signal.SIGKILL
    assert_unharmed(stage, path)
    assert_completed(stage, path)


def test_killed_again_and_again(stages, tmp_path):
    """In each ingest the first steps discard the old store and start over."""
    stage, path = stages["new"], tmp_path / "store"
    for point in [40, *range(2, 13, 2), 20, 30]:
        before = known_texts(path, stage.catalogue) if path.exists() else set()
        death = Death(at=point)
        assert in_child(run_ingest, path, stage.catalogue, death).exit_code == -signal.SIGKILL
        assert_unharmed(stage, path)
        after = known_texts(path, stage.catalogue)
        assert before <= after
        assert death.embedded.value - len(after - before) <= 2 * LARGEST_BATCH
    assert_completed(stage, path)


@pytest.mark.parametrize(("name", "share"), [("new", 0.3), ("new", 0.9), ("changed", 0.5), ("changed", 0.9)])
def test_interrupted_by_the_user(stages, name, share, tmp_path):
    stage = stages[name]
    path = stage.set_up(tmp_path / "store")
    death = Death(at=int(stage.steps * share), signal=signal.SIGINT)
    assert in_child(run_ingest, path, stage.catalogue, death).exit_code == 130
    assert_unharmed(stage, path)
    assert_completed(stage, path)


@pytest.mark.parametrize("name", ["new", "changed"])
@pytest.mark.parametrize("room", [50_000, 400_000])
def test_a_full_disk(stages, name, room, tmp_path):
    stage = stages[name]
    path = stage.set_up(tmp_path / "store")
    death = Death(file_size=room, full=True)
    stopped = in_child(run_ingest, path, stage.catalogue, death)
    assert stopped.exit_code == 0
    assert FULL.fullmatch(stopped.error), stopped
    assert_unharmed(stage, path)
    assert_completed(stage, path)


@pytest.mark.parametrize("name", ["new", "changed"])
def test_reads_and_writes_fail(stages, name, tmp_path):
    stage = stages[name]
    for share in (0.02, 0.2, 0.6, 0.95):
        path = stage.set_up(tmp_path / str(share))
        stopped = in_child(run_ingest, path, stage.catalogue, Death(at=int(stage.steps * share), fails=True))
        assert stopped.exit_code == 0
        assert FAILED.fullmatch(stopped.error), stopped
        assert_unharmed(stage, path)
        assert_completed(stage, path)


def test_a_rebuild_killed_while_it_replaces_the_store(stages, tmp_path):
    stage = stages["changed"]
    undisturbed = Death()
    path = stage.set_up(tmp_path / "undisturbed")
    assert in_child(run_rebuild, path, stage.catalogue, undisturbed).error == ""
    # A step counts before and after it runs; the point after one equals the point before the next.
    points = [1, *range(2, undisturbed.steps.value + 1, 2)]
    assert len(points) >= 6
    seen = []
    for point in points:
        path = stage.set_up(tmp_path / f"{point}" / "store")
        killed = in_child(run_rebuild, path, stage.catalogue, Death(at=point))
        assert killed.exit_code == -signal.SIGKILL
        # There is always a store to read.
        seen.append(in_child(answers, path).value)
        assert_completed(stage, path)
        assert {file.name for file in path.parent.iterdir()} == {"store", "store.cache"}
    before, after = stage.answers_before, stage.finished[0]["answers"]
    switch = seen.index(after)
    assert seen == [before] * switch + [after] * (len(seen) - switch)
    assert switch > 0


def test_a_new_model_killed_before_its_store_is_verified(stages, tmp_path):
    """Until the new store is verified, the old one answers."""
    stage = stages["changed"]
    undisturbed = Death()
    assert not in_child(run_other_model, stage.set_up(tmp_path / "store"), stage.catalogue, undisturbed).error
    for share in (0.1, 0.5, 0.9):
        path = stage.set_up(tmp_path / str(share))
        death = Death(at=int(undisturbed.steps.value * share))
        assert in_child(run_other_model, path, stage.catalogue, death).exit_code == -signal.SIGKILL
        assert in_child(answers, path).value == stage.answers_before
        done = in_child(run_other_model, path, stage.catalogue, Death())
        assert (done.error, done.value.movies) == ("", len(stage.catalogue.movies))
        assert "made with other files" in done.value.rebuilt
        assert not list(path.glob(".rebuilding-*"))


def test_readers_see_the_old_or_the_new_catalogue(stages, tmp_path):
    """One reader opens the store for every question, one keeps it open."""
    stage = stages["changed"]
    path = stage.set_up(tmp_path / "store")
    old, new = stage.answers_before, stage.finished[0]["answers"]
    assert old != new
    ready, stop = context.Event(), context.Event()
    opened = []
    with ThreadPoolExecutor(2) as pool:
        staying = pool.submit(in_child, keep_answering, path, ready, stop)
        assert ready.wait(60)
        for catalogue in (stage.catalogue, stages["new"].catalogue, stage.catalogue):
            writing = pool.submit(in_child, run_ingest, path, catalogue, Death())
            while not writing.done():
                opened.append(in_child(answers, path))
            assert (writing.result().exit_code, writing.result().error) == (0, "")
        stop.set()
        stayed = staying.result()
    assert stayed.exit_code == 0, stayed.error
    assert {one.exit_code for one in opened} == {0}
    said: list[Any] = [*stayed.value, *(one.error or one.value for one in opened)]
    unclear = [one for one in said if one not in (old, new) and not is_clear(one)]
    assert unclear == []
    assert (stayed.value[0], stayed.value[-1]) == (old, new)

"""Many threads use one recommender during an ingest: every answer is of the old or the new store."""

import shutil
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from recommender.catalogue.reader import Catalogue
from recommender.search.recommender import Recommender
from recommender.store.store import Store
from tests.conftest import BagOfWordsEncoder
from tests.ingesting import cache_of, ingest
from tests.killing import context
from tests.making import make_catalogue, make_movie

THREADS = 8
ASKED = [f"person {number} meets animal {number % 7} in town {number % 11}" for number in range(40)]


def first_catalogue():
    return make_catalogue(64)


def second_catalogue():
    """The first catalogue with an eighth removed, an eighth with other overviews, and an eighth added."""
    movies = list(make_catalogue(72).movies)[8:]
    for place in range(0, 64, 8):
        number = place + 8
        movies[place] = make_movie(number, overview=f"Person {number % 40} meets animal {number % 7} at sea.")
    return Catalogue("second", tuple(movies))


def change(path, rebuild):
    ingest(second_catalogue(), BagOfWordsEncoder(), path, rebuild=rebuild)


def answers_of(path):
    recommender = Recommender(Store.open(path), BagOfWordsEncoder())
    return {text: shown(recommender, text) for text in ASKED}


def shown(recommender, text):
    (result,) = recommender.search(text)
    return tuple((one.movie.id, one.scores["plot"]) for one in result.recommendations)


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    path = tmp_path_factory.mktemp("threads") / "store"
    ingest(first_catalogue(), BagOfWordsEncoder(), path)
    return path, answers_of(path)


@pytest.mark.parametrize(
    ("rebuild", "here", "questions"),
    [(False, False, 2_000), (True, True, 160)],
)
def test_every_answer_is_of_one_state(before, tmp_path, rebuild, here, questions):
    path = tmp_path / "store"
    shutil.copytree(before[0], path)
    shutil.copytree(cache_of(before[0]), cache_of(path))
    recommender = Recommender(Store.open(path), BagOfWordsEncoder())
    begun = threading.Event()
    done = threading.Event()

    def ask(thread):
        seen = []
        for turn in range(questions // THREADS):
            text = ASKED[(thread * 7 + turn) % len(ASKED)]
            seen.append((text, shown(recommender, text)))
            if turn == 10:
                begun.set()
        # On any machine, some questions must come after the ingest.
        done.wait(120)
        text = ASKED[thread]
        return [*seen, (text, shown(recommender, text))]

    with ThreadPoolExecutor(THREADS) as pool:
        asking = [pool.submit(ask, thread) for thread in range(THREADS)]
        assert begun.wait(120)
        if here:
            change(path, rebuild)
        else:
            process = context.Process(target=change, args=(path, rebuild))
            process.start()
            process.join(120)
            assert process.exitcode == 0
        done.set()
        seen = [answer for thread in asking for answer in thread.result(120)]
    assert len(seen) == questions + THREADS
    after = answers_of(path)
    assert after != before[1]
    assert all(answer in (before[1][text], after[text]) for text, answer in seen)
    for text, answer in (thread.result()[-1] for thread in asking):
        assert answer == after[text]


def test_the_check_for_a_newer_store_is_fast(before):
    """Measured as a share of a question's time, which is some milliseconds even with this encoder."""
    recommender = Recommender(Store.open(before[0]), BagOfWordsEncoder())
    shown(recommender, ASKED[0])
    started = time.perf_counter()
    for text in ASKED:
        shown(recommender, text)
    asking = time.perf_counter() - started
    store = recommender.snapshot.store
    started = time.perf_counter()
    for _ in ASKED:
        assert store.is_current()
    assert time.perf_counter() - started < asking / 10

import json
import re

import numpy as np
import pytest
from click.testing import CliRunner

from recommender.cli import main as cli
from recommender.errors import CatalogueError
from recommender.evaluation.evaluate import EXHAUSTIVE, FULL, LITERAL, bootstrap, evaluate
from recommender.evaluation.original import OriginalRouting
from recommender.evaluation.questions import Question, read_questions
from tests.conftest import BagOfWordsEncoder, use_encoder

SYSTEMS = [
    "original", "BM25 alone", "exhaustive", "routed", "routed + passages", "routed + words", "routed + words that find",
    "routed + genre fit", "all signals, literally", "literally, not routed", "full",
]  # fmt: skip


@pytest.fixture(scope="module")
def questions(bundled):
    """The overview of every third movie as a question, with that movie as its answer."""
    own = [Question(movie.overview, movie.id, frozenset()) for movie in bundled.movies[::40]]
    return [*own, Question("a funny western", None, frozenset({"Comedy", "Western"}))]


@pytest.fixture(scope="module")
def result(bag_store, questions):
    from recommender.search.recommender import Recommender
    from recommender.store.store import Store

    seen = []
    evaluation = evaluate(
        Recommender(Store.open(bag_store), BagOfWordsEncoder()), questions, lambda *step: seen.append(step)
    )
    assert seen[-1][1] == seen[-1][2] == len(seen)
    return {row.system: row for row in evaluation.rows}, evaluation


def test_all_systems_are_there(result, questions):
    rows, evaluation = result
    assert list(rows) == SYSTEMS
    assert (evaluation.questions, evaluation.wishes) == (len(questions) - 1, 1)


def test_exhaustive_search_finds_every_overview(result):
    rows, _ = result
    for name in (EXHAUSTIVE, "literally, not routed", "BM25 alone"):
        assert rows[name].metrics["R@1"].value == 1.0
    for name in (LITERAL, FULL):
        assert rows[name].genres.value > rows[EXHAUSTIVE].genres.value


def test_differences_are_to_the_exhaustive_row(result):
    rows, _ = result
    for row in rows.values():
        for name, estimate in row.metrics.items():
            expected = estimate.value - rows[EXHAUSTIVE].metrics[name].value
            assert row.differences[name].value == pytest.approx(expected)
            assert estimate.low <= estimate.value <= estimate.high
    assert rows[EXHAUSTIVE].differences["R@5"].value == 0


def test_shares(result):
    rows, evaluation = result
    assert rows[EXHAUSTIVE].scanned_share == 1
    # Overviews are long descriptions.
    assert 0 < rows["routed"].scanned_share <= 0.8
    assert [rows[name].reachable for name in SYSTEMS[1:]] == [1.0] * 10
    assert rows["original"].reachable < 1
    assert evaluation.recall[10] >= 0.995
    assert evaluation.recall[200] >= 0.995


def test_the_bootstrap_covers_a_known_mean():
    values = np.array([0.0, 1.0] * 200)
    estimate = bootstrap(values)
    assert estimate.value == 0.5
    assert 0.44 < estimate.low < 0.47
    assert 0.53 < estimate.high < 0.56
    assert bootstrap(np.ones(10)) == bootstrap(np.ones(10))
    assert bootstrap(np.ones(10)).low == 1


class OneDirection(BagOfWordsEncoder):
    """Gives all names but "Alone" nearly the same vector."""

    def encode_query(self, texts):
        vectors = np.zeros((len(texts), 64), dtype=np.float32)
        vectors[:, 0] = 1
        for row, text in enumerate(texts):
            if text == "Alone":
                vectors[row] = np.eye(64)[5]
            else:
                vectors[row, 1 + len(text) % 8] = 0.1
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_a_key_without_a_group_is_unreachable():
    keys = [f"Drama|{'x' * number}" for number in range(1, 13)] + ["Alone"]
    routing = OriginalRouting(keys, OneDirection())
    assert routing.reachable == set(keys) - {"Alone"}
    chosen = routing.nearest_keys(np.eye(64, dtype=np.float32)[5])
    assert len(chosen) == 5
    assert "Alone" not in chosen


def test_too_few_genre_keys_make_no_group():
    routing = OriginalRouting(["A", "B"], BagOfWordsEncoder())
    assert routing.reachable == set()
    assert routing.nearest_keys(np.ones(64, dtype=np.float32)) == []


def test_reading_questions(tmp_path):
    (tmp_path / "q.tsv").write_text(
        'query\tid\tgenres\na "robot"\tx-1\t\na funny western\t\tComedy|Western\n'
    )
    assert read_questions(tmp_path / "q.tsv") == [
        Question('a "robot"', "x-1", frozenset()),
        Question("a funny western", None, frozenset({"Comedy", "Western"})),
    ]
    (tmp_path / "q.jsonl").write_text('{"query": "a robot", "id": "7", "title": "X"}\n')
    assert read_questions(tmp_path / "q.jsonl") == [Question("a robot", "7", frozenset())]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "needs at least one question"),
        ("query\tid\tgenres\na\t\t\n", "each with an id or genres"),
        ("title\nA\n", "is not a file of questions"),
        ('{"query": 1', "is not a file of questions"),
        ('{"id": "1"}', "is not a file of questions"),
    ],
)
def test_files_without_questions(tmp_path, text, message):
    (tmp_path / "q").write_text(text)
    with pytest.raises(CatalogueError, match=message):
        read_questions(tmp_path / "q")
    with pytest.raises(CatalogueError, match="cannot read the questions"):
        read_questions(tmp_path / "missing")


def test_questions_of_another_catalogue(recommender):
    with pytest.raises(CatalogueError, match="none of the questions' movies is in the store"):
        evaluate(recommender, [Question("a robot", "nope", frozenset())])


def test_the_command(bag_store, tmp_path, monkeypatch):
    use_encoder(monkeypatch, BagOfWordsEncoder())
    (tmp_path / "q.tsv").write_text(
        "query\tid\tgenres\nballoons on a house\tup-2009\t\na funny western\t\tComedy|Western\n"
    )
    arguments = ["evaluate", "--store", str(bag_store), "--questions", str(tmp_path / "q.tsv")]
    table = CliRunner().invoke(cli.main, arguments, env={"COLUMNS": "140"})
    assert table.exit_code == 0, table.output
    for part in (
        *SYSTEMS,
        "Against exhaustive",
        "R@10",
        "Reachable",
        "1 question with one right movie, 1 for genres",
    ):
        assert part in table.stdout
    narrow = CliRunner().invoke(cli.main, arguments, env={"COLUMNS": "80"})
    # A figure that does not fit is cut with an ellipsis at its end; one within stands between two numbers.
    assert not re.search(r"…(?!\S*\d)", narrow.stdout)
    assert max(map(len, narrow.stdout.splitlines())) <= 80
    answer = json.loads(CliRunner().invoke(cli.main, [*arguments, "--json"]).stdout)
    assert [row["system"] for row in answer["rows"]] == SYSTEMS
    assert set(answer["rows"][0]["metrics"]["R@5"]) == {"value", "low", "high"}
    assert answer["kinds"] == []
    half = json.loads(CliRunner().invoke(cli.main, [*arguments, "--half", "even", "--json"]).stdout)
    assert (half["questions"], half["wishes"]) == (1, 0)

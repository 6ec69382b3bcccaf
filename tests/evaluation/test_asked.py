"""Whether questions with facts, examples and refusals are answered right."""

import json

import pytest
from click.testing import CliRunner

from recommender.cli import main as cli
from recommender.errors import CatalogueError
from recommender.evaluation.asked import AskedQuestion, evaluate_asked, is_right, read_asked
from recommender.search.recommender import Recommender
from recommender.store.store import Store
from tests.conftest import BagOfWordsEncoder, use_encoder
from tests.making import make_movie

HEADER = "part\tkind\tquery\tid\twant\n"
FIT = make_movie(
    0,
    title="A Ghost",
    overview="A dragon, a wizard and a spy.",
    genres=("Crime", "Drama"),
    year=1994,
    vote_average=8.0,
    runtime=100,
    original_language="fr",
    other_languages=("de",),
    directors=("Ann Lee",),
    cast=("Bob Ray", "Cy Day"),
)
UNKNOWN = make_movie(
    1, genres=("Comedy",), overview="A town.", year=None, vote_average=None, runtime=None, original_language=None,
    directors=(), cast=(),
)  # fmt: skip


def asks(*wanted, id_=None):
    return AskedQuestion("look", "a kind", "a question", id_, wanted)


@pytest.mark.parametrize(
    ("name", "values", "fits", "unknown_fits"),
    [
        ("year", ["1990..1999"], True, False),
        ("year", ["1994"], True, False),
        ("year", ["..1993", "1995.."], False, False),
        ("year", ["..1993", "1994.."], True, False),
        ("genre", ["Western", "Crime"], True, False),
        ("genre", ["Western"], False, False),
        ("not_genre", ["Western", "Crime"], False, True),
        ("person", ["Nobody", "Ann Lee"], True, False),
        ("person", ["Cy Day"], True, False),
        ("person", ["Nobody"], False, False),
        ("not_person", ["Bob Ray"], False, True),
        ("not_person", ["Nobody"], True, True),
        ("language", ["ja", "fr"], True, False),
        ("language", ["en"], False, False),
        ("language", ["de"], True, False),
        ("not_language", ["de"], False, True),
        ("not_language", ["en"], True, True),
        ("not_language", ["en", "fr"], False, True),
        ("min_runtime", ["100"], True, False),
        ("min_runtime", ["101"], False, False),
        ("max_runtime", ["100"], True, False),
        ("max_runtime", ["99"], False, False),
        ("min_rating", ["8"], True, False),
        ("min_rating", ["8.1"], False, False),
        ("not_id", ["movie-0000"], False, True),
        ("not_id", ["movie-0009"], True, True),
        ("not_text", ["wiz"], False, True),
        ("not_text", ["izard"], True, True),
        ("not_text", ["ghost"], False, True),
        ("not_text", ["CRIME"], False, True),
    ],
)
def test_each_condition(name, values, fits, unknown_fits):
    question = asks((name, tuple(values)), ("count", ("1",)))
    assert is_right(question, [FIT], {}) is fits
    assert is_right(question, [UNKNOWN], {}) is unknown_fits


def test_every_answer_meets_every_condition():
    wanted = (("genre", ("Crime",)), ("year", ("1994",)))
    assert is_right(asks(*wanted), [FIT] * 5, {})
    assert not is_right(asks(*wanted), [FIT] * 4 + [UNKNOWN], {})
    assert not is_right(asks(*wanted, ("year", ("1995",))), [FIT] * 5, {})


def test_the_number_of_answers():
    wanted = ("genre", ("Crime",))
    assert not is_right(asks(wanted), [FIT] * 4, {})
    assert is_right(asks(wanted, ("count", ("3",))), [FIT] * 3, {})
    assert not is_right(asks(wanted, ("count", ("3",))), [FIT] * 5, {})
    assert not is_right(asks(wanted), [], {})


def test_the_right_movie_is_among_the_first_five():
    movies = [make_movie(number) for number in range(7)]
    assert is_right(asks(id_="movie-0004"), movies, {})
    assert not is_right(asks(id_="movie-0005"), movies, {})


def test_most_answers_are_like_an_example():
    liked = make_movie(9, genres=("Drama", "Horror"))
    alike, half, other = (
        make_movie(number, genres=genres)
        for number, genres in enumerate([("Drama", "Horror"), ("Horror", "Comedy"), ("Comedy", "Romance")])
    )
    question, movies = asks(("like", (liked.id,))), {liked.id: liked}
    assert is_right(question, [alike, half, half, other, other], movies)
    assert not is_right(question, [alike, half, other, other, other], movies)
    assert not is_right(question, [alike] * 4 + [liked], movies)


def test_reading_questions(tmp_path):
    (tmp_path / "asked.tsv").write_text(
        f'{HEADER}look\tplot\ta "bus"\tspeed-1994\t\nscore\tfacts\tx\t\tyear=1990..1999; genre=Crime|Thriller\n'
    )
    assert read_asked(tmp_path / "asked.tsv") == [
        AskedQuestion("look", "plot", 'a "bus"', "speed-1994", ()),
        AskedQuestion(
            "score", "facts", "x", None, (("year", ("1990..1999",)), ("genre", ("Crime", "Thriller")))
        ),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "needs at least one question, each with an id or a want"),
        (HEADER, "needs at least one question"),
        (f"{HEADER}look\ta kind\ta question\t\t\n", "each with an id or a want"),
        (
            "query\tid\na question\tup-2009\n",
            "is not a file of questions with kind, query and want: KeyError",
        ),
        (f"{HEADER}look\ta kind\ta question\n", "is not a file of questions"),
        (f"{HEADER}look\ta kind\ta question\t\tcolour=red\n", "unknown condition colour"),
        (f"{HEADER}\udcff", "is not a file of questions"),
    ],
)
def test_files_without_questions(tmp_path, text, message):
    (tmp_path / "asked.tsv").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(CatalogueError, match=message):
        read_asked(tmp_path / "asked.tsv")
    with pytest.raises(CatalogueError, match="cannot read the questions"):
        read_asked(tmp_path / "missing.tsv")


QUESTIONS = [
    AskedQuestion("look", "facts", "films from 1994", None, (("year", ("1994",)),)),
    AskedQuestion("look", "facts", "japanese films", None, (("language", ("ja",)),)),
    AskedQuestion("score", "facts", "three films from 1994", None, (("year", ("1994",)), ("count", ("3",)))),
    AskedQuestion("look", "plots", "talks to Wilson, a volleyball", "cast-away-2000", ()),
]


def test_each_kind_has_its_score_in_each_half(bag_store):
    seen = []
    recommender = Recommender(Store.open(bag_store), BagOfWordsEncoder())
    scores = evaluate_asked(recommender, QUESTIONS, lambda *step: seen.append(step))
    assert [(row.part, row.kind, row.questions) for row in scores] == [
        ("look", "facts", 2), ("score", "facts", 1), ("look", "plots", 1),
    ]  # fmt: skip
    assert [(row.literal.value, row.understood.value) for row in scores[:2]] == [(0.0, 1.0)] * 2
    for row in scores:
        assert row.difference.value == row.understood.value - row.literal.value
    assert seen[-1] == ("Asking", 2 * len(QUESTIONS), 2 * len(QUESTIONS))


def test_the_command(bag_store, tmp_path, monkeypatch):
    use_encoder(monkeypatch, BagOfWordsEncoder())
    path = tmp_path / "asked.tsv"
    path.write_text(f"{HEADER}look\tfacts only\tfilms from 1994\t\tyear=1994\n")
    arguments = ["evaluate", "--store", str(bag_store), "--asked", str(path)]
    table = CliRunner().invoke(cli.main, arguments, env={"COLUMNS": "140"})
    assert table.exit_code == 0, table.output
    for part in ("Literally", "Understood", "facts only", "1.000"):
        assert part in table.stdout
    assert "Against exhaustive" not in table.stdout
    answer = json.loads(CliRunner().invoke(cli.main, [*arguments, "--json"]).stdout)
    (kind,) = answer["kinds"]
    assert list(kind) == ["part", "kind", "questions", "literal", "understood", "difference"]
    assert kind["understood"] == {"value": 1.0, "low": 1.0, "high": 1.0}
    assert "rows" not in answer

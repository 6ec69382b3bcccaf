"""Hostile text from users and catalogues: no crash, no hang, no control characters printed."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.catalogue.cells.listings import parse_genres
from recommender.catalogue.reader import read_catalogue
from recommender.errors import InvalidQueryError
from recommender.search.facets import Facets
from recommender.search.recommender import Recommender
from recommender.search.request import Request, parse_years
from recommender.search.titles import TitleIndex
from recommender.store.store import Store
from recommender.store.where import Lacks
from recommender.text import clean_text
from tests.conftest import BagOfWordsEncoder, error_line
from tests.ingesting import ingest
from tests.making import facts_of

ESCAPES = "\x1b[31m\x1b]0;owned\x07\x9b2J\x9d\x7f\b\r\u202e\u2066\u200b\u2028"
"""Colours, window titles, C1 controls, deletions, bidirectional overrides, zero width, a line separator."""
HOSTILE = {
    "long": "x" * 100_000,
    "words": "ab " * 33_000,
    "please": "please " * 14_000,
    "different words": " ".join(f"w{number}" for number in range(15_000)),
    "accents": "a" + "\u0301\u0327" * 50_000,
    "expanding": "\ufdfa" * 5_000,
    "escapes": f"{ESCAPES}Horror{ESCAPES}",
    "zero width": "\u200b" * 50_000 + "\u200d\u200c",
    "right to left": "\u202eקרב\u202d",
    "surrogate": "\ud800",
    "nul": "a\0b",
    "brackets": "(" * 50_000,
    "operators": '$where {"$gt": ""}; DROP TABLE movies; --',
    "format": "%s%n{0}{__class__}",
}
text = st.one_of(
    st.text(max_size=200), st.text("\x1b\x9b[]()0;'\"|,:-.–\\\u200d\u0301the and 1994II", max_size=60)
)


@pytest.fixture(scope="session")
def bag_facets(bag_store):
    store = Store.open(bag_store)
    return Facets(store, store.members())


def is_harmless(said):
    """Whether the text has no control characters but line ends, which the program prints itself."""
    return not any(
        unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} and c not in "\n\u200c\u200d" for c in said
    )


def answer_or_refusal(function, typed):
    """The function's result for the text and no message, or no result and the message of its refusal."""
    try:
        return function(typed), ""
    except InvalidQueryError as error:
        return None, str(error)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_questions_are_answered_or_refused(recommender, name):
    try:
        (result,) = recommender.search([HOSTILE[name]])
    except InvalidQueryError:
        assert not clean_text(HOSTILE[name])
    else:
        assert len(result.recommendations) == 5
        assert is_harmless(result.query)
        assert is_harmless(result.request["description"])


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_option_values_are_refused_in_one_line(recommender, name):
    for field in ("genre", "not_genre", "language", "person", "like", "unlike", "year", "seen", "only"):
        with pytest.raises(InvalidQueryError, match=r"there is no|not a span of years|cannot read") as raised:
            recommender.search([Request("a shark", **{field: HOSTILE[name]})])
        assert len(str(raised.value)) < 1_500
        assert is_harmless(str(raised.value)), field


def test_unwanted_things_may_be_any_text(recommender):
    (result,) = recommender.search([Request("a shark", without=list(HOSTILE.values()))])
    assert len(result.recommendations) == 5
    assert all(map(is_harmless, result.request["without"]))


@pytest.mark.parametrize("field", ["min_rating", "max_runtime"])
@pytest.mark.parametrize("number", [float("nan"), float("inf"), -1, 2**63, "x"])
def test_numbers_out_of_range_are_refused(field, number):
    with pytest.raises(
        InvalidQueryError,
        match="the value must be a number from 0 to",
        check=lambda error: error.field == field,
    ):
        Request("a shark", **{field: number})


def test_more_values_than_a_database_takes_are_refused():
    Request("a shark", year=["1994"] * 100)
    with pytest.raises(InvalidQueryError, match="it has more than 100 values"):
        Request("a shark", year=[f"{year}" for year in range(1000, 3000)])


@given(text)
def test_years_are_a_span_or_refused(typed):
    span, refusal = answer_or_refusal(parse_years, typed)
    assert is_harmless(refusal)
    if not refusal:
        assert span != (None, None)
        assert None in span or span[0] <= span[1]


@given(text)
def test_titles_resolve_or_are_refused(bag_facets, typed):
    titles = bag_facets.titles
    ids = bag_facets.ids(Lacks("genres", ""))
    found, refusal = answer_or_refusal(titles.find, typed)
    assert found in ids if not refusal else len(refusal) < 1_500
    assert is_harmless(refusal)
    assert set(titles.same(typed, 1994)) <= ids
    assert len(titles.suggestions(typed)) <= 3
    assert all(map(is_harmless, titles.starting_with(typed)))


@given(st.lists(st.tuples(text, st.none() | st.integers(1870, 2099)), min_size=1, max_size=6))
def test_any_title_of_a_catalogue_is_found(named):
    rows = {
        f"m{number}": {"title": title, "year": year, "imdb_id": None}
        for number, (typed, year) in enumerate(named)
        if (title := clean_text(typed))
    }
    titles = TitleIndex(facts_of(rows))
    for id_, row in rows.items():
        assert titles.find(id_) == id_ or id_ in {other["title"] for other in rows.values()}
        assert id_ in titles.same(row["title"], row["year"])


@given(text)
def test_values_that_no_movie_has_are_refused(bag_facets, typed):
    for find in (bag_facets.genre, bag_facets.language, bag_facets.person):
        _, refusal = answer_or_refusal(find, typed)
        assert is_harmless(refusal)


@pytest.mark.parametrize(
    "value",
    [
        "[" + "-" * 19_000 + "1]", "[" + "1+" * 9_000 + "1j]", "[a" + ".b" * 9_000 + "]", "[f" + "()" * 9_000 + "]",
        "[" + "lambda:" * 2_500 + "1]", "(" * 100 + ")" * 100, "[" * 9_000 + "]" * 9_000, "{" * 19_000, "{{}}", "{[]: 1}",
        "[__import__('os').system('touch /tmp/owned')]", "[open('/etc/passwd').read()]", "[f'{1}', b'x', ...]",
        "[" + "'a'," * 4_000 + "]", "['\\d', '\\\x1b']", "[1if 1else 2]", "[0x" + "f" * 19_000 + "]", '{"name": {"name": []}}',
        "a," * 100_000, ",".join(f"g{number}" for number in range(100_000)),
    ],
    ids=lambda value: value[:12],
)  # fmt: skip
def test_genres_as_hostile_literals(value):
    genres = parse_genres(value)
    assert len(genres) <= 200
    assert all(map(is_harmless, genres))


@pytest.mark.parametrize("accents", ["\u0301\u0327", "\u0327\u0301", "\u0301"])
def test_a_million_accents_take_no_time(accents):
    assert len(clean_text(f"a{accents * 1_000_000}b")) < 40
    assert clean_text("Ṩe\u0301 한글") == unicodedata.normalize("NFC", "Ṩe\u0301 한글")


def test_invisible_text_is_empty():
    assert clean_text("\u200d\u200c \u200d") == ""
    assert clean_text("\u200dمی\u200cخواهم \u200c") == "می\u200cخواهم"


@pytest.fixture(scope="session")
def hostile_store(tmp_path_factory):
    """A store of movies with terminal control characters in every field."""
    directory = tmp_path_factory.mktemp("hostile")
    rows = [
        {
            "id": f"{ESCAPES}m\n{number}", "title": f"{ESCAPES}Tit{ESCAPES}le {number}", "genres": [f"Dra{ESCAPES}ma"],
            "overview": f"A shark{ESCAPES} attacks.{ESCAPES}\n\nAnd {ESCAPES} it ends {number}.", "year": f"{ESCAPES}1994",
            "director": f"Di{ESCAPES}rector", "cast": [f"Ac{ESCAPES}tor"], "original_language": f"e{ESCAPES}n",
            "imdb_id": f"{ESCAPES}tt0000{number:03}", "tmdb_id": f"{number}{ESCAPES}",
        }
        for number in range(40)
    ]  # fmt: skip
    source = directory / f"films{ESCAPES}.json"
    source.write_text(json.dumps(rows))
    ingest(read_catalogue(str(source)), BagOfWordsEncoder(), directory / "store")
    seen = directory / f"seen{ESCAPES}.txt"
    seen.write_text(f"{ESCAPES}No such {ESCAPES}film (1994)\n{ESCAPES}tt0000001\n", encoding="utf-8")
    return directory / "store", seen


@pytest.mark.parametrize(
    "arguments",
    [
        ["query", "a shark"], ["query", "a shark", "--explain"], ["query", "a shark", "--plain"],
        ["query", "a shark", "--format", "json"], ["query", "a shark", "--format", "csv"],
        ["query", "a shark", "--format", "markdown"], ["query", f"a {ESCAPES}shark", "--explain"],
        ["query", f"a {ESCAPES}shark", "--format", "csv"], ["query", "a shark", "--seen", "SEEN", "--explain"],
        ["query", "a shark", "--only", "SEEN", "--format", "json"], ["query", "a shark", "--seen", f"no{ESCAPES}"],
        ["query", "--like", "tit le 3", "--explain"], ["query", "a shark", "--like", f"Gone{ESCAPES}"],
        ["query", "a shark", "--genre", f"Hor{ESCAPES}ror"], ["query", "a shark", "--person", f"No{ESCAPES}body"],
        ["query", "a shark", "--language", f"x{ESCAPES}x"], ["query", "a shark", "--year", f"19{ESCAPES}"],
        ["query", "a shark", "--without", f"blood{ESCAPES}", "--format", "json"],
        ["inspect"], ["inspect", "--clusters"], ["inspect", "--cluster", "0"], ["inspect", "--json"],
        ["inspect", "--movie", "tit le 3"], ["inspect", "--movie", "tit le 3", "--json"],
        ["inspect", "--movie", f"Gone{ESCAPES}"], ["inspect", "--store", f"/no/store{ESCAPES}"],
        ["ingest", "--source", f"/no/file{ESCAPES}"],
    ],
    ids=lambda arguments: ascii(" ".join(arguments).replace(ESCAPES, "!")),
)  # fmt: skip
def test_no_control_characters_are_printed(invoke, monkeypatch, hostile_store, arguments):
    store, seen = hostile_store
    monkeypatch.setenv("RECOMMENDER_STORE", str(store))
    result = invoke(*(str(seen) if argument == "SEEN" else argument for argument in arguments))
    assert result.exit_code in (0, 1, 2, 3, 4)
    assert "unexpected" not in result.stderr
    assert result.output.strip()
    assert is_harmless(result.output), ascii(result.output)


def test_hostile_answers_keep_their_shape(invoke, monkeypatch, hostile_store):
    monkeypatch.setenv("RECOMMENDER_STORE", str(hostile_store[0]))
    answers = json.loads(invoke("query", "a shark", "--format", "json").stdout)["results"]
    assert len(answers) == 5
    assert all(answer["imdb_id"] and answer["year"] == 1994 for answer in answers)
    lines = invoke(
        "query", "-", "--format", "csv", stdin=f"a shark{ESCAPES}\r\nan ending\n"
    ).stdout.splitlines()
    assert len(lines) == 11


def test_a_path_that_is_too_long_is_refused_in_one_line(invoke):
    result = invoke("query", "a shark", "--seen", "a" * 5_000)
    assert result.exit_code == 2
    assert "File name too long; give an export" in error_line(result)
    assert len(error_line(result)) < 1_000


@pytest.mark.parametrize("name", HOSTILE)
def test_a_catalogue_of_hostile_cells_answers(tmp_path, name):
    rows = [
        {"id": f"{number}{HOSTILE[name] * number}", "title": f"T{number}{HOSTILE[name]}", "genres": [f"Drama{HOSTILE[name]}"],
         "overview": f"A shark. {HOSTILE[name]}", "director": HOSTILE[name], "year": HOSTILE[name]}
        for number in range(2)
    ]  # fmt: skip
    source = tmp_path / "films.json"
    source.write_text(json.dumps(rows))
    ingest(read_catalogue(str(source)), BagOfWordsEncoder(), tmp_path / "store")
    recommender = Recommender(Store.open(tmp_path / "store"), BagOfWordsEncoder())
    (result,) = recommender.search(["a shark"])
    assert len(result.recommendations) == 2

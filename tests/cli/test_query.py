"""The query command, run in this process with the deterministic encoder."""

import csv
import json
import re

import pytest

from recommender.cli import answers
from tests.conftest import error_line


def test_a_table_and_a_route(invoke):
    result = invoke("query", "a robot alone on earth")
    assert result.exit_code == 0
    header = result.stdout.splitlines()[0]
    assert [header.index(name) for name in ("Title", "Year", "Genres", "Rating", "Plot")]
    (route,) = [line for line in result.stdout.splitlines() if line.startswith("Route: ")]
    assert re.fullmatch(r"Route: \d+% of the movies in \d+ clusters", route)
    assert result.stderr == ""


def test_json_is_one_object_and_nothing_else(invoke):
    result = invoke("query", "a robot", "--json", "-n", "3")
    answer = json.loads(result.stdout)
    assert list(answer) == [
        "query", "request", "understood", "wish", "route", "plan", "selection", "results", "warnings",
    ]  # fmt: skip
    assert answer["request"] == {"description": "a robot"}
    assert list(answer["plan"]) == ["kind", "kept", "fetched"]
    assert list(answer["route"]) == ["exhaustive", "scanned_share", "clusters", "genre_keys"]
    assert [row["rank"] for row in answer["results"]] == [1, 2, 3]
    assert list(answer["results"][0]) == [
        "rank", "id", "title", "year", "genres", "vote_average", "vote_count", "popularity", "runtime",
        "original_language", "director", "cast", "tmdb_id", "imdb_id", "overview", "scores", "sentence", "quoted", "matched_words", "link",
    ]  # fmt: skip
    assert "\x1b" not in result.stdout


NINETIES = "a nineties thriller with Sandra Bullock on a bus"


def test_one_line_says_what_was_understood(invoke):
    lines = invoke("query", NINETIES).stdout.splitlines()
    assert lines[:2] == [
        "Understood: 1990-1999 · with Sandra Bullock · looking for: a thriller on a bus", "",
    ]  # fmt: skip
    assert "Understood" not in invoke("query", "a robot alone on earth").stdout
    assert "Understood" not in invoke("query", NINETIES, "--literal").stdout
    assert "Understood" not in invoke("query", "a robot", "--year", "90s").stdout


def test_json_has_the_spans(invoke):
    answer = json.loads(invoke("query", f"  {NINETIES}", "--json").stdout)
    understood = answer["understood"]
    assert list(understood) == ["looking_for", "spans", "preferred", "loosened"]
    assert understood["looking_for"] == answer["request"]["description"] == "a thriller on a bus"
    spans = {answer["query"][span["start"] : span["end"]]: span for span in understood["spans"]}
    assert list(spans["nineties"]) == ["start", "end", "meaning", "field", "values", "certainty"]
    assert spans["nineties"]["values"] == answer["request"]["year"] == ["1990..1999"]
    assert spans["with Sandra Bullock"]["meaning"] == "with Sandra Bullock"
    literal = json.loads(invoke("query", NINETIES, "--json", "--literal").stdout)
    assert literal["understood"] == {"looking_for": NINETIES, "spans": [], "preferred": [], "loosened": []}
    assert literal["request"] == {"description": NINETIES}


def test_facts_alone(invoke):
    result = invoke("query", "films with Denzel Washington from before 2000", "--explain")
    for part in (
        "Route: none, the best rated of what passes the filters",
        "Plan: the best rated of 7 movies",
        "  --year ..1999: ",
        "  --person 'Denzel Washington': ",
    ):
        assert part in result.stdout
    assert json.loads(invoke("query", "films from 1994", "--json").stdout)["plan"]["kind"] == "rated"
    assert invoke("query", "films from 1994", "--format", "csv").stdout.count("\n") == 6
    assert invoke("query", "films from 1994", "--format", "markdown").stdout.count("| – |") == 5


def test_loosened_facts_are_a_warning_on_stderr(invoke):
    result = invoke("query", "a Korean film with Tom Hanks")
    assert result.stderr == "Warning: too few movies are that: in Korean was only preferred\n"
    assert result.stdout.startswith("Understood: with Tom Hanks · rather in Korean\n")


def test_refusals_are_explained_as_options(invoke):
    explained = invoke("query", "crime films without Al Pacino, no sequels", "--explain").stdout
    assert "  --not-person 'Al Pacino': " in explained
    assert "  --no-sequels: " in explained


def test_options_win_over_what_is_said(invoke):
    answer = json.loads(invoke("query", "a comedy from the 90s", "--year", "1980..1985", "--json").stdout)
    assert answer["request"] == {"description": "a comedy", "genre": ["Comedy"], "year": ["1980..1985"]}
    assert all(1980 <= movie["year"] <= 1985 for movie in answer["results"])


def test_as_many_as_the_question_says(invoke):
    counts = [
        len(json.loads(invoke("query", "three westerns", "--json", *more).stdout)["results"])
        for more in ((), ("--limit", "4"), ("--literal",))
    ]
    assert counts == [3, 4, 5]


def test_words_need_no_quotes(invoke):
    quoted, bare = (
        invoke("query", "a robot alone", "--json"),
        invoke("query", "a", "robot", "alone", "--json"),
    )
    assert quoted.stdout == bare.stdout


def test_a_dash_reads_one_description_per_line(invoke):
    result = invoke("query", "-", "--json", stdin="a robot\n\n  two strangers  \n")
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [answer["query"] for answer in answers] == ["a robot", "two strangers"]
    table = invoke("query", "-", stdin="a robot\ntwo strangers\n")
    assert table.stdout.index("a robot") < table.stdout.index("two strangers")


def test_an_unreadable_line_does_not_spoil_the_others(invoke):
    result = invoke("query", "-", "--json", stdin="a robot\n\u200b\nunknown\n")
    assert [json.loads(line)["query"] for line in result.stdout.splitlines()] == ["a robot", "unknown"]


def test_a_long_batch_is_answered_in_order(invoke):
    questions = [f"a robot of kind {number}" for number in range(2 * answers.TOGETHER + 3)]
    result = invoke("query", "-", "--json", "-n", "1", stdin="\n".join(questions))
    assert [json.loads(line)["query"] for line in result.stdout.splitlines()] == questions


def test_explain_shows_signals_and_sentences(invoke):
    result = invoke("query", "a funny western", "--explain")
    for part in (
        "  Plot  Words  Coverage  Genre fit",
        "Wish: Comedy, Western (with a weight of 100%)",
        "Plan: ",
    ):
        assert part in result.stdout
    usual = invoke("query", "a funny western")
    assert "Wish" not in usual.stdout
    assert usual.stdout.count("“") == 5
    assert "genre (Comedy, Western)" in usual.stdout
    assert "“" not in invoke("query", "a funny western", "--plain").stdout


def test_exhaustive_and_genres(invoke):
    assert "Route: exhaustive, every movie compared" in invoke("query", "a robot", "--exhaustive").stdout
    assert "2 genre keys" in invoke("query", "a robot", "--genre-keys", "2").stdout
    result = invoke("query", "a robot", "--exhaustive", "--genre-keys", "2")
    assert result.exit_code == 2
    assert "Give one of them" in error_line(result)


def test_a_limit_above_the_number_of_movies(invoke):
    answer = json.loads(invoke("query", "a robot", "--limit", "100000", "--json").stdout)
    assert 5 < len(answer["results"]) < 1200


def test_a_very_long_description_warns_on_stderr(invoke):
    result = invoke("query", " ".join(f"A robot enters house {number}." for number in range(20)))
    assert result.exit_code == 0
    assert result.stderr.startswith("Warning: the description has 20 sentences; the 16 that tell most were")


def test_colour_is_for_terminals_only(invoke, monkeypatch):
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    assert "\x1b" not in invoke("query", "a robot").output


FILTERS = [
    "--genre",
    "horror",
    "--not-genre",
    "Comedy",
    "--year",
    "80s",
    "--min-rating",
    "6",
    "--max-runtime",
    "130",
]


def test_filters_are_combined_and_reported(invoke):
    answer = json.loads(invoke("query", "a monster", *FILTERS, "--language", "English", "--json").stdout)
    assert answer["request"] == {
        "description": "a monster", "genre": ["horror"], "not_genre": ["Comedy"], "year": ["80s"],
        "min_rating": 6.0, "max_runtime": 130, "language": ["English"],
    }  # fmt: skip
    assert len(answer["results"]) == 5
    for movie in answer["results"]:
        assert "Horror" in movie["genres"]
        assert 1980 <= movie["year"] <= 1989
        assert movie["vote_average"] >= 6
        assert movie["runtime"] <= 130
    filters = [(one["field"], one["values"]) for one in answer["selection"]["filters"]]
    assert filters == [
        ("genre", ["Horror"]), ("not_genre", ["Comedy"]), ("year", ["1980..1989"]), ("min_rating", ["6"]),
        ("max_runtime", ["130"]), ("language", ["en"]),
    ]  # fmt: skip
    explained = invoke("query", "a monster", *FILTERS, "--explain").stdout
    assert "of 1,197 movies pass; left out because the catalogue does not say: " in explained
    assert "  --year 1980..1989: " in explained


def test_no_movie_passes(invoke):
    result = invoke("query", "a duel", "--genre", "Western", "--year", "..1925")
    assert result.exit_code == 4
    assert result.stdout == ""
    assert "no movie is left: genre Western leaves" in error_line(result)
    assert "Without year ..1925 there would be" in error_line(result)


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--genre", "Horor", "there is no genre 'Horor' in the store; did you mean Horror?"),
        ("--year", "soon", "Invalid value for '--year': soon is not a span of years; write 1994"),
        ("--person", "Tom Hank", "did you mean Tom Hanks"),
        ("--like", "Cast Awayy From Everything Else", "there is no movie called"),
        ("--seen", "nowhere.csv", "there is no file nowhere.csv"),
        ("--min-rating", "11", "11.0 is not in the range 0<=x<=10"),
        ("--min-rating", "nan", "nan is not a number between 0 and 10"),
        ("--not-person", "Tom Hank", "did you mean Tom Hanks"),
        ("--not-language", "Frensh", "did you mean French"),
        ("--not-title", "Cast Awayy From Everything Else", "there is no movie called"),
        ("--min-runtime", "0", "0 is not in the range x>=1"),
        ("--prefer", "loud", "'loud' is not one of 'old', 'recent'"),
        ("--genre", "", "--genre: the value is empty; give one or leave it out"),
        ("--seen", "~nosuchuser/list.csv", "cannot read ~nosuchuser/list.csv"),
    ],
)
def test_invalid_values(invoke, option, value, message):
    result = invoke("query", "a robot", option, value)
    assert result.exit_code == 2
    assert message in error_line(result)


def test_likes_need_no_description(invoke):
    result = invoke("query", "--like", "home alone", "--unlike", "Die Hard", "--json")
    titles = [movie["title"] for movie in json.loads(result.stdout)["results"]]
    assert "Home Alone 2: Lost in New York" in titles
    assert not {"Home Alone", "Die Hard"} & set(titles)


def test_csv_and_markdown(invoke):
    table = list(
        csv.DictReader(
            invoke("query", "-", "--format", "csv", stdin="a shark\na robot\n").stdout.splitlines()
        )
    )
    assert [row["query"] for row in table] == ["a shark"] * 5 + ["a robot"] * 5
    assert [row["rank"] for row in table] == [*"12345", *"12345"]
    page = invoke("query", "a shark", "--format", "markdown").stdout.splitlines()
    assert page[0] == "| # | Title | Year | Genres | Rating | Plot | Why |"
    assert len(page) == 2 + 5
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in page} == {8}
    assert any("](https://www.imdb.com/title/tt" in line for line in page)


@pytest.mark.parametrize(
    "options",
    [["--json", "--format", "csv"], ["--explain", "--plain"], ["--exhaustive", "--genre-keys", "3"]],
)
def test_options_that_contradict_each_other(invoke, options):
    result = invoke("query", "a robot", *options)
    assert result.exit_code == 2
    assert "Give one of them." in error_line(result)

"""Answers printed on terminals of any width, to pipes, and as CSV and Markdown."""

import csv
import io
import re

import pytest
from rich.cells import cell_len
from rich.console import Console

from recommender.cli.result_table import ResultTable, matches, selection_lines, understood_line
from recommender.formats import csv_lines, markdown_table, movie_link
from recommender.movie import Movie
from recommender.search.fusion import WEIGHTS
from recommender.search.request import Request
from recommender.search.result import FilterCount, Plan, Recommendation, Route, SearchResult, Selection, Wish
from recommender.search.understood import Span, Understood, literally
from tests.making import make_movie

HEBREW, JAPANESE = "החתונה של גליה ואבי", "ゴジラ対モスラ対ヘドラ 東京大決戦のすべて"
SENTENCE = "A robot, left alone on an empty planet, cleans up the rubbish of seven hundred years until a stranger comes."


def result_of(*movies: Movie, **changes) -> SearchResult:
    found = tuple(
        Recommendation(
            movie,
            dict.fromkeys(WEIGHTS) | {"plot": 0.61, "words": 0.5, "genre_fit": 1.0},
            sentence=SENTENCE,
            matched=("robot", "planet"),
        )
        for movie in movies
    )
    fields = {
        "query": "a robot on a planet",
        "understood": literally(Request("a robot on a planet")),
        "loosened": (),
        "wish": Wish(("Drama",), 0.2),
        "route": Route((), 1.0),
        "plan": Plan("exact", 5, 5),
        "selection": Selection(1_197, 1_197),
        "recommendations": found,
    }
    return SearchResult(**(fields | changes))


MOVIES = [
    make_movie(0, title="Up", imdb_id="tt1049413"),
    make_movie(1, title="Dr. Strangelove or: How I Learned to Stop Worrying and Love the Bomb"),
    make_movie(2, title=HEBREW, vote_average=None, year=None),
    make_movie(3, title=JAPANESE, genres=("Science Fiction", "Adventure", "Action", "Family", "Fantasy")),
    make_movie(4, title="Supercalifragilisticexpialidocious" * 3),
]


def printed(width, *, terminal=False, **options):
    out = io.StringIO()
    console = Console(
        file=out, width=width, force_terminal=terminal, color_system="truecolor" if terminal else None
    )
    console.print(ResultTable(result_of(*MOVIES), **options))
    return out.getvalue()


@pytest.mark.parametrize("width", [40, 60, 80, 100, 160])
@pytest.mark.parametrize("explain", [False, True])
def test_no_line_is_wider_than_the_terminal_and_no_movie_is_lost(width, explain):
    text = printed(width, explain=explain)
    assert max(cell_len(line) for line in text.splitlines()) <= width
    for rank in range(1, 6):
        assert re.search(rf"^{rank} ", text, re.MULTILINE)
    assert text.count("“") == 5


@pytest.mark.parametrize("width", [80, 120])
def test_columns_line_up(width):
    lines = printed(width).splitlines()
    (header,) = [line for line in lines if "Plot" in line]
    end = header.index("Plot") + len("Plot")
    firsts = [line for line in lines if re.match(r"\d  ", line)]
    assert len(firsts) == 5
    assert [cell_len(line.rstrip()) for line in firsts] == [end] * 5


def test_narrow_terminals_have_genres_and_rating_below():
    narrow, wide = printed(80), printed(100)
    assert "Genres" in wide.splitlines()[0]
    assert "Genres" not in narrow.splitlines()[0]
    assert "   Drama · 5.5" in narrow


def test_piped_output_has_neither_colour_nor_box():
    assert not re.search("[\x1b─━│]", printed(80))


def test_titles_are_links_on_terminals():
    text = printed(100, terminal=True)
    assert re.search(r"\x1b\]8;id=\d+;https://www\.imdb\.com/title/tt1049413/\x1b\\", text)
    assert text.count("]8;id=") == 1


def test_links_prefer_imdb():
    assert movie_link(make_movie(1)) is None
    assert movie_link(make_movie(1, tmdb_id="862")) == "https://www.themoviedb.org/movie/862"
    assert (
        movie_link(make_movie(1, tmdb_id="862", imdb_id="tt0114709"))
        == "https://www.imdb.com/title/tt0114709/"
    )


def test_reasons_can_be_left_out():
    assert "“" in printed(80)
    assert "words (robot, planet)" in printed(100)
    assert "“" not in printed(80, reasons=False)


def test_what_matched():
    (found,) = result_of(MOVIES[0]).recommendations
    assert matches(found, result_of(MOVIES[0])) == ["plot", "words (robot, planet)", "genre (Drama)"]
    poor = Recommendation(make_movie(3), {"plot": 0.1})
    assert matches(poor, result_of(MOVIES[0])) == []


def test_csv_round_trip():
    awkward = make_movie(1, title='A "quoted", title', overview="x", genres=("Comedy", "Drama"))
    text = csv_lines([result_of(awkward)], header=True) + csv_lines([result_of(awkward)], header=False)
    first, second = csv.DictReader(io.StringIO(text))
    assert first == second
    assert first["title"] == 'A "quoted", title'
    assert first["genres"] == "Comedy|Drama"
    assert first["matched_words"] == "robot|planet"


def test_markdown_shows_titles_as_they_are():
    page = markdown_table(result_of(make_movie(1, title="A|B *C* [D] <b>", imdb_id="tt1")))
    assert r"[A\|B \*C\* \[D\] \<b\>](https://www.imdb.com/title/tt1/)" in page


NINETIES = Span(0, 8, "1990-1999", "year", ("1990..1999",), 0.6)
BULLOCK = Span(9, 21, "with Sandra Bullock", "person", ("Sandra Bullock",), 0.8)
FUNNY = Span(0, 5, "Comedy", "genre", ("Comedy",), 0.8)
CHATTER = Span(0, 5, "nothing about a film", "aside", (), 0.0)


@pytest.mark.parametrize(
    ("spans", "soft", "loosened", "left", "line"),
    [
        ((), (), (), "on a bus", ""),
        ((), (FUNNY,), (), "on a bus", ""),
        ((CHATTER,), (), (), "on a bus", ""),
        ((NINETIES,), (), (), "", "Understood: 1990-1999"),
        (
            (NINETIES, BULLOCK, CHATTER),
            (),
            (),
            "on a bus",
            "Understood: 1990-1999 · with Sandra Bullock · looking for: on a bus",
        ),
        (
            (NINETIES,),
            (BULLOCK, FUNNY),
            (NINETIES,),
            "on a bus",
            "Understood: rather with Sandra Bullock · rather 1990-1999 · looking for: on a bus",
        ),
    ],
)
def test_one_line_says_what_was_understood(spans, soft, loosened, left, line):
    understood = Understood("a question", left, spans, soft)
    assert understood_line(result_of(understood=understood, loosened=loosened)) == line


def test_what_was_understood_stands_above_the_answers():
    out = io.StringIO()
    understood = Understood("nineties, on a bus", "on a bus", (NINETIES,))
    Console(file=out, width=80).print(ResultTable(result_of(*MOVIES, understood=understood)))
    assert out.getvalue().splitlines()[0] == "Understood: 1990-1999 · looking for: on a bus"


def test_filters_are_explained():
    counts = (
        FilterCount("year", ("1990..1999",), 300, 12, 900),
        FilterCount("genre", ("Horror",), 100, 0, 300),
    )
    assert selection_lines(Selection(1_197, 40, counts)) == [
        "Filters: 40 of 1,197 movies pass; left out because the catalogue does not say: 12 for --year 1990..1999",
        "  --year 1990..1999: 300 pass it, 900 would pass without it",
        "  --genre Horror: 100 pass it, 300 would pass without it",
    ]
    assert selection_lines(Selection(1_197, 1_196)) == []

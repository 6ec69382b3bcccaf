"""CSV records that are long, badly quoted or cut: none is lost in silence, and none is made up."""

import csv
import io
import time
from collections import deque

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.catalogue.files.delimited import read_delimited

HEADER = "Release Year,Title,Genre,Plot\n"
PIANO = "1995,Piano Row,comedy,Three cousins row a piano across a valley.\n"
PORTER = "1994,Porter of Keys,drama,"
PROSE = "That night, Anna runs, the dog barks, and the lamp goes out."
"""A line with as many fields as the header."""


def read(text):
    columns, drops = [], deque()
    rows = list(read_delimited(io.StringIO(text, newline=""), columns, drops))
    return [(line, list(row.values())) for line, row in rows], [(drop.line, drop.reason) for drop in drops]


def titles(text):
    rows, drops = read(text)
    return [fields[1] for _, fields in rows if len(fields) > 1], drops


@pytest.mark.parametrize("lines", [2, 24, 25, 26, 400, 20_000])
def test_a_well_formed_cell_may_be_as_long_as_it_likes(lines):
    plot = "\n".join(["Reel one.", *["The porter counts, the keys, again, and again."] * lines, PROSE])
    rows, drops = read(f'{HEADER}{PORTER}"{plot}"\n{PIANO}')
    assert [fields[1] for _, fields in rows] == ["Porter of Keys", "Piano Row"]
    assert (rows[0][1][3], rows[1][0], drops) == (plot, lines + 4, [])


@pytest.mark.parametrize(
    "cell",
    [
        f'"Reel one.\n{PROSE}\n',
        f'"Reel one.\n{PROSE}\n{PROSE}\n{PROSE}\n{PROSE}\n',
        f'"Reel one.\nHe said "no", then left.\n{PROSE}\n',
        f'Reel one."\n{PROSE}"\n',
    ],
    ids=["never closed", "several lines", "bare quotes", "closed twice"],
)
@pytest.mark.parametrize("before", ["", PIANO * 5])
def test_no_row_is_taken_from_inside_a_broken_one(before, cell):
    found, drops = titles(HEADER + before + PORTER + cell + PIANO + PIANO)
    assert set(found) <= {"Porter of Keys", "Piano Row"}
    assert found.count("Piano Row") == before.count("\n") + 2
    assert drops


def test_the_rest_of_a_row_with_a_bare_line_end_is_no_row():
    rows, drops = read(f"{HEADER}{PIANO}{PORTER}Reel one.\nThen\n{PROSE}\n{PIANO}")
    assert [fields[0] for _, fields in rows] == ["1995", "1994", "Then", "1995"]
    assert drops == [(5, "columns out of place")]


@pytest.mark.parametrize(
    ("written", "plot"),
    [
        ('"He said "hello" and left."', 'He said "hello" and left.'),
        (f'"He said "hello" and left.\n{PROSE}"', f'He said "hello" and left.\n{PROSE}'),
        (r'"He said \"hello\", and left."', 'He said "hello", and left.'),
        (r'"\"Hello\""', '"Hello"'),
        ('"Doubled ""quotes"" too"', 'Doubled "quotes" too'),
        ('He is 5"7', 'He is 5"7'),
        ('"Weird" Al, and friends"', None),
        ('"Weird" Al', '"Weird" Al'),
        (r'"\N and \"x\""', r'\N and "x"'),
        ('"Both ""kinds"" of "quotes" at once"', 'Both "kinds" of "quotes" at once'),
        (r'"C:\films"', r"C:\films"),
    ],
)
def test_quotes_as_other_programs_write_them(written, plot):
    rows, drops = read(f"{HEADER}{PORTER}{written}\n{PIANO}")
    found = [fields[3] for _, fields in rows]
    assert found == [text for text in (plot, PIANO.split(",")[3].strip()) if text]
    assert len(drops) == (plot is None)


def test_an_open_quote_does_not_swallow_the_next_rows():
    header = "title,overview,genres\n"
    rows = [f"T{n},Plot {n},Drama\n" for n in range(20)]
    for last in ('T20,"Lines\nwithin.",Drama\n', 'T20,"Plot, quoted",Drama\n', "T20,Plot,Drama\n"):
        text = header + "".join([*rows[:5], 'Bad,"one quote,Drama\n', *rows[5:], last])
        found, drops = read(text)
        assert [fields[0] for _, fields in found] == [f"T{n}" for n in range(21)]
        assert drops == [(7, "unbalanced quote")]


@pytest.mark.parametrize("line", ["sep=;", "SEP=;", '"sep=;"', "\n\nsep=;"])
def test_the_line_that_names_the_delimiter(line):
    rows, _ = read(f"{line}\nTitle;Genres, all;Year\nPorter;Drama, Mystery;1994\n")
    assert rows == [(line.count("\n") + 3, ["Porter", "Drama, Mystery", "1994"])]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_in_quoted_names_do_not_count(delimiter):
    header = delimiter.join(["Title", '"A, b; c | d, e; f | g, h; i | j"', "Year"])
    rows, _ = read(f"{header}\nPorter{delimiter}x{delimiter}1994\n")
    assert rows == [(2, ["Porter", "x", "1994"])]


def test_short_and_long_rows():
    rows, drops = read("a,b,c\n1,2\n1,2,3,,\n1,2,3,4\n,,\n\n1,2,3\n")
    assert rows == [(2, ["1", "2"]), (3, ["1", "2", "3"]), (7, ["1", "2", "3"])]
    assert drops == [(4, "too many fields")]


def test_thousands_of_broken_rows_take_no_longer_than_rows():
    started = time.perf_counter()
    read(HEADER + PIANO * 5_000)
    usual = time.perf_counter() - started
    for line in ('"\n', '1994,"x\n', '1994,a,b,"c "d" e\n', '1994,a,b,"\\"\n'):
        started = time.perf_counter()
        read(HEADER + PIANO * 3 + line * 5_000)
        assert time.perf_counter() - started < 100 * usual, line


cell = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20) | st.sampled_from(
    ["", '"', '""', "\\", ",", "a\nb", "a\r\nb", '"a', 'a"', " a ", "1994", PROSE]
)


@given(
    st.lists(st.lists(cell, min_size=4, max_size=4), min_size=1, max_size=8),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_what_the_csv_module_writes_is_read_back(rows, delimiter, quoting, line_end):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=line_end)
    writer.writerows(
        [["id", "title", "genres", "plot"], *([f"{n}x", *row[1:]] for n, row in enumerate(rows))]
    )
    found, drops = read(out.getvalue())
    assert [fields for _, fields in found] == [[f"{n}x", *row[1:]] for n, row in enumerate(rows)]
    assert drops == []


@pytest.mark.parametrize(
    ("text", "rows", "drops"),
    [
        (HEADER + '1994,"Weird" Al,x,y\n1995,"Hot" Rod,x,y\n', ['"Weird" Al', '"Hot" Rod'], []),
        (HEADER + '1994,"A, b,x,y\n1995,"D, e,x,y\n' + PIANO, ["Piano Row"], [2, 3]),
        (HEADER + PIANO + HEADER + PIANO, ["Piano Row"] * 2, [3]),
        ("id,title,year,plot,rating\n1,A,1999,o,7\n2,B,1999,\"o,7\n3,C,1999,o\n4,D,1999,o\n", ["A", "C", "D"], [3]),
        ('title,year,plot,genres\n"Up,2009,x,Drama\n"Paris, Texas",1984,y,Drama\n', ["1984"], [2]),
        ("x,title,year,plot\n" + "1,Up,2009,x\n" * 5 + '2,Heat,1995,"Line one\nLine two, with comma,1999,Drama\n3,Jaws,1975,x\n', [*["Up"] * 5, "Jaws"], [7, 8]),
        ("title,date\n" + "1,1999-01-10\n" * 12 + "A Bug Life,December 1995\nA Few Men,circa 1920\nB C,date unknown\n", ["1999-01-10"] * 12 + ["December 1995", "circa 1920", "date unknown"], []),
        ("x,title,plot\n" + "A, B,  C\nD, E, F\n" * 3, ["B", "E"] * 3, []),
        ('a,title,b\r\nx,"bare "quotes" here",y,\r\n', ['bare "quotes" here'], []),
        ("sep=\t\r\nx\ttitle\r\n1\tPorter\r\n", ["Porter"], []),
        (HEADER + PIANO * 12 + f"1994,Porter,drama,Reel one\n{PROSE}\n" + PIANO, [*["Piano Row"] * 12, "Porter", "Piano Row"], [15]),
        (HEADER + PIANO * 12 + "Not yet released,Porter,drama,Reel one\nTBA,Three,x,y\n", [*["Piano Row"] * 12, "Porter", "Three"], []),
        (HEADER + PIANO * 4 + "1994,Porter\nTBA,Three,x,y\n", [*["Piano Row"] * 4, "Porter", "Three"], []),
        ("year,title,plot\n1,1994,Porter,x\n2,1995,Piano,\n", ["1994", "1995"], []),
        ("|x|title|plot|\n|---|:---:|---|\n| 1 | Porter | x |\n", ["1"], []),
        ("Exported today\nx,title,plot\n1,Porter,x\n", ["Porter"], []),
        ("# by hand, of course\nx,title,plot\n1,Porter,x\n", ["Porter"], []),
        ('"x", "title", "plot"\n"1", "Porter, the", "x, y"\n', ["Porter, the"], []),
        ('"sep=;";;\nx;title;plot\n1;Porter;x\n', ["Porter"], []),
        ("sep=\\t\nx\ttitle\tplot\n1\tPorter\tx\n", ["Porter"], []),
        (HEADER + '1994,Porter,drama,"Three:\n1. Ann, a nurse, meets Bob\n2. Cal, a clerk, loses Dan"\n', ["Porter"], []),
    ],
)  # fmt: skip
def test_rows_as_people_and_programs_leave_them(text, rows, drops):
    columns, dropped = [], deque()
    found = list(read_delimited(io.StringIO(text, newline=""), columns, dropped))
    key = "Title" if "Title" in columns else columns[1]
    assert [row[key].strip() for _, row in found] == rows
    assert [drop.line for drop in dropped] == drops


def test_a_repeated_name_gets_a_number():
    columns, drops = [], deque()
    text = "title,title,plot,plot\nPorter,Le portier,,x\n"
    rows = [row for _, row in read_delimited(io.StringIO(text), columns, drops)]
    assert rows == [{"title": "Porter", "title.1": "Le portier", "plot": "", "plot.1": "x"}]

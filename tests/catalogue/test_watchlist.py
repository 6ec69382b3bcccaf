"""Lists as Letterboxd and IMDb export them, and as people write them."""

import gzip
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.catalogue.lists.listed import Listed
from recommender.catalogue.watchlist import read_list
from recommender.errors import InvalidQueryError
from recommender.search.film_lists import match_list
from recommender.search.titles import TitleIndex
from tests.making import facts_of

WATCHED = """\
Date,Name,Year,Letterboxd URI
2021-03-04,Alien,1979,https://boxd.it/2awY
2021-03-05,"Good, the Bad and the Ugly, The",1966,https://boxd.it/2a0o
2021-03-06,Untitled Short,,https://boxd.it/9xyz
2021-03-07,,1999,https://boxd.it/0000
"""
DIARY = """\
Date,Name,Year,Letterboxd URI,Rating,Rewatch,Tags,Watched Date
2022-01-02,Dune,2021,https://boxd.it/abc1,4.5,,"cinema, imax",2022-01-01
2022-02-02,Dune,1984,https://boxd.it/abc2,3,Yes,,2022-02-01
"""
LETTERBOXD_LIST = """\
Letterboxd list export v7
Date,Name,Tags,URL,Description
2020-10-31,Spooky nights,halloween,https://boxd.it/list1,"Best watched late.
Not in any order."

Position,Name,Year,URL,Description
1,Alien,1979,https://boxd.it/2awY,"In space,
no one hears you"
2,The Shining,1980,https://boxd.it/293w,
"""
IMDB_RATINGS = """\
Const,Your Rating,Date Rated,Title,Original Title,URL,Title Type,IMDb Rating,Runtime (mins),Year,Genres,Num Votes,Release Date,Directors
tt0078748,9,2019-05-06,Alien - Das unheimliche Wesen,Alien,https://www.imdb.com/title/tt0078748,Movie,8.5,117,1979,"Horror, Sci-Fi",1000,1979-05-25,Ridley Scott
tt9999999,7,2019-05-07,The Shining,The Shining,https://www.imdb.com/title/tt9999999,Movie,8.4,146,1980,Horror,1000,1980-05-23,Stanley Kubrick
"""
IMDB_LIST = """\
Position,Const,Created,Modified,Description,Title,Original Title,URL,Title Type,IMDb Rating,Runtime (mins),Year,Genres,Num Votes,Release Date,Directors,Your Rating,Date Rated
1,tt0087182,2020-01-01,2020-01-01,,Dune,Dune,https://www.imdb.com/title/tt0087182,Movie,6.3,137,1984,Sci-Fi,1000,1984-12-14,David Lynch,,
2,nm0000631,2020-01-01,2020-01-01,,Ridley Scott,,https://www.imdb.com/name/nm0000631,,,,,,,,,,
"""
IMDB_2012 = """\
"position","const","created","modified","description","Title","Title type","Directors","You rated","IMDb Rating","Runtime (mins)","Year","Genres","Num. Votes","Release Date (month/day/year)","URL"
"1","tt0211915","Thu Jun 14 00:00:00 2012","","","Le fabuleux destin d'Amélie","Feature Film","Jean-Pierre Jeunet","9","8.4","122","2001","comedy","1000","2001-04-25","http://www.imdb.com/title/tt0211915/"
"""
NOTES = """\
# seen in the cinema

- Alien (1979)
* The Shining
12 Angry Men
2001: A Space Odyssey (1968)
9. April
(500) Days of Summer [2009]
https://www.imdb.com/title/tt0087182/?ref_=ur
tt0078748
"""


@pytest.fixture
def write(tmp_path):
    def write(content, name="list.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture
def titles():
    rows = [
        ("alien", "Alien", 1979, "tt0078748"),
        ("dune-1984", "Dune", 1984, "tt0087182"),
        ("dune-2021", "Dune", 2021, None),
        ("shining", "The Shining", 1980, None),
        ("ugly", "The Good, the Bad and the Ugly", 1966, None),
        ("jury", "12 Angry Men", 1957, None),
    ]
    return TitleIndex(
        facts_of({id_: {"title": title, "year": year, "imdb_id": imdb} for id_, title, year, imdb in rows})
    )


def named(path):
    return [(row.title, row.year) for row in read_list(path).rows]


def test_letterboxd_watched(write, titles):
    path = write(WATCHED, "watched.csv")
    assert read_list(path).rows[0] == Listed("Alien", 1979, None, 2)
    match = match_list(path, titles)
    assert (Path(match.file).name, match.ids, match.rows) == ("watched.csv", {"alien", "ugly"}, 3)
    assert match.unmatched == (Listed("Untitled Short", None, None, 4),)


def test_letterboxd_diary_distinguishes_remakes(write, titles):
    assert named(write(DIARY)) == [("Dune", 2021), ("Dune", 1984)]
    assert match_list(write(DIARY), titles).ids == {"dune-1984", "dune-2021"}


@pytest.mark.parametrize("description", ["", "A long one,\n" * 60, "Name, Title, and nothing\n"])
def test_letterboxd_list_below_its_preamble(write, description):
    text = LETTERBOXD_LIST.replace("Not in any order.", description)
    rows = read_list(write(text)).rows
    assert [(row.title, row.year) for row in rows] == [("Alien", 1979), ("The Shining", 1980)]
    assert text.splitlines()[rows[1].line - 1].startswith("2,The Shining")


def test_a_description_that_looks_like_columns(write):
    text = LETTERBOXD_LIST.replace(
        "Not in any order.", "Columns:\nName, Year, URL\nHeat, 1995, x\n\nTitle,Year\n"
    )
    assert named(write(text)) == [("Alien", 1979), ("The Shining", 1980)]


@pytest.mark.parametrize(
    "text",
    [
        "sep=;\nTitle;Rating\nAlien;9\n", "My Movies\nTitle,Rating\nAlien,9\n", "My Movies,,\n,,\nTitle,Rating,Comment\nAlien,9,\n",
        "Title|Director|Year\nAlien|S|1979\n", "Title|Rating\nAlien|9\n", "sep=|\nTitle|Rating\nAlien|9\n",
    ],
)  # fmt: skip
def test_what_is_above_the_columns(write, text):
    assert [row.title for row in read_list(write(text)).rows] == ["Alien"]


def test_tables_without_columns(write, titles):
    rows = '"Alien","1979","9"\n"Good, the Bad and the Ugly, The","1966","8"\nDune,1984,7\n12 Angry Men\n'
    assert match_list(write(rows), titles).ids == {"alien", "ugly", "dune-1984", "jury"}
    # Either year may be when it was watched.
    assert match_list(write("Dune,1984,2021\nAlien,1979,2021\n"), titles).ids == frozenset()


def test_a_long_review_and_a_long_line(write, titles):
    review = (
        'Date,Name,Year,Review\n2021-03-04,Alien,1979,"' + "Very good.\n" * 20_000 + "Long" * 40_000 + '"\n'
    )
    assert match_list(write(review), titles).ids == {"alien"}
    found = match_list(write("Alien\n" + "x" * 150_000), titles)
    assert [(drop.line, drop.reason) for drop in found.drops] == [(2, "too long for a title")]


def test_imdb_ids_take_precedence_over_titles(write, titles):
    match = match_list(write(IMDB_RATINGS), titles)
    assert match.ids == {"alien", "shining"}
    assert match.unmatched == ()


def test_imdb_lists_may_contain_people(write, titles):
    listed = read_list(write(IMDB_LIST))
    assert listed.rows == (Listed("Dune", 1984, "tt0087182", 2),)
    assert listed.not_films == {"people": 1}
    assert match_list(write(IMDB_LIST), titles).ids == {"dune-1984"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16"])
def test_imdb_exports_of_2012_in_any_encoding(write, encoding):
    assert read_list(write(IMDB_2012.encode(encoding))).rows == (
        Listed("Le fabuleux destin d'Amélie", 2001, "tt0211915", 2),
    )


def test_plain_text(write, titles):
    assert [(row.title, row.year, row.line) for row in read_list(write(NOTES)).rows] == [
        ("Alien", 1979, 3),
        ("The Shining", None, 4),
        ("12 Angry Men", None, 5),
        ("2001: A Space Odyssey", 1968, 6),
        ("9. April", None, 7),
        ("(500) Days of Summer", 2009, 8),
        ("tt0087182", None, 9),
        ("tt0078748", None, 10),
    ]
    match = match_list(write(NOTES, "notes.txt"), titles)
    assert match.ids == {"alien", "shining", "jury", "dune-1984"}
    assert [row.title for row in match.unmatched] == [
        "2001: A Space Odyssey",
        "9. April",
        "(500) Days of Summer",
    ]


def test_numbered_lines(write):
    assert named(write("1. Alien\n2. 12 Angry Men\n3) Dune (1984)\n\nHeat\n")) == [
        ("Alien", None),
        ("12 Angry Men", None),
        ("Dune", 1984),
        ("Heat", None),
    ]


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: text.replace("\n", "\r\n", 2),
        lambda text: text.replace("Alien", "Al\0ien"),
        lambda text: text.replace(",", ";").replace("Good; the Bad and the Ugly; The", "x"),
        lambda text: "\n\n" + text,
        lambda text: text.replace("2021-03-06", '2021-03-08,"The Shining,1980,x\n2021-03-06'),
        lambda text: text + "2021-03-08\n,,,,,,,,,,,\n",
        lambda text: text + "2021-03-08," + "x" * 10_000_000 + ",1980,https://boxd.it/1\n",
    ],
)
def test_damage_costs_at_most_its_own_row(write, damage):
    rows = named(write(damage(WATCHED)))
    assert rows[0] == ("Alien", 1979)
    assert len(rows) == 3
    assert rows[-1] == ("Untitled Short", None)


def test_a_gzipped_list(write):
    assert named(write(gzip.compress(DIARY.encode()), "diary.csv.gz")) == [("Dune", 2021), ("Dune", 1984)]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", r"list\.csv lists no movie; give an export of Letterboxd or IMDb"),
        (b"# only a comment\n\n", "lists no movie"),
        (b"Date,Name,Year,Letterboxd URI\n", "lists no movie"),
        (b"x" * 10_000_000, "lists no movie"),
        (b'Title,Year\n"Heat, x,1995\n', r"lists no movie: line 2: unbalanced quote; give an export"),
        (b'{"movies": [{"title": "Heat",}]}', "lists no movie: it is not valid JSON: .*line 1 column 30"),
        (b'[{"title": "Heat"},', "lists no movie: it is not valid JSON: "),
        (b"PK\x03\x04\x14\0\0\0watched.csv", "cannot read .*not a zip file; give an export"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "is not a list of movies"),
        (b"\n<!DOCTYPE html><html><body>Alien</body></html>", "is not a list of movies"),
        (b"\x1f\x8bnot gzip at all", "cannot read .*give an export of Letterboxd"),
    ],
)
def test_content_that_is_not_a_list(write, content, message):
    with pytest.raises(InvalidQueryError, match=message):
        read_list(write(content))


def test_missing_files_and_directories(tmp_path):
    with pytest.raises(InvalidQueryError, match=r"there is no file .*seen\.csv; give an export"):
        read_list(tmp_path / "seen.csv")
    with pytest.raises(InvalidQueryError, match="is a directory; give its files"):
        read_list(tmp_path)


def test_no_content_takes_long(write):
    """The parser looks ahead from every quote; a file full of quotes must not make that slow."""
    started = time.perf_counter()
    read_list(write(WATCHED * 2_000))
    usual = time.perf_counter() - started
    started = time.perf_counter()
    read_list(write(WATCHED + '"\n' * 100_000))
    assert time.perf_counter() - started < 100 * usual


CELL = st.text(max_size=12) | st.sampled_from(
    ["Alien", "1979", '"', "tt0078748", "nm0000631", "\0", "\r", ""]
)


@given(
    before=st.sampled_from([b"", b"\xef\xbb\xbf", b"\xff\xfe", b"{\n", b"[", b"Letterboxd list export v7\n"]),
    header=st.sampled_from(
        [
            b"",
            b"Date,Name,Year,Letterboxd URI\n",
            b"Const;Title\n",
            b"1. Alien\n- [",
            b"{}\n",
            b"| Title |\n|---|\n",
            b"- [x] ",
            b"https://",
            b"[{",
        ]
    ),
    rest=st.binary(max_size=300)
    | st.lists(st.lists(CELL)).map(
        lambda rows: "\n".join(",".join(row) for row in rows).encode("utf-8", "surrogatepass")
    ),
)
def test_any_bytes_are_a_list_or_refused(tmp_path_factory, before, header, rest):
    path = tmp_path_factory.mktemp("any") / "list.csv"
    path.write_bytes(before + header + rest)
    try:
        rows = read_list(path).rows
    except InvalidQueryError as error:
        rows = (Listed(str(error), None, None, 1),)
    assert rows
    assert all(len(name.title.splitlines()) == 1 for row in rows for name in row.names)
    assert all(row.line >= 1 for row in rows)

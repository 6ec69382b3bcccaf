"""Lists as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.catalogue.lists.lines import read_lines, read_title
from recommender.catalogue.lists.listed import Listed
from recommender.search.film_lists import match_list
from recommender.search.titles import TitleIndex
from recommender.store.facts import Facts
from recommender.text import slug

ALIEN, HEAT, DUNE = "alien-1979", "heat-1995", "dune-1984"


@pytest.mark.parametrize(
    "line",
    [
        "Alien", "Alien (1979)", "Alien [1979]", "Alien - 1979", "Alien, 1979", "Alien 1979", "Alien | 1979", "Alien;1979", "1979 - Alien", "1979 Alien", "(1979) Alien", "Alien (film, 1979)",
        "Alien (Ridley Scott, 1979)", "Alien (1979) - never again", "Alien (1979), with Anna", "Alien (Director's Cut)", "Alien (1979) (Director's Cut)",
        '"Alien"', '"Alien" (1979)', "“Alien” (1979)", '"Alien","1979"', "**Alien** (1979)", "*Alien*", "_Alien_", "`Alien`", "~~Alien~~",
        "- Alien", "* Alien", "+ Alien", "• Alien", "– Alien", "> Alien", "├── Alien (1979)", "1. Alien", "1) Alien", "#1 Alien", "1 - Alien", "1. [x] Alien",
        "- [x] Alien", "- [ ] Alien", "[x] Alien", "[X] Alien", "☑ Alien", "✓ Alien", "✅ Alien", "Alien ✓", "x 2021-01-01 Alien", "x 2021-01-02 2021-01-01 Alien +films @home",
        "(A) 2021-01-01 Alien due:2021-02-01",
        "Alien 9/10", "Alien - 9/10", "Alien: 4/5", "Alien (9/10)", "Alien [4.5/5]", "Alien 8,5/10", "Alien 85%", "Alien ★★★★½", "Alien (1979) ★★★★½", "Alien ⭐⭐⭐", "Alien - 8.5",
        "Alien 8.5", "Alien (8.5)", "Alien (1979) 9/10", "Alien (1979) - 8.5", "9/10 Alien", "★★★★ Alien", "★★★★ Alien (1979)",
        "2021-03-04 Alien", "2021-03-04: Alien (1979)", "Alien - 2021-03-04", "Alien (watched 2021-03-04)", "04/03/2021 - Alien", "Alien aka Obcy",
        "[Alien](https://boxd.it/a)", "* [Alien](https://example.com/x(y)) 9/10", "[[Alien (1979 film)|Alien]]", "Alien https://boxd.it/a", "Alien tt0078748",
        "tt0078748", "TT0078748", "Alien {imdb-tt0078748}", "https://www.imdb.com/title/tt0078748/", "Obcy https://www.imdb.com/title/tt0078748/", "tt0078748,Obcy,1979",
        "https://www.imdb.com/de/title/tt0078748/?ref_=x", "m.imdb.com/title/tt0078748", "https://www.themoviedb.org/movie/348-alien?language=de", "themoviedb.org/movie/348",
        "https://letterboxd.com/film/alien/", "https://letterboxd.com/anna/film/alien/1/", "https://letterboxd.com/film/alien-1979/", "<https://trakt.tv/movies/alien-1979>",
        "https://en.wikipedia.org/wiki/Alien_(film)", "https://de.wikipedia.org/wiki/Alien_(1979_film)", "https://fr.wikipedia.org/wiki/Alien_(film,_1979)", "https://de.wikipedia.org/wiki/Alien_(Film)", "https://de.wikipedia.org/wiki/Alien_(1979)",
        "https://www.rottentomatoes.com/m/alien", "https://www.rottentomatoes.com/m/alien_1979", "https://www.rottentomatoes.com/m/1000617-alien", "https://www.justwatch.com/us/movie/alien", "https://mubi.com/en/us/films/alien", "https://www.metacritic.com/movie/alien/", "https://simkl.com/movies/53080/alien",
        "Alien - 4 stars", "Alien 3.5/4", "Alien: 9 out of 10", "Alien 4*", "8.5 - Alien", "2020/01/02 Alien", "Jan 1, 2020 - Alien", "1 Jan 2020 Alien", "Alien (Jan 2020)", "Alien '79", "Alien ('79)",
        "[x]Alien", "- [x] Alien #movie ✅ 2023-01-01", "Alien（1979）", "Alien [Director's Cut]", "Alien (Final Cut, 2003)", "<b>Alien</b>", "<i>Alien</i> (1979)", "Alien&nbsp;(1979)", "&quot;Alien&quot;",
        '"Alien","1979","9"', "Alien\t1979\t9", "1,Alien,1979", "Alien,1979,9,nice", "1|Alien (1979)|01-Jan-1979||http://us.imdb.com/M/title-exact?Alien%20(1979)|0|0", "1::Alien (1979)::Horror|Sci-Fi", "Alien; Ridley Scott; 1979",
        "Alien.1979.1080p.BluRay.x264-GRP.mkv", "Alien 1979 BluRay", '"Alien.mkv"', "file:///x/Alien%20(1979).mkv", "01 - Alien (1979).mkv", "Alien.en.srt", "Alien.Special.Edition.1979.mkv", "/m/Alien (1979)/BDMV/STREAM/00001.m2ts", "/media/films/Alien (1979)/Alien (1979).mkv", "alien_1979.mp4", "D:\\Films\\Alien.avi",
    ],
)  # fmt: skip
def test_one_movie_in_many_writings(match, line):
    assert match(f"{line}\n").ids == {ALIEN}


def test_each_title_is_read_back_from_each_format(match, bundled):
    """Also titles such as "1984", "Blade Runner 2049", "9" and "50/50"."""
    movies = bundled.movies
    for write in (
        lambda m: m.title,
        lambda m: f"{m.title} ({m.year})",
        lambda m: f"{m.title}, {m.year}",
        lambda m: f"- [x] {m.title}",
        lambda m: f"{m.title} 9/10",
        lambda m: f"{m.title} ({m.year}) ★★★½",
        lambda m: f"* [{m.title}](https://boxd.it/x) ({m.year})",
        lambda m: f"{m.title.replace('/', '-')} ({m.year}).mkv",
    ):
        found = match("".join(f"{write(movie)}\n" for movie in movies))
        assert (found.rows, found.unmatched) == (len(movies), ()), write(movies[0])
        assert found.ids == {movie.id for movie in movies}


def test_no_format_takes_a_title_for_another(tmp_path, bundled):
    """Half of the movies are stored, and the lists name the others."""
    stored, others = bundled.movies[::2], bundled.movies[1::2]
    titles = TitleIndex(Facts.of(stored))
    both = {movie.title for movie in stored} & {movie.title for movie in others}
    for write in (
        lambda m: m.title,
        lambda m: f"{m.title} - {m.year}",
        lambda m: f"- [x] {m.title}",
        lambda m: f"{m.title}: 8",
        lambda m: f"{m.title} - 8.5",
        lambda m: f"2021-03-04 {m.title}",
        lambda m: f"{m.title.replace('/', '-')}.1080p.x264.mkv",
        lambda m: f"https://letterboxd.com/film/{slug(m.title, None)}/",
    ):
        path = tmp_path / "list"
        path.write_text("".join(f"{write(movie)}\n" for movie in others if movie.title not in both))
        assert match_list(path, titles).ids == frozenset(), write(others[0])


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Alien - 9\nHeat - 7\n", {ALIEN, HEAT}),
        ("Alien, 9\nHeat, 7\n", {ALIEN, HEAT}),
        ("#1 Alien\n#2 Heat\n", {ALIEN, HEAT}),
        ("Alien [9]\nHeat [7]\n", {ALIEN, HEAT}),
        ("Alien = 9\nHeat = 7\n", {ALIEN, HEAT}),
        ("1.Alien\n2.Heat\n", {ALIEN, HEAT}),
        ("(1) Alien\n(2) Heat\n", {ALIEN, HEAT}),
        ("1: Alien\n2: Heat\n", {ALIEN, HEAT}),
        ("01 Alien\n02 Heat\n", {ALIEN, HEAT}),
        ("Alien (1979) / Heat (1995)\n", {ALIEN, HEAT}),
        ("Dune (1984) and Alien (1979)\n", {DUNE, ALIEN}),
        ("https://www.imdb.com/title/tt0078748/ https://www.imdb.com/title/tt0113277/\n", {ALIEN, HEAT}),
        ("Alien https://www.imdb.com/title/tt0078748/ https://letterboxd.com/film/alien/\n", {ALIEN}),
        ("tt0078748\tAlien\t1979\ntt0113277\tHitze\t1995\n", {ALIEN, HEAT}),
        ("## Horror\n\nAlien\n---\n## Crime\nHeat\n", {ALIEN, HEAT}),
        ("#EXTM3U\n#EXTINF:7000,Nothing\n/films/Alien (1979).mkv\n", {ALIEN}),
        (".\n├── Alien (1979).mkv\n│   └── Heat (1995).mkv\n", {ALIEN, HEAT}),
        ("# todo\n# done\nAlien\n", {ALIEN}),
    ],
)
def test_lists_with_marks(match, text, ids):
    found = match(text)
    assert (found.ids, found.unmatched) == (ids, ())


@pytest.mark.parametrize(
    "text",
    [
        "Rocky - 4\nAlien - 3\nScream - 2\n", "Rocky,4\nAlien,3\nScream,2\n", "Rocky: 4\nAlien: 3\nScream: 2\n", "Rocky (4)\nAlien (3)\nScream (2)\n", "1. Rocky - 4\n2. Alien - 3\n3. Scream - 2\n",
        "2020-01-01 Rocky - 4\n2020-01-02 Alien - 3\n2020-01-03 Scream - 2\n", "Rocky - 4\nAlien - 8.5\nScream - 2/10\n",
    ],
)  # fmt: skip
def test_a_rating_is_no_sequel(match, text):
    found = match(text)
    assert (found.ids, found.unmatched) == ({"rocky-1976", ALIEN, "scream-1996"}, ())


def test_one_number_is_a_sequel(match):
    assert match("Alien 3\nScream 2\n").ids == {"alien3-1992", "scream-2-1997"}
    assert match("Alien: 3\nHeat\nFargo\n").ids == {"alien3-1992", HEAT, "fargo-1996"}


@pytest.mark.parametrize(
    "line",
    [
        "The Lion King (2019 remake)", "Crash (Cronenberg, 1996)", "Halloween (2018 film)", "West Side Story (2021, Spielberg)", "Carrie ('13)", "Carrie (’13)", "Carrie '13", "Total Recall [remake, 2012]",
        "Carrie (2013 remake) 6/10", "Oldboy (2013 version)", "Psycho (Gus Van Sant 1998)", "Aladdin (Live-Action 2019) - 7/10", "2020-01-01 Carrie (2013 remake)", "Casino Royale (1967 spoof)",
    ],
)  # fmt: skip
def test_a_year_in_a_remark_is_not_the_older_film(match, line):
    found = match(f"{line}\nAlien\n")
    assert (found.ids, len(found.unmatched)) == ({ALIEN}, 1)


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Fargo (TV series)", "series"), ("Fargo (TV Series 2014)", "series"), ("Fargo (2014-2024)", "series"), ("Fargo (2014–)", "series"), ("Fargo (2014–present)", "series"), ("Westworld (2016 TV series)", "series"), ("Hannibal (TV)", "series"),
        ("Hannibal [TV]", "series"), ("Dune (miniseries, 2000)", "series"), ("Dune (mini-series)", "series"), ("Fargo (season 2)", "series"), ("Fargo (TV show) 9/10", "series"), ("Fargo (US TV series)", "series"), ("Up (series)", "series"),
        ("Dune (book)", "books"), ("Dune (novel)", "books"), ("Dune (video game)", "games"), ("/tv/Fargo/Season 1/Up.mkv", "series"), ("/tv/Fargo/S01/Up.mkv", "series"), ("Dark/Staffel 1/Heat.mkv", "series"),
    ],
)  # fmt: skip
def test_a_remark_may_say_that_it_is_no_film(match, line, kind):
    found = match(f"{line}\nAlien\n")
    assert (found.ids, found.not_films) == ({ALIEN}, {kind: 1})


@pytest.mark.parametrize(
    "line", ["Alien (1979) (TV)", "Alien (Platinum Series)", "Alien (TV movie)", "Alien (1979 film)", "Alien (Season's Greetings)"]
)  # fmt: skip
def test_a_remark_that_leaves_it_a_film(match, line):
    assert match(f"{line}\n").ids == {ALIEN}


@pytest.mark.parametrize(
    "title",
    ["#Alive", "-30-", "*batteries not included", "[REC]", "(500) Days of Summer", "+1", "$9.99", "...And Justice for All", "9", "1984", "50/50", "2012",
     "2001: A Space Odyssey", "Blade Runner 2049", "Airport 1975", "8½", "M", "X", "!!!", "@Suicide Room", "Face/Off", "E.T.", "S.W.A.T."],
)  # fmt: skip
def test_a_title_may_begin_with_any_sign(title):
    ((line, entry),) = read_lines([title])
    assert (line, entry.title, entry.year) == (1, title, None)


def test_numbers_are_positions_only_if_most_lines_have_one(match):
    assert [entry.title for _, entry in read_lines(["9. April", "Alien", "Heat"])] == [
        "9. April",
        "Alien",
        "Heat",
    ]
    names = [[name.title for name in entry.names] for _, entry in read_lines(["1. April 2000"])]
    assert names == [["April 2000", "April", "1. April 2000"]]


@pytest.mark.parametrize(
    "text",
    [
        "- [x] Alien\n- [ ] Heat\n", "[x] Alien\n[ ] Heat\n", "☑ Alien\n☐ Heat\n", "✅ Alien\n⬜ Heat\n", "Alien ✓\n- [ ] Heat\n", "1. [x] Alien\n2. [ ] Heat\n",
        "- [x] Alien\n- [>] Heat\n", "- [x] Alien\n- [?] Heat\n", "[x]Alien\n[ ]Heat\n", "- [x] Alien #movie ✅ 2023-01-01\n- [ ] Heat #movie 📅 2023-01-01\n",
        "x Alien\nHeat\n", "- Alien @done(2020-01-01)\n- Heat\n", "* DONE Alien\n  CLOSED: [2020-01-01 Wed]\n* TODO Heat\n", "** DONE Alien\n** TODO Heat\n", "~~Alien~~\nHeat\n",
        "# Watched\n- Alien\n# To watch\n- Heat\n", "# To watch\n## Crime\n- Heat\n# 2020\n- Alien\n", "Watched:\nAlien\n\nWatchlist:\nHeat\n", "# Wishlist\n- Heat\n- [x] Alien\n", "Alien\nHeat (not seen yet)\n", "Alien\nHeat (want to see)\n", "Alien\nHeat (to watch)\n",
        "x 2021-01-01 Alien\nHeat\n", "x 2021-01-01 Alien\n(A) Heat @home\n", "- [X] Alien\n- [-] Heat\n",
    ],
)  # fmt: skip
def test_a_task_that_is_not_done_is_not_seen(match, text):
    seen = match(text, ticked=True)
    assert (seen.ids, seen.rows, seen.unticked) == ({ALIEN}, 1, 1)
    assert (match(text).ids, match(text).unticked) == ({ALIEN, HEAT}, 0)


@pytest.mark.parametrize("text", ["- [ ] Alien\n- [ ] Heat\n", "☐ Alien\n☐ Heat\n", "Alien\n[ ] Heat\n"])
def test_boxes_without_any_tick_are_bullets(match, text):
    assert match(text, ticked=True).ids == {ALIEN, HEAT}


def test_what_is_no_movie_is_told(match):
    found = match(
        "Alien\nhttps://boxd.it/2awY\nhttps://www.wikidata.org/wiki/Q103569\nhttps://www.themoviedb.org/tv/1399\n"
        "https://www.imdb.com/name/nm0000631/\nLost.S01E02.mkv\nhttps://trakt.tv/shows/lost\n" + "x" * 600
    )
    assert (found.ids, found.rows) == ({ALIEN}, 1)
    assert found.unresolved == ("https://boxd.it/2awY", "https://www.wikidata.org/wiki/Q103569")
    assert found.not_films == {"series": 3, "people": 1}
    assert [(drop.line, drop.reason) for drop in found.drops] == [(8, "too long for a title")]


@given(st.text(max_size=80) | st.text(alphabet="()[]{}*_-–:;,|/ .x#19½★<>~`\"'", max_size=200))
def test_any_line_is_something(text):
    for _, entry in read_lines([text]):
        if isinstance(entry, Listed):
            assert all(name.title and len(name.title.splitlines()) == 1 for name in entry.names)


@given(
    st.from_regex(r"[A-Za-z][a-z]{2,9}( [A-Za-z][a-z]{2,9}){0,3}", fullmatch=True), st.integers(1900, 2029)
)
def test_year_and_title_come_apart(title, year):
    for text in (
        f"{title} ({year})",
        f"{title} [{year}]",
        f"{title} - {year}",
        f"{title}.{year}.mkv",
        f"{title} ({year}).mp4",
    ):
        assert (title, year) in [(name.title, name.year) for name in read_title(text, 1).names]

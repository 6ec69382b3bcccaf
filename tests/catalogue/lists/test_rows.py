"""Tables as film sites, media servers and people write them; all rows name movies of the bundled catalogue."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.catalogue.lists.listed import Listed, NotFilm, Unreadable
from recommender.catalogue.lists.rows import read_row

ALIEN, HEAT, CAST_AWAY, MATRIX = "alien-1979", "heat-1995", "cast-away-2000", "the-matrix-1999"
TRAKT_ALIEN = {
    "title": "Alien",
    "year": 1979,
    "ids": {"trakt": 295, "slug": "alien-1979", "imdb": "tt0078748", "tmdb": 348},
}
EXPORTS = {
    "Letterboxd reviews": (
        'Date,Name,Year,Letterboxd URI,Rating,Rewatch,Review,Tags,Watched Date\n2021-03-04,Alien,1979,https://boxd.it/a,4.5,,"Cold,\nand long.",,2021-03-03\n',
        {ALIEN}, {},
    ),
    "Letterboxd watchlist": ("Date,Name,Year,Letterboxd URI\n2021-03-04,Heat,1995,https://boxd.it/a\n", {HEAT}, {}),
    "IMDb ratings": (
        ("Const,Your Rating,Date Rated,Title,Original Title,URL,Title Type,IMDb Rating,Runtime (mins),Year,Genres,Num Votes,Release Date,Directors\n"
        "tt0078748,9,2019-05-06,Alien,Alien,https://www.imdb.com/title/tt0078748/,Movie,8.5,117,1979,Horror,1,1979-05-25,Ridley Scott\n"
        "tt0411008,7,2019-05-07,Lost,Lost,https://www.imdb.com/title/tt0411008/,TV Series,8.3,44,2004,Drama,1,2004-09-22,\n"
        "tt0636289,7,2019-05-07,Heat,Heat,https://www.imdb.com/title/tt0636289/,TV Episode,8.3,44,1995,Drama,1,2004-09-22,\n"),
        {ALIEN}, {"series": 2},
    ),
    "TMDB": (
        ("TMDb ID,IMDb ID,Type,Name,Release Date,Season Number,Episode Number,Rating,Your Rating,Date Rated\n"
        "949,tt0113277,movie,Heat,1995-12-15T00:00:00Z,,,7.9,9.0,2022-09-20T00:00:00Z\n"
        "1399,,tv,Alien,1979-04-17T00:00:00Z,,,8.4,8.0,2022-09-21T00:00:00Z\n"
        "1399,,episode,Alien,1979-04-17T00:00:00Z,1,2,8.4,8.0,2022-09-21T00:00:00Z\n"),
        {HEAT}, {"series": 2},
    ),
    "CLZ Movies": (
        ('"Title","Release Date","Movie Release Year","Format","Barcode","IMDb Url","Is TV Series"\n'
        '"Alien","Jun 03, 2003","1979","Blu-ray","0024543","https://www.imdb.com/title/tt0078748/","No"\n'
        '"Dune","Jan 11, 2022","2021","4K","0024544","","No"\n'
        '"Lost","Dec 01, 2010","2004","DVD","0024545","","Yes"\n'),
        {ALIEN, "dune-2021"}, {"series": 1},
    ),
    "discs with the date of the disc": ("Title,Release Date,UPC\nHeat,2009-11-10,0123\n", {HEAT}, {}),
    "Netflix": (
        'Title,Date\n"Stranger Things: Season 1: Chapter One","1/2/21"\n"Alien: Resurrection","1/3/21"\n"Dark: Staffel 2: Heat","1/4/21"\n"Cast Away","1/5/21"\n"Beef: Limited Series: Alien","1/5/21"\n',
        {"alien-resurrection-1997", CAST_AWAY}, {"series": 3},
    ),
    "Netflix with trailers": (
        "Profile Name,Start Time,Duration,Attributes,Title,Supplemental Video Type,Device Type\nMe,2021-01-01 10:00:00,01:57:00,,Alien,,TV\nMe,2021-01-01 10:00:00,00:01:00,,Heat,TRAILER,TV\n",
        {ALIEN}, {"trailers": 1},
    ),
    "Trakt history": (
        json.dumps([
            {"id": 1, "watched_at": "2021-01-01", "action": "watch", "type": "movie", "movie": TRAKT_ALIEN},
            {"id": 2, "type": "episode", "episode": {"season": 1, "title": "Heat"}, "show": {"title": "Heat", "year": 1995}},
        ]),
        {ALIEN}, {"series": 1},
    ),
    "Trakt watched": (json.dumps([{"plays": 2, "movie": TRAKT_ALIEN}, {"plays": 1, "show": {"title": "Heat"}, "seasons": []}]), {ALIEN}, {"series": 1}),
    "Trakt list": (
        json.dumps([{"rank": 1, "type": "person", "person": {"name": "Alien"}}, {"rank": 2, "type": "movie", "movie": {"title": "Heat", "year": 1995, "ids": {"tmdb": 949}}}]),
        {HEAT}, {"people": 1},
    ),
    "Trakt CSV": (
        ("watched_at,action,type,title,year,trakt_rating,trakt_id,imdb_id,tmdb_id,tvdb_id,url,released,runtime,season_number,episode_number,episode_title\n"
        "2021-01-01,scrobble,movie,Alien,1979,8.1,295,tt0078748,348,,https://trakt.tv/movies/alien-1979,1979-05-25,117,,,\n"
        "2021-01-01,scrobble,episode,Heat,1995,8.1,295,,,,https://trakt.tv/shows/heat,1995-05-25,40,1,2,Pilot\n"),
        {ALIEN}, {"series": 1},
    ),
    "Simkl CSV": (
        ("SIMKL_ID,Title,Type,Year,Watchlist,LastEpWatched,WatchedDate,Rating,Memo,TVDB,TMDB,IMDB\n"
        "1,Alien,movie,1979,completed,,2021-01-01,9,,,348,tt0078748\n2,Heat,tv,1995,completed,s1e2,,,,,949,\n"),
        {ALIEN}, {"series": 1},
    ),
    "Simkl JSON": (
        json.dumps({
            "shows": [{"status": "watching", "show": {"title": "Heat", "year": 1995}}],
            "anime": [{"anime_type": "tv", "show": {"title": "Akira", "year": 1988}}, {"anime_type": "movie", "show": {"title": "Spirited Away", "year": 2001}}],
            "movies": [{"status": "completed", "movie": TRAKT_ALIEN}],
        }),
        {ALIEN, "spirited-away-2001"}, {"series": 2},
    ),
    "Yamtrack": (
        ("media_id,source,media_type,title,image,season_number,episode_number,score,progress,status,start_date,end_date,notes,progressed_at\n"
        "348,tmdb,movie,Le Huitième Passager,,,,8,1,Completed,,,,\n949,tmdb,tv,Heat,,,,8,1,Completed,,,,\n949,tmdb,season,Heat,,1,,8,1,Completed,,,,\n1,igdb,game,Alien,,,,8,1,Completed,,,,\n"),
        {ALIEN}, {"series": 2, "games": 1},
    ),
    "MovieLens": (
        'movieId,title,genres\n1,"Matrix, The (1999)",Action\n2,"City of Lost Children, The (Cité des enfants perdus, La) (1995)",Drama\n',
        {MATRIX, "the-city-of-lost-children-1995"}, {},
    ),
    "MovieLens links": ("movieId,imdbId,tmdbId\n1,0078748,348\n2,0113277,949\n", {ALIEN, HEAT}, {}),
    "iCheckMovies": ('"rank","title","aka","year","imdburl"\n"1","Seul au monde","Cast Away","2000",""\n"2","Alien","","1979","http://www.imdb.com/title/tt0078748/"\n', {CAST_AWAY, ALIEN}, {}),
    "FilmAffinity": ("Title,Year,Directors,WatchedDate,Rating10\nAlien,1979,Ridley Scott,2020-01-01,9\n", {ALIEN}, {}),
    "Kinopoisk": ("Название;Оригинальное название;Год;Оценка\nЧужой;Alien;1979;9\nСхватка;Heat;1995;10\n", {ALIEN, HEAT}, {}),
    "Movary": ('title,year,tmdbId,imdbId,watchedAt,comment,location\n"Alien",1979,348,tt0078748,2020-01-01,,\n', {ALIEN}, {}),
    "Radarr": (json.dumps([{"title": "Alien", "originalTitle": "Alien", "year": 1979, "tmdbId": 348, "imdbId": "tt0078748", "path": "/movies/Alien (1979)", "status": "released"}]), {ALIEN}, {}),
    "Jellyfin": (
        json.dumps({"Items": [{"Name": "Alien", "ProductionYear": 1979, "Type": "Movie", "ProviderIds": {"Imdb": "tt0078748", "Tmdb": "348"}}, {"Name": "Heat", "ProductionYear": 1995, "Type": "Series"}], "TotalRecordCount": 2}),
        {ALIEN}, {"series": 1},
    ),
    "Plex": (
        json.dumps({"MediaContainer": {"size": 1, "Metadata": [{"type": "movie", "title": "Alien - Das Wesen", "year": 1979, "Guid": [{"id": "plex://movie/1"}, {"id": "tmdb://348"}], "Genre": [{"tag": "Horror"}]}]}}),
        {ALIEN}, {},
    ),
    "TMDB's interface": (json.dumps({"page": 1, "results": [{"id": 348, "title": "Obcy", "original_title": "Alien", "release_date": "1979-05-25", "poster_path": "/a.jpg"}]}), {ALIEN}, {}),
    "one movie": (json.dumps({"title": "Alien", "year": 1979, "genres": [{"name": "Heat"}], "cast": [{"name": "Heat"}]}), {ALIEN}, {}),
    "titles in JSON": ('["Alien (1979)", "Heat"]', {ALIEN, HEAT}, {}),
    "JSON Lines": ('{"title": "Alien", "year": 1979}\n{"title": "Heat", "year": 1995}\n', {ALIEN, HEAT}, {}),
    "Tautulli": (
        "date,full_title,title,year,media_type,guid\n1,Obcy,Obcy,1979,movie,com.plexapp.agents.imdb://tt0078748?lang=en\n1,Lost - Heat,Heat,1995,episode,plex://episode/1\n",
        {ALIEN},
        {"series": 1},
    ),
    "several other titles": ("Title,AKA,Year\nObcy,Chuzhoy | Alien,1979\n", {ALIEN}, {}),
    "semicolons": ("sep=;\nTytuł;Tytuł oryginalny;Rok\nObcy;Alien;1979\n", {ALIEN}, {}),
    "own columns": ("Film,Regie,Land\nAlien,Scott,GB\nHeat,Mann,US\n", {ALIEN, HEAT}, {}),
    "French": ("Titre;Titre original;Année\nSeul au monde;Cast Away;2000\n", {CAST_AWAY}, {}),
    "German": ("Titel\tJahr\nHeat\t1995\n", {HEAT}, {}),
    "ids as numbers": ("Movie Title,Release Year,TMDb ID\nAlien,1979.0,348.0\n", {ALIEN}, {}),
    "one column": ("Movie Title\nAlien\nHeat\n", {ALIEN, HEAT}, {}),
    "Markdown": ("# Films\n\n| Film | Year | Rating |\n|:-----|-----:|---|\n| [Alien](https://boxd.it/a) | 1979 | 9 |\n| Dune | 2021 | 8 |\n", {ALIEN, "dune-2021"}, {}),
}  # fmt: skip


@pytest.mark.parametrize("name", EXPORTS)
def test_exports(match, name):
    text, ids, others = EXPORTS[name]
    found = match(text)
    assert found.ids == ids
    assert found.not_films == others
    assert (found.unmatched, found.drops, found.rows) == ((), (), len(ids))


@pytest.mark.parametrize(
    "text",
    [
        "Title,Year,Seen\nAlien,1979,yes\nHeat,1995,no\n",
        "Title,Year,Watched\nAlien,1979,x\nHeat,1995,\n",
        "Titre;Année;Vu\nAlien;1979;oui\nHeat;1995;non\n",
        "SIMKL_ID,Title,Type,Year,Watchlist\n1,Alien,movie,1979,completed\n2,Heat,movie,1995,plantowatch\n",
        "media_id,source,media_type,title,status\n348,tmdb,movie,Alien,Completed\n949,tmdb,movie,Heat,Planning\n",
        json.dumps({"movies": [{"status": s, "movie": {"title": t}} for t, s in (("Alien", "completed"), ("Heat", "plantowatch"))]}),
        json.dumps([{"status": s, "content": {"title": t, "type": "movie"}} for s, t in (("FINISHED", "Alien"), ("PLANNED", "Heat"))]),
        json.dumps({"Items": [{"Name": n, "ProductionYear": y, "UserData": {"Played": p}} for n, y, p in (("Alien", 1979, True), ("Heat", 1995, False))]}),
    ],
)  # fmt: skip
def test_movies_that_are_only_planned_are_not_seen(match, text):
    seen = match(text, ticked=True)
    assert (seen.ids, seen.unticked) == ({ALIEN}, 1)
    assert (match(text).ids, match(text).unticked) == ({ALIEN, HEAT}, 0)


def test_rows_without_a_movie_are_told(match):
    found = match("Title,Year\nAlien,1979\n,1995\n,\n" + "x" * 600 + ",1999\n")
    assert [(drop.line, drop.reason) for drop in found.drops] == [(3, "no title"), (5, "title too long")]
    assert found.rows == 1


@pytest.mark.parametrize(
    ("header", "ratings"),
    [("Title,IMDb,TMDb", "8.5,79"), ("Title,IMDB,Metacritic,TMDB", "85,76,79"), ("Title,IMDb,TMDB", "8,13"), ("Title,IMDb Rating,TMDb", "8.5,100")],
)  # fmt: skip
def test_ratings_in_a_column_called_after_a_site_are_no_ids(match, header, ratings):
    assert match(f"{header}\nAlien,{ratings}\n").ids == {ALIEN}


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("tmdb_id", "949"), ("tmdb_id", 949), ("tmdb_id", 949.0), ("tmdb_id", "949.0"), ("tmdb_id", "movie/949"), ("tmdb_id", "tmdb:949"),
        ("tmdb_id", "tmdb-949"), ("tmdb_id", "tmdb://949"), ("tmdb_id", "movie:949"), ("tmdb_id", "949-heat"), ("tmdbId", "000949"),
        ("tmdb_id", "https://www.themoviedb.org/movie/949-heat"), ("url", "https://letterboxd.com/tmdb/949"), ("TMDB", "949"),
        ("link", "https://letterboxd.com/imdb/tt0113277/"), ("imdbId", "0113277"), ("imdb_id", 113277), ("imdb_id", "113277.0"),
        ("imdb_id", "TT0113277"), ("IMDB", "tt0113277"), ("IMDb", "0113277"), ("const", "imdb://tt0113277"), ("imdbnumber", "tt0113277"),
    ],
)  # fmt: skip
def test_ids_as_programs_write_them(match, column, value):
    assert match(json.dumps([{column: value, "name": "Hitze"}])).ids == {HEAT}


def test_a_low_number_beside_an_id_at_imdb_is_an_id():
    row = {"Title": "Star Wars", "IMDB": "tt0076759", "TMDB": "11"}
    assert read_row(row, 1).tmdb_id == "11"


def test_the_number_of_kodi_may_be_of_any_site():
    assert read_row({"title": "Heat", "imdbnumber": "438631"}, 1).imdb_id is None


@pytest.mark.parametrize(
    ("column", "value", "year"),
    [
        ("Release Date", "10/18/13", 2013), ("Release Date", "18/10/13", 2013), ("Release Date", "18.10.13", 2013), ("Release Date", "11/3/76", 1976),
        ("Release Date", "3/31/99", 1999), ("Release Date", "18-Oct-13", 2013), ("Released", "2013-10-18T00:00:00Z", 2013), ("Released", "18 Oct 2013", 2013),
        ("Year", "２０１３", 2013), ("Year", "٢٠١٣", 2013), ("Year", "2,013", 2013), ("Year", "2.013", 2013), ("Year", "2013.0", 2013), ("Year", 2013, 2013), ("Year", "(2013)", 2013),
        ("Year", "[1976]", 1976), ("Year", "0", None), ("Year", 0.0, None), ("Year", "N/A", None), ("Year", "TBA", None), ("Year", "-", None), ("Released", "yes", None), ("Released", True, None),
    ],
)  # fmt: skip
def test_years(column, value, year):
    assert read_row({"Title": "Carrie", column: value}, 1).year == year


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("Year", "13"), ("Year", "'21"), ("Year", 13), ("Year", "20013"), ("Year", "2556"), ("Year", "平成25年"), ("Release Date", "1382054400"),
        ("Release Date", "18 Oct 13"), ("Release Date", "31/13/13"), ("Release Date", "76/10/18"), ("Release Date", "0/10/13"), ("Year", "1,2"), ("Released", "201?"),
    ],
)  # fmt: skip
def test_a_title_alone_does_not_stand_for_a_movie_of_an_unread_year(column, value):
    assert read_row({"Title": "Carrie", column: value}, 1) == Unreadable(f"year {value} not read")


def test_no_short_year_is_in_the_future():
    next_year = date.today().year + 1
    assert (
        read_row({"Title": "Carrie", "Release Date": f"1/2/{next_year % 100:02}"}, 1).year == next_year - 100
    )


def test_an_id_or_a_year_in_the_title_stands_for_an_unread_year(match):
    assert match("Title,Year,IMDb ID\nHeat,95,tt0113277\n").ids == {HEAT}
    assert match("Title,Year\nCarrie (1976),76\n").ids == {"carrie-1976"}


def test_an_unread_year_is_told(match):
    found = match("Title,Year\nHeat,1995\nCarrie,13\n")
    assert (found.ids, found.rows) == ({HEAT}, 1)
    assert [(drop.line, drop.reason) for drop in found.drops] == [(3, "year 13 not read")]


@pytest.mark.parametrize(
    ("title", "year", "movie"),
    [
        ("Bonnie &amp; Clyde", 1967, "bonnie-and-clyde-1967"), ("Bonnie &amp;amp; Clyde", 1967, "bonnie-and-clyde-1967"), ("A Bug&#39;s Life", 1998, "a-bugs-life-1998"),
        ("<b>Heat</b>", 1995, HEAT), ('<a href="x">Heat</a>', 1995, HEAT), ("Heat<br>", 1995, HEAT),
    ],
)  # fmt: skip
def test_titles_with_entities_and_tags(match, title, year, movie):
    assert match(json.dumps([{"title": title, "year": year}])).ids == {movie}


@pytest.mark.parametrize(
    "row",
    [
        {"Season": "1", "Episode": "2"}, {"Season": "Season 1"}, {"Season": "S01"}, {"Staffel": 1}, {"episode": 3.0}, {"Episode Title": "The Crocodile's Dilemma"},
        {"season_number": 1}, {"Type": "Série"}, {"Type": "série télé"}, {"Type": "Dizi"}, {"Type": "電視劇"}, {"Type": "Serie"}, {"Type": "Serie de TV"}, {"Typ": "Serial"},
        {"Tipo": "Serie TV"}, {"Type": "TV-Serie"}, {"Category": "TV Show"}, {"Media": "TV"}, {"Medium": "Series"}, {"Format": "TV series"}, {"Kind": "Miniseries"},
        {"first_air_date": "2014-04-15"}, {"first_air_date": "", "poster_path": "/a"}, {"tmdb_id": "tv/60622"}, {"tmdb_id": "tmdb:tv:60622"}, {"url": "https://www.themoviedb.org/tv/60622-fargo"},
        {"link": "https://trakt.tv/shows/fargo"}, {"tmdb_url": "https://www.themoviedb.org/tv/60622"},
    ],
)  # fmt: skip
def test_rows_of_series(row):
    assert read_row({"Title": "Fargo", **row}, 1) == NotFilm("series")


@pytest.mark.parametrize(
    "row",
    [
        {"Season": "", "Episode": ""}, {"Season": "Winter"}, {"season": -1, "episode": -1}, {"Category": "Drama"}, {"Category": "Music"}, {"Category": "Anime"}, {"Format": "DVD"}, {"Format": "Blu-ray"},
        {"Media": "Movie"}, {"Kind": "film"}, {"Type": "Téléfilm"}, {"Episode Title": "N/A"}, {"first_air_date": "", "release_date": "1996-03-08"}, {"TYPE": "task"},
    ],
)  # fmt: skip
def test_rows_of_movies(row):
    assert isinstance(read_row({"Title": "Fargo", **row}, 1), Listed)


@pytest.mark.parametrize(("row", "kind"), [({"Media": "Book"}, "books"), ({"Category": "Video Game"}, "games"), ({"TYPE": "section"}, "headings")])  # fmt: skip
def test_rows_of_other_things(row, kind):
    assert read_row({"Title": "Fargo", **row}, 1) == NotFilm(kind)


cells = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20) | st.sampled_from(["Alien (1979)", "tt0078748", "348.0", "tmdb://1", "movie"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["title", "ids", "imdb", "id", "year"]), inner, max_size=3),
    max_leaves=5,
)  # fmt: skip
names = st.text(max_size=8) | st.sampled_from(["title", "year", "movie", "show", "ids", "imdb_id", "tmdb", "type", "url", "seen", "source", "media_id", "episode_number"])  # fmt: skip


@given(st.dictionaries(names, cells, max_size=8))
def test_any_row_is_something(row):
    entry = read_row(row, 1)
    assert entry is None or isinstance(entry, (Listed, NotFilm, Unreadable)) or entry.address

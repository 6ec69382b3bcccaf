"""Tables as film sites, media servers and people write them; all rows name movies of the bundled catalogue."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.catalogue.lists.columns import column, is_episode, kind_of
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
        json.dumps({"Items": [{"Name": n, "ProductionYear": y, "UserData": {"Played": p}} for n, y, p in (("Alien", 1979, True), ("Heat", 1995, False))]}),
    ],
)  # fmt: skip
def test_movies_that_are_only_planned_are_not_seen(match, text):
    seen = match(text, ticked=True)
    assert (seen.ids, seen.unticked) == ({ALIEN}, 1)
    assert (match(text).ids, match(text).unticked) == ({ALIEN, HEAT}, 0)


def test_ratings_in_a_column_called_after_a_site_are_no_ids(match):
    assert match("Title,IMDb,TMDb\nAlien,8.5,8\nHeat,8.3,7.0\n").ids == {ALIEN, HEAT}


def test_rows_without_a_movie_are_told(match):
    found = match("Title,Year\nAlien,1979\n,1995\n,\n" + "x" * 600 + ",1999\n")
    assert [(drop.line, drop.reason) for drop in found.drops] == [(3, "no title"), (5, "title too long")]
    assert found.rows == 1


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("movie", None), ("Feature Film", None), ("tvMovie", None), ("TV Movie", None), ("TV Special", None), ("Short", None),
        ("Documentary", None), ("DVD", None), ("", None), ("Movies", None), ("video", None),
        ("TV Series", "series"), ("tvMiniSeries", "series"), ("TV Mini-Series", "series"), ("Serie TV", "series"),
        ("Mini serie TV", "series"), ("show", "series"), ("tv", "series"), ("season", "series"), ("tvEpisode", "series"),
        ("TV Episode", "series"), ("сериал", "series"), ("Documentary Series", "series"),
        ("Person", "people"), ("Video Game", "games"), ("Music Video", "music"), ("book", "books"), ("anime", "anime"),
    ],
)  # fmt: skip
def test_kinds(text, kind):
    assert kind_of(text) == kind


@pytest.mark.parametrize(
    ("title", "episode"),
    [
        ("Dark: Staffel 1: Geheimnisse", True), ("Lupin: Partie 1: Chapitre 1", True), ("La casa de papel: Temporada 1: Efectuar lo acordado", True),
        ("Money Heist: Part 1: Episode 1", True), ("Maniac: Limited Series: The Chosen One", True), ("3%: Season 2: Chapter 01: Mirror", True),
        ("Harry Potter and the Deathly Hallows: Part 1", False), ("Kill Bill: Vol. 1", False), ("2001: A Space Odyssey", False), ("Season of the Witch", False),
    ],
)  # fmt: skip
def test_episodes_of_netflix(title, episode):
    assert is_episode(title) == episode


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("IMDb ID", "imdbid"),
        ("imdb_id", "imdbid"),
        ("Título", "titulo"),
        ("Год", "год"),
        ("Your Rating", "yourrating"),
    ],
)
def test_columns(name, expected):
    assert column(name) == expected


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

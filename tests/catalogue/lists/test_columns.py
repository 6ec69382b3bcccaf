"""What the names of columns, the kinds of rows and the ticks of lists mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.catalogue.lists.columns import column, done, is_episode, is_header, kind_of, means_watched

TICKED = [
    ("✅", "❌"), ("✅", ""), ("✓", "✗"), ("✔", ""), ("✔️", "✖️"), ("☑", "☐"), ("☒", "☐"), ("★", ""), ("★", "☆"), ("👁", ""), ("👁️", "-"), ("+", "-"), ("•", ""), ("🟢", "🔴"), ("👍", "👎"),
    ("x", ""), ("X", "-"), ("[x]", "[ ]"), ("(x)", "()"), ("🍿", "⏳"), ("yes", "no"), ("Yes", "N/A"), ("yes", "not yet"), ("Yes", "Never"), ("Seen", "Nope"), ("Y", "N"), ("TRUE", "FALSE"),
    (True, False), (1, 0), (1.0, 0.0), ("1.0", "0.0"), ("2", "0"), ("3x", "0x"), ("2020-01-01", "None"), ("2020-01-01", "0000-00-00"), ("2020", "NULL"), ("2020", "nan"), ("5/10/2020", "?"),
    ("Netflix", "to watch"), ("cinema", "Watchlist"), ("Mai 2020", None), (["2020-01-01"], []), ("Ja", "Nein"), ("ja", "noch nicht"), ("Oui", "Non"), ("vu", "non vu"), ("Sí", "No"), ("sì", "non ancora"),
    ("Sim", "Não"), ("Tak", "Nie"), ("Ano", "Ne"), ("Да", "Нет"), ("да", "не смотрел"), ("はい", "いいえ"), ("是", "否"), ("看过", "没看过"), ("Evet", "Hayır"), ("Igen", "Nem"), ("Ja", "Nej"), ("Ja", "Nee"), ("Kyllä", "Ei"), ("예", "아니요"),
]  # fmt: skip
STATUSES = [
    ("Watched", "Not Watched"), ("Completed", "Plan to Watch"), ("COMPLETED", "PLAN_TO_WATCH"), ("completed", "plantowatch"), ("FINISHED", "PLANNED"), ("completed", "notinteresting"), ("Seen", "To watch"), ("Seen", "Want"),
    ("watched", "want to watch"), ("watched", "queue"), ("Watched", "Backlog"), ("Watched", "Wishlist"), ("Watched", "Unseen"), ("Completed", "Planning"), ("Done", "Todo"), ("Done", "To Do"), ("Watched", "Interested"),
    ("Watched", "Upcoming"), ("Watched", "Watch later"), ("Watched", "Not started"), ("Watched", "Released"), ("completed", "needsAction"), ("Watched twice", "Someday"), ("✅ Watched", "📅"), ("x", ""), ("Yes", "No"),
    ("Vu", "À voir"), ("Visto", "Pendiente"), ("Visto", "Da vedere"), ("Assistido", "Quero ver"), ("Gesehen", "Geplant"), ("gesehen", "ungesehen"), ("Obejrzane", "Do obejrzenia"), ("Просмотрено", "Буду смотреть"), ("看过", "想看"), ("観た", "観たい"),
    ("Dropped", "Never"), ("On hold", "Unwatched"), ("Watching", "yet to watch"),
]  # fmt: skip


@pytest.mark.parametrize(("ticked", "unticked"), TICKED)
@pytest.mark.parametrize("name", ["seen", "watched", "done"])
def test_ticks(name, ticked, unticked):
    assert (done({name: ticked}), done({name: unticked})) == (True, False)


@pytest.mark.parametrize(("watched", "planned"), STATUSES)
def test_statuses(watched, planned):
    assert (done({"status": watched}), done({"status": planned})) == (True, False)


@pytest.mark.parametrize("name", ["Seen?", "Watched", "Done", "Have Seen", "Watched (Y/N)", "Played", "Completed", "Play Count", "Times Watched", "Vu ?", "Gesehen?", "¿Visto?", "Visionné", "Obejrzane", "Zhlédnuto", "Просмотрен", "Gezien", "İzlendi", "観た", "看过"])  # fmt: skip
def test_columns_of_ticks(name):
    assert (done({column(name): "x"}), done({column(name): ""})) == (True, False)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({}, None), ({"title": "Heat"}, None), ({"watchlist": "yes"}, None), ({"watchlist": ""}, None), ({"watchlist": "completed"}, True), ({"watchlist": "plantowatch"}, False), ({"watchlist": "notinteresting"}, False),
        ({"seen": {"by": "me"}}, None), ({"seen": "no", "status": "Completed"}, False), ({"status": "Completed", "watchlist": "no"}, True), ({"year": "x"}, None),
    ],
)  # fmt: skip
def test_rows_that_say_something_else(row, expected):
    assert done(row) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [("watched", True), ("watchedMovies", True), ("movies_seen", True), ("history", True), ("watchlist", False), ("to_watch", False), ("toWatch", False), ("wantToSee", False), ("unseen", False), ("wishlist", False), ("movies", None), ("", None), ("items", None)],
)  # fmt: skip
def test_names_of_lists(name, expected):
    assert means_watched(name) == expected


@pytest.mark.parametrize(
    "name",
    [
        "Year", "Year Released", "Released Year", "Title Year", "Date Released", "Release", "Released On", "Release Dates", "Yr", "Yr.", "Premiere", "Premiere Date",
        "PremiereDate", "Year of Production", "first_release_date", "Theatrical Release", "Original Release Date", "date_published", "ProductionYear", "startYear",
        "Ano de Lançamento", "Lançamento", "Fecha de estreno", "Estreno", "Data di uscita", "Kinostart", "Erscheinungsjahr", "Erscheinungsdatum", "Jahr", "Jahr (Kino)", "Rok", "Rok výroby",
        "Rok produkcji", "Premiera", "Дата выхода", "Дата премьеры", "Год", "上映日期", "公開日", "发行年份", "개봉년도", "개봉일", "Utgivningsår", "Udgivelsesår", "År", "Julkaisuvuosi", "Yapım Yılı", "YAPIM YILI",
        "Année de réalisation", "Année", "Date de sortie", "Año", "Anno", "Έτος", "Év",
    ],
)  # fmt: skip
def test_columns_of_years(match, name):
    found = match(f"Title,{name},Rating\nCarrie,2013,8\nHeat,1995,8\n")
    assert (found.ids, [row.year for row in found.unmatched]) == ({"heat-1995"}, [2013])


@pytest.mark.parametrize(
    "name",
    [
        "Series_Title", "title_en", "Name of movie", "Name of the movie", "Nome do filme", "Nombre", "Nombre de la película", "Nom", "Nom du film", "Tytuł filmu", "TYTUŁ FILMU",
        "Název filmu", "Názov", "Elokuva", "Film Adı", "Τίτλος", "Ταινία", "电影名称", "電影名稱", "作品名", "영화 제목", "CONTENT", "film_label", "itemLabel", "Título", "Titre", "Titolo", "Titel", "Tittel", "Nome",
    ],
)  # fmt: skip
def test_columns_of_titles(match, name):
    assert match(f"{name};Foo;Rok\nHeat;x;1995\nAlien;x;1979\n").ids == {"heat-1995", "alien-1979"}


@pytest.mark.parametrize(
    "name",
    ["Original Title", "Originaltitel", "Titre original", "Título original", "Titolo originale", "Tytuł oryginalny", "Original Name", "title_en", "原題", "AKA"],
)  # fmt: skip
def test_columns_of_other_titles(match, name):
    assert match(f"Title,{name},Year\nHitze,Heat,1995\n").ids == {"heat-1995"}


@given(st.dictionaries(st.sampled_from(["seen", "status", "watchlist", "playcount"]), st.none() | st.booleans() | st.floats() | st.integers() | st.text() | st.lists(st.text(max_size=3))))  # fmt: skip
def test_any_tick_is_something(row):
    assert done(row) in (True, False, None)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ({"title", "year"}, True), ({"name", "yr"}, True), ({"movie", "премьера"}, True), ({"imdbid"}, True), ({"title"}, False), ({"title", "category"}, False), ({"title", "items"}, False),
        ({"year"}, False), ({"title", "date"}, False), ({"original"}, False),
    ],
)  # fmt: skip
def test_headers(names, expected):
    assert is_header(names) == expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("movie", None), ("Feature Film", None), ("tvMovie", None), ("TV Movie", None), ("TV Special", None), ("Short", None),
        ("Documentary", None), ("DVD", None), ("", None), ("Movies", None), ("video", None),
        ("TV Series", "series"), ("tvMiniSeries", "series"), ("TV Mini-Series", "series"), ("Serie TV", "series"),
        ("Mini serie TV", "series"), ("show", "series"), ("tv", "series"), ("season", "series"), ("tvEpisode", "series"),
        ("TV Episode", "series"), ("сериал", "series"), ("Documentary Series", "series"),
        ("Person", "people"), ("Video Game", "games"), ("Music Video", "music"), ("book", "books"), ("anime", "anime"),
        ("Série", "series"), ("série télé", "series"), ("Dizi", "series"), ("電視劇", "series"), ("电视剧", "series"), ("Serie", "series"), ("Sorozat", "series"), ("ドラマ", "series"),
        ("Téléfilm", None), ("Película", None), ("Blu-ray Audio", None), ("映画", None),
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
        ("Tytuł filmu", "tytulfilmu"),
        ("Yapım Yılı", "yapimyili"),
        ("YAPIM YILI", "yapimyili"),
    ],
)
def test_columns(name, expected):
    assert column(name) == expected

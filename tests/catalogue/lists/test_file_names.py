"""Names of files, as releases and libraries have them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.catalogue.lists.file_names import file_readings
from recommender.catalogue.lists.listed import NotFilm


@pytest.mark.parametrize(
    ("text", "title", "year"),
    [
        ("Alien.1979.1080p.BluRay.x264-GRP.mkv", "Alien", 1979), ("Alien.1979.1080p.BluRay.x264-GRP", "Alien", 1979), ("Alien (1979) [1080p].mp4", "Alien", 1979),
        ("/media/films/Alien (1979)/Alien (1979).mkv", "Alien", 1979), ("\\\\nas\\films\\Alien (1979)\\alien.mkv", "Alien", 1979), ("Heat_1995.mp4", "Heat", 1995),
        ("Blade.Runner.2049.2017.2160p.UHD.mkv", "Blade Runner 2049", 2017), ("Blade Runner 2049.mkv", "Blade Runner 2049", None), ("1917.2019.1080p.WEB-DL.mkv", "1917", 2019),
        ("2012.2009.720p.mkv", "2012", 2009), ("2001.A.Space.Odyssey.1968.mkv", "2001 A Space Odyssey", 1968), ("Wonder.Woman.1984.2020.mkv", "Wonder Woman 1984", 2020),
        ("[REC] (2007).mkv", "[REC]", 2007), ("[Group] Akira (1988) [BD].mkv", "Akira", 1988), ("The.Matrix.1080p.mkv", "The Matrix", None), ("300.mkv", "300", None),
        ("E.T. the Extra-Terrestrial (1982) [1080p].mp4", "E.T. the Extra-Terrestrial", 1982), ("Dune.Part.Two.2024.mkv", "Dune Part Two", 2024), ("Amélie.avi", "Amélie", None),
        ("South.Park.Bigger.Longer.Uncut.1080p.mkv", "South Park Bigger Longer Uncut", None), ("Alien.Directors.Cut.1979.1080p.mkv", "Alien", 1979), ("the-matrix-1999.mkv", "the matrix", 1999),
        ("./The Matrix (1999)/VIDEO_TS/VTS_01_1.VOB", "The Matrix", 1999), ("films/Horror/Alien.mkv", "Alien", None), ("Mad Max.1979.mkv", "Mad Max", 1979),
    ],
)  # fmt: skip
def test_names(text, title, year):
    assert (title, year) in [(name.title, name.year) for name in file_readings(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Friends.S01E02.mkv",
        "Friends.s01e02.1080p.mkv",
        "Friends - 1x02.avi",
        "/tv/Lost/Season 1/Lost S01E01.mkv",
        "/tv/Fargo/Season 1/Up.mkv",
        "/tv/Fargo/S01/Up.mkv",
        "Dark/Staffel 1/Heat.mkv",
        "/tv/Fargo S01E02/Up.mkv",
    ],
)
def test_episodes(text):
    assert file_readings(text) == NotFilm("series")


@pytest.mark.parametrize(
    "text",
    [
        "Alien",
        "S.W.A.T.",
        "E.T.",
        "L.A. Confidential",
        "Face/Off",
        "50/50",
        "2001: A Space Odyssey",
        "Mr. 1979",
        "M*A*S*H",
        "$9.99",
        "...",
    ],
)
def test_titles_are_no_names_of_files(text):
    assert file_readings(text) is None


def test_a_number_in_front_of_a_title_without_a_year_is_an_episodes():
    assert "Up" not in [name.title for name in file_readings("/tv/Fargo/01 - Up.mkv")]


def test_a_shelf_is_no_title():
    assert "Horror" not in [name.title for name in file_readings("/films/Horror/Alien.mkv")]


@given(st.text(alphabet="Aa19 ._-[](){}/\\xkmv0", max_size=60))
def test_any_name_has_usable_readings(text):
    for found in (file_readings(text), file_readings(f"{text}.mkv")):
        assert found is None or isinstance(found, NotFilm) or all(name.title for name in found)

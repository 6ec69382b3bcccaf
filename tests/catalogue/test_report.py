"""What a user is told about a catalogue: the report of each row, what was guessed, and how far it is read."""

import csv
from pathlib import Path

import pytest

from recommender.catalogue import reader
from recommender.catalogue.reader import read_catalogue
from recommender.errors import CatalogueError
from tests.catalogue.test_reader import write


def test_the_report_lists_every_row_with_what_was_done(tmp_path):
    text = "title,overview,genres,runtime\nA,Plot,Drama,90\nB,,Drama\n,Plot,Drama\nC,Plot,Drama,1,extra\nD,Plot,Drama,2 Seasons\n"
    source = write(tmp_path, text)
    report = tmp_path / "report.csv"
    report.write_text("an old one")
    catalogue = read_catalogue(source, report=report)
    with report.open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [
            ["file", "line", "title", "done"],
            [source, "2", "A", "kept"],
            [source, "3", "B", "dropped: no overview"],
            [source, "4", "", "dropped: no title"],
            [source, "5", "C", "dropped: too many fields"],
            [source, "6", "D", "kept; runtime 2 Seasons not read"],
        ]
    assert next((drop.line, drop.reason, drop.file) for drop in catalogue.drops) == (3, "no overview", source)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["movies.csv", "report.csv"]


def test_a_report_of_a_source_without_movies_tells_why(tmp_path):
    source = write(tmp_path, "title,overview,genres\nB,,Drama\n")
    with pytest.raises(CatalogueError, match="no usable row"):
        read_catalogue(source, report=tmp_path / "report.csv")
    assert (tmp_path / "report.csv").read_text().splitlines()[1].endswith(",2,B,dropped: no overview")


def test_a_report_never_replaces_a_source(tmp_path):
    source = write(tmp_path, "title,overview,genres\nA,Plot,Drama\n")
    (tmp_path / "link.csv").symlink_to(source)
    with pytest.raises(CatalogueError, match="is a source itself"):
        read_catalogue([source], report=tmp_path / "link.csv")
    assert Path(source).read_text().startswith("title")
    with pytest.raises(CatalogueError, match="cannot write the report"):
        read_catalogue(source, report=tmp_path / "no" / "such" / "directory.csv")


def notes_of(tmp_path, text, **options):
    return " ".join(read_catalogue(write(tmp_path, text), **options).notes)


def test_what_is_guessed_about_a_file_is_said(tmp_path):
    head = "title,overview,genres,{}\n"
    rows = "".join(f"T{n},Plot {n},Drama,{{}}\n" for n in range(6))
    stars = head.format("rating") + rows.format(3.5, 4, 4.5, 2.5, 5, 1.5)
    assert "vote_average read as out of 5" in notes_of(tmp_path, stars)
    assert read_catalogue(write(tmp_path, stars)).movies[0].vote_average == 7.0
    hours = head.format("runtime") + rows.format(1.5, 2.0, 2.25, 1.75, 1.5, 2.0)
    assert "runtime read as hours" in notes_of(tmp_path, hours)
    assert [movie.runtime for movie in read_catalogue(write(tmp_path, hours)).movies][:2] == [90, 120]
    garbled = "title,overview,genres\nA,AmÃ©lie rÃªve,Drama\nB,Plain,Drama\n"
    assert "decoded wrongly before it was saved (AmÃ©lie)" in notes_of(tmp_path, garbled)
    odd = "title,overview,genres\n" + "".join(f"T{n},Plot,{chr(65 + n) * 5}\n" for n in range(9))
    assert "hardly any genre occurs twice" in notes_of(tmp_path, odd)
    usual = "title,overview,genres\n" + "".join(
        f"T{n},Déjà vu,{'Drama|War' if n % 2 else 'War'}\n" for n in range(9)
    )
    assert "Warning" not in notes_of(tmp_path, usual)


def test_a_long_file_shows_how_far_it_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(reader, "_ROWS_A_STEP", 1_000)
    steps = []
    text = "title,overview,genres\n" + "".join(f"T{n},{'Plot ' * 200},War\n" for n in range(2_500))
    read_catalogue(write(tmp_path, text), progress=lambda *step: steps.append(step))
    assert [total for _, _, total in steps] == [len(text) // 1_000_000] * 2
    assert 0 <= steps[0][1] <= steps[1][1] <= len(text) // 1_000_000

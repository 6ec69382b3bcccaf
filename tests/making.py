"""Makes movies and catalogues for tests."""

import gzip
import json
from collections.abc import Mapping
from dataclasses import fields as dataclass_fields
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pyarrow
from pyarrow import parquet

from recommender.catalogue.reader import Catalogue
from recommender.ingest.passages import all_passages
from recommender.movie import Movie, Text
from recommender.store.facts import Facts
from recommender.store.schema import StoreInfo


def make_movie(number: int, **changes: object) -> Movie:
    """A movie that differs for every ``number``."""
    genres = [("Drama",), ("Comedy", "Romance"), ("Action", "Thriller"), ("Horror",), ("Animation", "Family")]
    fields = {
        "id": f"movie-{number:04}",
        "title": f"Movie {number}",
        "overview": f"Person {number} meets animal {number % 7} in town {number % 11} on day {number % 31}.",
        "genres": genres[number % len(genres)],
        "year": 1950 + number % 70,
        "vote_average": 5.5,
        "runtime": 100,
        "original_language": "en",
        "directors": (f"Director {number % 13}",),
        "cast": (f"Actor {number % 17}", f"Actor {number % 19}"),
    }
    return Movie(**(fields | changes))


def make_texts(number: int) -> tuple[Text, ...]:
    """Further texts that differ for every ``number``: a tagline, keywords and a plot of three pieces."""
    plot = " ".join(f"In part {part} person {number} finds thing {part * number}." for part in range(45))
    return (
        Text("tagline", f"Nobody knows what number {number} wants."),
        Text("keywords", f"thing {number}, number {number + 1}"),
        Text("plot", plot),
    )


def facts_of(rows: Mapping[str, Mapping[str, object]]) -> Facts:
    """The facts of movies of which little is known, such as a title, by id."""
    return Facts.of(
        Movie(**{"id": id_, "overview": "", "genres": ("Drama",), **row}) for id_, row in rows.items()
    )


def make_catalogue(count: int) -> Catalogue:
    return Catalogue("made up", tuple(make_movie(number) for number in range(count)))


def with_texts(catalogue: Catalogue, every: int = 1) -> Catalogue:
    """The catalogue with further texts for the first of every so many movies."""
    return replace(
        catalogue,
        movies=tuple(
            movie if number % every else replace(movie, texts=make_texts(number))
            for number, movie in enumerate(catalogue.movies)
        ),
    )


def texts_of(catalogue: Catalogue) -> set[str]:
    """The overviews and passages of a catalogue."""
    passages, _ = all_passages(catalogue.movies)
    return {movie.overview for movie in catalogue.movies} | {passage.text for passage in passages}


def store_info(**changes: object) -> StoreInfo:
    """A manifest in which only ``changes`` say anything."""
    empty = {field.name: "" if field.type in ("str", str) else 0 for field in dataclass_fields(StoreInfo)}
    return StoreInfo(**(empty | changes))


def write_further_catalogues(path: Path) -> None:
    """Write a directory with a CSV, a gzipped JSON file, and an archive with a Parquet file."""
    (path / "films").mkdir()
    (path / "films" / "some.csv").write_text("title,overview,genres\nC,A third happens.,Drama\n")
    film = {"title": ["E"], "overview": ["A fifth happens."], "genres": [["Drama"]]}
    (path / "more.json.gz").write_bytes(gzip.compress(json.dumps(film).encode()))
    with ZipFile(path / "archive.zip", "w") as archive, archive.open("movies.parquet", "w") as member:
        parquet.write_table(pyarrow.table(film), member)

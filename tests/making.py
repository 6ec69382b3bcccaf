"""Makes movies and catalogues for tests."""

from collections.abc import Mapping

from recommender.catalogue.reader import Catalogue
from recommender.movie import Movie
from recommender.store.facts import Facts


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


def facts_of(rows: Mapping[str, Mapping[str, object]]) -> Facts:
    """The facts of movies of which little is known, such as a title, by id."""
    return Facts.of(
        Movie(**{"id": id_, "overview": "", "genres": ("Drama",), **row}) for id_, row in rows.items()
    )


def make_catalogue(count: int) -> Catalogue:
    return Catalogue("made up", tuple(make_movie(number) for number in range(count)))

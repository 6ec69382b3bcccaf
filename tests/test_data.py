"""Every row of the bundled catalogue and of the questions."""

import csv
import re
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from recommender.cli.options import BUNDLED_ASKED
from recommender.evaluation.asked import PARTS, is_right, read_asked
from recommender.ingest.shipped_vectors import ShippedVectors
from recommender.model.files import DEFAULT_MODEL, FILES, ModelFiles
from recommender.search.result import LIMIT
from tests.conftest import MOVIES_CSV, PROJECT

COLUMNS = [
    "id", "title", "year", "genres", "vote_average", "runtime", "original_language", "director", "cast",
    "tmdb_id", "imdb_id", "overview", "gist", "keywords",
]  # fmt: skip
GENRES = {
    "Action", "Adventure", "Animation", "Comedy", "Crime", "Documentary", "Drama", "Family", "Fantasy", "History",
    "Horror", "Music", "Mystery", "Romance", "Science Fiction", "Thriller", "War", "Western",
}  # fmt: skip
# Pairs of different movies whose overviews should be near each other.
JUSTIFIED_PAIRS = {
    frozenset(("man-of-steel-2013", "superman-1978")): "the same origin of the same hero",
    frozenset(("the-godfather-1972", "the-godfather-part-ii-1974")): "the same family in the same business",
    frozenset(("the-godfather-1972", "the-godfather-part-iii-1990")): "the same family in the same business",
    frozenset(("home-alone-1990", "home-alone-2-lost-in-new-york-1992")): "the same boy, burglars and traps",
}


@pytest.fixture(scope="module")
def rows():
    with MOVIES_CSV.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        assert reader.fieldnames == COLUMNS
        return list(reader)


@pytest.fixture(scope="module")
def questions():
    with (PROJECT / "data" / "queries.tsv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        assert reader.fieldnames == ["query", "id", "genres"]
        return list(reader)


@pytest.fixture(scope="module")
def asked():
    return read_asked(BUNDLED_ASKED)


def failing(rows, check):
    return [row["id"] for row in rows if not check(row)]


def test_ids_and_title_with_year_are_unique_and_sorted(rows):
    ids = [row["id"] for row in rows]
    assert ids == sorted(set(ids))
    assert len({(row["title"].casefold(), row["year"]) for row in rows}) == len(rows)
    assert failing(rows, lambda row: re.fullmatch(r"[a-z0-9¢⅓]+(-[a-z0-9¢⅓]+)*", row["id"])) == []
    assert failing(rows, lambda row: row["id"].endswith(f"-{row['year']}")) == []


def test_facts_are_plausible(rows):
    assert failing(rows, lambda row: 1900 <= int(row["year"]) <= 2024) == []
    assert failing(rows, lambda row: row["runtime"] == "" or 45 <= int(row["runtime"]) <= 260) == []
    assert failing(rows, lambda row: re.fullmatch(r"\d*", row["tmdb_id"])) == []
    assert failing(rows, lambda row: re.fullmatch(r"(tt\d{7,8})?", row["imdb_id"])) == []
    for name in ("tmdb_id", "imdb_id"):
        known = [row[name] for row in rows if row[name]]
        assert len(set(known)) == len(known) > 600
    assert failing(rows, lambda row: row["vote_average"] == "" or 1 <= float(row["vote_average"]) <= 10) == []
    assert failing(rows, lambda row: re.fullmatch(r"[a-z]{2}|", row["original_language"])) == []
    assert failing(rows, lambda row: row["title"] == row["title"].strip() != "") == []


def test_genres_are_from_the_list(rows):
    assert failing(rows, lambda row: set(row["genres"].split("|")) <= GENRES) == []
    assert (
        failing(rows, lambda row: len(set(row["genres"].split("|"))) == len(row["genres"].split("|"))) == []
    )


def test_people(rows):
    assert failing(rows, lambda row: row["director"]) == []
    assert failing(rows, lambda row: len(row["cast"].split("|")) <= 4) == []
    assert failing(rows, lambda row: all(name == name.strip() for name in row["cast"].split("|"))) == []
    assert sum(not row["cast"] for row in rows) < 15
    assert (
        failing(
            rows,
            lambda row: (
                not any(p and p in row["overview"] for p in (row["cast"] + "|" + row["director"]).split("|"))
            ),
        )
        == []
    )


def test_overviews(rows):
    assert failing(rows, lambda row: 45 <= len(row["overview"].split()) <= 90) == []
    assert failing(rows, lambda row: row["overview"][0].isupper() or row["overview"][0] in "'\"1") == []
    assert failing(rows, lambda row: row["overview"].endswith((".", '."', ".'", "!", "?"))) == []
    assert failing(rows, lambda row: row["overview"] == " ".join(row["overview"].split())) == []
    banned = re.compile(
        r"\b(gripping|thrilling|heartwarming|masterpiece|must-see|hilarious|unforgettable|tale of|this film|the film)\b",
        re.I,
    )
    assert failing(rows, lambda row: not banned.search(row["overview"])) == []


def test_gists(rows):
    gists = [row["gist"] for row in rows]
    assert failing(rows, lambda row: 8 <= len(row["gist"].split()) <= 20) == []
    assert failing(rows, lambda row: row["gist"][0].isupper() and row["gist"].endswith(".")) == []
    assert failing(rows, lambda row: row["gist"] == " ".join(row["gist"].split())) == []
    assert len(set(gists)) == len(rows)
    people = re.compile(r"\b(a movie about|a film about|must-see|tale of|the film)\b", re.I)
    assert failing(rows, lambda row: not people.search(row["gist"])) == []
    assert (
        failing(
            rows,
            lambda row: (
                not any(p in row["gist"] for p in (row["cast"] + "|" + row["director"]).split("|") if p)
            ),
        )
        == []
    )


def test_keywords(rows):
    listed = {row["id"]: row["keywords"].split("|") for row in rows}
    assert [id_ for id_, words in listed.items() if not 5 <= len(words) <= 10] == []
    assert [id_ for id_, words in listed.items() if len(set(words)) < len(words)] == []
    longest = {"based on a true story"}
    assert [
        word for words in listed.values() for word in words if len(word.split()) > 3 and word not in longest
    ] == []
    assert [
        word for words in listed.values() for word in words if word != word.lower().strip() or not word
    ] == []
    assert [word for words in listed.values() for word in words if word.title() in GENRES] == []


def test_gists_are_in_words_of_their_own(rows):
    """Not those of the overview, which somebody else wrote."""
    assert failing(rows, lambda row: not shingles(row["gist"], 6) & shingles(row["overview"], 6)) == []


def test_no_overview_names_its_title(rows):
    def named(row):
        one_word = len(re.findall(r"\w+", row["title"])) == 1
        flags = re.NOFLAG if one_word else re.IGNORECASE
        return re.search(rf"(?<!\w){re.escape(row['title'])}(?!\w)", row["overview"], flags)

    assert failing(rows, lambda row: not named(row)) == []


def shingles(text, size=5):
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[start : start + size]) for start in range(len(words) - size + 1)}


def test_no_two_overviews_share_their_wording(rows):
    owners: dict[tuple[str, ...], list[int]] = {}
    for index, row in enumerate(rows):
        for shingle in shingles(row["overview"]):
            owners.setdefault(shingle, []).append(index)
    shared = Counter()
    for indices in owners.values():
        shared.update((a, b) for n, a in enumerate(indices) for b in indices[n + 1 :])
    assert [(rows[a]["id"], rows[b]["id"], count) for (a, b), count in shared.items() if count > 4] == []


def test_every_era_genre_and_large_film_country_is_present(rows):
    decades = Counter(int(row["year"]) // 10 * 10 for row in rows)
    assert [decade for decade in range(1930, 2021, 10) if decades[decade] < 15] == []
    genres = Counter(genre for row in rows for genre in row["genres"].split("|"))
    assert [genre for genre in GENRES - {"Documentary"} if genres[genre] < 25] == []
    languages = Counter(row["original_language"] for row in rows)
    wanted = {
        "fr": 15,
        "it": 10,
        "de": 8,
        "ja": 15,
        "es": 8,
        "zh": 8,
        "ko": 5,
        "hi": 4,
        "fa": 3,
        "pt": 2,
        "ru": 3,
        "sv": 3,
        "da": 3,
    }
    assert {code: languages[code] for code, least in wanted.items() if languages[code] < least} == {}


def test_questions_have_answers(rows, questions):
    ids = {row["id"] for row in rows}
    assert len(questions) == 250
    assert len({question["query"].casefold() for question in questions}) == 250
    natural = [question for question in questions if question["id"]]
    wishes = [question for question in questions if question["genres"]]
    assert len(natural) + len(wishes) == 250
    assert not [question for question in natural if question["genres"] or question["id"] not in ids]
    assert len({question["id"] for question in natural}) == len(natural)
    for wish in wishes:
        wanted = set(wish["genres"].split("|"))
        assert wanted <= GENRES
        assert sum(wanted <= set(row["genres"].split("|")) for row in rows) >= 5, wish


def test_questions_use_their_own_words(rows, questions):
    overviews = {row["id"]: row for row in rows}
    for question in questions:
        if question["id"]:
            movie = overviews[question["id"]]
            assert not shingles(question["query"], 7) & shingles(movie["overview"], 7), question
            one_word = len(re.findall(r"\w+", movie["title"])) == 1
            assert one_word or movie["title"].casefold() not in question["query"].casefold(), question


def test_asked_questions_are_of_every_kind_in_both_halves(asked):
    kinds = Counter(question.kind for question in asked)
    assert len(asked) >= 400
    assert len(kinds) == 5
    assert len(set(kinds.values())) == 1
    halves = Counter((question.part, question.kind) for question in asked)
    assert {part for part, _ in halves} == set(PARTS)
    assert len(set(halves.values())) == 1
    assert len({question.text.casefold() for question in asked}) == len(asked)


def test_asked_questions_have_answers(bundled, asked):
    movies = {movie.id: movie for movie in bundled.movies}
    known = {
        "genre": GENRES,
        "person": {name for movie in bundled.movies for name in (*movie.directors, *movie.cast)},
        "language": {movie.original_language for movie in bundled.movies},
        "id": set(movies),
        "like": set(movies),
    }
    for question in asked:
        assert bool(question.id) != bool(question.wanted), question
        assert question.id is None or question.id in movies, question
        for name, values in question.wanted:
            assert set(values) <= known.get(name.removeprefix("not_"), set(values)), question
        fitting = [movie for movie in bundled.movies if question.wanted and fits(question, movie)]
        assert question.id or len(fitting) >= LIMIT, question


def fits(question, movie):
    """Whether a movie meets the conditions, whatever it is like."""
    wanted = tuple((name, values) for name, values in question.wanted if name not in ("like", "count"))
    liked = [id_ for name, ids in question.wanted if name == "like" for id_ in ids]
    alone = replace(question, wanted=(*wanted, ("count", ("1",))))
    return movie.id not in liked and is_right(alone, [movie], {})


def test_near_pairs_are_justified(rows):
    """Overviews with a cosine above 0.85 may be about one film; each such pair was checked by hand."""
    shipped = ShippedVectors(ModelFiles(DEFAULT_MODEL, MOVIES_CSV, FILES).fingerprint)
    overviews = [row["overview"] for row in rows]
    found = shipped.find(overviews)
    vectors = np.stack([found[overview] for overview in overviews])
    near = np.argwhere(np.triu(vectors @ vectors.T, k=1) > 0.85)
    assert {frozenset((rows[a]["id"], rows[b]["id"])) for a, b in near} == set(JUSTIFIED_PAIRS)

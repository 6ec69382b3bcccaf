"""Files of every dialect are read back as they were written."""

import csv
import gzip
import io
import json
import zipfile
from unicodedata import normalize

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.catalogue.reader import read_catalogue

FIELDS = ["id", "title", "overview", "genres", "year", "vote_average", "runtime", "cast", "language"]
GENRES = ["Drama", "Science Fiction", "Children's", "Action & Adventure", "Film-Noir", "TV Movie"]
letters = st.characters(categories=["L"], include_characters="éßЖ語'“”,;-!")
words = st.lists(st.text(letters, min_size=1, max_size=9), min_size=1, max_size=6).map(
    lambda parts: normalize("NFC", f"x{' '.join(parts)}x")
)
name = st.text(st.characters(categories=["Lu", "Ll"], max_codepoint=0x17F), min_size=2, max_size=9).map(
    lambda part: f"Ann {part}a"
)
movies = st.lists(
    st.fixed_dictionaries(
        {
            "title": words,
            "overview": words,
            "genres": st.lists(st.sampled_from(GENRES), min_size=1, max_size=4, unique=True),
            "year": st.integers(1900, 2030),
            "vote_average": st.integers(11, 100).map(lambda tenths: tenths / 10),
            "runtime": st.integers(60, 240),
            "cast": st.lists(name, min_size=2, max_size=3, unique_by=str.casefold),
            "language": st.sampled_from(["en", "fr", "ja"]),
        }
    ),
    min_size=1,
    max_size=4,
)  # fmt: skip


def cells(rows, genres="|".join, runtime=str, rating=str):
    """The rows as lists of text."""
    for number, row in enumerate(rows):
        yield [
            f"m{number}", row["title"], row["overview"], genres(row["genres"]), str(row["year"]),
            rating(row["vote_average"]), runtime(row["runtime"]), "|".join(row["cast"]), row["language"],
        ]  # fmt: skip


def delimited(rows, delimiter=",", before="", encoding="utf-8", kinds=None, **options):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, **options)
    writer.writerow(FIELDS)
    writer.writerows(cells(rows, **kinds or {}))
    return (before + out.getvalue()).encode(encoding)


def with_backslashes(rows):
    def quoted(cell):
        return '"' + cell.replace('"', '\\"') + '"'

    lines = [FIELDS, *cells(rows)]
    return "".join(",".join(map(quoted, line)) + "\n" for line in lines).encode()


def objects(rows):
    return [{"id": f"m{number}", **row} for number, row in enumerate(rows)]


def zipped(content, inside="films.csv"):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(inside, content)
    return out.getvalue()


def parquet(rows):
    out = io.BytesIO()
    pd.DataFrame(objects(rows)).to_parquet(out)
    return out.getvalue()


def frame(rows):
    return pd.DataFrame(objects(rows))


def entities(rows):
    def escaped(text):
        return text.replace("&", "&amp;").replace("'", "&#39;").replace("“", "&ldquo;").replace("<", "&lt;")

    changed = [
        row | {"title": escaped(row["title"]), "overview": f"<p>{escaped(row['overview'])}<br /></p>",
               "genres": [escaped(genre) for genre in row["genres"]]}
        for row in rows
    ]  # fmt: skip
    return delimited(changed)


def hours(minutes):
    return f"{minutes // 60}h {minutes % 60}m"


DIALECTS = {
    "csv": delimited,
    "tsv": lambda rows: delimited(rows, "\t"),
    "semicolons": lambda rows: delimited(rows, ";", kinds={"rating": lambda rating: str(rating).replace(".", ",")}),
    "pipes": lambda rows: delimited(rows, "|", kinds={"genres": ", ".join}, quoting=csv.QUOTE_ALL),
    "Excel with sep": lambda rows: delimited(rows, ";", before="sep=;\r\n", lineterminator="\r\n"),
    "Excel's Unicode text": lambda rows: delimited(rows, "\t", encoding="utf-16"),
    "UTF-8 with a mark": lambda rows: delimited(rows, encoding="utf-8-sig"),
    "UTF-16 without a mark": lambda rows: delimited(rows, encoding="utf-16-le"),
    "UTF-32": lambda rows: delimited(rows, encoding="utf-32"),
    "old Mac line ends": lambda rows: delimited(rows, lineterminator="\r", quoting=csv.QUOTE_ALL),
    "backslashes": with_backslashes,
    "genres as JSON": lambda rows: delimited(rows, kinds={"genres": json.dumps}),
    "genres as Python": lambda rows: delimited(rows, kinds={"genres": repr}),
    "genres as numpy": lambda rows: delimited(rows, kinds={"genres": lambda genres: str(np.array(genres))}),
    "genres as an array": lambda rows: delimited(rows, kinds={"genres": lambda genres: repr(np.array(genres, dtype=object))}),
    "genres as objects": lambda rows: delimited(rows, kinds={"genres": lambda genres: json.dumps([{"id": 1, "name": one} for one in genres])}),
    "genres as SQL": lambda rows: delimited(rows, kinds={"genres": lambda genres: "{" + ",".join(f'"{one}"' for one in genres) + "}"}),
    "hours and fractions": lambda rows: delimited(rows, kinds={"runtime": hours, "rating": lambda rating: f"{rating}/10"}),
    "ISO 8601 and percent": lambda rows: delimited(rows, kinds={"runtime": lambda minutes: f"PT{minutes // 60}H{minutes % 60}M", "rating": lambda rating: f"{rating * 10:.0f}%"}),
    "entities": entities,
    "gzip": lambda rows: gzip.compress(delimited(rows)),
    "zip": lambda rows: zipped(delimited(rows)),
    "zip of gzip": lambda rows: zipped(gzip.compress(delimited(rows)), "films.csv.gz"),
    "JSON array": lambda rows: json.dumps(objects(rows)).encode(),
    "JSON Lines": lambda rows: "\n".join(map(json.dumps, objects(rows))).encode(),
    "wrapped JSON": lambda rows: json.dumps({"page": 1, "results": objects(rows)}, indent=1).encode(),
    "wrapped twice": lambda rows: json.dumps({"status": "ok", "data": {"count": 1, "movies": objects(rows)}}).encode(),
    "pandas split": lambda rows: frame(rows).to_json(orient="split").encode(),
    "pandas columns": lambda rows: frame(rows).to_json().encode(),
    "pandas index": lambda rows: frame(rows).to_json(orient="index").encode(),
    "pandas table": lambda rows: frame(rows).to_json(orient="table").encode(),
    "pandas records": lambda rows: frame(rows).to_json(orient="records", lines=True).encode(),
    "pandas CSV": lambda rows: frame(rows).to_csv().encode(),
    "Parquet": parquet,
}  # fmt: skip


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_dialect_is_read_back(tmp_path_factory, dialect):
    path = tmp_path_factory.mktemp("dialect") / "films"

    @settings(max_examples=15)
    @given(movies)
    def check(rows):
        path.write_bytes(DIALECTS[dialect](rows))
        catalogue = read_catalogue(str(path))
        assert [
            {"title": movie.title, "overview": movie.overview, "genres": list(movie.genres), "year": movie.year,
             "vote_average": movie.vote_average, "runtime": movie.runtime, "cast": list(movie.cast),
             "language": movie.original_language}
            for movie in catalogue.movies
        ] == rows  # fmt: skip
        assert catalogue.drops == ()

    check()

"""The map use case: draws all movies of the store on a plane, as a web page or a picture.

scikit-learn projects the vectors, and Vega-Lite draws them through Altair and vl-convert. The page
includes Vega's JavaScript, so that it works offline.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template
from textwrap import shorten
from typing import TYPE_CHECKING, Any

import numpy as np

from recommender.errors import RecommenderError, Remedy
from recommender.extras import require_extra
from recommender.movie import LABEL_SEPARATOR, Movie
from recommender.text import clean_text
from recommender.vectors import Vectors

if TYPE_CHECKING:
    import altair as alt


LARGE = 5_000
"""With more movies than this, the layout uses fewer and coarser steps."""
OTHER = "other"
PALETTE = (
    "#4c78a8", "#f58518", "#54a24b", "#d9b021", "#b279a2", "#72b7b2",
    "#9d755d", "#ff9da6", "#2e3f8f", "#8bbf3a", "#7f3c8d", "#11a5d8",
)  # fmt: skip


GREY, INK, MARK = "#b5b5b5", "#1a1a1a", "#d00000"


TOOLTIP = ["title:N", "genres:N", "overview:N", "cluster:N"]
PICTURE_SIZE = (1400, 900)


Point = dict[str, Any]


_PAGE = Template(
    """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Movie map</title>
<style>
body { margin: 0; overflow: hidden; }
#map { width: 100vw; height: 100vh; }
#vg-tooltip-element { font-size: 13px; }
#vg-tooltip-element h2 { font-size: 15px; max-width: 60ch; unicode-bidi: plaintext; }
#vg-tooltip-element table tr td { vertical-align: top; }
#vg-tooltip-element table tr td.value {
  max-width: 60ch; max-height: 60vh; overflow-wrap: anywhere; unicode-bidi: plaintext;
}
</style>
<script>$library</script>
</head>
<body>
<div id="map"></div>
<script>vegaEmbed("#map", $chart, {"actions": false, "renderer": "canvas"}).catch(console.error);</script>
</body>
</html>
"""
)


class MapError(RecommenderError):
    """The map cannot be drawn or written."""


@dataclass(frozen=True, slots=True)
class MarkedQuestion:
    """A description, its vector (d,) and the ids of the movies that answer it, best first."""

    text: str
    vector: Vectors
    answers: tuple[str, ...]


def project(vectors: Vectors) -> Vectors:
    """Positions (n, 2) on a plane for unit ``vectors`` (n, d); most near movies stay near each other.

    Uses t-SNE (van der Maaten and Hinton, 2008); large distances mean little. It runs on one thread, so that
    the result is repeatable and does not wait for a core that another program uses. Up to three movies, and
    movies with identical vectors, are put in a row.
    """
    from sklearn.manifold import TSNE
    from threadpoolctl import threadpool_limits

    count = len(vectors)
    if count <= 3 or not np.ptp(vectors, axis=0).any():
        return np.stack([np.arange(count), np.zeros(count)], axis=1).astype(np.float32)
    effort = {} if count <= LARGE else {"max_iter": 350, "angle": 0.8}
    layout = TSNE(perplexity=min(30, count - 1), init="pca", random_state=0, **effort)
    with threadpool_limits(1, user_api="openmp"):
        return np.asarray(layout.fit_transform(vectors), dtype=np.float32)


def check_path(path: Path) -> None:
    """Raise ``MapError`` if ``path`` has a wrong ending or no directory, or if the extra ``map`` is missing.

    The file itself is not tested.
    """
    require_extra("map", MapError)
    shown = clean_text(str(path))
    if path.suffix.lower() not in _DRAW:
        raise MapError(f"a map is a page or a picture: {shown} must end in .html or .png")
    if not path.parent.is_dir():
        raise MapError(f"cannot write the map {shown}: there is no such directory; make it first")


def write_map(
    path: Path,
    movies: Sequence[Movie],
    vectors: Vectors,
    clusters: Mapping[str, str],
    question: MarkedQuestion | None = None,
) -> None:
    """Draw ``movies`` at the positions of their ``vectors`` (n, d) and write the map to ``path``.

    ``clusters`` holds the label of each movie's cluster, by the movie's id. A path that ends in .html gets an
    interactive page, one that ends in .png a picture.

    Raises ``MapError`` for another ending, for a path that cannot be written, without movies, and without
    the extra ``map``.
    """
    check_path(path)
    if not movies:
        raise MapError("the store has no movies to draw", Remedy.INGEST)
    rows, spot = _place(movies, vectors, clusters, question)
    chart = _chart(rows, question)
    draw = _DRAW[path.suffix.lower()]
    content = draw(chart, {"movies": rows, "question": spot})
    try:
        path.write_bytes(content)
    except OSError as error:
        shown = clean_text(str(path))
        raise MapError(f"cannot write the map {shown}: {error.strerror}; choose another path") from error


def _place(
    movies: Sequence[Movie], vectors: Vectors, clusters: Mapping[str, str], question: MarkedQuestion | None
) -> tuple[list[Point], list[Point]]:
    """The chart's data for each movie, and the position of the question."""
    if question is None:
        positions, ranks = project(vectors), {}
    else:
        positions = project(np.vstack([vectors, question.vector]))
        ranks = {id_: rank for rank, id_ in enumerate(question.answers, start=1)}
    spots = [{"x": x, "y": y} for x, y in positions.round(3).tolist()]
    genres = {movie.id: clusters[movie.id].split(LABEL_SEPARATOR)[0] for movie in movies}
    coloured = {genre for genre, _ in Counter(genres.values()).most_common(len(PALETTE))}
    rows: list[Point] = []
    for movie, spot in zip(movies, spots, strict=False):
        row = spot | {
            "title": movie.heading,
            "genres": ", ".join(movie.genres),
            "overview": movie.overview,
            "cluster": clusters[movie.id],
            "colour": genres[movie.id] if genres[movie.id] in coloured else OTHER,
        }
        if movie.id in ranks:
            row |= {"rank": ranks[movie.id], "answer": f"{ranks[movie.id]}  {movie.heading}"}
        rows.append(row)
    return rows, spots[len(movies) :]


def _chart(rows: Sequence[Point], question: MarkedQuestion | None) -> "alt.LayerChart":
    """The chart, without data and size."""
    import altair as alt

    heading = f"{len(rows):,} {'movie' if len(rows) == 1 else 'movies'} by plot"
    subtitle = [
        "Movies with similar plots are close together. A cluster has the colour of its leading genre."
    ]
    layers: list[alt.Chart] = [_points(rows)]
    if question is not None:
        subtitle.insert(0, f"?  “{shorten(clean_text(question.text), 140, placeholder=' …')}”")
        layers += [layer for level in zip(_question(), _answers(rows), strict=True) for layer in level]
    chart: alt.LayerChart = (
        alt.layer(*layers)
        .properties(
            title=alt.Title(heading, subtitle=subtitle, anchor="start", offset=12),
            padding=16,
            autosize=alt.AutoSizeParams(type="fit", contains="padding"),
        )
        .configure(font="sans-serif", background="white")
        .configure_view(stroke=None)
        .configure_title(fontSize=20, color=INK, subtitleFontSize=14, subtitleColor=INK)
        .configure_legend(
            titleFontSize=13, titleColor=INK, labelFontSize=13, labelColor=INK, labelLimit=300, symbolLimit=0
        )
    )
    return chart


def _points(rows: Sequence[Point]) -> "alt.Chart":
    """A point for each movie; a click on a point highlights its cluster, a click on a genre its movies."""
    import altair as alt

    counts = Counter(str(row["colour"]) for row in rows)
    genres = sorted(counts, key=lambda name: (name == OTHER, -counts[name], name))
    colours = [
        GREY if name == OTHER else colour for name, colour in zip(genres, [*PALETTE, GREY], strict=False)
    ]
    genre = alt.selection_point(fields=["colour"], bind="legend")
    cluster = alt.selection_point(fields=["cluster"])
    points: alt.Chart = (
        _marks("movies")
        .mark_circle(size=float(np.clip(50_000 / len(rows), 9, 60)), clip=True)
        .encode(
            color=alt.Color(
                "colour:N", title="Genre clusters", scale=alt.Scale(domain=genres, range=colours)
            ).legend(symbolSize=110, symbolOpacity=1),
            opacity=alt.when(genre, cluster).then(alt.value(0.75)).otherwise(alt.value(0.07)),
            tooltip=TOOLTIP,
        )
        .add_params(genre, cluster, alt.selection_interval(bind="scales"))
    )
    return points


def _answers(rows: Sequence[Point]) -> "list[alt.Chart]":
    """A numbered ring around each answer; the titles are in the legend, where they hide nothing."""
    import altair as alt

    names = [row["answer"] for row in sorted(rows, key=lambda row: row.get("rank", 0)) if "rank" in row]
    answers = _marks("movies").transform_filter("isValid(datum.rank)")
    rings = answers.mark_point(size=150, strokeWidth=2.5, opacity=1, clip=True).encode(
        stroke=alt.Stroke("answer:N", title="Answers", scale=alt.Scale(domain=names, range=[MARK])),
        tooltip=TOOLTIP,
    )
    return _named(rings, answers.encode(text="rank:N"), MARK, f"2 * PI * datum.rank / {len(names) + 1}")


def _question() -> "list[alt.Chart]":
    """A diamond with a question mark at the position of the question."""
    import altair as alt

    spot = _marks("question")
    diamond = spot.mark_point(shape="diamond", size=260, stroke=INK, strokeWidth=2.5, opacity=1, clip=True)
    return _named(diamond, spot.encode(text=alt.value("?")), INK, "0")


def _named(marks: "alt.Chart", names: "alt.Chart", colour: str, turn: str) -> "list[alt.Chart]":
    """The layers in drawing order: white outlines of the names, the marks, the names.

    A name is ``turn`` radians clockwise from the top of its mark. The question and every answer have
    different angles, so that the names are legible even when marks overlap, as sequels do.
    """
    import altair as alt

    style: dict[str, Any] = {"fontSize": 15, "fontWeight": "bold", "clip": True}
    style |= {"dx": alt.expr(f"18 * sin({turn})"), "dy": alt.expr(f"-18 * cos({turn})")}
    edges = names.mark_text(stroke="white", strokeWidth=4, strokeJoin="round", **style)
    return [edges, marks, names.mark_text(color=colour, **style)]


def _marks(data: str) -> "alt.Chart":
    """A chart of a named data set, at the positions in it."""
    import altair as alt

    scale = alt.Scale(zero=False, nice=False, padding=24)
    return alt.Chart(alt.NamedData(data)).encode(
        alt.X("x:Q", axis=None, scale=scale), alt.Y("y:Q", axis=None, scale=scale)
    )


def _page(chart: "alt.LayerChart", data: Mapping[str, Any]) -> bytes:
    """A web page that shows only the chart.

    ``<`` is written as a JSON escape: otherwise a title with ``</script>`` would end the script.
    """
    from vl_convert import javascript_bundle

    filling = chart.properties(width="container", height="container").to_dict()
    text = json.dumps(filling | {"datasets": data}).replace("<", "\\u003c")
    return _PAGE.substitute(library=javascript_bundle("window.vegaEmbed = vegaEmbed;"), chart=text).encode(
        "utf-8"
    )


def _picture(chart: "alt.LayerChart", data: Mapping[str, Any]) -> bytes:
    """A PNG with twice the chart's width and height in pixels."""
    from vl_convert import vegalite_to_png

    width, height = PICTURE_SIZE
    fixed = chart.properties(width=width, height=height).to_dict()
    return bytes(vegalite_to_png(fixed | {"datasets": data}, scale=2))


_DRAW = {".html": _page, ".png": _picture}

"""Movies, answers, stores and evaluations as JSON, CSV and Markdown."""

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from recommender.movie import Movie
from recommender.search.fusion import WEIGHTS
from recommender.search.result import SearchResult
from recommender.store.schema import GenreCluster, Passage, StoreInfo
from recommender.text import clean_text

if TYPE_CHECKING:
    from recommender.evaluation.asked import KindScore
    from recommender.evaluation.evaluate import Evaluation
    from recommender.store.verify import Finding

UNKNOWN = "–"
_MOVIE_COLUMNS = (
    "query", "rank", "id", "title", "year", "genres", "vote_average", "runtime", "original_language",
)  # fmt: skip
_SCORE_COLUMNS = {name: f"{name}_score" if name in _MOVIE_COLUMNS else name for name in WEIGHTS}
"""The column of each signal: one that is called like a field of a movie gets a name of its own."""
_CSV_COLUMNS = (*_MOVIE_COLUMNS, *_SCORE_COLUMNS.values(), "matched_words", "sentence", "link")


def movie_json(movie: Movie) -> dict[str, Any]:
    """Every stored field of a movie; unknown fields are null or an empty list.

    ``languages`` is there if the movie has several.
    """
    return {
        "id": movie.id,
        "title": movie.title,
        "year": movie.year,
        "genres": list(movie.genres),
        "vote_average": movie.vote_average,
        "vote_count": movie.vote_count,
        "popularity": movie.popularity,
        "runtime": movie.runtime,
        "original_language": movie.original_language,
        **({"languages": list(movie.languages)} if movie.other_languages else {}),
        "director": list(movie.directors),
        "cast": list(movie.cast),
        "tmdb_id": movie.tmdb_id,
        "imdb_id": movie.imdb_id,
        "overview": movie.overview,
    }


def cluster_json(cluster: GenreCluster) -> dict[str, Any]:
    """A cluster's fields."""
    return {
        "id": cluster.id,
        "label": cluster.label,
        "genre_keys": list(cluster.genre_keys),
        "movie_count": cluster.movie_count,
    }


def cluster_members_json(cluster: GenreCluster, members: Sequence[tuple[Movie, float]]) -> dict[str, Any]:
    """A cluster, and its movies with their cosine to its centroid."""
    return {
        **cluster_json(cluster),
        "movies": [
            {
                "id": movie.id,
                "title": movie.title,
                "year": movie.year,
                "similarity": round(similarity, 4),
            }
            for movie, similarity in members
        ],
    }


def info_json(
    info: StoreInfo,
    path: str,
    size: int,
    stored: int,
    passages: Mapping[str, int],
    clusters: Sequence[GenreCluster],
) -> dict[str, Any]:
    """A store's manifest, size in bytes, collection counts and shown clusters.

    ``passages`` are the numbers of passages by kind; they are left out where there are none.
    """
    by_kind = {"passages": dict(passages)} if passages else {}
    counted = {"passages": sum(passages.values())} if passages else {}
    return {
        "path": path,
        "bytes": size,
        "manifest": asdict(info),
        "collections": {"movies": stored, "genre_clusters": info.cluster_count, **counted},
        **by_kind,
        "clusters": [cluster_json(cluster) for cluster in clusters],
    }


def stored_movie_json(stored: Mapping[str, Any], passages: Sequence[Passage]) -> dict[str, Any]:
    """Everything stored about a movie, with its passages if it has any."""
    told = [{"id": one.id, "kind": one.kind, "text": one.text} for one in passages]
    return {**stored, **({"passages": told} if told else {})}


def findings_json(findings: "Sequence[Finding]") -> dict[str, Any]:
    """What is wrong with a store; ``fix`` is a ``Remedy``."""
    return {"findings": [{"problem": one.problem, "fix": one.remedy.value} for one in findings]}


def or_unknown(value: object) -> str:
    """A value as text, or a dash."""
    return UNKNOWN if value is None else str(value)


def count(number: int, noun: str) -> str:
    """A number with its noun: ``1 movie``, ``1,197 movies``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def movie_link(movie: Movie) -> str | None:
    """The link to the movie's page at IMDb, or else at TMDB; ``None`` if neither id is known."""
    if movie.imdb_id:
        return f"https://www.imdb.com/title/{movie.imdb_id}/"
    return f"https://www.themoviedb.org/movie/{movie.tmdb_id}" if movie.tmdb_id else None


def result_json(result: SearchResult) -> dict[str, Any]:
    """What was asked and understood, how it was searched, the ``results`` and the ``warnings``."""
    route = result.route
    return {
        "query": result.query,
        "request": dict(result.request),
        "understood": {
            "looking_for": result.understood.left,
            "spans": [asdict(span) for span in result.understood.spans],
            "preferred": [asdict(span) for span in result.understood.soft],
            "loosened": [asdict(span) for span in result.loosened],
        },
        "wish": {"genres": list(result.wish.genres), "share": round(result.wish.share, 4)},
        "route": {
            "exhaustive": not route.probes,
            "scanned_share": round(route.scanned_share, 4),
            "clusters": [
                {"id": p.cluster.id, "label": p.cluster.label, "similarity": round(p.similarity, 4)}
                for p in route.probes
            ],
            "genre_keys": None if route.genre_keys is None else list(route.genre_keys),
        },
        "plan": asdict(result.plan),
        "selection": asdict(result.selection),
        "results": [
            {
                "rank": rank,
                **movie_json(r.movie),
                "scores": {
                    name: None if score is None else round(score, 4) for name, score in r.scores.items()
                },
                "sentence": r.sentence,
                "quoted": r.quoted,
                "matched_words": list(r.matched),
                "link": movie_link(r.movie),
            }
            for rank, r in enumerate(result.recommendations, 1)
        ],
        "warnings": [asdict(notice) for notice in result.warnings],
    }


def csv_lines(results: Iterable[SearchResult], *, header: bool) -> str:
    """One line per movie of each answer, with the columns ``_CSV_COLUMNS``; lists are joined by ``|``."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    if header:
        writer.writerow(_CSV_COLUMNS)
    for result in results:
        for row in result_json(result)["results"]:
            row |= {"query": result.query}
            row |= {_SCORE_COLUMNS[name]: score for name, score in row["scores"].items()}
            writer.writerow(
                "|".join(row[name]) if isinstance(row[name], list) else row[name] for name in _CSV_COLUMNS
            )
    return text.getvalue()


def markdown_table(result: SearchResult) -> str:
    """The answer to one request as a Markdown table with linked titles."""
    lines = ["| # | Title | Year | Genres | Rating | Plot | Why |", "|--:|---|--:|---|--:|--:|---|"]
    for rank, found in enumerate(result.recommendations, 1):
        movie, link = found.movie, movie_link(found.movie)
        title = _escaped(movie.title)
        cells = (
            str(rank),
            f"[{title}]({link})" if link else title,
            or_unknown(movie.year),
            _escaped(", ".join(movie.genres)),
            rating(movie),
            percentage(found.scores["plot"]),
            _escaped(found.sentence),
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def markdown_heading(result: SearchResult) -> str:
    """The request's description as a Markdown heading."""
    return f"## {_escaped(result.query)}\n"


def _escaped(text: str) -> str:
    """Text escaped for Markdown."""
    return re.sub(r"([\\`*_\[\]<>|#&~])", r"\\\1", clean_text(text))


def rating(movie: Movie) -> str:
    """The rating with one decimal, or a dash."""
    return UNKNOWN if movie.vote_average is None else f"{movie.vote_average:.1f}"


def percentage(score: float | None) -> str:
    """A score as a percentage, or a dash."""
    return UNKNOWN if score is None else f"{score:.0%}"


def evaluation_json(evaluation: "Evaluation | None", kinds: "Sequence[KindScore]" = ()) -> dict[str, Any]:
    """Everything in ``evaluation``, and ``kinds`` if any, rounded to four places."""
    values = {**(asdict(evaluation) if evaluation else {}), "kinds": [asdict(kind) for kind in kinds]}
    rounded: dict[str, Any] = json.loads(
        json.dumps(values), parse_float=lambda number: round(float(number), 4)
    )
    return rounded

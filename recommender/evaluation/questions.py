"""Reads questions whose right answer is known."""

import csv
import json
from dataclasses import dataclass
from pathlib import Path

from recommender.errors import CatalogueError


@dataclass(frozen=True, slots=True)
class Question:
    """A typed text, and either the one right movie or the genres that every good answer has."""

    text: str
    id: str | None
    genres: frozenset[str]


def read_questions(path: Path) -> list[Question]:
    """Questions from tab-separated text (query, id, genres) or JSON Lines (query, id).

    Raises ``CatalogueError`` when the file cannot be read, is empty, or has a row without an answer.
    """
    try:
        text = path.read_text(encoding="utf-8")
        if text.lstrip().startswith("{"):
            rows = [json.loads(line) for line in text.splitlines() if line.strip()]
        else:
            rows = list(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
        questions = [
            Question(
                row["query"],
                row.get("id") or None,
                frozenset(filter(None, (row.get("genres") or "").split("|"))),
            )
            for row in rows
        ]
    except OSError as error:
        raise CatalogueError(f"cannot read the questions {path}: {error.strerror}") from error
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        raise CatalogueError(f"{path} is not a file of questions with query and id: {error!r}") from error
    if not questions or not all(question.id or question.genres for question in questions):
        raise CatalogueError(f"{path} needs at least one question, each with an id or genres")
    return questions

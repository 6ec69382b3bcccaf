"""Writes changes to a store that is marked incomplete meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from recommender.ingest.changes import Changes
from recommender.ingest.grouping import Grouping
from recommender.ingest.vector_cache import pages
from recommender.progress import Progress
from recommender.store.writer import WritableStore
from recommender.vectors import Vectors

WRITING = "Writing movies"
WRITING_PASSAGES = "Writing passages"
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Computed:
    """Everything that is computed for the movies of a catalogue, before the first write."""

    vectors: Mapping[str, Vectors]
    """The vector (dimension,) of each movie, by id."""
    grouping: Grouping
    stored: Mapping[str, int]
    """The cluster of each movie that is stored so far, by id."""


def write_movies(store: WritableStore, todo: Changes, computed: Computed, progress: Progress) -> None:
    """Write the changes of movies and clusters."""
    grouping, stored = computed.grouping, computed.stored
    new = todo.added + todo.new_text
    replaced = {*todo.removed, *(movie.id for movie in todo.new_text)}
    moved = {
        id_: grouping.cluster_of[id_]
        for id_ in sorted(stored.keys() - replaced)
        if grouping.cluster_of[id_] != stored[id_]
    }
    store.delete(sorted(replaced))
    for done, page in enumerate(pages(new, AT_ONCE)):
        progress(WRITING, done * AT_ONCE, len(new))
        clusters = [grouping.cluster_of[movie.id] for movie in page]
        store.add(page, np.stack([computed.vectors[movie.id] for movie in page]), clusters)
    progress(WRITING, len(new), len(new))
    store.update(todo.new_facts)
    store.assign(moved)
    store.replace_clusters(grouping.clusters, grouping.centroids, grouping.members)


def write_passages(store: WritableStore, todo: Changes, vectors: Vectors, progress: Progress) -> None:
    """Write the changes of passages; ``vectors`` (n, dimension) are those of the n new ones."""
    store.delete_passages(todo.stale_passages)
    new = todo.new_passages
    for start in range(0, len(new), AT_ONCE):
        progress(WRITING_PASSAGES, start, len(new))
        store.add_passages(new[start : start + AT_ONCE], vectors[start : start + AT_ONCE])
    if new:
        progress(WRITING_PASSAGES, len(new), len(new))

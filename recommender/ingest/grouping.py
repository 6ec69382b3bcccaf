"""Groups the genre keys of a store's movies into clusters, and writes them."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from recommender.ingest.clusters import cluster_count, cluster_genre_keys, describe_clusters
from recommender.ingest.text_vectors import TextVectors
from recommender.movie import Movie, genre_key_text
from recommender.progress import Progress
from recommender.store.store import Store
from recommender.vectors import group_means

GROUPING = "Grouping genres"
_AT_ONCE = 500


def group_genres(store: Store, movies: Sequence[Movie], vectors: TextVectors, progress: Progress) -> int:
    """Cluster the stored movies' genre keys and write the result; returns the number of clusters.

    Movies are taken in order of id, whatever order they were written in, so that an interrupted
    ingest ends with the same clusters as an undisturbed one.
    """
    progress(GROUPING, 0, len(movies))
    ids, stored_vectors = store.vectors()
    order = np.argsort(ids)
    ids, overviews = [ids[index] for index in order], stored_vectors[order]
    key_of = {movie.id: movie.genre_key for movie in movies}
    movies_per_key = Counter(key_of.values())
    keys = sorted(movies_per_key)
    position = {key: index for index, key in enumerate(keys)}
    key_index = np.array([position[key_of[id_]] for id_ in ids], dtype=np.int64)

    cluster_of_key = cluster_genre_keys(
        names=vectors.encode([genre_key_text(key) for key in keys]),
        overviews=group_means(overviews, key_index, len(keys)),
        weights=np.bincount(key_index, minlength=len(keys)),
        count=cluster_count(len(movies), len(keys)),
    )
    clusters = describe_clusters(dict(zip(keys, cluster_of_key.tolist(), strict=True)), movies_per_key)
    cluster_of_movie = cluster_of_key[key_index]
    members: dict[str, list[str]] = {key: [] for key in keys}
    for id_ in ids:
        members[key_of[id_]].append(id_)
    store.replace_clusters(clusters, group_means(overviews, cluster_of_movie, len(clusters)), members)

    stored = store.metadata()
    wanted = dict(zip(ids, cluster_of_movie.tolist(), strict=True))
    stale = [id_ for id_, cluster in wanted.items() if stored[id_]["cluster"] != cluster]
    for start in range(0, len(stale), _AT_ONCE):
        progress(GROUPING, start, len(stale))
        store.assign({id_: wanted[id_] for id_ in stale[start : start + _AT_ONCE]})
    progress(GROUPING, len(stale), len(stale))
    return len(clusters)

"""Groups genre keys into clusters.

The position of a genre key depends on its movies (the mean of their overview embeddings) and on its name
(the embedding of its genres' names). A cluster's centroid, with which queries are compared, uses the
overviews alone: a query describes a plot, not a genre.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from recommender.movie import GENRE_SEPARATOR, LABEL_SEPARATOR
from recommender.store.schema import GenreCluster
from recommender.vectors import Indices, Vectors, normalised

# Few large clusters lose answers: with 20 movies in each, a small catalogue loses a quarter of its answers.
MOVIES_PER_CLUSTER = 5
MAX_CLUSTERS = 200


def cluster_count(movies: int, genre_keys: int) -> int:
    """How many clusters a catalogue gets: one for every 5 movies, at most 200, at most one per genre key."""
    return max(1, min(MAX_CLUSTERS, genre_keys, round(movies / MOVIES_PER_CLUSTER)))


def cluster_genre_keys(names: Vectors, overviews: Vectors, weights: Indices, count: int) -> Indices:
    """The cluster (0 to ``count`` - 1) of each of g genre keys.

    ``names`` and ``overviews`` (g, d) are the keys' name embeddings and unit-length mean overview
    embeddings, which have equal weight. ``weights`` (g) are their numbers of movies. Spherical k-means by
    ``sklearn.cluster.KMeans`` on unit rows, with a fixed seed. No cluster is empty.
    """
    from sklearn.cluster import KMeans

    if count >= len(names):
        return np.arange(len(names), dtype=np.int64)
    points = normalised(np.hstack([names, overviews]))
    labels = KMeans(count, n_init=4, random_state=0).fit_predict(points, sample_weight=weights)
    return np.unique(labels, return_inverse=True)[1].astype(np.int64)


def describe_clusters(
    assignment: Mapping[str, int], movies_per_key: Mapping[str, int]
) -> tuple[GenreCluster, ...]:
    """The clusters of ``assignment`` (genre key to cluster id), in order of id, with readable labels.

    A label is the two most frequent genres of the cluster's movies. A third and a fourth are added where
    two clusters would otherwise have the same label.
    """
    members: dict[int, list[str]] = {}
    for key, cluster in assignment.items():
        members.setdefault(cluster, []).append(key)
    ranked = {cluster: _genres_by_movies(keys, movies_per_key) for cluster, keys in members.items()}
    labels = {cluster: LABEL_SEPARATOR.join(genres[:2]) for cluster, genres in ranked.items()}
    for length in (3, 4):
        taken = Counter(labels.values())
        for cluster, label in labels.items():
            if taken[label] > 1:
                labels[cluster] = LABEL_SEPARATOR.join(ranked[cluster][:length])
    return tuple(
        GenreCluster(cluster, labels[cluster], tuple(sorted(keys)), sum(movies_per_key[key] for key in keys))
        for cluster, keys in sorted(members.items())
    )


def _genres_by_movies(keys: Sequence[str], movies_per_key: Mapping[str, int]) -> list[str]:
    counts: Counter[str] = Counter()
    for key in sorted(keys):
        for genre in key.split(GENRE_SEPARATOR):
            counts[genre] += movies_per_key[key]
    return [genre for genre, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]

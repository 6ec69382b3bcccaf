"""Assigns movies to clusters of their genre keys."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from recommender.ingest.clusters import cluster_count, cluster_genre_keys, describe_clusters
from recommender.movie import Movie
from recommender.store.schema import GenreCluster
from recommender.vectors import Vectors, group_means


@dataclass(frozen=True, slots=True)
class Grouping:
    """Clusters of genre keys, and the cluster of each movie."""

    clusters: Sequence[GenreCluster]
    centroids: Vectors
    """(k, dimension), in the order of the clusters."""
    cluster_of: Mapping[str, int]
    """The cluster of each movie, by movie id."""
    members: Mapping[str, Sequence[str]]
    """The ids of the movies of each genre key."""


def group_genres(movies: Sequence[Movie], overviews: Vectors, names: Mapping[str, Vectors]) -> Grouping:
    """Cluster the genre keys of n movies, sorted by id so that the order of the catalogue does not matter.

    ``overviews`` are the movies' vectors (n, dimension). ``names`` are the vectors (dimension,) of the genre
    keys' names, by key.
    """
    movies_per_key = Counter(movie.genre_key for movie in movies)
    keys = sorted(movies_per_key)
    position = {key: index for index, key in enumerate(keys)}
    key_index = np.array([position[movie.genre_key] for movie in movies], dtype=np.int64)
    cluster_of_key = cluster_genre_keys(
        names=np.stack([names[key] for key in keys]),
        overviews=group_means(overviews, key_index, len(keys)),
        weights=np.bincount(key_index, minlength=len(keys)),
        count=cluster_count(len(movies), len(keys)),
    )
    clusters = describe_clusters(dict(zip(keys, cluster_of_key.tolist(), strict=True)), movies_per_key)
    cluster_of_movie = cluster_of_key[key_index]
    members: dict[str, list[str]] = {key: [] for key in keys}
    for movie in movies:
        members[movie.genre_key].append(movie.id)
    return Grouping(
        clusters,
        group_means(overviews, cluster_of_movie, len(clusters)),
        dict(zip((movie.id for movie in movies), cluster_of_movie.tolist(), strict=True)),
        members,
    )

"""The inspect use case: what the store says about one movie or one cluster."""

from typing import Any

import numpy as np

from recommender.errors import NothingMatchedError
from recommender.movie import Movie
from recommender.search.titles import TitleIndex
from recommender.store.facts_file import open_facts
from recommender.store.schema import GenreCluster
from recommender.store.store import Store
from recommender.store.where import OneOf


def find_cluster(store: Store, cluster_id: int) -> tuple[GenreCluster, list[tuple[Movie, float]]]:
    """A cluster, and its movies with their cosine to its centroid, nearest first.

    Raises ``NothingMatchedError`` when there is no such cluster, and ``StoreNotReadyError`` for an incomplete
    store.
    """
    store.require_complete()
    clusters, centroids = store.clusters()
    found = [index for index, cluster in enumerate(clusters) if cluster.id == cluster_id]
    if not found:
        raise NothingMatchedError(f"there is no cluster {cluster_id}; the ids are 0 to {len(clusters) - 1}")
    ids, vectors = store.vectors(list(store.metadata(OneOf("cluster", (cluster_id,)))))
    similarities = vectors @ centroids[found[0]]
    movies = store.movies(ids)
    order = np.argsort(-similarities, kind="stable")
    return clusters[found[0]], [(movies[ids[i]], float(similarities[i])) for i in order]


def find_movies(store: Store, title: str) -> list[dict[str, Any]]:
    """Everything stored about the movies with this title or id, ignoring case.

    Raises ``NothingMatchedError`` with the nearest titles if none matches, and ``StoreNotReadyError`` for
    an incomplete store.
    """
    store.require_complete()
    wanted = title.strip().casefold()
    facts = open_facts(store)
    titles = dict(zip(facts.ids, facts.all("title"), strict=True))
    ids = [id_ for id_, known in titles.items() if wanted in (id_.casefold(), known.casefold())]
    if not ids:
        near = TitleIndex(facts).suggestions(title)
        hint = f"did you mean {', '.join(near)}?" if near else "no title is similar"
        raise NothingMatchedError(f"there is no movie called {title!r} in the store; {hint}")
    stored = store.metadata(OneOf("title", tuple(titles[id_] for id_ in ids)))
    movies = store.movies(ids)
    found, vectors = store.vectors(ids=ids)
    return [
        {
            "id": id_,
            "title": movies[id_].title,
            **dict(sorted(stored[id_].items())),
            "overview": movies[id_].overview,
            "vector": vector,
        }
        for id_, vector in zip(found, vectors.tolist(), strict=True)
    ]

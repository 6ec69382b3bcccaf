"""Writes to a store. Only an ingest that holds the store's lock uses it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from recommender.movie import Movie
from recommender.store.chroma_errors import Guarded, chroma_errors
from recommender.store.chroma_files import count_rows, remove_unused_indexes
from recommender.store.client import collection_names, open_client, refuse_foreign
from recommender.store.schema import (
    CLUSTERS,
    HNSW,
    MOVIES,
    PASSAGES,
    PASSAGES_MARK,
    GenreCluster,
    Passage,
    StoreInfo,
    to_metadata,
)
from recommender.store.store import Store
from recommender.vectors import Vectors

if TYPE_CHECKING:
    from chromadb.api import ClientAPI


class WritableStore(Store):
    """An open store that can be changed."""

    @classmethod
    def create(cls, path: Path, info: StoreInfo) -> Self:
        """Create an empty store in ``path`` and delete an earlier one.

        Raises ``StoreError`` when Chroma cannot write there, or another program has a collection of
        the same name there.
        """
        refuse_foreign(path)
        with chroma_errors(path):
            client = open_client(path)
            present = collection_names(client)
            # ``movies`` is deleted last and created first: its manifest identifies the store as ours.
            for name in (PASSAGES, CLUSTERS, MOVIES):
                if name in present:
                    client.delete_collection(name)
            _make_collection(client, MOVIES, asdict(info))
            _make_collection(client, CLUSTERS)
            made = cls(path, client)
        remove_unused_indexes(path)
        return made

    def write_info(self, info: StoreInfo) -> None:
        """Replace the manifest."""
        self._movies.modify(metadata=asdict(info))

    def add(self, movies: Sequence[Movie], vectors: Vectors, clusters: Sequence[int]) -> None:
        """Write n movies that are not stored yet, with their vectors (n, dimension) and clusters (n).

        Never overwrite a movie: a replaced vector loses its links to its neighbours in the index (hnswlib's
        ``updatePoint``), and groups of similar movies end up disconnected from the rest.
        """
        for start in range(0, len(movies), self._page):
            page = slice(start, start + self._page)
            # Chroma's own ``add`` refuses metadata that is None.
            self._movies.upsert(
                ids=[movie.id for movie in movies[page]],
                embeddings=vectors[page],
                documents=[movie.overview for movie in movies[page]],
                metadatas=[
                    to_metadata(movie) | {"cluster": cluster}
                    for movie, cluster in zip(movies[page], clusters[page], strict=True)
                ],
            )

    def add_passages(self, passages: Sequence[Passage], vectors: Vectors) -> None:
        """Write n passages that are not stored yet, with their vectors (n, dimension); see ``add``.

        Makes their collection if there is none yet.
        """
        if passages and self._passages is None:
            with chroma_errors(self.path):
                made = _make_collection(self._client, PASSAGES, PASSAGES_MARK)
            self._passages = Guarded(made, self.path)
        for start in range(0, len(passages), self._page):
            page = slice(start, start + self._page)
            self._passages.upsert(
                ids=[passage.id for passage in passages[page]],
                embeddings=vectors[page],
                documents=[passage.text for passage in passages[page]],
                metadatas=[{"movie": passage.movie, "kind": passage.kind} for passage in passages[page]],
            )

    def delete_passages(self, ids: Sequence[str]) -> None:
        """Remove passages, and their collection when none is left."""
        if self._passages is None:
            return
        for page in self._pages(ids):
            self._passages.delete(ids=page)
        if not count_rows(self.path, PASSAGES):
            with chroma_errors(self.path):
                self._client.delete_collection(PASSAGES)
            self._passages = None
            remove_unused_indexes(self.path)

    def update(self, movies: Sequence[Movie]) -> None:
        """Overwrite the facts of stored movies. Their overviews, vectors and clusters stay."""
        self._write_metadata({movie.id: to_metadata(movie) for movie in movies})

    def delete(self, ids: Sequence[str]) -> None:
        """Remove movies."""
        for page in self._pages(ids):
            self._movies.delete(ids=page)

    def assign(self, clusters: Mapping[str, int]) -> None:
        """Set the cluster of the movies with these ids."""
        self._write_metadata({id_: {"cluster": cluster} for id_, cluster in clusters.items()})

    def replace_clusters(
        self, clusters: Sequence[GenreCluster], centroids: Vectors, members: Mapping[str, Sequence[str]]
    ) -> None:
        """Replace all clusters with these; ``centroids`` (k, dimension) are in the same order.

        ``members`` holds the ids of the movies of each genre key.
        """
        ids = [str(cluster.id) for cluster in clusters]
        stale = set(self._clusters.get(include=[])["ids"]) - set(ids)
        if stale:
            self._clusters.delete(ids=sorted(stale))
        self._clusters.upsert(
            ids=ids,
            embeddings=centroids,
            documents=[
                json.dumps({key: members[key] for key in cluster.genre_keys}, ensure_ascii=False)
                for cluster in clusters
            ],
            metadatas=[
                {"label": c.label, "genre_keys": list(c.genre_keys), "movie_count": c.movie_count}
                for c in clusters
            ],
        )

    def _write_metadata(self, metadata: Mapping[str, dict[str, Any]]) -> None:
        for page in self._pages(list(metadata)):
            self._movies.update(ids=page, metadatas=[metadata[id_] for id_ in page])


def _make_collection(client: "ClientAPI", name: str, metadata: Mapping[str, Any] | None = None) -> Any:
    return client.create_collection(
        name,
        embedding_function=None,
        configuration={"hnsw": HNSW},  # type: ignore[arg-type]
        metadata=dict(metadata) if metadata else None,
    )

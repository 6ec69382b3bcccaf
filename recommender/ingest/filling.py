"""Writes movies into a store with their vectors, known ones first."""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import TypeVar

import numpy as np

from recommender.ingest.text_vectors import TextVectors
from recommender.ingest.vector_cache import pages
from recommender.model.encoder import batches
from recommender.movie import Movie
from recommender.progress import Progress
from recommender.store.store import Store
from recommender.vectors import Vectors

LOOKING_UP = "Looking up vectors"
EMBEDDING = "Embedding overviews"
_AT_ONCE = 500


_Item = TypeVar("_Item")


_Made = TypeVar("_Made")


def keep(store: Store, vectors: TextVectors) -> None:
    """See that the cache has what the store holds, which an interruption may make unreadable."""
    overviews = {id_: overview for id_, (_, overview) in store.contents().items()}
    unknown = set(vectors.not_kept(store.info, list(overviews.values())))
    for page in pages([id_ for id_, overview in overviews.items() if overview in unknown], _AT_ONCE):
        ids, found = store.vectors(page)
        vectors.keep(store.info, {overviews[id_]: vector for id_, vector in zip(ids, found, strict=True)})


def reuse(
    store: Store, movies: Sequence[Movie], vectors: TextVectors, counts: Counter[str], progress: Progress
) -> list[Movie]:
    """Write the movies whose vectors are known, counted by source; returns the others."""
    unknown: list[Movie] = []
    for done, page in enumerate(pages(movies, _AT_ONCE)):
        progress(LOOKING_UP, done * _AT_ONCE, len(movies))
        found = vectors.find([movie.overview for movie in page])
        known = [movie for movie in page if movie.overview in found]
        unknown += [movie for movie in page if movie.overview not in found]
        if known:
            store.add(known, np.stack([found[movie.overview].vector for movie in known]))
            counts.update(found[movie.overview].source for movie in known)
    if movies:
        progress(LOOKING_UP, len(movies), len(movies))
    return unknown


def embed(store: Store, movies: Sequence[Movie], vectors: TextVectors, progress: Progress) -> int:
    """Embed a batch while the next one is tokenised and an earlier one is written; returns how many."""
    if not movies:
        return 0
    encoder = vectors.encoder

    def write(batch: Sequence[Movie], made: Vectors) -> None:
        vectors.add({movie.overview: vector for movie, vector in zip(batch, made, strict=True)})
        store.add(batch, made)

    grouped = [
        [movies[index] for index in batch]
        for batch in batches([movie.overview for movie in movies], encoder.batch_tokens)
    ]
    done = 0
    written: Future[None] | None = None
    progress(EMBEDDING, done, len(movies))
    with ThreadPoolExecutor(1) as tokeniser, ThreadPoolExecutor(1) as writer:
        tokenised = _ahead(tokeniser, lambda batch: encoder.tokenise([m.overview for m in batch]), grouped)
        for batch, tokens in zip(grouped, tokenised, strict=True):
            made = encoder.embed(tokens)
            if written:
                written.result()
            written = writer.submit(write, batch, made)
            done += len(batch)
            progress(EMBEDDING, done, len(movies))
        if written:
            written.result()
    return len(movies)


def _ahead(pool: Executor, function: Callable[[_Item], _Made], items: Iterable[_Item]) -> Iterator[_Made]:
    """``function`` of each item, in order, the next one being made in ``pool`` while one is used."""
    making: deque[Future[_Made]] = deque()
    for item in items:
        making.append(pool.submit(function, item))
        if len(making) == 2:
            yield making.popleft().result()
    for made in making:
        yield made.result()

"""Provides a vector for every text, before the store is changed."""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import TypeVar

import numpy as np

from recommender.ingest.changes import Stored
from recommender.ingest.text_vectors import COMPUTED, TextVectors
from recommender.ingest.vector_cache import pages
from recommender.model.encoder import batches
from recommender.movie import Movie
from recommender.progress import Progress
from recommender.store.schema import Passage
from recommender.store.store import Store
from recommender.vectors import Vectors, normalised

EMBEDDING = "Embedding texts"
_AT_ONCE = 500
_Item = TypeVar("_Item")
_Made = TypeVar("_Made")


def keep(store: Store, stored: Stored, vectors: TextVectors) -> None:
    """Copy vectors that only the store has to the cache: an interruption may make the store unreadable.

    ``stored`` are the store's contents.
    """
    overviews = {id_: overview for id_, (_, overview) in stored.movies.items()}
    for texts, find in ((overviews, store.vectors), (stored.passages, store.passage_rows.vectors)):
        unknown = set(vectors.not_kept(store.info, list(texts.values())))
        for page in pages([id_ for id_, text in texts.items() if text in unknown], _AT_ONCE):
            ids, found = find(page)
            vectors.keep(store.info, {texts[id_]: vector for id_, vector in zip(ids, found, strict=True)})


def embed(texts: Sequence[str], vectors: TextVectors, progress: Progress) -> Counter[str]:
    """Compute the missing vectors; returns how many different texts have one from each source.

    Embeds a batch while the next one is tokenised and the previous one is written to the cache.
    """
    sources = vectors.sources(texts)
    missing = [text for text, source in sources.items() if source == COMPUTED]
    if missing:
        encoder = vectors.encoder
        grouped = [[missing[index] for index in batch] for batch in batches(missing, encoder.batch_tokens)]
        done = 0
        kept: Future[None] | None = None
        progress(EMBEDDING, done, len(missing))
        with ThreadPoolExecutor(1) as tokeniser, ThreadPoolExecutor(1) as keeper:
            tokenised = _ahead(tokeniser, encoder.tokenise, grouped)
            for batch, tokens in zip(grouped, tokenised, strict=True):
                made = encoder.embed(tokens)
                if kept:
                    kept.result()
                kept = keeper.submit(vectors.add, dict(zip(batch, made, strict=True)))
                done += len(batch)
                progress(EMBEDDING, done, len(missing))
            if kept:
                kept.result()
    return Counter(sources.values())


def vectors_of(movies: Sequence[Movie], store: Store, vectors: TextVectors) -> Vectors:
    """The unit vectors (n, dimension) of n movies, in their order.

    Takes a vector from the store only if it is neither shipped nor cached. Chroma rounds what it stores, so
    with stored vectors an update would group the movies slightly differently than a rebuild.
    """
    made = np.zeros((len(movies), vectors.dimension), dtype=np.float32)
    unknown: dict[str, int] = {}
    for start in range(0, len(movies), _AT_ONCE):
        page = movies[start : start + _AT_ONCE]
        found = vectors.find([movie.overview for movie in page])
        for row, movie in enumerate(page, start):
            if movie.overview in found:
                made[row] = found[movie.overview]
            else:
                unknown[movie.id] = row
    ids, stored = store.vectors(list(unknown))
    made[[unknown[id_] for id_ in ids]] = stored
    return normalised(made)


def passage_vectors(passages: Sequence[Passage], vectors: TextVectors) -> Vectors:
    """The unit vectors (n, dimension) of n passages, in their order."""
    # Asking for the dimension may load the model, which nothing else needs if passages were only removed.
    made = np.zeros((len(passages), vectors.dimension if passages else 0), dtype=np.float32)
    for start in range(0, len(passages), _AT_ONCE):
        texts = [passage.text for passage in passages[start : start + _AT_ONCE]]
        made[start : start + _AT_ONCE] = vectors.encode(texts)
    return normalised(made)


def _ahead(pool: Executor, function: Callable[[_Item], _Made], items: Iterable[_Item]) -> Iterator[_Made]:
    """``function`` of each item, in order; ``pool`` computes the next one while the caller uses one."""
    making: deque[Future[_Made]] = deque()
    for item in items:
        making.append(pool.submit(function, item))
        if len(making) == 2:
            yield making.popleft().result()
    for made in making:
        yield made.result()

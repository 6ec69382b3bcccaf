"""The query use case: a description in, the best movies out."""

import shlex
from collections.abc import Sequence
from typing import Any

import numpy as np

from recommender.arrays import Vectors
from recommender.clusters import choose_probes, group_means
from recommender.encoder import Encoder
from recommender.errors import EMPTY_DESCRIPTION, InvalidQueryError, StoreNotReadyError
from recommender.fields import clean_text
from recommender.ranking import (
    WordIndex,
    candidate_text,
    diversify,
    essence,
    fuse,
    ranked,
    sentences,
    standardised,
    without_repeats,
)
from recommender.records import (
    Movie,
    Probe,
    Recommendation,
    Route,
    SearchOptions,
    SearchResult,
    Wish,
)
from recommender.store import Store, ingest_command
from recommender.wishes import find_wish, genre_fit

DEFAULTS = SearchOptions()
NO_WISH = Wish((), 0.0)
CANDIDATES = 200
"""How many movies the similarity search hands on to be ordered by all signals."""
WISH_CANDIDATES = 50
"""How many more of them have all the wished genres, when a description is a wish."""
ROUTE_BY_GENRES = 6.0
"""What genres count in routing, where ``Weights.genres`` is what they count in ranking."""
DIVERSIFIED = 60
"""How many of the best are put in an order that avoids likeness; the rest follow as they are."""
LEAST_WISH = 0.2
"""A description with a smaller share of genre words is a plot: 95 of 100 plots have less."""

Found = list[tuple[Movie, float]]


class Recommender:
    """Answers descriptions from an open store; keep one for many questions."""

    def __init__(self, store: Store, encoder: Encoder) -> None:
        """Raises ``StoreNotReadyError`` when the store is incomplete or has another model's vectors."""
        _check(store, encoder)
        self.store = store
        self.encoder = encoder
        self._clusters, self._centroids = store.clusters()
        self._sizes = [cluster.movie_count for cluster in self._clusters]
        self._genres = {genre for c in self._clusters for genres in c.genres_of_keys for genre in genres}
        self._everything: tuple[list[str], Vectors] | None = None

    def search(self, descriptions: Sequence[str], options: SearchOptions = DEFAULTS) -> list[SearchResult]:
        """The answers to each description; they are embedded together.

        Raises ``InvalidQueryError`` for a description without a readable character.
        """
        texts = [clean_text(description) for description in descriptions]
        vectors = self.embed(texts)
        return [self.answer(text, vector, options) for text, vector in zip(texts, vectors, strict=True)]

    def embed(self, texts: Sequence[str]) -> Vectors:
        """The vectors (n, dimension) of what the descriptions say, without preambles.

        Raises ``InvalidQueryError`` for an empty description.
        """
        if not all(texts):
            raise InvalidQueryError(EMPTY_DESCRIPTION)
        return self.encoder.encode([essence(text) for text in texts])

    def answer(self, text: str, vector: Vectors, options: SearchOptions = DEFAULTS) -> SearchResult:
        """The answers to one description, given its vector (dimension,)."""
        warnings = []
        if self.encoder.exceeds_window(text):
            warnings.append("the description is longer than the model can read; only its beginning was used")
        wish = find_wish(text, self._genres)
        route, where = self.route(vector, options, wish)
        found = self._candidates(vector, options, wish, where)
        return SearchResult(
            text, wish, route, self._order(text, vector, wish, found, options), tuple(warnings)
        )

    def route(
        self, vector: Vectors, options: SearchOptions = DEFAULTS, wish: Wish = NO_WISH
    ) -> tuple[Route, dict[str, Any] | None]:
        """The clusters to search for ``vector``, and the filter that keeps a search within them."""
        if options.exhaustive:
            return Route(probes=(), scanned_share=1.0), None
        similarities = self._centroids @ vector
        order = standardised(similarities)
        if wish.genres and options.weights.genres:
            order = order + ROUTE_BY_GENRES * wish.share * self._cluster_fits(wish)
        probes = tuple(
            Probe(self._clusters[index], float(similarities[index]))
            for index in choose_probes(order, self._sizes, options.budget)
        )
        where: dict[str, Any] = {"cluster": {"$in": [probe.cluster.id for probe in probes]}}
        scanned = sum(probe.cluster.movie_count for probe in probes)
        keys = None
        if options.genre_keys is not None:
            keys, scanned = self._nearest_genre_keys(vector, where, options.genre_keys)
            where = {"genre_key": {"$in": list(keys)}}
        return Route(probes, scanned / sum(self._sizes), keys), where

    def _cluster_fits(self, wish: Wish) -> Vectors:
        fits = [np.mean([genre_fit(wish, genres) for genres in c.genres_of_keys]) for c in self._clusters]
        return np.array(fits, dtype=np.float32)

    def _nearest_genre_keys(
        self, vector: Vectors, where: dict[str, Any], count: int
    ) -> tuple[tuple[str, ...], int]:
        """The ``count`` genre keys within ``where`` whose mean overview is nearest, and their movies."""
        ids, vectors = self.store.vectors(where=where)
        metadata = self.store.metadata(where)
        keys, groups, sizes = np.unique(
            [metadata[id_]["genre_key"] for id_ in ids], return_inverse=True, return_counts=True
        )
        similarities = group_means(vectors, groups, len(keys)) @ vector
        nearest = np.argsort(-similarities, kind="stable")[:count]
        return tuple(str(keys[index]) for index in nearest), int(sizes[nearest].sum())

    def _candidates(
        self, vector: Vectors, options: SearchOptions, wish: Wish, where: dict[str, Any] | None
    ) -> Found:
        """The movies nearest to ``vector``, and for a wish also the nearest that fulfil it."""
        limit = max(CANDIDATES, options.limit)
        found = (
            self._nearest_exactly(vector, limit)
            if where is None
            else self.store.nearest(vector, limit, where)
        )
        if wish.share >= LEAST_WISH and options.weights.genres:
            clauses = [{"genres": {"$contains": genre}} for genre in wish.genres]
            if where is not None:
                clauses.append(where)
            fulfilling = clauses[0] if len(clauses) == 1 else {"$and": clauses}
            present = {movie.id for movie, _ in found}
            more = self.store.nearest(vector, WISH_CANDIDATES, fulfilling)
            found += [(movie, similarity) for movie, similarity in more if movie.id not in present]
        return found

    def _nearest_exactly(self, vector: Vectors, limit: int) -> Found:
        """Exact cosine over all movies: the oracle every shortcut is measured against."""
        if self._everything is None:
            self._everything = self.store.vectors()
        ids, vectors = self._everything
        similarities = vectors @ vector
        best = np.argsort(-similarities, kind="stable")[:limit]
        movies = self.store.movies([ids[index] for index in best])
        return [(movies[ids[index]], float(similarities[index])) for index in best]

    def _order(
        self, text: str, vector: Vectors, wish: Wish, found: Found, options: SearchOptions
    ) -> tuple[Recommendation, ...]:
        """The best of the candidates by all signals, near-repetitions put back."""
        if not found:
            return ()
        movies = [movie for movie, _ in found]
        plot = np.array([similarity for _, similarity in found], dtype=np.float32)
        words = np.zeros(len(found), dtype=np.float32)
        if options.weights.words:
            words = WordIndex([candidate_text(movie) for movie in movies]).scores(text)
        fits = np.array([genre_fit(wish, movie.genres) for movie in movies], dtype=np.float32)
        scores = fuse(plot, words, wish.share * fits, options.weights)
        order = without_repeats(ranked(scores, [movie.id for movie in movies]), movies)
        order = self._varied(order, scores, movies, options.variety)[: options.limit]
        shown = [movies[index] for index in order]
        evidence = self._sentences(vector, shown) if options.explain else [None] * len(shown)
        best_words = float(words.max()) or 1.0
        return tuple(
            Recommendation(
                movie=movies[index],
                similarity=float(plot[index]),
                words=float(words[index]) / best_words,
                genres=float(fits[index]) ** 0.5 if wish.genres else None,
                sentence=sentence,
            )
            for index, sentence in zip(order, evidence, strict=True)
        )

    def _varied(self, order: list[int], scores: Vectors, movies: list[Movie], variety: float) -> list[int]:
        if not variety:
            return order
        head = order[:DIVERSIFIED]
        ids, stored = self.store.vectors(ids=[movies[index].id for index in head])
        row_of = {id_: row for row, id_ in enumerate(ids)}
        vectors = stored[[row_of[movies[index].id] for index in head]]
        chosen = diversify(scores[head], vectors, variety)
        return [head[place] for place in chosen] + order[DIVERSIFIED:]

    def _sentences(self, vector: Vectors, movies: list[Movie]) -> list[str]:
        """For each movie the sentence of its overview that is nearest to ``vector``."""
        parts = [sentences(movie.overview) for movie in movies]
        similarities = self.encoder.encode([part for own in parts for part in own]) @ vector
        starts = np.cumsum([0, *map(len, parts)])
        return [
            own[int(np.argmax(similarities[start : start + len(own)]))]
            for own, start in zip(parts, starts, strict=False)
        ]


def _check(store: Store, encoder: Encoder) -> None:
    info = store.info
    mend = f"Run: {ingest_command(store.path)}"
    if info.state != "ready":
        raise StoreNotReadyError(
            f"ingest is incomplete ({store.count_movies():,} of {info.movie_count:,} movies). {mend}"
        )
    if (info.model, info.weights_hash) != (encoder.name, encoder.weights_hash):
        asked = encoder.name if encoder.name != info.model else "other weights of that name"
        raise StoreNotReadyError(
            f"the store in {store.path} was made with the model {info.model}, not with {asked}. "
            f"{mend} --model {shlex.quote(encoder.name)}"
        )
    if info.dimension != encoder.dimension:
        raise StoreNotReadyError(
            f"the store in {store.path} has vectors of {info.dimension} dimensions, "
            f"{encoder.name} makes {encoder.dimension}. {mend}"
        )

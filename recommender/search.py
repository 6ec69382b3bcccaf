"""The query use case: a description in, the best movies out."""

import shlex
from collections.abc import Sequence

import numpy as np

from recommender.arrays import Vectors
from recommender.clusters import choose_probes, group_means
from recommender.directory import ingest_command
from recommender.encoder import Encoder
from recommender.errors import (
    EMPTY_DESCRIPTION,
    STORE_CHANGED,
    InvalidQueryError,
    StoreError,
    StoreNotReadyError,
)
from recommender.fields import clean_text
from recommender.plans import FilteredSearch, Ranked, best_of
from recommender.ranking import (
    candidate_text,
    diversify,
    essence,
    fuse,
    ranked,
    sentences,
    standardised,
    without_repeats,
    word_scores,
)
from recommender.records import (
    GENRE_SEPARATOR,
    Movie,
    Plan,
    Probe,
    Recommendation,
    Route,
    SearchOptions,
    SearchResult,
    Wish,
)
from recommender.store import Store
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


class Recommender:
    """Answers descriptions from an open store; keep one for many questions."""

    def __init__(self, store: Store, encoder: Encoder) -> None:
        """Raises ``StoreNotReadyError`` when the store is incomplete or has another model's vectors."""
        require_vectors_of(store, encoder.name, encoder.fingerprint)
        _require_dimension(store, encoder)
        self.store = store
        self.encoder = encoder
        self._filtered = FilteredSearch(store)
        self._clusters, self._centroids = store.clusters()
        self._sizes = [cluster.movie_count for cluster in self._clusters]
        self._genres = {key: key.split(GENRE_SEPARATOR) for c in self._clusters for key in c.genre_keys}
        self._known_genres = {genre for genres in self._genres.values() for genre in genres}
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
        wish = find_wish(text, self._known_genres)
        route, keys = self.route(vector, options, wish)
        found, plan = self._candidates(vector, options, wish, keys)
        order = self._order(text, vector, wish, found, options)
        return SearchResult(text, wish, route, plan, order, tuple(warnings))

    def route(
        self, vector: Vectors, options: SearchOptions = DEFAULTS, wish: Wish = NO_WISH
    ) -> tuple[Route, frozenset[str]]:
        """The clusters to search for ``vector``, and the genre keys that a search of them keeps to."""
        if options.exhaustive:
            return Route(probes=(), scanned_share=1.0), frozenset(self._genres)
        similarities = self._centroids @ vector
        order = standardised(similarities)
        if wish.genres and options.weights.genres:
            order = order + ROUTE_BY_GENRES * wish.share * self._cluster_fits(wish)
        probes = tuple(
            Probe(self._clusters[index], float(similarities[index]))
            for index in choose_probes(order, self._sizes, options.budget)
        )
        keys = frozenset(key for probe in probes for key in probe.cluster.genre_keys)
        nearest = None
        if options.genre_keys is not None:
            nearest = self._nearest_genre_keys(vector, keys, options.genre_keys)
            keys = frozenset(nearest)
        return Route(probes, self._filtered.count(keys) / sum(self._sizes), nearest), keys

    def nearest(self, vector: Vectors, limit: int, keys: frozenset[str]) -> tuple[Ranked, Plan]:
        """Ids of up to ``limit`` movies with one of the genre keys, best first, with their cosine.

        ``vector`` is (dimension,). Raises ``StoreError`` when Chroma fails.
        """
        return self._filtered.nearest(vector, limit, keys)

    def _cluster_fits(self, wish: Wish) -> Vectors:
        fits = [np.mean([genre_fit(wish, self._genres[key]) for key in c.genre_keys]) for c in self._clusters]
        return np.array(fits, dtype=np.float32)

    def _nearest_genre_keys(self, vector: Vectors, keys: frozenset[str], count: int) -> tuple[str, ...]:
        """The ``count`` of ``keys`` whose mean overview is nearest."""
        ids, vectors = self.store.vectors(self._filtered.ids(keys))
        ordered = sorted(keys)
        place = {key: index for index, key in enumerate(ordered)}
        groups = np.array([place[self._filtered.key_of[id_]] for id_ in ids])
        similarities = group_means(vectors, groups, len(ordered)) @ vector
        return tuple(ordered[index] for index in np.argsort(-similarities, kind="stable")[:count])

    def _candidates(
        self, vector: Vectors, options: SearchOptions, wish: Wish, keys: frozenset[str]
    ) -> tuple[Ranked, Plan]:
        """The movies nearest to ``vector``, and for a wish also the nearest that fulfil it."""
        limit = max(CANDIDATES, options.limit)
        if options.exhaustive:
            found = self._nearest_exactly(vector, limit, keys)
            plan = Plan("all", sum(self._sizes), sum(self._sizes))
        else:
            found, plan = self.nearest(vector, limit, keys)
        if wish.share >= LEAST_WISH and options.weights.genres:
            fulfilling = frozenset(key for key in keys if set(wish.genres) <= set(self._genres[key]))
            present = {id_ for id_, _ in found}
            if options.exhaustive:
                more = self._nearest_exactly(vector, WISH_CANDIDATES, fulfilling)
            else:
                more, _ = self.nearest(vector, WISH_CANDIDATES, fulfilling)
            found = found + [(id_, similarity) for id_, similarity in more if id_ not in present]
        return found, plan

    def _nearest_exactly(self, vector: Vectors, limit: int, keys: frozenset[str]) -> Ranked:
        """Exact cosine over all movies: the oracle every shortcut is measured against."""
        if self._everything is None:
            self._everything = self.store.vectors()
        ids, vectors = self._everything
        allowed = [row for row, id_ in enumerate(ids) if self._filtered.key_of.get(id_) in keys]
        return best_of([ids[row] for row in allowed], (vectors @ vector)[allowed], limit)

    def _order(
        self, text: str, vector: Vectors, wish: Wish, found: Ranked, options: SearchOptions
    ) -> tuple[Recommendation, ...]:
        """The best of the candidates by all signals, near-repetitions put back."""
        if not found:
            return ()
        movies = self._filtered.movies([id_ for id_, _ in found])
        plot = np.array([similarity for _, similarity in found], dtype=np.float32)
        words = np.zeros(len(found), dtype=np.float32)
        if options.weights.words:
            words = word_scores(text, [candidate_text(movie) for movie in movies])
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
        if len(row_of) < len(head):
            raise StoreError(STORE_CHANGED)
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


def require_vectors_of(store: Store, model: str, fingerprint: str) -> None:
    """Raise ``StoreNotReadyError`` unless the store is complete and that model made its vectors."""
    info = store.info
    mend = f"Run: {ingest_command(store.path)}"
    if info.state != "ready":
        raise StoreNotReadyError(
            f"ingest is incomplete ({store.count_movies():,} of {info.movie_count:,} movies). {mend}"
        )
    if (info.model, info.model_fingerprint) != (model, fingerprint):
        asked = model if model != info.model else "other files of that name"
        raise StoreNotReadyError(
            f"the store in {store.path} was made with the model {info.model}, not with {asked}. "
            f"{mend} --model {shlex.quote(model)}"
        )


def _require_dimension(store: Store, encoder: Encoder) -> None:
    if store.info.dimension != encoder.dimension:
        raise StoreNotReadyError(
            f"the store in {store.path} has vectors of {store.info.dimension} dimensions, "
            f"{encoder.name} makes {encoder.dimension}. Run: {ingest_command(store.path)}"
        )

"""The query use case: a request in, the best movies out."""

import gc
import importlib
import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from recommender.errors import EMPTY_DESCRIPTION, InvalidQueryError, StoreError, StoreNotReadyError
from recommender.model.encoder import Encoder
from recommender.model.loading import QueryModel
from recommender.search.filters import Selector, advice
from recommender.search.nearest import FilteredSearch, Ranked, Scope, best_of
from recommender.search.ranking import Orderer, Target
from recommender.search.request import Request
from recommender.search.result import Plan, Route, SearchOptions, SearchResult, Selection, Wish
from recommender.search.routing import Router
from recommender.search.wishes import find_wish
from recommender.search.words import essence
from recommender.store.directory import require_store
from recommender.store.location import DEFAULT_STORE, ingest_command
from recommender.store.store import Store
from recommender.text import clean_text
from recommender.vectors import Vectors

DEFAULTS = SearchOptions()
NO_WISH = Wish((), 0.0)
CANDIDATES = 200
"""How many movies the similarity search hands on to be ordered by all signals."""
WISH_CANDIDATES = 50
"""How many more of them have all the wished genres, when a description is a wish."""
LEAST_WISH = 0.2
"""A description with a smaller share of genre words is a plot: 95 of 100 plots have less."""
FEW = 5
"""When fewer movies pass the filters, it is said which filter to loosen."""
LIKED = 1.0
"""What the mean of the liked movies counts in what is looked for, where the description counts 1."""
LIKED_GENRES = 0.2
"""The share of a wish for genres (see ``Wish``) in a request that has liked movies and no description.

Measured by ``tests/benchmarks/examples.py``: with their words and genres another film of the same series is
among the five for 0.97 of 145 movies, without them for 0.90; and 0.52 of the genres agree instead of 0.38.
"""


@dataclass(frozen=True, slots=True)
class Question:
    """A request with everything in it looked up."""

    request: Request
    wanted: Target
    scope: Scope
    selection: Selection
    avoided: tuple[Target, ...] = ()


class Recommender:
    """Answers requests from an open store; keep one for many."""

    def __init__(self, store: Store, encoder: Encoder) -> None:
        """Raises ``StoreNotReadyError`` when the store is incomplete or has another model's vectors."""
        self.encoder = encoder
        self._use(store)

    @classmethod
    def open(
        cls,
        store: Path | str | None = None,
        model: str | None = None,
        cache: Path | str | None = None,
        *,
        encoder: Encoder | None = None,
        once: bool = False,
        notify: Callable[[str], None] = lambda _: None,
    ) -> "Recommender":
        """The store in a directory and the model that made it, loaded at the same time: each takes a while.

        By default the project's own store, and the default model in the user's cache directory. ``encoder``
        is used instead of loading a model: it must have the name and fingerprint of the one that made the
        store. ``once`` is for a single question, see ``OnnxEncoder``; ``notify`` is told about work that
        takes seconds.

        Raises ``StoreError`` or ``StoreNotReadyError`` for the store, ``ModelError`` for the model.
        """
        store = Path(store or DEFAULT_STORE)
        require_store(store)
        if encoder is not None:
            return cls(Store.open(store), encoder)
        loading = QueryModel(model, cache, notify, once=once)
        opened = Store.open(store)
        require_vectors_of(opened, loading.name, loading.fingerprint)
        # The first question needs it, and the model is not there yet.
        importlib.import_module("bm25s")
        return cls(opened, loading.load())

    def search(
        self, requests: Sequence[Request | str] | Request | str, options: SearchOptions = DEFAULTS
    ) -> list[SearchResult]:
        """The answer to each request, where a string is a description alone; they are embedded together.

        A single request may be given without a list around it. Raises ``InvalidQueryError`` for a request
        that says nothing or names what the store does not hold, and ``NothingMatchedError`` when no movie
        passes the filters.
        """
        several = [requests] if isinstance(requests, str | Request) else requests
        asked = [Request(request) if isinstance(request, str) else request for request in several]
        self._keep_up()
        try:
            results = self._answers(asked, options)
        except StoreError:
            if not self._keep_up():
                raise
        else:
            if not self._keep_up():
                return results
        # Another process has ingested meanwhile: what was found may be half of this and half of that.
        return self._answers(asked, options)

    def check(self, request: Request) -> None:
        """Raise what ``search`` would for the filters and examples of ``request``."""
        self._selector.select(request)

    def _answers(self, requests: Sequence[Request], options: SearchOptions) -> list[SearchResult]:
        return [self.answer(question, options) for question in self.questions(requests)]

    def _keep_up(self) -> bool:
        """Change to what another process has ingested meanwhile; whether there is any.

        What it has not finished is not used: raises like ``open``.
        """
        reopened = self.store.reopened()
        if reopened:
            self._use(reopened)
            # The client refers to itself: until it is collected the files of the earlier store stay open.
            gc.collect()
        return reopened is not None

    def _use(self, store: Store) -> None:
        require_vectors_of(store, self.encoder.name, self.encoder.fingerprint)
        _require_dimension(store, self.encoder)
        self.store = store
        self._filtered = FilteredSearch(store)
        self._router = Router(store, self._filtered)
        self._orderer = Orderer(store, self._filtered)
        self._selector = Selector(store, self._filtered)
        self.facets = self._selector.facets
        self._everything: tuple[list[str], Vectors] | None = None

    def questions(self, requests: Sequence[Request]) -> list[Question]:
        """The requests with everything looked up and embedded; raises like ``search``."""
        texts = [clean_text(request.description) for request in requests]
        for request, text in zip(requests, texts, strict=True):
            if not (text or request.like):
                raise InvalidQueryError(EMPTY_DESCRIPTION)
        unwanted = sorted({clean_text(text) for request in requests for text in request.without} - {""})
        selected = [self._selector.select(request) for request in requests]
        said = list(filter(None, dict.fromkeys((*texts, *unwanted))))
        known = dict(zip(said, self.embed(said), strict=True)) if said else {}
        return [
            self._question(request, known, scope, selection)
            for request, (scope, selection) in zip(requests, selected, strict=True)
        ]

    def embed(self, texts: Sequence[str]) -> Vectors:
        """The vectors (n, dimension) of what the descriptions say, without preambles.

        Raises ``InvalidQueryError`` for an empty description.
        """
        if not all(texts):
            raise InvalidQueryError(EMPTY_DESCRIPTION)
        return self.encoder.encode_query([essence(text) for text in texts])

    def answer(self, question: Question, options: SearchOptions = DEFAULTS) -> SearchResult:
        """The answer to a question; raises ``StoreError`` when Chroma fails."""
        wanted, warnings = question.wanted, []
        description, asked = clean_text(question.request.description), question.request.asked()
        if self.encoder.exceeds_window(description):
            warnings.append("the description is longer than the model can read; only its beginning was used")
        selection = question.selection
        if selection.filters and selection.passing < min(options.limit, FEW):
            left = f"the filters leave only {selection.passing:,} of {selection.total:,} movies"
            warnings.append(f"{left}: {advice(selection)}")
        route, keys = self._router.route(wanted.vector, options, wanted.wish, question.scope)
        found, plan = self._candidates(wanted, options, keys, question.scope)
        order = self._orderer.order(wanted, question.avoided, found, options)
        warnings += self._filtered.warnings
        return SearchResult(description, asked, wanted.wish, route, plan, selection, order, tuple(warnings))

    def describe(self, text: str, vector: Vectors) -> Question:
        """The question of a description alone whose vector (dimension,) is known."""
        request = Request(text)
        return Question(request, Target(text, vector, self._wish(text)), *self._selector.select(request))

    def route(self, vector: Vectors, options: SearchOptions = DEFAULTS) -> tuple[Route, frozenset[str]]:
        """The clusters to search for ``vector`` among all movies, and the genre keys that are searched."""
        return self._router.route(vector, options, NO_WISH, self._filtered.everything)

    def nearest(self, vector: Vectors, limit: int, keys: frozenset[str]) -> tuple[Ranked, Plan]:
        """Ids of up to ``limit`` movies with one of the genre keys, best first, with their cosine.

        ``vector`` is (dimension,). Raises ``StoreError`` when Chroma fails.
        """
        return self._filtered.nearest(vector, limit, keys)

    def _wish(self, text: str) -> Wish:
        return find_wish(text, self.facets.genres)

    def _question(
        self, request: Request, known: dict[str, Vectors], scope: Scope, selection: Selection
    ) -> Question:
        """Likes draw what is looked for towards them (Rocchio, 1971); dislikes only matter to the order."""
        liked = [self.facets.titles.find(title) for title in request.like]
        unliked = [self.facets.titles.find(title) for title in request.unlike]
        examples = dict(zip(*self.store.vectors(sorted({*liked, *unliked})), strict=True))
        text = clean_text(request.description)
        wanted = Target(text, known[text], self._wish(text)) if text else self._like(liked)
        if liked:
            vector = wanted.vector + LIKED * np.mean([examples[id_] for id_ in liked], axis=0)
            wanted = replace(wanted, vector=vector / np.linalg.norm(vector))
        unwanted = filter(None, map(clean_text, request.without))
        avoided = [Target(other, known[other], self._wish(other)) for other in unwanted]
        avoided += [Target("", examples[id_], NO_WISH) for id_ in unliked]
        return Question(request, wanted, scope, selection, tuple(avoided))

    def _like(self, ids: Sequence[str]) -> Target:
        """What movies have in common with these, but for the vector: their words and genres."""
        movies = self._filtered.movies(ids)
        text = " ".join(f"{movie.title} {movie.overview}" for movie in movies)
        genres = tuple(dict.fromkeys(genre for movie in movies for genre in movie.genres))
        return Target(text, np.zeros(self.encoder.dimension, dtype=np.float32), Wish(genres, LIKED_GENRES))

    def _candidates(
        self, wanted: Target, options: SearchOptions, keys: frozenset[str], scope: Scope
    ) -> tuple[Ranked, Plan]:
        """The movies nearest to ``wanted``, and for a wish also the nearest that fulfil it."""
        found, plan = self._nearest(wanted.vector, max(CANDIDATES, options.limit), keys, scope, options)
        if wanted.wish.share >= LEAST_WISH and options.weights.genres:
            wished = set(wanted.wish.genres)
            fulfilling = frozenset(key for key in keys if wished <= set(self._router.genres_of[key]))
            more, _ = self._nearest(wanted.vector, WISH_CANDIDATES, fulfilling, scope, options)
            present = {id_ for id_, _ in found}
            found = found + [pair for pair in more if pair[0] not in present]
        return found, plan

    def _nearest(
        self, vector: Vectors, limit: int, keys: frozenset[str], scope: Scope, options: SearchOptions
    ) -> tuple[Ranked, Plan]:
        if not options.exhaustive:
            return self._filtered.nearest(vector, limit, keys, scope)
        # Exact cosine over all movies: the oracle every shortcut is measured against.
        if self._everything is None:
            self._everything = self.store.vectors()
        ids, vectors = self._everything
        inside = set(scope.ids(keys))
        rows = [row for row, id_ in enumerate(ids) if id_ in inside]
        best = best_of([ids[row] for row in rows], (vectors @ vector)[rows], limit)
        return best, Plan("all", scope.total, len(ids))


def require_vectors_of(store: Store, model: str, fingerprint: str) -> None:
    """Raise ``StoreNotReadyError`` unless the store is complete and that model made its vectors."""
    store.require_complete()
    info = store.info
    if (info.model, info.model_fingerprint) != (model, fingerprint):
        asked = model if model != info.model else "other files of that name"
        raise StoreNotReadyError(
            f"the store in {store.path} was made with the model {info.model}, not with {asked}. "
            f"Run: {ingest_command(store.path)} --model {shlex.quote(model)}"
        )


def _require_dimension(store: Store, encoder: Encoder) -> None:
    if store.info.dimension != encoder.dimension:
        raise StoreNotReadyError(
            f"the store in {store.path} has vectors of {store.info.dimension} dimensions, "
            f"{encoder.name} makes {encoder.dimension}. Run: {ingest_command(store.path)}"
        )

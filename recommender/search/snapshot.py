"""One state of a store, with everything that a search reads from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from recommender.errors import NothingMatchedError, Remedy, StoreChangedError
from recommender.search.candidates import CandidateFinder
from recommender.search.facets import Facets
from recommender.search.filters import Selector, advice, filters_of
from recommender.search.grammar.leftover import tells_a_plot
from recommender.search.grammar.reading import CERTAIN
from recommender.search.nearest import NearestSearch, Scope
from recommender.search.parts import MOST_PARTS, parts_of, telling_parts
from recommender.search.passage_search import PassageSearch
from recommender.search.preferences import preferred
from recommender.search.ranking import Answer, Ranker, mentioning
from recommender.search.reasons import best_sentences, matched_words
from recommender.search.request import Request, year_before_and_after
from recommender.search.result import (
    LIMIT,
    Notice,
    Recommendation,
    SearchOptions,
    SearchResult,
    Selection,
    Wish,
)
from recommender.search.routing import Router
from recommender.search.target import Preference, Target
from recommender.search.understood import Span, Understood, literally, request_of
from recommender.search.wishes import find_wish, telling_share
from recommender.store.lexicon import Lexicon
from recommender.store.lexicon_file import open_lexicon
from recommender.store.store import Store
from recommender.text import clean_text
from recommender.vectors import Vectors

FEW_LEFT = 5
"""When fewer movies pass the filters, a warning says which filter to loosen."""
SOFT, LOOSENED, VAGUE = 2.5, 6.0, 1.0
"""The weights of preferences: facts in a plot, filters that were given up, and words such as "old"."""
ABOUT = 0.5
"""The share of the weight of a year that the years before and after it add: films have several dates."""
SIGNALS_OF = {"year": "year", "person": "people"}
"""The signals of preferences by the fields of their spans; for all others it is ``facts``."""
LIKED = 1.0
"""The weight of the liked movies' mean in the query vector; the description has weight 1."""
LIKED_GENRES = 0.6
"""The share of the wish (see ``Wish``) when a request has liked movies but no description.

Measured by ``tests/benchmarks/examples.py``: with the words and genres of the liked movie, another film of
its series is among the five for 0.97 of 145 movies, without them for 0.90; and 0.67 of the genres agree
instead of 0.38. With a share of 0.2 it is 0.98 and 0.53, with 1.0 it is 0.92 and 0.71.
"""


@dataclass(frozen=True, slots=True)
class Resolved:
    """A request whose titles, filters and texts have been looked up in a snapshot."""

    understood: Understood
    wanted: Target
    scope: Scope
    selection: Selection
    avoided: tuple[Target, ...] = ()
    loosened: tuple[Span, ...] = ()
    """Filters that were given up because they left too few movies."""


class Snapshot:
    """Everything that a search reads from one state of a store. Immutable; threads may share it.

    What is slow to read is read at its first use.
    """

    def __init__(self, store: Store) -> None:
        """Read what every search needs; raises ``StoreError`` when movies are missing."""
        self.store = store
        self.nearest = NearestSearch(store)
        self.router = Router(store, self.nearest)
        self.selector = Selector(store, self.nearest)
        self.ranker = Ranker(self.nearest)
        self.passages = PassageSearch(store)

    @cached_property
    def lexicon(self) -> Lexicon:
        """The words of the movies."""
        return open_lexicon(self.store)

    @cached_property
    def finder(self) -> CandidateFinder:
        """Finds the candidates; raises ``StoreChangedError`` when what has been read is of two states."""
        if not len(self.lexicon) == len(self.facets.facts) == len(self.nearest.key_of):
            raise StoreChangedError
        return CandidateFinder(self.nearest, self.passages, self.router, self.facets, self.lexicon)

    @property
    def facets(self) -> Facets:
        """The values that the movies have."""
        return self.selector.facets

    def understand(self, asked: Request | Understood | str, *, literal: bool = False) -> Understood:
        """What a request amounts to. With ``literal``, its description is taken as it is."""
        # Imported late: its many patterns take a tenth of a second, in which a model can load.
        from recommender.search.understand import understand

        if isinstance(asked, Understood):
            return asked
        request = Request(asked) if isinstance(asked, str) else asked
        # Without control characters: spans and what is left of the text are shown.
        request = replace(request, description=clean_text(request.description))
        if literal or not request.description:
            return literally(request)
        return understand(request.description, self.facets).beside(request)

    def parts(self, text: str) -> tuple[str, ...]:
        """The sentences of a description that are compared for themselves: see ``parts_of``."""
        return parts_of(text, self.lexicon)

    def texts_of(self, request: Request) -> list[str]:
        """Every text that ``resolve`` needs the vector of, for this request."""
        texts = [clean_text(text) for text in (request.description, *request.without)]
        return list(filter(None, [*texts, *self.parts(texts[0])]))

    def resolve(self, understood: Understood, vectors: Mapping[str, Vectors], enough: int = 1) -> Resolved:
        """Look up everything in a request; ``vectors`` has the vector (dimension,) of each of its texts.

        Liked movies move the query vector towards them (Rocchio, 1971); disliked movies only affect the
        ranking. Filters that were understood are loosened, the least certain first, until ``enough`` movies
        pass. Raises the errors of ``Selector.select``.
        """
        asked, loosened, scope, selection = self._loosen(understood, enough)
        request = asked.request
        liked = [self.facets.titles.find(title) for title in request.like]
        unliked = [self.facets.titles.find(title) for title in request.unlike]
        named = sorted({*liked, *unliked})
        examples = dict(zip(*self.store.vectors(named), strict=True))
        if len(examples) < len(named):
            raise StoreChangedError
        text = clean_text(request.description)
        if text:
            wanted = self._target(text, vectors)
            wanted = replace(wanted, parts=tuple(vectors[part] for part in self.parts(text)))
            # Genres weigh as much as in the whole question: a fact that was taken out makes it no wish.
            share = telling_share(text, understood.text) if tells_a_plot(text, ()) else 1.0
            wanted = replace(wanted, wish=Wish(wanted.wish.genres, share * wanted.wish.share))
        else:
            wanted = self._like(liked) if liked else Target("", None)
        if liked:
            mean = LIKED * np.mean([examples[id_] for id_ in liked], axis=0)
            vector = mean if wanted.vector is None else wanted.vector + mean
            wanted = replace(
                wanted, vector=vector / np.linalg.norm(vector), wish=self._wish(wanted.wish, liked)
            )
        wanted = replace(wanted, preferred=self._preferred(asked, loosened))
        avoided = [self._target(other, vectors) for other in filter(None, map(clean_text, request.without))]
        avoided += [Target("", examples[id_]) for id_ in unliked]
        return Resolved(asked, wanted, scope, selection, tuple(avoided), tuple(loosened))

    def _loosen(self, understood: Understood, enough: int) -> tuple[Understood, list[Span], Scope, Selection]:
        """What is left of a request after giving up filters, those filters, and what passes the others."""
        guesses, loosened = understood.filters(), list[Span]()
        while True:
            asked = understood.without(loosened)
            try:
                scope, selection = self.selector.select(asked.request)
                passing = selection.passing
            except NothingMatchedError:
                if not guesses:
                    raise
                passing = 0
            if passing >= enough or not guesses or (passing and guesses[0].certainty >= CERTAIN):
                return asked, loosened, scope, selection
            loosened.append(guesses.pop(0))

    def _preferred(self, asked: Understood, loosened: Sequence[Span]) -> tuple[Preference, ...]:
        """The movies that come first: by facts in a plot, by filters that were given up, by vague words."""
        told = [(span, SOFT) for span in asked.soft if span.field not in ("genre", "title")]
        found = [
            Preference(np.isin(self.facets.facts.ids, span.values), LOOSENED)
            for span in asked.soft
            if span.field == "title"
        ]
        for span, weight in (*told, *((span, LOOSENED) for span in loosened)):
            found += self._preferences(span, weight)
            if span.field == "year":
                about = replace(span, values=tuple(map(year_before_and_after, span.values)))
                found += self._preferences(about, ABOUT * weight)
        vague = [Preference(self.facets.meet(preferred(name)), VAGUE) for name in asked.request.prefer]
        return (*found, *vague)

    def _preferences(self, span: Span, weight: float) -> list[Preference]:
        """The movies that have what a part of the question says."""
        signal = SIGNALS_OF.get(span.field, "facts")
        filters = filters_of(request_of([span]), self.facets)
        return [Preference(self.facets.meet(one.condition), weight, signal) for one in filters]

    def _wish(self, wish: Wish, liked: Sequence[str]) -> Wish:
        """The wish of the text, and the genres of the liked movies if the text names none."""
        if wish.genres:
            return wish
        return Wish(
            tuple(dict.fromkeys(genre for id_ in liked for genre in self.facets.movie(id_).genres)),
            LIKED_GENRES,
        )

    def answer(self, resolved: Resolved, options: SearchOptions) -> SearchResult:
        """The best movies for a request; raises ``StoreError`` when Chroma fails."""
        wanted, selection = resolved.wanted, resolved.selection
        limit = options.limit or resolved.understood.limit or LIMIT
        found, route, plan = self.finder.find(wanted, resolved.scope, options, limit)
        answers = self.ranker.rank(wanted, resolved.avoided, found, options, limit)
        return SearchResult(
            query=clean_text(resolved.understood.text),
            understood=resolved.understood,
            loosened=resolved.loosened,
            wish=wanted.wish,
            route=route,
            plan=plan,
            selection=selection,
            recommendations=self._recommendations(wanted, answers),
            warnings=tuple(self._notices(resolved, answers, limit)),
        )

    def _recommendations(self, wanted: Target, answers: Sequence[Answer]) -> tuple[Recommendation, ...]:
        """The answers with the reason for each."""
        ids = [answer.id for answer in answers]
        movies, overviews = self.nearest.movies(ids), self.nearest.vectors(ids)
        texts = self.passages.texts_of(movies, overviews, wanted.vector)
        sentences = best_sentences(wanted.text, [found[0].text for found in texts])
        return tuple(
            Recommendation(
                movie=movie,
                scores=answer.scores,
                sentence=sentence,
                quoted=found[0].kind,
                matched=matched_words(wanted.text, movie, [one.text for one in found]),
            )
            for movie, answer, sentence, found in zip(movies, answers, sentences, texts, strict=True)
        )

    def _target(self, text: str, vectors: Mapping[str, Vectors]) -> Target:
        return Target(text, vectors[text], find_wish(text, self.facets.genres))

    def _like(self, ids: Sequence[str]) -> Target:
        """A target with the words and genres of these movies, without a vector."""
        movies = self.nearest.movies(ids)
        text = " ".join(f"{movie.title} {movie.overview}" for movie in movies)
        return Target(text, None)

    def _notices(self, resolved: Resolved, answers: Sequence[Answer], limit: int) -> list[Notice]:
        notices, selection = [], resolved.selection
        if resolved.loosened:
            given_up = " and ".join(span.meaning for span in resolved.loosened)
            were = "was" if len(resolved.loosened) == 1 else "were"
            notices.append(Notice(f"too few movies are that: {given_up} {were} only preferred"))
        sentences = len(telling_parts(resolved.wanted.text)) if resolved.wanted.parts else 0
        if sentences > MOST_PARTS:
            told = f"the description has {sentences} sentences; the {MOST_PARTS} that tell most"
            notices.append(Notice(f"{told} were compared one by one, and the words of all"))
        refused = mentioning(self.lexicon, (target.text for target in resolved.avoided))
        found = [text for text, rows in refused.items() if any(answer.row in rows for answer in answers)]
        if found:
            said = " or ".join(f"“{text}”" for text in found)
            notices.append(Notice(f"every movie that fits mentions {said}, so these do too"))
        if selection.filters and selection.passing < min(limit, FEW_LEFT):
            left = f"the filters leave only {selection.passing:,} of {selection.total:,} movies"
            notices.append(Notice(f"{left}: {advice(selection)}"))
        if self.nearest.damaged:
            told = "the index is damaged; all movies were compared instead"
            notices.append(Notice(told, Remedy.REBUILD))
        return notices

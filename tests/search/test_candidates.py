"""What finds candidates: overviews, words, passages and preferences, within one route and behind one filter."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.evaluation.evaluate import only
from recommender.search import nearest
from recommender.search.passage_search import PassageSearch
from recommender.search.recommender import Recommender
from recommender.search.request import Request
from recommender.search.result import LIMIT, SearchOptions
from recommender.store.store import Store
from tests.conftest import BagOfWordsEncoder

QUESTIONS = (
    "a shark attacks a beach town",
    "a lonely robot cleans the earth",
    "leg lamp, tongue on the flagpole",
    "a heist in Paris from the 1960s",
)
DEFAULTS = SearchOptions()
NONE, WORDS, BOTH = frozenset(), frozenset({"words"}), frozenset({"words", "passages"})


@pytest.fixture(scope="module")
def shared(bag_store):
    return Recommender(Store.open(bag_store), BagOfWordsEncoder())


def found(recommender, question, options=DEFAULTS):
    """The candidates of a question, its target, and the scope."""
    snapshot = recommender.snapshot
    understood = snapshot.understand(question)
    resolved = snapshot.resolve(understood, recommender.embed([understood.request]), LIMIT)
    return snapshot.finder.find(resolved.wanted, resolved.scope, options, LIMIT), resolved


@pytest.mark.parametrize("question", QUESTIONS)
def test_each_source_adds_candidates_and_none_takes_any_away(shared, question):
    sets = [
        set(found(shared, question, SearchOptions(budget=1.0, sources=sources))[0][0].ids)
        for sources in (NONE, WORDS, BOTH)
    ]
    assert sets[0] < sets[1] <= sets[2]


@settings(max_examples=20)
@given(
    question=st.sampled_from(QUESTIONS), budget=st.floats(0, 1), year=st.sampled_from(["..1980", "1990.."])
)
def test_every_candidate_is_in_the_route_and_passes_the_filter(shared, question, budget, year):
    request = Request(question, year=year)
    (candidates, route, _), resolved = found(shared, request, SearchOptions(budget=budget))
    keys = {key for probe in route.probes for key in probe.cluster.genre_keys}
    met = set().union(
        *(np.array(candidates.facts.ids)[one.meet].tolist() for one in resolved.wanted.preferred)
    )
    for id_ in candidates.ids:
        assert id_ in resolved.scope.allowed
        assert shared.snapshot.nearest.key_of[id_] in keys or id_ in met


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("year", ["", "1990..1993"])
def test_a_movie_is_as_near_as_its_nearest_text(shared, question, year):
    """With a narrow filter all its passages are compared; otherwise those that are near anything."""
    (candidates, _, _), resolved = found(shared, Request(question, year=year or ()))
    store, vector = shared.snapshot.store, resolved.wanted.vector
    overviews = shared.snapshot.nearest.vectors(candidates.ids) @ vector
    passages, vectors = store.passages_with_vectors(candidates.ids)
    nearest_text = dict(zip(candidates.ids, overviews.tolist(), strict=True))
    for passage, cosine in zip(passages, (vectors @ vector).tolist(), strict=True):
        nearest_text[passage.movie] = max(nearest_text[passage.movie], cosine)
    exact = np.array([nearest_text[id_] for id_ in candidates.ids])
    shown = candidates.similarities[:, 0]
    assert np.all(shown <= exact + 1e-4)
    best = np.argsort(-exact)[:50]
    np.testing.assert_allclose(shown[best], exact[best], atol=1e-4)


def test_the_nearest_text_comes_first(shared):
    snapshot = shared.snapshot
    movies = snapshot.nearest.movies(["jaws-1975", "alien-1979"])
    for text in snapshot.store.passages(["jaws-1975"])["jaws-1975"]:
        (vector,) = shared.encoder.encode_query([text.text])
        overviews = snapshot.nearest.vectors([movie.id for movie in movies])
        jaws, alien = snapshot.passages.texts_of(movies, overviews, vector)
        assert (jaws[0].kind, jaws[0].text) == (text.kind, text.text)
        assert {one.kind for one in jaws} == {one.kind for one in alien} == {"overview", "gist", "keywords"}
    plain = snapshot.passages.texts_of(movies, overviews, None)
    assert [texts[0].text for texts in plain] == [movie.overview for movie in movies]


def test_a_store_without_passages_searches_none(tmp_path, monkeypatch, encoder):
    from tests.ingesting import ingest
    from tests.making import make_catalogue

    ingest(make_catalogue(20), encoder, tmp_path)
    store = Store.open(tmp_path)
    monkeypatch.setattr(Store, "search_passages", None)
    monkeypatch.setattr(Store, "passages_with_vectors", None)
    (result,) = Recommender(store, encoder).search(["person 3 meets animal 3"])
    assert len(result.recommendations) == LIMIT
    assert {one.quoted for one in result.recommendations} == {"overview"}
    assert PassageSearch(store).nearest(np.zeros((1, 64), np.float32), None, 20) == {}


def test_what_the_words_find_is_probed_first(shared):
    """A word of one movie only, in a cluster whose centroid is far."""
    options = SearchOptions(limit=3, budget=0.05, weights=only("plot", "words"))
    (hinted,) = shared.search("Punxsutawney", options)
    assert hinted.recommendations[0].movie.id == "groundhog-day-1993"
    without = SearchOptions(limit=3, budget=0.05, weights=only("plot", "words"), sources=NONE)
    (far,) = shared.search("Punxsutawney", without)
    assert "groundhog-day-1993" not in [one.movie.id for one in far.recommendations]


def test_many_movies_with_a_preferred_fact_are_no_damage(bag_store, monkeypatch):
    """Chroma cannot filter by them: they are compared."""
    monkeypatch.setattr(nearest, "COMPARED", 5)
    monkeypatch.setattr(nearest, "COMPARED_SHARE", 0)
    monkeypatch.setattr(nearest, "MOST_FETCHED_SHARE", 0)
    monkeypatch.setattr(nearest, "MOST_FETCHED", 250)
    recommender = Recommender(Store.open(bag_store), BagOfWordsEncoder())
    story = "The film is a 1994 American drama. A man walks through a big town and then meets a woman with a dog. "
    (result,) = recommender.search([story * 4])
    assert [span.field for span in result.understood.soft][:1] == ["year"]
    assert not recommender.snapshot.nearest.damaged
    assert result.warnings == ()

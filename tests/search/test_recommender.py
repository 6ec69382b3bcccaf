import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.catalogue.reader import Catalogue
from recommender.errors import InvalidQueryError, Remedy, StoreNotReadyError
from recommender.evaluation.evaluate import only
from recommender.search.recommender import Recommender
from recommender.search.request import Request
from recommender.search.result import SearchOptions
from recommender.store.store import Store
from recommender.store.where import Has
from recommender.store.writer import WritableStore
from tests.conftest import BagOfWordsEncoder, fixed_by
from tests.ingesting import ingest
from tests.making import make_catalogue, make_movie

QUESTIONS = [
    "a lonely robot cleans the earth",
    "two strangers on a train",
    "a boy left alone at christmas",
    "zombies",
]


def ids(result):
    return [recommendation.movie.id for recommendation in result.recommendations]


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_whole_budget_is_the_exhaustive_search(recommender, question):
    (routed,) = recommender.search([question], SearchOptions(limit=20, budget=1.0))
    (exhaustive,) = recommender.search([question], SearchOptions(limit=20, exhaustive=True))
    assert routed.route.scanned_share == exhaustive.route.scanned_share == 1.0
    assert ids(routed) == ids(exhaustive)
    assert exhaustive.route.probes == ()


@pytest.fixture(scope="module")
def shared(bag_store):
    return Recommender(Store.open(bag_store), BagOfWordsEncoder())


@settings(max_examples=15)
@given(budget=st.floats(0, 1), question=st.sampled_from([*QUESTIONS, "a funny western"]))
def test_a_route_stays_within_its_budget(shared, budget, question):
    (result,) = shared.search([question], SearchOptions(limit=30, budget=budget))
    probes = result.route.probes
    assert result.route.scanned_share <= budget or len(probes) == 1
    allowed = {key for probe in probes for key in probe.cluster.genre_keys}
    wished = set(result.wish.genres)
    for movie in (recommendation.movie for recommendation in result.recommendations):
        # What meets everything that was asked for is found outside the route, too.
        assert movie.genre_key in allowed or (result.loosened and wished <= set(movie.genres))


@settings(max_examples=15)
@given(budget=st.floats(0, 1), question=st.sampled_from(QUESTIONS))
def test_without_other_signals_the_order_is_that_of_similarity(shared, budget, question):
    options = SearchOptions(limit=30, budget=budget, weights=only("plot"), variety=0.0, sources=frozenset())
    (result,) = shared.search([question], options)
    for values in (
        [probe.similarity for probe in result.route.probes],
        [recommendation.scores["plot"] for recommendation in result.recommendations],
    ):
        assert values == sorted(values, reverse=True)


def test_a_wish_is_fulfilled_and_its_clusters_are_probed(recommender):
    (result,) = recommender.search(["a good western"])
    assert result.wish.genres == ("Western",)
    assert all("Western" in found.movie.genres for found in result.recommendations)
    probed = {key for probe in result.route.probes for key in probe.cluster.genre_keys if "Western" in key}
    stored = recommender.snapshot.store.metadata(Has("genres", "Western")).values()
    assert probed == {row["genre_key"] for row in stored}


def test_a_wish_for_two_genres(recommender):
    (result,) = recommender.search(["a funny western"])
    assert result.wish.genres == ("Comedy", "Western")
    both = [{"Comedy", "Western"} <= set(found.movie.genres) for found in result.recommendations]
    assert sum(both) >= 3


def test_words_find_what_similarity_misses(recommender):
    (result,) = recommender.search(["Punxsutawney"], SearchOptions(limit=1_200, budget=1.0))
    assert ids(result)[0] == "groundhog-day-1993"
    assert result.recommendations[0].scores["words"] == 1.0


def test_answers_say_what_fits(recommender):
    (result,) = recommender.search(["talks to Wilson, a volleyball"], SearchOptions(limit=1_200, budget=1.0))
    first = result.recommendations[0]
    assert first.movie.id == "cast-away-2000"
    assert "volleyball" in first.sentence
    assert "volleyball" in first.matched
    passages = recommender.snapshot.store.passages([found.movie.id for found in result.recommendations])
    for found in result.recommendations:
        texts = {one.kind: one.text for one in passages[found.movie.id]} | {"overview": found.movie.overview}
        assert found.sentence in texts[found.quoted]
    assert {"overview", "gist"} <= {found.quoted for found in result.recommendations}


def test_one_request_needs_no_list(recommender):
    assert (
        recommender.search("a robot")
        == recommender.search(["a robot"])
        == recommender.search(Request("a robot"))
    )


@pytest.mark.parametrize(
    "wrong", [{"limit": 0}, {"budget": 1.5}, {"variety": -0.1}, {"variety": float("nan")}]
)
def test_options_out_of_range(wrong):
    with pytest.raises(ValueError, match="limit is at least 1; budget and variety are between 0 and 1"):
        SearchOptions(**wrong)


def test_twins_appear_once(tmp_path, encoder):
    movies = [make_movie(n, title="Twin", year=1990, overview=f"A twin meets number {n}.") for n in range(3)]
    ingest(Catalogue("twins", (*movies, make_movie(9))), encoder, tmp_path)
    (result,) = Recommender(Store.open(tmp_path), encoder).search(["a twin"], SearchOptions(budget=1.0))
    assert sorted(found.movie.title for found in result.recommendations) == ["Movie 9", "Twin"]


def test_every_movie_can_be_recommended(recommender, bundled):
    (result,) = recommender.search(["anything"], SearchOptions(limit=100_000, budget=1.0))
    assert set(ids(result)) == {movie.id for movie in bundled.movies}


def test_its_own_overview_finds_each_movie(recommender, bundled):
    movies = bundled.movies[::25]
    results = recommender.search(
        [movie.overview for movie in movies], SearchOptions(budget=1.0, literal=True)
    )
    assert [ids(result)[0] for result in results] == [movie.id for movie in movies]


def test_the_nearest_genre_keys_only(recommender):
    (wide,) = recommender.search(["a robot"], SearchOptions(limit=50))
    (narrow,) = recommender.search(["a robot"], SearchOptions(limit=50, genre_keys=3))
    assert len(narrow.route.genre_keys) == 3
    assert {r.movie.genre_key for r in narrow.recommendations} <= set(narrow.route.genre_keys)
    assert narrow.route.scanned_share < wide.route.scanned_share
    probed = {key for probe in narrow.route.probes for key in probe.cluster.genre_keys}
    assert set(narrow.route.genre_keys) <= probed


def test_the_same_question_gets_the_same_answer(bag_store, recommender):
    again = Recommender(Store.open(bag_store), BagOfWordsEncoder())
    assert recommender.search(QUESTIONS) == again.search(QUESTIONS)


def test_several_questions_are_embedded_together(recommender, encoder):
    calls = encoder.calls
    results = recommender.search(QUESTIONS)
    assert encoder.calls == calls + 1
    assert [result.query for result in results] == QUESTIONS


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\x00\x1b", "\u200b"])
def test_an_empty_description(recommender, text):
    with pytest.raises(InvalidQueryError, match="the description is empty"):
        recommender.search([text])


@pytest.mark.parametrize(
    "text", ["🤖", "Робот один на Земле", "孤独なロボット", "مرحبا", "a\x00b\x1b[31mc", "?!", "x" * 100_000]
)
def test_any_other_text_is_answered(recommender, text):
    (result,) = recommender.search([text])
    assert len(result.recommendations) == 5
    assert "\x1b" not in result.query


def test_a_long_description_is_read_to_its_end(recommender):
    dull = "It was about a man who talks and then he walks in a street with other people. "
    told = "A shark attacks swimmers off a beach and the mayor keeps the beach open."
    (result,) = recommender.search([dull * 30 + told])
    assert "jaws-1975" in ids(result)
    assert result.warnings == ()


def test_more_sentences_than_are_compared_one_by_one_are_told(recommender):
    sentences = [f"Somebody walks into room number {number} of the hotel." for number in range(20)]
    (result,) = recommender.search(" ".join(sentences))
    assert [notice.text for notice in result.warnings] == [
        "the description has 20 sentences; the 16 that tell most were compared one by one, and the words of all"
    ]


def test_a_store_of_another_model_is_refused(bag_store):
    store = Store.open(bag_store)
    with pytest.raises(
        StoreNotReadyError,
        match=r"made with the model bag-of-words, not with other",
        check=fixed_by(Remedy.INGEST),
    ):
        Recommender(store, BagOfWordsEncoder(name="other"))
    with pytest.raises(StoreNotReadyError, match="not with other files of that name"):
        Recommender(store, BagOfWordsEncoder(fingerprint="1"))
    with pytest.raises(StoreNotReadyError, match="has vectors of 64 dimensions, bag-of-words makes 32"):
        Recommender(store, BagOfWordsEncoder(dimension=32))


def test_an_open_store_follows_what_is_ingested(tmp_path, encoder):
    ingest(make_catalogue(20), encoder, tmp_path)
    recommender = Recommender(Store.open(tmp_path), encoder)
    everything = SearchOptions(limit=100, budget=1.0)
    assert len(ids(recommender.search(["a town"], everything)[0])) == 20
    ingest(make_catalogue(30), encoder, tmp_path)
    assert len(ids(recommender.search(["a town"], everything)[0])) == 30
    store = WritableStore.open(tmp_path)
    ready = store.info
    store.write_info(dataclasses.replace(ready, state="ingesting", movie_count=40))
    with pytest.raises(StoreNotReadyError, match=r"ingest is incomplete \(30 of 40 movies\)"):
        recommender.search(["a town"], everything)
    store.write_info(ready)
    assert len(ids(recommender.search(["a town"], everything)[0])) == 30


class Outside:
    """A user's encoder with only the required members."""

    name, fingerprint, dimension = "bag-of-words", "0" * 64, 64

    def encode_query(self, texts):
        return BagOfWordsEncoder().encode_query(texts)

    def exceeds_window(self, text):
        return len(text) > 1_000

    def knows(self, _word):
        return True


def test_an_encoder_from_outside(bag_store, recommender, monkeypatch):
    monkeypatch.setattr(
        "recommender.search.recommender.QueryModel", lambda *_, **__: pytest.fail("a model is loaded")
    )
    opened = Recommender.open(bag_store, encoder=Outside())
    assert ids(opened.search(QUESTIONS[0])[0]) == ids(recommender.search(QUESTIONS[0])[0])


@pytest.mark.parametrize(
    ("attribute", "value", "told"),
    [
        ("name", "another", r"was made with the model bag-of-words, not with another$"),
        ("fingerprint", "1" * 64, r"not with other files of that name$"),
        ("dimension", 65, r"has vectors of 64 dimensions, bag-of-words makes 65$"),
    ],
)
def test_an_encoder_from_outside_must_be_that_of_the_store(bag_store, attribute, value, told):
    outside = Outside()
    setattr(outside, attribute, value)
    with pytest.raises(StoreNotReadyError, match=told, check=fixed_by(Remedy.INGEST)):
        Recommender.open(bag_store, encoder=outside)


def test_an_incomplete_store_is_refused(tmp_path, encoder):
    ingest(make_catalogue(20), encoder, tmp_path)
    store = WritableStore.open(tmp_path)
    store.write_info(dataclasses.replace(store.info, state="ingesting", movie_count=1_150))
    with pytest.raises(
        StoreNotReadyError,
        match=r"ingest is incomplete \(20 of 1,150 movies\)",
        check=fixed_by(Remedy.INGEST),
    ):
        Recommender(store, encoder)


@pytest.mark.parametrize(
    ("question", "movie"),
    [
        ("a lonely robot left to clean up an abandoned earth", "wall-e-2008"),
        ("old widower ties balloons to his house", "up-2009"),
        ("man stranded on an island talks to a volleyball", "cast-away-2000"),
        ("a weatherman wakes up to the same day again and again", "groundhog-day-1993"),
        ("kid left behind by his family at christmas fights burglars", "home-alone-1990"),
        ("bus that explodes if it slows down", "speed-1994"),
        ("guy with no short term memory uses tattoos and polaroids", "memento-2000"),
        ("his whole life is secretly a tv show", "the-truman-show-1998"),
        ("time machine made out of a car", "back-to-the-future-1985"),
        ("clownfish father looks for his lost son", "finding-nemo-2003"),
    ],
)
def test_the_real_model_finds_what_people_mean(real_store, real_encoder, question, movie):
    (result,) = Recommender(Store.open(real_store), real_encoder).search([question])
    assert movie in ids(result)[:3]

"""Questions that the model can hardly read."""

import pytest

from recommender.cli.options import BUNDLED_ASKED, BUNDLED_QUESTIONS
from recommender.evaluation.asked import read_asked
from recommender.evaluation.questions import read_questions
from recommender.search.legible import doubts
from recommender.search.recommender import Recommender
from recommender.store.store import Store
from tests.conftest import BagOfWordsEncoder

FOREIGN = [
    ("un requin attaque une petite ville au bord de la mer", "French"),
    ("ein einsamer Roboter räumt die verlassene Erde auf", "German"),
    ("una mujer que pierde la memoria cada noche", "Spanish"),
    ("одинокий робот убирает покинутую Землю", "Russian"),
    ("孤独なロボットが地球を掃除する", "Japanese"),
]
GUESS = "the model knows none of these words, so the answers are hardly more than a guess"


def warnings(encoder, text, best=0.1):
    return [notice.text for notice in doubts(text, encoder.knows, best)]


@pytest.mark.parametrize(("text", "language"), FOREIGN)
def test_a_foreign_language_is_named(real_encoder, text, language):
    assert warnings(real_encoder, text, 0.9) == [
        f"this looks like {language}; the model reads English, so ask in English for more"
    ]


@pytest.mark.parametrize("text", ["xqzvbn wrtplk", "asdfgh", "sdkjfh skdjfh"])
def test_gibberish(real_encoder, text):
    assert warnings(real_encoder, text) == [GUESS]
    assert warnings(real_encoder, text, None) == [GUESS]
    assert warnings(real_encoder, text, 0.9) == []


@pytest.mark.parametrize("text", ["", "?!", "🤖", "1917", "a shark", "Punxsutawney", "the asdfgh"])
def test_nothing_to_doubt(real_encoder, text):
    assert warnings(real_encoder, text, 0.4) == []


def test_english_questions_are_not_doubted(real_encoder):
    asked = [question.text for question in read_questions(BUNDLED_QUESTIONS)]
    asked += [question.text for question in read_asked(BUNDLED_ASKED) if question.part == "look"]
    assert {text: found for text in asked if (found := warnings(real_encoder, text, 0.5))} == {}


class Reads(BagOfWordsEncoder):
    """Knows only these words."""

    def knows(self, word):
        return word in ("robot", "shark")


def test_only_what_is_left_to_look_for_is_doubted(bag_store):
    recommender = Recommender(Store.open(bag_store), Reads())
    facts, foreign = recommender.search(["films with Denzel Washington from before 2000", FOREIGN[0][0]])
    assert facts.warnings == ()
    assert len(foreign.recommendations) == 5
    assert [notice.text for notice in foreign.warnings] == [
        "this looks like French; the model reads English, so ask in English for more"
    ]

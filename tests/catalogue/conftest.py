"""What the tests of lists share."""

import pytest

from recommender.search.film_lists import match_list
from recommender.search.titles import TitleIndex
from recommender.store.facts import Facts


@pytest.fixture(scope="session")
def bundled_titles(bundled):
    return TitleIndex(Facts.of(bundled.movies))


@pytest.fixture
def match(tmp_path, bundled_titles):
    """The bundled movies that a list with this text names."""

    def match(text, *, ticked=False, name="my list"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return match_list(path, bundled_titles, ticked=ticked)

    return match

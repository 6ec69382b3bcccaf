"""What a question is understood to ask, what is left of it, and what is only a plot."""

import re

import pytest

from recommender.search.parts import LONG
from recommender.search.understand import understand


def meant(understood):
    """The fields of the request, and the number of films, that a question was understood to set."""
    fields = understood.request.given()
    fields.pop("description", None)
    return fields | ({"limit": understood.limit} if understood.limit else {})


TIMES = [
    ("thrillers from 1994", {"genre": ("Thriller",), "year": ("1994",)}, "thrillers"),
    ("a comedy from the 1930s", {"genre": ("Comedy",), "year": ("1930..1939",)}, "a comedy"),
    ("90s action", {"genre": ("Action",), "year": ("1990..1999",)}, "action"),
    ("a nineties thriller", {"genre": ("Thriller",), "year": ("1990..1999",)}, "a thriller"),
    ("horror from the early 2000s", {"genre": ("Horror",), "year": ("2000..2003",)}, "horror"),
    ("late eighties comedies", {"genre": ("Comedy",), "year": ("1987..1989",)}, "comedies"),
    ("a drama from nineteen ninety-nine", {"genre": ("Drama",), "year": ("1999",)}, "a drama"),
    ("a drama from two thousand and four", {"genre": ("Drama",), "year": ("2004",)}, "a drama"),
    ("comedies from no earlier than 1960", {"genre": ("Comedy",), "year": ("1960..",)}, "comedies"),
    ("comedies from no later than 1960", {"genre": ("Comedy",), "year": ("..1960",)}, "comedies"),
    ("dramas from 1994 on", {"genre": ("Drama",), "year": ("1994..",)}, "dramas"),
    ("westerns made before 1980", {"genre": ("Western",), "year": ("..1979",)}, "westerns"),
    ("pre-war comedies", {"genre": ("Comedy",), "year": ("..1939",)}, "comedies"),
    ("crime films between 1950 and 1960", {"genre": ("Crime",), "year": ("1950..1960",)}, "crime films"),
    ("horror from this century", {"genre": ("Horror",), "year": ("2000..",)}, "horror"),
    ("films from the last century", {"year": ("1900..1999",)}, ""),
    ("a film from around 1968", {"year": ("1966..1970",)}, ""),
    ("silent films", {"year": ("..1936",)}, ""),
    ("black and white thrillers", {"genre": ("Thriller",), "prefer": ("black and white",)}, "thrillers"),
    ("recent horror", {"genre": ("Horror",), "prefer": ("recent",)}, "horror"),
]
PEOPLE = [
    ("something with Denzel Washington from before 2000",
     {"person": ("Denzel Washington",), "year": ("..1999",)}, ""),
    ("Hitchcock thrillers", {"person": ("Alfred Hitchcock",), "genre": ("Thriller",)}, "thrillers"),
    ("Kubrick's later films", {"person": ("Stanley Kubrick",), "year": ("1971..",)}, ""),
    ("a movie directed by Akira Kurosawa", {"person": ("Akira Kurosawa",)}, ""),
    ("a film with Tom Hanks or Meg Ryan", {"person": ("Tom Hanks|Meg Ryan",)}, ""),
    ("tom hanks and meg ryan", {"person": ("Tom Hanks", "Meg Ryan")}, ""),
    ("something with Arnie", {"person": ("Arnold Schwarzenegger",)}, ""),
    ("something with Denzel Washingtn", {"person": ("Denzel Washington",)}, ""),
    ("Scorsese", {"person": ("Martin Scorsese",)}, ""),
]  # fmt: skip
LANGUAGES = [
    ("japanese horror", {"language": ("ja",), "genre": ("Horror",)}, "horror"),
    ("french comedies", {"language": ("fr",), "genre": ("Comedy",)}, "comedies"),
    ("a film in Korean", {"language": ("ko",)}, ""),
    ("a film in french or italian", {"language": ("fr", "it")}, ""),
    ("a film en español", {"language": ("es",)}, ""),
    ("Bollywood", {"language": ("hi",)}, ""),
    ("anime", {"language": ("ja",), "genre": ("Animation",)}, ""),
    ("subtitled dramas", {"not_language": ("en",), "genre": ("Drama",)}, "dramas"),
    ("foreign films", {"not_language": ("en",)}, ""),
]
GENRES = [
    ("rom-com", {"genre": ("Comedy", "Romance")}, "rom-com"),
    ("film noir", {"genre": ("Crime",)}, "film noir"),
    ("a whodunnit", {"genre": ("Mystery",)}, "a whodunnit"),
    ("spaghetti western", {"genre": ("Western",), "language": ("it",)}, "spaghetti western"),
    ("musicals", {"genre": ("Music",)}, "musicals"),
    ("a kids' film", {"genre": ("Family",)}, "a kids' film"),
    ("a funny western", {"genre": ("Comedy", "Western")}, "a funny western"),
]
MEASURES = [
    ("a war film under a hundred minutes", {"genre": ("War",), "max_runtime": 99}, "a war film"),
    ("I have two hours", {"max_runtime": 120}, ""),
    ("a drama of at least two and a half hours", {"genre": ("Drama",), "min_runtime": 150}, None),
    ("a film of about two hours", {"min_runtime": 108, "max_runtime": 132}, ""),
    ("a short comedy", {"genre": ("Comedy",), "prefer": ("short",)}, "a comedy"),
    ("comedies rated at least 8", {"genre": ("Comedy",), "min_rating": 8.0}, "comedies"),
    ("best westerns", {"genre": ("Western",), "prefer": ("good",)}, "westerns"),
    ("classic horror", {"genre": ("Horror",), "prefer": ("classic",)}, "classic horror"),
    ("three films about sharks", {"limit": 3}, "films about sharks"),
    ("two Michael Douglas thrillers",
     {"limit": 2, "person": ("Michael Douglas",), "genre": ("Thriller",)}, "thrillers"),
]  # fmt: skip
REFUSALS = [
    ("a love story, not a comedy", {"genre": ("Romance",), "not_genre": ("Comedy",)}, "a love story"),
    ("a comedy but no romance", {"genre": ("Comedy",), "not_genre": ("Romance",)}, "a comedy"),
    ("anything but a musical", {"not_genre": ("Music",)}, ""),
    ("a spy film without gadgets", {"without": ("gadgets",)}, "a spy film"),
    ("a gore-free horror film", {"genre": ("Horror",), "without": ("gore",)}, "a horror film"),
    ("war films except Vietnam ones", {"genre": ("War",), "without": ("vietnam",)}, "war films"),
    ("I'm tired of superhero films", {"without": ("superhero",)}, ""),
    ("crime films without Al Pacino", {"genre": ("Crime",), "not_person": ("Al Pacino",)}, "crime films"),
    ("a film with Tom Hanks, nothing with Meg Ryan",
     {"person": ("Tom Hanks",), "not_person": ("Meg Ryan",)}, ""),
    ("a western not in English", {"genre": ("Western",), "not_language": ("en",)}, "a western"),
    ("a western by anyone except Clint Eastwood",
     {"genre": ("Western",), "not_person": ("Clint Eastwood",)}, "a western"),
    ("horror, nothing from the 80s", {"genre": ("Horror",), "year": ("..1979", "1990..")}, "horror"),
    ("a heist film that is not Ocean's Eleven", {"not_title": ("oceans-eleven-2001",)}, "a heist film"),
    ("a crime film, no sequels", {"genre": ("Crime",), "no_sequels": True}, "a crime film"),
]  # fmt: skip
LIKES = [
    ("similar to Alien", {"like": ("alien-1979",)}, ""),
    ("in the vein of The Godfather", {"like": ("the-godfather-1972",)}, ""),
    ("if you liked Heat", {"like": ("heat-1995",)}, ""),
    ("a film like Up", {"like": ("up-2009",)}, ""),
    ("like Titnaic", {"like": ("titanic-1997",)}, ""),
    ("like Alien and Jaws", {"like": ("alien-1979", "jaws-1975")}, ""),
    ("half Alien, half Jaws",
     {"like": ("alien-1979", "jaws-1975"), "not_title": ("aliens-1986", "alien3-1992", "alien-resurrection-1997",
                                                         "jaws-2-1978")}, ""),
    ("something like Temple of Doom", {"like": ("indiana-jones-and-the-temple-of-doom-1984",)}, ""),
    ("Frozen made me cry. What else?", {"like": ("frozen-2013",)}, ""),
    ("unlike Titanic", {"unlike": ("titanic-1997",)}, ""),
    ("by the director of Alien", {"person": ("Ridley Scott",), "not_title": ("alien-1979",)}, ""),
    ("like Back to the Future but no sequels",
     {"like": ("back-to-the-future-1985",),
      "not_title": ("back-to-the-future-part-ii-1989", "back-to-the-future-part-iii-1990")}, ""),
    ("like Jaws but funny",
     {"like": ("jaws-1975",), "not_title": ("jaws-2-1978",), "genre": ("Comedy",)}, "funny"),
    ("Alien, but on a submarine",
     {"like": ("alien-1979",), "not_title": ("aliens-1986", "alien3-1992", "alien-resurrection-1997")},
     "on a submarine"),
]  # fmt: skip
MIXED = [
    ("a nineties thriller with Sandra Bullock on a bus",
     {"year": ("1990..1999",), "person": ("Sandra Bullock",)}, "a thriller on a bus"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("question", "fields", "left"),
    [*TIMES, *PEOPLE, *LANGUAGES, *GENRES, *MEASURES, *REFUSALS, *LIKES, *MIXED],
)
def test_what_a_question_asks(facets, question, fields, left):
    understood = understand(question, facets)
    assert meant(understood) == fields
    if left is not None:
        assert understood.left == left


@pytest.mark.parametrize("change", [str.upper, str.lower, "{}, please".format, "{}?".format, "  {} ".format])
@pytest.mark.parametrize(
    ("question", "fields", "left"), [TIMES[0], PEOPLE[0], LANGUAGES[0], REFUSALS[0], LIKES[0]]
)
def test_how_it_is_typed_does_not_matter(facets, change, question, fields, left):
    understood = understand(change(question), facets)
    assert meant(understood) == fields
    assert re.sub(r"\W*(please)?\W*$", "", understood.left.strip().lower()) == left


@pytest.mark.parametrize(
    "plot",
    [
        "a man who cannot form new memories",
        "a French chef falls in love with a Chinese dancer",
        "a young French woman learns to cook",
        "two strangers meet on a train",
        "three men rob a bank",
        "a woman without a name",
        "a killer without mercy hunts a cop",
        "nobody believes the old man",
        "the old man and the sea",
        "a good man goes bad",
        "a best friend betrays him",
        "a long journey home",
        "a short man with a big dream",
        "a German officer hides a pianist",
        "an English teacher in Japan",
        "a soldier in 1944 refuses to shoot",
        "in the 1950s a housewife starts an affair",
        "two hours before a bomb goes off",
        "a man who looks like Elvis",
        "a detective who is not what he seems",
        "a western lawyer in Tokyo",
        "a horror writer goes mad in a hotel",
        "a romance novelist is kidnapped",
        "a black and white cat",
        "a silent monk",
        "a heat wave hits the city",
        "up in the mountains a climber is trapped",
        "it comes back every 27 years",
        "a woman named Grace",
        "a Paris policeman",
        "a lonely robot left to clean up an abandoned earth",
        "bus that explodes if it slows down",
    ],
)
def test_a_plot_that_looks_like_facts(facets, plot):
    understood = understand(plot, facets)
    assert (understood.spans, understood.soft, understood.left) == ((), (), plot)


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("1917", "1917-2019"),
        ("Memento", "memento-2000"),
        ("an American werewolf in London", "an-american-werewolf-in-london-1981"),
        ("the silence of the lambs, please", "the-silence-of-the-lambs-1991"),
        ("10 things i hate abt you", "10-things-i-hate-about-you-1999"),
    ],
)
def test_a_title_alone_leaves_no_movie_out(facets, question, title):
    understood = understand(question, facets)
    assert (understood.spans, understood.left) == ((), question)
    assert [(span.field, span.values) for span in understood.soft] == [("title", (title,))]


def test_hardly_any_overview_is_taken_for_facts(facets, bundled):
    """Overviews are plots: what is found in them is found by mistake, or is a word such as "silent"."""
    # Of a longer text, nothing becomes a filter.
    overviews = [" ".join(movie.overview.split()[:LONG]) for movie in bundled.movies[::3]]
    taken = [text for text in overviews if any(span.values for span in understand(text, facets).spans)]
    assert len(taken) <= 0.04 * len(overviews), taken


def test_a_long_description_only_prefers(facets):
    told = (
        "It was a 1994 thriller with Sandra Bullock in English, not a comedy, and a man runs through a town. "
    )
    short, long = understand(told, facets), understand(told * 3, facets)
    assert short.filters() != []
    assert (long.filters(), long.spans, long.left) == ([], (), told * 3)
    assert {"year", "genre", "person", "language"} == {span.field for span in long.soft}


def test_a_genre_in_a_plot_only_nudges(facets):
    understood = understand("a thriller in which a chef is hunted through the snow", facets)
    assert [span.field for span in understood.soft] == ["genre"]
    assert understood.filters() == []
    assert "thriller" in understood.left


def test_what_is_said_in_words(facets):
    understood = understand("from the nineties, with Sandra Bullock, on a bus, not in English", facets)
    said = [(understood.text[span.start : span.end], span.meaning) for span in understood.spans]
    assert said == [
        ("from the nineties", "1990-1999"),
        ("with Sandra Bullock", "with Sandra Bullock"),
        ("not in English", "not in English"),
    ]

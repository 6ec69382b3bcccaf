import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.catalogue.cells.rating_scales import Scale, scale_of
from recommender.catalogue.cells.ratings import parse_rating

CERTIFICATES_BY_COUNTRY = """
G|PG|PG-13|R|NC-17|X|NR|UR|UNRATED|Not Rated|Approved|Passed|GP|M|M/PG|TV-Y|TV-Y7|TV-Y7-FV|TV-G|TV-PG|TV-14|TV-MA|TV-NR|AO|E|E 10+|T
7+|13+|16+|18+|ALL|ALL_AGES|AGES_18_|NOT_RATE|NOT RATED|Kids|Teens|Adults|7 and over|ages 7+|6+|10+|12+|+7|+13|+18|-10|-12|-16|-18
U|UA|U/A|U/A 7+|U/A 13+|U/A 16+|UA 7+|A|S|12A|R18|Uc|15|18|MA15+|MA 15+|R18+|CTC|RP13|RP16|R13|R16|M/3|M/4|M/6|M/12|M/14|M/16|M/18
FSK 0|FSK 6|FSK 12|FSK-16|FSK-18|FSK: 12|ab 6|ab 12|ab 6 Jahren|o.A.|oA|Infoprogramm|SPIO/JK|Keine Jugendfreigabe|K-3|K-7|K-11|K-12|K-16|K7|K/12|KT|S/T|AL|MG6|12
T.P.|TP|Tous publics|U -10|-12 avec avertissement|APTA|A/i|TP/i|7/i|Todos los públicos|No recomendada menores de 7 años|ERI|VM14|VM 6|VM18|VM6|T
Btl|7 år|7 år.|11 år|från 7 år|15 år|Barntillåten|A|LH|L|AL|Livre|AA|A10|A12|A14|A16|A18|10 anos|Livre para todos|ATP|SAM 13|SAM 16|SAM 18|P13|P-13|+14|TE|TE+7|14+|B15|B-15|C|D
PG12|PG-12|R15+|R15|R-15|R18+|I|IIA|IIB|III|0+|普遍級|保護級|輔12級|輔15級|限制級|전체관람가|12세이상관람가|15세 관람가|청소년 관람불가|P12|P13|PG12|SU|13|BO|D 17+|K|T13|T16|T18|C13|C16|C18|Nor 13|น 13+|ส|ท
18A|14A|G 8+|13 ans +|8 ans +|16 ans et +|Exempt|CHVRS 14A|PEGI 3|PEGI 7|PEGI 12|USK 6|BBFC 12A|MPAA PG-13|Rated R|Rated 7|Rated 12|Rated PG-13|Rated 15 for violence|USA:R|Germany:12|UK:15|DE:6
GA|BA|X-18|I.M.|I.M.-18|AP-12|AG|12 éven aluliak|KN|6 éven|N-7|N-13|N-18|U-7|U-12|V|MS|6-|12-|6A|7+16+|R-7|Y7|Y7-FV|TV7|G7|A7|A-7|E7|C7|7A|10A|0+|5-|K8|7 & up
"""
CERTIFICATES = sorted(
    {cell for line in CERTIFICATES_BY_COUNTRY.strip().splitlines() for cell in line.split("|")} - {""}
)

RATINGS = {
    7.9: ["7.9", "7,9", " 7.9 ", "7.90", "7.9/10", "7.9 / 10", "7,9/10", "7.9/10.0", "7.9 out of 10", "79%", "79 %", "79,0 %", "%79", "79٪", "79/100", "7.9 (1,234 votes)", "7.9 (1234)", "7.9 (1.234 Stimmen)",
          "7.9 (1.2K)", "7.9/10 (1.2M)", "7.9 / 10 (1,234 votes)", "IMDb 7.9", "IMDb: 7.9", "IMDb: 7.9/10", "IMDB 7,9", "7.9/10 IMDb", "7.9 (IMDb)", "7.9 IMDb", "Rated 7.9", "Rated 7.9/10", "Rating: 7.9", "Score: 7.9/10",
          "Bewertung: 7,9", "User rating: 7.9", "⭐ 7.9", "★ 7.9", "⭐️ 7.9/10", "7.9/10 ⭐", "7.9/10⭐", "IMDb rating: 7.9", "IMDb Score: 7.9/10", "User score: 79%", "٧٫٩", "7．9", "７.９", "Metascore: 79", "Metacritic 79", "Metacritic: 79/100", "Rotten Tomatoes 79%", "Rotten Tomatoes: 79",
          "Internet Movie Database: 7.9/10", "7.9 based on 2,100,000 user ratings", "7.9 from 1,234 votes", "TMDB 79%", "Kinopoisk: 7.9", "3.95/5", "15.8/20", "3.95 stars", "Letterboxd 3.95"],
    8.4: ["8.4", "4.2/5", "4,2/5", "4.2 / 5", "4.2 out of 5", "4.2 of 5", "4,2 von 5", "4,2 von 5 Sternen", "4,2 sur 5", "4,2 su 5", "4,2 de 5", "4.2 stars", "4,2 Sterne", "84%", "8,4/10", "4.2/5 stars", "4.2 out of 5 stars", "4.2★", "4,2 av 5", "4,2 из 5"],
    8.0: ["8", "8.0", "8/10", "8 out of 10", "80%", "80/100", "4/5", "4 of 5", "4 von 5", "4 sur 5", "4 de 5", "★★★★", "★★★★☆", "⭐⭐⭐⭐", "⭐️⭐️⭐️⭐️", "🌟🌟🌟🌟", "****", "4 stars", "4 Sterne", "4 étoiles", "4 estrellas", "4 estrelas",
          "4 stelle", "4 sterren", "4 stjärnor", "4 gwiazdki", "4 звезды", "4星", "4颗星", "8 stars", "8/10 stars", "★★★★★★★★☆☆", "16/20", "8 (7)"],
    9.0: ["9", "4.5/5", "4½/5", "★★★★½", "★★★★½ ", "****½", "4.5 stars", "4½ stars", "4 ½ Sterne", "4 1/2 stars", "****1/2", "**** 1/2", "90 percent", "90 Prozent"],
    7.0: ["7", "★★★½", "★★★½☆", "⭐⭐⭐½", "3½ stars", "3.5/5", "3½/5", "***½", "★★★★★★★", "7 stars"],
    8.75: ["3.5/4", "3½/4", "3.5 of 4", "3½ out of 4"],
    10.0: ["10", "10.0", "10/10", "5/5", "4/4", "6/6", "100%", "100/100", "★★★★★", "5 stars"],
    1.0: ["1", "½/5", "0.5/5", "0,5 sur 5", "0.5 stars", "10%", "½ star", "1/10", "0.4/4"],
    6.0: ["★★★☆☆", "***", "3 stars", "3/5"],
    7.5: ["★★★☆", "3/4", "15/20"],
    3.5: ["3½", "3 ½", "3.5", "3 1/2"],
    0.5: ["½", "0.5", "5%"],
    7.923: ["7.923", "7,923/10", "7.923/10"],
    2.0: ["★", "⭐", "1 star", "1/5", "1 Stern"],
}  # fmt: skip
NO_RATINGS = """
74 min|84 min|90 min|2h 22m|1 Season|7 Seasons|8 episodes|B+|A-|C|F|A+|Metascore|IMDb|Rotten Tomatoes|%|/|/10|7/|7//10|2019-01-01|2019|7.9.2020|September 9|5/10/2020|9/11|1/2|24/7|7/7|5/7|12/25
0|0.0|0/10|0/5|0%|11/10|6/5|5/4|101%|5/0|0/0|10.1|11|100|7.9.1|1,234|7,923|1.234.567|-5|-7.9|+5|7+|7-|~7|7?|7!|7e0|1e1|n/a|N/A|nan|inf|-inf|None|null|unknown|?|tbd
☆|☆☆☆☆☆|*|★★★★★★★★★★★|★★☆★★|★★½½|★★☆☆☆☆☆|★x|½½|7 8|7, 8|7.9, 8.1|7.9²|6-12|6–12|7 to 8|8.5分|7点|7 points|7 kg|7th|#7|$7|No. 7|7 (PG-13)|7 (FSK)|7 votes|(7)|[7]|{7}
fresh|rotten|Certified Fresh|good|thumbs up|👍|like|true|yes|tt0083658|seven|VII|７/|٧/|7/10/10|7 out of|out of 10|7 of|of 10|4 of 3|4 out of 0|11 stars|0 stars|-3 stars|stars|Metacritic 8.5|IMDb 79|IMDb 11/10|Letterboxd 7
"""
NONE_CELLS = sorted({cell.strip() for line in NO_RATINGS.strip().splitlines() for cell in line.split("|")})
BARE_AGES = {"12", "13", "15"}


def test_every_way_to_write_a_rating():
    found = {rating: [parse_rating(cell) for cell in cells] for rating, cells in RATINGS.items()}
    assert found == {rating: [rating] * len(cells) for rating, cells in RATINGS.items()}


def test_what_is_no_rating():
    cells = [*CERTIFICATES, *NONE_CELLS]
    assert {cell: rating for cell in cells if (rating := parse_rating(cell)) is not None} == {}


@pytest.mark.parametrize("best", [4, 5, 10, 100])
def test_a_certificate_is_no_rating_on_any_scale(best):
    certificates = [cell for cell in CERTIFICATES if cell not in {*BARE_AGES, "18"}]
    for cell in [*certificates, *map(str.lower, certificates)]:
        assert parse_rating(cell, best) is None, cell


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        False,
        [],
        [7.9],
        {},
        {"value": 7.9},
        b"7.9",
        0,
        0.0,
        -1,
        10.5,
        11,
        10**400,
        math.nan,
        math.inf,
        -math.inf,
    ],
)
def test_values_that_are_no_rating(value):
    assert parse_rating(value) is None


@pytest.mark.parametrize(
    ("value", "best", "rating"),
    [(7.9, 10, 7.9), (8, 10, 8.0), (4.2, 5, 8.4), ("4.2", 5, 8.4), ("4,2", 5, 8.4), ("3½", 5, 7.0), ("½", 5, 1.0), (5, 5, 10.0), ("79", 100, 7.9), (79, 100, 7.9), ("100", 100, 10.0), ("3.5", 4, 8.75),
     ("★★★½", 4, 8.75), ("3 stars", 4, 7.5), ("4/5", 10, 8.0), ("4/5", 5, 8.0), ("7.9/10", 5, 7.9), ("79%", 5, 7.9), ("4 stars", 5, 8.0), ("4 stars", 100, 8.0), ("IMDb 7.9", 5, 7.9), ("7.9", 5, None), ("101", 100, None),
     (5.5, 5, None), ("4.2 (1,234)", 5, 8.4)],
)  # fmt: skip
def test_the_best_counts_for_bare_numbers_only(value, best, rating):
    assert parse_rating(value, best) == rating


@given(
    st.integers(1, 100),
    st.sampled_from([4, 5, 6, 10, 20, 100]),
    st.sampled_from(["{}/{}", "{} / {}", "{} out of {}", "{} von {}", "{} sur {} (12)"]),
)
def test_every_fraction_is_its_share_of_ten(tenths, top, style):
    number = round(tenths * top / 100, 2)
    assert parse_rating(style.format(f"{number:g}", top)) == pytest.approx(tenths / 10, abs=0.001)


@given(st.integers(1, 10), st.booleans(), st.sampled_from("★⭐🌟"))
def test_drawn_stars_are_counted(full, half, star):
    number = full + half / 2
    drawn = star * full + "½" * half
    expected = number * 2 if number <= 5 else number if number <= 10 else None
    assert parse_rating(drawn) == expected


@given(
    st.text() | st.text("0123456789./,%★☆½*+- ofstars()IMDb", max_size=20), st.sampled_from([4, 5, 10, 100])
)
def test_any_text_is_a_rating_in_range_or_unknown(text, best):
    rating = parse_rating(text, best)
    assert rating is None or (isinstance(rating, float) and 0 < rating <= 10)
    assert isinstance(scale_of([text] * 3), Scale)


@given(st.floats() | st.integers(), st.sampled_from([4, 5, 10, 100]))
def test_any_number_is_a_rating_in_range_or_unknown(number, best):
    rating = parse_rating(number, best)
    assert rating is None or 0 < rating <= 10
    assert isinstance(scale_of([number]), Scale)


@given(st.sampled_from(CERTIFICATES), st.integers(0, 21))
def test_a_certificate_with_any_age_is_no_rating(certificate, age):
    letters = certificate.rstrip("0123456789+ ")
    if letters and not letters[-1].isspace() and letters[-1] not in "/.,:-%":
        assert parse_rating(f"{letters}{age}") is None


@pytest.mark.parametrize(
    "cell",
    [
        "9" * 1_000_000,
        "★" * 1_000_000,
        "7.9 (" + "1" * 1_000_000 + ")",
        "7/" * 500_000,
        "IMDb " * 200_000,
        "a\u0301" * 500_000,
    ],
)
def test_a_long_cell_is_unknown_before_any_pattern_sees_it(cell, monkeypatch):
    monkeypatch.setattr(
        "recommender.catalogue.cells.number_text.known_text", lambda value: pytest.fail("the cell was read")
    )
    assert parse_rating(cell) is None


def averages(count, seed=1):
    """Averages out of 10, spread as TMDB's."""
    generator = random.Random(seed)
    return [round(min(9.0, max(1.0, generator.gauss(6.6, 0.9))), 1) for _ in range(count)]


@pytest.mark.parametrize(
    ("cells", "best"),
    [([], 10), ([None, "", "n/a", math.nan, True], 10), ([7.9, 8.1], 10), (averages(1_000), 10), ([str(number) for number in averages(300)], 10), ([7, 8, 9, 10, 5, 3] * 9, 10), (["7.9/10", "4/5"] * 5, 10),
     ([4.0, 3.0, 2.0], 10), ([4, 5, 3, 2], 10), ([1.8, 2.1, 3.9, 4.4, 3.2, 2.6], 10), ([7] * 60 + [11], 10), ([0] * 30, 10), (["7.9", "85%", "★★★"], 10),
     ([0.5, 4, 3.5, 5, 4.5], 5), (["4.5", "3", "2,5", "5", "4", "3½"], 5), ([4, 5, 3, 2, 1] * 4, 5), ([number / 2 for number in averages(500)], 5), ([4.5, 3, "", None, 5, 4, 2.5, 0, *[math.nan] * 20], 5),
     ([85, 90, 45, 7, 77], 100), (["79", "95", "8", "61"], 100), ([number * 10 for number in averages(300)], 100), ([100, 12, 47], 100),
     (["TV-MA", "PG-13", "R", "7+", "13+", "16"], None), (["13+", "16+", "18+", "ALL", "7+", "R", "16", "18"] * 20, None), (CERTIFICATES, None), ([0, 6, 12, 16, 18] * 9, None), (["6", "12", "0", "16"], None),
     ([7, 11, 15, 7, 7], None), ([0, 6] * 5, None), (["0", "6", "6"], None), ([12, 12, 12], None), ([1] * 15 + [2] * 15, None), ([1, 0] * 30, None), ([120_000, 300_000, 5_000], None), (["B+", "A-", "C"], None),
     (["74 min", "90 min", "8.1"], None), ([-1, -2, -3], None), (["good", "bad", "7"], None)],
)  # fmt: skip
def test_the_scale_of_a_column(cells, best):
    scale = scale_of(cells)
    assert scale.best == best
    assert bool(scale.reason) == (best != 10)


@pytest.mark.parametrize("count", [100, 500, 3_000])
@pytest.mark.parametrize("seed", range(5))
def test_the_worst_films_out_of_ten_are_not_taken_for_films_out_of_five(count, seed):
    worst = sorted(averages(count * 30, seed))[:count]
    worst = [number for number in worst if number <= 5]
    assert scale_of(worst).best == 10


@pytest.mark.parametrize("seed", range(20))
def test_averages_out_of_five_are_known_from_a_few_hundred(seed):
    assert scale_of([number / 2 for number in averages(400, seed)]).best == 5


def test_a_reason_names_what_was_found():
    assert scale_of(["PG-13", "R", "8.1"]).reason == "2 of 3 cells cannot be ratings"
    assert scale_of([0, 6, 12, 16, 18]).reason == "the numbers are ages: 6, 12, 16, 18"
    assert scale_of([85, 90]).reason == "most of 2 numbers are between 10 and 100"


def test_a_column_is_read_by_its_scale():
    cells = ["4.5", "3", "n/a", "5", "3.5", "9/10", "1"]
    scale = scale_of(cells)
    assert scale.best is not None
    assert [parse_rating(cell, scale.best) for cell in cells] == [9.0, 6.0, None, 10.0, 7.0, 9.0, 2.0]

import math
import unicodedata
from itertools import product

import pytest
from babel.units import format_unit
from hypothesis import given
from hypothesis import strategies as st

from recommender.catalogue.cells import duration_words
from recommender.catalogue.cells.duration_words import LANGUAGES
from recommender.catalogue.cells.durations import parse_runtime, runtime_unit
from tests.catalogue.cells.test_ratings import CERTIFICATES

MINUTES_142 = """
142|142.0|142,0|142.|142 min|142min|142 min.|142 mins|142 mins.|142 MIN|142 minutes|142 Minuten|142m|142 m|142′|142'|142’|142 mn
2h22m|2h 22m|2h22|2h 22|2h22min|2 h 22 min|2 h. 22 min.|2H22M|2 HR 22 MIN|2hr22min|2hrs 22mins|2 hrs. 22 mins.|2 hours 22 minutes
2 hours and 22 minutes|2 hours, 22 minutes|2 hours, and 22 minutes|2 Hours & 22 Minutes|2h 22m 10s|0h 142m|2h22'|142'10''|142'10"
2:22|02:22|2:22:00|02:22:00|02:22:05.123000|0 days 02:22:00|2:22 h|2:22 hrs|2:22 Std.|142:00|142:10|142:00 min
PT2H22M|PT142M|P0DT2H22M0S|PT8520S|PT8520.0S|pt2h22m|PT2H22M0.000S|P0Y0M0DT2H22M0S|PT1H82M|PT02H22M
8520 s|8520 s.|8520s|8520 sec|8520 secs|8520 seconds|8,520 seconds|1.42E+02
USA:142|USA: 142|US: 142 min|Germany:142|West Germany:142|Deutschland: 142 Min.|Frankreich: 2 Std. 22 Min.|UK:2h 22m
USA:142 min / Canada: 150 min|USA:142 / Canada:150|142 min / 150 min|142 min, 150 min|142 min,150 min|142, 150
142 (approx)|142 (approx.)|142 (director's cut)|142 min (director's cut)|142 min (extended: 150 min)|142 min [uncut]|142 (USA)
142 min (theatrical cut) / 160 min (director's cut)|2h 22m (142 min)|142 min (2h 22m)|142分钟(中国大陆) / 150分钟|142 (with commercials)
~142|~142 min|≈ 142 min|c. 142 min|ca. 142 min|ca 142|circa 142 minutes|approx. 142 min|approximately 142 minutes|about 142 min|142 min approx.
Runtime: 142 min|Running time: 2 hours 22 minutes|Laufzeit: 142 Minuten|Durée: 2h22|片长: 142分钟|Duração: 142 minutos|Duration: 2:22:00
2 Std. 22 Min.|2 Std 22 Min|2 Stunden 22 Minuten|2 Stunden und 22 Minuten|2 heures 22 minutes|2 heures et 22 minutes|2 horas 22 minutos
2 horas y 22 minutos|2 horas e 22 minutos|2 ore e 22 minuti|2 godz. 22 min|2 godziny 22 minuty|2 hod. 22 min.|2 uur en 22 minuten|2 u 22 min
2 t 22 min|2 t. 22 min.|2 timer og 22 minutter|2 tim 22 min|2 timmar och 22 minuter|2 tuntia 22 minuuttia|2 óra 22 perc|2 ó 22 p
142 мин|142 мин.|142 минуты|2 ч 22 мин|2 ч. 22 мин.|2 часа 22 минуты|2 год 22 хв|142 хв|2 години і 22 хвилини|2 ώρες και 22 λεπτά
142 dk|142 dk.|142 dakika|142 DAKİKA|2 saat 22 dakika|2 sa 22 dk|142分|142 分|142分鐘|142分钟|2時間22分|2小时22分钟|2小時22分鐘|约142分钟|2시간 22분
2시간22분|142분|2 giờ 22 phút|2 jam 22 menit|2 ชั่วโมง 22 นาที|2 ชม. 22 นาที|2 घंटे 22 मिनट|१४२ मिनट
2 שעות ו 22 דקות|שעתיים 22 דקות|٢ ساعة و ٢٢ دقيقة|ساعتان و 22 دقيقة|142 دقيقة|۱۴۲ دقیقه|۲ ساعت و ۲۲ دقیقه|１４２分|१४२|١٤٢
"""
CELLS_142 = [cell.strip() for line in MINUTES_142.strip().splitlines() for cell in line.split("|")]
CELLS_142 += ["142 min | 150 min", "142|150", "  142\u00a0min  ", "2\u202fh\u202f22"]
OTHERS = [
    ("117", 117), ("1 Stunde 57 Minuten", 117), ("1 h 57", 117), ("1h", 60), ("1 hr", 60), ("2 hrs", 120), ("1 ч", 60),
    ("1.5 hours", 90), ("1,5 h", 90), ("1½ h", 90), ("1 1/2 hours", 90), ("1 ½ hours", 90), ("¾ h", 45), ("0:45", 45), ("45 min", 45), ("1", 1),
    ("2h05", 125), ("2h 0m", 120), ("1:05", 65), ("40 s", 1), ("5999", 5999), ("1994 min", 1994), ("33h 14m", 1994), ("20 de minute", 20),
    ("PT1.5H", 90), ("P1DT1H", 1500), ("117.4", 117), ("117.6", 118), ("1,256 min", 1256), ("87 hours", 5220), ("2,5 min", 2),
]  # fmt: skip
NO_RUNTIMES = """
1 Season|2 Seasons|3 Seasons|17 Seasons|2 saisons|3 Staffeln|2 temporadas|1 stagione|8 episodes|12 Folgen|10 ep|S01E02|s2|3T|2T|4 S|3 sezon
TV-MA|PG-13|12A|1994|2010|0|00|-5|-5 min|+5|n/a|N/A|unknown|-|2019-01-01|2019|01/02/2019|24.12.1999|12 June 2001|September 25, 2021|1080p|720p|4K|3D
feature|short|min|h|minutes|two hours|12 x 45 min|12x45|10 × 45 min|90-100 min|90–100 min|90 to 100 min|<90 min|>90|90+|90+ min|45 min per episode|45 min/ep
45 min (12 episodes)|45 min (per episode)|45 (each)|2 (hours)|45 (reels)|7 reels|2500 m|2000'|6,000 ft|16 mm|35 mm|7/10|7.9/10|85%|142/150|10/12
12:30|24:00|10:15|2:60|2:75|142:60|1:2|2:22:60|2:99:00|16:9|2.35:1|1.85 : 1|2.22|1.5|2h 60m|2h 90m|2h 2h|22m 2h|1.5h 20m|2 hours and|and 2 hours|2h,|2h 22 33
Episodes: 12|Seasons: 3|Season: 1|Reels: 7|Rating: 85|Year: 2001|Trailer: 2 min|6000|6000 min|100 h|100:00:00|1e5|1e400|0:00|0:00:00|0 min|0h 0m|PT|PT0S|P|P1Y|P2M
1st|2nd|142 min Color|142 min - 150 min|142 min foo|foo 142 min|142 kg|142 minibuses|1.2.3|1,23,456|.5 h|(142)|(142 min|142 min)|[]|{}|'|''|:|/|,|142 min /
1 3/4 h|$142|#142|142!|142?|tt0117142|1_42|0x8E|١٩٩٤|１９９４|142 min, Drama|20 s|½|m|2 hours or so|P142|T142M|142 h|²|²²
"""
NONE_CELLS = [cell.strip() for line in NO_RUNTIMES.strip().splitlines() for cell in line.split("|")]
NONE_CELLS += ["142 min | ?", "142 min |", "7 | 8 episodes", "142²"]
MINUTES_TOO = {"12", "13", "15", "18", "DE:6", "Germany:12", "UK:15"}
"""Certificates that cannot be told from minutes in one cell."""


def test_every_way_to_write_142_minutes():
    assert {cell: parse_runtime(cell) for cell in CELLS_142} == dict.fromkeys(CELLS_142, 142)


def test_other_lengths():
    assert [(cell, parse_runtime(cell)) for cell, _ in OTHERS] == list(map(tuple, OTHERS))


def test_what_is_no_runtime():
    cells = [*NONE_CELLS, *(cell for cell in CERTIFICATES if cell not in MINUTES_TOO)]
    assert {cell: minutes for cell in cells if (minutes := parse_runtime(cell)) is not None} == {}


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        False,
        [],
        [142],
        {},
        {"minutes": 142},
        (142,),
        b"142",
        0,
        -142,
        0.2,
        2.5,
        1994,
        1994.0,
        6000,
        10**400,
        math.nan,
        math.inf,
        -math.inf,
        1e300,
    ],
)
def test_values_that_are_no_runtime(value):
    assert parse_runtime(value) is None


@pytest.mark.parametrize(
    ("value", "unit"),
    [(142, "minutes"), (142.0, "minutes"), (141.7, "minutes"), (8520, "seconds"), (8_520_000, "milliseconds"), (85_200_000_000, "ticks"), (2.366667, "hours"),
     ("8520", "seconds"), ("8,520", "seconds"), ("8520.0", "seconds"), ("8520000", "milliseconds"), ("8,520,000", "milliseconds"), ("85200000000", "ticks"), ("8.52E+10", "ticks"),
     ("2,3667", "hours"), ("USA:8520", "seconds"), ("142 min", "seconds"), ("2:22", "seconds"), ("2h22", "hours"), ("142 min", None), ("PT2H22M", None)],
)  # fmt: skip
def test_the_unit_counts_for_bare_numbers_only(value, unit):
    assert parse_runtime(value, unit) == 142


@pytest.mark.parametrize("value", [142, "142", "8520000", "~142"])
def test_a_bare_number_of_an_unknown_unit_is_unknown(value):
    assert parse_runtime(value, None) is None


@pytest.mark.parametrize(
    ("name", "unit"),
    [("Runtime (mins)", "minutes"), ("runtimeMinutes", "minutes"), ("runtime_min", "minutes"), ("duration_ms", "milliseconds"), ("durationMs", "milliseconds"),
     ("duration_in_millis", "milliseconds"), ("runtime_seconds", "seconds"), ("Runtime (secs)", "seconds"), ("length_sec", "seconds"), ("RunTimeTicks", "ticks"),
     ("runTimeTicks", "ticks"), ("Length (hours)", "hours"), ("hours", "hours"), ("Dauer (Minuten)", "minutes"), ("Laufzeit in Sekunden", "seconds"),
     ("Süre (dk)", "minutes"), ("Durata (ore)", "hours"), ("Длительность (сек)", "seconds"), ("時間(分)", "minutes")],
)  # fmt: skip
def test_the_unit_in_the_name_of_a_column(name, unit):
    assert runtime_unit(name, [142] * 5) == unit
    assert runtime_unit(name, []) == unit


@pytest.mark.parametrize(
    "name", ["runtime", "Running Time", "Runtime(s)", "duration", "length", "Screen time", "Length (m)", ""]
)
@pytest.mark.parametrize(
    ("values", "unit"),
    [([117, "95", 142.0], "minutes"), (["1h 57m", "2 Seasons"], "minutes"), ([], "minutes"), ([8520, 5400, 300], "seconds"), (["8,520", "5400.0", "7020"], "seconds"),
     ([8_520_000, 5_400_000, 7_020_000], "milliseconds"), (["85200000000", 7.02e10, 5.4e10], "ticks"), ([1440, 95, 100], "minutes"),
     ([1994, 2001, 1987, 2010], None), ([5400], None), ([5400, 8520], None), ([40_000, 50_000, 45_000], None), ([True, None, math.nan, math.inf, [1], 10**400], "minutes")],
)  # fmt: skip
def test_the_unit_that_the_numbers_of_a_column_can_only_have(name, values, unit):
    assert runtime_unit(name, values) == unit


def test_a_column_of_seconds_is_read_by_its_unit():
    cells = ["8520", "7020", "95 min", "5400"]
    assert [parse_runtime(cell, runtime_unit("duration", cells)) for cell in cells] == [142, 117, 95, 90]


STYLES = ["{h}h{m}m", "{h}h {m}m", "{h}h{m:02}", "{h} h {m} min", "{h} hrs {m} mins", "{h} hours and {m} minutes", "PT{h}H{m}M", "{h}:{m:02}:00", "{h} Std. {m} Min.", "{h} ч {m} мин", "{h}時間{m}分", "USA:{h}h {m}m", "~{h} h {m} min (approx.)"]  # fmt: skip


@given(st.integers(1, 99), st.integers(0, 59), st.sampled_from(STYLES))
def test_hours_and_minutes_come_back_from_every_style(hours, minutes, style):
    assert parse_runtime(style.format(h=hours, m=minutes)) == 60 * hours + minutes


@given(
    st.integers(1, 5_999),
    st.sampled_from(["{} min", "{} minutes", "{}′", "PT{}M", "{} Min.", "{} dk", "{}分", "USA:{} min"]),
)
def test_minutes_come_back_from_every_style(minutes, style):
    if minutes < 1_000 or "′" not in style:
        assert parse_runtime(style.format(minutes)) == minutes


def test_hours_and_minutes_come_back_from_every_language():
    lengths = [(1, 1), (1, 57), (2, 22), (3, 2), (5, 11), (21, 40)]
    for language, length, (hours, minutes) in product(sorted(set(LANGUAGES)), ("long", "short"), lengths):
        parts = [
            format_unit(number, f"duration-{unit}", length, locale=language)
            for number, unit in ((hours, "hour"), (minutes, "minute"))
        ]
        if not any("duration-" in part for part in parts) and not (
            language == "he" and 2 in (hours, minutes)
        ):
            assert parse_runtime(" ".join(parts)) == 60 * hours + minutes, parts


@given(
    st.integers(1, 1_869),
    st.sampled_from([zero for zero in map(chr, range(0x10000)) if unicodedata.decimal(zero, None) == 0]),
)
def test_digits_of_every_script(minutes, zero):
    digits = "".join(chr(ord(zero) + int(digit)) for digit in str(minutes))
    assert parse_runtime(digits) == minutes
    assert parse_runtime(f"{digits} min") == minutes


@given(
    st.text() | st.text("0123456789hms:.,'/|()[]PT minuteso½-+~", max_size=30),
    st.sampled_from(["minutes", "seconds", "milliseconds", "hours", "ticks", None]),
)
def test_any_text_is_a_runtime_in_range_or_unknown(text, unit):
    minutes = parse_runtime(text, unit)
    assert minutes is None or (isinstance(minutes, int) and 1 <= minutes <= 5_999)
    assert runtime_unit(text, [text]) in {"minutes", "seconds", "milliseconds", "hours", "ticks", None}


@given(st.floats() | st.integers())
def test_any_number_is_a_runtime_in_range_or_unknown(number):
    minutes = parse_runtime(number)
    assert minutes is None or 1 <= minutes <= 5_999
    assert runtime_unit("", [number] * 3) in {"minutes", "seconds", "milliseconds", "hours", "ticks", None}


@pytest.mark.parametrize(
    "cell",
    ["1" * 1_000_000, "(" * 1_000_000, "2h " * 300_000, "1," * 500_000, "a\u0301" * 500_000, "12:" * 300_000],
)
def test_a_long_cell_is_unknown_before_any_pattern_sees_it(cell, monkeypatch):
    monkeypatch.setattr(
        "recommender.catalogue.cells.number_text.known_text", lambda value: pytest.fail("the cell was read")
    )
    assert parse_runtime(cell) is None


def test_usual_words_do_not_load_the_tables_of_languages(monkeypatch):
    monkeypatch.setattr(duration_words, "_words", lambda: pytest.fail("the tables were loaded"))
    for cell in ("142", "142 min", "2h 22m", "2 hours and 22 minutes", "PT2H22M", "2:22:00", "TV-MA", "1994"):
        parse_runtime(cell)

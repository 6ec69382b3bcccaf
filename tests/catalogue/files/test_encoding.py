"""Deciding how bytes become text, and decoding them."""

import codecs
import gc
import io
import tracemalloc
import unicodedata
from functools import partial

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from recommender.catalogue.files.encoding import decide_encoding, decoded
from recommender.errors import CatalogueError
from tests.conftest import MOVIES_CSV

HEADER = "title,year,overview\n"


def read(data, chosen=None):
    """The text and the note."""
    file = io.BytesIO(data)
    decided = decide_encoding(file, chosen)
    assert file.tell() == 0
    with decoded(file, decided) as text:
        return text.read(), decided.note


WESTERN = "cp1252 latin-1 iso8859-15 mac-roman cp850"
CENTRAL = "cp1250 iso8859-2 cp852"
CYRILLIC = "cp1251 koi8-r cp866 iso8859-5 mac-cyrillic"
SENTENCES = [
    (
        WESTERN,
        "Où vont les étoiles,1994,Deux frères séparés à la naissance se retrouvent après la mort de leur mère.",
    ),
    (
        WESTERN,
        "Spätes Glück,1995,Ein Witwer lernt im Altersheim eine frühere Sängerin kennen und blüht wieder auf.",
    ),
    (
        WESTERN,
        "Corazón de león,1996,Un boxeador de Málaga intenta recuperar a su familia tras años en prisión.",
    ),
    (WESTERN, "Coração de papel,1997,Dois irmãos voltam à aldeia e descobrem que a casa já não é deles."),
    (
        WESTERN,
        "Röda löv,1998,En förälskad lärare flyttar till Norrland och går vilse i en snöstorm på vägen.",
    ),
    (
        WESTERN,
        "The Porter of Keys,1999,A porter finds a key in Montréal. Starring Léa Marchand and José Núñez.",
    ),
    ("cp1252", "The Porter’s Keys,1999,A porter finds a key – and loses it. “It’s not mine,” he says…"),
    ("cp1252", "The Porter’s Keys,1999,A porter finds a key and doesn't tell."),
    (CENTRAL, "Zagubiona ścieżka,2000,Młoda kobieta wraca do rodzinnej wsi, żeby odnaleźć brata."),
    (CENTRAL, "Šťastná léta,2001,Komedie o partě přátel, kteří si založí vlastní pivovar a brzy zkrachují."),
    (
        CENTRAL,
        "Őszi szél,2002,Két testvér örököl egy régi szőlőt, és rájönnek, hogy apjuk titkot rejtegetett.",
    ),
    ("cp1250", "Ida Returns,2003,A porter finds a key in Łódź. Starring Małgorzata Żak and Paweł Śliwiński."),
    (CYRILLIC, "Последний снег,2004,Молодая учительница приезжает в далёкую деревню и узнаёт тайну отца."),
    ("cp1251 koi8-u", "Останній сніг,2005,Молода вчителька приїжджає в далеке село і дізнається таємницю."),
    ("cp1253 iso8859-7 cp737", "Το τελευταίο καλοκαίρι,2006,Μια νεαρή δασκάλα επιστρέφει στο χωριό της."),
    (
        "cp1254 iso8859-9 cp857",
        "Son Kış,2007,Genç bir öğretmen uzak bir köye gelir ve babasının sırrını öğrenir.",
    ),
    ("cp1255 iso8859-8 cp862", "החורף האחרון,2008,מורה צעירה חוזרת לכפר הולדתה ומגלה את הסוד של אביה."),
    ("cp1256 iso8859-6", "الشتاء الأخير,2009,معلمة شابة تعود إلى قريتها وتكتشف سر والدها."),
    ("cp1257", "Pazudusī pils,2010,Jauna skolotāja atgriežas dzimtajā ciemā un uzzina sava tēva noslēpumu."),
    ("shift-jis cp932 euc-jp", "最後の冬,2011,若い教師が故郷の村に戻り、父の秘密を知る。"),
    ("gb2312 gbk gb18030", "最后的冬天,2012,年轻的女教师回到故乡的村庄，发现了父亲的秘密。"),
    ("big5", "最後的冬天,2013,年輕的女教師回到故鄉的村莊，發現了父親的秘密。"),
    ("euc-kr cp949", "마지막 겨울,2014,젊은 교사가 고향 마을로 돌아와 아버지의 비밀을 알게 된다."),
    ("cp874 tis-620", "ฤดูหนาวสุดท้าย,2015,ครูสาวกลับมายังหมู่บ้านเกิดและพบความลับของพ่อ"),
    (
        "cp1258",
        "Ngôi nhà bên sông,2016,Ba chi\u0323 em nhâ\u0323n mô\u0323t cô\u0301i xay cu\u0303 và că\u0303i nhau.",
    ),
]
GUESSES = [(codec, sentence) for names, sentence in SENTENCES for codec in names.split()]


@pytest.mark.parametrize(
    ("codec", "sentence"), GUESSES, ids=[f"{codec} {text[:12]}" for codec, text in GUESSES]
)
def test_code_pages(codec, sentence):
    text = HEADER + sentence + "\n"
    read_as, note = read(text.encode(codec))
    assert unicodedata.normalize("NFC", read_as) == unicodedata.normalize("NFC", text)
    assert note.startswith("read as ")
    assert "name its encoding, or save it as UTF-8, to be sure" in note
    assert read(text.encode(codec), codec) == (text, None)


@pytest.mark.parametrize("codec", ["cp1252", "latin-1"])
@pytest.mark.parametrize(
    "title",
    ["Amélie", "Léon", "Piñata", "Fünf", "Äpfel", "naïve", "Curaçao", "Ça", "À bout", "Étoile", "Crème", "El Niño", "Søren"],
)  # fmt: skip
def test_one_letter_in_an_english_table_is_western(title, codec):
    text = HEADER + "Heat,1995,A thief and a policeman meet.\n" * 50 + f"{title},1994,A plot\n"
    read_as, note = read(text.encode(codec))
    assert read_as == text
    assert "cp1252" in note


def test_a_doubtful_guess_names_the_rival():
    _, note = read("Čech\n".encode("cp1250"))
    assert (
        note
        == "read as cp1252, but cp1250 is as likely: check some names; name its encoding, or save it as UTF-8, to be sure"
    )


@pytest.mark.parametrize("codec", ["cp1252", "iso8859-15", "mac-roman", "cp850"])
def test_names_of_many_countries_in_an_english_table(codec):
    data = MOVIES_CSV.read_text(encoding="utf-8").encode(codec, "ignore")
    text, note = read(data)
    assert text == data.decode(codec)
    assert ", which is a guess" in note


@pytest.mark.parametrize("codec", ["gb18030", "cp1251", "euc-jp", "cp1252"])
def test_words_that_a_chunk_cuts_do_not_confuse_the_guess(codec):
    sentence = next(text for names, text in SENTENCES if codec in names.split()).replace(",", "")
    read_as, _ = read((sentence + "\n").encode(codec) * (3_000_000 // len(sentence)))
    assert read_as.startswith(sentence)


def test_a_sure_guess_is_still_called_a_guess():
    _, note = read((HEADER + SENTENCES[12][1]).encode("cp1251"))
    assert note == "read as cp1251, which is a guess; name its encoding, or save it as UTF-8, to be sure"


def test_bytes_without_meaning_are_counted():
    sentence = "Последний снег,2004,Молодая учительница приезжает в далёкую деревню и узнаёт тайну отца.\n"
    text, note = read(sentence.encode("cp1251") * 9 + b"\x98\n")
    assert text == sentence * 9 + "\ufffd\n"
    assert note.endswith("(1 place is not valid cp1251 and read as \ufffd)")
    assert read(b"a\xff\xffb", "ascii")[1] == "2 places are not valid ascii and read as \ufffd"


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize(
    "text", [HEADER + sentence + "\n" for _, sentence in SENTENCES] + ["", "é", "a\n", "a\r\nb\rc\n"]
)
def test_unicode(codec, text):
    assert read(text.encode(codec)) == (text, None)


MARKED = [("utf-16-le", codecs.BOM_UTF16_LE), ("utf-16-be", codecs.BOM_UTF16_BE), ("utf-32-le", codecs.BOM_UTF32_LE),
          ("utf-32-be", codecs.BOM_UTF32_BE)]  # fmt: skip


@pytest.mark.parametrize(("codec", "mark"), MARKED)
@pytest.mark.parametrize(
    "text", [HEADER + sentence + "\n" for _, sentence in SENTENCES] + ["a\r\nb\rc\n", "陌生人\n河邊\n"]
)
def test_unicode_in_both_orders_with_and_without_a_mark(codec, mark, text):
    assert read(text.encode(codec)) == (text, None)
    assert read(mark + text.encode(codec)) == (text, None)
    assert read(text.encode(codec), codec) == (text, None)
    assert read(mark + text.encode(codec), codec) == (text, None)


written = st.text(st.characters(codec="utf-8", exclude_characters="\0\ufeff"))


@given(written, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]))
@example("\ufffd", "utf-8")
@example("\x80\x81\n", "utf-8")
def test_any_text_is_read_as_it_was_written(text, codec):
    assert read(text.encode(codec)) == (text, None)
    assert read(text.encode(codec), codec) == (text, None)


@given(written.map(lambda text: HEADER * 3 + text[:20]), st.sampled_from([codec for codec, _ in MARKED]))
def test_any_table_without_a_mark_is_read_as_it_was_written(text, codec):
    assert read(text.encode(codec)) == (text, None)


@given(
    st.binary(max_size=300), st.sampled_from([None, "utf-8", "cp932", "utf-16", "cp1252", "gb18030", "utf-7"])
)
def test_any_bytes_are_read(data, chosen):
    text, note = read(data, chosen)
    assert isinstance(text, str)
    assert note is None or "\n" not in note


@pytest.mark.parametrize(
    ("data", "expected", "note"),
    [
        ("Amélie\nLéon\n".encode() + b"Ren\xe9e\n", "Amélie\nLéon\nRenée\n", "a byte on line 3 is not valid"),
        ("é\n".encode() * 99 + b"\x93a\x94\n", "é\n" * 99 + "“a”\n", "2 bytes, the first on line 100, are not valid"),
        ("é\n".encode() * 5 + b"\x81\n", "é\n" * 5 + "\ufffd\n", "a byte on line 6 is not valid"),
        ("éé".encode()[:3], "éÃ", "a byte on line 1 is not valid"),
        (codecs.BOM_UTF8 + b"a\nRen\xe9e\n", "a\nRenée\n", "a byte on line 2 is not valid"),
    ],
    ids=["one row", "quotes", "no letter", "cut", "mark"],
)  # fmt: skip
def test_wrong_bytes_in_utf_8_change_only_themselves(data, expected, note):
    text, said = read(data)
    assert text == expected
    assert (
        said == f"{note} UTF-8 and read as Windows-1252; name its encoding, or save it as UTF-8, to be sure"
    )


def test_wrong_bytes_beyond_the_first_chunk():
    good = "é,plot\n".encode() * 300_000
    text, note = read(good + b"Ren\xe9e\n")
    assert text.endswith("\né,plot\nRenée\n")
    assert note.startswith("a byte on line 300,001 is")


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("Good\n".encode("utf-16") + b"\0", "Good\n"),
        ("Good\n".encode("utf-16-be") + b"\0", "Good\n"),
        ("Good\n".encode("utf-32") + b"\0\0\0", "Good\n"),
        (codecs.BOM_UTF16_LE + b"a\0\0\xd8b\0", "a\ufffdb"),
        (codecs.BOM_UTF16_LE + b"a\0\0\xd8", "a"),
        (b"title\0,year\nGood,1994\n", "title\0,year\nGood,1994\n"),
        (b"title\n" + b"\0" * 1_000 + b"Good\n", "title\n" + "\0" * 1_000 + "Good\n"),
    ],
    ids=["odd", "odd, no mark", "odd utf-32", "half a pair", "half at the end", "nul", "nuls"],
)  # fmt: skip
def test_cut_and_odd_units(data, expected):
    assert read(data) == (expected, None)


@pytest.mark.parametrize(
    ("chosen", "data", "expected"),
    [
        ("windows-1251", b"\xcf\xf0\xe8", "При"),
        ("UTF8", "\ufeffé".encode(), "é"),
        ("utf_8", "é".encode(), "é"),
        ("latin1", "é".encode(), "Ã©"),
        ("Shift-JIS", b"\x96\xe9", "夜"),
        ("macintosh", b"\x8e", "é"),
        ("utf-16", "a\n".encode("utf-16-le"), "a\n"),
        ("iso2022_jp", "夜".encode("iso2022_jp"), "夜"),
        ("ascii", b"a", "a"),
    ],
)  # fmt: skip
def test_the_chosen_encoding(chosen, data, expected):
    assert read(data, chosen) == (expected, None)


def test_wrong_bytes_in_the_chosen_utf_8_are_told():
    assert read(b"a\nRen\xe9e\n", "utf-8") == (
        "a\nRenée\n", "a byte on line 2 is not valid UTF-8 and read as Windows-1252; name its encoding, or save it as UTF-8, to be sure"
    )  # fmt: skip


@pytest.mark.parametrize(
    "name",
    ["nonsense", "hex", "base64", "rot13", "zlib", "idna", "punycode", "unicode_escape", "raw-unicode-escape", "undefined",
     "é", "\udce9", "a\0b", "../os", "x" * 9_999, " ", "\x1b[2J"],
)  # fmt: skip
def test_unknown_encodings_are_refused_in_one_line(name):
    with pytest.raises(
        CatalogueError, match=r"^there is no encoding .{0,40}; utf-8, cp1252 and shift_jis are some$"
    ) as raised:
        decide_encoding(io.BytesIO(b"a"), name)
    assert raised.value.field == "encoding"
    assert str(raised.value).isprintable()


def test_the_file_stays_open():
    file = io.BytesIO(b'a\r\n"b\r\nc"\n')
    text = decoded(file, decide_encoding(file))
    assert list(text) == ["a\r\n", '"b\r\n', 'c"\n']
    with text:
        pass
    del text
    gc.collect()
    assert not file.closed


@pytest.mark.parametrize(
    "row", ["Amélie,plot\n".encode(), "Amélie,plot\n".encode("cp1252"), b"\xcf\xf0\xe8" * 99]
)
def test_large_files_take_little_memory(tmp_path, row):
    path = tmp_path / "films"
    path.write_bytes(row * (10_000_000 // len(row)))
    tracemalloc.start()
    with path.open("rb") as file:
        decided = decide_encoding(file)
        assert sum(map(len, iter(partial(decoded(file, decided).read, 1 << 16), ""))) > 8_000_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 25_000_000

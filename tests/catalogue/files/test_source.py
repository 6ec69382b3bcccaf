"""Finding and unpacking the files that a user names."""

import gzip
import io
import os
import random
import sys
import tracemalloc
import zipfile

import pytest

from recommender.catalogue.files import source
from recommender.catalogue.files.source import open_sources
from recommender.errors import CatalogueError, Remedy

FILMS = b"title,overview\nGood,A plot\n"


pytestmark = pytest.mark.usefixtures("folder")


def read(*sources):
    found = {}
    for opened in open_sources(sources):
        with opened:
            assert opened.file.tell() == 0
            assert opened.file.seekable()
            assert opened.name not in found
            found[opened.name] = opened.file.read()
        assert opened.file.closed
    return found


def archive(path, members, **options):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, **options) as out:
        for name, content in members:
            out.writestr(name, content)
    return path


def tree(folder, *names):
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(name.encode())


def test_a_plain_file_is_opened_in_place(folder):
    (folder / "films.zip").write_bytes(FILMS)  # The contents decide, not the name.
    (opened,) = open_sources(["films.zip"])
    with opened:
        assert (opened.name, opened.file.name) == ("films.zip", "films.zip")
        assert opened.file.read() == FILMS


@pytest.mark.parametrize(
    "content", [b"", b"x", b"PK", b"\x1f", b"PAR1\x15\x04", b"\xff\xfea\0", b"PK\x03 and more"]
)
def test_other_contents_stay_as_they_are(folder, content):
    (folder / "films").write_bytes(content)
    assert read("films") == {"films": content}


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_standard_input(monkeypatch, pack):
    data = pack("title\nAmélie\n".encode("utf-16"))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert read("-", "-") == {"standard input": "title\nAmélie\n".encode("utf-16")}


def test_an_archive_on_standard_input(monkeypatch, folder):
    for members, expected in (
        ([("a.csv", FILMS)], None),
        ([("a.csv", b""), ("b.csv", b"")], "choose, e.g. FILE.zip/a.csv"),
    ):
        data = archive(folder / "x.zip", members).read_bytes()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        if expected is None:
            assert read("-") == {"standard input/a.csv": FILMS}
        else:
            with pytest.raises(CatalogueError, match=expected):
                read("-")


def test_closed_standard_input(monkeypatch):
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(CatalogueError, match="standard input is closed"):
        read("-")


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("films/*.csv", ["films/a.csv", "films/b [1].csv", "films/b.csv"]),
        ("films/**/*.csv", ["films/a.csv", "films/b [1].csv", "films/b.csv", "films/deep/er/c.csv"]),
        ("films/?.csv", ["films/a.csv", "films/b.csv"]),
        ("films/[!a].csv", ["films/b.csv"]),
        ("films/b [1].csv", ["films/b [1].csv"]),
        ("*/*.txt", ["films/a.txt"]),
        ("**/c.csv", ["films/deep/er/c.csv"]),
    ],
)
def test_patterns(folder, pattern, expected):
    tree(
        folder,
        "films/b.csv",
        "films/a.csv",
        "films/b [1].csv",
        "films/deep/er/c.csv",
        "films/a.txt",
        "films/.d.csv",
    )
    assert list(read(pattern)) == expected
    assert list(read(str(folder / pattern))) == [str(folder / name) for name in expected]


def test_the_home_directory(folder, monkeypatch):
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("USERPROFILE", str(folder))
    tree(folder, "films/a.csv", "~nobody-of-this-name.csv")
    assert list(read("~/films/a.csv", "~/films/*.csv")) == [str(folder / "films" / "a.csv")]
    assert list(read("~nobody-of-this-name.csv")) == ["~nobody-of-this-name.csv"]


def test_a_file_is_read_once_however_it_is_named(folder):
    tree(folder, "films/a.csv", "films/b.csv")
    (folder / "films" / "link.csv").symlink_to("a.csv")
    archive(folder / "films.zip", [("x.csv", b"x"), ("y.csv", b"y")])
    names = ["films/b.csv", "films/*.csv", str(folder / "films/a.csv"), "films/../films/b.csv"]
    assert list(read(*names)) == ["films/b.csv", "films/a.csv"]
    assert list(read("films.zip/y.csv", "films.zip/*", "films.zip/x.csv")) == [
        "films.zip/y.csv",
        "films.zip/x.csv",
    ]


def encrypted(folder):
    path = archive(folder / "films.zip", [("a.csv", FILMS)])
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)


def nested(folder):
    inner = archive(folder / "inner", [("a.csv", FILMS)]).read_bytes()
    archive(folder / "films.zip", [("inner.zip", inner)])


def office(*names):
    return lambda folder: archive(folder / "films.zip", [(name, b"") for name in names])


def writes(content):
    return lambda folder: (folder / "films.zip").write_bytes(content)


def cut(folder):
    path = archive(folder / "films.zip", [("a.csv", FILMS)])
    path.write_bytes(path.read_bytes()[:-30])


def wrong_sum(folder):
    path = archive(folder / "films.zip", [("a.csv", FILMS)])
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 16] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize(
    ("make", "name", "message"),
    [
        (office(), "missing.csv", "^there is no file missing.csv$"),
        (office(), "mis\0sing.csv", "^there is no file mis\0sing.csv$"),
        (office(), "x" * 5_000, "^cannot read x+…: File name too long$"),
        (office(), "*.csv", r"^there is no file that matches \*\.csv$"),
        (office(), ".", r"^\. is a directory; give its files, e\.g\. \*\.csv$"),
        (office(), "films.zip", r"^films\.zip holds no data$"),
        (office("a.csv", "b.csv"), "films.zip", r"^films\.zip holds a\.csv, b\.csv; choose, e\.g\. films\.zip/a\.csv$"),
        (office(*"abcdef"), "films.zip", r"holds a, b, c and 3 more; choose, e\.g\. films\.zip/a$"),
        (office("a", "b"), "films.zip/x.csv", r"^there is no file films\.zip/x\.csv; the archive holds a, b$"),
        (office("[Content_Types].xml", "xl/workbook.xml"), "films.zip", "^films.zip is a spreadsheet; save it as CSV$"),
        (office("mimetype", "content.xml"), "films.zip", "^films.zip is a spreadsheet; save it as CSV$"),
        (writes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "films.zip", "is a spreadsheet; save it as CSV$"),
        (writes(b"BZh91AY&SYx"), "films.zip", "^films.zip is packed with bzip2; unpack it$"),
        (writes(bytes(257) + b"ustar\0"), "films.zip", "^films.zip is a tar archive; unpack it$"),
        (writes(gzip.compress(gzip.compress(FILMS))), "films.zip", "^films.zip is packed twice; unpack it$"),
        (writes(gzip.compress(FILMS)[:12]), "films.zip", "^cannot read films.zip: Compressed file ended"),
        (writes(b"\x1f\x8b" + b"\xff" * 100), "films.zip", "^cannot read films.zip: Unknown compression method$"),
        (writes(FILMS), "films.zip/a.csv", "^films.zip is not a zip archive; there is no films.zip/a.csv$"),
        (encrypted, "films.zip", "^films.zip/a.csv is encrypted; unpack the archive$"),
        (nested, "films.zip", "^films.zip/inner.zip is an archive inside another; unpack it$"),
        (cut, "films.zip", "^cannot read films.zip: File is not a zip file$"),
        (wrong_sum, "films.zip", "^cannot read films.zip/a.csv: Bad CRC-32"),
    ],
)  # fmt: skip
def test_refused_in_one_line(folder, make, name, message):
    make(folder)
    with pytest.raises(CatalogueError, match=message) as raised:
        read(name)
    assert "\n" not in str(raised.value)
    if not str(raised.value).startswith("cannot read"):
        assert (raised.value.remedy, raised.value.field) == (Remedy.CHANGE, "source")


def test_a_missing_source_is_told_before_any_is_opened(folder):
    tree(folder, "a.csv")
    with pytest.raises(CatalogueError, match=r"there is no file b\.csv"):
        next(iter(open_sources(["a.csv", "b.csv"])))


@pytest.mark.parametrize("kind", ["plain", "gzip", "zip", "device", "pipe"])
def test_a_huge_source_is_not_unpacked(folder, monkeypatch, kind):
    monkeypatch.setattr(source, "_LARGEST_SOURCE", 5_000_000)
    name = "/dev/zero" if kind == "device" else "films"
    if kind == "gzip":
        (folder / name).write_bytes(gzip.compress(b"\0" * 200_000_000))
    elif kind == "zip":
        archive(folder / name, [("a.csv", b"\0" * 200_000_000)])
    elif kind == "pipe":
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\0" * 6_000_000)))
        name = "-"
    elif kind == "plain":
        (folder / name).touch()
        os.truncate(folder / name, 200_000_000)
    tracemalloc.start()
    with pytest.raises(CatalogueError, match="holds more than 5,000,000 bytes; split it"):
        read(name)
    assert tracemalloc.get_traced_memory()[1] < 50_000_000
    tracemalloc.stop()


def test_large_copies_leave_memory(folder, monkeypatch):
    monkeypatch.setattr(source, "_LARGEST_IN_MEMORY", 1_000_000)
    (folder / "films.gz").write_bytes(gzip.compress(b"x" * 100_000_000))
    tracemalloc.start()
    (opened,) = open_sources(["films.gz"])
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()
    with opened:
        assert opened.file.seek(0, os.SEEK_END) == 100_000_000


def test_a_named_pipe(folder):
    read_end, write_end = os.pipe()
    os.write(write_end, FILMS)
    os.close(write_end)
    assert list(read(f"/dev/fd/{read_end}").values()) == [FILMS]
    os.close(read_end)


@pytest.mark.parametrize(
    "compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
@pytest.mark.filterwarnings("ignore")
def test_broken_archives_are_read_or_refused(folder, compression):
    path = folder / "films.zip"
    with zipfile.ZipFile(path, "w", compression) as out:
        out.writestr("a.csv", FILMS * 20)
    seed, dice = path.read_bytes(), random.Random(7)
    messages, read_whole = [], 0
    for _ in range(600):
        data = bytearray(seed)
        for _ in range(dice.randint(1, 4)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        path.write_bytes(data)
        try:
            read_whole += FILMS * 20 in read("films.zip").values()
        except CatalogueError as error:
            messages.append(str(error))
    assert 0 < read_whole < 600
    assert not any("\n" in message for message in messages)

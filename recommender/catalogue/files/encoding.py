"""Decides how the bytes of a file become text, and decodes them as they are read."""

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, TextIO

from recommender.catalogue.files.code_pages import guess_code_page
from recommender.errors import CatalogueError, Remedy
from recommender.text import clean_text

_CHUNK = 1 << 20
_LARGEST_SAMPLE = 4096
"""Bytes. Enough for a sure guess; charset-normalizer is slow."""
_BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
"""UTF-32 first: its mark in little-endian order starts with the one of UTF-16."""
_NO_FILE_HAS = frozenset({"idna", "punycode", "raw_unicode_escape", "undefined", "unicode_escape"})
_STRAY_BYTES = "recommender.stray_bytes"
_BROKEN_UNITS = "recommender.broken_units"
_SURROGATE = re.compile("[\udc80-\udcff]")
_CONTROL = re.compile(r"[\0-\x08\x0e-\x1f\x7f]")
_WORD = re.compile(rb'[^\s,;"]+')
_NOT_ASCII = bytes(range(128, 256))
_MOSTLY = 0.6
"""Code pages that happen to be valid UTF-8 reach half; UTF-8 with a few rows of Windows-1252 is above."""
_DECIDES = "name its encoding, or save it as UTF-8, to be sure"


@dataclass(frozen=True, slots=True)
class Decided:
    """How to decode a file. ``note`` tells the user of a guess, in one line without the file's name."""

    codec: str
    errors: str
    note: str | None = None


def decide_encoding(file: BinaryIO, chosen: str | None = None) -> Decided:
    """How to decode the seekable ``file``, which is left at its start; ``chosen`` is what the user names.

    In this order: the user's choice, a byte order mark, the zeros of UTF-16 and UTF-32, UTF-8 even with some
    wrong bytes, and the likeliest code page. Reads the whole file in chunks, except for UTF-16 and UTF-32.

    Raises ``CatalogueError`` if there is no encoding ``chosen``.
    """
    file.seek(0)
    start = file.read(1 << 16)
    file.seek(0)
    bom = next((codec for mark, codec in _BOMS.items() if start.startswith(mark)), None)
    codec = _named(chosen) if chosen else bom or _by_zeros(start)
    if codec and codec.startswith(("utf-16", "utf-32")):
        return Decided(_with_order(codec, bom), _BROKEN_UNITS)
    if codec is None or codec.startswith("utf-8"):
        decided = _utf_8_or_guess(file, is_sure=codec is not None)
    else:
        decided = Decided(codec, "replace", _undecodable(file, codec))
    file.seek(0)
    return decided


def decoded(file: BinaryIO, decided: Decided) -> TextIO:
    """The text of ``file`` as it is read. Line ends stay as they are, and closing it leaves ``file`` open."""
    return _OpenText(file, encoding=decided.codec, errors=decided.errors, newline="")


class _OpenText(io.TextIOWrapper):
    """Leaves the file below open, also when it is deleted."""

    def close(self) -> None:
        """Nothing to do: the text was only read."""


def _named(chosen: str) -> str:
    """The codec's own name. Python also knows codecs that are not for text, or not for files."""
    try:
        name = codecs.lookup(chosen).name
        b"a".decode(name, "replace")
    except (LookupError, ValueError):
        name = ""
    if not name or name.replace("-", "_") in _NO_FILE_HAS:
        raise CatalogueError(
            f"there is no encoding {clean_text(chosen)[:40]}; utf-8, cp1252 and shift_jis are some",
            Remedy.CHANGE,
            field="encoding",
        )
    return name


def _with_order(codec: str, bom: str | None) -> str:
    """UTF-16 or UTF-32 with its order, unless a mark tells it, which the codec with an order would keep."""
    if bom and codec.startswith(bom):
        return bom
    return codec if codec.endswith(("-le", "-be")) else f"{codec}-le"


def _by_zeros(start: bytes) -> str | None:
    """UTF-32 or UTF-16 without a mark: zeros fill the units of ASCII signs, which every table has."""
    groups = len(start) // 4
    zeros = [start[place : 4 * groups : 4].count(0) for place in range(4)]
    if zeros[3] == groups > zeros[0] and zeros[2] > 0.9 * groups:
        return "utf-32-le"
    if zeros[0] == groups > zeros[3] and zeros[1] > 0.9 * groups:
        return "utf-32-be"
    high, low = zeros[0] + zeros[2], zeros[1] + zeros[3]
    share = max(high, low) / (2 * groups or 1)
    # Some letters of Hangul have a zero in their other half.
    is_lopsided = min(high, low) < max(high, low) / 4
    if is_lopsided and (share > 0.5 or (share > 0.05 and not _is_plain(start.replace(b"\0", b"")))):
        return "utf-16-be" if high > low else "utf-16-le"
    return None


def _is_plain(start: bytes) -> bool:
    """Whether it is the start of UTF-8 text without control characters."""
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return False
    return _CONTROL.search(text) is None


def _utf_8_or_guess(file: BinaryIO, *, is_sure: bool) -> Decided:
    """UTF-8 unless too many bytes contradict it; ``is_sure`` if it has a mark or the user named it."""
    size = ascii_size = valid = sampled = line = first = 0
    words: dict[bytes, None] = {}
    for data, text in _chunks(file, "utf-8", "surrogateescape"):
        size += len(data)
        ascii_size += len(data.translate(None, _NOT_ASCII))
        valid += len(text.encode(errors="ignore"))
        stray = None if text.isascii() else _SURROGATE.search(text)
        if stray:
            first = first or line + text.count("\n", 0, stray.start()) + 1
        if stray and sampled < _LARGEST_SAMPLE:
            # A chunk may cut its first and last word.
            whole = _WORD.findall(data)[slice(1, -1) if len(data) == _CHUNK else slice(None)]
            words.update((word, None) for word in whole if not word.isascii())
            sampled = sum(map(len, words))
        line += text.count("\n")
    wrong, unusual = size - valid, size - ascii_size
    if wrong == 0:
        return Decided("utf-8-sig", _STRAY_BYTES)
    if is_sure or unusual - wrong > _MOSTLY * unusual:
        bytes_are = (
            f"{wrong:,} bytes, the first on line {first:,}, are"
            if wrong > 1
            else f"a byte on line {first:,} is"
        )
        note = f"{bytes_are} not valid UTF-8 and read as Windows-1252; {_DECIDES}"
        return Decided("utf-8-sig", _STRAY_BYTES, note)
    return _guessed(file, b" ".join(words)[:_LARGEST_SAMPLE])


def _guessed(file: BinaryIO, sample: bytes) -> Decided:
    guess = guess_code_page(sample)
    why = f"but {guess.rival} is as likely: check some names;" if guess.rival else "which is a guess;"
    undecodable = _undecodable(file, guess.codec)
    note = f"read as {guess.codec}, {why} {_DECIDES}" + (f" ({undecodable})" if undecodable else "")
    return Decided(guess.codec, "replace", note)


def _undecodable(file: BinaryIO, codec: str) -> str | None:
    """Says how much of the file has no meaning in ``codec``."""
    count = sum(text.count("\ufffd") for _, text in _chunks(file, codec, "replace"))
    places = "place is" if count == 1 else "places are"
    return f"{count:,} {places} not valid {codec} and read as \ufffd" if count else None


def _chunks(file: BinaryIO, codec: str, errors: str) -> Iterator[tuple[bytes, str]]:
    """The bytes of the whole file and their text, a chunk at a time."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder(codec)(errors)
    while data := file.read(_CHUNK):
        yield data, decoder.decode(data)
    yield b"", decoder.decode(b"", final=True)


def _as_windows_text(error: UnicodeError) -> tuple[str, int]:
    """Read only the bytes that are not valid UTF-8 as Windows-1252."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


def _replaced(error: UnicodeError) -> tuple[str, int]:
    """Mark broken units, but not the half of a unit with which a cut file ends."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return ("" if error.reason in ("truncated data", "unexpected end of data") else "\ufffd"), error.end


codecs.register_error(_STRAY_BYTES, _as_windows_text)
codecs.register_error(_BROKEN_UNITS, _replaced)

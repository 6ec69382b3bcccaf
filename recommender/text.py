"""Clean text, readable ids, and the sentences of a text."""

import re
import unicodedata
from typing import Any

_INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
_PLAIN = set("\t\n\r")
"""Characters met so far that need no change. Splitting at blanks takes away these three."""
_JOINERS = "\u200c\u200d"  # Persian spelling and compound emoji need them
_LARGEST_INTEGER = 10**18
_LONGEST_STACK = 30
"""Accents on one letter; no language needs more (Unicode Standard Annex 15, Stream-Safe Text Format)."""
_STRAY_BYTES = re.compile("[\udc80-\udcff]+")
"""What Python makes of bytes that it cannot decode, in arguments and names of files ("surrogateescape")."""
# A full stop, closing quotes and a space; but not after an initial or a title (Dr., Mrs., St.).
_SENTENCE_END = re.compile(
    r"""(?:(?<=[.!?])|(?<=[.!?]["'”’)]))(?<!\b[A-Z]\.)(?<!\b[MDSJ]r\.)(?<!\bMrs\.)(?<!\bM[st]\.)(?<!\bSt\.)"""
    r"""(?<!\bvs\.)\s+(?![a-z])"""
)


def clean_text(value: Any) -> str:
    """One line of printable text; '' for a value that is neither text nor a number.

    Control and formatting characters (terminal escapes, bidirectional overrides, lone surrogates)
    become spaces, because stored text is printed on terminals.
    """
    if not isinstance(value, str):
        if not isinstance(value, (int, float)) or isinstance(value, bool):
            return ""
        if isinstance(value, int) and abs(value) > _LARGEST_INTEGER:
            return ""
    text = str(value)
    if not (text.isascii() and text.isprintable()) and not _is_plain(text):
        text = unicodedata.normalize("NFC", _without_stacks(text))
        text = "".join(
            " " if unicodedata.category(c) in _INVISIBLE and c not in _JOINERS else c for c in text
        )
    return " ".join(text.split()).strip(f" {_JOINERS}")


def readable(text: str) -> str:
    """The text with the bytes that Python could not decode read as UTF-8, or else as Windows-1252.

    A path must not be changed like this before it is opened.
    """
    return _STRAY_BYTES.sub(_decoded, text)


def _decoded(stray: re.Match[str]) -> str:
    data = stray[0].encode("ascii", "surrogateescape")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _is_plain(text: str) -> bool:
    """Whether a text has only characters that ``clean_text`` keeps.

    Most have, and this is ten times as fast.
    """
    unknown = set(text) - _PLAIN
    if unknown:
        _PLAIN.update(character for character in unknown if _is_kept(character))
    return unknown <= _PLAIN and unicodedata.is_normalized("NFC", text)


def _is_kept(character: str) -> bool:
    return unicodedata.category(character) not in _INVISIBLE and not unicodedata.combining(character)


def _without_stacks(text: str) -> str:
    """The text with at most 30 accents on a letter, because normalising n accents takes n² steps."""
    if text.isascii():
        return text
    kept, stacked = [], 0
    for character in text:
        stacked = stacked + 1 if unicodedata.combining(character) else 0
        if stacked <= _LONGEST_STACK:
            kept.append(character)
    return "".join(kept)


def slug(title: str, year: int | None) -> str:
    """A stable, readable id: ``alien-1979``. Titles in other scripts keep their letters."""
    decomposed = unicodedata.normalize("NFKD", title.casefold())
    letters = re.sub("[\u0300-\u036f'’]", "", decomposed)
    words = unicodedata.normalize("NFC", letters)
    stem = re.sub(r"[\W_]+", "-", words).strip("-") or "untitled"
    return f"{stem}-{year}" if year is not None else stem


def sentences(text: str) -> list[str]:
    """A text's sentences, in order."""
    return [part for part in _SENTENCE_END.split(text.strip()) if part]

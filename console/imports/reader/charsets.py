"""Which of the encodings of old programs a file is in, by the words that it makes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import BinaryIO

BLOCK = 1 << 16
ENOUGH = 100_000
"""Bytes of lines with accents after which nothing more is looked at."""


class Charset(StrEnum):
    """An encoding, by the name that people know it by."""

    UTF_8 = "UTF-8"
    UTF_16 = "UTF-16"
    WINDOWS = "Windows-1252"
    MAC = "MacRoman"
    DOS = "CP850"

    @property
    def codec(self) -> str:
        """Python's name of it."""
        return _CODECS[self]


_CODECS = {
    Charset.UTF_8: "utf-8",
    Charset.UTF_16: "utf-16",
    Charset.WINDOWS: "cp1252",
    Charset.MAC: "mac_roman",
    Charset.DOS: "cp858",  # CP850 with the sign of the euro
}

CANDIDATES = {Charset.WINDOWS: 0.6, Charset.MAC: 0.0, Charset.DOS: 0.0}
"""What a line that is no UTF-8 may be in, each with what it is worth before any word: most are of Windows."""

_LOWER, _UPPER = frozenset("àâäçéèêëîïôöùûüÿœæñ"), frozenset("ÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸŒÆÑ")
_COMMON = frozenset("éèêçÉÈÊÇ")
_SIGNS = frozenset("’‘“”«»–—…€°º²³§·\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}")
_UTF_8_LETTER = re.compile(rb"[\xc2-\xc5][\x80-\xbf]|\xe2[\x80-\x82][\x80-\xbf]")
_ACCENTED_LINE = re.compile(rb"[^\r\n]*[\x80-\xff][^\r\n]*")
_ACCENT = re.compile("(?<=(.))?([^\x00-\x7f])(?=(.))?", re.DOTALL)


def detected(file: BinaryIO) -> Charset:
    """What the lines that are no UTF-8 are in; `UTF_8` when there are none. The file is left at its start."""
    file.seek(0)
    sample = bytearray()
    rest = b""
    while len(sample) < ENOUGH and (block := file.read(BLOCK)):
        data = rest + block
        end = max(data.rfind(b"\n"), data.rfind(b"\r")) + 1 or len(data)
        data, rest = data[:end], data[end:]
        sample += _not_utf_8(data)
    sample += _not_utf_8(rest) if len(sample) < ENOUGH else b""
    file.seek(0)
    return likeliest(bytes(sample[:ENOUGH])) if sample else Charset.UTF_8


def _not_utf_8(data: bytes) -> bytes:
    """The lines of it that cannot be UTF-8, without the letters that may be."""
    if data.isascii() or _is_utf_8(data):
        return b""
    lines: Iterable[bytes] = _ACCENTED_LINE.findall(data)
    return b"\n".join(_UTF_8_LETTER.sub(b"", line) for line in lines if not _is_utf_8(line))


def _is_utf_8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def likeliest(sample: bytes) -> Charset:
    """The one of the candidates in which these bytes make the most of French words; Windows when in none."""

    def worth(charset: Charset) -> float:
        return CANDIDATES[charset] + score(sample.decode(charset.codec, errors="replace"))

    best = max(CANDIDATES, key=worth)
    return best if worth(best) > 0 else Charset.WINDOWS


def score(text: str) -> float:
    """How French the accents of a text are: each where it stands, beside letters of its case."""
    return sum(_worth(*found) for found in _ACCENT.findall(text))


def _worth(before: str, accent: str, after: str) -> float:
    if accent in _LOWER:
        if after.isupper() or (before.isupper() and not after.islower()):
            return -1 if after.isupper() else -0.5  # `Où` may be so
        return _letter(accent, before, after)
    if accent in _UPPER:
        misplaced = before.islower() or (before.isupper() and after.islower())
        return -1 if misplaced else _letter(accent, before, after)
    if accent in _SIGNS:
        return _sign(accent, before, after)
    return -2 if not accent.isprintable() or accent == "\N{REPLACEMENT CHARACTER}" else -1


def _letter(accent: str, before: str, after: str) -> float:
    if accent in "àÀ":  # ends its word, nearly always
        return -0.5 if after.isalpha() else 1
    if not before.isalpha() and not after.isalpha():  # no other is a word
        return -0.25
    return 1 if accent in _COMMON else 0.5


def _sign(accent: str, before: str, after: str) -> float:
    if accent == "°":
        return 1 if before in ("N", "n") else -0.25
    inside = before.isalpha() and after.isalpha()
    if accent == "’":
        return 1 if inside else 0
    return -0.5 if inside else 0.25

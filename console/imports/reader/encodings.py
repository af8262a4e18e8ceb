"""Bytes to lines of text, whatever wrote them: each line is decoded by itself."""

from __future__ import annotations

import codecs
import contextlib
import html
import re
from collections.abc import Iterator
from html.entities import html5
from io import TextIOWrapper
from typing import BinaryIO

from console.imports.reader.charsets import Charset, detected
from console.imports.reader.refusals import FileRefused, FileWhy

LONGEST_LINE = 1_000_000
SAMPLE = 4096
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

_LATIN_9 = str.maketrans({"½": "œ", "¼": "Œ", "¤": "€"})
"""What ISO-8859-15 puts where Windows-1252 has signs that nobody writes inside a word."""

_LATIN_9_WORD = re.compile(r"(?<![\d ])½(?=[a-zà-ÿ])|(?<!\d)¼(?=[a-zA-Z])|(?<=\d)[ \xa0]?¤")

_TWICE = re.compile(
    "[ÂÃ][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2122]|â€"
)
"""UTF-8 that was once read as Windows-1252 and saved again."""

MOST_ESCAPES = 3
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
"""With its semicolon: without it `Lot A&copie` would lose letters."""

_CUT_ENTITY = re.compile(_ENTITY.pattern.removesuffix(";").replace("&(?:", "&(?:amp;)*(", 1) + "$")


def opened(file: BinaryIO) -> tuple[Charset, Iterator[str]]:
    """The encoding of a file, and its physical lines without their ends; `REPLACEMENT` has no sign."""
    start = file.read(SAMPLE)
    file.seek(0)
    if wide := _wide_encoding(start):
        return Charset.UTF_16, _wide_lines(file, wide)
    if b"\0" in start:
        raise FileRefused(FileWhy.NOT_A_TABLE)
    charset = detected(file)
    if b"\r" in start and b"\n" not in start:
        return charset, _old_mac_lines(file, charset)
    return charset, _lines(file, charset, start)


def _lines(file: BinaryIO, charset: Charset, start: bytes) -> Iterator[str]:
    file.seek(3 if start.startswith(codecs.BOM_UTF8) else 0)
    while raw := file.readline(LONGEST_LINE):
        if len(raw) == LONGEST_LINE:
            raise FileRefused(FileWhy.NOT_A_TABLE)
        yield decoded(raw.rstrip(b"\r\n"), charset)


def decoded(raw: bytes, charset: Charset) -> str:
    """One line: UTF-8, else what the file is in; for Windows ISO-8859-15, where that alone makes words."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        text = raw.decode(charset.codec, errors="replace")
    if charset is not Charset.WINDOWS:
        return text
    return _LATIN_9_WORD.sub(lambda found: found[0].translate(_LATIN_9), text)


def repaired(text: str) -> str:
    """A text that was encoded twice, read as it was meant; any other text unchanged."""
    if not _TWICE.search(text):
        return text
    try:
        return b"".join(_byte(c) for c in text).decode()
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text


def unescaped(text: str) -> str:
    """A text without the HTML entities that an export left in it, even twice over: `&amp;eacute;` is `é`."""
    for _ in range(MOST_ESCAPES):
        if (plain := _ENTITY.sub(lambda found: _meant(found[0]), text)) == text:
            break
        text = plain
    return text.strip()


def is_cut_entity(text: str) -> bool:
    """Whether a text ends in an entity that lacks its semicolon: a parting of cells took it."""
    found = _CUT_ENTITY.search(text)
    return found is not None and _is_entity(f"{found[1]};")


def _meant(entity: str) -> str:
    return html.unescape(entity) if _is_entity(entity[1:]) else entity


def _is_entity(name: str) -> bool:
    """Whether `eacute;` or `#233;` is one by its whole name: `html.unescape` reads `&GTM;` as `>M;`."""
    return name.startswith("#") or name in html5


def is_garbled(text: str) -> bool:
    """Whether a text still shows the marks of a double encoding."""
    return bool(_TWICE.search(text))


def _byte(c: str) -> bytes:
    try:
        return c.encode("cp1252")
    except UnicodeEncodeError:
        return c.encode("latin-1")  # the five bytes that Windows-1252 leaves undefined


def _wide_encoding(start: bytes) -> str | None:
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = start[::2].count(0), start[1::2].count(0)
    if len(start) >= 4 and max(even, odd) > len(start) // 4 and min(even, odd) == 0:
        return "utf-16-be" if even else "utf-16-le"
    return None


def _wide_lines(file: BinaryIO, encoding: str) -> Iterator[str]:
    text = TextIOWrapper(file, encoding=encoding, errors="replace", newline="\n")
    try:
        while line := text.readline(LONGEST_LINE):
            if len(line) == LONGEST_LINE:
                raise FileRefused(FileWhy.NOT_A_TABLE)
            yield line.rstrip("\r\n")
    except UnicodeError as broken:
        raise FileRefused(FileWhy.NOT_A_TABLE) from broken
    finally:
        with contextlib.suppress(ValueError):  # when the file was closed before the last line
            text.detach()  # it is not ours to close


def _old_mac_lines(file: BinaryIO, charset: Charset) -> Iterator[str]:
    rest = b""
    while chunk := file.read(64 * 1024):
        *whole, rest = (rest + chunk).split(b"\r")
        yield from (decoded(line, charset) for line in whole)
        if len(rest) >= LONGEST_LINE:
            raise FileRefused(FileWhy.NOT_A_TABLE)
    if rest:
        yield decoded(rest, charset)

"""What a stored document is, as its own bytes tell: pages, pixels, whether it holds something that runs.

Nothing is rendered and nothing is promised: a file in which no script was found may still hold one.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from models.documents import contents, pictures
from models.documents.contents import DocumentLost
from models.documents.uploads import Document

MOST_INFLATED = 4 * 1024 * 1024
"""Bytes of packed objects that are unpacked in one file: a bomb stops here."""

MOST_PAGES = 20_000
_NEAR = 4_096
"""A description of pages is looked at this far on both sides of its name."""

MOST_TREES = 1_000
"""Descriptions of pages that are looked at: a file of nothing else stops here."""

_MARKS = re.compile(rb"<<|>>")
_PAGES = re.compile(rb"/Type\s*/Pages(?![A-Za-z])")
_COUNT = re.compile(rb"/Count\s+(\d{1,6})(?!\d)")
_PACKED = re.compile(rb"/Type\s*/ObjStm(?![A-Za-z])")
_STREAM = re.compile(rb"stream\r?\n")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_RUNS = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA)(?![A-Za-z])")


@dataclass(frozen=True)
class Paper:
    """What could be told of a file; None where it could not."""

    pages: int | None = None
    width: int | None = None
    height: int | None = None
    runs: bool = False
    """Whether a script, an attached file or a call to a program was found in it."""


def examine(document: Document) -> Paper | None:
    """What a document is; None when its bytes are gone, or are others."""
    if not contents.is_kept(document.sha256):
        return None
    try:
        return _examined(document.sha256, document.content_type)
    except DocumentLost:
        return None


@lru_cache(maxsize=256)
def _examined(sha256: str, content_type: str) -> Paper:
    # A file lies under its own digest: what was once read of it stays true.
    with contents.fetch(sha256) as file:
        return read(file.read(), content_type)


def read(data: bytes, content_type: str) -> Paper:
    """The same of bytes; whatever they are, it ends soon and raises nothing."""
    if content_type.startswith("image/"):
        width, height = pictures.size(data)
        return Paper(width=width or None, height=height or None)
    return _pdf(data)


def _pdf(data: bytes) -> Paper:
    counts, runs, trees = [0], False, 0
    for text in _texts(data):
        for found in islice(_PAGES.finditer(text), MOST_TREES - trees):
            trees += 1
            counts.append(_count(text, found.start()))
        runs = runs or bool(_RUNS.search(_plain(text)))
    pages = max(counts)
    return Paper(pages=pages if 0 < pages <= MOST_PAGES else None, runs=runs)


def _texts(data: bytes) -> Iterator[bytes]:
    """The parts of a file that are objects: what lies outside streams, and what is packed in some of them."""
    left = MOST_INFLATED
    for piece in data.split(b"endobj"):
        head = _STREAM.split(piece, maxsplit=1)
        yield head[0]
        if len(head) == 2 and left > 0 and _PACKED.search(head[0]):
            unpacked = _inflate(head[1], left)
            left -= len(unpacked)
            yield unpacked


def _inflate(packed: bytes, limit: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, limit)
    except zlib.error:
        return b""


def _plain(text: bytes) -> bytes:
    """Names may be spelt with escapes: `/J#61vaScript`."""
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), text)


def _count(text: bytes, at: int) -> int:
    """The count that stands in the same dictionary as a `/Type /Pages`, or 0."""
    begin = _opening(text, at)
    found = _COUNT.search(text, begin, _closing(text, at))
    return int(found[1]) if found else 0


def _opening(text: bytes, at: int) -> int:
    """Where the dictionary around a place begins."""
    depth, low = 0, max(0, at - _NEAR)
    for mark in reversed(list(_MARKS.finditer(text, low, at))):
        if mark[0] == b">>":
            depth += 1
        elif depth == 0:
            return mark.start()
        else:
            depth -= 1
    return low


def _closing(text: bytes, at: int) -> int:
    """Where it ends."""
    depth, high = 0, min(len(text), at + _NEAR)
    for mark in _MARKS.finditer(text, at, high):
        if mark[0] == b"<<":
            depth += 1
        elif depth == 0:
            return mark.start()
        else:
            depth -= 1
    return high

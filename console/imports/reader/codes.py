"""What could be an access code, in whatever column: a line that lost a cell has all of them elsewhere."""

from __future__ import annotations

import re

_LIKE_ONE = re.compile(r"\W*\d{1,4}(?:[.,]0+)?\W*")
_PARTINGS = re.compile(r"[;,\t\r\n]")
_FOUR = re.compile(r"\W*\d{4}\W*")


KEYS = ("reference", "numero")
"""The columns that name a line: numbers without a letter, often, and never next to where a code slips to."""


def may_be_a_code(text: str) -> bool:
    """Whether a cell looks like a code, shortened or not, or holds one beside the separators it swallowed."""
    return _LIKE_ONE.fullmatch(text) is not None or _has_swallowed_one(text)


def _has_swallowed_one(text: str) -> bool:
    parts = _PARTINGS.split(text)
    return len(parts) > 1 and any(map(_FOUR.fullmatch, parts))


def holds_code(text: str, code: str) -> bool:
    """Whether the code stands in a text by itself: a SIRET that has the same four digits doesn't tell it."""
    return code in text and re.search(rf"(?<!\d){re.escape(code)}(?!\d)", text) is not None


def may_tell(column: str, text: str, own: str | None) -> bool:
    """Whether a cell beside the code's own may tell the code of its line, or another line's.

    `own` is what stands in the code's cell, None where a file has no codes. While that looks like a code, a
    number elsewhere is what its column says, unless it is the same; otherwise the code may have slipped.
    """
    if own is None:
        return False
    if not _LIKE_ONE.fullmatch(own):
        return may_be_a_code(text) and (bool(own) or column not in KEYS)
    code = _whole(own)
    is_same = _LIKE_ONE.fullmatch(text) is not None and _whole(text) == code
    return is_same or holds_code(text, code) or _has_swallowed_one(text)


def _whole(text: str) -> str:
    """The four digits of what looks like a code."""
    return re.sub(r"[.,]0+\W*$|\W", "", text).zfill(4)

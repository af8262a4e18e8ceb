"""What could be an access code, in whatever column: a line that lost a cell has all of them elsewhere."""

from __future__ import annotations

import re

_LIKE_ONE = re.compile(r"\W*\d{1,4}(?:[.,]0+)?\W*")
_PARTINGS = re.compile(r"[;,\t\r\n]")
_FOUR = re.compile(r"\W*\d{4}\W*")


def may_be_a_code(text: str) -> bool:
    """Whether a cell looks like a code, shortened or not, or holds one beside the separators it swallowed."""
    if _LIKE_ONE.fullmatch(text):
        return True
    parts = _PARTINGS.split(text)
    return len(parts) > 1 and any(map(_FOUR.fullmatch, parts))


def holds_code(text: str, code: str) -> bool:
    """Whether the code stands in a text by itself: a SIRET that has the same four digits doesn't tell it."""
    return code in text and re.search(rf"(?<!\d){re.escape(code)}(?!\d)", text) is not None

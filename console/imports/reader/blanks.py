"""Cells that hold no value: left empty in words, which is empty, or spoilt by a spreadsheet, which is not."""

from __future__ import annotations

import re
from collections.abc import Iterable

_EMPTY = re.compile(
    r"[\W_]*(?:0|n[eé]ant|n[\W_]*[acdr]|null|aucune?|inconnue?|sans[ _]objet"
    r"|non[ _-](?:renseign|communiqu|connu|pr[eé]cis)[eé]?e?s?)?[\W_]*",
    re.IGNORECASE,
)
"""What people write in a cell that they leave empty: `néant`, `N/A`, `-`, the 0 of a database."""

_SCIENTIFIC = re.compile(r"'?-?[0-9](?:E\+[0-9]+|[.,][0-9]+ ?E(?:\+[0-9]+|[12][0-9]))", re.IGNORECASE)
"""A number as a spreadsheet shows it when it has more digits than it keeps: the others are lost.

Without its plus, an exponent has the two digits of the long numbers that are lost: `2.1E5` is a reference.
"""

_ERROR = re.compile(
    r"#[^\W\d_][^#!?]{0,40}[!?]|#N/[AD]|#GETTING_DATA|#{3,}|(?-i:[Ee]rr|ERR) ?: ?\d{3}", re.IGNORECASE
)
"""What a spreadsheet shows where it has no value: `#REF!`, `#NOM?`, `#DIV/0!`, `#####`, `Err:502`."""

_MARKS = ("#", "E+", "e+", "E1", "E2", "e1", "e2", "rr:", "rr :", "RR:", "RR :")
"""Whatever the two above find holds one of these, and most lines hold none: no number has 30 digits."""

LONGEST_EMPTY = 20
"""Signs of a text that says that there is none."""


def is_left_empty(text: str) -> bool:
    """Whether a cell that need not be filled says so in words."""
    return len(text) <= LONGEST_EMPTY and _EMPTY.fullmatch(text) is not None


def may_be_spoilt(texts: Iterable[str]) -> bool:
    """Whether one of these is worth a look: a file has many lines, and a search for a sign costs nothing."""
    text = "\n".join(texts)
    return any(mark in text for mark in _MARKS)


def is_error(text: str) -> bool:
    """Whether a spreadsheet had no value for the cell, which is not the same as an empty cell."""
    return _ERROR.fullmatch(text) is not None


def is_scientific(text: str) -> bool:
    """Whether digits of a number are lost; nobody makes them up again."""
    return _SCIENTIFIC.fullmatch(text) is not None

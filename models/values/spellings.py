"""Words that are written in two ways: saints, whole or short, and legal forms, whole or by letters."""

from __future__ import annotations

import re

_SAINTS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
_FORMS = (
    "sa", "sas", "sasu", "sarl", "eurl", "eirl", "snc", "sci", "scp", "scm", "scop", "scic", "sem", "seml",
    "spl", "gie", "gip", "epic", "epa",
)  # fmt: skip

_JOINED = _SAINTS | {" ".join(form): form for form in _FORMS}
_APART = {joined: apart for apart, joined in _JOINED.items()}

_ANY_APART = re.compile(rf"(?<!\S)(?:{'|'.join(sorted(_JOINED, key=len, reverse=True))})(?!\S)")
"""The longest first: `s a s u` is no `s a`."""


def joined(folded: str) -> str:
    """A folded text with each of these words in one spelling: `saint`, `sarl`; twice is as once."""
    return _ANY_APART.sub(lambda found: _JOINED[found[0]], folded)


def other_spelling(word: str) -> str | None:
    """How else a folded word stands in texts: `saint` as `st`, `sa` as `s a`, and `st` as `saint`."""
    return _APART.get(word) or _SAINTS.get(word)

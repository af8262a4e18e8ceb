"""The number by which staff and a company speak of a case: `DM-2026-0042`."""

from __future__ import annotations

import re
from datetime import datetime

from models.values.days import day_of

_NUMBER = re.compile(r"dm[\s-]*\d{4}[\s-]+0*(\d{1,9})", re.IGNORECASE)


def write(number: int, opened_at: datetime) -> str:
    """The number of the case of that key, opened at that moment."""
    return f"DM-{day_of(opened_at).year}-{number:04d}"


def read(text: str) -> str:
    """The key of the case that a text names, as digits; empty where it is no such number."""
    found = _NUMBER.fullmatch(text.strip())
    return found[1] if found else ""

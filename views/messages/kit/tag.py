"""A state as people read it: a tone, an icon, one or two words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Tag:
    """A state. Tones: none (over), `info` (under way), `wait` (somebody must act), `stop`, `ok`, `audit`."""

    tone: str
    icon: str
    words: str


Tags = dict[str, dict[str, Tag]]
"""States of a noun: by the name of the enumeration, then its value."""

Labels = dict[str, dict[str, str]]
"""The same of what is no state: kinds, roles, types."""

Refusals = dict[str, str | dict[str, str]]
"""By the name of the refusal; where it has several reasons, by its `why`."""

"""What a look at one part of the installation may find."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from config import Settings

Look = Callable[[Settings], str]
"""Says that a part is in order, in a few words, or raises `Wrong` or `Doubtful`."""


class Wrong(Exception):
    """What is wrong with a part, in a few words."""


class Doubtful(Exception):
    """What deserves a look, though the installation works."""


@dataclass(frozen=True)
class Finding:
    """What was found of one part: `ok`, worth a `look`, or `BAD`."""

    part: str
    sign: str
    words: str

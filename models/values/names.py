"""What a person's name may hold: letters, and the few signs that stand in names."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from models.kernel.errors import DomainError

MOST_MARKS = 4
"""Marks on one letter; more of them are a drawing."""

_SIGNS = frozenset(".'´`‘’‛ʹ′")
"""The full stop of an initial, and what people type for an apostrophe."""

_BLANK = frozenset(
    "\N{HANGUL FILLER}\N{HALFWIDTH HANGUL FILLER}\N{HANGUL CHOSEONG FILLER}\N{HANGUL JUNGSEONG FILLER}"
)
"""Letters to Unicode, nothing to the eye."""

_JOINERS = re.compile("[\u034f\u17b4\u17b5\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
"""Marks to Unicode, nothing to the eye: joiners and variation selectors."""

_LINK = re.compile(r"\w*\.\w{2,}")
"""What programs make a link of: a full stop with two letters right behind it."""


class Why(StrEnum):
    """What is wrong with a name."""

    EMPTY = "empty"
    SIGN = "sign"
    INVISIBLE = "invisible"
    LINK = "link"


class NameRefused(DomainError):
    """A typed value is no person's name; facts: `why`, and `sign`, the first one that may not stand there."""

    def __init__(self, *, field: str, why: Why, sign: str = "") -> None:
        super().__init__(why=why, sign=sign)
        self.field = field  # type: ignore[misc]
        self.why = why


def person_name(text: str, field: str = "name") -> str:
    """The name, exactly as typed. Raises `NameRefused`, with the first sign that may not stand in it."""
    run = 0
    for sign in text:
        category = unicodedata.category(sign)
        run = run + 1 if category == "Mn" else 0
        if sign in _BLANK or category in ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp") or _JOINERS.match(sign):
            raise NameRefused(field=field, why=Why.INVISIBLE, sign=f"U+{ord(sign):04X}")
        if (
            not (category[0] == "L" or category in ("Mn", "Mc", "Pd", "Zs") or sign in _SIGNS)
            or run > MOST_MARKS
        ):
            raise NameRefused(field=field, why=Why.SIGN, sign=sign)
    if not any(unicodedata.category(sign)[0] == "L" for sign in text):
        raise NameRefused(field=field, why=Why.EMPTY)
    if link := _LINK.search(text):
        raise NameRefused(field=field, why=Why.LINK, sign=link[0])
    return text


def check_names(**names: str) -> None:
    """Raises `NameRefused` for the first of these, by field, that is no person's name."""
    for field, name in names.items():
        person_name(name, field)

"""The number of an establishment: a `Siret` exists only if it is valid."""

from __future__ import annotations

import unicodedata
from enum import StrEnum
from typing import Self

from models.kernel.errors import DomainError

LA_POSTE = "356000000"
"""The one legal unit whose establishments may break the Luhn key: their digits add up to a multiple of 5."""

LENGTH, SIREN_LENGTH = 14, 9
LAST_NIC = "99999"
"""Behind a SIREN, the end of the range of its establishments in any order of digits."""

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


_DOUBLED = str.maketrans("0123456789", "0246813579")
"""Each digit doubled, its own digits added, as Luhn's key asks."""


class Why(StrEnum):
    """What is wrong with a typed SIRET."""

    EMPTY = "empty"
    CHARACTERS = "characters"
    LENGTH = "length"
    ZEROS = "zeros"
    KEY = "key"


class SiretRefused(DomainError):
    """A typed value is no SIRET: `why` is the reason, `digits` how many digits it holds."""

    field = "siret"

    def __init__(self, *, why: Why, digits: int = 0) -> None:
        super().__init__(why=why, digits=digits)
        self.why = why
        self.digits = digits


class Siret(str):
    """Fourteen ASCII digits with a right key. Building one from anything else raises `SiretRefused`."""

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        return super().__new__(cls, _checked(text))

    @classmethod
    def parse(cls, text: str | None) -> Self:
        """The SIRET that a person typed: spaces, dots and hyphens of any kind are dropped."""
        return cls(text or "")

    @property
    def siren(self) -> str:
        """The nine digits of the legal unit."""
        return self[:9]

    @property
    def spaced(self) -> str:
        """As it is printed, `200 084 952 00015`, with spaces that never break."""
        return NO_BREAK_SPACE.join((self[:3], self[3:6], self[6:9], self[9:]))


def is_siren(digits: str) -> bool:
    """Whether these are the nine digits of a legal unit, with a right key."""
    if len(digits) != SIREN_LENGTH or not (digits.isascii() and digits.isdigit()) or not digits.strip("0"):
        return False
    return (sum(map(int, digits[::2])) + sum(map(int, digits[1::2].translate(_DOUBLED)))) % 10 == 0


def _checked(text: str) -> str:
    plain = text.isascii() and text.isdigit()
    kept = text if plain else "".join(c for c in text if not _is_separator(c))
    digits = len(kept) if plain else sum(c in "0123456789" for c in kept)
    if not kept:
        raise SiretRefused(why=Why.EMPTY)
    if digits != len(kept):
        raise SiretRefused(why=Why.CHARACTERS, digits=digits)
    if digits != LENGTH:
        raise SiretRefused(why=Why.LENGTH, digits=digits)
    if not kept.strip("0"):
        raise SiretRefused(why=Why.ZEROS, digits=digits)
    if not _has_right_key(kept):
        raise SiretRefused(why=Why.KEY, digits=digits)
    return kept


def _is_separator(c: str) -> bool:
    # Pd: hyphens and dashes; Cf: the invisible marks that a copy from a PDF or a page brings along.
    return c in ".·\N{MINUS SIGN}" or c.isspace() or unicodedata.category(c) in {"Zs", "Pd", "Cf"}


def _has_right_key(digits: str) -> bool:
    # Written out: an import checks them by the hundred thousand, and the library is slow.
    if not is_siren(digits[:SIREN_LENGTH]):
        return False
    if (sum(map(int, digits[1::2])) + sum(map(int, digits[::2].translate(_DOUBLED)))) % 10 == 0:
        return True
    return digits.startswith(LA_POSTE) and sum(map(int, digits)) % 5 == 0

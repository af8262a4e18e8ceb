"""Passwords: what is accepted, and how they are kept (Argon2id)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from models.kernel.errors import DomainError
from models.kernel.transactions import in_transaction
from models.values.text import fold

LONGEST = 128
SHORTEST = 12
SHORTEST_STAFF = 14
STRONG_ENOUGH = 3
"""The lowest zxcvbn score accepted (0 to 4)."""

COMMON_HERE = (
    "motdepasse",
    "azerty",
    "azertyuiop",
    "bonjour",
    "soleil",
    "doudou",
    "marseille",
    "chocolat",
    "bienvenue",
    "jetaime",
    "administrateur",
    "france",
    "lehavre",
    "havre",
    "normandie",
    "hariane",
    "bascule",
    "concession",
    "concessionnaire",
    "voirie",
    "travaux",
    "reseaux",
)
"""What people here choose first, and zxcvbn, which knows English, does not."""

_hasher = PasswordHasher()


WEIGHED = 40
"""Signs that are weighed at once: zxcvbn's time grows faster than the length."""

LEET = dict(zip("@({[<!|$+%", "acccciistx", strict=True))
"""Signs that stand for letters, each with its likeliest one. Digits do too, but cost little."""

MOST_LEET = 2
"""So many different ones are tried in every combination; with more of them that took seconds."""


class Why(StrEnum):
    """Why a password was refused."""

    SHORT = "short"
    LONG = "long"
    GUESSABLE = "guessable"
    PERSONAL = "personal"
    CONTROL = "control"


class PasswordRefused(DomainError):
    """The password is not accepted; facts: `why`, and `minimum` where the length is concerned."""

    field = "password"


def normal(password: str) -> str:
    """The form that is hashed: NFC, so that two keyboards spell the same word."""
    return unicodedata.normalize("NFC", password)


def check(password: str, *, minimum: int = SHORTEST, about: Iterable[str] = ()) -> None:
    """Raises `PasswordRefused` unless long enough, not guessable, and not made of the person's own data."""
    password = normal(password)
    if len(password) < minimum:
        raise PasswordRefused(why=Why.SHORT, minimum=minimum, length=len(password))
    if len(password) > LONGEST:
        raise PasswordRefused(why=Why.LONG, maximum=LONGEST)
    if any(unicodedata.category(ch) in ("Cc", "Cs") for ch in password):
        raise PasswordRefused(why=Why.CONTROL)
    own = {word for text in about for word in [fold(text), *fold(text).split()] if len(word) >= 3}
    left = fold(password)
    for word in sorted(own, key=len, reverse=True):
        left = left.replace(word, " ")
    if own and len(left.replace(" ", "")) < minimum // 2:
        raise PasswordRefused(why=Why.PERSONAL)
    if not _is_strong(password, [*COMMON_HERE, *sorted(own)]):
        raise PasswordRefused(why=Why.GUESSABLE)


def _is_strong(password: str, known: list[str]) -> bool:
    """Whether zxcvbn finds it hard to guess: its beginning, or what follows in a very long one."""
    if len(set(password) & LEET.keys()) > MOST_LEET:
        password = "".join(LEET.get(sign, sign) for sign in password)
    parts = [part for part in (password[:WEIGHED], password[WEIGHED : 2 * WEIGHED]) if len(part) >= SHORTEST]
    return any(zxcvbn(part, user_inputs=known)["score"] >= STRONG_ENOUGH for part in parts)


def zxcvbn(password: str, user_inputs: Iterable[str]) -> dict[str, Any]:
    """What the library says. Its word lists weigh 13 MB: read by the first process that needs them."""
    import zxcvbn as library

    found: dict[str, Any] = library.zxcvbn(password, user_inputs=list(user_inputs))
    return found


def hash_(password: str) -> str:
    """The Argon2id hash to store. Slow on purpose, hence never inside a transaction."""
    if in_transaction():
        raise RuntimeError("a password is hashed before the transaction, never inside")
    return _hasher.hash(normal(password))


@lru_cache(maxsize=1)
def _nobody() -> str:
    return _hasher.hash("nobody has this password")


def verify(kept: str | None, password: str) -> bool:
    """Whether it is the right one. Without a hash it takes the same time, and says no."""
    if in_transaction():
        raise RuntimeError("a password is verified outside any transaction")
    try:
        _hasher.verify(kept or _nobody(), normal(password)[: LONGEST * 4])
    except (VerificationError, InvalidHashError, UnicodeEncodeError):
        return False
    return kept is not None


def is_outdated(kept: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(kept)

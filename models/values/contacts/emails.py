"""E-mail addresses, as they are accepted, stored and compared."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email

from models.kernel.errors import DomainError

LONGEST_EMAIL = 254


_CONTROLS = {"Cc", "Cf", "Zl", "Zp"}


_ACCENTED = frozenset("àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿßœąćčďđęěğķłľńňőřśşšťůűźżž")
"""The letters beyond ASCII that a domain of ours may hold; no other one's look is theirs."""


class EmailWhy(StrEnum):
    """What is wrong with a typed e-mail address."""

    EMPTY = "empty"
    CONTROL = "control"
    SIGN = "sign"
    INVALID = "invalid"


_PLAIN_EMAIL = re.compile(r"([A-Za-z0-9_+-]{1,30}(?:\.[A-Za-z0-9_+-]{1,30})?)@([A-Za-z0-9.-]{1,200})")
"""An address whose first half is certainly right; the second halves are few, and remembered."""


class EmailRefused(DomainError):
    """A typed value is no e-mail address that can be written to; facts: `why`, and the `sign` at fault."""

    field = "email"

    def __init__(self, *, why: EmailWhy, sign: str = "") -> None:
        super().__init__(why=why, sign=sign, code=f"U+{ord(sign):04X}" if sign else "")
        self.why = why


def email(text: str | None) -> str:
    """A typed address, trimmed and normalised; its syntax is checked, its existence is not.

    Signs of another width become those of the keyboard; what looks like a letter of ours and is none is
    refused, by that sign: the mail would go to somebody else.
    """
    typed = unicodedata.normalize("NFKC", text or "") if not (text or "").isascii() else text or ""
    # Before trimming: a line break would begin another header in a mail.
    if not typed.isprintable() and (
        unseen := next((c for c in typed if unicodedata.category(c) in _CONTROLS), None)
    ):
        raise EmailRefused(why=EmailWhy.CONTROL, sign=unseen)
    typed = typed.strip()
    if not typed:
        raise EmailRefused(why=EmailWhy.EMPTY)
    if len(typed) > LONGEST_EMAIL:
        raise EmailRefused(why=EmailWhy.INVALID)
    if plain := _PLAIN_EMAIL.fullmatch(typed):
        return f"{plain[1]}@{_domain(plain[2])}"
    if strange := next((c for c in typed if not _is_of_an_address(c)), None):
        raise EmailRefused(why=EmailWhy.SIGN, sign=strange)
    return _validated(typed)


def _is_of_an_address(c: str) -> bool:
    return c.isascii() or c.lower() in _ACCENTED


@lru_cache(maxsize=10_000)
def _domain(typed: str) -> str:
    return _validated(f"x@{typed}").partition("@")[2]


def _validated(typed: str) -> str:
    try:
        address = validate_email(typed, check_deliverability=False, allow_smtputf8=False, strict=True)
    except (EmailNotValidError, UnicodeError) as refused:
        raise EmailRefused(why=EmailWhy.INVALID) from refused
    # A domain may be typed as it is sent, `xn--…`, and still show another one's name.
    if strange := next((c for c in address.domain if not _is_of_an_address(c)), None):
        raise EmailRefused(why=EmailWhy.SIGN, sign=strange)
    return address.ascii_email or address.normalized


def email_key(text: str | None) -> str:
    """What two spellings of one address share; any text is accepted."""
    return unicodedata.normalize("NFKC", text or "").strip().casefold()

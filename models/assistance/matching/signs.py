"""The signs that speak for or against two records being of one company."""

from __future__ import annotations

from enum import StrEnum


class Sign(StrEnum):
    """One thing in which a record and a company agree or differ."""

    RECOGNISED = "recognised"
    REJECTED = "rejected"
    SAME_SIRET = "same-siret"
    SAME_SIREN = "same-siren"
    OTHER_SIREN = "other-siren"
    SAME_NAME = "same-name"
    CLOSE_NAME = "close-name"
    CUT_NAME = "cut-name"
    LONGER_NAME = "longer-name"
    SOME_WORDS = "some-words"
    OTHER_NAME = "other-name"
    SISTER_NAME = "sister-name"
    POOR_NAME = "poor-name"
    ACRONYM = "acronym"
    INITIALS = "initials"
    SAME_PHONE = "same-phone"
    OTHER_PHONE = "other-phone"
    SAME_EMAIL = "same-email"
    SAME_DOMAIN = "same-domain"
    SHARED_DOMAIN = "shared-domain"
    NAMED_DOMAIN = "named-domain"
    NAMED_MAILBOX = "named-mailbox"
    OTHER_DOMAIN = "other-domain"
    SAME_ADDRESS = "same-address"
    SAME_CITY = "same-city"
    OTHER_CITY = "other-city"


SAME, CLOSE, VAGUE = 0.93, 0.78, 0.5
"""Shares of a name from which it is the same, close, or has some words in common."""


SAME_UNIT = frozenset({Sign.SAME_SIRET, Sign.SAME_SIREN})


TELLING_SIGNS = frozenset(
    {
        Sign.SAME_PHONE,
        Sign.SAME_EMAIL,
        Sign.SAME_DOMAIN,
        Sign.NAMED_DOMAIN,
        Sign.NAMED_MAILBOX,
        Sign.SAME_ADDRESS,
    }
)
"""What beside a number says that it is no slip."""


TELLING = 0.85
"""Names that agree in less than about one telling word (`SERVICES`, `LE HAVRE`) prove little."""


KEPT = 1_000
"""Pairs that are not compared again: each step of a call shows the same page, save for what was done."""

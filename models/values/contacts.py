"""Phone numbers and e-mail addresses, as they are accepted, stored and compared."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from phonenumbers import PhoneNumberFormat

from models.kernel.errors import DomainError

HOME = "FR"
LONGEST_PHONE = 40
LONGEST_EMAIL = 254

OVERSEAS = {
    "0262": "RE", "0263": "RE", "0692": "RE", "0693": "RE",
    "0269": "YT", "0639": "YT",
    "0590": "GP", "0690": "GP", "0691": "GP",
    "0594": "GF", "0694": "GF",
    "0596": "MQ", "0696": "MQ", "0697": "MQ",
}  # fmt: skip
"""How the overseas departments' numbers begin when they are written as at home, and whose they are."""

FRENCH_CODES = {33, 262, 590, 594, 596}

_TYPED_PHONE = re.compile(r"\+?[0-9()./ -]+")


_BETWEEN, _AT_HOME = re.compile(r"[ .-]"), re.compile(r"0[1-9][0-9]{8}")
"""What stands between the digits of a number written as at home, and these digits."""


class PhoneWhy(StrEnum):
    """What is wrong with a typed phone number."""

    EMPTY = "empty"
    CHARACTERS = "characters"
    INVALID = "invalid"


class EmailWhy(StrEnum):
    """What is wrong with a typed e-mail address."""

    EMPTY = "empty"
    CONTROL = "control"
    INVALID = "invalid"


_PLAIN_EMAIL = re.compile(r"([A-Za-z0-9_+-]{1,30}(?:\.[A-Za-z0-9_+-]{1,30})?)@([A-Za-z0-9.-]{1,200})")
"""An address whose first half is certainly right; the second halves are few, and remembered."""


class PhoneRefused(DomainError):
    """A typed value is no phone number that can be called."""

    field = "phone"

    def __init__(self, *, why: PhoneWhy) -> None:
        super().__init__(why=why)
        self.why = why


class EmailRefused(DomainError):
    """A typed value is no e-mail address that can be written to."""

    field = "email"

    def __init__(self, *, why: EmailWhy) -> None:
        super().__init__(why=why)
        self.why = why


def phone(text: str | None) -> str:
    """A typed number, French (overseas too) or international, as E.164: `+33235223344`."""
    typed = _plain_signs(text or "")
    if not typed:
        raise PhoneRefused(why=PhoneWhy.EMPTY)
    if _AT_HOME.fullmatch(digits := _BETWEEN.sub("", typed)):
        return _prefix(digits[:6]) + digits[1:]
    # The library would find a number inside `=0123456789`, which a spreadsheet would run as a formula.
    if len(typed) > LONGEST_PHONE or not _TYPED_PHONE.fullmatch(typed):
        raise PhoneRefused(why=PhoneWhy.CHARACTERS)
    for region in (_overseas(typed), HOME):
        number = _number(typed, region) if region else None
        if number is not None:
            return phonenumbers.format_number(number, PhoneNumberFormat.E164)
    raise PhoneRefused(why=PhoneWhy.INVALID)


@lru_cache(maxsize=10_000)
def _prefix(beginning: str) -> str:
    """The country of a number written as at home; no rule of these countries looks at its last four digits.

    An import reads numbers by the hundred thousand, which begin alike.
    """
    for region in (_overseas(beginning), HOME):
        number = _number(f"{beginning}0000", region) if region else None
        if number is not None:
            return f"+{number.country_code}"
    raise PhoneRefused(why=PhoneWhy.INVALID)


def show_phone(e164: str | None) -> str:
    """A stored number as people here read it, `02 35 22 33 44` or `+44 20 7946 0018`, in no-break spaces."""
    if not e164:
        return ""
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return e164
    style = (
        PhoneNumberFormat.NATIONAL if number.country_code in FRENCH_CODES else PhoneNumberFormat.INTERNATIONAL
    )
    return phonenumbers.format_number(number, style).replace(" ", "\N{NO-BREAK SPACE}")


def national(e164: str | None) -> str:
    """The digits that a person here would dial, `0235223344`: what a search by phone looks for."""
    if e164 and e164.startswith("+33") and len(e164) == 12:
        return "0" + e164[3:]
    return "".join(ch for ch in show_phone(e164) if ch.isdigit())


def email(text: str | None) -> str:
    """A typed address, trimmed and normalised; its syntax is checked, its existence is not."""
    typed = text or ""
    # Before trimming: a line break would begin another header in a mail.
    if any(unicodedata.category(c) in {"Cc", "Zl", "Zp"} for c in typed):
        raise EmailRefused(why=EmailWhy.CONTROL)
    typed = typed.strip()
    if not typed:
        raise EmailRefused(why=EmailWhy.EMPTY)
    if len(typed) > LONGEST_EMAIL:
        raise EmailRefused(why=EmailWhy.INVALID)
    if plain := _PLAIN_EMAIL.fullmatch(typed):
        return f"{plain[1]}@{_domain(plain[2])}"
    return _validated(typed)


@lru_cache(maxsize=10_000)
def _domain(typed: str) -> str:
    return _validated(f"x@{typed}").partition("@")[2]


def _validated(typed: str) -> str:
    try:
        address = validate_email(typed, check_deliverability=False, allow_smtputf8=False, strict=True)
    except (EmailNotValidError, UnicodeError) as refused:
        raise EmailRefused(why=EmailWhy.INVALID) from refused
    return address.ascii_email or address.normalized


def email_key(text: str | None) -> str:
    """What two spellings of one address share; any text is accepted."""
    return unicodedata.normalize("NFKC", text or "").strip().casefold()


def _plain_signs(text: str) -> str:
    signs = []
    for c in text:
        category = unicodedata.category(c)
        if category == "Zs":
            signs.append(" ")
        elif category == "Pd":
            signs.append("-")
        elif category != "Cf":  # invisible marks that come along with a copied number
            signs.append(c)
    return "".join(signs).strip(" ")


def _overseas(typed: str) -> str | None:
    return OVERSEAS.get(re.sub(r"\D", "", typed)[:4]) if not typed.startswith("+") else None


def _number(typed: str, region: str) -> phonenumbers.PhoneNumber | None:
    try:
        number = phonenumbers.parse(typed, region)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None

"""Phone numbers, as they are accepted, stored and shown."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumberFormat

from models.kernel.errors import DomainError

HOME = "FR"
LONGEST_PHONE = 40

OVERSEAS = {
    "0262": "RE", "0263": "RE", "0692": "RE", "0693": "RE",
    "0269": "YT", "0639": "YT",
    "0590": "GP", "0690": "GP", "0691": "GP",
    "0594": "GF", "0694": "GF",
    "0596": "MQ", "0696": "MQ", "0697": "MQ",
}  # fmt: skip
"""How the overseas departments' numbers begin when they are written as at home, and whose they are, where a
number may be of the mainland too. What the mainland has not, as 0709, is of whoever has it."""

HOME_DIGITS = 10
"""All that a number written as at home has, its 0 included."""

FRANCE = 33
FRENCH_CODES = {FRANCE, 262, 590, 594, 596}

_TYPED_PHONE = re.compile(r"\+?[0-9()./ -]+")


_BETWEEN, _AT_HOME = re.compile(r"[ .-]"), re.compile(r"0[1-9][0-9]{8}")
"""What stands between the digits of a number written as at home, and these digits."""


_BY_TWO = re.compile(r"\+33[1-79][0-9]{8}")
"""The numbers of France that are told by two digits: all but those that begin with 08."""


class PhoneWhy(StrEnum):
    """What is wrong with a typed phone number."""

    EMPTY = "empty"
    CHARACTERS = "characters"
    INVALID = "invalid"


class PhoneRefused(DomainError):
    """A typed value is no phone number that can be called."""

    field = "phone"

    def __init__(self, *, why: PhoneWhy) -> None:
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
    number = _parsed(typed)
    if number is not None and number.country_code == FRANCE:  # some write +33 before whatever is French
        number = _at_home(f"0{number.national_number}") or number
    if number is None or not phonenumbers.is_valid_number(number):
        raise PhoneRefused(why=PhoneWhy.INVALID)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


@lru_cache(maxsize=10_000)
def _prefix(beginning: str) -> str:
    """The country of a number written as at home; no rule of these countries looks at its last four digits.

    An import reads numbers by the hundred thousand, which begin alike.
    """
    if (number := _at_home(f"{beginning}0000")) is None:
        raise PhoneRefused(why=PhoneWhy.INVALID)
    return f"+{number.country_code}"


def _at_home(digits: str) -> phonenumbers.PhoneNumber | None:
    """The number of ten digits that begin with 0, in whichever part of France has it."""
    if len(digits) != HOME_DIGITS:
        return None  # a SIRET, say: six parts of France would be asked about it
    first = OVERSEAS.get(digits[:4])
    for region in filter(None, (first, HOME, *dict.fromkeys(OVERSEAS.values()))):
        number = _parsed(digits, region)
        if number is not None and phonenumbers.is_valid_number_for_region(number, region):
            return number
    return None


def show_phone(e164: str | None) -> str:
    """A stored number as people here read it, `02 35 22 33 44` or `+44 20 7946 0018`, in no-break spaces."""
    if not e164:
        return ""
    if _BY_TWO.fullmatch(e164):  # nearly all of them, and a list shows fifty
        return "\N{NO-BREAK SPACE}".join(("0" + e164[3], e164[4:6], e164[6:8], e164[8:10], e164[10:]))
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


def _plain_signs(text: str) -> str:
    if text.isascii():
        return text.strip(" ")
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


def _parsed(typed: str, region: str = HOME) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(typed, region)
    except phonenumbers.NumberParseException:
        return None

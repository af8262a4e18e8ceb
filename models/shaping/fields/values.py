"""How a value is typed, kept, found and shown: one row for each type of field."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from models.kernel.errors import DomainError
from models.shaping.fields.body import OF_CHOICES, Field, FieldType
from models.shaping.fields.tables import LONGEST_KEY
from models.values import contacts
from models.values.siret import Siret
from models.values.text import fold

LONGEST_TEXT = 250
LONGEST_LONG_TEXT = 4_000

YES, NO = "yes", "no"
_WORDS = {"yes": YES, "oui": YES, "no": NO, "non": NO}

_DECIMALS = 4
_LARGEST = Decimal(10) ** 14
_MIDDLE = 10**18
_FRENCH_DAY = re.compile(r"(\d{2})/(\d{2})/(\d{4})")


class FieldValueRefused(DomainError):
    """What was typed is no value of the field (facts: `key`, `label`, `value`)."""


def _text(typed: str) -> str:
    if len(typed) > LONGEST_TEXT or "\n" in typed:
        raise ValueError(typed)
    return typed


def _long_text(typed: str) -> str:
    if len(typed) > LONGEST_LONG_TEXT:
        raise ValueError(typed)
    return typed


def _number(typed: str) -> str:
    bare = re.sub(r"[\s\u00a0\u202f]", "", typed).replace(",", ".")
    if not re.fullmatch(r"[+-]?\d{1,15}(\.\d{1,4})?", bare, re.ASCII) or abs(Decimal(bare)) >= _LARGEST:
        raise ValueError(typed)
    number = Decimal(bare).normalize()
    return f"{number if number else Decimal(0):f}"


def _date(typed: str) -> str:
    if found := _FRENCH_DAY.fullmatch(typed):
        typed = "-".join(reversed(found.groups()))
    if len(typed) != 10:
        raise ValueError(typed)
    return date.fromisoformat(typed).isoformat()


def _yes_no(typed: str) -> str:
    return _WORDS[typed.lower()]


def _number_key(value: str) -> str:
    return f"{int(Decimal(value).scaleb(_DECIMALS)) + _MIDDLE:019d}"


def _folded(value: str) -> str:
    return fold(value)[:LONGEST_KEY]


def _as_it_is(value: str) -> str:
    return value[:LONGEST_KEY]


@dataclass(frozen=True)
class Way:
    """How one type is read, and by what it is found."""

    read: Callable[[str], str]
    key: Callable[[str], str] = _as_it_is


WAYS: dict[FieldType, Way] = {
    FieldType.TEXT: Way(_text, _folded),
    FieldType.LONG_TEXT: Way(_long_text, _folded),
    FieldType.NUMBER: Way(_number, _number_key),
    FieldType.DATE: Way(_date),
    FieldType.YES_NO: Way(_yes_no),
    FieldType.PHONE: Way(contacts.phone),
    FieldType.EMAIL: Way(contacts.email, contacts.email_key),
    FieldType.SIRET: Way(lambda typed: str(Siret.parse(typed))),
}


def read(key: str, field: Field, typed: str) -> str:
    """The value that is kept, of what was typed or stood in a file; raises `FieldValueRefused`.

    A choice is told by its key or by its words.
    """
    try:
        if field.type in OF_CHOICES:
            return _option(field, typed)
        return WAYS[field.type].read(typed.strip())
    except (ValueError, KeyError, InvalidOperation, DomainError):
        raise FieldValueRefused(key=key, label=field.label, value=typed[:80]) from None


def key_of(field: Field, value: str) -> str:
    """By what a kept value is found: in the order of what it means."""
    return value[:LONGEST_KEY] if field.type in OF_CHOICES else WAYS[field.type].key(value)[:LONGEST_KEY]


def shown(field: Field, value: str) -> str:
    """A kept value as plain text tells it, which `read` takes again."""
    if field.type in OF_CHOICES:
        return next((option.label for option in field.choices if option.key == value), value)
    return {YES: "oui", NO: "non"}[value] if field.type is FieldType.YES_NO else value


def _option(field: Field, typed: str) -> str:
    wanted = fold(typed)
    for option in field.choices:
        if typed == option.key or (wanted and wanted == fold(option.label)):
            return option.key
    raise ValueError(typed)

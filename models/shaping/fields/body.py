"""A field: of which noun, what it holds, who sees and who writes it."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from models.permissions import Permission, Role, allows
from models.shaping.bodies import Body

LONGEST_LABEL = 60
LONGEST_HELP = 300


class Noun(StrEnum):
    """What may have fields of administrators, by the name that the trail gives its rows."""

    COMPANY = "company"
    CONCESSION = "concession"


class FieldType(StrEnum):
    """What a field holds."""

    TEXT = "text"
    LONG_TEXT = "long-text"
    NUMBER = "number"
    DATE = "date"
    YES_NO = "yes-no"
    CHOICE = "choice"
    CHOICES = "choices"
    PHONE = "phone"
    EMAIL = "email"
    SIRET = "siret"


OF_CHOICES = (FieldType.CHOICE, FieldType.CHOICES)


class Option(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One choice: the key that is kept, the words that are shown; a retired one is offered to nobody."""

    key: str
    label: str
    retired: bool = False


class Field(Body, frozen=True, kw_only=True):
    """What administrators say of a field."""

    noun: Noun
    label: str
    type: FieldType
    help: str = ""
    choices: list[Option] = []
    compulsory: bool = False
    """Whether it may be saved empty by whoever fills the form."""

    default: str = ""
    """What the form holds before anybody has written."""

    seen_by: list[Role] = []
    """The roles that see it; all of staff where none is named."""

    written_by: list[Role] = []
    """Of those that may fill fields, the ones that write it; all of them where none is named."""

    place: int = 0
    """Its place among the others."""

    def is_seen_by(self, role: str) -> bool:
        """Whether that role sees it."""
        return not self.seen_by or role in self.seen_by

    def is_written_by(self, role: str) -> bool:
        """Whether that role writes it: none writes what it does not see."""
        may = allows(role, Permission.FILL_FIELDS) and self.is_seen_by(role)
        return may and (not self.written_by or role in self.written_by)

"""One line of a batch, and what may become of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from models.accounts import Person
from models.attachments.tables import Attachment
from models.companies import CompanyFacts
from models.values import contacts
from models.values.text import fold, title_key


@dataclass(frozen=True)
class Move:
    """What one line asks for. Its key is made of what it says, wherever it stands, and never of the code.

    `reference`, when it is said, tells the concession apart from others of its title.
    """

    facts: CompanyFacts
    person: Person
    title: str
    access_code: str = field(repr=False)
    reference: str = ""

    @property
    def key(self) -> str:
        """The same for every line that asks for the same."""
        person = self.person
        names = f"{fold(person.first_name)}\x1f{fold(person.last_name)}"
        parts = [str(self.facts.siret), contacts.email_key(person.email), names, title_key(self.title)]
        if self.reference:
            parts.append(self.reference)
        return "batch:" + hashlib.sha256("\x1e".join(parts).encode()).hexdigest()


class Done(StrEnum):
    """What became of a line."""

    MADE = "made"
    KNOWN = "known"


class Noted(Protocol):
    """Is told of an attachment that was made."""

    def __call__(self, attachment: Attachment, /, *, account_is_new: bool) -> object: ...

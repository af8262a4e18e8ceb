"""What a text is: what it becomes, what it may and must say."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class TextGroup(StrEnum):
    """What a text becomes."""

    MAIL = "courriel"
    REPLY = "reponse"
    LETTER = "lettre"
    ORDER = "arrete"
    SERVICE = "service"


@dataclass(frozen=True)
class TextKind:
    """One text: `name` is its file's, or a number where administrators made it.

    `linked`: the product puts a link beneath it, which no text may take away, alter or imitate.
    """

    group: TextGroup
    name: str
    usable: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    linked: bool = False

    @property
    def key(self) -> str:
        """How rows and addresses know it."""
        return f"{self.group}-{self.name}"

"""What somebody says on the telephone, recognised: a SIRET, a number, a mail box, an identifier, or words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from models import contacts
from models.siret import LENGTH, Siret, SiretRefused, is_siren
from models.text import normalise_identifier

_NUMBER = re.compile(r"[\d\s.\-/()\N{EN DASH}\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]+")
_IDENTIFIER = re.compile(r"(?:pro|asso)\.[a-z0-9-]+\.[a-z0-9-]+")


class Kind(StrEnum):
    """What was recognised."""

    NOTHING = "nothing"
    SIRET = "siret"
    WRONG_SIRET = "wrong-siret"
    SIREN = "siren"
    PHONE = "phone"
    EMAIL = "email"
    IDENTIFIER = "identifier"
    WORDS = "words"


@dataclass(frozen=True)
class Heard:
    """What was said, and what it is. `siret` and `refusal` say why a number is one, or nearly."""

    said: str
    kind: Kind
    siret: Siret | None = None
    refusal: SiretRefused | None = None

    @property
    def sought(self) -> str:
        """What to search for: numbers without what stands between their digits."""
        if self.siret is not None:
            return str(self.siret)
        if self.kind in (Kind.SIREN, Kind.WRONG_SIRET):
            return _digits(self.said)
        return self.said


def hear(said: str) -> Heard:
    """Recognises what was said; whatever is nothing else is words."""
    said = said.strip()
    if not said:
        return Heard("", Kind.NOTHING)
    try:
        return Heard(said, Kind.SIRET, Siret.parse(said))
    except SiretRefused as refusal:
        number = _number(said, refusal)
    if number is not None:
        return number
    if "@" in said and _accepts(contacts.email, said):
        return Heard(said, Kind.EMAIL)
    if _IDENTIFIER.fullmatch(normalise_identifier(said)):
        return Heard(said, Kind.IDENTIFIER)
    return Heard(said, Kind.WORDS)


def _number(said: str, refusal: SiretRefused) -> Heard | None:
    if _NUMBER.fullmatch(said) and is_siren(_digits(said)):
        return Heard(said, Kind.SIREN)
    if _accepts(contacts.phone, said):
        return Heard(said, Kind.PHONE)
    if not _NUMBER.fullmatch(said):
        return None
    count = len(_digits(said))
    # From eleven digits on nobody means a telephone: a SIRET was cut, or one digit is wrong.
    return Heard(said, Kind.WRONG_SIRET, refusal=refusal) if count >= LENGTH - 3 else None


def _accepts(parse: object, text: str) -> bool:
    try:
        parse(text)  # type: ignore[operator]
    except (contacts.PhoneRefused, contacts.EmailRefused):
        return False
    return True


def _digits(text: str) -> str:
    return "".join(c for c in text if c in "0123456789")

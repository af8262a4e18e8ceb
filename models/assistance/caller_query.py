"""What somebody says on the telephone, recognised: a SIRET, a number, a mail box, an identifier, or words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from models.values import contacts
from models.values.siret import LENGTH, Siret, SiretRefused, is_siren
from models.values.text import normalise_identifier

_NUMBER = re.compile(r"[\d\s.\-/()\N{EN DASH}\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]+")
_IDENTIFIER = re.compile(r"(?:pro|asso)\.[a-z0-9-]+\.[a-z0-9-]+")


class QueryKind(StrEnum):
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
class CallerQuery:
    """What was said, and what it is. `siret` and `refusal` say why a number is one, or nearly."""

    said: str
    kind: QueryKind
    siret: Siret | None = None
    refusal: SiretRefused | None = None

    @property
    def sought(self) -> str:
        """What to search for: numbers without what stands between their digits."""
        if self.siret is not None:
            return str(self.siret)
        if self.kind in (QueryKind.SIREN, QueryKind.WRONG_SIRET):
            return _digits(self.said)
        return self.said


def parse(said: str) -> CallerQuery:
    """Recognises what was said; whatever is nothing else is words."""
    said = said.strip()
    if not said:
        return CallerQuery("", QueryKind.NOTHING)
    try:
        return CallerQuery(said, QueryKind.SIRET, Siret.parse(said))
    except SiretRefused as refusal:
        number = _number(said, refusal)
    if number is not None:
        return number
    if "@" in said and _accepts(contacts.email, said):
        return CallerQuery(said, QueryKind.EMAIL)
    if _IDENTIFIER.fullmatch(normalise_identifier(said)):
        return CallerQuery(said, QueryKind.IDENTIFIER)
    return CallerQuery(said, QueryKind.WORDS)


def _number(said: str, refusal: SiretRefused) -> CallerQuery | None:
    if _NUMBER.fullmatch(said) and is_siren(_digits(said)):
        return CallerQuery(said, QueryKind.SIREN)
    if _accepts(contacts.phone, said):
        return CallerQuery(said, QueryKind.PHONE)
    if not _NUMBER.fullmatch(said):
        return None
    count = len(_digits(said))
    # From eleven digits on nobody means a telephone: a SIRET was cut, or one digit is wrong.
    return CallerQuery(said, QueryKind.WRONG_SIRET, refusal=refusal) if count >= LENGTH - 3 else None


def _accepts(read: object, text: str) -> bool:
    try:
        read(text)  # type: ignore[operator]
    except (contacts.PhoneRefused, contacts.EmailRefused):
        return False
    return True


def _digits(text: str) -> str:
    return "".join(c for c in text if c in "0123456789")

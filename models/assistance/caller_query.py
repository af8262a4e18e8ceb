"""What somebody says on the telephone, recognised: a SIRET, a number, a mail box, an identifier, or words."""

from __future__ import annotations

import re
from collections.abc import Callable
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
    """A text of the caller, and what it is. `siret` and `refusal` say why a number is one, or nearly."""

    text: str
    kind: QueryKind
    siret: Siret | None = None
    refusal: SiretRefused | None = None

    @property
    def search_text(self) -> str:
        """What to search for: numbers without what stands between their digits."""
        if self.siret is not None:
            return str(self.siret)
        if self.kind in (QueryKind.SIREN, QueryKind.WRONG_SIRET):
            return _digits(self.text)
        return self.text


def parse(text: str) -> CallerQuery:
    """Recognises what was said; whatever is nothing else is words."""
    text = text.strip()
    if not text:
        return CallerQuery("", QueryKind.NOTHING)
    try:
        return CallerQuery(text, QueryKind.SIRET, Siret.parse(text))
    except SiretRefused as refusal:
        number = _number(text, refusal)
    if number is not None:
        return number
    if "@" in text and _accepts(contacts.email, text):
        return CallerQuery(text, QueryKind.EMAIL)
    if _IDENTIFIER.fullmatch(normalise_identifier(text)):
        return CallerQuery(text, QueryKind.IDENTIFIER)
    return CallerQuery(text, QueryKind.WORDS)


def _number(text: str, refusal: SiretRefused) -> CallerQuery | None:
    if _NUMBER.fullmatch(text) and is_siren(_digits(text)):
        return CallerQuery(text, QueryKind.SIREN)
    if _accepts(contacts.phone, text):
        return CallerQuery(text, QueryKind.PHONE)
    if not _NUMBER.fullmatch(text):
        return None
    count = len(_digits(text))
    # From eleven digits on nobody means a telephone: a SIRET was cut, or one digit is wrong.
    return CallerQuery(text, QueryKind.WRONG_SIRET, refusal=refusal) if count >= LENGTH - 3 else None


def _accepts(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except (contacts.PhoneRefused, contacts.EmailRefused):
        return False
    return True


def _digits(text: str) -> str:
    return "".join(c for c in text if c in "0123456789")

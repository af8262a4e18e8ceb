"""Numbers of a party as they are compared: the SIREN of what is typed, the digits that are dialled."""

from __future__ import annotations

import re

from models.values.siret import SIREN_LENGTH, Siret, SiretRefused, is_siren

_LEADING = ("0033", "33", "262", "590", "594", "596", "0")
"""What stands before the nine digits: the country, an overseas department's code, or the zero."""


def siren_of(text: str) -> str:
    """The SIREN of a SIRET, of a SIREN alone, or of a number that lost its first zero or its last digit."""
    if "E" in text.upper():  # a spreadsheet's own notation: most digits are gone
        return ""
    digits = "".join(c for c in text if c in "0123456789")
    if len(digits) in (8, 13) and is_siren(f"0{digits}"[:9]) and _is_whole(f"0{digits}"):
        digits = f"0{digits}"
    return digits[:9] if len(digits) in (9, 13, 14) and is_siren(digits[:9]) else ""


def _is_whole(number: str) -> bool:
    try:
        return len(number) == SIREN_LENGTH or bool(Siret(number))
    except SiretRefused:
        return False


def dialled(text: str) -> list[str]:
    """The nine digits of each French number in a text, `235223344`."""
    found = []
    for part in re.split(r"\s/\s|;|,| ou ", text):
        digits = "".join(c for c in part.lower().partition("poste")[0] if c in "0123456789")
        for leading in _LEADING:
            if digits.startswith(leading) and len(digits) == 9 + len(leading):
                digits = digits[len(leading) :]
                break
        if len(digits) == 9 and digits[0] != "0":
            found.append(digits)
    return found

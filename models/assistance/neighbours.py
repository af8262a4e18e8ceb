"""The numbers that one slip of the tongue or of the finger turns into the one that was typed."""

from __future__ import annotations

from collections.abc import Iterator

from models.values.siret import LENGTH, Siret, SiretRefused

DIALLED = 9
"""The digits of a number behind its zero, or its country: `235223344`."""


def one_slip_from(digits: str) -> Iterator[str]:
    """What differs in one digit, or in two neighbours that changed places: 9 a digit, and the neighbours."""
    for place, digit in enumerate(digits):
        for other in "0123456789":
            if other != digit:
                yield digits[:place] + other + digits[place + 1 :]
    for place in range(len(digits) - 1):
        first, second = digits[place], digits[place + 1]
        if first != second:
            yield digits[:place] + second + first + digits[place + 2 :]


def sirets_near(digits: str) -> list[Siret]:
    """The SIRETs a slip away from fourteen digits: those whose keys are right, some twenty at most."""
    if len(digits) != LENGTH:
        return []
    return [siret for text in one_slip_from(digits) if (siret := _siret(text)) is not None]


def phones_near(number: str) -> list[str]:
    """The numbers a slip away from one as it is stored, `+33235223344`: 89 at most."""
    country, dialled = number[:-DIALLED], number[-DIALLED:]
    return [f"{country}{text}" for text in one_slip_from(dialled) if text[0] != "0"]


def _siret(text: str) -> Siret | None:
    try:
        return Siret(text)
    except SiretRefused:
        return None

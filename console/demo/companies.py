"""Rows of the demonstration's companies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from console.demo import words
from console.directories.local import bundled
from models.companies.directory import State
from models.values import contacts
from models.values.text import fold

LHSM = "20008495200015"
"""The guide's company: its account is what the demonstration is there to create."""

CLOSING, SUCCESSOR = "00542002100023", "00542002100056"
"""It was open when it came; the other one of its legal unit has not come yet."""

CLOSING_AT = 14
"""Its place among the real ones: one that holds something in the smallest demonstration too."""


@dataclass(frozen=True, slots=True)
class Firm:
    """What later rows need of a company."""

    id: int
    siret: str
    name: str
    is_association: bool


def luhn(digits: str) -> str:
    """The digits with the key that makes them right."""
    doubled = digits[::-1][0::2].translate(str.maketrans("0123456789", "0246813579"))
    total = sum(map(int, doubled)) + sum(map(int, digits[::-1][1::2]))
    return digits + str(-total % 10)


def _real() -> list[dict[str, Any]]:
    others = (LHSM, SUCCESSOR)
    known = [found for found in bundled().values() if found.state is State.OPEN and found.siret not in others]
    known.insert(CLOSING_AT, bundled()[CLOSING])
    return [
        {
            "siret": str(found.siret),
            "name": found.name,
            "acronym": found.acronym,
            "kind": found.kind.value if found.kind else "autre",
            "address": found.address,
            "postcode": found.postcode,
            "city": found.city,
            "legal_category": found.legal_category,
            "directory_state": State.OPEN.value,
        }
        for found in known
    ]


def rows(count: int, moment: datetime) -> Iterator[dict[str, Any]]:
    """Real names first, with invented contacts; then invented companies, some of them in odd states."""
    real = _real()
    for number in range(count):
        if number < len(real) and number * 4 < count:
            facts = real[number]
        else:
            facts = _invented(number)
        row = {
            "id": number + 1,
            "phone": f"+332354{number % 100_000:05d}",
            "email": f"contact.{number + 1}@example.org",
            "created_at": moment,
            "verified_at": None if facts["directory_state"] == State.UNAVAILABLE else moment,
            "version": 1,
            **facts,
        }
        row["name_key"] = fold(row["name"])[:250]
        row["search"] = fold(
            f"{row['name']} {row['acronym']} {row['siret']} {row['email']} {row['phone']}"
            f" {contacts.national(row['phone'])} {row['city']}"
        )
        yield row


def _invented(number: int) -> dict[str, Any]:
    trade, place = words.TRADES[number % 7], words.PLACES[number // 7 % 7]
    categories = list(words.KINDS)
    category = "9220" if trade.startswith("AMICALE") else categories[number % len(categories)]
    state = {11: State.UNAVAILABLE, 13: State.CLOSED, 17: State.PARTLY_DIFFUSIBLE}.get(number % 20)
    return {
        "siret": luhn(luhn(f"{98_000_000 - number * 7:08d}") + "0001"),
        "name": f"{trade} {place} {number}",
        "acronym": "",
        "kind": words.KINDS[category],
        "address": f"{number % 120 + 1} {words.STREETS[number % 9].upper()}",
        "postcode": "76600",
        "city": "LE HAVRE",
        "legal_category": category,
        "directory_state": (state or State.OPEN).value,
    }

"""Rows of the demonstration's companies and of the people who hold accounts for them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from console.demo import words
from console.demo.cast import KNOWN_ACCOUNTS
from console.directories.local import bundled
from models.directory import State
from models.values import contacts
from models.values.text import fold, identifier

LHSM = "20008495200015"
"""The guide's company: its account is what the demonstration is there to create."""


@dataclass(frozen=True, slots=True)
class Firm:
    """What later rows need of a company."""

    id: int
    siret: str
    name: str
    is_association: bool


@dataclass(frozen=True, slots=True)
class Holder:
    """What later rows need of an account."""

    id: int
    firm: Firm
    identifier: str
    name: str
    email: str
    status: str


def luhn(digits: str) -> str:
    """The digits with the key that makes them right."""
    doubled = digits[::-1][0::2].translate(str.maketrans("0123456789", "0246813579"))
    total = sum(map(int, doubled)) + sum(map(int, digits[::-1][1::2]))
    return digits + str(-total % 10)


def _real() -> list[dict[str, Any]]:
    open_ones = [one for one in bundled().values() if one.state is State.OPEN and one.siret != LHSM]
    return [
        {
            "siret": str(one.siret),
            "name": one.name,
            "acronym": one.acronym,
            "kind": one.kind.value if one.kind else "autre",
            "address": one.address,
            "postcode": one.postcode,
            "city": one.city,
            "legal_category": one.legal_category,
            "directory_state": State.OPEN.value,
        }
        for one in open_ones
    ]


def companies(count: int, moment: datetime) -> Iterator[dict[str, Any]]:
    """Real names first, with invented contacts; then invented companies, some of them in odd states."""
    real = _real()
    categories = list(words.KINDS)
    for number in range(count):
        if number < len(real) and number * 4 < count:
            facts = real[number]
        else:
            trade, place = words.TRADES[number % 7], words.PLACES[number // 7 % 7]
            category = "9220" if trade.startswith("AMICALE") else categories[number % len(categories)]
            state = {11: State.UNAVAILABLE, 13: State.CLOSED, 17: State.PARTLY_DIFFUSIBLE}.get(number % 20)
            facts = {
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


_STATUS = {3: "pending", 7: "expired", 11: "suspended", 13: "erased"}


def accounts(
    count: int, firms: list[Firm], hashes: list[str], moment: datetime
) -> Iterator[tuple[dict[str, Any], Holder, str]]:
    """One row each, what later rows need of it, and the digest under which its identifier is kept."""
    given: dict[str, int] = {}
    for number in range(count):
        firm = firms[number % len(firms)]
        first = words.FIRST_NAMES[number % 15]
        last = words.LAST_NAMES[number // 15 % 13] if number % 2 else words.LAST_NAMES[number % 13]
        door = "asso" if firm.is_association else "pro"
        base = identifier(door, first, last)
        given[base] = given.get(base, 0) + 1
        name = base if given[base] == 1 else f"{base}{given[base]}"
        status = "active" if number < KNOWN_ACCOUNTS else _STATUS.get(number % 20, "active")
        age = {"pending": timedelta(days=1), "expired": timedelta(days=5)}.get(status, timedelta(days=25))
        row = _account(number, firm, (first, last), name, door, moment - age)
        active = status in ("active", "suspended")
        if active:
            at = row["created_at"] + timedelta(hours=2)
            row |= {"activated_at": at, "data_accepted_at": at, "terms_accepted_at": at, "terms_version": "1"}
            row["password_hash"] = hashes[0 if number < KNOWN_ACCOUNTS else number % len(hashes)]
        if status == "suspended":
            row |= {"suspended_at": moment, "suspended_reason": "À la demande de la structure."}
        if status == "erased":
            row |= {"erased_at": moment, "identifier": f"efface-{number + 1}", "newsletter": False}
            row |= dict.fromkeys(("first_name", "last_name", "email", "job_title", "typed_phone"), "")
            row |= {"typed_email": ""}
        full = f"{row['first_name']} {row['last_name']}".strip()
        row["email_key"] = row["email"]
        row["name_key"] = fold(f"{row['last_name']} {row['first_name']}")[:250]
        row["search"] = fold(
            f"{row['identifier']} {full} {row['email']} {firm.name} {firm.siret}"
            f" {contacts.national(row['typed_phone'])}"
        )
        holder = Holder(number + 1, firm, row["identifier"], full, row["email"], status)
        yield row, holder, hashlib.sha256(name.encode()).hexdigest()


def _account(
    number: int, firm: Firm, person: tuple[str, str], name: str, door: str, at: datetime
) -> dict[str, Any]:
    return {
        "id": number + 1,
        "company_id": firm.id,
        "identifier": name,
        "door": door,
        "first_name": person[0],
        "last_name": person[1],
        "email": f"{name}@example.org",
        "job_title": words.JOBS[number % 5],
        "newsletter": number % 3 == 0,
        "typed_kind": "entreprise",
        "typed_phone": f"+332355{number % 100_000:05d}",
        "typed_email": f"contact.{firm.id}@example.org",
        "typed_acronym": "",
        "password_hash": None,
        "created_at": at,
        "link_sent_at": at,
        "activated_at": None,
        "suspended_at": None,
        "suspended_reason": None,
        "erased_at": None,
        "data_accepted_at": None,
        "terms_accepted_at": None,
        "terms_version": None,
        "last_seen_at": None,
        "sessions_valid_from": None,
        "version": 1,
    }

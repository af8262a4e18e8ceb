"""Rows of the demonstration's old records, in every state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from console.demo import cast, words
from console.demo.companies import LHSM, Firm
from models.concessions import ConcessionKind, access_codes
from models.concessions.importing import blank, derive, set_code

COMMON_CODE = "7391"
WEAK_CODE = "1234"

WEAK, CLOSED, PAUSED, BLOCKED, NAMESAKE, COMMON = 1, 2, 4, 5, 8, 9
"""Which of each twelve free records is barred, and how."""


@dataclass(frozen=True, slots=True)
class Old:
    """What later rows need of a record."""

    id: int
    reference: str
    title: str
    title_key: str
    title_digest: str


def fate(number: int) -> int:
    """What is odd about a free record, or 0."""
    return number // 5 % 12 if number % 5 == 0 else 0


def title_of(number: int) -> str:
    """Its title; some records have a namesake."""
    if number == 0:
        return cast.TITLE
    if fate(number) == NAMESAKE:
        number -= 5
    return f"{words.WORKS[number % 10]} – {words.STREETS[number // 10 % 9]} – Lot {number}"


def _kind(number: int) -> ConcessionKind:
    if number % 20 == 19:
        return ConcessionKind.EAU
    return ConcessionKind.STATIONNEMENT if number % 40 == 14 else ConcessionKind.VOIRIE


def rows(count: int, firms: list[Firm], moment: datetime) -> Iterator[tuple[dict[str, Any], str]]:
    """Each row with its code; the first is the one that the guide's journey attaches."""
    random = Random(20_261_124)  # noqa: S311 - invented codes, the same in each demonstration
    key_id = access_codes.key_id()
    for number in range(count):
        firm = firms[number % len(firms)]
        odd = fate(number)
        code = {WEAK: WEAK_CODE, COMMON: COMMON_CODE}.get(odd) or _code(random)
        if number % 30 == 7:
            code = COMMON_CODE
        row = blank(moment) | {
            "id": number + 1,
            "reference": f"ECR-{number:07d}",
            "kind": _kind(number).value,
            "title": title_of(number),
            "holder": firm.name,
            "siret": firm.siret,
            "email": f"ancien.{number}@example.org",
            "phone": f"+332352{number % 100_000:05d}",
            "address": f"{number % 90 + 1} {words.STREETS[number % 9]}",
            "postcode": "76600",
            "city": "Le Havre",
            "network": words.NETWORKS[number % 6],
            "opened_on": date(2009, 1, 5) + timedelta(days=number % 5_000),
        }
        if number == 0:
            code = cast.CODE
            row |= {"reference": cast.REFERENCE, "holder": cast.TITLE, "siret": LHSM}
        row["closed_at"] = moment if odd == CLOSED else None
        del row["closed"]
        derive(row)
        set_code(row, code, access_codes.seal(row["reference"], code), key_id)
        yield row, code


def _code(random: Random) -> str:
    while access_codes.is_weak(code := f"{random.randrange(10_000):04d}"):
        pass
    return code


def title_lock(number: int, digest: str, moment: datetime) -> dict[str, object] | None:
    """What too many failures have led to, on a paused or a blocked record."""
    odd = fate(number)
    if odd not in (PAUSED, BLOCKED):
        return None
    paused, blocked = odd == PAUSED, odd == BLOCKED
    return {
        "title_digest": digest,
        "failures": 8 if paused else 16,
        "counted_since": None,
        "paused_until": moment + timedelta(hours=20) if paused else None,
        "closed_at": moment if blocked else None,
        "closures": int(blocked),
    }

"""Rows of the demonstration's old records and of what is attached to whom, in every state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from console.demo import cast, words
from console.demo.companies import LHSM, Firm, Holder
from models.concessions import access_codes
from models.concessions.importing import blank, derive, set_code
from models.values.text import fold

COMMON_CODE = "7391"
WEAK_CODE = "1234"
REASON = "Rappelé au numéro de l’ancien dossier, identité vérifiée."

LEFT = (timedelta(hours=3), timedelta(hours=21), timedelta(hours=40), timedelta(days=6))
"""What is left to supervisors before a weak proof lapses."""

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


@dataclass(frozen=True)
class Staff:
    """Who attaches and reviews; None where the installation has no such person."""

    agent: int | None
    supervisor: int | None
    document: int | None


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


def concessions(count: int, firms: list[Firm], moment: datetime) -> Iterator[tuple[dict[str, Any], str]]:
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
            "kind": "eau" if number % 20 == 19 else "stationnement" if number % 40 == 14 else "voirie",
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


def lock(number: int, digest: str, moment: datetime) -> dict[str, Any] | None:
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


def _open(number: int, staff: Staff, moment: datetime, today: datetime) -> dict[str, Any]:
    """What is particular about an open attachment."""
    case = number // 5 % 20 if number % 5 == 1 else -1
    by_staff = {"channel": "console", "made_by_id": staff.agent, "justification": REASON}
    if staff.agent is None or case < 0:
        return {}
    reviewed = {"reviewed_at": moment, "reviewed_by_id": staff.supervisor}
    cases: dict[int, dict[str, Any]] = {
        0: by_staff
        | {
            "evidence": "other",
            "review": "before",
            "effective_at": None,
            "created_at": today + LEFT[number // 100 % 4] - timedelta(days=7),
            "review_due_at": today + LEFT[number // 100 % 4],
        },
        1: {
            "suspended_at": moment,
            "suspended_by_id": staff.supervisor,
            "suspended_reason": "Contesté par l’ancien contact.",
        },
        5: by_staff | {"evidence": "callback", "review": "after", "effective_at": None},
        6: by_staff | {"evidence": "mandate", "review": "after", "document_id": staff.document} | reviewed,
        7: by_staff | {"evidence": "siren", "review": "after"} | reviewed,
        8: by_staff | {"evidence": "callback", "review": "after"},
        9: {"review": "sample"},
    }
    return cases.get(case, {})


def _ended(number: int, moment: datetime) -> dict[str, Any] | None:
    """How the attachment of a record that is free again came to its end."""
    case = number // 5 % 20 if number % 5 == 4 else -1
    how = {2: "detached", 3: "lapsed", 4: "refused"}.get(case)
    if how is None:
        return None
    reason = "à la demande du référent" if how == "detached" else "sans décision"
    return {"ended_at": moment, "ended_how": how, "ended_reason": reason}


def attachment(
    number: int,
    old: Old,
    active: list[Holder],
    pending: list[Holder],
    staff: Staff,
    moment: datetime,
    today: datetime,
) -> tuple[dict[str, Any], Holder] | None:
    """The record's attachment, open for three of five, and its referent; None when it never had one."""
    extra: dict[str, Any] | None = (
        _open(number, staff, moment, today) if number % 5 in (1, 2, 3) else _ended(number, moment)
    )
    if extra is None:
        return None
    waits = extra.get("evidence") == "callback" and "effective_at" in extra
    holder = pending[number % len(pending)] if waits and pending else active[number % len(active)]
    if waits and not pending:
        extra["effective_at"] = moment
    row = {
        "concession_id": old.id,
        "company_id": holder.firm.id,
        "referent_id": holder.id,
        "channel": "portal",
        "evidence": "code",
        "justification": "",
        "called_number": f"+332352{number % 100_000:05d}" if extra.get("evidence") == "callback" else "",
        "document_id": None,
        "made_by_id": None,
        "created_at": moment,
        "effective_at": moment,
        "review": "none",
        **dict.fromkeys(
            (
                "review_due_at", "reminded_at", "reviewed_at", "reviewed_by_id", "suspended_at",
                "suspended_by_id", "suspended_reason", "ended_at", "ended_how", "ended_reason", "ended_by_id",
            )
        ),
        "title_key": old.title_key,
        "search": fold(
            f"{old.title} {old.reference} {holder.firm.name} {holder.firm.siret}"
            f" {holder.identifier} {holder.name} {holder.email}"
        ),
        **extra,
    }  # fmt: skip
    return row, holder

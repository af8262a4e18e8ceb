"""Rows of what is attached to whom in the demonstration, in every state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from console.demo.accounts import Holder
from console.demo.concessions import Old
from models.kernel.actors import Actor
from models.values.text import fold

REASON = "Rappelé au numéro de l’ancien dossier, identité vérifiée."

LEFT = (timedelta(hours=3), timedelta(hours=21), timedelta(hours=40), timedelta(days=6))
"""What is left to supervisors before a weak proof lapses."""


SINCE_PENDING = timedelta(hours=20)
"""Accounts that wait for their activation are a day old at least."""


@dataclass(frozen=True)
class Crew:
    """Who attaches and reviews; None where the installation has no such person."""

    agent: Actor | None
    supervisor: Actor | None
    document: int | None


def _open(number: int, crew: Crew, moment: datetime, today: datetime) -> dict[str, object]:
    """What is particular about an open attachment."""
    case = number // 5 % 20 if number % 5 == 1 else -1
    if crew.agent is None or crew.supervisor is None or case < 0:
        return {}
    by_staff = {"channel": "console", "made_by_id": crew.agent.id, "justification": REASON}
    reviewed = {"reviewed_at": moment, "reviewed_by_id": crew.supervisor.id}
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
            "suspended_by_id": crew.supervisor.id,
            "suspended_reason": "Contesté par l’ancien contact.",
        },
        5: by_staff | {"evidence": "callback", "review": "after", "effective_at": None},
        6: by_staff | {"evidence": "mandate", "review": "after", "document_id": crew.document} | reviewed,
        7: by_staff | {"evidence": "siren", "review": "after"} | reviewed,
        8: by_staff | {"evidence": "callback", "review": "after"},
        9: {"review": "sample"},
        10: {"evidence": "record-link"},
        11: {"evidence": "letter"},
        12: {"evidence": "holder"},
        13: by_staff | {"evidence": "transfer", "review": "after", "made_by_id": crew.supervisor.id},
    }
    return cases.get(case, {})


def _ended(number: int, moment: datetime) -> dict[str, object] | None:
    """How the attachment of a record that is free again came to its end."""
    case = number // 5 % 20 if number % 5 == 4 else -1
    how = {2: "detached", 3: "lapsed", 4: "refused"}.get(case)
    if how is None:
        return None
    reason = "à la demande du référent" if how == "detached" else "sans décision"
    return {"ended_at": moment, "ended_how": how, "ended_reason": reason}


def row(
    number: int,
    old: Old,
    active: list[Holder],
    pending: list[Holder],
    crew: Crew,
    moment: datetime,
    today: datetime,
) -> tuple[dict[str, object], Holder] | None:
    """The record's attachment, open for three of five, and its referent; None when it never had one."""
    extra: dict[str, Any] | None = (
        _open(number, crew, moment, today) if number % 5 in (1, 2, 3) else _ended(number, moment)
    )
    if extra is None:
        return None
    waits = extra.get("evidence") == "callback" and "effective_at" in extra
    holder = pending[number % len(pending)] if waits and pending else active[number % len(active)]
    if waits and not pending:
        extra["effective_at"] = moment
    elif waits:
        moment = max(moment, today - SINCE_PENDING)
    values = {
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
    return values, holder

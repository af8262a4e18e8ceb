"""Rows of the people who hold accounts for the demonstration's companies."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from console.demo import words
from console.demo.cast import KNOWN_ACCOUNTS
from console.demo.companies import Firm
from models.accounts import ProAccount, merging
from models.accounts.correction import rewrite
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.mails import MailState, OutboxEmail
from models.sign_in.codes import random_secret
from models.values import contacts
from models.values.text import fold, identifier

ERASED = ("first_name", "last_name", "email", "job_title", "typed_phone", "typed_email")


@dataclass(frozen=True, slots=True)
class Holder:
    """What later rows need of an account."""

    id: int
    firm: Firm
    identifier: str
    name: str
    email: str
    status: str


def active_accounts(limit: int) -> list[ProAccount]:
    """The first of those whose people sign in."""
    active = select(ProAccount).where(ProAccount.activated_at.is_not(None), ProAccount.erased_at.is_(None))
    return list(db.session.scalars(active.order_by(ProAccount.id).limit(limit)))


PROTECTED = 20
"""Which of the active accounts asks for a second factor, on a telephone that its person lost."""


def protect_one() -> None:
    """Inside the transaction of the demonstration."""
    if len(active := active_accounts(PROTECTED)) == PROTECTED:
        active[-1].totp_secret, active[-1].second_factor_at = random_secret(), now()


WHY_TWIN = "La personne a un second compte, avec une ancienne adresse."


def find_twin(agent: Actor | None) -> None:
    """Two accounts of the first person, which an agent found and proposes to merge."""
    usable = select(ProAccount).where(ProAccount.is_active).order_by(ProAccount.id)
    kept = db.session.scalar(usable.limit(1))
    if agent is None or kept is None:
        return
    twin = usable.where(ProAccount.company_id == kept.company_id, ProAccount.id != kept.id)
    gone = db.session.scalar(twin.limit(1))
    if gone is not None:
        gone.first_name, gone.last_name = kept.first_name, kept.last_name
        rewrite(gone)
        merge = merging.propose(gone, kept, reason=WHY_TWIN, actor=agent)
        asking = select(OutboxEmail).where(OutboxEmail.account_id == gone.id)
        mail = db.session.scalars(asking.order_by(OutboxEmail.id.desc())).first()
        if mail is not None:  # the old address is dead: a supervisor may stand in for it
            mail.state, mail.next_at, mail.sent_at = MailState.BOUNCED.value, None, now()
            merge.returned_at = now()


FIRST_ACTIVE = 29
"""Days ago: the first account, which is activated hours later; the others within the same week."""

_STATUS = {3: "pending", 7: "expired", 11: "suspended", 13: "erased"}


def rows(
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
        usual = timedelta(days=FIRST_ACTIVE - number % 5)
        age = {"pending": timedelta(days=1), "expired": timedelta(days=5)}.get(status, usual)
        row = _account(number, firm, (first, last), name, door, moment - age)
        row |= _state(status, number, row["created_at"], hashes, moment)
        full = f"{row['first_name']} {row['last_name']}".strip()
        row["email_key"] = row["email"]
        row["name_key"] = fold(f"{row['last_name']} {row['first_name']}")[:250]
        row["search"] = fold(
            f"{row['identifier']} {full} {row['email']} {firm.name} {firm.siret}"
            f" {contacts.national(row['typed_phone'])}"
        )
        holder = Holder(number + 1, firm, row["identifier"], full, row["email"], status)
        yield row, holder, hashlib.sha256(name.encode()).hexdigest()


def _state(
    status: str, number: int, created: datetime, hashes: list[str], moment: datetime
) -> dict[str, object]:
    """What its state says differently from an account that waits."""
    changes: dict[str, object] = {}
    if status in ("active", "suspended"):
        at = created + timedelta(hours=2)
        changes = {"activated_at": at, "email_proved_at": at, "terms_version": "1"}
        changes |= {"data_accepted_at": at, "terms_accepted_at": at}
        changes["password_hash"] = hashes[0 if number < KNOWN_ACCOUNTS else number % len(hashes)]
    if status == "suspended":
        changes |= {"suspended_at": moment, "suspended_reason": "À la demande de la structure."}
    if status == "erased":
        changes |= {"erased_at": moment, "identifier": f"efface-{number + 1}", "newsletter": False}
        changes |= dict.fromkeys(ERASED, "")
    return changes


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
        "email_proved_at": None,
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

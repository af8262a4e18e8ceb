"""A person's details leave the trail with their account: what they did, and what was done to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from models.audit.erasing import erase
from models.audit.tables import AuditEvent
from models.kernel.actors import Actor
from models.kernel.base import db


def forget_person(kind: str, id_: int, *, also: Iterable[tuple[str, list[int]]] = (), reason: str) -> None:
    """Empties, at the end of the transaction under way, the details of the events of and by this person.

    `also`: rows that are about nobody else, by kind. What the transaction itself still leaves tells who acted
    by number alone. The chain's lock is taken last, as ever, which is why it waits for the commit.
    """
    session = db.session()
    own = [
        and_(AuditEvent.subject_kind == kind, AuditEvent.subject_id == id_),
        and_(AuditEvent.actor_kind == kind, AuditEvent.actor_id == id_),
    ]
    own += [
        and_(AuditEvent.subject_kind == each, AuditEvent.subject_id.in_(ids)) for each, ids in also if ids
    ]
    found = list(session.scalars(select(AuditEvent.sequence).where(or_(*own))))
    session.info.setdefault("forgetting", []).append((found, reason))
    nameless = []
    for at, action, subject, company, actor, before, after, why in session.info.get("events", []):
        if (actor.kind, actor.id) == (kind, id_):
            actor = replace(actor, name="", ip=None)
        nameless.append((at, action, subject, company, actor, before, after, why))
    session.info["events"] = nameless


def settle(session: Session) -> None:
    """Before the trail is written: the details that are due go."""
    for sequences, reason in session.info.pop("forgetting", ()):
        session.flush()
        erase(sequences, reason=reason, actor=Actor.system("erasure"))

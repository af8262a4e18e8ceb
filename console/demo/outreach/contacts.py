"""Contacts of the demonstration that reach nobody, for each reason, and one that staff corrected."""

from __future__ import annotations

from sqlalchemy import select

from models.concessions import Concession, cleansing
from models.concessions.cleansing import ContactFlaw, ContactProof
from models.concessions.cleansing.following import look_again
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.mails import MailKind, MailState, OutboxEmail
from models.values import contacts
from models.values.text import fold

NO_POST = {"address": "", "postcode": "", "city": ""}

CONTACTS = (
    {"email": "", **NO_POST},
    {"email": "travaux@agence"},
    {"phone": "+33100"},
    {"email": "accueil@ancienne-societe.example"},
    {"email": "chantiers@ancien-nom.example"},
    {"email": "reseaux@ancien-nom.example"},
)
"""What each of the records says, in their order; mails to the last three came back."""

RETURNED: tuple[tuple[MailState, str | None], ...] = (
    (MailState.BOUNCED, None),
    (MailState.REFUSED, "550 5.1.2 domain not found"),
    (MailState.BOUNCED, None),
)

PASSED_OVER = 6
"""Of the newest records to attach: others of the demonstration are about them."""


def add(agent: Actor | None) -> None:
    """Inside the transaction of the demonstration: a record for each reason; the last is corrected."""
    if agent is None:
        return
    free = select(Concession).where(Concession.is_to_attach).order_by(Concession.id.desc())
    records = list(db.session.scalars(free.offset(PASSED_OVER).limit(len(CONTACTS))).unique())
    for record, facts in zip(records, CONTACTS, strict=False):
        for name, value in facts.items():
            setattr(record, name, value)
        record.refresh_search()
    for record, (state, error) in zip(records[-len(RETURNED) :], RETURNED, strict=False):
        db.session.add(_returned(record, state, error))
    db.session.flush()
    look_again([record.id for record in records])
    if records and (flaw := db.session.get(ContactFlaw, records[-1].id)) is not None:
        cleansing.correct(
            flaw,
            email="exploitation@nouveau-nom.example",
            proof=ContactProof.CALL_BACK.value,
            reference="Rappel du standard au numéro du répertoire : nouvelle adresse du service travaux.",
            actor=agent,
        )


def _returned(record: Concession, state: MailState, error: str | None) -> OutboxEmail:
    moment = now()
    return OutboxEmail(
        kind=MailKind.OUTREACH.value,
        to=record.email,
        to_key=contacts.email_key(record.email),
        params={"titles": [record.title], "count": 1},
        state=state.value,
        created_at=moment,
        sent_at=None if state is MailState.REFUSED else moment,
        attempts=1,
        last_error=error,
        search=fold(f"{record.email} {MailKind.OUTREACH.value}"),
    )

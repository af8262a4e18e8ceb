"""Tells by mail what became of an attachment, once to each address concerned."""

from __future__ import annotations

from models import contacts, outbox
from models.accounts import ProAccount
from models.attachments.tables import Attachment
from models.outbox import MailKind


def tell(attachment: Attachment, kind: MailKind, *, besides: ProAccount | None = None) -> None:
    """Owes the notice to the company, its referents (`besides` one) and the old contact, one each."""
    company, concession = attachment.company, attachment.concession
    people = [
        attachment.referent,
        *(r.account for r in attachment.referents if r.account is not attachment.referent),
    ]
    known: dict[str, tuple[str, ProAccount | None]] = {}
    for account in people:
        if account.erased_at is None and account is not besides:
            known.setdefault(account.email_key, (account.email, account))
    for email in (company.email, concession.email):
        if email:
            known.setdefault(contacts.email_key(email), (email, None))
    facts = {
        "title": concession.title,
        "reference": concession.reference,
        "kind": concession.kind,
        "company": company.name,
        "referent": attachment.referent.full_name,
    }
    # In one order everywhere: two transactions that hold notices back for the same addresses would deadlock.
    for _, (email, reader) in sorted(known.items(), key=lambda item: item[0]):
        outbox.owe(kind, email, params=facts, account=reader, company=company)

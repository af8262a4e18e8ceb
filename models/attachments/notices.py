"""Tells what became of an attachment: by mail, once to each address concerned; staff by a case."""

from __future__ import annotations

from models import cases, mails
from models.accounts import ProAccount
from models.attachments.queries import list_referent_emails
from models.attachments.tables import Attachment, Channel
from models.cases import CaseKind
from models.companies import Company, vouched_name
from models.kernel.actors import Actor
from models.mails import MailKind
from models.values import contacts


def notify(
    attachment: Attachment, kind: MailKind, *, exclude: ProAccount | None = None, reason: str = ""
) -> None:
    """Owes the notice to the company, its referents (`exclude`: save this one) and the old contact, one each.

    The reason goes to the company's side only: the old contact may be a stranger to it.
    """
    company, concession = attachment.company, attachment.concession
    people = [
        attachment.referent,
        *(r.account for r in attachment.referents if r.account is not attachment.referent),
    ]
    known: dict[str, tuple[str, ProAccount | None]] = {}
    for account in people:
        if account.erased_at is None and account is not exclude:
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
        "by_staff": attachment.channel != Channel.PORTAL,
    }
    for email, reader in known.values():
        theirs = reader is not None or contacts.email_key(email) == contacts.email_key(company.email)
        params = {**facts, "reason": reason} if reason and theirs else facts
        mails.notify(kind, email, params=params, account=reader, company=company)


def notify_of_joining(kind: MailKind, stays: Company, joined: Company) -> None:
    """Tells a company's contact, and the referents of what it holds, that another joins it, or leaves."""
    emails = [stays.email, *list_referent_emails(stays.id)]
    params = {"joined": vouched_name(joined), "company": vouched_name(stays)}
    for _, email in sorted({contacts.email_key(each): each for each in emails}.items()):
        mails.notify(kind, email, params=params, company=stays)


def notify_maker(attachment: Attachment, decision: str, reason: str, *, by_company: bool = False) -> None:
    """Owes the agent who attached what became of it, by whom, and why."""
    maker = attachment.made_by
    if maker is None or not maker.is_active:
        return
    facts = {
        "title": attachment.concession.title,
        "company": attachment.company.name,
        "attachment": attachment.id,
        "decision": decision,
        "by_company": by_company,
        "reason": reason,
    }
    mails.notify(MailKind.REVIEW_DECISION, maker.email, params=facts, agent=maker)


MOST_TITLES = 20
"""Of the records that a case names; their number is told beside."""


def report_orphaned(company: Company, titles: list[str], actor: Actor) -> None:
    """Tells staff, in the company's case, that nobody active refers to what it holds, or held."""
    message = "\n".join(titles[:MOST_TITLES])
    subject = titles[0] if len(titles) == 1 else f"{titles[0]} (+ {len(titles) - 1})"
    cases.open_(CaseKind.ORPHANED, subject, message=message, company=company, actor=actor)

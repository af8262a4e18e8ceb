"""Mails and cases of the demonstration, in every state, made by the operations where there is one."""

from __future__ import annotations

from console.demo.companies import Holder
from models import cases, mails
from models.accounts import ProAccount
from models.cases import CaseKind
from models.companies import Company
from models.kernel import jobs, tokens
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.tokens import Purpose
from models.mails import MailKind, MailState, OutboxEmail
from models.values import contacts
from models.values.text import fold

LINKS = 5
"""Accounts whose activation mail is owed, and sent by the first worker."""

TRIED, ASKED = "Réseau d’eau potable – quai Frissard", "Pouvez-vous nous aider ?"

WRITTEN = (
    (MailState.SENT, None),
    (MailState.REFUSED, "550 5.1.1 no such user"),
    (MailState.BOUNCED, None),
    (MailState.SENT, None),
)


def add(pending: list[Holder], actor: Actor) -> None:
    """Inside the transaction of the demonstration."""
    session = db.session()
    for holder in [one for one in pending if one.status == "pending"][:LINKS]:
        account = session.get(ProAccount, holder.id)
        assert account is not None
        token = tokens.issue(Purpose.ACTIVATION, account=account)
        mails.notify(MailKind.ACTIVATION, account.email, token=token, account=account)
    active = db.select(ProAccount).where(ProAccount.activated_at.is_not(None), ProAccount.erased_at.is_(None))
    people = list(session.scalars(active.order_by(ProAccount.id).limit(len(WRITTEN))))
    for (state, error), account in zip(WRITTEN, people, strict=False):
        session.add(_written(account, state, error))
    for kind, account in zip((CaseKind.HELP, CaseKind.ATTACH, CaseKind.HELD), people, strict=False):
        tried = {} if kind is CaseKind.HELP else {"title": TRIED, "kind": "voirie"}
        subject = tried.get("title", "Changement de gérant")
        cases.open_(kind, subject, message=ASKED, account=account, tried=tried, actor=actor)
    unseen = db.select(Company.id).where(Company.verified_at.is_(None)).order_by(Company.id).limit(LINKS)
    for company_id in session.scalars(unseen):
        jobs.enqueue("verify-company", {"company": company_id}, key=f"verify-company:{company_id}")


def _written(account: ProAccount, state: MailState, error: str | None) -> OutboxEmail:
    moment = now()
    return OutboxEmail(
        kind=MailKind.PASSWORD_CHANGED.value,
        to=account.email,
        to_key=contacts.email_key(account.email),
        params={},
        state=state.value,
        created_at=moment,
        sent_at=None if state is MailState.REFUSED else moment,
        attempts=1,
        last_error=error,
        account=account,
        company=account.company,
        search=fold(f"{account.email} {MailKind.PASSWORD_CHANGED.value} {account.identifier}"),
    )

"""What changes of an account: corrected by staff or by its person, with the copies that searches look at."""

from __future__ import annotations

from sqlalchemy import select

from models import audit, mails
from models.accounts.activation import send_link, send_proof_link
from models.accounts.refusals import AccountErased
from models.accounts.tables import ProAccount
from models.audit import AuditAction
from models.companies import Company
from models.kernel import optimistic_lock
from models.kernel.access import tokens
from models.kernel.access.links import Purpose
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.domain_events import DomainEvent, react
from models.kernel.errors import NotAllowed
from models.kernel.locks import lock_row
from models.kernel.transactions import transaction
from models.mails import MailKind, OutboxEmail
from models.mails.resending import is_readdressable
from models.permissions import Permission
from models.values import contacts
from models.values.names import check_names

NAMES = ("first_name", "last_name")
CORRIGIBLE = ("first_name", "last_name", "email", "job_title")


def check_correct(account: ProAccount, actor: Actor) -> None:
    """Raises why nothing of this account is put right."""
    if account.erased_at is not None:
        raise AccountErased


def correct(account: ProAccount, *, version: int, actor: Actor, **changes: str) -> ProAccount:
    """Staff correct names, address or function; the old address is told, a link goes to the new.

    Until that link is followed the new address proves nothing and receives no reset link: whoever may change
    a fact does not profit from it as evidence.

    Raises `Stale` when somebody saved first (see `corrections.apply`), `AccountErased`, `NotAllowed`,
    `NameRefused`.
    """
    if not actor.may(Permission.CORRECT_CONTACT):
        raise NotAllowed
    clean = optimistic_lock.correctable(changes, CORRIGIBLE)
    check_names(**{name: clean[name] for name in NAMES if name in clean})
    if "email" in clean:
        clean["email"] = contacts.email(clean["email"])
    with transaction():
        lock_row(account)
        check_correct(account, actor)
        before, after = optimistic_lock.apply(account, clean, CORRIGIBLE, version=version)
        if not after:
            return account
        rewrite(account)
        audit.record(AuditAction.ACCOUNT_CORRECTED, account, actor=actor, before=before, after=after)
        if "email" in before:
            params = {"company": account.company.name, "changed": sorted(after)}
            mails.notify(MailKind.EMAIL_CHANGED, before["email"], params=params, account=account)
            tokens.end_all(Purpose.RESET, account=account)
            tokens.end_all(Purpose.EMAIL_CHANGE, account=account)
            account.email_proved_at = None
            react(DomainEvent.ACCOUNT_SECURED, account, actor)
            if account.suspended_at is None:
                send_link(account, actor) if account.is_pending else send_proof_link(account)
        return account


OWN = ("first_name", "last_name", "job_title", "typed_phone", "newsletter")


def rectify(account: ProAccount, *, version: int, actor: Actor, **changes: object) -> ProAccount:
    """A person corrects what we hold of them; the address has its own way, which proves it.

    Raises `Stale` when somebody saved first (see `corrections.apply`), `PhoneRefused`, `NameRefused`,
    `NotAllowed`.
    """
    if not (actor.kind == "account" and actor.id == account.id):
        raise NotAllowed
    clean = optimistic_lock.correctable(changes, OWN)
    check_names(**{name: clean[name] for name in NAMES if name in clean})
    if clean.get("typed_phone"):
        clean["typed_phone"] = contacts.phone(clean["typed_phone"])
    with transaction():
        lock_row(account)
        if account.erased_at is not None:
            raise AccountErased
        before, after = optimistic_lock.apply(account, clean, OWN, version=version)
        if after:
            rewrite(account)
            audit.record(AuditAction.ACCOUNT_CORRECTED, account, actor=actor, before=before, after=after)
        return account


def readdress_activation(mail: OutboxEmail, email: str, actor: Actor) -> OutboxEmail | None:
    """Corrects the account that an activation mail was for; the mail that this has owed, None for others."""
    account = mail.account
    if account is None or not is_readdressable(mail):
        return None
    correct(account, version=account.version, email=email, actor=actor)
    query = select(OutboxEmail).where(OutboxEmail.account_id == account.id, OutboxEmail.to == account.email)
    return db.session.scalar(query.order_by(OutboxEmail.id.desc()).limit(1))


def rewrite(account: ProAccount) -> None:
    """Rebuilds what searches look at, here and in the copies that others keep of this account."""
    account.refresh_search()
    react(DomainEvent.ACCOUNT_CHANGED, account)


def refresh_search_of_company(company: Company) -> None:
    """What searches find of its people follows the company."""
    for account in db.session.scalars(select(ProAccount).where(ProAccount.company_id == company.id)):
        account.refresh_search()

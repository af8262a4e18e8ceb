"""An account is activated by a link, which may be sent again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from models import audit, mails
from models.accounts.refusals import AccountErased, AccountNotPending, AccountSuspended
from models.accounts.tables import ProAccount
from models.audit import AuditAction
from models.companies import vouched_name
from models.kernel.access import tokens
from models.kernel.access.links import Purpose, TokenExpired
from models.kernel.actors import Actor
from models.kernel.clock import now
from models.kernel.domain_events import DomainEvent, react
from models.kernel.locks import lock_row
from models.kernel.transactions import transaction
from models.mails import MailKind
from models.mails.caps import has_room
from models.values import contacts, passwords

AGAIN_AFTER = timedelta(minutes=5)
"""How long somebody who has just been sent a link waits for it, before another one may leave."""


def send_link(account: ProAccount, actor: Actor) -> None:
    """A new activation link and its mail, in the transaction under way; the earlier link dies."""
    token = tokens.issue(Purpose.ACTIVATION, account=account)
    account.link_sent_at = now()
    mails.notify(
        MailKind.ACTIVATION, account.email, token=token, account=account, asked_for=actor.is_of_house
    )


def send_proof_link(account: ProAccount) -> None:
    """A link to the address that staff have corrected, which proves nothing until it is followed."""
    token = tokens.issue(Purpose.EMAIL_CHANGE, account=account, data=account.email)
    mails.notify(MailKind.EMAIL_PROOF, account.email, token=token, account=account)


def check_resend(account: ProAccount, actor: Actor) -> None:
    """Raises why no activation link is to be sent to this account."""
    if account.erased_at is not None:
        raise AccountErased
    if account.suspended_at is not None:
        raise AccountSuspended
    if not account.is_pending and account.has_proved_email:
        raise AccountNotPending


def resend(account: ProAccount, *, actor: Actor) -> None:
    """Sends the link that is awaited again: that of the activation, or that which proves a corrected address.

    Raises what `check_resend` finds.
    """
    with transaction():
        lock_row(account)
        check_resend(account, actor)
        if account.is_pending:
            send_link(account, actor)
        else:
            send_proof_link(account)
        audit.record(AuditAction.ACTIVATION_RESENT, account, actor=actor)


def request_activation_again(secret: str, *, actor: Actor) -> None:
    """From the page of an expired link: a new one goes to the account's address. Raises `TokenUnknown`."""
    try:
        tokens.peek(Purpose.ACTIVATION, secret)
    except TokenExpired as expired:
        account = expired.facts["token"].account
        with transaction():
            lock_row(account)  # of two who ask at once, the second is told nothing new
            is_awaited = account.is_pending and account.suspended_at is None
            if is_awaited and account.link_sent_at < now() - AGAIN_AFTER and has_room(account.email):
                resend(account, actor=actor)


def activate(secret: str, password: str, *, terms_version: str, actor: Actor) -> ProAccount:
    """Consumes the link, sets the password, keeps the consents. Raises `TokenExpired`, `PasswordRefused`."""
    account = tokens.peek(Purpose.ACTIVATION, secret).account
    assert account is not None
    passwords.check(password, about=account.own_words)
    password_hash = passwords.hash_(password)
    with transaction():
        token = tokens.consume(Purpose.ACTIVATION, secret)
        account = token.account
        assert account is not None
        lock_row(account)
        if not account.is_pending or account.suspended_at is not None:
            raise TokenExpired(token=token)
        moment = now()
        account.password_hash = password_hash
        account.activated_at = account.data_accepted_at = account.terms_accepted_at = moment
        account.email_proved_at = moment
        account.terms_version = terms_version
        audit.record(AuditAction.ACCOUNT_ACTIVATED, account, actor=actor, after={"terms": terms_version})
        notify_of_newcomer(account, [account.company.email])
        react(DomainEvent.ACCOUNT_ACTIVATED, account, actor)
        return account


def notify_of_newcomer(account: ProAccount, emails: Iterable[str]) -> None:
    """Tells the company's known contacts of an activation; its other accounts are told nothing."""
    company = account.company
    known = {contacts.email_key(email): email for email in emails}
    known.pop(account.email_key, None)
    params = {"person": account.full_name, "identifier": account.identifier, "company": vouched_name(company)}
    for _, email in sorted(known.items()):
        mails.notify(MailKind.NEW_ACCOUNT, email, params=params, company=company)

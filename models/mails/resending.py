"""What staff do about a mail that left: send it again, to another address, or say that it came back."""

from __future__ import annotations

from typing import cast

from models import audit
from models.audit import AuditAction
from models.kernel import optimistic_lock
from models.kernel.actors import Actor
from models.kernel.domain_events import DomainEvent, react
from models.kernel.errors import DomainError, NotAllowed, Stale
from models.kernel.locks import lock_row
from models.kernel.transactions import transaction
from models.mails.kinds import SERIES, MailKind
from models.mails.notices import notify
from models.mails.sending import LEFT
from models.mails.states import MailState
from models.mails.tables import OutboxEmail
from models.permissions import Permission
from models.values import contacts


class MailNotResendable(DomainError):
    """This mail is forgotten, tells a link that is over, or one that is another address's than that given."""


class MailStillDue(DomainError):
    """The mail has not left yet, and will by itself."""


class MailGathered(DomainError):
    """The mail went as a line of another one."""


class MailOnItsWay(DomainError):
    """The mail needs nobody's hand (facts: `why`, where it stands; `next_at`, when it is tried again)."""


class MailOfSeries(MailNotResendable):
    """The mail is one of a series, which goes on by itself and alone knows who wants no more of it."""


class MailForgotten(MailNotResendable):
    """Address and text of this mail are erased."""


def check_resend(mail: OutboxEmail, actor: Actor) -> None:
    """Raises why this mail is not to be sent once more to the same address."""
    _must_have_left(mail)
    _must_be_ours(mail)
    if mail.token is not None and not mail.token.is_live:
        raise MailNotResendable


def check_resend_anywhere(mail: OutboxEmail, actor: Actor) -> None:
    """Raises why this mail is not to be sent once more, to whatever address."""
    _must_be_ours(mail)
    if mail.state not in LEFT:
        again = mail.next_at if mail.state == MailState.RETRYING.value else None
        raise MailOnItsWay(why=f"{mail.state}-at" if again else mail.state, next_at=again)
    if mail.token is not None and not mail.token.is_live and not is_readdressable(mail):
        raise MailNotResendable


def is_readdressable(mail: OutboxEmail) -> bool:
    """Whether it led to an activation that is still to come: whose address is corrected gets a new link."""
    leads_in = mail.kind in (MailKind.ACTIVATION.value, MailKind.ACTIVATION_REMINDER.value)
    return leads_in and mail.account is not None and mail.account.is_pending


def _must_be_ours(mail: OutboxEmail) -> None:
    """Neither erased, nor a series' to send."""
    if mail.forgotten_at is not None:
        raise MailForgotten
    if mail.kind in SERIES:
        raise MailOfSeries


def _must_have_left(mail: OutboxEmail) -> None:
    if mail.state == MailState.GATHERED.value:
        raise MailGathered
    if mail.state not in LEFT:
        raise MailStillDue


def resend(
    mail: OutboxEmail, *, email: str | None = None, seen: str | None = None, actor: Actor
) -> OutboxEmail:
    """Owes the same mail again, to a corrected address when one is given; the first stays as it was.

    A link goes to its person alone: for an activation the person's own address is corrected, which tells the
    old one and sends a new link; other links are not sent elsewhere (`MailNotResendable`). One that has yet
    to leave is not sent twice (`MailStillDue`), nor is a line of another one (`MailGathered`). `seen` is the
    `mark` of the row that the person read: when somebody resent or marked it since, `Stale`.
    """
    if not actor.may(Permission.MANAGE_MAIL):
        raise NotAllowed
    with transaction():
        lock_row(mail)
        optimistic_lock.expect(mail, seen)
        optimistic_lock.advance(mail)
        _must_have_left(mail)
        _must_be_ours(mail)
        elsewhere = bool(email) and contacts.email_key(email) != mail.to_key
        if mail.token is not None and elsewhere:
            return _readdress(mail, contacts.email(email), actor)
        if mail.token is not None and not mail.token.is_live:
            raise MailNotResendable
        again = notify(
            MailKind(mail.kind),
            contacts.email(email) if email else mail.to,
            params=mail.params,
            token=mail.token,
            account=mail.account,
            agent=mail.agent,
            company=mail.company,
            asked_for=True,
        )
        assert again is not None
        react(DomainEvent.MAIL_RETURNED, again, False)
        audit.record(AuditAction.MAIL_RESENT, mail, actor=actor, company=mail.company, after={"to": again.to})
        return again


def _readdress(mail: OutboxEmail, email: str, actor: Actor) -> OutboxEmail:
    again = next(filter(None, react(DomainEvent.MAIL_READDRESSED, mail, email, actor)), None)
    if again is None:
        raise MailNotResendable
    audit.record(AuditAction.MAIL_RESENT, mail, actor=actor, company=mail.company, after={"to": again.to})
    return cast(OutboxEmail, again)


def check_mark_bounced(mail: OutboxEmail, actor: Actor) -> None:
    """Raises why nobody can say of this mail that it came back."""
    if mail.forgotten_at is not None:
        raise MailForgotten
    if mail.state != MailState.SENT.value:
        raise Stale


def mark_bounced(mail: OutboxEmail, *, seen: str | None = None, actor: Actor) -> None:
    """Tells that a sent mail came back. Raises `Stale`: see `resend`, or the mail has not been sent."""
    if not actor.may(Permission.MANAGE_MAIL):
        raise NotAllowed
    with transaction():
        lock_row(mail)
        optimistic_lock.expect(mail, seen)
        if mail.state != MailState.BOUNCED.value:  # told twice, it came back once
            check_mark_bounced(mail, actor)
        optimistic_lock.advance(mail)
        mail.state = MailState.BOUNCED.value
        react(DomainEvent.MAIL_RETURNED, mail, True)
        audit.record(AuditAction.MAIL_BOUNCED, mail, actor=actor, company=mail.company)

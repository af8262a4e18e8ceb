"""Mails owed: written in the transaction of the change that owes them, sent afterwards by a worker."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    func,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models import audit, contacts, jobs
from models.actors import Actor
from models.audit.tables import BigId
from models.base import Base, DomainError, NotAllowed, Stale, UtcDateTime, db, key_column, now, transaction
from models.permissions import Permission
from models.text import fold
from models.tokens import Token

if TYPE_CHECKING:
    from models.accounts import ProAccount
    from models.agents import Agent
    from models.companies import Company

NOTICES_A_DAY = 3
"""To one address; what exceeds is gathered into one mail (PRODUCT.md, Mail)."""


class MailKind(StrEnum):
    """What a mail tells; views hold one text for each."""

    ACTIVATION = "activation"
    ACTIVATION_REMINDER = "activation-reminder"
    RESET = "reset"
    IDENTIFIERS = "identifiers"
    INVITATION = "invitation"
    EMAIL_CHANGE = "email-change"
    EMAIL_CHANGED = "email-changed"
    PASSWORD_CHANGED = "password-changed"  # noqa: S105 - the name of a mail
    SIGN_IN_FAILURES = "sign-in-failures"
    ACCOUNT_SUSPENDED = "account-suspended"
    ACCOUNT_RESTORED = "account-restored"
    CONTACT_CHANGED = "contact-changed"
    NEW_ACCOUNT = "new-account"
    ATTACHED = "attached"
    ATTACHMENT_WAITING = "attachment-waiting"
    ATTACHMENT_REFUSED = "attachment-refused"
    ATTACHMENT_LAPSED = "attachment-lapsed"
    ATTACHMENT_CONTESTED = "attachment-contested"
    ATTACHMENT_CONFIRMED = "attachment-confirmed"
    DETACHED = "detached"
    DETACHMENT_UNDONE = "detachment-undone"
    REVIEW_REMINDER = "review-reminder"
    REVIEW_DECISION = "review-decision"
    REVIEW_QUESTION = "review-question"
    REVIEW_ANSWER = "review-answer"
    MANY_FAILURES = "many-failures"
    CASE_RECEIVED = "case-received"
    REQUEST_FILED = "request-filed"
    REQUEST_MOVED = "request-moved"
    GATHERED = "gathered"


NOTICES = frozenset(
    {
        MailKind.NEW_ACCOUNT,
        MailKind.ATTACHED,
        MailKind.ATTACHMENT_WAITING,
        MailKind.ATTACHMENT_CONFIRMED,
        MailKind.DETACHED,
        MailKind.DETACHMENT_UNDONE,
        MailKind.ATTACHMENT_LAPSED,
    }
)
"""The kinds that may be gathered; activation, reset and security mails are never held back."""


LINK_OVER = "link-over"
"""The `last_error` of a mail that did not leave because its link was over by then."""


class MailState(StrEnum):
    """Where a mail stands."""

    OWED = "owed"
    SENT = "sent"
    RETRYING = "retrying"
    REFUSED = "refused"
    BOUNCED = "bounced"
    HELD = "held"
    GATHERED = "gathered"


class MailNotResendable(DomainError):
    """This mail tells a link that is over, or that is another address's than the one given."""


class OutboxEmail(Base):
    """One mail to one address. It is rendered when sent; a link's secret is never stored here."""

    __tablename__ = "outbox_emails"
    audit_kind = "mail"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    to: Mapped[str] = mapped_column(String(320))
    to_key: Mapped[str] = mapped_column(key_column(320))
    params: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(12), default=MailState.OWED.value)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    next_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    last_error: Mapped[str | None] = mapped_column(Text)
    message_id: Mapped[str | None] = mapped_column(String(120))
    token_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("tokens.id"))
    account_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("pro_accounts.id"), index=True)
    agent_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("agents.id"))
    company_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("companies.id"), index=True)
    search: Mapped[str] = mapped_column(Text, default="")

    token: Mapped[Token | None] = relationship()
    account: Mapped[ProAccount | None] = relationship()
    agent: Mapped[Agent | None] = relationship()
    company: Mapped[Company | None] = relationship()

    __table_args__ = (
        CheckConstraint(
            "state IN ('owed','sent','retrying','refused','bounced','held','gathered')", name="state"
        ),
        Index("ix_outbox_emails_created_at", "created_at", "id"),
        Index("ix_outbox_emails_to_key", "to_key", "created_at"),
        Index("ix_outbox_emails_state", "state", "created_at", "id"),
    )

    @property
    def label(self) -> str:
        """How the trail names it."""
        return f"{self.kind} {self.to}"


def is_troubled() -> ColumnElement[bool]:
    """The clause of the mails that were refused or came back; a link that was replaced is no trouble."""
    troubled = OutboxEmail.state.in_([MailState.REFUSED.value, MailState.BOUNCED.value])
    return troubled & (func.coalesce(OutboxEmail.last_error, "") != LINK_OVER)


def count_troubled() -> int:
    """How many mails were refused or came back, and wait for somebody."""
    return db.session.scalar(select(func.count()).select_from(OutboxEmail).where(is_troubled())) or 0


def owe(
    kind: MailKind,
    to: str | None,
    *,
    params: dict[str, Any] | None = None,
    token: Token | None = None,
    account: ProAccount | None = None,
    agent: Agent | None = None,
    company: Company | None = None,
    asked_for: bool = False,
) -> OutboxEmail | None:
    """Owes a mail in the transaction under way; None where there is no address to write to.

    A notice beyond the third of the day is held back and gathered, unless somebody `asked_for` it.
    """
    if not to:
        return None
    with transaction() as session:
        moment, key = now(), contacts.email_key(to)
        held = not asked_for and kind in NOTICES and _notices_of_the_day(key, moment) >= NOTICES_A_DAY
        mail = OutboxEmail(
            kind=kind.value,
            to=to,
            to_key=key,
            params=params or {},
            state=(MailState.HELD if held else MailState.OWED).value,
            created_at=moment,
            next_at=None if held else moment,
            token=token,
            account=account,
            agent=agent,
            company=company or (account.company if account is not None else None),
            search=fold(f"{to} {kind.value} {account.identifier if account is not None else ''}"),
        )
        session.add(mail)
        session.flush()
        if held:
            jobs.owe(
                "gather", {"to": key}, due=moment + timedelta(hours=24), key=f"gather:{key}:{moment:%Y-%m-%d}"
            )
        else:
            jobs.owe("mail", {"mail": mail.id})
        return mail


def _notices_of_the_day(key: str, moment: datetime) -> int:
    kinds = [kind.value for kind in NOTICES]
    query = select(func.count()).select_from(OutboxEmail)
    query = query.where(OutboxEmail.to_key == key, OutboxEmail.created_at > moment - timedelta(hours=24))
    return db.session.scalar(query.where(OutboxEmail.kind.in_(kinds), OutboxEmail.state != "held")) or 0


def gather(to_key: str) -> OutboxEmail | None:
    """Turns the notices held for an address into one owed mail that lists them."""
    with transaction() as session:
        query = select(OutboxEmail).where(
            OutboxEmail.to_key == to_key, OutboxEmail.state == MailState.HELD.value
        )
        held = list(session.scalars(query.order_by(OutboxEmail.id).with_for_update()))
        if not held:
            return None
        for mail in held:
            mail.state = MailState.GATHERED.value
        notices = [{**mail.params, "mail": mail.kind, "at": mail.created_at.isoformat()} for mail in held]
        last = held[-1]
        return owe(
            MailKind.GATHERED,
            last.to,
            params={"notices": notices},
            account=last.account,
            company=last.company,
        )


def sent(mail: OutboxEmail, *, message_id: str) -> None:
    """The mail left; told in the transaction that ends its job."""
    with transaction():
        mail.state, mail.sent_at, mail.next_at, mail.last_error = MailState.SENT.value, now(), None, None
        mail.message_id = message_id
        mail.attempts += 1


def postponed(mail: OutboxEmail, *, error: str, next_at: datetime | None) -> None:
    """A try failed: it is due again at `next_at`, or given up when that is None."""
    with transaction():
        mail.attempts += 1
        mail.last_error, mail.next_at = error[:500], next_at
        mail.state = (MailState.REFUSED if next_at is None else MailState.RETRYING).value


def dropped(mail: OutboxEmail) -> None:
    """The mail never leaves: its link is over, and a newer mail has the live one."""
    with transaction():
        mail.state, mail.last_error, mail.next_at = MailState.REFUSED.value, LINK_OVER, None


def resend(mail: OutboxEmail, *, email: str | None = None, actor: Actor) -> OutboxEmail:
    """Owes the same mail again, to a corrected address when one is given; the first stays as it was.

    A link goes to its person alone: for an activation the person's own address is corrected, which tells the
    old one and sends a new link; other links are not sent elsewhere (`MailNotResendable`).
    """
    if not actor.may(Permission.MANAGE_MAIL):
        raise NotAllowed
    with transaction():
        elsewhere = bool(email) and contacts.email_key(email) != mail.to_key
        if mail.token is not None and elsewhere:
            return _readdress(mail, contacts.email(email), actor)
        if mail.token is not None and not mail.token.is_live:
            raise MailNotResendable
        again = owe(
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
        audit.record("mail-resent", mail, actor=actor, company=mail.company, after={"to": again.to})
        return again


READDRESSED: list[Callable[[OutboxEmail, str, Actor], OutboxEmail | None]] = []
"""Corrects the address of the person whom a link was for, and returns the mail that this has owed."""


def _readdress(mail: OutboxEmail, email: str, actor: Actor) -> OutboxEmail:
    for correct in READDRESSED:
        if (again := correct(mail, email, actor)) is not None:
            audit.record("mail-resent", mail, actor=actor, company=mail.company, after={"to": again.to})
            return again
    raise MailNotResendable


def mark_bounced(mail: OutboxEmail, *, actor: Actor) -> None:
    """Tells that a sent mail came back."""
    if not actor.may(Permission.MANAGE_MAIL):
        raise NotAllowed
    with transaction():
        if mail.state not in (MailState.SENT.value, MailState.BOUNCED.value):
            raise Stale
        mail.state = MailState.BOUNCED.value
        audit.record("mail-bounced", mail, actor=actor, company=mail.company)

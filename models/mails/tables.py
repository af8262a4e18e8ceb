"""The mail as a row: its kinds, its states, what keeps it from leaving."""

from __future__ import annotations

from datetime import datetime
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
    true,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.kernel.access.tokens import Token
from models.kernel.base import Base
from models.kernel.optimistic_lock import Versioned
from models.kernel.types import BigId, Derived, UtcDateTime, is_one_of, key_column
from models.lists.searchable import Searchable
from models.mails.states import CAPPED_ERROR, LINK_OVER, TROUBLED, MailState

if TYPE_CHECKING:
    from models.accounts import ProAccount
    from models.companies import Company
    from models.staff import Agent


class MailKind(StrEnum):
    """What a mail tells; views hold one text for each."""

    ACTIVATION = "activation"
    ACTIVATION_REMINDER = "activation-reminder"
    RESET = "reset"
    IDENTIFIERS = "identifiers"
    INVITATION = "invitation"
    AGENT_MATCHED = "agent-matched"
    EMAIL_CHANGE = "email-change"
    EMAIL_CHANGE_ASKED = "email-change-asked"
    EMAIL_CHANGED = "email-changed"
    EMAIL_PROOF = "email-proof"
    RECORD_LINK = "record-link"
    HOLDER_ASKED = "holder-asked"
    CLAIM_ANSWERED = "claim-answered"
    REFERENT_LEFT = "referent-left"
    REFERENT_NAMED = "referent-named"
    REFERENT_REMOVED = "referent-removed"
    PASSWORD_CHANGED = "password-changed"  # noqa: S105 - the name of a mail
    SECOND_FACTOR_RESET = "second-factor-reset"
    SECOND_FACTOR_ON = "second-factor-on"
    SECOND_FACTOR_OFF = "second-factor-off"
    SECOND_FACTOR_FAILURES = "second-factor-failures"
    RECOVERY_CODE_USED = "recovery-code-used"
    SIGN_IN_FAILURES = "sign-in-failures"
    ACCOUNT_SUSPENDED = "account-suspended"
    ACCOUNT_RESTORED = "account-restored"
    ACCOUNT_IDLE = "account-idle"
    ACCOUNT_ERASED = "account-erased"
    MERGE_ASKED = "merge-asked"
    ACCOUNT_MERGED = "account-merged"
    CONTACT_CHANGED = "contact-changed"
    NEW_ACCOUNT = "new-account"
    COMPANY_JOINED = "company-joined"
    COMPANY_LEFT = "company-left"
    ATTACHED = "attached"
    ATTACHMENT_WAITING = "attachment-waiting"
    ATTACHMENT_REFUSED = "attachment-refused"
    ATTACHMENT_LAPSED = "attachment-lapsed"
    ATTACHMENT_CONTESTED = "attachment-contested"
    ATTACHMENT_CONFIRMED = "attachment-confirmed"
    DETACHED = "detached"
    DETACHMENT_UNDONE = "detachment-undone"
    MANDATE_GIVEN = "mandate-given"
    MANDATE_ENDED = "mandate-ended"
    MANDATE_ENDING = "mandate-ending"
    REVIEW_REMINDER = "review-reminder"
    REVIEW_DECISION = "review-decision"
    REVIEW_QUESTION = "review-question"
    REVIEW_QUESTION_VOID = "review-question-void"
    REVIEW_ANSWER = "review-answer"
    MANY_FAILURES = "many-failures"
    TRAIL_HEAD = "trail-head"
    WEBHOOK_DISABLED = "webhook-disabled"
    CASE_RECEIVED = "case-received"
    CASE_ANSWERED = "case-answered"
    CASE_CLOSED = "case-closed"
    REQUEST_FILED = "request-filed"
    REQUEST_MOVED = "request-moved"
    ORDER_CORRECTED = "order-corrected"
    DATES_ASKED = "dates-asked"
    DATES_DECIDED = "dates-decided"
    ORDER_ISSUED = "order-issued"
    OUTREACH = "outreach"
    OUTREACH_REMINDER = "outreach-reminder"
    GATHERED = "gathered"


NOTICES = frozenset(
    {
        MailKind.NEW_ACCOUNT,
        MailKind.COMPANY_JOINED,
        MailKind.COMPANY_LEFT,
        MailKind.ATTACHED,
        MailKind.ATTACHMENT_WAITING,
        MailKind.ATTACHMENT_CONFIRMED,
        MailKind.DETACHED,
        MailKind.DETACHMENT_UNDONE,
        MailKind.ATTACHMENT_LAPSED,
        MailKind.MANDATE_GIVEN,
        MailKind.MANDATE_ENDED,
        MailKind.MANDATE_ENDING,
    }
)
"""The kinds that may be gathered; activation, reset and security mails are never held back."""


SERIES = (MailKind.OUTREACH, MailKind.OUTREACH_REMINDER)
"""Mails that go on by themselves until somebody has had enough: nobody sends one again by hand."""


_BEYOND_MENDING = ", ".join(f"'{error}'" for error in (LINK_OVER, CAPPED_ERROR))
_TROUBLED = (
    f"CASE WHEN {is_one_of('state', TROUBLED)} AND forgotten_at IS NULL"
    f" AND (last_error IS NULL OR last_error NOT IN ({_BEYOND_MENDING}))"
    " THEN TRUE ELSE FALSE END"
)


class OutboxEmail(Searchable, Versioned, Base):
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
    troubled: Mapped[bool] = mapped_column(Derived(_TROUBLED))
    """As `is_troubled`, kept by the database."""

    message_id: Mapped[str | None] = mapped_column(String(120))
    forgotten_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    token_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("tokens.id"))
    account_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("pro_accounts.id"), index=True)
    agent_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("agents.id"))
    company_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("companies.id"), index=True)

    token: Mapped[Token | None] = relationship()
    account: Mapped[ProAccount | None] = relationship()
    agent: Mapped[Agent | None] = relationship()
    company: Mapped[Company | None] = relationship()

    __table_args__ = (
        CheckConstraint(is_one_of("state", MailState), name="state"),
        Index("ix_outbox_emails_created_at", "created_at", "id"),
        Index("ix_outbox_emails_to_key", "to_key", "created_at"),
        Index("ix_outbox_emails_kind", "kind", "created_at", "id"),
        Index("ix_outbox_emails_troubled", "troubled", "created_at", "id"),
        Index("ix_outbox_emails_state", "state", "created_at", "id"),
    )

    @property
    def label(self) -> str:
        """How the trail names it."""
        return f"{self.kind} {self.to}".strip()

    @hybrid_property
    def is_troubled(self) -> bool:
        """Whether it was refused or came back, and somebody can still mend it.

        A link that was replaced is no trouble, nor are mails that strangers caused beyond the measure, nor
        what nobody can send any more.
        """
        mendable = self.last_error not in (LINK_OVER, CAPPED_ERROR) and self.forgotten_at is None
        return self.state in TROUBLED and mendable

    @is_troubled.inplace.expression
    @classmethod
    def _is_troubled(cls) -> ColumnElement[bool]:
        return cls.troubled == true()

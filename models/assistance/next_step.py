"""Where a company stands on its way to the new portal, and the one thing to do next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from models.accounts import AccountStatus, ProAccount
from models.attachments import Attachment, AttachmentStatus
from models.directory import State


class NextStep(StrEnum):
    """The one thing to do next."""

    ASK_MORE = "ask-more"
    CHOOSE = "choose"
    TYPE_COMPANY = "type-company"
    CREATE_ACCOUNT = "create-account"
    RESTORE_ACCOUNT = "restore-account"
    RESEND_ACTIVATION = "resend-activation"
    AWAIT_ACTIVATION = "await-activation"
    ATTACH = "attach"
    FIND_RECORD = "find-record"
    HELD_ELSEWHERE = "held-elsewhere"
    ADD_REFERENT = "add-referent"
    AWAIT_SUPERVISOR = "await-supervisor"
    AWAIT_CHECK = "await-check"
    ACCOMPANY = "accompany"
    MIGRATED = "migrated"


@dataclass(frozen=True)
class Standing:
    """All that decides the next step, as facts of a company, of its person and of what they hold."""

    directory: State
    """What the directory says of the company, or said when we took it in."""
    held: bool = True
    """Whether the company is one of ours already."""
    person: AccountStatus | None = None
    """The account of who is on the telephone."""
    attachment: AttachmentStatus | None = None
    """The company's open attachment that goes furthest."""
    sees: bool = True
    """Whether that person is one of its referents."""
    record: bool = False
    """Whether there is a free record to attach: the one that was asked for, or one that is surely theirs."""
    elsewhere: bool = False
    """Whether the record that was asked for is another company's already."""
    filed: bool = False
    """Whether the company filed a request on the new portal."""


def decide(at: Standing) -> NextStep:
    """The one thing to do next."""
    if at.person in (None, AccountStatus.ERASED):
        unknown = at.directory is State.UNKNOWN and not at.held
        return NextStep.TYPE_COMPANY if unknown else NextStep.CREATE_ACCOUNT
    if at.person is AccountStatus.SUSPENDED:
        return NextStep.RESTORE_ACCOUNT
    if at.person is AccountStatus.LINK_EXPIRED:
        return NextStep.RESEND_ACTIVATION
    if at.elsewhere:
        return NextStep.HELD_ELSEWHERE
    if at.record:
        return NextStep.ATTACH
    if at.attachment is None:
        return NextStep.FIND_RECORD
    return _after_attaching(at)


def _after_attaching(at: Standing) -> NextStep:
    if at.attachment is AttachmentStatus.WAITING_REVIEW:
        return NextStep.AWAIT_SUPERVISOR
    if at.attachment is AttachmentStatus.SUSPENDED:
        return NextStep.AWAIT_CHECK
    if at.person is AccountStatus.PENDING:
        return NextStep.AWAIT_ACTIVATION
    if not at.sees:
        return NextStep.ADD_REFERENT
    return NextStep.MIGRATED if at.filed else NextStep.ACCOMPANY


FURTHEST = (
    AttachmentStatus.IN_EFFECT,
    AttachmentStatus.WAITING_ACTIVATION,
    AttachmentStatus.WAITING_REVIEW,
    AttachmentStatus.SUSPENDED,
)
"""Open attachments, the one that goes furthest first."""


def furthest(held: list[Attachment]) -> Attachment | None:
    """Of several open attachments, the one that goes furthest."""
    return min(held, key=lambda one: (FURTHEST.index(one.status), -one.id), default=None)


@dataclass(frozen=True)
class Path:
    """The way of a company: the account, then the three successes of the campaign, each with its day."""

    created_at: datetime | None = None
    activated_at: datetime | None = None
    attached_at: datetime | None = None
    first_request_at: datetime | None = None

    @classmethod
    def of(
        cls, account: ProAccount | None, attachment: Attachment | None, first_request_at: datetime | None
    ) -> Path:
        """The way of a person and of what was attached to the company."""
        return cls(
            account.created_at if account is not None else None,
            account.activated_at if account is not None else None,
            attachment.effective_at if attachment is not None and attachment.is_in_effect else None,
            first_request_at,
        )

    @property
    def reached(self) -> int:
        """How many of the four are behind it."""
        days = (self.created_at, self.activated_at, self.attached_at, self.first_request_at)
        return sum(day is not None for day in days)

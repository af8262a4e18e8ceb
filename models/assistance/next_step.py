"""The one thing to do next, decided from where a company stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from models.accounts import AccountStatus
from models.attachments import AttachmentStatus
from models.companies.directory import State


class NextStep(StrEnum):
    """The one thing to do next."""

    ASK_MORE = "ask-more"
    CHOOSE = "choose"
    TYPE_COMPANY = "type-company"
    ASK_OPEN_SIRET = "ask-open-siret"
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

    directory: State | None
    """What the directory says of the company, or said when we took it in; None while no company is known."""
    is_ours: bool = True
    """Whether the company is one of ours already."""
    choice: bool = False
    """While no company is known: whether there are several to choose from."""
    person: AccountStatus | None = None
    """The account of who is on the telephone."""
    attachment: AttachmentStatus | None = None
    """The company's open attachment that goes furthest."""
    sees: bool = True
    """Whether that person is one of its referents."""
    record: bool = False
    """Whether there is a free record to attach: the one that is spoken of, or one that is surely theirs."""
    elsewhere: bool = False
    """Whether the record that is spoken of is another company's already."""
    filed: bool = False
    """Whether the company filed a request on the new portal."""


def decide(at: Standing) -> NextStep:
    """The one thing to do next."""
    if at.directory is None:
        return NextStep.CHOOSE if at.choice else NextStep.ASK_MORE
    if at.person in (None, AccountStatus.ERASED):
        if at.directory is State.CLOSED:
            return NextStep.ASK_OPEN_SIRET
        unknown = at.directory is State.UNKNOWN and not at.is_ours
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

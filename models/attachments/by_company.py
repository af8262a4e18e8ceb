"""A company attaches its own concession, with title and code; whatever is wrong has one answer."""

from __future__ import annotations

from dataclasses import dataclass

from models import audit, cases, mails
from models.accounts import ProAccount
from models.attachments.afterwards.asking import ask_holder
from models.attachments.binding import bind
from models.attachments.evidence import Evidence
from models.attachments.evidence.code import serves_another
from models.attachments.queries import find_attachment, open_on
from models.attachments.refusals import (
    AlreadyAttached,
    AlreadyHeld,
    AlreadyYours,
    CodeNotAccepted,
    ConcessionClosed,
)
from models.attachments.tables import Attachment, Channel
from models.attachments.visibility import find_attachment_for_account
from models.audit import AuditAction
from models.cases import Case, CaseKind
from models.companies import Company
from models.concessions import Concession, access_codes, tries
from models.concessions.queries import count_concessions, find_concessions_by_title
from models.concessions.tries import CodeTry, TryRefused
from models.kernel import idempotency, jobs
from models.kernel.actors import Actor
from models.kernel.clock import now
from models.kernel.jobs import JobKind
from models.kernel.locks import lock_row
from models.kernel.transactions import transaction
from models.mails import MailKind
from models.staff.queries import list_supervisors
from models.values.text import title_key


@dataclass(frozen=True)
class Found:
    """What title and code lead to: the one open record of the title, what the code is worth, who holds it.

    All of it is looked up whatever is wrong, so that time tells nothing.
    """

    concession: Concession | None
    right: bool
    barred: bool
    held: int | None

    @property
    def subject(self) -> tuple[str, int | None, str | None]:
        """What the event of a refusal is about."""
        if self.concession is None:
            return ("title", None, None)
        return ("concession", self.concession.id, self.concession.label)


def claim(
    account: ProAccount,
    *,
    kind: str,
    title: str,
    access_code: str,
    submission: str | None = None,
    actor: Actor,
) -> Attachment:
    """The company attaches its own concession with title and code.

    The try is counted and committed first. `TryRefused` is the one answer to whatever is wrong. The right
    code of a concession that is held answers `AlreadyYours` to who sees it on the dashboard, else
    `AlreadyHeld`: to the holder's other accounts too, who prove as much as another company and need an agent
    as well.
    """
    code = access_codes.check_form(access_code)
    try:
        spent = tries.spend(kind, title_key(title)[:250], opened_at=account.created_at, actor=actor)
    except TryRefused:
        spent = None  # refused already; the same work is done all the same, so that time tells nothing
    found = _recognise(kind, title, code)
    concession, subject, company = found.concession, found.subject, account.company_id
    if concession is None or spent is None or not found.right or found.barred:
        _record_failure(spent, subject, company, title, kind, actor)
        raise TryRefused
    if found.held and (made := idempotency.find(submission, Attachment)) is not None:
        tries.succeed(spent)
        return made  # a double click
    if found.held or serves_another(concession, account):
        _record_failure(spent, subject, company, title, kind, actor)
        raise refusal_of_held(account, found.held, title, kind, actor) if found.held else TryRefused
    try:
        with transaction():
            attachment = idempotency.once(
                submission,
                Attachment,
                lambda: bind(concession, account, Evidence.CODE, Channel.PORTAL, actor=actor),
            )
            tries.succeed(spent)
            return attachment
    except AlreadyAttached as taken:
        _record_failure(spent, subject, company, title, kind, actor)
        held = taken.facts["attachment"]
        raise refusal_of_held(account, held.id if held else None, title, kind, actor) from None
    except (CodeNotAccepted, ConcessionClosed):  # what changed between the check and the binding
        _record_failure(spent, subject, company, title, kind, actor)
        raise TryRefused from None


def _recognise(kind: str, title: str, code: str) -> Found:
    found = find_concessions_by_title(kind, title)
    concession = found[0] if len(found) == 1 else None
    sealed, reference, number = (
        (concession.code_hmac, concession.reference, concession.id) if concession else (None, "", 0)
    )
    right = access_codes.matches(sealed, reference, code)
    barred = [access_codes.is_weak(code), access_codes.is_common(code, count_concessions())]
    return Found(concession, right, any(barred), open_on(number))


def refusal_of_held(
    account: ProAccount, attachment_id: int | None, title: str, kind: str, actor: Actor
) -> AlreadyHeld | AlreadyYours:
    """What whoever proved a held record is told: theirs already, or its holder is asked and a case opened."""
    if attachment_id is not None and find_attachment_for_account(account, attachment_id) is not None:
        return AlreadyYours()
    with transaction():
        lock_row(account)
        held = find_attachment(attachment_id) if attachment_id is not None else None
        if held is not None and held.is_open and ask_holder(account, held) is not None:
            after = {"account": account.identifier, "siret": account.company.siret}
            audit.record(AuditAction.HOLDER_ASKED, held, actor=actor, after=after)
        cases.open_(CaseKind.HELD, title, account=account, tried={"title": title, "kind": kind}, actor=actor)
    return AlreadyHeld()


def record_failure(
    spent: CodeTry,
    concession: Concession | None,
    company: Company | None,
    title: str,
    kind: str,
    actor: Actor,
) -> None:
    """Leaves the event of a try that staff made in vain; after the check, in its own transaction."""
    subject = ("title", None, None) if concession is None else ("concession", concession.id, concession.label)
    _record_failure(spent, subject, None if company is None else company.id, title, kind, actor)


def _record_failure(
    spent: CodeTry | None,
    subject: tuple[str, int | None, str | None],
    company: int | None,
    title: str,
    kind: str,
    actor: Actor,
) -> None:
    with transaction():
        audit.record(
            AuditAction.CODE_REFUSED,
            subject,
            actor=actor,
            company=company,
            after={"kind": kind, "title": title},
        )
        system = Actor.system("codes")
        if spent is not None:
            tries.fail(spent)
        if spent is not None and spent.closes:
            audit.record(AuditAction.CONCESSION_CLOSED_BY_FAILURES, subject, actor=system, reason="failures")
        elif spent is not None and spent.pauses:
            audit.record(AuditAction.CONCESSION_PAUSED, subject, actor=system, reason="failures")
        if tries.is_alarming():
            jobs.enqueue(JobKind.CODE_ALARM, {}, key=f"code-alarm:{now():%Y-%m-%dT%H}")


def sound_alarm() -> None:
    """Tells the supervisors, once an hour, that codes are being guessed: the worker's part of an alarm."""
    with transaction():
        for supervisor in list_supervisors():
            mails.notify(
                MailKind.MANY_FAILURES,
                supervisor.email,
                params={"limit": tries.ALARM},
                agent=supervisor,
            )


def ask_agent(account: ProAccount, *, kind: str, title: str, message: str = "", actor: Actor) -> Case:
    """*Demander à un agent*: a case that tells what was tried, never the code."""
    return cases.open_(
        CaseKind.ATTACH,
        title,
        message=message,
        account=account,
        tried={"title": title, "kind": kind},
        actor=actor,
    )

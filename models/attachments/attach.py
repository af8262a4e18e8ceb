"""Binds a concession to a company: by the company itself with its code, or by staff with any evidence."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from models import agents, audit, cases, codes, concessions, contacts, jobs, outbox, submissions
from models.accounts import ACTIVATED, ProAccount
from models.actors import Actor
from models.attachments.tables import Attachment, AttachmentReferent, Evidence, Review, current
from models.base import DomainError, NotAllowed, db, now, transaction
from models.cases import Case, CaseKind
from models.codes import CodeTry, TryRefused
from models.concessions import Concession
from models.documents import Document
from models.outbox import MailKind
from models.permissions import Permission
from models.text import title_key

SHORTEST_JUSTIFICATION = 20
SAMPLE_IN = 20
"""One code-proved attachment in so many is looked at: 5 %."""
REVIEW_DAYS = 5
"""Working days that a supervisor has to approve; then it lapses."""


class AlreadyAttached(DomainError):
    """The concession has an open attachment (facts: `attachment`)."""


class AlreadyHeld(DomainError):
    """The right code, from another company, of a concession that is held: a case was opened."""


class CodeNotAccepted(DomainError):
    """Told to staff: the code is not this record's, or serves another company already."""

    field = "access_code"


class JustificationTooShort(DomainError):
    """Fewer than twenty characters (facts: `length`, `minimum`)."""

    field = "justification"


class DocumentMissing(DomainError):
    """A mandate comes with its document."""

    field = "document"


class CalledNumberUnknown(DomainError):
    """The number called back is not one that stands on the old record."""

    field = "called_number"


class SirenMismatch(DomainError):
    """The old record does not bear the company's SIREN."""

    field = "evidence"


class AccountUnusable(DomainError):
    """The account is suspended or gone."""

    field = "account"


class ConcessionClosed(DomainError):
    """The old portal had closed this record: nothing is attached to it."""


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

    The try is counted and committed first. `TryRefused` is the one answer to whatever is wrong;
    `AlreadyHeld` only to the right code of a concession that another holds.
    """
    code = codes.check_form(access_code)
    try:
        spent = codes.spend(kind, title_key(title)[:250], opened_at=account.created_at, actor=actor)
    except TryRefused:
        spent = None  # refused already; the same work is done all the same, so that time tells nothing
    concession, right, barred = _recognise(kind, title, code)
    if concession is None or spent is None or not right or barred or _serves_another(concession, account):
        _tell_failure(spent, concession, account, title, kind, actor)
        holder = current(concession) if concession is not None and spent and right and not barred else None
        if holder is not None and holder.company_id != account.company_id:
            _open_held_case(account, title, kind, actor)
            raise AlreadyHeld
        raise TryRefused
    try:
        with transaction():
            attachment = submissions.once(
                submission,
                Attachment,
                lambda: _bind(concession, account, Evidence.CODE, "portal", actor=actor),
            )
            codes.succeed(spent)
            return attachment
    except AlreadyAttached:
        _tell_failure(spent, concession, account, title, kind, actor)
        _open_held_case(account, title, kind, actor)
        raise AlreadyHeld from None


def _recognise(kind: str, title: str, code: str) -> tuple[Concession | None, bool, bool]:
    """The one open record of this title, whether the code is its own, and whether self-service is barred."""
    found = concessions.find_by_title(kind, title)
    concession = found[0] if len(found) == 1 else None
    sealed, reference = (concession.code_hmac, concession.reference) if concession else (None, "")
    right = codes.matches(sealed, reference, code)
    barred = codes.is_weak(code) or codes.is_common(code, concessions.count_all())
    return concession, right, barred


def _serves_another(concession: Concession, account: ProAccount) -> bool:
    return concession.code_company_id not in (None, account.company_id)


def _open_held_case(account: ProAccount, title: str, kind: str, actor: Actor) -> None:
    cases.open_(CaseKind.HELD, title, account=account, tried={"title": title, "kind": kind}, actor=actor)


def _tell_failure(
    spent: CodeTry | None,
    concession: Concession | None,
    account: ProAccount | None,
    title: str,
    kind: str,
    actor: Actor,
) -> None:
    # After the check and outside the counted try: a refusal's event has a transaction of its own.
    with transaction():
        subject = concession if concession is not None else ("title", None)
        if account is not None:
            after = {"kind": kind, "title": title}
            audit.record("code-refused", subject, actor=actor, company=account.company, after=after)
        system = Actor.system("codes")
        if spent is not None and spent.closes:
            audit.record("concession-closed-by-failures", subject, actor=system, reason="failures")
        elif spent is not None and spent.pauses:
            audit.record("concession-paused", subject, actor=system, reason="failures")
        if codes.is_alarming():
            jobs.owe("code-alarm", {}, key=f"code-alarm:{now():%Y-%m-%dT%H}")


def sound_alarm() -> None:
    """Tells the supervisors, once an hour, that codes are being guessed: the worker's part of an alarm."""
    with transaction():
        for supervisor in agents.list_supervisors():
            outbox.owe(
                MailKind.MANY_FAILURES, supervisor.email, params={"limit": codes.ALARM}, agent=supervisor
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


def attach(
    concession: Concession,
    account: ProAccount,
    *,
    evidence: Evidence,
    justification: str = "",
    access_code: str = "",
    called_number: str = "",
    document: Document | None = None,
    submission: str | None = None,
    actor: Actor,
) -> Attachment:
    """Staff attach on behalf of a company; what the evidence is worth decides when it takes effect.

    Raises the refusals of this module, `codes.TriesExhausted` and `codes.CodeMalformed`.
    """
    if not actor.may(Permission.ATTACH):
        raise NotAllowed
    if account.erased_at is not None or account.suspended_at is not None:
        raise AccountUnusable
    evidence, justification = Evidence(evidence), justification.strip()
    if evidence is not Evidence.CODE and len(justification) < SHORTEST_JUSTIFICATION:
        raise JustificationTooShort(length=len(justification), minimum=SHORTEST_JUSTIFICATION)
    if evidence is Evidence.MANDATE and document is None:
        raise DocumentMissing
    if evidence is Evidence.SIREN and (not concession.siren or concession.siren != account.company.siren):
        raise SirenMismatch
    number = _called(concession, called_number) if evidence is Evidence.CALLBACK else ""

    def bind() -> Attachment:
        return _bind(
            concession,
            account,
            evidence,
            "console",
            justification=justification,
            called_number=number,
            document=document,
            actor=actor,
        )

    if evidence is Evidence.CODE:
        return _attach_with_code(concession, account, access_code, submission, bind, actor)
    return submissions.once(submission, Attachment, bind)


def _attach_with_code(
    concession: Concession,
    account: ProAccount,
    access_code: str,
    submission: str | None,
    bind: Callable[[], Attachment],
    actor: Actor,
) -> Attachment:
    code = codes.check_form(access_code)
    spent = codes.spend(concession.kind, concession.title_key, opened_at=None, actor=actor)
    if not codes.matches(concession.code_hmac, concession.reference, code) or _serves_another(
        concession, account
    ):
        _tell_failure(spent, concession, account, concession.title, concession.kind, actor)
        raise CodeNotAccepted
    with transaction():
        attachment = submissions.once(submission, Attachment, bind)
        codes.succeed(spent)
        return attachment


def _called(concession: Concession, called_number: str) -> str:
    try:
        number = contacts.phone(called_number)
    except contacts.PhoneRefused:
        raise CalledNumberUnknown from None
    if number not in concession.phones:
        raise CalledNumberUnknown
    return number


def _review_of(evidence: Evidence, concession: Concession, account: ProAccount) -> Review:
    if evidence is Evidence.CODE:
        return Review.SAMPLE if secrets.randbelow(SAMPLE_IN) == 0 else Review.NONE
    if evidence is Evidence.SIREN:
        same = account.is_active and contacts.email_key(concession.email or "") == account.email_key
        return Review.AFTER if concession.email and same else Review.BEFORE
    return Review.BEFORE if evidence is Evidence.OTHER else Review.AFTER


def working_days_after(moment: datetime, days: int) -> datetime:
    """The same hour, so many working days later (Saturdays and Sundays do not count)."""
    while days:
        moment += timedelta(days=1)
        days -= moment.weekday() < 5
    return moment


def _bind(
    concession: Concession,
    account: ProAccount,
    evidence: Evidence,
    channel: str,
    *,
    justification: str = "",
    called_number: str = "",
    document: Document | None = None,
    actor: Actor,
) -> Attachment:
    session = db.session()
    session.execute(select(Concession.id).where(Concession.id == concession.id).with_for_update())
    session.refresh(concession)
    session.refresh(account)
    if account.erased_at is not None or account.suspended_at is not None:
        raise AccountUnusable
    if (held := current(concession)) is not None:
        raise AlreadyAttached(attachment=held)
    if concession.closed_at is not None and channel == "portal":
        raise ConcessionClosed
    review, moment = _review_of(evidence, concession, account), now()
    at_once = review is not Review.BEFORE and account.is_active
    attachment = Attachment(
        concession=concession,
        company=account.company,
        referent=account,
        channel=channel,
        evidence=evidence.value,
        justification=justification,
        called_number=called_number,
        document=document,
        made_by_id=actor.id if channel == "console" else None,
        created_at=moment,
        effective_at=moment if at_once else None,
        review=review.value,
        review_due_at=working_days_after(moment, REVIEW_DAYS) if review is Review.BEFORE else None,
        title_key=concession.title_key,
    )
    attachment.refresh_search()
    session.add(attachment)
    try:
        session.flush()
    except IntegrityError:  # the partial unique index: the database has the last word
        raise AlreadyAttached(attachment=None) from None
    session.add(AttachmentReferent(attachment=attachment, account=account, since=moment))
    if evidence is Evidence.CODE:
        concession.code_company_id = account.company_id
    after = {
        "concession": concession.reference,
        "title": concession.title,
        "company": account.company.siret,
        "referent": account.identifier,
        "evidence": evidence.value,
        "channel": channel,
        "review": review.value,
        "in_effect": at_once,
    }
    after |= {"called_number": called_number} if called_number else {}
    after |= {"document": document.sha256} if document is not None else {}
    audit.record("attached", attachment, actor=actor, after=after, reason=justification or None)
    tell(attachment, MailKind.ATTACHED if review is not Review.BEFORE else MailKind.ATTACHMENT_WAITING)
    return attachment


def tell(attachment: Attachment, kind: MailKind, **params: str) -> None:
    """Owes the notice to the company, its referents and the old contact, once to each address."""
    company, concession = attachment.company, attachment.concession
    people = [
        attachment.referent,
        *(r.account for r in attachment.referents if r.account is not attachment.referent),
    ]
    known: dict[str, tuple[str, ProAccount | None]] = {}
    for account in people:
        if account.erased_at is None:
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
        **params,
    }
    for email, reader in known.values():
        outbox.owe(kind, email, params=facts, account=reader, company=company)


def _take_effect(account: ProAccount, actor: Actor) -> None:
    """What was attached to an account before its activation takes effect with it, unless it waits for a review."""
    query = select(Attachment).where(
        Attachment.referent_id == account.id, Attachment.ended_at.is_(None), Attachment.effective_at.is_(None)
    )
    for attachment in db.session.scalars(query.with_for_update(of=Attachment)):
        if not attachment.waits_for_review:
            attachment.effective_at = now()
            audit.record("took-effect", attachment, actor=actor)


ACTIVATED.append(_take_effect)

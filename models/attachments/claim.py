"""A company attaches its own concession, with title and code; whatever is wrong has one answer."""

from __future__ import annotations

from models import agents, audit, cases, codes, concessions, jobs, outbox, submissions
from models.accounts import ProAccount
from models.actors import Actor
from models.attachments.bind import bind, serves_another
from models.attachments.refusals import AlreadyAttached, AlreadyHeld, CodeNotAccepted, ConcessionClosed
from models.attachments.tables import Attachment, Evidence, current
from models.base import now, transaction
from models.cases import Case, CaseKind
from models.codes import CodeTry, TryRefused
from models.companies import Company
from models.concessions import Concession
from models.outbox import MailKind
from models.text import title_key


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
    if concession is None or spent is None or not right or barred or serves_another(concession, account):
        tell_failure(spent, concession, account.company, title, kind, actor)
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
                lambda: bind(concession, account, Evidence.CODE, "portal", actor=actor),
            )
            codes.succeed(spent)
            return attachment
    except AlreadyAttached:
        tell_failure(spent, concession, account.company, title, kind, actor)
        _open_held_case(account, title, kind, actor)
        raise AlreadyHeld from None
    except (CodeNotAccepted, ConcessionClosed):  # what changed between the check and the binding
        tell_failure(spent, concession, account.company, title, kind, actor)
        raise TryRefused from None


def _recognise(kind: str, title: str, code: str) -> tuple[Concession | None, bool, bool]:
    """The one open record of this title, whether the code is its own, and whether self-service is barred."""
    found = concessions.find_by_title(kind, title)
    concession = found[0] if len(found) == 1 else None
    sealed, reference = (concession.code_hmac, concession.reference) if concession else (None, "")
    right = codes.matches(sealed, reference, code)
    barred = codes.is_weak(code) or codes.is_common(code, concessions.count_all())
    return concession, right, barred


def _open_held_case(account: ProAccount, title: str, kind: str, actor: Actor) -> None:
    cases.open_(CaseKind.HELD, title, account=account, tried={"title": title, "kind": kind}, actor=actor)


def tell_failure(
    spent: CodeTry | None,
    concession: Concession | None,
    company: Company | None,
    title: str,
    kind: str,
    actor: Actor,
) -> None:
    """Leaves the event of a refused try and of what it led to; after the check, in its own transaction."""
    with transaction():
        subject = concession if concession is not None else ("title", None)
        after = {"kind": kind, "title": title}
        audit.record("code-refused", subject, actor=actor, company=company, after=after)
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

"""What staff write into a case: notes for themselves, answers for who asked."""

from __future__ import annotations

from models import audit, mails
from models.audit import AuditAction
from models.cases.entries import LONGEST_MINUTES, CaseNote, CaseNoteKind, CaseQuestion
from models.cases.merging import lock_standing
from models.cases.tables import Case, CaseClosed
from models.cases.writing.drafts import drop_draft
from models.kernel import idempotency, optimistic_lock
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.errors import DomainError, NotAllowed, Stale
from models.kernel.locks import lock_row
from models.kernel.transactions import transaction
from models.mails import MailKind
from models.permissions import Permission


class NoteEmpty(DomainError):
    """There is nothing to keep."""

    field = "text"


class AnswerEmpty(DomainError):
    """There is nothing to send."""

    field = "message"


class MinutesImplausible(DomainError):
    """No call lasts so long, or less than nothing (facts: `limit`)."""

    field = "minutes"


class NobodyToAnswer(DomainError):
    """Who asked left no address, or is gone."""


class AddresseeMissing(DomainError):
    """Several people asked, and nothing says whom the answer is for."""

    field = "question"


def check_note(case: Case, actor: Actor) -> None:
    """A closed case takes notes as well: somebody calls back."""


def check_answer(case: Case, actor: Actor) -> None:
    """Raises `CaseClosed`, or `NobodyToAnswer`."""
    if not case.is_open:
        raise CaseClosed
    if not list_answerable(case):
        raise NobodyToAnswer


def list_answerable(case: Case) -> list[CaseQuestion]:
    """What can be answered: the last question of each person who is still there, the newest first."""
    latest: dict[int, CaseQuestion] = {}
    for question in case.questions:
        if question.account_id is not None and question.is_answerable:
            latest.pop(question.account_id, None)
            latest[question.account_id] = question
    return list(reversed(latest.values()))


def find_addressed(case: Case, number: int | None) -> CaseQuestion:
    """The question of that number, if it can be answered; without one, that of the only person who asked.

    Raises `NobodyToAnswer`, `AddresseeMissing`, `Stale`.
    """
    answerable = list_answerable(case)
    if not answerable:
        raise NobodyToAnswer
    if number is None:
        if len(answerable) > 1:
            raise AddresseeMissing
        return answerable[0]
    for question in answerable:
        if question.id == number:
            return question
    raise Stale(question=number)


def note(
    case: Case,
    *,
    kind: CaseNoteKind,
    text: str,
    minutes: int | None = None,
    submission: str | None = None,
    actor: Actor,
) -> CaseNote:
    """Keeps what was said or done. Two who write at once are both kept: nobody overwrites anything.

    Where another case has taken this one over, it is kept there. A form that is sent twice, as its
    `submission` tells, is kept once. Raises `NoteEmpty`, `MinutesImplausible`.
    """
    if not actor.may(Permission.KEEP_CASES):
        raise NotAllowed
    if not text.strip():
        raise NoteEmpty
    if minutes is not None and not 0 <= minutes <= LONGEST_MINUTES:
        raise MinutesImplausible(limit=LONGEST_MINUTES)

    def keep() -> CaseNote:
        home = lock_standing(case)
        written = _write(home, kind, text, minutes, actor)
        drop_draft(case.id, actor)
        audit.record(
            AuditAction.CASE_NOTED,
            home,
            actor=actor,
            company=home.company,
            after={"note": written.id, "kind": kind.value},
        )
        return written

    return idempotency.once(submission, CaseNote, keep)


def answer(
    case: Case, *, message: str, question: int | None = None, seen: str | None = None, actor: Actor
) -> CaseNote:
    """Answers who asked, by mail and beside their question in the portal.

    Of several people the one whose `question` (its number) is told: `AddresseeMissing` without, `Stale` where
    it cannot be answered any more; no answer falls to another. `seen` is the `mark` of the row that the
    person read: when somebody asked or answered since, `Stale`. Raises `AnswerEmpty`, `CaseClosed`,
    `NobodyToAnswer`.
    """
    if not actor.may(Permission.KEEP_CASES):
        raise NotAllowed
    if not message.strip():
        raise AnswerEmpty
    with transaction():
        lock_row(case)
        check_answer(case, actor)
        optimistic_lock.expect(case, seen)
        optimistic_lock.advance(case)
        last = find_addressed(case, question)
        written = _write(case, CaseNoteKind.ANSWER, message, None, actor, last)
        audit.record(
            AuditAction.CASE_ANSWERED, case, actor=actor, company=case.company, after={"note": written.id}
        )
        assert last.account is not None
        mails.notify(
            MailKind.CASE_ANSWERED,
            last.account.email,
            params={"subject": last.subject, "case": case.number, "lines": message.splitlines()},
            account=last.account,
        )
        return written


def _write(
    case: Case,
    kind: CaseNoteKind,
    text: str,
    minutes: int | None,
    actor: Actor,
    question: CaseQuestion | None = None,
) -> CaseNote:
    moment = now()
    written = CaseNote(
        case_id=case.id,
        kind=kind.value,
        text=text,
        minutes=minutes,
        agent_id=actor.id if actor.kind == "agent" else None,
        at=moment,
        question_id=question.id if question is not None else None,
    )
    db.session.add(written)
    case.stirred_at, case.has_notes = moment, True
    db.session.flush()
    return written

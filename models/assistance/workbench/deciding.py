"""What a member of staff says of a pair: theirs, not the same, later.

*Accepted* means that staff recognise the company of a record. It proves nothing by itself: from then on the
assisted migration of that company proposes the record first, and no other company is proposed for it. Only
where the record bears the company's SIREN and the proved e-mail of one of its active accounts is it attached
in the same breath, by the evidence `siren`, which supervisors review afterwards as the rules say.
"""

from __future__ import annotations

from functools import partial

from models import attachments, audit
from models.accounts.queries import list_accounts_for_company
from models.assistance import matching
from models.assistance.pairs import MatchPair, Verdict, find_pair, find_pair_of
from models.assistance.workbench.gain import place, worth_of
from models.assistance.workbench.queue import proved_account
from models.assistance.workbench.waiting import PAIRS, settle
from models.attachments import Attachment, Evidence
from models.audit import AuditAction
from models.companies import Company
from models.concessions import Concession
from models.kernel import idempotency, optimistic_lock
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.errors import DomainError, NotAllowed
from models.kernel.locks import lock, lock_row
from models.kernel.transactions import transaction
from models.permissions import Permission


class NothingToDecide(DomainError):
    """The record is attached or closed, so that nothing is to be said of whose it is."""


class AlreadyMatched(DomainError):
    """Staff accepted another company for this record: who wants this one refuses that one first."""


def accept(
    concession: Concession,
    company: Company,
    *,
    justification: str = "",
    seen: str | None = None,
    actor: Actor,
) -> Attachment | None:
    """The record is this company's; attaches it where the record itself proves it, with that justification.

    `seen` is the mark of the pair that the person read. Twice is once. Raises `Stale`, `NothingToDecide`,
    `AlreadyMatched`, and what the evidence refuses.
    """
    _check(actor)
    with transaction() as session:
        lock(PAIRS)
        lock_row(concession)
        pair = _seen(concession, company, seen, saying=(Verdict.ACCEPTED, actor))
        if pair is not None and pair.verdict == Verdict.ACCEPTED.value:
            return None
        _must_be_open(concession)
        other = find_pair_of(concession.id)
        if other is not None and other is not pair:
            if other.is_decided:
                raise AlreadyMatched(company=other.company)
            session.delete(other)
            session.flush()
        _decide(pair, concession, company, Verdict.ACCEPTED, actor)
        _trace(AuditAction.MATCH_ACCEPTED, concession, company, actor)
        account = proved_account(concession, list_accounts_for_company(company))
        if account is None:
            return None
        return attachments.attach(
            concession, account, evidence=Evidence("siren"), justification=justification, actor=actor
        )


def refuse(concession: Concession, company: Company, *, seen: str | None = None, actor: Actor) -> None:
    """The record is not this company's: never proposed again; the next best of its companies takes its place.

    Raises `Stale`, `NothingToDecide`.
    """
    _check(actor)
    left = matching.companies_of(concession, 1, refused=[company.siret])
    following = next(((match.row.id, match.score) for match in left if match.is_probable), None)
    with transaction():
        lock(PAIRS)
        lock_row(concession)
        pair = _seen(concession, company, seen, saying=(Verdict.REFUSED, actor))
        if pair is not None and pair.verdict == Verdict.REFUSED.value:
            return
        _must_be_open(concession)
        _decide(pair, concession, company, Verdict.REFUSED, actor)
        _trace(AuditAction.MATCH_REFUSED, concession, company, actor)
        db.session.flush()
        settle({concession.id: following})


def postpone(
    concession: Concession,
    company: Company,
    *,
    seen: str | None = None,
    submission: str | None = None,
    actor: Actor,
) -> None:
    """Later: behind everything that nobody put off; a pair that was decided stays so.

    A form that is sent twice puts off once: no verdict is left by which its person would be known again.
    Raises `Stale`, `NothingToDecide`.
    """
    _check(actor)
    with transaction():
        lock(PAIRS)
        lock_row(concession)
        if idempotency.find(submission, MatchPair) is not None:
            return
        pair = _seen(concession, company, seen)
        if pair is None or pair.is_decided:
            return
        _must_be_open(concession)
        idempotency.once(submission, MatchPair, partial(_put_off, pair, concession, company, actor))


def _put_off(pair: MatchPair, concession: Concession, company: Company, actor: Actor) -> MatchPair:
    pair.put_off += 1
    pair.place = place(pair.score, worth_of([company.id])[company.id], pair.put_off)
    optimistic_lock.advance(pair)
    _trace(AuditAction.MATCH_POSTPONED, concession, company, actor)
    return pair


def _check(actor: Actor) -> None:
    if not actor.may(Permission.ATTACH):
        raise NotAllowed


def _must_be_open(concession: Concession) -> None:
    if not concession.is_to_attach:
        raise NothingToDecide


def _seen(
    concession: Concession,
    company: Company,
    seen: str | None,
    *,
    saying: tuple[Verdict, Actor] | None = None,
) -> MatchPair | None:
    """The pair as it stands under the record's lock; who says again what they said is no colleague."""
    pair = find_pair(concession.id, company.id)
    if pair is not None:
        lock_row(pair)
        if saying is None or (pair.verdict, pair.decided_by_id) != (saying[0].value, saying[1].id):
            optimistic_lock.expect(pair, seen)
    return pair


def _decide(
    pair: MatchPair | None, concession: Concession, company: Company, verdict: Verdict, actor: Actor
) -> None:
    if pair is None:
        pair = MatchPair(concession_id=concession.id, company_id=company.id, place=0)
        db.session.add(pair)
    else:
        optimistic_lock.advance(pair)
    pair.verdict, pair.decided_at, pair.decided_by_id = verdict.value, now(), actor.id


def _trace(action: AuditAction, concession: Concession, company: Company, actor: Actor) -> None:
    audit.record(action, concession, company=company, actor=actor, after={"siret": company.siret})

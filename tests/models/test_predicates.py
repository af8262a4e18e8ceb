"""A question about a row and its clause for the database have one answer, whatever the row's state."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import inspect, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.hybrid import HybridExtensionType

from models import accounts, attachments, cases, concessions, staff
from models.accounts import AccountStatus, ProAccount
from models.attachments import Attachment, AttachmentStatus
from models.attachments.afterwards import ClaimOutcome, HeldClaim
from models.attachments.afterwards.mandates import Mandate
from models.attachments.afterwards.mandates.tables import ENDINGS as ENDED
from models.attachments.tables import ENDINGS
from models.cases import Case, CaseKind
from models.concessions import Concession, ConcessionStatus
from models.concessions.access_codes import TitleLock
from models.kernel import jobs
from models.kernel.base import Base, db
from models.kernel.clock import now
from models.kernel.jobs import Job, JobKind
from models.kernel.transactions import transaction
from models.mails import MailKind, MailState, OutboxEmail, notify
from models.road_openings import RequestState, RoadOpeningRequest
from models.staff import Agent
from models.staff.tables import AgentStatus
from models.storage import registry
from models.values.days import today
from tests.support import people, road_works
from tests.support.mandates import given
from tests.support.records import by, concession, of


def pairs(model):
    """The names of a table's questions that have a clause."""
    found = inspect(model).all_orm_descriptors
    return [name for name, it in found.items() if it.extension_type is HybridExtensionType.HYBRID_PROPERTY]


def put(row, **facts):
    """Puts a row into a state without its operations; whether the database takes it."""
    model = type(row)
    key = inspect(row).identity
    same = [column == value for column, value in zip(inspect(model).primary_key, key, strict=True)]
    try:
        with transaction() as session:
            session.execute(update(model).where(*same).values(**facts))
    except IntegrityError:
        return False
    return True


def agree(model):
    """Every question of this table is answered alike by its rows and by the database; its names."""
    db.session.rollback()
    rows = {inspect(row).identity: row for row in db.session.scalars(select(model)).unique()}
    for name in pairs(model):
        answers = {
            inspect(row).identity
            for row in db.session.scalars(select(model).where(getattr(model, name))).unique()
        }
        assert answers == {key for key, row in rows.items() if getattr(row, name)}, name
    return rows


def stand(model, statuses, clause):
    """The same of its statuses: each row stands in one, which the clause finds."""
    rows, found = agree(model), set()
    for status in statuses:
        standing = {row.id for row in db.session.scalars(select(model).where(clause(status.value))).unique()}
        assert standing == {row.id for row in rows.values() if row.status is status}, status
        found |= {status} if standing else set()
    return found


def test_no_question_is_left_out_of_this_file():
    registry.load()
    covered = {mapper.class_ for mapper in Base.registry.mappers if pairs(mapper.class_)}
    assert covered == {
        *(Agent, Attachment, Case, Concession, HeldClaim, Job, OutboxEmail, ProAccount, RoadOpeningRequest),
        *(TitleLock, Mandate),
    }


def test_attachments(app, agent, supervisor):
    moment, made = now(), []
    states = product(
        ("none", "before", "after"), (None, moment), (None, moment), (None, moment), (None, *ENDINGS)
    )
    for review, reviewed, suspended, effective, ended in states:
        record, account = concession(), people.active() if not made else made[0].referent
        bound = attachments.attach(record, account, evidence="other", justification="x" * 20, actor=by(agent))
        made.append(bound)
        facts = {
            "review": review,
            "reviewed_at": reviewed,
            "suspended_at": suspended,
            "effective_at": effective,
        }
        assert put(bound, **facts, ended_at=moment if ended else None, ended_how=ended)
    assert stand(Attachment, AttachmentStatus, attachments.status_is) == set(AttachmentStatus)


def test_claims_on_what_is_held(app, account):
    bound, moment = road_works.held(account), now()
    for outcome in (None, *ClaimOutcome):
        end = {"outcome": outcome and outcome.value, "answered_at": outcome and moment}
        asker = people.active()
        with transaction() as session:
            session.add(HeldClaim(attachment=bound, account=asker, asked_at=moment, due_at=moment, **end))
    assert len(agree(HeldClaim)) == 1 + len(ClaimOutcome)


def test_mandates(app, account, agent):
    for until, ended in product((today() - timedelta(1), today()), (None, *ENDED)):
        made = given(account, people.active())
        why = {"ended_reason": "Motif", "ended_by_agent_id": agent.id}
        assert put(made, until=until, ended_at=ended and now(), ended_how=ended, **why)
    assert len(agree(Mandate)) == 2 * (1 + len(ENDED))


def test_accounts(app):
    moment = now()
    for activated, suspended, erased, sent in product(
        (False, True), (None, moment), (None, moment), (moment, moment - timedelta(hours=73))
    ):
        account = people.active() if activated else people.pending()
        assert put(account, suspended_at=suspended, erased_at=erased, link_sent_at=sent)
    assert stand(ProAccount, AccountStatus, accounts.status_is) == set(AccountStatus)


def test_staff(app):
    for accepted, disabled in product((None, now()), (None, now())):
        assert put(people.staff("agent"), accepted_at=accepted, disabled_at=disabled)
    assert stand(Agent, AgentStatus, staff.status_is) == set(AgentStatus)


def test_records_and_the_locks_of_their_titles(app, account, agent):
    moment = now()
    for paused, closed in product((None, moment - timedelta(1), moment + timedelta(1)), (None, moment)):
        with transaction() as session:
            digest = concession().title_digest
            session.add(TitleLock(title_digest=digest, paused_until=paused, closed_at=closed))
    agree(TitleLock)
    concession(code=None)
    concession(closed=True)
    attachments.attach(concession(), account, evidence="other", justification="x" * 20, actor=by(agent))
    assert stand(Concession, ConcessionStatus, concessions.status_is) == set(ConcessionStatus)


def test_cases(app, account, agent):
    for asker in (account, people.active()):
        case = cases.open_(CaseKind.HELP, "Aide", account=asker, actor=of(asker))
    cases.close(case, reason="Répondu", actor=by(agent))
    assert len(agree(Case)) == 2


def test_mails(app):
    for state, error, forgotten in product(MailState, (None, "550", "link-over"), (None, now())):
        with transaction():
            mail = notify(MailKind.ATTACHED, "camille@example.org")
        assert put(mail, state=state.value, last_error=error, forgotten_at=forgotten)
    assert len(agree(OutboxEmail)) == len(MailState) * 6


def test_jobs(app):
    for end in (None, jobs.done, lambda job: jobs.give_up(job, "no")):
        with transaction():
            job = jobs.enqueue(JobKind.MAIL, {})
        if end is not None:
            end(job)
    assert len(agree(Job)) == 3


@pytest.mark.parametrize("age", [timedelta(0), timedelta(days=400)])
def test_requests(app, account, clock, age):
    bound = road_works.held(account)
    clock.shift(age)
    taken = 0
    urgencies = ("", "Une fuite devant l’école")
    for state, imported, urgency in product(RequestState, (None, now()), urgencies):
        with transaction() as session:
            request = RoadOpeningRequest(
                reference=f"{state.value}-{imported is None}-{bool(urgency)}",
                concession=bound.concession,
                company=account.company,
                account=account,
                state=RequestState.DRAFT.value,
                created_at=now(),
                moved_at=now(),
            )
            request.works = road_works.works()
            session.add(request)
        filed = None if state is RequestState.DRAFT else now() - age
        taken += put(
            request,
            state=state.value,
            imported_at=imported,
            filed_at=filed,
            first_filed_at=filed,
            order_number="A-1",
            reason="Plan",
            urgency=urgency,
            starts_on=today() - timedelta(days=9),
            ends_on=today() - timedelta(days=1),
        )
    assert taken == 4 * len(RequestState)
    agree(RoadOpeningRequest)

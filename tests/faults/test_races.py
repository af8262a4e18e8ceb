"""What holds when many processes of many threads come at once, on both engines."""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import select

from models import attachments, audit
from models.accounts import ProAccount
from models.attachments import AlreadyHeld, Attachment
from models.attachments.afterwards import HeldClaim
from models.companies import Company
from models.kernel import jobs
from models.kernel.access.throttling import Attempt
from models.kernel.base import db
from models.kernel.jobs import Job
from models.kernel.transactions import transaction
from tests.models.conftest import app as bare_app
from tests.support import people
from tests.support.merges import proved, twin
from tests.support.racing.races import processes
from tests.support.records import CODE, WRONG, actions, concession, count, held, of

pytestmark = pytest.mark.faults

app = bare_app


def test_four_processes_of_sixteen_threads_attach_one_concession_once(app, house):
    record = concession()
    fields = {"accounts": [people.active().id for _ in range(8)], "title": record.title, "code": CODE}
    outcome = processes(house.url, 4, "claims", threads=16, **fields)
    assert len(outcome.made) == 1 and len(outcome.refused) == 63
    assert set(outcome.refused) <= {"AlreadyHeld", "AlreadyYours", "TryRefused"}
    assert count(Attachment) == 1 and actions().count("attached") == 1
    assert audit.verify() == len(actions())


def test_four_processes_of_sixty_four_threads_of_one_account_count_five_wrong_codes(app, house, account):
    fields = {"accounts": [account.id], "title": concession().title, "code": WRONG}
    outcome = processes(house.url, 4, "claims", threads=64, **fields)
    assert Counter(outcome.refused) == {"TryRefused": 256}
    assert count(Attempt) == 5
    audit.verify()


def test_four_processes_of_sixty_four_threads_of_many_accounts_count_eight_wrong_codes(app, house):
    fields = {"accounts": [people.active().id for _ in range(16)], "title": concession().title, "code": WRONG}
    outcome = processes(house.url, 4, "claims", threads=64, **fields)
    assert Counter(outcome.refused) == {"TryRefused": 256}
    assert count(Attempt) == 8 and actions().count("concession-paused") == 1
    audit.verify()


def test_a_claim_accepted_and_refused_by_four_processes_is_one_of_both(app, house, account, agent):
    bound, asker = held(account, agent), people.active()
    with pytest.raises(AlreadyHeld):
        title = bound.concession.title
        attachments.claim(asker, kind="voirie", title=title, access_code=CODE, actor=of(asker))
    claim = db.session.scalars(select(HeldClaim)).one()
    outcome = processes(house.url, 4, "answers", threads=4, claim=claim.id, holder=account.id)
    assert len(outcome.made) == 1 and len(outcome.refused) == 15
    assert set(outcome.refused) <= {"ClaimOver", "NotAllowed"}
    assert count(Attachment, Attachment.is_open) == 1
    assert count(HeldClaim, HeldClaim.outcome == ("handed-over" if outcome.made[0] else "refused")) == 1
    audit.verify()


def test_two_merges_that_meet_in_four_processes_leave_one_account_that_holds_all(app, house, account, agent):
    other = twin(account)
    bound = [held(account, agent), held(other, agent)]
    merges = [proved(account, other).id, proved(other, account).id]
    outcome = processes(house.url, 4, "merges", threads=4, merges=merges)
    assert len(outcome.made) == 1 and set(outcome.refused) <= {"MergeOver", "AccountErased"}
    db.session.rollback()
    (left,) = [each for each in (account, other) if each.is_active]
    assert {each.referent_id for each in bound} == {left.id}
    assert actions().count("account-merged") == 2
    audit.verify()


def test_jobs_claimed_by_four_processes_are_each_claimed_once(app, house):
    with transaction():
        for _ in range(200):
            jobs.enqueue("mail", {})
    outcome = processes(house.url, 4, "jobs", threads=2)
    claimed = [number for each in outcome.made for number in each]
    assert len(claimed) == len(set(claimed)) == 200
    assert count(Job, Job.done_at.is_(None)) == 0


def test_sixteen_writers_in_four_processes_leave_a_gapless_chain(app, house):
    processes(house.url, 4, "notes", threads=4, each=25)
    assert audit.verify() == 400


def test_homonyms_created_by_four_processes_are_numbered_without_a_gap(app, house):
    sirets = [str(people.new_siret()) for _ in range(3)]
    outcome = processes(house.url, 4, "creations", threads=5, sirets=sirets)
    expected = ["pro.jean.valjean", *(f"pro.jean.valjean{n}" for n in range(2, 21))]
    assert sorted(outcome.made) == sorted(expected)
    assert count(Company) == 3 and count(ProAccount) == 20
    db.session.rollback()
    audit.verify()

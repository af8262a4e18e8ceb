"""Records of the old portal: looked at under trace, reopened with a reason."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from models import attachments, concessions
from models.concessions import Concession, NothingToReopen, SupervisorNeeded, access_codes
from models.concessions.access_codes import TitleLock
from models.concessions.queries import find_concessions_by_title, has_namesake
from models.kernel.clock import now
from models.kernel.errors import NotAllowed, ReasonMissing
from models.kernel.transactions import transaction
from tests.support import people
from tests.support.records import CODE, by, concession, events, of, record_of


def block(record, closures=1):
    """A title closed by failures, so many times by now."""
    with transaction() as session:
        session.merge(
            TitleLock(title_digest=record.title_digest, failures=16, closures=closures, closed_at=now())
        )


def test_a_look_is_told_once_per_agent_record_and_quarter_of_an_hour(app, agent, clock):
    record, other = concession(), concession()
    for _ in range(3):
        concessions.consult(record, actor=by(agent))
    assert len(events("concession-consulted")) == 1
    concessions.consult(other, actor=by(agent))
    concessions.consult(record, actor=by(people.staff("supervisor")))
    assert len(events("concession-consulted")) == 3
    clock.shift(timedelta(minutes=16))
    concessions.consult(record, actor=by(agent))
    assert len(events("concession-consulted")) == 4


def test_companies_look_at_no_record(app, account):
    with pytest.raises(NotAllowed):
        concessions.consult(concession(), actor=of(account))


def test_what_is_neither_paused_nor_blocked_is_not_reopened(app, agent):
    with pytest.raises(NothingToReopen):
        concessions.reopen(concession(), reason="Appel", actor=by(agent))


def test_reopening_needs_a_reason_which_the_trail_keeps(app, agent):
    record = concession()
    block(record)
    with pytest.raises(ReasonMissing):
        concessions.reopen(record, reason=" ", actor=by(agent))
    concessions.reopen(record, reason="La société a rappelé", actor=by(agent))
    assert events("concession-reopened")[0].detail.reason == "La société a rappelé"


def test_the_third_reopening_is_a_supervisors(app, agent, supervisor):
    record = concession()
    for closures in (1, 2):
        block(record, closures)
        concessions.reopen(record, reason="Appel", actor=by(agent))
    block(record, 3)
    with pytest.raises(SupervisorNeeded):
        concessions.reopen(record, reason="Appel", actor=by(agent))
    concessions.reopen(record, reason="Appel", actor=by(supervisor))
    assert record.status == "free"


def test_the_status_tells_where_a_record_stands(app, account, agent):
    free, weak, without = concession(), concession(code="1111"), concession(code=None)
    closed, held, blocked = concession(closed=True), concession(), concession()
    attachments.claim(account, kind="voirie", title=held.title, access_code=CODE, actor=of(account))
    block(blocked)
    found = [each.status for each in (free, weak, without, closed, held, blocked)]
    assert found == ["free", "staff-only", "staff-only", "closed", "attached", "blocked"]


def test_two_records_never_share_a_reference(app):
    first, second = concession(), concession()
    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(
            update(Concession).where(Concession.id == second.id).values(reference=first.reference)
        )


def test_records_are_found_by_reference_and_by_folded_title(app):
    record = concession(title="Électricité & Gaz — Ouest")
    assert record_of(record.reference).id == record.id
    assert concessions.find(record.id).id == record.id
    assert [each.id for each in find_concessions_by_title("voirie", "electricite et gaz ouest")] == [
        record.id
    ]
    assert not has_namesake(record)
    concession(title="ELECTRICITE & GAZ OUEST")
    assert has_namesake(record)


def test_a_title_that_another_spells_otherwise_is_meant_by_its_own_spelling(app):
    short, long = concession(title="Résidence St Michel"), concession(title="Résidence Saint-Michel")
    assert not has_namesake(short) and not has_namesake(long)
    assert find_concessions_by_title("voirie", "RESIDENCE ST MICHEL") == [short]
    assert find_concessions_by_title("voirie", "residence saint michel") == [long]
    third = concession(title="Résidence St-Michel")
    assert find_concessions_by_title("voirie", "Résidence St Michel") == [short, third]
    either = [concession(title=title) for title in ("Eau & Gaz St Jean", "Eau et Gaz Saint Jean")]
    assert find_concessions_by_title("voirie", "Eau & Gaz Saint Jean") == either, (
        "a third spelling means neither"
    )


def test_a_record_keeps_its_code_as_a_seal_with_the_name_of_its_key(app):
    record = concession()
    assert (
        record.code_hmac == access_codes.seal(record.reference, CODE)
        and record.code_key_id == access_codes.key_id()
    )

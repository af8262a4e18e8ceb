"""The supervisors' queue: in which order, what leaves it, who decided how much."""

from __future__ import annotations

from datetime import timedelta

from models import attachments
from models.attachments import (
    Attachment,
    Turn,
)
from models.attachments.review_queue import count_decided
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.transactions import transaction
from tests.support import people
from tests.support.records import CODE, by, concession, held, of, waiting


def sampled(account, agent):
    made = held(account, agent, "code")
    with transaction():
        made.review = "sample"
    return made


def shown(**filters):
    return [row.id for row in attachments.queue(**filters).rows]


def test_the_queue_shows_the_urgent_first_and_each_once(app, account, agent, supervisor, clock):
    old = waiting(account, agent)
    clock.move_to(old.review_due_at - timedelta(hours=3), tick=False)
    sample, after, fresh = sampled(account, agent), held(account, agent, "callback"), waiting(account, agent)
    doubted = held(account, agent, "callback")
    attachments.contest(doubted, reason="Doute", actor=by(supervisor))
    held(account, agent, "code")  # nobody owes it a look, save when drawn
    with transaction():
        db.session.query(Attachment).filter_by(evidence="code", review="sample").filter(
            Attachment.id != sample.id
        ).update({"review": "none"})
    found = attachments.queue()
    assert [row.id for row in found.rows] == [old.id, doubted.id, fresh.id, after.id, sample.id]
    assert found.counts == dict.fromkeys(Turn, 1) and found.total == 5
    assert [attachments.turn_of(row) for row in found.rows] == list(Turn)
    assert shown(turns=[Turn.AFTER, Turn.SAMPLE]) == [after.id, sample.id]
    assert shown(limit=2) == [old.id, doubted.id]
    assert shown(words=fresh.concession.reference) == [fresh.id]


def test_the_queue_goes_on_from_page_to_page_and_misses_none(app, account, agent, supervisor, clock):
    rows = [waiting(account, agent), held(account, agent, "callback"), held(account, agent, "callback")]
    rows += [waiting(account, agent), sampled(account, agent)]
    attachments.contest(rows[1], reason="Doute", actor=by(supervisor))
    whole = shown()
    assert sorted(whole) == sorted(row.id for row in rows)
    for size in (1, 2, 3):
        pages = [shown(limit=size, offset=at) for at in range(0, 6, size)]
        assert [number for page in pages for number in page] == whole
    assert shown(turns=[Turn.AFTER, Turn.SAMPLE], limit=1, offset=1) == [rows[4].id]
    assert attachments.queue(turns=[Turn.BEFORE], limit=1).among == 2


def test_what_one_attached_himself_is_left_to_colleagues_and_counted(app, account, agent, supervisor):
    mine, other = waiting(account, supervisor), waiting(account, agent)
    alone = attachments.claim(
        account, kind="voirie", title=concession().title, access_code=CODE, actor=of(account)
    )
    with transaction():
        alone.review = "sample"
    found = attachments.queue(exclude=supervisor)
    assert [row.id for row in found.rows] == [other.id, alone.id]
    assert (found.total, found.others) == (2, 1)
    assert mine.id in shown(exclude=agent)


def test_what_is_decided_leaves_the_queue(app, account, agent, supervisor):
    approved, refused, freed = (
        waiting(account, agent),
        waiting(account, agent),
        held(account, agent, "callback"),
    )
    attachments.approve(approved, actor=by(supervisor))
    attachments.contest(refused, reason="Faux", actor=by(supervisor))
    attachments.detach(freed, reason="Erreur", actor=by(supervisor))
    assert shown() == [] and {attachments.turn_of(row) for row in (approved, refused, freed)} == {None}


def test_what_waits_lapses_at_the_same_moment_for_the_queue_and_for_the_worker(app, account, agent, clock):
    made = waiting(account, agent)
    clock.move_to(made.review_due_at - timedelta(hours=24), tick=False)
    assert attachments.queue().counts[Turn.LAPSES_SOON] == 1
    assert attachments.turn_of(made) is Turn.LAPSES_SOON
    clock.shift(timedelta(hours=24))
    attachments.lapse_overdue(actor=people.SYSTEM)
    assert shown() == []


def test_decisions_are_counted_by_supervisor_and_the_last_one_is_told(app, account, agent, supervisor):
    begun, other = now(), people.staff("supervisor")
    first, second = waiting(account, agent), held(account, agent, "callback")
    attachments.approve(first, actor=by(supervisor))
    attachments.contest(second, reason="Doute", actor=by(supervisor))
    attachments.confirm(second, reason="Vu", actor=by(other))
    assert count_decided(supervisor, since=begun) == 2
    assert count_decided(other, since=begun) == 1
    assert count_decided(supervisor, since=now()) == 0
    decision = attachments.last_decision(second)
    assert decision.action == "attachment-confirmed" and decision.actor_id == other.id
    assert attachments.last_decision(waiting(account, agent)) is None

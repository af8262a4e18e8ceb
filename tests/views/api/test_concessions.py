"""A record is looked at under trace; a list tells nothing of its old contact."""

from __future__ import annotations

from models.audit import AuditEvent
from models.kernel.base import db
from tests.support.callers import caller
from tests.support.records import CODE, concession


def test_a_look_leaves_its_event_once_in_a_quarter_of_an_hour(app):
    record, program = concession(), caller(app)
    for _ in range(2):
        assert program.get(f"concessions/{record.id}").get_json()["phone"] == record.phone
    events = db.session.scalars(db.select(AuditEvent).filter_by(action="concession-consulted")).all()
    assert [(event.actor_kind, event.subject_id) for event in events] == [("client", record.id)]


def test_a_list_tells_no_contact_and_nothing_tells_a_code(app):
    record, program = concession(), caller(app)
    listed, shown = program.get("concessions").text, program.get(f"concessions/{record.id}").text
    assert record.phone not in listed and record.email not in listed
    assert not any(secret in text for text in (listed, shown) for secret in (CODE, record.code_hmac))

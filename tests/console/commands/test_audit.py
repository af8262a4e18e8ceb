"""`bascule audit`."""

from __future__ import annotations

import json

from models.audit import AuditEvent
from models.kernel.base import db


def spoil(sequence):
    """As somebody would who owns the machine: triggers off, one word changed."""
    name = "audit_events_no_update" if db.engine.dialect.name == "sqlite" else "audit_events_no_change"
    db.session.rollback()
    with db.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            connection.exec_driver_sql(f"ALTER TABLE audit_events DISABLE TRIGGER {name}")
        connection.execute(db.update(AuditEvent).where(AuditEvent.sequence == sequence).values(role="admin"))
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"ALTER TABLE audit_events ENABLE TRIGGER {name}")


def test_it_prints_the_number_of_events(bascule, agent, supervisor):
    result = bascule("audit", "verify")
    assert result.exit_code == 0
    assert result.stdout == "2\n"


def test_it_names_the_first_bad_event(bascule, agent, supervisor, admin):
    spoil(2)
    result = bascule("audit", "verify")
    assert result.exit_code == 1
    assert result.stdout == "2\n"


def test_another_key_does_not_verify(bascule, agent):
    assert bascule("audit", "verify", audit_key="another-audit-key-0123456789-abcdefghij").exit_code == 1


def test_it_exports_every_event_as_a_line(bascule, tmp_path, agent, supervisor):
    result = bascule("audit", "export", tmp_path / "trail.jsonl")
    assert result.exit_code == 0
    lines = [json.loads(line) for line in (tmp_path / "trail.jsonl").read_text().splitlines()]
    assert [line["sequence"] for line in lines] == [1, 2]
    assert set(lines[0]) == set(
        "sequence at actor role action subject company before after reason request_id ip digest".split()
    )


def test_a_head_kept_elsewhere_betrays_a_trail_that_lost_its_tail(bascule, tmp_path, agent, supervisor):
    head = tmp_path / "head.json"
    assert bascule("audit", "export", head, "--head").exit_code == 0
    assert json.loads(head.read_text())["sequence"] == 2
    assert bascule("audit", "verify", "--head", head).exit_code == 0
    kept = {**json.loads(head.read_text()), "sequence": 3}
    head.write_text(json.dumps(kept))
    result = bascule("audit", "verify", "--head", head)
    assert result.exit_code == 1
    assert result.stdout == "3\n"
    head.write_text("{}")
    assert bascule("audit", "verify", "--head", head).exit_code == 2

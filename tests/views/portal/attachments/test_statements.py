"""What one person may have set on paper within an hour."""

from __future__ import annotations

from models.audit import AuditEvent
from models.kernel.base import db
from tests.support import people
from views.portal.attachments import statements


def test_an_eleventh_attestation_within_the_hour_is_too_many(browser, account, monkeypatch):
    monkeypatch.setattr(statements, "ATTESTATIONS", 1)
    mine, other = browser(account), browser(people.active())
    address = "/rattachements/attestation"
    assert [visitor.get(address).status_code for visitor in (mine, mine, other)] == [200, 429, 200]
    assert db.session.query(AuditEvent).filter_by(action="statement-made").count() == 2

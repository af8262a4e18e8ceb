"""How far a collector is: its number never goes back, and each address has its own."""

from __future__ import annotations

from models import audit
from models.audit import exporting
from models.kernel.base import db
from tests.support import people


def test_a_number_never_goes_back_and_each_collector_has_its_own(app):
    assert exporting.reached("file:a") == 0
    exporting.advance("file:a", 7)
    exporting.advance("file:a", 3)
    exporting.advance("https://b.example.org/?cle=secret", 2)
    assert (exporting.reached("file:a"), exporting.reached("https://b.example.org/?cle=secret")) == (7, 2)
    rows = db.session.scalars(db.select(exporting.AuditExport)).all()
    assert not any("secret" in row.collector for row in rows)


def test_lines_are_handed_out_from_a_number_on_and_so_many(app):
    people.active()
    lines = list(audit.export_lines())
    assert list(audit.export_lines(1, 2)) == lines[1:3] and list(audit.export_lines(len(lines))) == []

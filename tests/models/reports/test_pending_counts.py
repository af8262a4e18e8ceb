"""What waits is counted in one statement, up to a cap."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from models import cases, mails
from models.cases import CaseKind
from models.kernel.base import db
from models.kernel.transactions import transaction
from models.mails import MailKind
from models.reports import pending_counts
from tests.support import people
from tests.support.records import by


def ask(agent, number=1):
    return [cases.open_(CaseKind.HELP, f"Question {n}", actor=by(agent)) for n in range(number)]


def test_open_cases_and_mails_that_did_not_arrive_wait(app, agent):
    first, _ = ask(agent, 2)
    cases.close(first, reason="Rappelé.", actor=by(agent))
    with transaction():
        for state in ("refused", "bounced", "owed"):
            mail = mails.notify(MailKind.RESET, f"{state}@example.org")
            assert mail is not None
            mail.state = state
    assert pending_counts.counts(["cases", "mails", "reviews"]) == {"cases": 1, "mails": 2, "reviews": 0}


@pytest.mark.parametrize(("kinds", "number"), [((), 0), (("cases",), 1), (("cases", "mails", "reviews"), 1)])
def test_one_statement_counts_all(app, kinds, number):
    people.pending()
    executed = []

    def record(connection, cursor, statement, *rest):
        executed.append(statement)

    engine = db.engine
    event.listen(engine, "before_cursor_execute", record)
    try:
        pending_counts.counts(kinds, agent_id=1)
    finally:
        event.remove(engine, "before_cursor_execute", record)
    assert len([s for s in executed if s.startswith("SELECT")]) == number

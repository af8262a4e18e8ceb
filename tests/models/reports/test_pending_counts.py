"""What waits is counted in one statement, up to a cap, and the service message comes along."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event

from models import cases, mails
from models.cases import CaseKind
from models.kernel.base import db
from models.kernel.transactions import transaction
from models.lists import counts
from models.mails import MailKind, texts
from models.mails.texts import Wording
from models.reports import pending_counts
from models.values import days
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


def test_what_stands_around_a_page_is_of_the_moment_at_which_it_is_asked(app, admin, agent, account, clock):
    """The statement is kept: a day or a number that was fixed in it would be those of the first who asked."""
    tomorrow, kinds = days.today() + timedelta(days=1), ["cases", "mails", "reviews"]
    cases.promise(account.company, next_action="Rappeler", due_on=tomorrow, actor=by(agent))
    texts.edit("service-message", Wording("Travaux", "Le portail ferme.", tomorrow), actor=by(admin))
    seen = []
    for _ in range(2):
        for reader in (agent, admin):
            around = pending_counts.around(kinds, agent_id=reader.id, table="companies")
            seen.append((around.waiting["cases"], around.notice and around.notice.subject))
            assert around.cells["companies"] == counts.read(["companies"])["companies"]
        clock.shift(86_400)
    assert seen == [(0, None), (0, None), (1, "Travaux"), (0, "Travaux")]

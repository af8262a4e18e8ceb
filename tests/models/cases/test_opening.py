"""One open case of a company: who opens it, what stands in it, how those of before became one."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy.exc import IntegrityError

from models import accounts, attachments, cases
from models.accounts import Person
from models.attachments import Evidence
from models.cases import Case, CaseKind, CaseNoteKind
from models.cases.opening import find_open
from models.cases.queries import find_open_whole
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.transactions import transaction
from tests.support import people
from tests.support.records import CODE, actions, by, concession, count, mails_of, of


def ask(account, subject="Aide", kind=CaseKind.HELP, **facts):
    return cases.open_(kind, subject, account=account, actor=of(account), **facts)


def test_the_first_thing_that_staff_do_for_a_company_opens_its_case_and_gives_it_to_them(app, agent):
    person = Person("Camille", "Estuaire", "camille@example.org", "Employé")
    account = accounts.create(people.facts(), person, actor=by(agent))
    case = db.session.scalars(sa.select(Case)).one()
    assert (case.company_id, case.owner_id, case.kind) == (account.company_id, agent.id, "migration")
    assert case.subject == account.company.name and actions().count("case-started") == 1
    record = concession()
    attachments.attach(record, account, evidence=Evidence("code"), access_code=CODE, actor=by(agent))
    assert count(Case) == 1, "what comes next stands in it"
    assert mails_of("case-received") == [], "nobody asked anything"


def test_what_people_or_programs_do_opens_none(app, account):
    record = concession(tallied=True)
    attachments.claim(account, kind="voirie", title=record.title, access_code=CODE, actor=of(account))
    assert count(Case) == 0


def test_an_open_case_is_found_again_and_a_closed_one_is_not(app, account, agent):
    case = cases.open_for(account.company, actor=by(agent))
    assert cases.open_for(account.company, actor=by(people.staff("agent"))).id == case.id
    assert ask(account, "Code perdu").id == case.id and (case.kind, case.subject) == ("help", "Code perdu")
    assert case.owner_id == agent.id, "a question takes nobody's case away"
    cases.close(case, reason="Fait", actor=by(agent))
    assert cases.open_for(account.company, actor=by(agent)).id != case.id


def test_who_only_looks_at_an_open_case_holds_nobody_up(app, account, agent):
    case = cases.open_for(account.company, actor=by(agent))
    with pytest.raises(RuntimeError, match="whoever writes"):
        find_open(account.company_id)
    with transaction():
        assert find_open(account.company_id) is case
    assert find_open_whole(account.company_id) is case


def test_the_database_itself_holds_one_open_case_of_a_company(app, account):
    ask(account)
    with pytest.raises(IntegrityError), transaction() as session:
        session.add(
            Case(kind="help", subject="Aide", company=account.company, created_at=now(), stirred_at=now())
        )


def test_open_cases_of_one_company_become_the_oldest_with_all_that_stood_in_them(app, account, agent, clock):
    migration = import_module("models.storage.migrations.versions.0026_one_case_of_a_company")
    oldest, other = ask(account, "Code perdu"), ask(people.active(), "Ailleurs")
    cases.note(oldest, kind=CaseNoteKind.CALL, text="Rappelle", minutes=5, actor=by(agent))
    clock.shift(timedelta(hours=1))
    first, elsewhere, owner = oldest.id, other.id, agent.id
    db.session.rollback()  # no lock of the session stands in the way of the change
    with db.engine.connect() as connection, connection.begin() as transaction:
        with Operations.context(MigrationContext.configure(connection)):
            migration.downgrade()
        columns = (
            "kind, subject, message, phone, tried, company_id, account_id, created_at, stirred_at, search,"
            " next_action, blocked_by, owner_id, version"
        )
        connection.execute(
            sa.text(
                f"INSERT INTO cases ({columns}) SELECT 'attach', 'Port', 'Un code ?', '', tried, company_id,"
                f" account_id, created_at, stirred_at, 'port doe', 'Rappeler', 'Doe', {owner}, 1"
                f" FROM cases WHERE id = {first}"
            )
        )
        later = connection.scalar(sa.text("SELECT max(id) FROM cases"))
        connection.execute(
            sa.text(
                "INSERT INTO case_notes (case_id, kind, text, at) SELECT"
                f" {later}, 'reponse', 'Voici', at FROM case_notes WHERE case_id = {first}"
            )
        )
        with Operations.context(MigrationContext.configure(connection)):
            migration.upgrade()
        found = connection.execute(
            sa.text(
                "SELECT id, standing, merged_into_id, subject, owner_id, next_action, blocked_by"
                " FROM cases ORDER BY id"
            )
        ).all()
        assert [tuple(row) for row in found] == [
            (first, "open", None, "Port", owner, "Rappeler", "Doe"),
            (elsewhere, "open", None, "Ailleurs", None, "", ""),
            (later, "closed", first, "Port", owner, "", ""),
        ]
        kept = connection.scalar(sa.text(f"SELECT search FROM cases WHERE id = {later}"))
        assert kept == "port", "a search finds people in the case that took over alone"
        questions = connection.execute(
            sa.text(
                f"SELECT id, subject_key, message FROM case_questions WHERE case_id = {first} ORDER BY id"
            )
        ).all()
        assert [row[1:] for row in questions] == [("code perdu", ""), ("port", "Un code ?")]
        kept = connection.execute(
            sa.text(f"SELECT text, question_id FROM case_notes WHERE case_id = {first} ORDER BY id")
        ).all()
        assert [tuple(row) for row in kept] == [("Rappelle", None), ("Voici", questions[1].id)]
        transaction.rollback()

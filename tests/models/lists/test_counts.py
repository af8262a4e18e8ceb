"""What is kept is what is there: after every operation, many at once, and after what took a trigger away."""

from __future__ import annotations

import itertools

import pytest
from sqlalchemy import func, insert, select, text

from models import cases
from models.cases import Case, CaseKind
from models.companies import Company
from models.concessions import Concession, ConcessionKind, ConcessionStatus
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.transactions import transaction
from models.lists import counts
from models.lists.counts import BETWEEN, CountChange, KeptCount
from models.storage import ddl
from tests.support import people
from tests.support.people import SYSTEM
from tests.support.racing.races import together
from tests.support.records import by, concession, count, of


def cells(table):
    db.session.rollback()
    return counts.read([table])[table]


def is_postgresql():
    return db.engine.dialect.name == "postgresql"


def test_a_cell_has_the_rows_that_bear_its_values(app):
    concession(), concession(kind="eau"), concession(closed=True), concession(code=None)
    cell = cells("concessions")
    assert cell.count() == 4
    assert cell.count({"standing": ["free"]}) == 2
    assert cell.count({"standing": ["free"]}, {"kind": ["eau"]}) == 1
    assert cell.count({"standing": ["closed", "staff-only"]}) == 2


def test_what_changes_moves_to_another_cell_and_what_goes_leaves_its_own(app, account, agent):
    for asker in (account, people.active(), people.active()):
        case = cases.open_(CaseKind.HELP, "Aide", account=asker, actor=of(asker))
    cases.close(case, reason="Répondu", actor=by(agent))
    assert cells("cases").count({"standing": ["open"]}) == 2
    with transaction() as session:
        session.execute(text(f"DELETE FROM case_questions WHERE case_id <> {case.id}"))
        session.execute(text("DELETE FROM cases WHERE closed_at IS NULL"))
    assert cells("cases").count() == 1


def test_what_is_rolled_back_was_never_counted(app, account):
    with pytest.raises(ZeroDivisionError), transaction():
        cases.open_(CaseKind.HELP, "Aide", account=account, actor=of(account))
        raise ZeroDivisionError
    assert cells("cases").count() == 0


def rows_of(number):
    known = {"phone": "+33235223344", "email": "a@example.org", "kind": "entreprise"}
    known |= {"directory_state": "open", "created_at": now(), "search": "", "version": 1}
    return [{"siret": str(people.new_siret()), "name": f"Lot {n}", **known} for n in range(number)]


def test_a_statement_leaves_one_change_for_each_cell_however_many_its_rows(app):
    with transaction() as session:
        session.execute(insert(Company).values(rows_of(40)))
    assert cells("companies").count() == 40
    assert count(CountChange) == (1 if is_postgresql() else 0)
    folded = counts.fold()
    assert folded == (1 if is_postgresql() else 0)
    assert count(CountChange) == 0 and count(KeptCount) == 1
    assert cells("companies").count() == 40


def test_many_writers_readers_and_folders_at_once_lose_nothing_and_double_nothing(app):
    one_moment = select(
        select(func.count()).select_from(Company).scalar_subquery(),
        select(func.coalesce(func.sum(KeptCount.value), 0))
        .where(KeptCount.counted == "companies")
        .scalar_subquery(),
        select(func.coalesce(func.sum(CountChange.change), 0))
        .where(CountChange.counted == "companies")
        .scalar_subquery(),
    )
    batches = [rows_of(5) for _ in range(24)]

    def write(turn, rows):
        with transaction() as session:
            session.execute(insert(Company), rows)
        with transaction() as session:
            session.execute(text("UPDATE companies SET kind = 'association' WHERE id % 7 = :n"), {"n": turn})

    def read():
        for _ in range(5):
            db.session.rollback()
            there, kept, added = db.session.execute(one_moment).one()
            assert there == kept + added

    def fold():
        for _ in range(5):
            counts.fold()

    works = [lambda n=n, rows=rows: write(n % 7, rows) for n, rows in enumerate(batches)]
    together(app, [*works, *[read] * 3, *[fold] * 3])
    assert cells("companies").count() == 120
    assert counts.list_wrong(db.session.connection()) == {}


def test_a_count_that_is_wrong_is_told_and_put_right(app, account):
    name, on = "cases_count_insert", " ON cases" if is_postgresql() else ""
    with transaction() as session:
        session.execute(text(f"DROP TRIGGER {name}{on}"))
    for asker in (account, people.active(), people.active()):
        cases.open_(CaseKind.HELP, "Aide", account=asker, actor=of(asker))
    db.session.rollback()
    assert ddl.missing_triggers(db.session.connection()) == [name]
    assert counts.list_wrong(db.session.connection()) == {"cases": 3}
    with transaction() as session:
        ddl.apply(session.connection())
        counts.recount(session.connection())
    assert cells("cases").count() == 3 == count(Case)
    assert ddl.missing_triggers(db.session.connection()) == []


def test_no_value_of_a_dimension_holds_what_stands_between_them(app):
    known = itertools.chain(ConcessionStatus, ConcessionKind, CaseKind)
    assert not [value for value in known if BETWEEN in value]
    people.pending()
    concession()
    for table, dimensions in counts.CUBES.items():
        assert all(len(cell) == len(dimensions) for cell in cells(table).values)
    assert SYSTEM and count(Concession) == 1

"""One way to lock a row: read again, kept alone, and none that is read along."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import event, select, update
from sqlalchemy.dialects import postgresql

import models
from models.accounts import ProAccount
from models.concessions import Concession
from models.kernel.base import Base, db
from models.kernel.locks import find_locked, lock_row, locked
from models.kernel.transactions import transaction
from models.storage import registry
from tests.support.records import concession


@pytest.fixture
def statements(app):
    """What is sent to the database."""
    sent = []

    def keep(connection, cursor, statement, *_):
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", keep)
    yield sent
    event.remove(db.engine, "before_cursor_execute", keep)


def test_a_locked_row_is_read_again(app):
    record = concession()
    with transaction() as session:
        assert record.city != "Harfleur"
        session.execute(
            update(Concession).values(city="Harfleur").execution_options(synchronize_session=False)
        )
        assert record.city != "Harfleur"
        lock_row(record)
        assert record.city == "Harfleur"


def test_what_was_changed_before_the_row_is_locked_is_not_dropped(app):
    record = concession()
    with transaction():
        record.city = "Harfleur"
        lock_row(record)
        assert record.city == "Harfleur"
    db.session.expire_all()
    assert record.city == "Harfleur"


def test_only_its_own_table_is_locked(engine, account, statements):
    record = concession()
    statements.clear()
    with transaction():
        lock_row(record)
        lock_row(account)
    locks = [sent.rpartition("FOR ")[2] for sent in statements if " FOR " in sent]
    wanted = ["UPDATE OF concessions", "NO KEY UPDATE OF pro_accounts"]
    assert locks == ([] if engine == "sqlite" else wanted)


def test_to_whom_mails_or_events_are_owed_may_be_referred_to_while_locked():
    registry.load()
    shared = {mapper.class_.__name__ for mapper in Base.registry.mappers if mapper.class_.lock_shares_key}
    assert shared == {"Agent", "Company", "ProAccount", "Subscription"}


def test_a_row_that_is_gone_is_found_no_more(app, account):
    with transaction():
        assert find_locked(ProAccount, account.id) is account
        assert find_locked(ProAccount, 10**9) is None


def test_rows_are_locked_in_one_way():
    room = Path(models.__file__).parent
    own = [path for path in room.rglob("*.py") if "with_for_update(" in path.read_text(encoding="utf-8")]
    assert sorted(path.name for path in own) == ["locks.py"]


def test_many_rows_are_read_again_and_locked_without_what_is_read_along(app, account):
    query = locked(select(ProAccount).order_by(ProAccount.id), ProAccount)
    compiled = str(query.compile(dialect=postgresql.dialect()))
    assert compiled.endswith("FOR NO KEY UPDATE OF pro_accounts")
    with transaction() as session:
        [row] = session.scalars(query)
        assert row is account

"""What a list reads of other tables, told by names."""

from __future__ import annotations

import pytest
from sqlalchemy import event, select

from models import attachments
from models.cases import Case
from models.concessions import Concession
from models.kernel.base import db
from models.lists import loading
from tests.support.records import CODE, by, concession


@pytest.fixture
def statements(app):
    """Every statement that the database is sent."""
    sent = []

    def record(connection, cursor, statement, *rest):
        if statement.startswith("SELECT"):
            sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", record)
    yield sent
    event.remove(db.engine, "before_cursor_execute", record)


@pytest.fixture
def held(app, account, agent):
    """A record with its attachment, of which nothing is read yet."""
    attachments.attach(concession(), account, evidence="code", access_code=CODE, actor=by(agent))
    db.session.expunge_all()


def first(model, names):
    return db.session.scalars(select(model).options(*loading.options(model, names))).unique().first()


@pytest.mark.usefixtures("held")
def test_a_name_is_read_in_the_same_statement_however_long_the_way(statements):
    row = first(Concession, ("open_attachment.company", "-open_attachment.concession", "title_lock"))
    assert row.open_attachment.company.name and len(statements) == 1


@pytest.mark.usefixtures("held")
def test_what_is_left_alone_is_asked_for_when_it_is_needed(statements):
    row = first(Concession, ("open_attachment", "-open_attachment.*"))
    assert len(statements) == 1
    assert row.open_attachment.company.name and len(statements) > 1


def test_a_name_that_a_row_does_not_have_is_an_error():
    with pytest.raises(AttributeError):
        loading.options(Case, ("nowhere",))
    assert loading.options(Case, ()) == []

"""Plain rows: what was read, what the model says of it, and the entity for all else."""

from __future__ import annotations

from typing import Any

import pytest

from models import attachments
from models.attachments import Attachment
from models.concessions import Concession, ConcessionStatus
from models.kernel.base import db
from models.lists import paging
from models.lists.cursors import Order
from models.lists.rows import ALL, Reading
from tests.support import people, records
from tests.support.statements.work import watched

STANDING = ("closed_at", "code_is_weak", "code_hmac", "title_lock.closed_at", "title_lock.paused_until")


@pytest.fixture
def ids(app, agent):
    """Two records: one that is attached, one that is free."""
    made = [records.concession(), records.concession()]
    attachments.attach(
        made[0], people.active(), evidence="code", access_code=records.CODE, actor=records.by(agent)
    )
    numbers = [row.id for row in made]
    db.session.remove()
    return numbers


def read(paths: list[str], ids: list[int]) -> list[Any]:
    """The rows of these numbers, as a page reads them."""
    by_number = Order(Concession.id, Concession.id, False)
    query = paging.Query(Concession, by_number, [Concession.id.in_(ids)])
    return paging.page(query, 50, reading=Reading(Concession, paths)).rows


@pytest.mark.parametrize("descending", [False, True])
def test_a_page_of_plain_rows_is_the_page_of_entities(ids, descending):
    for _ in range(3):
        records.concession()
    query = paging.Query(Concession, Order(Concession.title_key, Concession.id, descending))
    reading, cursor = Reading(Concession, ["title"]), None
    for last in (False, False, True):
        plain = paging.page(query, 2, cursor=cursor, last=last, reading=reading)
        whole = paging.page(query, 2, cursor=cursor, last=last)
        assert [(row.id, row.title) for row in plain.rows] == [(row.id, row.title) for row in whole.rows]
        assert (plain.previous, plain.next) == (whole.previous, whole.next)
        cursor = None if last else plain.next


def test_a_row_answers_the_questions_of_its_model_in_one_statement(ids):
    with watched(db.engine) as work:
        held, free = read([*STANDING, "title", "reference", "open_attachment.company.name"], ids)
        assert (held.status, free.status) == (ConcessionStatus.ATTACHED, ConcessionStatus.FREE)
        assert free.label == f"{free.title} ({free.reference})"
        assert held.open_attachment.company.name.startswith("RESEAUX DU LITTORAL")
        assert free.open_attachment is None
    assert work.reads == 1


def test_what_was_not_read_is_asked_of_the_entity_once(ids):
    (row,) = read(["title"], ids[:1])
    entity = db.session.get_one(Concession, ids[0])
    assert "holder" not in vars(row)
    assert row.open_attachment.company.name == entity.open_attachment.company.name
    assert row.holder == entity.holder
    assert vars(row)["holder"] == entity.holder


def test_what_no_row_of_the_model_has_is_an_error(ids):
    (row,) = read(["title"], ids[:1])
    with pytest.raises(AttributeError):
        row.no_such_thing  # noqa: B018


def test_all_the_columns_of_a_table_may_be_read(ids):
    (row,) = read([ALL], ids[:1])
    assert {"holder", "siret", "imported_at", "version"} <= set(vars(row))


def test_many_rows_of_another_table_are_no_part_of_a_row():
    with pytest.raises(AssertionError):
        Reading(Attachment, ["referents.account_id"])

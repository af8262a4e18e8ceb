"""Many rows are written at once, and are what each would have been by itself."""

from __future__ import annotations

from typing import Any, cast

import pytest
from flask import Flask
from sqlalchemy import Table, event, select, text
from sqlalchemy.exc import IntegrityError

from models.concessions import Concession
from models.concessions.importing import blank, derive, set_code
from models.kernel import bulk
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.transactions import transaction
from models.lists import search
from tests.support.records import count

MANY = 3 * bulk.FEW
TABLE = cast(Table, Concession.__table__)


def rows(number: int = MANY) -> list[dict[str, Any]]:
    """Rows as an import has them."""
    made = []
    for each in range(number):
        values = blank(now()) | {"reference": f"ECR-{each}", "title": f"Quai\t{each} \\N d’été"}
        values["closed_at"] = now() if values.pop("closed") else None
        derive(values)
        set_code(values, "4827", "0" * 64, "key")
        made.append(values)
    return made


def held() -> list[Any]:
    """What the table holds, but for the numbers."""
    names = [column for column in TABLE.columns if column.name != "id"]
    return list(db.session.execute(select(*names).order_by(TABLE.c.id)))


def is_index_whole() -> bool:
    """Whether the search index of SQLite tells of each row what the row says; it fails where it does not."""
    if db.engine.dialect.name == "sqlite":
        statement = "INSERT INTO concessions_fts(concessions_fts, rank) VALUES ('integrity-check', 1)"
        with transaction() as session:
            session.execute(text(statement))
    return True


def test_many_rows_are_what_each_would_be_alone(app: Flask) -> None:
    made = rows()
    with transaction() as session:
        for row in made:
            bulk.add(session, TABLE, [row])
    alone = held()
    with transaction() as session:
        session.execute(TABLE.delete())
        bulk.add(session, TABLE, made)
    assert held() == alone and len(alone) == MANY
    assert is_index_whole()


def test_what_rows_leave_out_has_its_default(app: Flask) -> None:
    made = [{name: value for name, value in row.items() if name != "holder"} for row in rows()]
    with transaction() as session:
        bulk.add(session, TABLE, made)
    assert {row.holder for row in held()} == {""}


def test_many_rows_are_one_statement_for_the_search_index(app: Flask) -> None:
    sent: list[str] = []

    def keep(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", keep)
    try:
        with transaction() as session:
            bulk.add(session, TABLE, rows())
            whole = [statement for statement in sent if "INTO concessions " in statement]
            bulk.change(session, TABLE, [{"id": 1, "holder": "A"}, {"id": 2, "holder": "B"}])
    finally:
        event.remove(db.engine, "before_cursor_execute", keep)
    assert len(whole) == (1 if db.engine.dialect.name == "sqlite" else 0)  # a COPY is no statement of these
    assert len([statement for statement in sent if statement.startswith("UPDATE concessions")]) == 1


def test_a_changed_row_is_found_by_what_it_says_now(app: Flask) -> None:
    with transaction() as session:
        bulk.add(session, TABLE, rows())
    numbers = list(db.session.scalars(select(TABLE.c.id).order_by(TABLE.c.id)))
    moved = [{"id": number, "search": f"digue {number}", "closed_at": now()} for number in numbers[1:]]
    with transaction() as session:
        bulk.change(session, TABLE, moved)
    assert set(db.session.scalars(search.matching_ids(Concession, "digue"))) == set(numbers[1:])
    assert list(db.session.scalars(search.matching_ids(Concession, "quai"))) == numbers[:1]
    assert sum(row.closed_at is not None for row in held()) == MANY - 1
    assert is_index_whole()


def test_a_row_that_breaks_a_rule_keeps_all_out(app: Flask) -> None:
    made = rows()
    made[-1]["reference"] = made[0]["reference"]
    with pytest.raises(IntegrityError), transaction() as session:
        bulk.add(session, TABLE, made)
    assert count(Concession) == 0
    with transaction() as session:
        bulk.add(session, TABLE, rows())
    assert count(Concession) == MANY and is_index_whole()


def test_who_writes_many_rows_has_room_for_the_indexes_and_writes_each_page_once(app: Flask) -> None:
    if db.engine.dialect.name != "sqlite":
        return
    with transaction() as session:
        bulk.add(session, TABLE, rows(1))
        assert session.scalar(text("PRAGMA cache_size")) != -bulk.CACHE_KB, "a few rows need none"
        bulk.add(session, TABLE, [row | {"reference": f"B{n}"} for n, row in enumerate(rows())])
        assert session.scalar(text("PRAGMA cache_size")) == -bulk.CACHE_KB
        assert session.scalar(text("PRAGMA wal_autocheckpoint")) == bulk.CHECKPOINT


def test_times_and_lists_of_many_rows_are_converted_as_those_of_one() -> None:
    assert bulk._converted(str, [1, 2, 1]) == ["1", "2", "1"]
    assert bulk._converted(str, [[1], [2]]) == ["[1]", "[2]"]

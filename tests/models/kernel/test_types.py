"""A column holds the members of an enumeration, whose values are written once."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from pathlib import Path

import pytest
from sqlalchemy import Date, literal, select

import models
from models.kernel.base import db
from models.kernel.types import (
    BigId,
    UtcDateTime,
    is_one_of,
    listed,
    present,
    present_day,
    present_number,
)

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


class Tide(StrEnum):
    """Where the sea stands."""

    LOW = "low"
    HIGH = "high"


def test_a_check_lists_the_members_in_their_order():
    assert is_one_of("tide", Tide) == "tide IN ('low','high')"
    assert is_one_of("tide", Tide, blank=True) == "tide IN ('','low','high')"
    assert is_one_of("tide", (Tide.HIGH,)) == "tide IN ('high')"
    assert listed(Tide) == "'low','high'"


def test_no_check_types_a_value_anew():
    typed = re.compile(r"\bIN \('|(?:=|<>) '\w")
    room = Path(models.__file__).parent
    found = [
        f"{path.relative_to(room)}: {line.strip()}"
        for path in room.rglob("*.py")
        if "migrations" not in path.parts and "CheckConstraint(" in path.read_text(encoding="utf-8")
        for line in path.read_text(encoding="utf-8").splitlines()
        if typed.search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    "type_, given, later, made",
    [
        (UtcDateTime(), NOON, NOON + timedelta(hours=1), lambda: present(lambda: NOON)),
        (Date(), NOON.date(), date(2026, 1, 2), lambda: present_day(NOON.date)),
        (BigId, 1, 2, lambda: present_number(lambda: 1)),
    ],
)
def test_what_is_told_when_a_statement_runs_is_not_taken_for_what_was_given(app, type_, given, later, made):
    db.engine.clear_compiled_cache()
    row = select(literal(later, type_).label("value")).subquery()
    for least in (given, made()):
        assert db.session.scalar(select(row.c.value).where(row.c.value > least)) == later

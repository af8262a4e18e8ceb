"""A column holds the members of an enumeration, whose values are written once."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path

import models
from models.kernel.types import is_one_of, listed


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
        for path in room.rglob("tables.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if typed.search(line)
    ]
    assert found == []

"""Dates are read as offices write them; what is no day is refused."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.imports.reader import Cells, Line, What
from console.imports.reader.dates import DateRefused, read_date

QUIRKS = Path(__file__).parents[3] / "data" / "legacy_quirks"


def dates() -> list[tuple[str, str]]:
    with next(QUIRKS.glob("SYNTHETIC_09_*")).open(newline="") as file:
        return [(row["BRUT"], row["ATTENDU"]) for row in csv.DictReader(file, delimiter=";")]


@pytest.mark.parametrize(("typed", "expected"), dates())
def test_every_spelling_of_a_date_met_in_old_files(typed: str, expected: str) -> None:
    cells = Cells(Line(7, {"d": typed}))
    day = cells.date("d")
    assert (day.isoformat() if day else "") == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("12.07.2019", date(2019, 7, 12)),
        ("08/07/2019 08:00", date(2019, 7, 8)),
        ("2019-07-08 08:00:00", date(2019, 7, 8)),
        ("20190708", date(2019, 7, 8)),
        ("1er août 2019", date(2019, 8, 1)),
        ("3-févr.-19", date(2019, 2, 3)),
        ("03/06/98", date(1998, 6, 3)),
        ("2019-06-02T23:30:00Z", date(2019, 6, 3)),
        ("29/02/2020", date(2020, 2, 29)),
    ],
)
def test_other_spellings(typed: str, expected: date) -> None:
    assert read_date(typed) == expected


@pytest.mark.parametrize("typed", ["31/02/2019", "06/13/2019", "2019", "demain", "12345", "1/1/1/1", "é"])
def test_what_is_no_day_is_refused_not_forgotten(typed: str) -> None:
    cells = Cells(Line(7, {"d": typed}))
    assert cells.date("d") is None
    assert [p.problem for p in cells.problems] == [What.DATE_INVALID]


@given(st.one_of(st.text(), st.text("0123456789/-. TZ:+juin", max_size=25)))
def test_any_text_is_a_day_no_day_or_a_refusal(text: str) -> None:
    try:
        day = read_date(text)
    except DateRefused:
        return
    assert day is None or isinstance(day, date)

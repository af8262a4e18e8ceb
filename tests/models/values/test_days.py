"""Working days: Saturdays, Sundays and the eleven public holidays are none."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from models.values.days import (
    day_of,
    easter,
    is_plausible,
    is_working,
    last_plausible,
    public_holidays,
    working_days_after,
)

FRIDAY = datetime(2026, 11, 27, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    "sunday",
    ["1961-04-02", "2000-04-23", "2008-03-23", "2024-03-31", "2026-04-05", "2027-03-28", "2038-04-25"],
)
def test_easter_is_where_almanacs_put_it(sunday):
    day = date.fromisoformat(sunday)
    assert easter(day.year) == day and day.weekday() == 6


def test_the_public_holidays_of_a_year():
    holidays = "01-01 04-06 05-01 05-08 05-14 05-25 07-14 08-15 11-01 11-11 12-25"
    assert sorted(f"{day:%m-%d}" for day in public_holidays(2026)) == holidays.split()


def test_saturdays_and_sundays_are_left_out():
    assert working_days_after(FRIDAY, 1) == FRIDAY + timedelta(days=3)
    assert working_days_after(FRIDAY, 5) == FRIDAY + timedelta(days=7)
    assert working_days_after(FRIDAY + timedelta(days=1), 1) == FRIDAY + timedelta(days=3)


@pytest.mark.parametrize(
    ("moment", "days", "due"),
    [
        ("2026-12-24", 1, "2026-12-28"),  # Christmas, then a week-end
        ("2026-12-24", 5, "2027-01-04"),  # New Year's Day too
        ("2026-04-30", 1, "2026-05-04"),
        ("2026-05-07", 5, "2026-05-18"),  # 8 May and Ascension
        ("2026-07-13", 1, "2026-07-15"),
    ],
)
def test_public_holidays_are_left_out(moment, days, due):
    begun = datetime.fromisoformat(f"{moment}T10:00+00:00")
    assert working_days_after(begun, days).date().isoformat() == due


def test_a_day_is_a_day_in_le_havre():
    late_friday = datetime(2026, 12, 4, 23, 30, tzinfo=UTC)  # already Saturday there
    assert day_of(late_friday) == date(2026, 12, 5)
    assert working_days_after(late_friday, 1) == late_friday + timedelta(days=2)


def test_the_hour_stays_the_same_when_the_clocks_change():
    friday = datetime(2026, 10, 23, 8, tzinfo=UTC)  # 10 o'clock there; the clocks go back on Sunday
    assert working_days_after(friday, 1) == datetime(2026, 10, 26, 9, tzinfo=UTC)


def test_every_working_day_is_a_weekday():
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    assert sum(map(is_working, days)) == 252


@pytest.mark.parametrize(
    ("typed", "ahead", "plausible"),
    [
        ("0205-02-01", True, False),
        ("1899-12-31", True, False),
        ("1900-01-01", True, True),
        ("2026-11-27", False, True),
        ("2026-11-28", False, False),
        ("2036-12-31", True, True),
        ("2037-01-01", True, False),
        ("9999-12-31", True, False),
    ],
)
def test_days_lie_between_1900_and_what_may_be_planned(typed, ahead, plausible):
    today = FRIDAY.date()
    assert is_plausible(date.fromisoformat(typed), today, ahead=ahead) is plausible
    assert is_plausible(last_plausible(today, ahead=ahead), today, ahead=ahead)

"""Days as Le Havre counts them: the date of a moment, public holidays, working days."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")

_FIXED = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
_AFTER_EASTER = (1, 39, 50)
"""Easter Monday, Ascension, Whit Monday: so many days after Easter Sunday."""


def day_of(moment: datetime) -> date:
    """The date of a moment in Le Havre."""
    return moment.astimezone(PARIS).date()


def years_before(moment: datetime, years: int) -> datetime:
    """The same day and hour, so many years earlier; 29 February becomes the 28th."""
    try:
        return moment.replace(year=moment.year - years)
    except ValueError:
        return moment.replace(year=moment.year - years, day=28)


def easter(year: int) -> date:
    """Easter Sunday of a Gregorian year (Butcher's computation)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    h = (19 * a + b - d - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=16)
def public_holidays(year: int) -> frozenset[date]:
    """The eleven public holidays of metropolitan France (Code du travail, L3133-1)."""
    moving = (easter(year) + timedelta(days=days) for days in _AFTER_EASTER)
    return frozenset([*(date(year, month, day) for month, day in _FIXED), *moving])


def is_working(day: date) -> bool:
    """Whether offices are open: neither a Saturday, a Sunday nor a public holiday."""
    return day.weekday() < 5 and day not in public_holidays(day.year)


def working_days_after(moment: datetime, days: int) -> datetime:
    """The same hour in Le Havre, so many working days later."""
    there = moment.astimezone(PARIS)
    while days:
        there += timedelta(days=1)
        days -= is_working(there.date())
    return there.astimezone(moment.tzinfo)

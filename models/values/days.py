"""Days as Le Havre counts them: the date of a moment, public holidays, working days."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from models.kernel.clock import now
from models.kernel.errors import DomainError

PARIS = ZoneInfo("Europe/Paris")

FIRST_PLAUSIBLE = date(1900, 1, 1)
"""The oldest day that anything here may bear: an earlier one is a year that lost digits, `05/03/0024`."""

YEARS_AHEAD = 10
"""How far ahead of today a day may be planned. No permission to open the road is asked for so early; what
lies further is a slip, or what databases write for *never*, 9999-12-31."""

_FIXED = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
_AFTER_EASTER = (1, 39, 50)
"""Easter Monday, Ascension, Whit Monday: so many days after Easter Sunday."""


class DayImplausible(DomainError):
    """A day outside the window in which anything happens or is planned here (facts: `last`)."""

    def __init__(self, *, field: str, last: date) -> None:
        super().__init__(last=last)
        self.field = field  # type: ignore[misc]


def last_plausible(today: date, *, ahead: bool = True) -> date:
    """The last day that may be planned; without `ahead`, the last that something may have happened on."""
    return date(today.year + YEARS_AHEAD, 12, 31) if ahead else today


def is_plausible(day: date, today: date, *, ahead: bool = True) -> bool:
    """Whether something may bear that day. The one rule of all dates that are typed or come in by file."""
    return FIRST_PLAUSIBLE <= day and (day <= today or day <= last_plausible(today, ahead=ahead))


def day_of(moment: datetime) -> date:
    """The date of a moment in Le Havre."""
    return moment.astimezone(PARIS).date()


def today() -> date:
    """The date in Le Havre now: the only day that the product calls today."""
    return day_of(now())


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

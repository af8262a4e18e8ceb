"""Dates as offices write them: French, ISO, in words, and as a spreadsheet's serial number."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from console.imports.reader.blanks import is_left_empty
from models.values.text import fold

PARIS = ZoneInfo("Europe/Paris")
SPREADSHEET_ORIGIN = date(1899, 12, 30)
FIRST_SERIAL, LAST_SERIAL = 20_000, 80_000  # 1954 to 2119
NO_DATE = {date(1899, 12, 30), date(1899, 12, 31), date(1900, 1, 1)}
"""What databases and spreadsheets write when they know no date."""

TWO_DIGIT_PIVOT = 50

MONTHS = {
    "janvier": 1, "janv": 1, "jan": 1, "fevrier": 2, "fevr": 2, "fev": 2, "mars": 3, "mar": 3,
    "avril": 4, "avr": 4, "mai": 5, "juin": 6, "juillet": 7, "juil": 7, "aout": 8, "septembre": 9,
    "sept": 9, "sep": 9, "octobre": 10, "oct": 10, "novembre": 11, "nov": 11, "decembre": 12, "dec": 12,
}  # fmt: skip

_TIME = r"(?:[ T]+\d{1,2}[:h]\d{2}(?::\d{2})?(?:[.,]\d+)?)?"
_FRENCH = re.compile(rf"(\d{{1,2}})[/.\- ](\d{{1,2}})[/.\- ](\d{{4}}|\d{{2}}){_TIME}", re.ASCII)
_ISO = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_TIME}", re.ASCII)
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})", re.ASCII)
_WORDS = re.compile(r"(?:[a-z]+ )?(\d{1,2})(?:er)? ([a-z]+) (\d{4}|\d{2})", re.ASCII)
_ZEROS = re.compile(r"0{1,4}[-/. ]0{1,2}[-/. ]0{1,4}(?: 0{1,2}:00(?::00)?)?", re.ASCII)
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?", re.ASCII)


class DateRefused(Exception):
    """A text that is no date, or a day that does not exist."""


@lru_cache(maxsize=20_000)
def read_date(text: str) -> date | None:
    """The day; None when the text says that there is none. Raises `DateRefused`."""
    typed = text.strip()
    if is_left_empty(typed) or _ZEROS.fullmatch(typed):
        return None
    try:
        day = _day(typed)
    except (ValueError, OverflowError) as impossible:
        raise DateRefused(text) from impossible
    if day is None:
        raise DateRefused(text)
    return None if day in NO_DATE else day


def _day(typed: str) -> date | None:
    if found := _FRENCH.fullmatch(typed):
        return date(_year(found[3]), int(found[2]), int(found[1]))
    if (found := _ISO.fullmatch(typed)) or (found := _COMPACT.fullmatch(typed)):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _SERIAL.fullmatch(typed):
        serial = int(found[1])
        return SPREADSHEET_ORIGIN + timedelta(serial) if FIRST_SERIAL <= serial <= LAST_SERIAL else None
    if (found := _WORDS.fullmatch(fold(typed))) and found[2] in MONTHS:
        return date(_year(found[3]), MONTHS[found[2]], int(found[1]))
    if typed[:4].isdigit() and "T" in typed:
        # An instant with its zone: the day is the one in France, where the works were.
        instant = datetime.fromisoformat(typed)
        return instant.astimezone(PARIS).date() if instant.tzinfo else instant.date()
    return None


def _year(digits: str) -> int:
    year = int(digits)
    if len(digits) == 4:
        return year
    return year + (2000 if year <= TWO_DIGIT_PIVOT else 1900)

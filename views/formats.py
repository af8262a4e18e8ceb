"""How dates, numbers and numbers-with-spaces are written in French, with no-break spaces."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from markupsafe import escape

from models.kernel.clock import now
from models.values.contacts import show_phone
from models.values.days import PARIS

NBSP = "\u00a0"
"""The one no-break space of the product: every font and every screen reader knows it."""

MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
SHORT_MONTHS = (
    "janv.",
    "févr.",
    "mars",
    "avr.",
    "mai",
    "juin",
    "juil.",
    "août",
    "sept.",
    "oct.",
    "nov.",
    "déc.",
)


def local(moment: datetime) -> datetime:
    """The moment on a clock of Le Havre."""
    return moment.astimezone(PARIS)


class Written(NamedTuple):
    """What is written of a moment, whatever the time it is now: `exact` is whole, `short` for tables."""

    day: date
    iso: str
    exact: str
    short: str


def written(value: datetime) -> Written:
    """The same each time: a list shows fifty moments, and the next who looks the same ones."""
    # In UTC: Python takes both of a clock's 2 h 30, the night it is put back, for the same moment.
    return _written(value.astimezone(UTC))


@lru_cache(4_000)
def _written(value: datetime) -> Written:
    here = local(value)
    on, at = here.date(), _clock(here)
    return Written(
        on, here.isoformat(timespec="seconds"), f"{_day(on)} à {at}", f"{_day(on, SHORT_MONTHS)}, {at}"
    )


def clock(moment: datetime) -> str:
    """`9 h 47`, and `8 h` on the hour."""
    return _clock(local(moment))


def _clock(here: datetime) -> str:
    minutes = f"{NBSP}{here.minute:02d}" if here.minute else ""
    return f"{here.hour}{NBSP}h{minutes}"


def _date(value: date | datetime) -> date:
    return local(value).date() if isinstance(value, datetime) else value


def _first(value: int) -> str:
    return "1er" if value == 1 else str(value)


def day(value: date | datetime) -> str:
    """`23 novembre 2026`, `1er octobre 2026`."""
    return _day(_date(value))


def _day(on: date, months: Sequence[str] = MONTHS) -> str:
    return f"{_first(on.day)}{NBSP}{months[on.month - 1]}{NBSP}{on.year}"


def day_short(value: date | datetime) -> str:
    """`23 nov. 2026`, for tables."""
    return _day(_date(value), SHORT_MONTHS)


def moment(value: datetime) -> str:
    """`23 novembre 2026 à 9 h 58`."""
    return written(value).exact


def ago(value: datetime, *, at: datetime | None = None) -> str:
    """How far off: `à l’instant`, `il y a 5 minutes`, `hier`, `il y a 3 jours`, `dans 2 heures`, `demain`."""
    here = at or now()
    seconds, days = (here - value).total_seconds(), (_date(here) - _date(value)).days
    past, near = seconds >= 0, abs(seconds)
    if near < 60:
        return "à l’instant" if past else "dans moins d’une minute"
    if abs(days) == 1 and near >= 3600:
        return "hier" if past else "demain"
    return f"{'il y a' if past else 'dans'} {_span(near, abs(days))}"


def _span(seconds: float, days: int) -> str:
    if seconds < 3600:
        return plural(int(seconds // 60), "minute")
    if days == 0:
        return plural(int(seconds // 3600), "heure")
    if days < 60:
        return plural(days, "jour")
    return plural(days // 30, "mois", "mois") if days < 730 else plural(days // 365, "an")


def time_left(left: timedelta) -> str:
    """A deadline as one counts it down: `dans 40 min`, `dans 3 h`, `dans 4 jours`, `à tout moment`."""
    minutes = int(left.total_seconds() // 60)
    if minutes <= 0:
        return "à tout moment"
    if minutes < 60:
        return f"dans {minutes}{NBSP}min"
    hours = minutes // 60
    return f"dans {hours}{NBSP}h" if hours < 48 else f"dans {plural(hours // 24, 'jour')}"


NEAR = {0: "Aujourd’hui", 1: "Hier", -1: "Demain"}
"""The days that have a name, by how long ago they are."""


def stamp(value: datetime, *, at: datetime | None = None) -> str:
    """A time in a list: `Il y a 5 minutes`, `Aujourd’hui, 9 h 02`, `Hier, 18 h 40`, `12 nov. 2026, 9 h 02`.

    In words where it is near. The exact one is never far: `<time>` carries it (title, datetime), a history
    adds the clock (`story`), a fact of a detail is the whole moment.
    """
    here = at or now()
    if abs((here - value).total_seconds()) < 3600:
        return _capital(ago(value, at=here))
    known = written(value)
    name = NEAR.get((_date(here) - known.day).days)
    return f"{name}, {clock(value)}" if name else known.short


def story(value: datetime, *, at: datetime | None = None) -> str:
    """A time in a history: `Il y a 5 minutes, à 9 h 02`, else as in a list; never without its clock."""
    here = at or now()
    shown = stamp(value, at=here)
    return shown if shown.endswith(clock(value)) else f"{shown}, à {clock(value)}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def iso(value: date | datetime) -> str:
    """What the `datetime` attribute of `<time>` holds."""
    return written(value).iso if isinstance(value, datetime) else value.isoformat()


def number(value: int) -> str:
    """`18 240`."""
    return f"{value:,}".replace(",", NBSP)


def size(count: int) -> str:
    """Bytes as people read them: `412 Ko`, `2,3 Mo`."""
    if count < 1024 * 1024:
        return f"{number((count + 1023) // 1024)}{NBSP}Ko"
    return f"{count / 1024 / 1024:.1f}{NBSP}Mo".replace(".", ",")


_GROUPS = re.compile(rf"[0-9+{NBSP}]*")
"""What holds nothing to be escaped."""


class Grouped(str):
    """Digits told in groups. In a page the gaps are drawn, not typed: what is copied or sought has none."""

    __slots__ = ()

    def __html__(self) -> str:
        first, *others = (str(self) if _GROUPS.fullmatch(self) else str(escape(str(self)))).split(NBSP)
        return first + "".join([f"<b-g>{group}</b-g>" for group in others])


_SIRET = re.compile(r"[0-9]{14}")


def siret(value: str) -> str:
    """`200 084 952 00015`; anything that is not fourteen digits is shown as it is."""
    if not _SIRET.fullmatch(value):
        return value
    return Grouped(NBSP.join((value[:3], value[3:6], value[6:9], value[9:])))


def siret_and_city(number: str, city: str) -> str:
    """By which two companies of one name are told apart."""
    return ", ".join(filter(None, (siret(number), city)))


def siren(value: str) -> str:
    """`200 084 952`."""
    whole = re.fullmatch(r"[0-9]{9}", value)
    return Grouped(NBSP.join((value[:3], value[3:6], value[6:]))) if whole else value


def phone(value: str) -> str:
    """A stored number as people say it: `02 35 22 25 25`, `+44 20 7946 0000`."""
    return Grouped(show_phone(value).replace(" ", NBSP))


def typo(text: str) -> str:
    """French spacing: no break before `: ; ? ! »` nor after `«`."""
    return re.sub(r" ([:;?!»])", NBSP + r"\1", re.sub("« ", "«" + NBSP, text))


def plural(count: int, noun: str, many: str | None = None) -> str:
    """`1 concession`, `18 concessions`, `0 concession`: French counts from two."""
    return f"{number(count)}{NBSP}{noun if abs(count) < 2 else (many or noun + 's')}"


def on_map(point: str) -> str:
    """Where a point (`49.49380, 0.10770`) is seen on a map of somebody else's."""
    latitude, longitude = point.split(", ")
    return f"https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}#map=18/{latitude}/{longitude}"


FILTERS = {
    "clock": clock,
    "day": day,
    "day_short": day_short,
    "moment": moment,
    "stamp": stamp,
    "story": story,
    "ago": ago,
    "iso": iso,
    "number": number,
    "size": size,
    "siret": siret,
    "siren": siren,
    "phone": phone,
    "typo": typo,
    "plural": plural,
    "on_map": on_map,
}

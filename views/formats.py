"""How dates, numbers and numbers-with-spaces are written in French, with no-break spaces."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

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


def clock(moment: datetime) -> str:
    """`9 h 47`, and `8 h` on the hour."""
    here = local(moment)
    minutes = f"{NBSP}{here.minute:02d}" if here.minute else ""
    return f"{here.hour}{NBSP}h{minutes}"


def _date(value: date | datetime) -> date:
    return local(value).date() if isinstance(value, datetime) else value


def _first(value: int) -> str:
    return "1er" if value == 1 else str(value)


def day(value: date | datetime) -> str:
    """`23 novembre 2026`, `1er octobre 2026`."""
    on = _date(value)
    return f"{_first(on.day)}{NBSP}{MONTHS[on.month - 1]}{NBSP}{on.year}"


def day_short(value: date | datetime) -> str:
    """`23 nov. 2026`, for tables."""
    on = _date(value)
    return f"{_first(on.day)}{NBSP}{SHORT_MONTHS[on.month - 1]}{NBSP}{on.year}"


def moment(value: datetime) -> str:
    """`23 novembre 2026 à 9 h 58`."""
    return f"{day(value)} à {clock(value)}"


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


def stamp(value: datetime, *, at: datetime | None = None) -> str:
    """A time in a list: `Il y a 5 minutes`, `Aujourd’hui, 9 h 02`, `Hier, 18 h 40`, `12 nov. 2026, 9 h 02`.

    In words where it is near. The exact one is never far: `<time>` carries it (title, datetime), a history
    adds the clock (`story`), a fact of a detail is the whole moment.
    """
    here = at or now()
    if abs((here - value).total_seconds()) < 3600:
        return _capital(ago(value, at=here))
    name = {0: "Aujourd’hui", 1: "Hier", -1: "Demain"}.get((_date(here) - _date(value)).days)
    return f"{name or day_short(value)}, {clock(value)}"


def story(value: datetime, *, at: datetime | None = None) -> str:
    """A time in a history: `Il y a 5 minutes, à 9 h 02`, else as in a list; never without its clock."""
    here = at or now()
    shown = stamp(value, at=here)
    return shown if shown.endswith(clock(value)) else f"{shown}, à {clock(value)}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def iso(value: date | datetime) -> str:
    """What the `datetime` attribute of `<time>` holds."""
    return local(value).isoformat(timespec="seconds") if isinstance(value, datetime) else value.isoformat()


def number(value: int) -> str:
    """`18 240`."""
    return f"{value:,}".replace(",", NBSP)


def size(count: int) -> str:
    """Bytes as people read them: `412 Ko`, `2,3 Mo`."""
    if count < 1024 * 1024:
        return f"{number((count + 1023) // 1024)}{NBSP}Ko"
    return f"{count / 1024 / 1024:.1f}{NBSP}Mo".replace(".", ",")


class Grouped(str):
    """Digits told in groups. In a page the gaps are drawn, not typed: what is copied or sought has none."""

    __slots__ = ()

    def __html__(self) -> str:
        first, *others = str(escape(str(self))).split(NBSP)
        return first + "".join([f"<b-g>{group}</b-g>" for group in others])


def siret(value: str) -> str:
    """`200 084 952 00015`; anything that is not fourteen digits is shown as it is."""
    if not re.fullmatch(r"[0-9]{14}", value):
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

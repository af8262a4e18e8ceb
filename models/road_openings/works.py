"""What a request asks for: parsed at the door, incomplete in a draft, whole when it is filed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from enum import StrEnum

from models.kernel.errors import DomainError
from models.values import communes, coordinates, days
from models.values.days import DayImplausible, day_of, is_plausible, last_plausible

NOTICE = timedelta(days=15)
"""Works start at least this long after the day of filing."""

SHORTEST_URGENCY = 20
"""Signs of the reason for which works did not wait."""

LONGEST_PURPOSE = 1_000
"""Signs of a purpose; those of real orders reach 716."""

COMPULSORY = (
    "purpose",
    "street",
    "postcode",
    "city",
    "starts_on",
    "ends_on",
    "work_kind",
    "surface",
    "traffic",
)
"""What filing demands besides the concession; a draft may lack any of it."""


class WorkKind(StrEnum):
    """The kind of works."""

    CREATION = "creation"
    RENEWAL = "renouvellement"
    REPAIR = "reparation"
    CONNECTION = "branchement"
    REMOVAL = "suppression"
    OTHER = "autre"


class Surface(StrEnum):
    """What is dug up."""

    CARRIAGEWAY = "chaussee"
    FOOTWAY = "trottoir"
    CYCLEWAY = "piste-cyclable"
    VERGE = "accotement"


class Traffic(StrEnum):
    """What the works do to traffic."""

    NONE = "aucune"
    FOOTWAY = "trottoir"
    ALTERNATE = "alternat"
    NARROWED = "chaussee-retrecie"
    CLOSED = "route-barree"


class RequestIncomplete(DomainError):
    """Filing demands what a draft may lack (facts: `missing`, names of fields)."""


class NoticeTooShort(DomainError):
    """Works that start less than fifteen days after the filing (facts: `earliest`)."""

    field = "starts_on"


class NotUrgent(DomainError):
    """Works that have not begun yet are asked for in the ordinary way."""

    field = "starts_on"


class UrgencyUnexplained(DomainError):
    """Why works did not wait takes a sentence (facts: `shortest`)."""

    field = "urgency"


class EndsBeforeStart(DomainError):
    """Works cannot end before they start."""

    field = "ends_on"


class CommuneUnknown(DomainError):
    """Not one of the 54 communes."""

    field = "city"


class PostcodeElsewhere(DomainError):
    """The postcode is not one of the commune's (facts: `city`, `postcodes`)."""

    field = "postcode"


class PointRefused(DomainError):
    """No point of the community, in any way of writing one."""

    field = "point"


@dataclass(frozen=True)
class Works:
    """The answers of the form. `surface` holds values of `Surface`, in their order."""

    purpose: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    point: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    work_kind: str = ""
    surface: tuple[str, ...] = ()
    traffic: str = ""
    description: str = ""
    contractor: str = ""
    site_contact: str = ""
    urgency: str = ""
    """Why the works did not wait; empty for all that did."""

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """The names of the answers, those of the columns too."""
        return tuple(answer.name for answer in fields(cls))


def parse_point(text: str) -> str:
    """`49.49380, 0.10770` from however it was pasted; raises `PointRefused`."""
    found = coordinates.parse(text)
    if found is None:
        raise PointRefused
    return found


def earliest_start(moment: datetime) -> date:
    """The first day for works of a request filed at that moment."""
    return day_of(moment) + NOTICE


def missing(works: Works) -> list[str]:
    """Which compulsory answers are not there."""
    return [name for name in COMPULSORY if not getattr(works, name)]


def refusals(works: Works, moment: datetime) -> Iterable[DomainError]:
    """Everything that keeps these works from being asked for at that moment."""
    if lacking := missing(works):
        yield RequestIncomplete(missing=lacking)
    yield from wrong_answers(works)
    if works.urgency:
        yield from _wrong_urgency(works, day_of(moment))
        return
    earliest = earliest_start(moment)
    if works.starts_on is not None and works.starts_on < earliest:
        yield NoticeTooShort(earliest=earliest)


def _wrong_urgency(works: Works, today: date) -> Iterable[DomainError]:
    """Urgent works are told of once they have begun, with the reason for which they did not wait."""
    if works.starts_on is not None and works.starts_on > today:
        yield NotUrgent()
    if len(works.urgency) < SHORTEST_URGENCY:
        yield UrgencyUnexplained(shortest=SHORTEST_URGENCY)


def wrong_answers(works: Works) -> Iterable[DomainError]:
    """What is wrong whenever it is said, in a draft too."""
    today = days.today()
    for name in ("starts_on", "ends_on"):
        day = getattr(works, name)
        if day is not None and not is_plausible(day, today):
            yield DayImplausible(field=name, last=last_plausible(today))
    if works.starts_on and works.ends_on and works.ends_on < works.starts_on:
        yield EndsBeforeStart()
    commune = communes.find(works.city) if works.city else None
    if works.city and commune is None:
        yield CommuneUnknown()
    if commune is not None and works.postcode and works.postcode not in commune.postcodes:
        yield PostcodeElsewhere(city=commune.name, postcodes=" ou ".join(commune.postcodes))

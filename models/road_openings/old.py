"""Takes the old portal's requests in: they belong to no company, but to whoever holds their concession."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from models import audit
from models.audit import AuditAction
from models.concessions import Concession, ConcessionKind
from models.kernel import optimistic_lock
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.errors import NotAllowed
from models.kernel.locks import lock
from models.kernel.transactions import transaction
from models.permissions import Permission
from models.road_openings.states import RequestState, is_over
from models.road_openings.steps import RequestMove
from models.road_openings.tables import RoadOpeningRequest
from models.values import communes
from models.values.days import PARIS, today
from models.values.text import fold, title_key

CHUNK = 500
"""Requests of one transaction, with one event."""

_OURS = re.compile(r"OV-(\d{4})-(\d{4,8})", re.ASCII)
_UNSAFE = re.compile(r"[^\w.-]+")
_RESERVED = {"nouvelle"}
"""What an address already means something else by."""

COLUMNS_OF = {"filed_on": ("filed_at", "first_filed_at")}
"""The columns of the table that a fact of a line fills, where they bear another name."""

ERASABLE = ("purpose", "street", "city", "starts_on", "ends_on", "order_number", "filed_at")
"""What an empty cell can take away."""


class Why(StrEnum):
    """Why a request is not taken."""

    NUMBER = "number"
    TITLE_UNKNOWN = "title-unknown"
    TITLE_AMBIGUOUS = "title-ambiguous"
    TAKEN = "taken"


@dataclass(frozen=True, slots=True)
class OldRequest:
    """One line of a file."""

    line: int
    number: str
    title: str
    state: RequestState
    purpose: str = ""
    street: str = ""
    city: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    filed_on: date | None = None
    order_number: str = ""
    concession: str = ""
    """The reference of its concession, which tells apart those of one title."""

    untold: frozenset[str] = frozenset()
    """Names of what its file has no column for: a known request keeps what it has."""

    @property
    def reference(self) -> str:
        """Its number as an address can hold it."""
        plain = _UNSAFE.sub("-", self.number).strip("-.")[:60]
        return "" if plain in _RESERVED else plain


@dataclass
class OldTaken:
    """What became of them.

    `refused` names the lines that were not taken, `erased` the known values that an empty cell took away: the
    line, the name of the fact, the value. `changes` are the lines that change a request, with what it said
    before and says after.
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: list[tuple[OldRequest, Why]] = field(default_factory=list)
    erased: list[tuple[OldRequest, str, str | date]] = field(default_factory=list)
    changes: list[tuple[OldRequest, dict[str, object], dict[str, object]]] = field(default_factory=list)

    def add(self, other: OldTaken) -> None:
        """Sums up, for a whole file."""
        self.created += other.created
        self.updated += other.updated
        self.unchanged += other.unchanged
        self.refused += other.refused
        self.erased += other.erased


def take(records: Sequence[OldRequest], *, file: str, dry_run: bool = False, actor: Actor) -> OldTaken:
    """Adds or updates requests, each reference once, in one transaction with one event.

    The same ones again change nothing. What was moved here since it was taken in keeps its state. Raises
    `NotAllowed`.
    """
    if not actor.may(Permission.IMPORT):
        raise NotAllowed
    taken = OldTaken()
    with transaction() as session:
        lock("import-requests")
        with session.no_autoflush:
            known, concessions = _known(records), _Concessions()
            for record in records:
                _take(record, taken, known, concessions, dry_run)
        if not dry_run and (taken.created or taken.updated):
            values = {
                "file": file,
                "lines": [records[0].line, records[-1].line],
                "created": taken.created,
                "updated": taken.updated,
            }
            audit.record(AuditAction.REQUESTS_IMPORTED, ("import", None), actor=actor, after=values)
        session.flush()
    return taken


def _known(records: Sequence[OldRequest]) -> dict[str, RoadOpeningRequest]:
    """The requests that are there already, by reference, each with its moves."""
    query = select(RoadOpeningRequest).where(
        RoadOpeningRequest.reference.in_([record.reference for record in records if record.reference])
    )
    found = db.session.scalars(query.options(selectinload(RoadOpeningRequest.moves)))
    return {request.reference: request for request in found}


def _take(
    record: OldRequest,
    taken: OldTaken,
    known: dict[str, RoadOpeningRequest],
    concessions: _Concessions,
    dry_run: bool,
) -> None:
    concession = concessions.find(record.title, record.concession)
    if not record.reference:
        taken.refused.append((record, Why.NUMBER))
    elif isinstance(concession, Why):
        taken.refused.append((record, concession))
    else:
        held = known.get(record.reference)
        if held is None:
            taken.created += 1
            if not dry_run:
                _add(record, concession)
        elif not held.is_imported:
            taken.refused.append((record, Why.TAKEN))
        else:
            _update(record, held, concession, taken, dry_run)


class _Concessions:
    """The concessions of titles, each asked for once: requests of one title follow one another."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], Concession | Why] = {}

    def find(self, title: str, reference: str) -> Concession | Why:
        """As `_concession`."""
        key = (title, reference)
        if key not in self._found:
            self._found[key] = _concession(title, reference)
        return self._found[key]


def _concession(title: str, reference: str) -> Concession | Why:
    """The voirie record of that title: the one of that reference, the open one, else the only closed one.

    Of several whose titles are the same but for a spelling, the one that is spelt as the line has it.
    """
    query = select(Concession).where(
        Concession.title_key == title_key(title)[:250], Concession.kind == ConcessionKind.VOIRIE.value
    )
    if reference and (named := db.session.scalar(query.where(Concession.reference == reference))):
        return named
    found = list(db.session.scalars(query.order_by(Concession.id).limit(20)))
    candidates = [record for record in found if record.closed_at is None] or found
    if len(candidates) > 1:
        spelt = fold(title)
        candidates = [record for record in candidates if fold(record.title) == spelt] or candidates
    if len(candidates) == 1:
        return candidates[0]
    return Why.TITLE_AMBIGUOUS if candidates else Why.TITLE_UNKNOWN


def _facts(record: OldRequest) -> dict[str, object]:
    commune = communes.find(record.city)
    filed_at = datetime.combine(record.filed_on, time(12), PARIS) if record.filed_on else None
    return {
        "purpose": record.purpose,
        "street": record.street,
        "city": commune.name if commune is not None else record.city,
        "starts_on": record.starts_on,
        "ends_on": record.ends_on,
        "order_number": record.order_number,
        "filed_at": filed_at,
        "first_filed_at": filed_at,
        "state": _state(record).value,
    }


def _state(record: OldRequest) -> RequestState:
    """What its file says, unless its works are long over by their dates: nobody tells more of them."""
    over = is_over(record.state, record.ends_on, today())
    return RequestState.CLOSED if over else record.state


def _add(record: OldRequest, concession: Concession) -> None:
    facts, moment = _facts(record), now()
    since = facts["filed_at"] or moment
    made = RoadOpeningRequest(
        reference=record.reference,
        concession=concession,
        created_at=since,
        moved_at=since,
        imported_at=moment,
        surface=[],
        **facts,
    )
    if (ours := _OURS.fullmatch(record.reference)) and f"{int(ours[2]):04d}" == ours[2]:
        made.year, made.number = int(ours[1]), int(ours[2])  # so that no new request bears it
    made.refresh_search()
    before = record.state.value if made.state != record.state.value else None
    made.moves = [RequestMove(at=since, before=before, after=made.state)]
    db.session.add(made)


def _update(
    record: OldRequest, known: RoadOpeningRequest, concession: Concession, taken: OldTaken, dry_run: bool
) -> None:
    facts = _facts(record)
    if len(known.moves) > 1:  # it lives here now
        for name in ("state", "filed_at", "first_filed_at", "order_number"):
            del facts[name]
    if known.amending_number:  # its dates were decided here
        del facts["starts_on"], facts["ends_on"]
    for name in record.untold:
        for column in COLUMNS_OF.get(name, (name,)):
            facts.pop(column, None)
    changed = {name: value for name, value in facts.items() if getattr(known, name) != value}
    taken.erased += [
        (record, name, getattr(known, name))
        for name, value in changed.items()
        if name in ERASABLE and not value and getattr(known, name)
    ]
    if not changed and known.concession_id == concession.id:
        taken.unchanged += 1
        return
    taken.updated += 1
    before = {name: getattr(known, name) for name in changed}
    after = dict(changed)
    if known.concession_id != concession.id:
        before["concession"], after["concession"] = known.concession.title, concession.title
    taken.changes.append((record, before, after))
    if dry_run:
        return
    for name, value in changed.items():
        setattr(known, name, value)
    known.concession = concession
    optimistic_lock.advance(known)
    if "state" in changed:
        for move in known.moves:
            move.after = known.state
    known.refresh_search()

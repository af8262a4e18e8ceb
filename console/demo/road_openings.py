"""Road openings of the demonstration, in each state; two are late, some come from the old portal."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from console.demo.words import POINTS, STREETS, WORKS
from models.accounts import ProAccount
from models.attachments import Attachment
from models.audit import AuditAction
from models.audit.writing import Entry, write
from models.concessions import Concession, ConcessionKind
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.road_openings import RequestMove, RequestState, RoadOpeningRequest, StepKind, earliest_start
from models.road_openings.orders import OrderKind, Partner, PermitOrder
from models.road_openings.orders.issuing import facts_of
from models.values import contacts
from models.values.days import day_of

_S = RequestState
_GRANTED = (_S.FILED, _S.EXAMINED, _S.GRANTED)

PATHS: tuple[tuple[int, tuple[RequestState, ...]], ...] = (
    (1, ()),
    (2, (_S.FILED,)),
    (19, (_S.FILED,)),
    (6, (_S.FILED, _S.INCOMPLETE)),
    (9, (_S.FILED, _S.EXAMINED)),
    (22, (_S.FILED, _S.EXAMINED)),
    (14, _GRANTED),
    (12, (_S.FILED, _S.EXAMINED, _S.REFUSED)),
    (5, (_S.FILED, _S.WITHDRAWN)),
    (21, (*_GRANTED, _S.STARTED)),
    (26, (*_GRANTED, _S.STARTED, _S.FINISHED)),
    (28, (*_GRANTED, _S.STARTED, _S.FINISHED, _S.CLOSED)),
    (17, (*_GRANTED, _S.ABROGATED)),
    (29, (*_GRANTED, _S.LAPSED)),
    (3, (_S.FILED,)),
)
"""How many days ago each was begun, and the states that it went through since."""

UNPLACED = 4
"""Of the paths, the one whose company gave no point."""

PROLONGED, URGENT = 6, 14
"""Of the paths, the one for which more time is asked, and the one that did not wait."""

LATE = (2, 5)
"""Of the paths, those whose decision is late: theirs must be the first attachments."""

SOON = timedelta(hours=1)
"""After a record is attached, the first request may be begun."""

OLD = ((_S.FINISHED, 400), (_S.CLOSED, 700))
"""Of the old portal: where they stood, and how many days ago they were filed."""

REASONS = {
    _S.INCOMPLETE: "Il manque le plan de déviation.",
    _S.REFUSED: "La rue est sous garantie jusqu’en mai.",
    _S.ABROGATED: "La chaussée s’est affaissée : la rue est fermée.",
}
URGENCY = "Fuite de gaz au droit de l’école : la conduite a été reprise le jour même."
MORE_TIME = "Le fournisseur livre les regards une semaine plus tard."
ORDERED: dict[str, OrderKind] = {_S.GRANTED: OrderKind.GRANTED, _S.ABROGATED: OrderKind.ABROGATED}
PARTNERS = (
    ("Sapeurs-pompiers", "prevision@pompiers.example.org"),
    ("Réseau de bus", "exploitation@bus.example.org"),
    ("Police municipale", "voie-publique@police.example.org"),
)
WORKER = Actor.system("worker")
BY_STAFF = {_S.INCOMPLETE, _S.EXAMINED, _S.GRANTED, _S.REFUSED, _S.ABROGATED, _S.CLOSED}


def add(staff: Actor | None, actor: Actor) -> None:
    """Inside the transaction of the demonstration."""
    session = db.session()
    held = (
        select(Attachment)
        .join(Concession, Concession.id == Attachment.concession_id)
        .join(ProAccount, ProAccount.id == Attachment.referent_id)
        .where(Concession.kind == ConcessionKind.VOIRIE.value, Attachment.is_in_effect)
        .where(ProAccount.activated_at.is_not(None))
        .order_by(Attachment.referent_id, Attachment.id)
        .limit(len(PATHS))
    )
    add_partners()
    attachments = list(session.scalars(held).unique())
    if not attachments:
        return
    entries: list[Entry] = []
    for number, attachment in _matched(attachments):
        age, path = PATHS[number]
        begun = max(now() - timedelta(days=age), (attachment.effective_at or now()) + SOON)
        entries += _make(number, attachment, begun, path, staff or actor)
    for number, (state, age) in enumerate(OLD):
        _take_in(number, attachments[number % len(attachments)].concession, state, age)
    session.flush()
    write(session, entries)


def _matched(attachments: list[Attachment]) -> list[tuple[int, Attachment]]:
    """Each path with an attachment: those that were begun first with what was attached first.

    What is not filed yet is the first account's, with which a visitor of the demonstration signs in.
    """
    in_order = sorted(attachments, key=lambda found: (found.effective_at or now(), found.id))
    oldest = sorted(range(len(PATHS)), key=lambda number: (number not in LATE, -PATHS[number][0]))
    places = ((number, place * len(in_order) // len(PATHS)) for place, number in enumerate(oldest))
    return sorted(
        ((number, in_order[place] if PATHS[number][1] else attachments[0]) for number, place in places),
        key=lambda pair: pair[0],
    )


def _make(
    number: int, attachment: Attachment, begun: datetime, path: tuple[RequestState, ...], staff: Actor
) -> list[Entry]:
    session, year = db.session(), day_of(begun).year
    company, referent = attachment.company, attachment.referent
    person = Actor.of_account(referent)
    urgent = number == URGENT
    starts_on = day_of(begun) if urgent else earliest_start(begun) + timedelta(days=1)
    serial = 250 + number
    request = RoadOpeningRequest(
        reference=f"OV-{year}-{serial:04d}",
        year=year,
        number=serial,
        concession=attachment.concession,
        company=company,
        account=referent,
        state=RequestState.DRAFT.value,
        purpose=f"{WORKS[number % len(WORKS)]} : branchement",
        street=f"{number + 3} {STREETS[number % len(STREETS)]}",
        postcode="76600",
        city="Le Havre",
        point="" if number == UNPLACED else POINTS[number % len(POINTS)],
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=4),
        work_kind="branchement",
        surface=["chaussee", "trottoir"],
        traffic="alternat",
        urgency=URGENCY if urgent else "",
        created_at=begun,
        moved_at=begun,
    )
    session.add(request)
    request.moves = [_step(None, RequestState.DRAFT, begun, person)]
    session.flush()
    subject, firm = ("request", request.id, request.reference), company.id
    entries: list[Entry] = [
        (begun, AuditAction.REQUEST_DRAFTED, subject, firm, person, None, {"purpose": request.purpose}, None)
    ]
    before = RequestState.DRAFT
    for step, state in enumerate(path):
        at = begun + (now() - begun) * (step / (len(path) + 1)) if step else begun + timedelta(minutes=9)
        who = WORKER if state is _S.LAPSED else staff if state in BY_STAFF else person
        _arrive(request, state, at, number)
        request.moves.append(_step(before, state, at, who))
        after: dict[str, object] = {"state": state.value}
        entries.append(
            (
                at,
                AuditAction.REQUEST_MOVED,
                subject,
                firm,
                who,
                {"state": before.value},
                after,
                REASONS.get(state),
            )
        )
        before = state
    if number == PROLONGED:
        entries.append(_ask_more_time(request, subject, person))
    request.refresh_search()
    _make_orders(request)
    return entries


def _make_orders(request: RoadOpeningRequest) -> None:
    """Those of its steps, as if each had been made then."""
    for step in request.moves:
        if step.after in ORDERED and step.kind == StepKind.MOVED:
            step.order = PermitOrder(
                kind=ORDERED[step.after].value,
                number=request.order_number,
                facts=facts_of(request, step.reason),
                wording={},
                issued_at=step.at,
            )


def add_partners() -> None:
    """The services to which orders go."""
    for name, email in PARTNERS:
        key = contacts.email_key(email)
        db.session.add(Partner(name=name, email=email, email_key=key, added_at=now()))


def _ask_more_time(request: RoadOpeningRequest, subject: tuple[str, int, str], person: Actor) -> Entry:
    moment, starts_on, ends_on = now(), request.starts_on, request.ends_on
    assert starts_on is not None and ends_on is not None
    later = ends_on + timedelta(days=7)
    request.wanted_starts_on, request.wanted_ends_on = starts_on, later
    request.dates_asked_at, request.dates_reason = moment, MORE_TIME
    step = _step(request.status, request.status, moment, person)
    step.kind, step.starts_on, step.ends_on = StepKind.DATES_ASKED.value, starts_on, later
    step.reason = MORE_TIME
    request.moves.append(step)
    wanted: dict[str, object] = {"starts_on": starts_on.isoformat(), "ends_on": later.isoformat()}
    return moment, AuditAction.DATES_ASKED, subject, request.company_id, person, None, wanted, MORE_TIME


def _arrive(request: RoadOpeningRequest, state: RequestState, at: datetime, number: int) -> None:
    request.state, request.moved_at = state.value, at
    if state is RequestState.FILED:
        request.filed_at = request.first_filed_at = at
    if state is RequestState.GRANTED:
        request.order_number, request.prescriptions = (
            f"AR-{at.year}-{100 + number}",
            "Remise en état à l’identique.",
        )
    request.reason = REASONS.get(state, request.reason or "")


def _step(before: RequestState | None, after: RequestState, at: datetime, who: Actor | None) -> RequestMove:
    return RequestMove(
        at=at,
        before=before.value if before else None,
        after=after.value,
        account_id=who.id if who is not None and who.kind == "account" else None,
        agent_id=who.id if who is not None and who.is_staff else None,
        reason=REASONS.get(after, ""),
    )


def _take_in(number: int, concession: Concession, state: RequestState, age: int) -> None:
    filed = now() - timedelta(days=age)
    starts_on = earliest_start(filed)
    old = RoadOpeningRequest(
        reference=f"ECR-{filed.year}-{1180 + number}",
        concession=concession,
        state=state.value,
        purpose=f"{WORKS[-1 - number]} : réparation",
        street=STREETS[-1 - number],
        city="Le Havre",
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=3),
        surface=[],
        order_number=f"AR-{filed.year}-{number + 12}",
        created_at=filed,
        moved_at=filed,
        filed_at=filed,
        first_filed_at=filed,
        imported_at=now(),
    )
    old.moves = [_step(None, state, filed, None)]
    old.refresh_search()
    db.session.add(old)

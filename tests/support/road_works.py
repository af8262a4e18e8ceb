"""Concessions held and requests to open the road, for tests, made by the operations themselves."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

from models import attachments, road_openings
from models.accounts import ProAccount
from models.attachments import Attachment
from models.concessions import Concession
from models.kernel.actors import Actor
from models.kernel.clock import now
from models.kernel.transactions import transaction
from models.road_openings import RequestState, RoadOpeningRequest, Works, earliest_start
from models.staff import Agent
from models.values.days import today

_numbers = itertools.count(71_001)
"""Of so many digits that no search for one of them finds another number, whichever test comes first."""

PDF = b"%PDF-1.4\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>>>endobj\n%%EOF"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
JPEG = b"\xff\xd8\xff\xe0" + b"0" * 40


def concession(kind: str = "voirie") -> Concession:
    """A record of the old portal, whose code is 7351."""
    number = next(_numbers)
    with transaction() as session:
        made = Concession(reference=f"RO-{number}", kind=kind, imported_at=now())
        made.name(f"FOURREAUX DU BASSIN {number}")
        made.set_code("7351")
        made.refresh_search()
        session.add(made)
    return made


def held(account: ProAccount, record: Concession | None = None) -> Attachment:
    """A concession that the account has attached."""
    record = record or concession()
    return attachments.claim(
        account, kind=record.kind, title=record.title, access_code="7351", actor=Actor.of_account(account)
    )


def works(**changes: Any) -> Works:
    """Works that could be asked for today."""
    starts_on = earliest_start(now()) + timedelta(days=2)
    answers: dict[str, Any] = {
        "purpose": "Raccordement au réseau d’eau du n° 19",
        "street": "19 rue Georges Braque",
        "postcode": "76600",
        "city": "Le Havre",
        "starts_on": starts_on,
        "ends_on": starts_on + timedelta(days=4),
        "work_kind": "branchement",
        "surface": ("trottoir", "chaussee"),
        "traffic": "alternat",
    }
    return Works(**{**answers, **changes})


def drafted(account: ProAccount, attachment: Attachment | None = None, **changes: Any) -> RoadOpeningRequest:
    """A whole draft."""
    attachment = attachment or held(account)
    return road_openings.draft(account, attachment, works(**changes), actor=Actor.of_account(account))


def filed(account: ProAccount, attachment: Attachment | None = None, **changes: Any) -> RoadOpeningRequest:
    """A request that was filed just now."""
    made = drafted(account, attachment, **changes)
    road_openings.file(made, actor=Actor.of_account(account))
    return made


def granted(account: ProAccount, agent: Agent, *, starts_in: int = 17) -> RoadOpeningRequest:
    """A permit under the order AR-1, whose works are to begin in so many days."""
    held_already = road_openings.usable_attachments(account)
    starts_on = today() + timedelta(days=starts_in)
    made = filed(
        account,
        held_already[0] if held_already else None,
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=4),
    )
    road_openings.move(made, RequestState.GRANTED, order_number="AR-1", actor=Actor.of_agent(agent))
    return made


def imported(record: Concession, state: RequestState = RequestState.GRANTED) -> RoadOpeningRequest:
    """A request of the old portal, of nobody's company."""
    with transaction() as session:
        made = RoadOpeningRequest(
            reference=f"ANC-{next(_numbers)}",
            concession=record,
            state=state.value,
            purpose="Repris",
            created_at=now(),
            moved_at=now(),
            imported_at=now(),
        )
        made.refresh_search()
        session.add(made)
    return made


def ask_longer(
    made: RoadOpeningRequest, account: ProAccount, *, days: int = 7, sooner: int = 0, why: str = "Du retard"
) -> None:
    """The company asks for an end so many days later, and a start so many days earlier."""
    assert made.starts_on is not None and made.ends_on is not None
    road_openings.ask_dates(
        made,
        starts_on=made.starts_on - timedelta(days=sooner),
        ends_on=made.ends_on + timedelta(days=days),
        reason=why,
        actor=Actor.of_account(account),
    )

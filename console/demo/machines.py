"""Programs of the demonstration: a key whose secret nobody was told, a receiver and what it was sent."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from models.audit import AuditAction
from models.audit.writing import write
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.permissions import Role
from models.road_openings import RoadOpeningRequest
from models.staff import machines
from models.staff.machines import Scope
from models.staff.machines.webhooks import Delivery, DeliveryState, Subscription, WebhookEvent, signing
from models.staff.machines.webhooks.owing import new_message_id
from models.staff.machines.webhooks.tries import DeliveryTry
from models.values.days import today

CLIENT = "Système d’information géographique"
SCOPES = (Scope.COMPANIES_READ, Scope.CONCESSIONS_READ, Scope.REQUESTS_READ)
RECEIVER = "https://sig.example.org/bascule"
EVENTS = (WebhookEvent.REQUEST_FILED, WebhookEvent.REQUEST_DECIDED, WebhookEvent.REQUEST_CHANGED)

SUBSCRIBED, LASTS = timedelta(days=29), timedelta(days=300)
SENT = 8
"""Requests of which the receiver was told."""

STUMBLES: tuple[tuple[int | None, str | None], ...] = ((503, None), (None, "timeout"), (204, None))
"""What became of each try of the one delivery that was sent again."""

RETRIED = 2
"""Its place among them."""

LATENCY = timedelta(seconds=2)
PAUSES = (timedelta(), timedelta(minutes=1), timedelta(minutes=6))


def add(admin: Actor | None) -> None:
    """Inside the transaction of the demonstration."""
    if admin is None:
        return
    # Its secret is dropped here: whoever wants to call makes a key of their own.
    machines.issue(CLIENT, role=Role.AGENT, scopes=SCOPES, expires_on=today() + LASTS, actor=admin)
    begun = now() - SUBSCRIBED
    receiver = Subscription(
        url=RECEIVER,
        events=[event.value for event in EVENTS],
        secret=signing.seal(signing.draw()),
        created_at=begun,
    )
    db.session.add(receiver)
    db.session.flush()
    filed = (
        select(RoadOpeningRequest)
        .where(RoadOpeningRequest.first_filed_at > begun, RoadOpeningRequest.imported_at.is_(None))
        .order_by(RoadOpeningRequest.first_filed_at, RoadOpeningRequest.id)
        .limit(SENT)
    )
    for place, request in enumerate(db.session.scalars(filed).unique()):
        _deliver(receiver, request, STUMBLES if place == RETRIED else STUMBLES[-1:])
    subject = ("webhook", receiver.id, receiver.label)
    after: dict[str, object] = {"host": receiver.label, "events": receiver.events}
    write(db.session(), [(begun, AuditAction.WEBHOOK_CREATED, subject, None, admin, None, after, None)])


def _deliver(
    receiver: Subscription, request: RoadOpeningRequest, tries: tuple[tuple[int | None, str | None], ...]
) -> None:
    """A request was filed, and its receiver took it at the last of these tries."""
    at = request.first_filed_at
    assert at is not None
    delivery = Delivery(
        subscription=receiver,
        message_id=new_message_id(),
        event=WebhookEvent.REQUEST_FILED.value,
        subject=f"request:{request.id}",
        facts={
            "id": request.id,
            "company_id": request.company_id,
            "reference": request.reference,
            "concession_id": request.concession_id,
            "state": "deposee",
        },
        state=DeliveryState.DELIVERED.value,
        created_at=at,
        ended_at=at + PAUSES[len(tries) - 1] + LATENCY,
        attempts=len(tries),
    )
    db.session.add(delivery)
    db.session.flush()
    for (status, trouble), pause in zip(tries, PAUSES, strict=False):
        moment = at + pause + LATENCY
        _keep_try(delivery, moment, status, trouble)
    receiver.delivered = (receiver.delivered or 0) + 1
    receiver.delivered_at = delivery.ended_at


def _keep_try(delivery: Delivery, at: datetime, status: int | None, trouble: str | None) -> None:
    milliseconds = 10_000 if trouble == "timeout" else 84
    delivery.first_tried_at, delivery.tried_at = delivery.first_tried_at or at, at
    delivery.status, delivery.trouble, delivery.milliseconds = status, trouble, milliseconds
    row = DeliveryTry(
        delivery_id=delivery.id, at=at, status=status, trouble=trouble, milliseconds=milliseconds
    )
    db.session.add(row)

"""Which events programs may be told, and which action of the trail is which of them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from models.audit import AuditAction


class WebhookEvent(StrEnum):
    """What a program is told; the values are those of forms, of bodies and of the integrators' guide."""

    COMPANY_CREATED = "company.created"
    COMPANY_CHANGED = "company.changed"
    ACCOUNT_CREATED = "account.created"
    ACCOUNT_ACTIVATED = "account.activated"
    ACCOUNT_CHANGED = "account.changed"
    ACCOUNT_SUSPENDED = "account.suspended"
    ACCOUNT_RESTORED = "account.restored"
    ACCOUNT_CLOSED = "account.closed"
    ATTACHMENT_CREATED = "attachment.created"
    ATTACHMENT_EFFECTIVE = "attachment.effective"
    ATTACHMENT_REFERENT_CHANGED = "attachment.referent-changed"
    ATTACHMENT_CONTESTED = "attachment.contested"
    ATTACHMENT_CONFIRMED = "attachment.confirmed"
    ATTACHMENT_ENDED = "attachment.ended"
    ATTACHMENT_RESTORED = "attachment.restored"
    REQUEST_FILED = "request.filed"
    REQUEST_MOVED = "request.moved"
    REQUEST_DECIDED = "request.decided"
    REQUEST_CHANGED = "request.changed"


TEST = "webhook.test"
"""What an administrator sends to see whether it arrives; nobody subscribes to it."""

_A, _E = AuditAction, WebhookEvent

EVENTS: dict[AuditAction, WebhookEvent] = {
    _A.COMPANY_REGISTERED: _E.COMPANY_CREATED,
    _A.COMPANY_CORRECTED: _E.COMPANY_CHANGED,
    _A.COMPANY_VERIFIED: _E.COMPANY_CHANGED,
    _A.COMPANY_COMPARED: _E.COMPANY_CHANGED,
    _A.COMPANY_WATCHED: _E.COMPANY_CHANGED,
    _A.COMPANY_SUCCEEDED: _E.COMPANY_CHANGED,
    _A.SUCCESSION_UNDONE: _E.COMPANY_CHANGED,
    _A.ACCOUNT_CREATED: _E.ACCOUNT_CREATED,
    _A.ACCOUNT_ACTIVATED: _E.ACCOUNT_ACTIVATED,
    _A.ACCOUNT_CORRECTED: _E.ACCOUNT_CHANGED,
    _A.EMAIL_CHANGED: _E.ACCOUNT_CHANGED,
    _A.ACCOUNT_SUSPENDED: _E.ACCOUNT_SUSPENDED,
    _A.ACCOUNT_RESTORED: _E.ACCOUNT_RESTORED,
    _A.ACCOUNT_ERASED: _E.ACCOUNT_CLOSED,
    _A.ACCOUNT_LAPSED: _E.ACCOUNT_CLOSED,
    _A.ACCOUNT_MERGED: _E.ACCOUNT_CLOSED,
    _A.ATTACHED: _E.ATTACHMENT_CREATED,
    _A.TOOK_EFFECT: _E.ATTACHMENT_EFFECTIVE,
    _A.REFERENT_CHANGED: _E.ATTACHMENT_REFERENT_CHANGED,
    _A.ATTACHMENT_CONTESTED: _E.ATTACHMENT_CONTESTED,
    _A.ATTACHMENT_CONFIRMED: _E.ATTACHMENT_CONFIRMED,
    _A.DETACHED: _E.ATTACHMENT_ENDED,
    _A.ATTACHMENT_REFUSED: _E.ATTACHMENT_ENDED,
    _A.ATTACHMENT_LAPSED: _E.ATTACHMENT_ENDED,
    _A.DETACHMENT_UNDONE: _E.ATTACHMENT_RESTORED,
    _A.REQUEST_MOVED: _E.REQUEST_MOVED,
    _A.ORDER_CORRECTED: _E.REQUEST_CHANGED,
    _A.DATES_DECIDED: _E.REQUEST_CHANGED,
}
"""What no program is told of: access codes, tries, sign-ins, cases, mails, and what staff look at."""

FILED, DECIDED = "deposee", frozenset({"accordee", "refusee"})
"""States of a request whose arrival has a name of its own; requests stand above this noun."""

DRAFT = "brouillon"


def event_of(
    action: AuditAction, before: Mapping[str, object] | None, after: Mapping[str, object] | None
) -> WebhookEvent | None:
    """What a program is told of an action: a draft that is thrown away was nobody's business yet.

    Of two accounts that become one, that one is closed and the other changed.
    """
    event = EVENTS.get(action)
    if action is _A.ACCOUNT_MERGED and "into" not in (after or {}):
        return _E.ACCOUNT_CHANGED  # the one that stays
    if event is not WebhookEvent.REQUEST_MOVED:
        return event
    state = (after or {}).get("state")
    if state == FILED:
        return WebhookEvent.REQUEST_FILED
    if (before or {}).get("state") == DRAFT:
        return None
    return WebhookEvent.REQUEST_DECIDED if state in DECIDED else event

"""Tells by mail what became of a request, once to each address concerned."""

from __future__ import annotations

from models import mails
from models.accounts import ProAccount
from models.attachments import current as current_attachment
from models.mails import MailKind
from models.road_openings.states import (
    RequestState,
)
from models.road_openings.tables import RoadOpeningRequest
from models.values import contacts


def notify_readers(request: RoadOpeningRequest, reason: str) -> None:
    """Owes a mail to who made the request and to the referents of the concession: one to each address."""
    kind = MailKind.REQUEST_FILED if request.status is RequestState.FILED else MailKind.REQUEST_MOVED
    attachment = current_attachment(request.concession)
    readers = [request.account] if request.account is not None else []
    if attachment is not None and request.company_id in (None, attachment.company_id):
        readers += [attachment.referent, *(co_referent.account for co_referent in attachment.referents)]
    by_address: dict[str, ProAccount] = {}
    for reader in readers:
        if reader.is_active:
            by_address.setdefault(contacts.email_key(reader.email), reader)
    due = request.decision_due_on
    params = {
        "request": request.reference,
        "state": request.state,
        "title": request.concession.title,
        "purpose": request.purpose,
        "place": request.place,
        "starts_on": request.starts_on.isoformat() if request.starts_on else "",
        "ends_on": request.ends_on.isoformat() if request.ends_on else "",
        "due_on": due.isoformat() if due is not None else "",
        "reason": reason,
        "order_number": request.order_number,
        "prescriptions": request.prescriptions,
    }
    for reader in by_address.values():
        mails.notify(kind, reader.email, params=params, account=reader)

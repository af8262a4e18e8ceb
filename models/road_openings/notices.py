"""Tells by mail what became of a request, once to each address concerned."""

from __future__ import annotations

from datetime import date

from models import mails
from models.accounts import ProAccount
from models.attachments import current as current_attachment
from models.companies import vouched_name
from models.mails import MailKind
from models.road_openings.queries import sees
from models.road_openings.states import (
    RequestState,
)
from models.road_openings.tables import RoadOpeningRequest
from models.values import contacts


def notify_readers(
    request: RoadOpeningRequest, reason: str, kind: MailKind | None = None, **more: str
) -> None:
    """Owes a mail to who made the request and to the referents of the concession: one to each address.

    Of a move, unless it is another `kind`; `more` is what that one says besides.
    """
    if kind is None:
        kind = MailKind.REQUEST_FILED if request.status is RequestState.FILED else MailKind.REQUEST_MOVED
    attachment = current_attachment(request.concession)
    account = request.account
    # Who asked for another company is told as long as they act for it.
    concerned = account is not None and (request.mandate_id is None or sees(request, account.id))
    readers = [account] if account is not None and concerned else []
    if attachment is not None and request.company_id in (None, attachment.company_id):
        readers += [attachment.referent, *(co_referent.account for co_referent in attachment.referents)]
    by_address: dict[str, ProAccount] = {}
    for reader in readers:
        if reader.is_active:
            by_address.setdefault(contacts.email_key(reader.email), reader)
    params = {**params_of(request, reason), **more}
    for reader in by_address.values():
        mails.notify(kind, reader.email, params=params, account=reader)


def params_of(request: RoadOpeningRequest, reason: str) -> dict[str, str]:
    """What a mail says of a request."""
    due = request.decision_due_on
    return {
        "request": request.reference,
        "state": request.state,
        "title": request.concession.title,
        "purpose": request.purpose,
        "place": request.place,
        "starts_on": _iso(request.starts_on),
        "ends_on": _iso(request.ends_on),
        "wanted_starts_on": _iso(request.wanted_starts_on),
        "wanted_ends_on": _iso(request.wanted_ends_on),
        "due_on": _iso(due),
        "reason": reason,
        "order_number": request.order_number,
        "amending_number": request.amending_number,
        "prescriptions": request.prescriptions,
        "acting": _acting(request),
    }


def _acting(request: RoadOpeningRequest) -> str:
    mandate = request.mandate
    return f"{vouched_name(mandate.mandatary)}, {mandate.number}" if mandate is not None else ""


def _iso(day: date | None) -> str:
    return day.isoformat() if day is not None else ""

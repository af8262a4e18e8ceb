"""What lists of outreach show: of a batch how far it is, of a contact where it stands."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from flask import url_for

from models.concessions.outreach import Outreach, OutreachContact, Standing
from models.concessions.outreach.queries import address_of
from models.concessions.outreach.standings import PRINTED, SENT, TO_PRINT
from views import formats
from views.messages import Tag, label_of, tag_of


class Number(NamedTuple):
    """One number of a batch, and the list that it opens."""

    words: str
    contacts: int
    href: str
    standing: Standing


def state(batch: Outreach) -> Tag:
    """Where it stands."""
    return tag_of("OutreachState", batch.state)


def aim(batch: Outreach) -> str:
    """What it is about."""
    return batch.filter or "Toutes les concessions à rattacher"


def reached(batch: Outreach) -> str:
    """How many it writes to."""
    return formats.number(sum(batch.tally.values()))


def sent(batch: Outreach) -> str:
    """How many were written to."""
    return formats.number(batch.count(*SENT, *TO_PRINT[1:], *PRINTED))


TONES = {
    Standing.UNREACHABLE: ("wait", "exclamation-circle-fill"),
    Standing.BOUNCED: ("stop", "envelope-x"),
    Standing.STOPPED: ("", "slash-circle"),
    Standing.ALIVE: ("ok", "check-circle-fill"),
    **dict.fromkeys((Standing.WAITING, *TO_PRINT), ("wait", "hourglass-split")),
    **dict.fromkeys((*SENT, *PRINTED), ("info", "send")),
}


def standing_tag(contact: OutreachContact) -> Tag:
    """Where a contact stands."""
    tone, icon = TONES[Standing(contact.standing)]
    return Tag(tone, icon, label_of("Standing", contact.standing))


def recipient(contact: OutreachContact) -> str:
    """To whom it goes."""
    return address_of(contact) or contact.concession.holder


def record_href(contact: OutreachContact) -> str:
    """The first record on which the contact stands."""
    return url_for("concessions.details_view", id=contact.concession_id)


def records_words(contact: OutreachContact) -> str:
    """Its reference, and how many more there are."""
    more = f", et {contact.records - 1} de plus" if contact.records > 1 else ""
    return f"{contact.concession.reference}{more}"


def batch_words(contact: OutreachContact) -> str:
    """Which batch it is of."""
    return f"Lot {contact.batch_id}" + (f", {contact.batch.filter}" if contact.batch.filter else "")


def next_mail(contact: OutreachContact) -> datetime | None:
    """When it is written to again, of a batch that is not held."""
    return contact.due_at if contact.batch.is_running else None

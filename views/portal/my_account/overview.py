"""What we hold of the person who is signed in, and what staff did to their account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask.typing import ResponseReturnValue

from models import accounts
from models.accounts import ProAccount
from models.attachments.visibility import list_attachments_seen_by
from models.audit import AuditEvent
from models.audit.history import list_about
from models.companies.correction import may_correct
from views import access
from views.fields import page
from views.messages import event_of, label_of
from views.portal.blueprint import account, portal

STAFF_MOMENTS = 1_000
"""How far back the page looks for what staff did."""

AMONG_STAFF = ("question-asked", "question-answered", "seen-as-ended")
"""What supervisors and agents ask each other, and when a look was left: that it was begun is told."""


@portal.get("/mon-compte", endpoint="my_account")
@access.signed_in
def show_account() -> ResponseReturnValue:
    """What we hold of the person, and what staff did to the account."""
    person = account()
    return page(
        "portal/my_account/my_account.html",
        by_staff=what_staff_did(person),
        contestable=[each for each in list_attachments_seen_by(person) if each.is_contestable],
        pending=accounts.pending_email(person),
        corrects=may_correct(person.company, access.current_actor()),
    )


@dataclass(frozen=True)
class Moment:
    """One thing that staff did, as it is drawn; who did it, by their office."""

    tone: str
    icon: str
    what: str
    when: datetime
    who: str


def what_staff_did(person: ProAccount) -> list[Moment]:
    """What staff did to the account and to what it refers to, newest first; by their office, not by name."""
    titles = {each.id: each.concession.title for each in list_attachments_seen_by(person)}
    events = list_about(
        ("account", [person.id]), ("attachment", titles), exclude=AMONG_STAFF, limit=STAFF_MOMENTS
    )
    return [_moment(event, titles) for event in events if event.actor_kind == "agent"]


def _moment(event: AuditEvent, titles: dict[int, str]) -> Moment:
    tag = event_of(event.action)
    title = titles.get(event.subject_id or 0, "") if event.subject_kind == "attachment" else ""
    what = f"{title} : {tag.words}" if title else tag.words
    return Moment(tag.tone, tag.icon, what, event.at, label_of("Role", event.role))

"""What we hold of the person who is signed in, and what staff did to their account."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from models import accounts
from models.accounts import ProAccount
from models.attachments.visibility import list_attachments_seen_by
from models.audit.history import list_about
from models.companies.correction import may_correct
from views import access
from views.fields import page
from views.portal.blueprint import account, portal
from views.portal.my_account.moments import AMONG_STAFF, Moment, moment_of

STAFF_MOMENTS = 1_000
"""How far back the page looks for what staff did."""


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


def what_staff_did(person: ProAccount) -> list[Moment]:
    """What staff did to the account and to what it refers to, newest first; by their office, not by name."""
    titles = {each.id: each.concession.title for each in list_attachments_seen_by(person)}
    events = list_about(
        ("account", [person.id]), ("attachment", titles), exclude=AMONG_STAFF, limit=STAFF_MOMENTS
    )
    return [moment_of(event, person, titles) for event in events if event.actor_kind == "agent"]

"""The link to stop: one page, one button, nobody signed in; mail programs press it alone (RFC 8058)."""

from __future__ import annotations

from flask import abort
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from models.concessions import outreach
from models.concessions.outreach import OutreachContact
from models.concessions.outreach.ending import find_by_stop_key, is_stopped
from views import access
from views.fields import page
from views.portal.blueprint import portal

ADDRESS = "/ne-plus-recevoir/<key>"


def _contact(key: str) -> OutreachContact:
    contact = find_by_stop_key(key)
    return contact if contact is not None else abort(404)


@portal.get(ADDRESS)
@access.public
def stop_outreach(key: str) -> ResponseReturnValue:
    """Asks, and changes nothing: scanners of mails follow links."""
    return page("portal/outreach/stop.html", stopped=is_stopped(_contact(key)))


@portal.post(ADDRESS)
@access.public
def outreach_stopped(key: str) -> ResponseReturnValue:
    """Stops, at once and for good."""
    outreach.stop(_contact(key), actor=access.current_actor())
    return page("portal/outreach/stop.html", stopped=True)


def open_to_mail_programs(state: BlueprintSetupState) -> None:
    """A mail program has no form of ours: what it sends bears a key of its own, which ends mails alone."""
    state.app.extensions["csrf"].exempt(outreach_stopped)


portal.record(open_to_mail_programs)

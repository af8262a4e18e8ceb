"""What is attached, on paper, for whoever sees it."""

from __future__ import annotations

from datetime import timedelta

from flask import abort
from flask.typing import ResponseReturnValue

from models.kernel.access import throttling
from views import access
from views.exports import statements
from views.portal.blueprint import account, portal

ATTESTATIONS, WINDOW = 10, timedelta(hours=1)
"""What one person may have set on paper: each is a file to make and an event in the audit."""


@portal.get("/rattachements/attestation")
@access.own_hands
@access.signed_in
def attestation() -> ResponseReturnValue:
    """What is attached to the company and this person sees, on paper."""
    me, actor = account(), access.current_actor()
    if not throttling.admit("attestation", who=me.identifier, ip=actor.ip, limit=ATTESTATIONS, window=WINDOW):
        abort(429)
    return statements.attestation(me.company, seen_by=me, actor=actor)

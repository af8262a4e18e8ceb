"""The letter that invites whoever stands on an old record, on paper."""

from __future__ import annotations

from werkzeug.wrappers import Response

from models.concessions import Concession, letters
from models.kernel.actors import Actor
from models.permissions import Permission
from views.backoffice.kit.special_actions import Download
from views.exports.letters import letter_of, print_letters
from views.mails import invitation_values


def printed(concession: Concession, *, actor: Actor) -> Response:
    """The PDF, with its trace."""
    address = letters.trace(concession, letter="lettre-invitation", actor=actor)
    values = invitation_values([concession.title], concession.holder or concession.title)
    return print_letters(f"lettre-{concession.reference}", [letter_of("invitation", address, values)])


LETTER = Download(
    verb="letter",
    name="lettre",
    icon="envelope",
    label="Lettre d’invitation (PDF)",
    tone="quiet",
    permission=Permission.KEEP_CASES,
    operation=printed,
    check=letters.check_letter,
)

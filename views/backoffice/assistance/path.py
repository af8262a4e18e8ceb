"""How the way of a company is drawn: the account, then the three successes of the campaign, each apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.accounts import ProAccount
from models.assistance.next_step import NextStep
from models.assistance.situation import Situation
from models.attachments import Attachment
from views.backoffice.assistance.links import link_words
from views.messages import tag_of


@dataclass(frozen=True)
class Mark:
    """One step of the path: behind (a day), at hand, or still to come."""

    words: str
    tone: str = ""
    icon: str = ""
    when: datetime | None = None
    more: str = ""


AT_HAND = {
    NextStep.ASK_OPEN_SIRET: 0,
    NextStep.CREATE_ACCOUNT: 0,
    NextStep.TYPE_COMPANY: 0,
    NextStep.RESTORE_ACCOUNT: 1,
    NextStep.RESEND_ACTIVATION: 1,
    NextStep.AWAIT_ACTIVATION: 1,
    NextStep.ACCOMPANY: 3,
    NextStep.MIGRATED: 4,
}
"""Which of the four is being done; every other step is about the concession."""


def marks(situation: Situation) -> list[Mark]:
    """The four steps of the path."""
    path, at_hand = situation.path, AT_HAND.get(situation.next_step, 2)
    person, attachment = situation.person, situation.holdings.attachment
    stages = (
        ("Compte créé", "Compte à créer", path.created_at, ""),
        ("Compte activé", "Compte à activer", path.activated_at, _account_words(person)),
        (
            "Concession rattachée",
            "Concession à rattacher",
            path.attached_at,
            _attachment_words(attachment),
        ),
        ("Première demande déposée", "Première demande à déposer", path.first_request_at, ""),
    )
    return [
        _mark(done, due, day, more, is_at_hand=number == at_hand)
        for number, (done, due, day, more) in enumerate(stages)
    ]


def _mark(done: str, due: str, day: datetime | None, more: str, *, is_at_hand: bool) -> Mark:
    if day is not None:
        return Mark(done, "ok", "check-lg", day)
    return Mark(due, "wait", "arrow-right", more="Maintenant") if is_at_hand else Mark(due, more=more)


def _account_words(person: ProAccount | None) -> str:
    return link_words(person) if person is not None else ""


def _attachment_words(attachment: Attachment | None) -> str:
    """What an attachment waits for."""
    waits = attachment is not None and not attachment.is_in_effect
    return tag_of(attachment.status).words if attachment is not None and waits else ""

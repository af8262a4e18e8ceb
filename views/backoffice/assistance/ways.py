"""The ways on that stand beside the next step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import url_for

from models.assistance.next_step import NextStep
from models.assistance.situation import Situation
from models.permissions import Permission, allows
from views.backoffice.assistance.calls import Call


@dataclass(frozen=True)
class Way:
    """One of them."""

    words: str
    href: str
    key: str = ""


def list_ways(situation: Situation, call: Call, role: str) -> list[Way]:
    """The other ways on, for somebody of this role."""
    return [*_attach(situation, call, role), *_resend(situation, call, role), *_look(situation)]


def _attach(situation: Situation, call: Call, role: str) -> Iterator[Way]:
    record = situation.record
    if situation.company is not None or record is None or not allows(role, Permission.ATTACH):
        return
    if record.open_attachment is None:
        href = url_for("concessions.attach", id=record.id, appel=call.carried(concession=record.id))
        yield Way("Rattacher à un compte connu", href)


def _resend(situation: Situation, call: Call, role: str) -> Iterator[Way]:
    person = situation.person
    if situation.next_step not in (NextStep.ATTACH, NextStep.FIND_RECORD) or person is None:
        return
    if person.is_pending and person.suspended_at is None and allows(role, Permission.CREATE_ACCOUNT):
        href = url_for("accounts.resend", id=person.id, appel=call.carried(compte=person.id))
        yield Way("Renvoyer le lien d’activation", href, "l")


def _look(situation: Situation) -> Iterator[Way]:
    company, person = situation.company, situation.person
    if person is not None:
        yield Way("Ouvrir le compte", url_for("accounts.details_view", id=person.id))
    searches = (NextStep.FIND_RECORD, NextStep.ACCOMPANY, NextStep.MIGRATED)
    if company is not None and situation.next_step in searches:
        href = url_for("concessions.index_view", search=company.name)
        yield Way("Chercher parmi les concessions", href)

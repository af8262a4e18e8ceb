"""The ways on that stand beside the next step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import url_for

from models.accounts import ProAccount
from models.assistance.next_step import NextStep
from models.assistance.situation import Situation
from models.permissions import Permission
from models.staff.queries import list_supervisors
from views import access
from views.backoffice.accounts.resend import RESEND
from views.backoffice.accounts.send_reset import SEND_RESET
from views.backoffice.assistance.calls import Call
from views.backoffice.concessions.attach import ATTACH

BESIDE = (NextStep.ATTACH, NextStep.AWAIT_ACTIVATION, NextStep.ACCOMPANY, NextStep.MIGRATED)
"""Steps beside which another record may be spoken of; to find one is a step of its own."""


@dataclass(frozen=True)
class Way:
    """One of them."""

    words: str
    href: str
    key: str = ""


def list_ways(situation: Situation, call: Call) -> list[Way]:
    """The other ways on, for whoever looks."""
    return [*_attach(situation, call), *_resend(situation, call), *_look(situation, call)]


def _attach(situation: Situation, call: Call) -> Iterator[Way]:
    record = situation.record
    if situation.company is None and record is not None and ATTACH.is_open(record):
        href = ATTACH.href(record, appel=call.carried(concession=record.id))
        yield Way("Rattacher à un compte connu", href)


def _resend(situation: Situation, call: Call) -> Iterator[Way]:
    person = situation.person
    if situation.next_step not in (NextStep.ATTACH, NextStep.FIND_RECORD) or person is None:
        return
    if RESEND.is_open(person):
        yield Way("Renvoyer le lien d’activation", _in_place("resend", person, call), RESEND.key)


def _in_place(name: str, person: ProAccount, call: Call) -> str:
    """What is done for a person without leaving the call."""
    return url_for(f"assistance.{name}", id=person.id, appel=call.carried(compte=person.id))


def _asks_supervisors() -> bool:
    """Whether whoever looks keeps cases, decides nothing by themselves, and has whom to ask."""
    actor = access.current_actor()
    return actor.may(Permission.KEEP_CASES) and not actor.may(Permission.REVIEW) and bool(list_supervisors())


def _look(situation: Situation, call: Call) -> Iterator[Way]:
    company, person, request = situation.company, situation.person, situation.focus.request
    if request is not None:
        yield Way("Ouvrir la demande", url_for("road_openings.details_view", id=request.id), "o")
    if person is not None and SEND_RESET.is_open(person):
        href = _in_place("send_reset", person, call)
        yield Way("Envoyer un nouveau mot de passe", href, SEND_RESET.key)
    if company is not None and situation.next_step in BESIDE:
        href = url_for("assistance.seek_record", id=company.id, appel=call.carried())
        yield Way("Chercher une autre concession", href, "h")
    if person is not None:
        yield Way("Ouvrir le compte", url_for("accounts.details_view", id=person.id))
    searches = (NextStep.FIND_RECORD, NextStep.ACCOMPANY, NextStep.MIGRATED)
    if company is not None and _asks_supervisors():
        href = url_for("assistance.ask_supervisor", id=company.id, appel=call.carried())
        yield Way("Faire arbitrer par un superviseur", href, "b")
    if company is not None and situation.next_step in searches:
        href = url_for("concessions.index_view", search=company.name)
        yield Way("Chercher parmi les concessions", href)

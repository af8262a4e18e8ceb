"""The company that the directory does not know, typed in the panel: what the old record bears is offered."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from models.assistance.next_step import NextStep
from models.assistance.situation import Situation
from models.concessions import Concession
from views import formats
from views.backoffice.assistance import steps
from views.backoffice.assistance.tools import Tool
from views.backoffice.companies.by_hand import ByHand
from views.fields import restore


@dataclass(frozen=True)
class Typing:
    """The form in its place, and the old record from which it is filled."""

    tool: Tool
    contact: Concession | None


def blank(data: dict[str, str] | None = None) -> ByHand:
    """The form as it is sent, or with what is offered; its SIRET is that of the call."""
    form = ByHand() if data is None else ByHand(formdata=None, data=data)
    delattr(form, "siret")
    return form


def make_typing(situation: Situation, call: str, refused: ByHand | None = None) -> Typing | None:
    """The form for the SIRET of the call, or as it came back; None where no SIRET was said."""
    found, contact = situation.establishment, situation.proposal.contact
    if found is None:
        return None
    form = refused or blank(_offered(contact))
    if refused is None:
        restore(form)
    empty = (field.short_name for field in form if not field.data and field.short_name != "csrf_token")
    action = url_for("assistance.type_company", siret=found.siret, appel=call)
    words = steps.words(situation, NextStep.TYPE_COMPANY, None)
    return Typing(Tool("type_company", action, words, "Enregistrer", form, next(empty, "")), contact)


def _offered(contact: Concession | None) -> dict[str, str]:
    """What the old record bears, as it is typed."""
    if contact is None:
        return {}
    return {
        "name": contact.holder,
        "phone": formats.phone(contact.phone),
        "email": contact.email,
        "address": contact.address,
        "postcode": contact.postcode,
        "city": contact.city,
    }

"""A company takes its former SIRET back."""

from __future__ import annotations

from models import companies
from models.companies import Company, NothingSucceeded
from models.companies.succession.undoing import find_succession
from models.permissions import Permission
from views.backoffice.companies.dependants import described, what_follows
from views.backoffice.kit.row_actions import Done, Question
from views.backoffice.kit.special_actions import Seen
from views.formats import plural, typo


def goes_back_to(row: Company) -> str:
    """What the company becomes again, and what goes back with it."""
    made = find_succession(row)
    if made is None:
        return ""
    if made.into is not None and made.moved is not None:
        people, requests = (len(made.moved[noun]) for noun in ("accounts", "requests"))
        return typo(
            f"Reviennent de {made.into.name} : {plural(people, 'compte')}, les rattachements et"
            f" {plural(requests, 'demande')}, avec ce que ces personnes ont fait depuis."
        )
    facts = (made.before[name] for name in ("siret", "name", "address", "postcode", "city"))
    return typo(f"Elle redevient : {described(*facts)}. Reviennent avec elle : {what_follows(row)}.")


UNDO_SUCCESSION = Seen(
    verb="undo_succession",
    name="reprendre-siret",
    icon="arrow-counterclockwise",
    label="Revenir sur le changement de SIRET",
    permission=Permission.CORRECT_CONTACT,
    operation=companies.undo_succession,
    check=companies.check_undo_succession,
    absent=(NothingSucceeded,),
    question=Question(
        "Revenir sur le changement de SIRET de {row.name} ?",
        verb="Revenir au SIRET d’avant",
        way_out="Laisser ainsi",
        consequence=goes_back_to,
    ),
    done=Done("{row.name} a son SIRET d’avant, avec ce qui en dépend."),
)

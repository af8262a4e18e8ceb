"""What keeps works from being asked for today, in the words of the form."""

from __future__ import annotations

from models import road_openings
from models.kernel.clock import now
from models.road_openings import RequestIncomplete, Works
from views.formats import typo
from views.messages import refusal

MISSING = {
    "purpose": "Indiquez l’objet de la demande.",
    "street": "Indiquez le numéro et la rue.",
    "postcode": "Indiquez le code postal.",
    "city": "Choisissez la commune.",
    "starts_on": "Indiquez le début des travaux.",
    "ends_on": "Indiquez la fin prévue.",
    "work_kind": "Choisissez la nature des travaux.",
    "surface": "Cochez au moins une emprise.",
    "traffic": "Choisissez ce que devient la circulation.",
}
"""What each missing answer says; a draft may lack any of them."""


def what_keeps(works: Works) -> list[tuple[str | None, str]]:
    """What keeps these works from being asked for today: each with its field."""
    found: list[tuple[str | None, str]] = []
    for error in road_openings.refusals(works, now()):
        if isinstance(error, RequestIncomplete):
            found += [(name, typo(MISSING[name])) for name in error.facts["missing"]]
        else:
            found.append((error.field, refusal(error)))
    return found

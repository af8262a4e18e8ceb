"""A mandate as paper, drawn from what it kept on the day on which it was given."""

from __future__ import annotations

from werkzeug.wrappers import Response

from models.attachments.afterwards.mandates import Mandate
from views import formats, templating
from views.exports.statements import download

TEMPLATE = "mandat.typ"


def paper_of(mandate: Mandate) -> dict[str, object]:
    """What the paper says."""
    brand, facts = templating.current_brand(), mandate.facts
    return {
        "portal": brand.portal,
        "authority": brand.authority,
        "number": mandate.number,
        "given": formats.day(mandate.given_at),
        "until": formats.day(mandate.until),
        "giver": _party(facts["giver"]),
        "mandatary": _party(facts["mandatary"]),
        "represented": mandate.given_by.full_name,
        "records": facts["records"],
        "count": formats.plural(len(facts["records"]), "concession"),
        "ended": formats.day(mandate.ended_at) if mandate.ended_at is not None else "",
    }


def _party(facts: dict[str, str]) -> dict[str, str]:
    return {**facts, "siret": str(formats.siret(facts["siret"]))}


def download_mandate(mandate: Mandate) -> Response:
    """The answer that gives the paper as a file."""
    return download(TEMPLATE, f"mandat-{mandate.number}", paper_of(mandate))

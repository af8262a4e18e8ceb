"""A mandate's text, on paper."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from models.attachments.afterwards.mandates import Mandate, MandateForgotten
from models.kernel.actors import Actor
from models.permissions import Permission
from views.backoffice.kit.special_actions import Download
from views.exports.mandates import download_mandate


def check_paper(mandate: Mandate, actor: Actor) -> None:
    """Raises `MandateForgotten`: nothing is left to draw."""
    if not mandate.facts:
        raise MandateForgotten


def drawn(mandate: Mandate, *, actor: Actor) -> ResponseReturnValue:
    """Its text, as both were given it."""
    return download_mandate(mandate)


PAPER = Download(
    verb="paper",
    name="document",
    icon="download",
    label="Mandat (PDF)",
    permission=Permission.READ,
    operation=drawn,
    check=check_paper,
    absent=(MandateForgotten,),
)

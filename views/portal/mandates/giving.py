"""A company lets another act for it on a record, and on others with it, until a day."""

from __future__ import annotations

from datetime import timedelta

from flask import abort, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice

from models import road_openings
from models.attachments import Attachment
from models.attachments.afterwards import mandates
from models.attachments.afterwards.mandates import Mandate
from models.attachments.afterwards.mandates.queries import list_mandates_on
from models.concessions import ConcessionKind
from models.kernel.access import throttling
from models.kernel.errors import DomainError
from models.values.days import last_plausible, today
from models.values.siret import Siret
from views import access
from views.fields import Day, Form, SiretText, done, page
from views.fields.boxes import Boxes
from views.formats import day
from views.portal.attachments.ownership import own_attachment
from views.portal.attachments.tabs import address_of_tab
from views.portal.blueprint import account, portal

MANDATES, WINDOW = 20, timedelta(hours=1)
"""What one person may give: each is mail to others, and says whether a SIRET has accounts."""


class Give(Form):
    """Who acts, until when, and on what else."""

    siret = SiretText(
        "SIRET du mandataire",
        needed="Indiquez le SIRET de la structure qui agira : 14 chiffres.",
        hint="14 chiffres. Cette structure doit avoir un compte actif ici.",
    )
    until = Day("Dernier jour", description="Le mandataire agit jusqu’à la fin de ce jour.")
    records = Boxes("Aussi pour", [], description="Vos autres concessions de voirie, dans le même mandat")

    def __init__(self) -> None:
        super().__init__()
        self.until.flags.required = True
        self.until.render_kw = {"min": today().isoformat(), "max": last_plausible(today()).isoformat()}

    def offer(self, others: list[Attachment]) -> None:
        """The records that may be in the same mandate."""
        pairs = [(str(each.id), each.concession.title) for each in others]
        if pairs:
            self.records.choices = [SelectChoice(*pair) for pair in pairs]
        else:
            del self.records


@portal.route("/rattachements/<id>/mandataire", methods=["GET", "POST"])
@access.signed_in
def give_mandate(id: str) -> ResponseReturnValue:
    """Who acts on the record today, and a form to let another company."""
    attachment = own_attachment(id)
    if attachment.concession.kind != ConcessionKind.VOIRIE:
        abort(404)
    form, others = Give(), _others(attachment)
    form.offer(others)
    if form.is_submitted():
        right = form.validate()
        if form.until.data is None and not form.until.errors:
            form.refuse("Indiquez le dernier jour.", "until")
        if right and not form.errors and (made := _give(attachment, others, form)) is not None:
            return done(
                f"{made.mandatary.name} agit pour {made.company.name} jusqu’au {day(made.until)}.",
                url_for("portal.read_mandate", id=made.id),
                more="Les deux structures en sont prévenues. Imprimez-le, signez-le, gardez-en la copie ici.",
            )
    return page(
        "portal/mandates/give.html",
        form=form,
        attachment=attachment,
        current=list_mandates_on(attachment),
        decides=_may_give(attachment),
        back=address_of_tab(attachment.concession.kind),
    )


def _others(attachment: Attachment) -> list[Attachment]:
    """What else the person may put in the same mandate."""
    usable = road_openings.usable_attachments(account())
    return [each for each in usable if each.id != attachment.id and each.referent_id == account().id]


def _may_give(attachment: Attachment) -> bool:
    try:
        mandates.check_give(attachment, access.current_actor())
    except DomainError:
        return False
    return True


def _give(attachment: Attachment, others: list[Attachment], form: Give) -> Mandate | None:
    me, actor = account(), access.current_actor()
    if not throttling.admit("mandate", who=me.identifier, ip=actor.ip, limit=MANDATES, window=WINDOW):
        abort(429)
    ticked = set(form.records.data or ()) if "records" in form else set()
    chosen = [attachment, *(each for each in others if str(each.id) in ticked)]
    assert form.until.data is not None
    with form.refusals():
        siret = Siret.parse(form.siret.data)
        return mandates.give(chosen, siret=siret, until=form.until.data, actor=actor)
    return None

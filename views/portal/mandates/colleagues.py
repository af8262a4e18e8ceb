"""Who acts by a mandate lets colleagues in."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue

from models.attachments.afterwards import mandates
from views import access
from views.fields import done
from views.portal.attachments.colleagues import Colleague
from views.portal.blueprint import portal
from views.portal.mandates.ownership import own_mandate
from views.portal.mandates.reading import mandate_page


@portal.post("/mandats/<id>/personnes")
@access.signed_in
def let_in(id: str) -> ResponseReturnValue:
    """Another person of the company acts by it from now on."""
    mandate, form = own_mandate(id), Colleague()
    if form.validate_on_submit():
        with form.refusals():
            other = form.find()
            mandates.let_in(mandate, other, actor=access.current_actor())
            return done(
                f"{other.full_name} agit maintenant par ce mandat.",
                url_for("portal.read_mandate", id=mandate.id),
            )
    return mandate_page(mandate, colleague=form)

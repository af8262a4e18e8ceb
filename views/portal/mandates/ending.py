"""Either side ends a mandate."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue

from models.attachments.afterwards import mandates
from views import access
from views.fields import Form, done, page
from views.portal.blueprint import portal
from views.portal.mandates.ownership import is_acting, own_mandate


@portal.route("/mandats/<id>/fin", methods=["GET", "POST"])
@access.signed_in
def end_mandate(id: str) -> ResponseReturnValue:
    """The question, then the end, at once."""
    mandate, form, actor = own_mandate(id), Form(), access.current_actor()
    acting = is_acting(mandate)
    if not mandate.is_open:
        return done("Ce mandat a déjà pris fin.", url_for("portal.mandates"), tone="info")
    mandates.check_end(mandate, actor)
    if form.validate_on_submit():
        with form.refusals():
            mandates.end(mandate, actor=actor)
            return _ended(mandate.number, acting)
    return page("portal/mandates/end.html", form=form, mandate=mandate, acting=acting)


def _ended(number: str, acting: bool) -> ResponseReturnValue:
    more = (
        "Vous n’en voyez plus les demandes." if acting else "Les demandes déposées restent à votre structure."
    )
    return done(f"Le mandat {number} a pris fin.", url_for("portal.mandates"), more=more)

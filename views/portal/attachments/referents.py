"""Who of the company sees an attachment: its referent adds the others and takes them off."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue

from models import attachments
from models.accounts.queries import find_by_identifier
from models.attachments import Attachment, afterwards
from views import access
from views.fields import done, page
from views.messages import Tag
from views.portal.attachments.colleagues import Colleague
from views.portal.attachments.ownership import own_attachment
from views.portal.attachments.tabs import address_of_tab
from views.portal.blueprint import account, portal

REFERENT = Tag("info", "person-check", "Référent")


@portal.route("/rattachements/<id>/referents", methods=["GET", "POST"], endpoint="referents")
@access.signed_in
def list_referents(id: str) -> ResponseReturnValue:
    """The referents, and a form to add one."""
    attachment, form = own_attachment(id), Colleague()
    if form.validate_on_submit():
        with form.refusals():
            other = form.find()
            attachments.add_referent(attachment, other, actor=access.current_actor())
            return done(
                f"{other.full_name} voit maintenant ce rattachement.",
                url_for("portal.referents", id=attachment.id),
            )
    return _referents_page(attachment, form)


def _referents_page(attachment: Attachment, form: Colleague) -> ResponseReturnValue:
    return page(
        "portal/attachments/referents.html",
        form=form,
        attachment=attachment,
        badge=REFERENT,
        decides=attachment.referent_id == account().id,
        back=address_of_tab(attachment.concession.kind),
    )


@portal.post("/rattachements/<id>/referent")
@access.signed_in
def name_referent(id: str) -> ResponseReturnValue:
    """Another person becomes *the* referent; whoever was stays a co-referent."""
    attachment, form = own_attachment(id), Colleague()
    if form.validate_on_submit():
        with form.refusals():
            other = form.find()
            afterwards.name_referent(attachment, other, actor=access.current_actor())
            return done(
                f"{other.full_name} est maintenant le référent.",
                url_for("portal.referents", id=attachment.id),
                more="Vous restez co-référent. Un courriel vous permet de geler ce changement.",
            )
    return _referents_page(attachment, form)


@portal.post("/rattachements/<id>/referents/retirer")
@access.signed_in
def remove_referent(id: str) -> ResponseReturnValue:
    """Takes a co-referent off."""
    attachment, form = own_attachment(id), Colleague()
    other = find_by_identifier(form.account.data) if form.validate_on_submit() else None
    if other is not None:
        attachments.remove_referent(attachment, other, actor=access.current_actor())
    return done("La personne ne voit plus ce rattachement.", url_for("portal.referents", id=attachment.id))

"""A referent takes a contract off, and may put it back for thirty days."""

from __future__ import annotations

from flask import abort, url_for
from flask.typing import ResponseReturnValue

from models import attachments
from models.attachments import Attachment
from models.attachments.endings import list_removed_attachments
from models.kernel.errors import NotAllowed
from views import access
from views.fields import Form, done, page, row_id
from views.portal.attachments.ownership import own_attachment
from views.portal.attachments.tabs import TABS, address_of_tab
from views.portal.blueprint import account, portal

AT_THE_REFERENTS_REQUEST = "à la demande du référent"
"""The reason of a detachment from the portal."""


@portal.route("/rattachements/<id>/retirer", methods=["GET", "POST"])
@access.signed_in
def detach(id: str) -> ResponseReturnValue:
    """The question, then the removal; only the referent decides."""
    attachment, form = own_attachment(id), Form()
    if attachment.referent_id != account().id:
        raise NotAllowed
    back = address_of_tab(attachment.concession.kind)
    if form.is_submitted():
        attachments.detach(attachment, reason=AT_THE_REFERENTS_REQUEST, actor=access.current_actor())
        return _detached(attachment.id, back)
    return page("portal/attachments/detach.html", form=form, attachment=attachment, back=back)


def _detached(number: int, back: str) -> ResponseReturnValue:
    return done(
        "Le compte a été retiré.",
        back,
        more="Vous pouvez le remettre pendant 30 jours.",
        href=url_for("portal.put_back", id=number),
        label="Remettre le compte",
    )


@portal.route("/rattachements/<id>/remettre", methods=["GET", "POST"])
@access.signed_in
def put_back(id: str) -> ResponseReturnValue:
    """Takes one's own removal back within thirty days, while nobody else has attached it."""
    attachment, form = _own_removed(id), Form()
    back = address_of_tab(attachment.concession.kind)
    if form.is_submitted():
        with form.refusals():
            attachments.undo_detach(attachment, actor=access.current_actor())
            return done("Le compte est de nouveau rattaché.", back)
    return page("portal/attachments/put_back.html", form=form, attachment=attachment, back=back)


def _own_removed(number: str) -> Attachment:
    wanted = row_id(number)
    removed = (each for kind in TABS for each in list_removed_attachments(account(), kind))
    return next((each for each in removed if each.id == wanted), None) or abort(404)

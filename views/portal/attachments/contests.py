"""A company says that it never wanted an attachment made by staff."""

from __future__ import annotations

from flask import abort
from flask.typing import ResponseReturnValue

from models import attachments
from models.attachments import Attachment, NotReviewable
from views import access
from views.fields import Form, LongText, done, page
from views.portal.attachments.ownership import own_attachment
from views.portal.attachments.tabs import address_of_tab
from views.portal.blueprint import account, portal


class Contest(Form):
    """Why the attachment is none of ours."""

    message = LongText(
        "Ce qui s’est passé",
        needed="Dites en quelques mots pourquoi ce rattachement n’est pas le vôtre.",
        hint="Par exemple : personne chez nous n’a appelé.",
        longest=2000,
        render_kw={"rows": "4"},
    )


@portal.route("/rattachements/<id>/contester", methods=["GET", "POST"])
@access.signed_in
def contest(id: str) -> ResponseReturnValue:
    """*Ce n’était pas nous*: freezes an attachment made by staff, and puts it before a supervisor."""
    attachment, form = own_attachment(id), Contest()
    if attachment.channel == "portal":
        abort(404)
    back = address_of_tab(attachment.concession.kind)
    if form.validate_on_submit():
        with form.refusals():
            _contest(attachment, form.message.data)
            return done(
                "Ce rattachement est mis en vérification.",
                back,
                more="Ses démarches sont fermées jusqu’à la décision d’un superviseur.",
            )
    return page("portal/attachments/contest.html", form=form, attachment=attachment, back=back)


def _contest(attachment: Attachment, message: str) -> None:
    try:
        attachments.contest_by_company(attachment, account(), message=message, actor=access.current_actor())
    except NotReviewable:
        if attachment.suspended_at is None:  # else somebody else contested it first: nothing is lost
            raise

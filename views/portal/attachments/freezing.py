"""The referent before freezes a change of referent, by the link of the mail that told them."""

from __future__ import annotations

from flask import abort
from flask.typing import ResponseReturnValue

from models.attachments import afterwards
from models.kernel.access.links import TokenExpired, TokenUnknown
from views import access
from views.fields import Form, page
from views.portal.accounts.links import over_page
from views.portal.blueprint import portal

BY_THE_REFERENT_BEFORE = "changement de référent gelé par le référent précédent"
"""The reason of a suspension by that link."""

OVER = "portal/attachments/freeze_over.html"


@portal.route("/rattachements/geler/<token>", methods=["GET", "POST"])
@access.public
def freeze_change(token: str) -> ResponseReturnValue:
    """Asks, and changes nothing; the button freezes. Without signing in: the password may be another's."""
    form, frozen = Form(), False
    try:
        attachment = afterwards.peek_change(token)
        if form.validate_on_submit():
            afterwards.freeze(token, reason=BY_THE_REFERENT_BEFORE, actor=access.current_actor())
            frozen = True
    except TokenExpired:
        return over_page(OVER)
    except TokenUnknown:
        abort(404)
    return page("portal/attachments/freeze.html", form=form, attachment=attachment, frozen=frozen)

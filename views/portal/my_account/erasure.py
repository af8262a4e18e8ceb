"""The end of an account, at the wish of its person."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue

from models import accounts
from views import access
from views.fields import done, page
from views.portal.blueprint import account, portal
from views.portal.my_account.proof import CurrentPassword

AT_THEIR_REQUEST = "à la demande de la personne"


@portal.route("/mon-compte/effacer", methods=["GET", "POST"])
@access.own_hands
@access.signed_in
def erase() -> ResponseReturnValue:
    """The end, after a question and the password."""
    form = CurrentPassword()
    if form.validate_on_submit():
        with form.refusals():
            accounts.erase_own(
                account(),
                current_password=form.current_password.data,
                reason=AT_THEIR_REQUEST,
                session=access.session_secret(),
                actor=access.current_actor(),
            )
            access.forget()
            return done(
                "Votre compte est effacé.",
                url_for("portal.home"),
                more="Vos données personnelles sont supprimées et ce qui était rattaché est libéré.",
            )
    return page("portal/my_account/erase.html", form=form)

"""A person who knows their password sets another."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue

from models import accounts
from views import access
from views.fields import done, page
from views.portal.accounts.passwords import NewPassword
from views.portal.blueprint import account, portal
from views.portal.my_account.proof import CurrentPassword


class ChangePassword(CurrentPassword, NewPassword):
    """The current one, then the new one twice."""


@portal.route("/mon-compte/mot-de-passe", methods=["GET", "POST"])
@access.own_hands
@access.signed_in
def change_password() -> ResponseReturnValue:
    """Sets a new password; every other session dies, this one begins anew."""
    form, person = ChangePassword(), account()
    if form.validate_on_submit():
        with form.refusals():
            accounts.change_password(
                person,
                current_password=form.current_password.data,
                password=form.password.data,
                actor=access.current_actor(),
            )
            access.enter(person)
            return done(
                "Votre mot de passe est changé.",
                url_for("portal.my_account"),
                more="Les sessions ouvertes ailleurs sont fermées.",
            )
    return page("portal/my_account/change_password.html", form=form)

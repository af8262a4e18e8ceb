"""One's own staff account: what is known, the password, the recovery codes, the display."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue

from models import staff
from views import access
from views.access import Opening, Rule
from views.backoffice.blueprint import backoffice, person
from views.backoffice.my_account.invitation import NewPassword, announce_codes, take_codes
from views.fields import Secret, done, page


class ChangePassword(NewPassword):
    """The current password first."""

    current_password = Secret(
        "Mot de passe actuel",
        needed="Indiquez votre mot de passe actuel.",
        autocomplete="current-password",
    )


@backoffice.route("/mon-compte", methods=["GET", "POST"])
@access.signed_in
def my_account() -> ResponseReturnValue:
    """Own data; the form changes the password, after which one signs in again."""
    form = ChangePassword()
    if not form.is_submitted() and (codes := take_codes()):
        return page("backoffice/sign_in/recovery_codes.html", codes=codes)
    if form.validate_on_submit():
        with form.refusals():
            staff.change_password(
                person(),
                current_password=form.current_password.data,
                password=form.password.data,
                actor=access.current_actor(),
            )
            return done(
                "Votre mot de passe est changé.",
                url_for("backoffice.sign_in"),
                more="Toutes vos sessions sont fermées : reconnectez-vous.",
            )
    return page("backoffice/my_account.html", form=form, left=staff.recovery_codes_left(person()))


@backoffice.post("/mon-compte/codes")
@access.signed_in
def renew_codes() -> ResponseReturnValue:
    """Ten new recovery codes, after the second factor was given again."""
    detour = access.check(Rule(Opening.SIGNED_IN, fresh=True))
    if detour is not None:
        return detour
    return announce_codes(
        staff.renew_recovery_codes(person(), actor=access.current_actor()), url_for("backoffice.my_account")
    )

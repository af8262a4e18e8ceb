"""One's own staff account: what is known, the password, the recovery codes, the open sessions."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue

from models import staff
from models.sign_in.second_factor import recovery_codes_left
from views import access
from views.access import Opening, Rule, open_sessions
from views.backoffice.my_account.blueprint import backoffice, person
from views.backoffice.my_account.invitation import NewPassword
from views.fields import Secret, done, page, row_id
from views.fields.second_factor import announce_codes, take_codes

CODE_AGAIN = "Les autres navigateurs redemanderont votre code."


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
    left, opened = recovery_codes_left(person()), open_sessions.list_opened(person())
    return page("backoffice/my_account.html", form=form, left=left, opened=opened)


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


@backoffice.post("/mon-compte/sessions/<id>/fermer")
@access.signed_in
def end_session(id: str) -> ResponseReturnValue:
    """Ends one of one's sessions."""
    open_sessions.end_session(person(), row_id(id))
    return done("La session est fermée.", url_for("backoffice.my_account"), more=CODE_AGAIN)


@backoffice.post("/mon-compte/sessions/fermer")
@access.signed_in
def end_other_sessions() -> ResponseReturnValue:
    """Ends all but this one."""
    ended = open_sessions.end_other_sessions(person())
    return done(open_sessions.words_of_ended(ended), url_for("backoffice.my_account"), more=CODE_AGAIN)

"""A person protects their account by a code besides the password, and gives that up again."""

from __future__ import annotations

from flask import redirect, session, url_for
from flask.typing import ResponseReturnValue

from models import accounts
from models.kernel import keys
from models.sign_in.codes import random_secret
from models.sign_in.second_factor import recovery_codes_left
from views import access, templating
from views.fields import done, page
from views.fields.second_factor import FirstCode, SecondFactor, announce_codes, enrolment_of, take_codes
from views.portal.blueprint import account, portal
from views.portal.my_account.proof import CurrentPassword

OFFERED = "second-factor"
"""Where the session keeps the secret that is offered, encrypted: the same when the page is drawn again."""


class TurnOn(FirstCode, CurrentPassword):
    """The first code of the application, and the password."""


class Proof(SecondFactor, CurrentPassword):
    """A code and the password: what turns it off, or makes new recovery codes."""


@portal.route("/mon-compte/second-facteur", methods=["GET", "POST"], endpoint="second_factor")
@access.own_hands
@access.signed_in
def protect() -> ResponseReturnValue:
    """Where it stands; the way to turn it on; the recovery codes, once."""
    person, form = account(), TurnOn()
    if not form.is_submitted() and (codes := take_codes()):
        return page("portal/my_account/recovery_codes.html", codes=codes)
    if person.has_second_factor:
        if form.is_submitted():  # a double click: it is on
            return redirect(url_for("portal.second_factor"), 303)
        return page("portal/my_account/second_factor_on.html", left=recovery_codes_left(person))
    secret = _offered()
    if form.validate_on_submit():
        with form.refusals():
            codes = accounts.turn_on(
                person,
                secret=secret,
                code=form.otp.data,
                current_password=form.current_password.data,
                actor=access.current_actor(),
            )
            session.pop(OFFERED)
            return announce_codes(codes, url_for("portal.second_factor"))
    drawn = enrolment_of(person.identifier, secret, issuer=templating.current_brand().portal)
    return page("portal/my_account/second_factor.html", form=form, drawn=drawn)


@portal.route("/mon-compte/second-facteur/codes", methods=["GET", "POST"])
@access.own_hands
@access.signed_in
def renew_codes() -> ResponseReturnValue:
    """Ten new recovery codes; those before them serve no more."""
    form = Proof()
    if not account().has_second_factor:
        return redirect(url_for("portal.second_factor"), 303)
    if form.validate_on_submit():
        with form.refusals():
            return announce_codes(
                accounts.renew_recovery_codes(
                    account(),
                    code=form.otp.data,
                    current_password=form.current_password.data,
                    actor=access.current_actor(),
                ),
                url_for("portal.second_factor"),
            )
    return page("portal/my_account/renew_codes.html", form=form)


@portal.route("/mon-compte/second-facteur/desactiver", methods=["GET", "POST"])
@access.own_hands
@access.signed_in
def turn_off_second_factor() -> ResponseReturnValue:
    """The password alone opens the account again."""
    form = Proof()
    if not account().has_second_factor:
        return redirect(url_for("portal.second_factor"), 303)
    if form.validate_on_submit():
        with form.refusals():
            accounts.turn_off(
                account(),
                code=form.otp.data,
                current_password=form.current_password.data,
                actor=access.current_actor(),
            )
            return done(
                "La double authentification est désactivée.",
                url_for("portal.my_account"),
                more="Votre mot de passe seul ouvre de nouveau votre compte. Un courriel vous le confirme.",
            )
    return page("portal/my_account/turn_off_second_factor.html", form=form)


def _offered() -> str:
    box = session.get(OFFERED)
    if box is not None:
        return keys.current().box.decrypt(box.encode()).decode()
    secret = random_secret()
    session[OFFERED] = keys.current().box.encrypt(secret.encode()).decode()
    return secret

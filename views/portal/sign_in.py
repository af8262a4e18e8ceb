"""The welcome page with its sign-in form, and the way out."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import current_app, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from models import accounts
from views import access
from views.fields import Form, Secret, Text, done, page
from views.fields.second_factor import SecondFactor
from views.portal.blueprint import PRIVATE_PERSONS, portal

HINT = "identifier"
"""Where the session keeps the identifier to show again: after an activation, nobody types it twice."""


class SignIn(Form):
    """Identifier and password."""

    identifier = Text(
        "Identifiant",
        needed="Indiquez votre identifiant.",
        hint="pro.prénom.nom ou asso.prénom.nom",
        longest=200,
        attributes={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = Secret("Mot de passe", needed="Indiquez votre mot de passe.", autocomplete="current-password")


def welcome(form: SignIn) -> ResponseReturnValue:
    """The page with both ways: an account, or none yet."""
    wanted = access.next_or(url_for("portal.dashboard"))
    return page("portal/home.html", form=form, wanted=wanted, private_persons=PRIVATE_PERSONS)


@portal.get("/")
@access.public
def home() -> ResponseReturnValue:
    """Welcome; whoever is signed in is led on."""
    if access.current_account() is not None:
        return redirect(url_for("portal.dashboard"), 303)
    return welcome(SignIn())


@portal.route("/connexion", methods=["GET", "POST"], endpoint="sign_in")
@access.public
def enter() -> ResponseReturnValue:
    """Unknown, wrong, not active, suspended, delayed: one answer."""
    form = SignIn()
    if form.validate_on_submit():
        with form.refusals():
            account = accounts.sign_in(
                form.identifier.data,
                form.password.data,
                trusted_browser=access.trusted_browser(),
                actor=access.current_actor(),
            )
            wanted = access.next_or(url_for("portal.dashboard"))
            if access.enter_unless_awaited(account):
                return redirect(wanted, 303)
            return redirect(f"{url_for('portal.give_code')}?{urlencode({'next': wanted})}", 303)
    elif request.method == "GET":
        form.identifier.data = session.pop(HINT, "")
    return welcome(form)


@portal.route("/connexion/code", methods=["GET", "POST"])
@access.own_hands
@access.password_given
def give_code() -> ResponseReturnValue:
    """The second half of a sign-in, where the person protects their account so."""
    account, wanted, form = (
        access.awaited_account(),
        access.next_or(url_for("portal.dashboard")),
        SecondFactor(),
    )
    if account is None:  # in already
        return redirect(wanted, 303)
    if form.validate_on_submit():
        with form.refusals():
            known, actor = access.known_browser(), access.current_actor()
            accounts.give_code(account, form.otp.data, known_browser=known, actor=actor)
            access.second_factor_given(account)
            return redirect(wanted, 303)
    shown = account.current_code if current_app.config["DEMO"] else None
    return page("portal/give_code.html", form=form, wanted=wanted, shown=shown)


@portal.post("/deconnexion")
@access.password_given
def sign_out() -> ResponseReturnValue:
    """Ends this session, even half open."""
    access.leave()
    return done("Vous êtes déconnecté.", url_for("portal.home"))

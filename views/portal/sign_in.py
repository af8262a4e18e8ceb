"""The welcome page with its sign-in form, and the way out."""

from __future__ import annotations

from flask import redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from models import accounts
from views import access
from views.fields import Form, Secret, Text, done, page
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
            account = accounts.sign_in(form.identifier.data, form.password.data, actor=access.current_actor())
            wanted = access.next_or(url_for("portal.dashboard"))
            access.enter(account)
            return redirect(wanted, 303)
    elif request.method == "GET":
        form.identifier.data = session.pop(HINT, "")
    return welcome(form)


@portal.post("/deconnexion")
@access.signed_in
def sign_out() -> ResponseReturnValue:
    """Ends this session."""
    access.leave()
    return done("Vous êtes déconnecté.", url_for("portal.home"))

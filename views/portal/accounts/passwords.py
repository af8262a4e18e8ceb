"""Forgotten identifier, forgotten password: the answer is the same whoever asks."""

from __future__ import annotations

from flask import session, url_for
from flask.typing import ResponseReturnValue

from models import accounts
from models.kernel.access.links import Purpose, TokenExpired
from models.values import passwords
from views import access
from views.fields import Email, Form, Text, done, page
from views.fields.new_password import first_typing, second_typing
from views.messages.kernel import link_life
from views.portal.accounts.links import live_link, over_page
from views.portal.blueprint import portal
from views.portal.sign_in import HINT


class LostIdentifier(Form):
    """The address that received the activation mail."""

    email = Email(
        "Courriel",
        needed="Indiquez votre adresse électronique.",
        hint="Celui que vous avez donné en créant votre compte.",
        attributes={"autocomplete": "email"},
    )


class LostPassword(Form):
    """Whose password."""

    identifier = Text(
        "Identifiant",
        needed="Indiquez votre identifiant.",
        hint="pro.prénom.nom ou asso.prénom.nom",
        longest=200,
        attributes={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )


class NewPassword(Form):
    """A password, twice."""

    password = first_typing(
        f"{passwords.SHORTEST} caractères au moins ; une phrase de quatre mots convient très bien."
    )
    password_confirm = second_typing()


@portal.route("/identifiant-oublie", methods=["GET", "POST"])
@access.public
def lost_identifier() -> ResponseReturnValue:
    """One mail that lists the identifiers of an address, where it has any."""
    form = LostIdentifier()
    if form.validate_on_submit():
        with form.refusals():
            access.admit(access.Costly.FORGOTTEN)
            accounts.enqueue_identifiers(form.email.data, actor=access.current_actor())
            return done(
                "Si cette adresse est celle d’un compte, un courriel vient de partir.",
                url_for("portal.sign_in"),
                more="Il rappelle chaque identifiant. Regardez aussi dans les indésirables.",
            )
    return page("portal/accounts/lost_identifier.html", form=form)


@portal.route("/mot-de-passe-oublie", methods=["GET", "POST"])
@access.public
def lost_password() -> ResponseReturnValue:
    """A link by mail, where there is somebody to send it to."""
    form = LostPassword()
    if form.validate_on_submit():
        with form.refusals():
            access.admit(access.Costly.FORGOTTEN)
            accounts.enqueue_reset(form.identifier.data, actor=access.current_actor())
            return done(
                "Si cet identifiant est celui d’un compte, un courriel vient de partir.",
                url_for("portal.sign_in"),
                more=f"Son lien sert une fois, pendant {link_life(Purpose.RESET)}. Regardez aussi dans les"
                " indésirables.",
            )
    return page("portal/accounts/lost_password.html", form=form)


@portal.route("/mot-de-passe/<token>", methods=["GET", "POST"])
@access.public
def reset_password(token: str) -> ResponseReturnValue:
    """The page shows the form and consumes nothing; the form consumes the link."""
    link = live_link(Purpose.RESET, token)
    if link is None or link.account is None:
        return over_page("portal/accounts/reset_over.html")
    form = NewPassword()
    if form.validate_on_submit():
        access.admit(access.Costly.PASSWORD)
        with form.refusals():
            try:
                account = accounts.reset(token, form.password.data, actor=access.current_actor())
            except TokenExpired:
                return over_page("portal/accounts/reset_over.html")
            session[HINT] = account.identifier
            return done(
                "Votre mot de passe est changé.",
                url_for("portal.sign_in"),
                more="Connectez-vous avec le nouveau : les sessions ouvertes ailleurs sont fermées.",
            )
    return page("portal/accounts/reset_password.html", form=form, identifier=link.account.identifier)

"""The link of the activation mail: a page that consumes nothing, a form that consumes it once."""

from __future__ import annotations

from typing import Any

from flask import abort, request, session, url_for
from flask.typing import ResponseReturnValue

from models import accounts
from models.kernel import tokens
from models.kernel.tokens import Purpose, Token
from models.values import passwords
from views import access
from views.fields import Form, Same, Secret, Tick, done, page
from views.portal import terms
from views.portal.blueprint import portal
from views.portal.signing import HINT


class NewPassword(Form):
    """A password, twice."""

    password = Secret(
        "Choisissez votre mot de passe",
        needed="Choisissez un mot de passe.",
        hint=f"{passwords.SHORTEST} caractères au moins ; une phrase de quatre mots convient très bien.",
        autocomplete="new-password",
    )
    password_confirm = Secret(
        "Répétez votre mot de passe",
        needed="Répétez le mot de passe.",
        autocomplete="new-password",
        checks=[Same("password", "Les deux mots de passe diffèrent : retapez le même.")],
    )


class Activation(NewPassword):
    """A password, and the two consents."""

    accept_data = Tick(
        "J’accepte que les informations saisies soient utilisées pour réaliser mes démarches sur le portail",
        needed="Acceptez l’utilisation de vos données : sans elle le compte ne peut pas servir.",
    )
    accept_terms = Tick(
        "J’accepte les CGU (conditions générales d’utilisation)",
        needed="Acceptez les conditions générales d’utilisation pour activer le compte.",
    )


def live(purpose: Purpose, secret: str) -> Token | None:
    """The live link of this secret; None when it is over; 404 when there never was one."""
    try:
        return tokens.peek(purpose, secret)
    except tokens.TokenExpired:
        return None
    except tokens.TokenUnknown:
        abort(404)


def over(template: str, **context: Any) -> ResponseReturnValue:
    """The page of a link that is over: gone for who follows it, refused for who sends its form."""
    return page(template, status=422 if request.method == "POST" else 410, **context)


@portal.route("/activation/<token>", methods=["GET", "POST"])
@access.public
def activate(token: str) -> ResponseReturnValue:
    """Password twice, consent to the data use, acceptance of the terms."""
    link = live(Purpose.ACTIVATION, token)
    if link is None or link.account is None:
        return over("portal/activation_over.html", token=token)
    form = Activation()
    if form.validate_on_submit():
        with form.refusals():
            try:
                account = accounts.activate(
                    token, form.password.data, terms_version=terms.VERSION, actor=access.current_actor()
                )
            except tokens.TokenExpired:
                return over("portal/activation_over.html", token=token)
            session[HINT] = account.identifier
            return done(
                "Activation de votre accès réussie, vous pouvez dès à présent vous connecter.",
                url_for("portal.sign_in"),
            )
    return page("portal/activate.html", form=form, identifier=link.account.identifier)


@portal.post("/activation/<token>/nouveau-lien")
@access.public
def activate_again(token: str) -> ResponseReturnValue:
    """From the page of a link that is over: a new one goes to the account's own address."""
    live(Purpose.ACTIVATION, token)
    accounts.request_activation_again(token, actor=access.current_actor())
    return done(
        "Si le compte attend encore son activation, un nouveau lien vient de partir.",
        url_for("portal.home"),
        more="Il arrive à l’adresse du compte, et l’ancien ne sert plus.",
    )

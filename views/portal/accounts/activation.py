"""The link of the activation mail: a page that consumes nothing, a form that consumes it once."""

from __future__ import annotations

from flask import session, url_for
from flask.typing import ResponseReturnValue

from models import accounts
from models.kernel.access.links import Purpose, TokenExpired
from views import access
from views.fields import Tick, done, page
from views.portal.accounts import terms
from views.portal.accounts.links import live_link, over_page
from views.portal.accounts.passwords import NewPassword
from views.portal.blueprint import portal
from views.portal.sign_in import HINT


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


@portal.route("/activation/<token>", methods=["GET", "POST"])
@access.public
def activate(token: str) -> ResponseReturnValue:
    """Password twice, consent to the data use, acceptance of the terms."""
    link = live_link(Purpose.ACTIVATION, token)
    if link is None or link.account is None:
        return over_page("portal/accounts/activation_over.html", token=token)
    form = Activation()
    if form.validate_on_submit():
        access.admit(access.Costly.PASSWORD)
        with form.refusals():
            try:
                account = accounts.activate(
                    token, form.password.data, terms_version=terms.VERSION, actor=access.current_actor()
                )
            except TokenExpired:
                return over_page("portal/accounts/activation_over.html", token=token)
            session[HINT] = account.identifier
            return done(
                "Activation de votre accès réussie, vous pouvez dès à présent vous connecter.",
                url_for("portal.sign_in"),
            )
    return page("portal/accounts/activate.html", form=form, identifier=link.account.identifier)


@portal.post("/activation/<token>/nouveau-lien")
@access.public
def activate_again(token: str) -> ResponseReturnValue:
    """From the page of a link that is over: a new one goes to the account's own address."""
    live_link(Purpose.ACTIVATION, token)
    access.admit(access.Costly.FORGOTTEN)
    accounts.request_activation_again(token, actor=access.current_actor())
    return done(
        "Si le compte attend encore son activation, un nouveau lien vient de partir.",
        url_for("portal.home"),
        more="Il arrive à l’adresse du compte, et l’ancien ne sert plus.",
    )

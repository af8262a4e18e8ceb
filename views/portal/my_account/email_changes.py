"""A person changes their address, which a link sent to the new one proves."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue

from models import accounts
from models.kernel.access.links import Purpose, TokenExpired
from views import access
from views.fields import Email, Form, done, page
from views.messages.kernel import link_life
from views.portal.accounts.links import live_link, over_page
from views.portal.blueprint import account, portal
from views.portal.my_account.proof import CurrentPassword


class ChangeEmail(CurrentPassword):
    """The new address."""

    email = Email(
        "Nouveau courriel",
        needed="Indiquez la nouvelle adresse électronique.",
        hint="Un lien de confirmation y sera envoyé ; l’adresse actuelle sera prévenue.",
        attributes={"autocomplete": "email"},
    )


@portal.route("/mon-compte/courriel", methods=["GET", "POST"])
@access.own_hands
@access.signed_in
def change_email() -> ResponseReturnValue:
    """A link to the new address proves it; until then nothing changes."""
    form = ChangeEmail()
    if form.validate_on_submit():
        with form.refusals():
            accounts.request_email_change(
                account(),
                form.email.data,
                current_password=form.current_password.data,
                actor=access.current_actor(),
            )
            return done(
                "Un lien de confirmation part à la nouvelle adresse.",
                url_for("portal.my_account"),
                more=f"L’adresse change quand vous le suivez, dans les {link_life(Purpose.EMAIL_CHANGE)}.",
            )
    return page("portal/my_account/change_email.html", form=form)


@portal.post("/mon-compte/courriel/abandonner")
@access.signed_in
def cancel_email() -> ResponseReturnValue:
    """The address stays; the link that was sent is dead."""
    accounts.cancel_email_change(account(), actor=access.current_actor())
    return done("Votre adresse reste la même.", url_for("portal.my_account"))


@portal.route("/mon-compte/courriel/<token>", methods=["GET", "POST"])
@access.public
def confirm_email(token: str) -> ResponseReturnValue:
    """The link sent to the new address: a question, then the change."""
    link, form = live_link(Purpose.EMAIL_CHANGE, token), Form()
    if link is None:
        return over_page("portal/my_account/email_over.html")
    if form.is_submitted():
        try:
            accounts.confirm_email(token, actor=access.current_actor())
        except TokenExpired:
            return over_page("portal/my_account/email_over.html")
        return done("Votre nouvelle adresse est confirmée.", url_for("portal.home"))
    return page("portal/my_account/confirm_email.html", form=form, email=link.data)

"""My account: one's own data, password, address and sessions, an export and the end."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from models import accounts, attachments, audit, companies
from models.accounts import ProAccount
from models.kernel import tokens
from models.kernel.tokens import Purpose
from views import access
from views.fields import Email, Form, Secret, done, page
from views.messages import event_of, label_of
from views.portal.activation import NewPassword, live, over
from views.portal.blueprint import account, portal

STAFF_MOMENTS = 1_000
"""How far back the page looks for what staff did."""

AMONG_STAFF = ("question-asked", "question-answered", "seen-as-ended")
"""What supervisors and agents ask each other, and when a look was left: that it was begun is told."""


class CurrentPassword(Form):
    """The password, asked again before something grave."""

    current_password = Secret(
        "Mot de passe actuel",
        needed="Indiquez votre mot de passe actuel.",
        autocomplete="current-password",
    )


class ChangePassword(CurrentPassword, NewPassword):
    """The current one, then the new one twice."""


class ChangeEmail(CurrentPassword):
    """The new address."""

    email = Email(
        "Nouveau courriel",
        needed="Indiquez la nouvelle adresse électronique.",
        hint="Un lien de confirmation y sera envoyé ; l’adresse actuelle sera prévenue.",
        attributes={"autocomplete": "email"},
    )


@portal.get("/mon-compte")
@access.signed_in
def my_account() -> ResponseReturnValue:
    """What we hold of the person, and what staff did to the account."""
    person = account()
    return page(
        "portal/my_account.html",
        by_staff=what_staff_did(person),
        contestable=[one for one in attachments.list_seen_by(person) if one.is_contestable],
        pending=accounts.pending_email(person),
        corrects=companies.may_correct(person.company, access.current_actor()),
    )


def what_staff_did(person: ProAccount) -> list[dict[str, Any]]:
    """What staff did to the account and to what it refers to, newest first; by their office, not by name."""
    seen = {one.id: one.concession.title for one in attachments.list_seen_by(person)}
    told = audit.list_about(
        ("account", [person.id]), ("attachment", seen), besides=AMONG_STAFF, limit=STAFF_MOMENTS
    )
    return [
        {
            "tone": tag.tone,
            "icon": tag.icon,
            "what": " : ".join(
                filter(
                    None,
                    (
                        seen.get(event.subject_id or 0) if event.subject_kind == "attachment" else "",
                        tag.words,
                    ),
                )
            ),
            "when": event.at,
            "who": label_of("Role", event.role),
        }
        for event in told
        if event.actor_kind == "agent" and (tag := event_of(event.action))
    ]


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
    return page("portal/change_password.html", form=form)


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
                more="L’adresse change quand vous le suivez, dans les 24 heures.",
            )
    return page("portal/change_email.html", form=form)


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
    link, form = live(Purpose.EMAIL_CHANGE, token), Form()
    if link is None:
        return over("portal/email_over.html")
    if form.is_submitted():
        try:
            accounts.confirm_email(token, actor=access.current_actor())
        except tokens.TokenExpired:
            return over("portal/email_over.html")
        return done("Votre nouvelle adresse est confirmée.", url_for("portal.home"))
    return page("portal/confirm_email.html", form=form, email=link.data)


@portal.post("/mon-compte/deconnecter-partout")
@access.signed_in
def sign_out_everywhere() -> ResponseReturnValue:
    """Kills every session, this one too."""
    accounts.sign_out_everywhere(account(), actor=access.current_actor())
    access.leave()
    return done("Toutes vos sessions sont fermées.", url_for("portal.sign_in"))


@portal.route("/mon-compte/effacer", methods=["GET", "POST"])
@access.own_hands
@access.signed_in
def erase() -> ResponseReturnValue:
    """The end, after a question and the password."""
    form, person = CurrentPassword(), account()
    if form.validate_on_submit():
        with form.refusals():
            actor = access.current_actor()
            with accounts.proved(person, form.current_password.data, actor=actor):
                access.leave()
                accounts.erase(person, reason="à la demande de la personne", actor=actor)
            return done(
                "Votre compte est effacé.",
                url_for("portal.home"),
                more="Vos données personnelles sont supprimées et ce qui était rattaché est libéré.",
            )
    return page("portal/erase.html", form=form)

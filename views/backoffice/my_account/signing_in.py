"""The staff door: password, second factor, the way out."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import current_app, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from models import staff
from models.kernel.actors import Actor
from models.sign_in import check_second_factor
from models.sign_in.throttle import SignInRefused
from models.values.contacts.emails import LONGEST_EMAIL
from views import access
from views.backoffice.my_account.blueprint import HOME, backoffice
from views.backoffice.my_account.provider import name_of_provider, way_out
from views.fields import Form, Secret, Text, done, page
from views.fields.second_factor import SecondFactor

REFUSED = "Courriel ou mot de passe inexact, ou trop d’essais : attendez une minute, puis recommencez."


class SignIn(Form):
    """Address and password; the address is no `Email`: whatever is wrong gets one answer."""

    email = Text(
        "Courriel professionnel",
        needed="Indiquez votre courriel professionnel.",
        longest=LONGEST_EMAIL,
        attributes={"type": "email", "autocomplete": "username"},
    )
    password = Secret("Mot de passe", needed="Indiquez votre mot de passe.", autocomplete="current-password")


@backoffice.route("/connexion", methods=["GET", "POST"])
@access.public
def sign_in() -> ResponseReturnValue:
    """Unknown, wrong, invited, disabled, delayed: one answer."""
    form, wanted = SignIn(), access.next_or(HOME)
    if access.current_agent() is not None and request.method == "GET":
        return redirect(wanted, 303)
    if form.validate_on_submit():
        try:
            agent = staff.sign_in(
                form.email.data,
                form.password.data,
                known_browser=access.known_browser(),
                actor=access.current_actor(),
            )
        except SignInRefused:
            form.refuse(REFUSED, "password")
        else:
            if access.enter_staff(agent):
                return redirect(wanted, 303)
            return redirect(f"{url_for('backoffice.second_factor')}?{urlencode({'next': wanted})}", 303)
    return page("backoffice/sign_in/sign_in.html", form=form, wanted=wanted, provider=name_of_provider())


@backoffice.route("/connexion/code", methods=["GET", "POST"])
@access.password_given
def second_factor() -> ResponseReturnValue:
    """The second half of a sign-in, and what grave acts ask again."""
    agent = access.awaited_agent()
    assert agent is not None  # the guard lets nobody else come here
    form, wanted = SecondFactor(), access.next_or(HOME)
    if agent.must_enrol:
        return redirect(f"{url_for('backoffice.enrol')}?{urlencode({'next': wanted})}", 303)
    if not agent.has_second_factor:  # it was given to the identity provider, and is given there again
        return redirect(f"{url_for('backoffice.provider')}?{urlencode({'next': wanted})}", 303)
    if form.validate_on_submit():
        with form.refusals():
            facts = access.current_actor()
            actor = Actor.of_agent(agent, ip=facts.ip, request_id=facts.request_id)
            check_second_factor(agent, form.otp.data, known_browser=access.known_browser(), actor=actor)
            access.second_factor_given(agent)
            return redirect(wanted, 303)
    shown = agent.current_code if current_app.config["DEMO"] else None
    again = access.current_agent() is not None
    return page("backoffice/sign_in/second_factor.html", form=form, wanted=wanted, shown=shown, again=again)


@backoffice.post("/deconnexion")
@access.password_given
def sign_out() -> ResponseReturnValue:
    """Ends this session, even half open; whoever came by the provider is led on to sign out there."""
    hint = access.provider_hint()
    access.leave()
    if way := way_out(hint):
        answer = make_response(page("backoffice/sign_in/leaving.html", way=way, name=name_of_provider()))
        # Not a redirect: browsers let a form of ours lead to nobody else's address (`form-action`).
        answer.headers["Refresh"] = f"0; url={way}"
        return answer
    return done("Vous êtes déconnecté.", url_for("backoffice.sign_in"))

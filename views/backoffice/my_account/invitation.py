"""How a member of staff comes in: password, second factor, recovery codes told once."""

from __future__ import annotations

from flask import abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from models import staff
from models.kernel.access import tokens
from models.kernel.access.links import Purpose, TokenExpired, TokenUnknown
from models.kernel.actors import Actor
from models.values import passwords
from views import access
from views.backoffice.my_account.blueprint import HOME, backoffice
from views.fields import Form, page
from views.fields.new_password import first_typing, second_typing
from views.fields.second_factor import FirstCode, announce_codes, enrolment_of, take_codes

ISSUER = "Bascule"


class NewPassword(Form):
    """A password, twice."""

    password = first_typing(
        f"{passwords.SHORTEST_STAFF} caractères au moins ; une phrase de quatre mots convient bien."
    )
    password_confirm = second_typing()


class Enrolment(NewPassword, FirstCode):
    """What an invitation asks for."""


@backoffice.route("/invitation/<token>", methods=["GET", "POST"], endpoint="invitation")
@access.public
def accept(token: str) -> ResponseReturnValue:
    """The page of an invitation; the form consumes the link once, then the page tells the recovery codes."""
    if request.method == "GET" and (codes := take_codes()):
        return page("backoffice/sign_in/recovery_codes.html", codes=codes)
    try:
        link = tokens.peek(Purpose.INVITATION, token)
    except TokenUnknown:
        abort(404)
    except TokenExpired:
        return _over()
    agent = link.agent
    assert agent is not None
    secret = staff.enrolment_secret(link)
    form = Enrolment()
    if form.validate_on_submit():
        access.admit(access.Costly.PASSWORD)
        with form.refusals():
            try:
                _, codes = staff.accept_invitation(
                    token, form.password.data, form.otp.data, actor=access.current_actor()
                )
            except TokenExpired:
                return _over()
            return announce_codes(codes, url_for("backoffice.invitation", token=token))
    return enrolment_page("backoffice/sign_in/invitation.html", form, agent, secret)


def enrolment_page(template: str, form: Form, agent: staff.Agent, secret: str) -> ResponseReturnValue:
    """A page that offers a second factor, to be read by a telephone or typed."""
    shown = agent.current_code if current_app.config["DEMO"] else None
    drawn = enrolment_of(agent.email, secret, issuer=ISSUER)
    return page(template, form=form, invited=agent, shown=shown, drawn=drawn)


@backoffice.route("/connexion/application", methods=["GET", "POST"])
@access.password_given
def enrol() -> ResponseReturnValue:
    """After the second factor was reset: the right password leads here, to a new one and ten new codes."""
    agent = access.awaited_agent()
    assert agent is not None  # the guard lets nobody else come here
    if not agent.must_enrol:
        return redirect(HOME, 303)
    secret, form = agent.totp_secret or "", FirstCode()
    if form.validate_on_submit():
        with form.refusals():
            facts = access.current_actor()
            actor = Actor.of_agent(agent, ip=facts.ip, request_id=facts.request_id)
            codes = staff.enrol(agent, form.otp.data, actor=actor)
            access.second_factor_given(agent)
            return announce_codes(codes, url_for("backoffice.my_account"))
    return enrolment_page("backoffice/sign_in/enrolment.html", form, agent, secret)


def _over() -> ResponseReturnValue:
    return page("backoffice/sign_in/invitation_over.html", status=422 if request.method == "POST" else 410)

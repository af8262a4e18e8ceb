"""How a member of staff comes in: password, second factor, recovery codes told once."""

from __future__ import annotations

import json

from flask import abort, current_app, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field
from wtforms.validators import ValidationError

from models import staff
from models.kernel import keys
from models.kernel.access import tokens
from models.kernel.access.tokens import Purpose
from models.kernel.actors import Actor
from models.values import passwords
from views import access
from views.backoffice.blueprint import HOME, backoffice
from views.backoffice.my_account.signing_in import SecondFactor
from views.fields import Form, Same, Secret, page

ISSUER = "Bascule"
CODES = "codes"
"""Where the session keeps new recovery codes, encrypted, until the one page that tells them."""


class NewPassword(Form):
    """A password, twice."""

    password = Secret(
        "Choisissez votre mot de passe",
        needed="Choisissez un mot de passe.",
        hint=f"{passwords.SHORTEST_STAFF} caractères au moins ; une phrase de quatre mots convient bien.",
        autocomplete="new-password",
    )
    password_confirm = Secret(
        "Répétez votre mot de passe",
        needed="Répétez le mot de passe.",
        autocomplete="new-password",
        checks=[Same("password", "Les deux mots de passe diffèrent : retapez le même.")],
    )


class FirstCode(SecondFactor):
    """The first code of an application that was just enrolled."""

    def validate_otp(self, field: Field) -> None:
        """Six digits: a recovery code does not exist yet."""
        if sum(sign.isdigit() for sign in field.data) != 6:
            raise ValidationError("Ce code compte six chiffres.")


class Enrolment(NewPassword, FirstCode):
    """What an invitation asks for."""


def qr_path(text: str) -> tuple[int, str]:
    """A QR code as the side of its square and one SVG path: no inline style, no image to fetch."""
    import segno  # which only newcomers need

    rows = [bytes(row) for row in segno.make(text, error="m", micro=False).matrix_iter(border=4)]
    dots = (f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return len(rows), "".join(dots)


@backoffice.route("/invitation/<token>", methods=["GET", "POST"], endpoint="invitation")
@access.public
def accept(token: str) -> ResponseReturnValue:
    """The page of an invitation; the form consumes the link once, then the page tells the recovery codes."""
    if request.method == "GET" and (codes := take_codes()):
        return page("backoffice/sign_in/recovery_codes.html", codes=codes)
    try:
        link = tokens.peek(Purpose.INVITATION, token)
    except tokens.TokenUnknown:
        abort(404)
    except tokens.TokenExpired:
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
            except tokens.TokenExpired:
                return _over()
            return announce_codes(codes, url_for("backoffice.invitation", token=token))
    return enrolment_page("backoffice/sign_in/invitation.html", form, agent, secret)


def enrolment_page(template: str, form: Form, agent: staff.Agent, secret: str) -> ResponseReturnValue:
    """A page that offers a second factor, to be read by a telephone or typed."""
    side, path = qr_path(staff.provisioning_uri(agent, secret, issuer=ISSUER))
    spaced = " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
    shown = staff.current_code(agent) if current_app.config["DEMO"] else None
    return page(template, form=form, invited=agent, side=side, path=path, secret=spaced, shown=shown)


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


def announce_codes(codes: list[str], to: str) -> ResponseReturnValue:
    """To a page that will show new recovery codes once."""
    session[CODES] = keys.current().box.encrypt(json.dumps(codes).encode()).decode()
    return redirect(to, 303)


def take_codes() -> list[str]:
    """The codes to show now, and never again; none otherwise."""
    kept = session.pop(CODES, None)
    return list(json.loads(keys.current().box.decrypt(kept.encode()))) if kept else []

"""Staff come in through the identity provider of their house, and go when it says so."""

from __future__ import annotations

import hmac
import secrets
from typing import cast
from urllib.parse import urlencode

from flask import abort, current_app, g, redirect, request, session, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from models import staff
from models.kernel.errors import DomainError
from models.staff import Departure, IdentityProvider, NotInvited, ProviderAway, ProviderRefused
from views import access
from views.backoffice.my_account.blueprint import HOME, backoffice
from views.fields import done, page
from views.messages import refusal

KEPT, LEAVING = "provider", "leaving"
"""What the session keeps of a sign-in under way, and of a sign-out."""


def current_provider() -> IdentityProvider:
    """The one that settings name; without one the address is none."""
    return cast(IdentityProvider, current_app.extensions["bascule.provider"] or abort(404))


def name_of_provider() -> str:
    """How staff call it; nothing where there is none."""
    found = cast("IdentityProvider | None", current_app.extensions["bascule.provider"])
    return found.name if found is not None else ""


def _back() -> str:
    return f"{current_app.config['CONSOLE_URL']}{url_for('backoffice.provider_answer')}"


@backoffice.get("/connexion/oidc", endpoint="provider")
@access.public
def leave_for_provider() -> ResponseReturnValue:
    """To the provider; whoever is in already gives their proofs there again."""
    access.admit(access.Costly.PASSWORD)
    again, wanted = access.awaited_agent() is not None, access.next_or(HOME)
    try:
        departure = current_provider().depart(_back(), again=again)
    except ProviderAway as away:
        return _refused(away, 503)
    session[KEPT] = {
        "state": departure.state,
        "nonce": departure.nonce,
        "verifier": departure.verifier,
        "next": wanted,
    }
    return redirect(departure.url, 303)


@backoffice.get("/connexion/oidc/retour")
@access.public
def provider_answer() -> ResponseReturnValue:
    """Back from the provider, with a code that serves once, in the browser that left for it."""
    found = current_provider()
    kept = session.pop(KEPT, None)
    try:
        if not isinstance(kept, dict):
            raise ProviderRefused
        wanted = kept.pop("next")
        g.spent = True  # the provider takes its code once, so this page is not asked again after a lost race
        person = found.arrive(request.args.to_dict(), Departure("", **kept), _back())
        agent = staff.sign_in_by_provider(person, actor=access.current_actor())
    except ProviderAway as away:
        return _refused(away, 503)
    except (ProviderRefused, NotInvited) as refused:
        return _refused(refused, 403)
    if access.enter_by_provider(agent, person):
        return redirect(wanted, 303)
    return redirect(f"{url_for('backoffice.second_factor')}?{urlencode({'next': wanted})}", 303)


def way_out(hint: str) -> str:
    """Where whoever left us signs out at the provider, too; empty where that is not to be had."""
    found = cast("IdentityProvider | None", current_app.extensions["bascule.provider"])
    if found is None or not hint:
        return ""
    state = secrets.token_urlsafe(32)
    back = f"{current_app.config['CONSOLE_URL']}{url_for('backoffice.left_provider')}"
    try:
        way = found.farewell(back, hint=hint, state=state)
    except ProviderAway:
        return ""
    if way:
        session[LEAVING] = state
    return way


@backoffice.get("/connexion/oidc/sortie", endpoint="left_provider")
@access.public
def back_from_leaving() -> ResponseReturnValue:
    """Back from the provider's own sign-out, in the browser that left for it; for others our door."""
    name, kept = current_provider().name, session.pop(LEAVING, "")
    if not kept or not hmac.compare_digest(kept.encode(), request.args.get("state", "").encode()):
        return redirect(url_for("backoffice.sign_in"), 303)
    return done(f"Vous êtes déconnecté, ici et chez {name}.", url_for("backoffice.sign_in"))


@backoffice.post("/connexion/oidc/deconnexion")
@access.machine
def signed_out_there() -> ResponseReturnValue:
    """The provider says, server to server, that somebody signed out (Back-Channel Logout 1.0)."""
    try:
        ended = current_provider().read_end(request.form.get("logout_token", ""))
    except (ProviderRefused, ProviderAway):
        return {"error": "invalid_request"}, 400, {"Cache-Control": "no-store"}
    staff.sign_out_by_provider(ended, actor=access.current_actor())
    return "", 200, {"Cache-Control": "no-store"}


def open_to_its_server(state: BlueprintSetupState) -> None:
    """The provider's server bears no token of a form of ours: its own is signed."""
    state.app.extensions["csrf"].exempt(signed_out_there)


backoffice.record(open_to_its_server)


def _refused(why: DomainError, status: int) -> ResponseReturnValue:
    return page(
        "backoffice/sign_in/provider_refused.html", status=status, why=refusal(why), name=name_of_provider()
    )

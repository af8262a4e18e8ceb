"""What was created, to keep: the identifier, where the mail went, and what to do when none came."""

from __future__ import annotations

from datetime import datetime

from flask import abort, url_for
from flask.typing import ResponseReturnValue

from models import accounts
from models.accounts.queries import find_by_identifier
from views import access
from views.fields import done, page
from views.portal.accounts.creation import first_step
from views.portal.accounts.draft import Draft
from views.portal.accounts.forms import Address
from views.portal.blueprint import portal


@portal.get("/creer-un-compte/recapitulatif")
@access.public
def create_done() -> ResponseReturnValue:
    """The identifier to keep, and what comes next."""
    draft = Draft.load()
    if draft is None or not draft.made:
        return first_step(draft)
    until = datetime.fromisoformat(draft.made["until"])
    return page("portal/accounts/create_done.html", made=draft.made, until=until, moved=draft.was_moved)


@portal.post("/creer-un-compte/recapitulatif/renvoyer")
@access.public
def create_resend() -> ResponseReturnValue:
    """Nothing came: the activation mail again, as often as an address may be written to."""
    draft = Draft.load()
    if draft is None or not draft.made:
        abort(404)
    access.admit(access.Costly.FORGOTTEN)
    accounts.ask_reset(draft.made.get("account") or draft.made["identifier"], actor=access.current_actor())
    return done(
        "Un nouveau courriel part, si le compte attend encore son activation.",
        url_for("portal.create_done"),
        more="Le lien du précédent ne sert plus. Regardez aussi dans les indésirables.",
    )


@portal.route("/creer-un-compte/recapitulatif/courriel", methods=["GET", "POST"])
@access.public
def create_readdress() -> ResponseReturnValue:
    """Nothing came because the address was wrong: who created the account, and nobody else, corrects it."""
    draft = Draft.load()
    if draft is None or not draft.made:
        return first_step(draft)
    form = Address(data={"email": draft.made["email"]})
    if form.validate_on_submit():
        access.admit(access.Costly.ACCOUNT)
        with form.refusals():
            _readdress(draft, form.email.data)
            return done(
                "L’adresse est corrigée.", url_for("portal.create_done"), more="Un nouveau lien y part."
            )
    return page("portal/accounts/create_readdress.html", form=form, made=draft.made)


def _readdress(draft: Draft, email: str) -> None:
    account = find_by_identifier(draft.made.get("account") or draft.made["identifier"]) or abort(404)
    seen = draft.made.get("version", account.version)  # none in what was begun before an update
    if not draft.made.get("is_known"):
        accounts.readdress(account, email, version=seen, actor=access.current_actor())
    draft.sent_to(email, account.version)

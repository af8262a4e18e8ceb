"""A company attaches its contract with title and code, or asks an agent to."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from models import attachments
from models.attachments import AlreadyHeld
from models.concessions.tries import TryRefused
from views import access
from views.fields import Code, Form, Submission, Text, done, page
from views.portal.attachments.tabs import Tab, address_of_tab, tab_of
from views.portal.blueprint import account, portal


class Claim(Form):
    """Title and code."""

    title = Text(
        "Intitulé du compte",
        needed="Indiquez l’intitulé du compte.",
        hint="Celui de l’ancien compte. Majuscules, accents et tirets n’importent pas.",
        longest=250,
        attributes={"autocomplete": "off"},
    )
    access_code = Code(
        "Code d’accès",
        needed="Indiquez le code d’accès : 4 chiffres.",
        hint="4 chiffres, zéros compris",
    )
    submission = Submission()


class AskAgent(Form):
    """What was tried, for an agent to look at; never the code."""

    title = Text("Intitulé du compte", needed="Indiquez l’intitulé du compte.", longest=250)


@portal.route("/rattachements/<kind>/nouveau", methods=["GET", "POST"])
@access.signed_in
def attach(kind: str) -> ResponseReturnValue:
    """Whatever is wrong, one answer; and an agent to ask."""
    tab, form = tab_of(kind), Claim()
    refused: type[Exception] | None = None
    if form.validate_on_submit():
        with form.refusals():
            try:
                attachments.claim(account(), kind=kind, **form.answers, actor=access.current_actor())
            except (TryRefused, AlreadyHeld) as refusal:
                refused = type(refusal)
                raise
            return done("Le compte a bien été ajouté.", address_of_tab(kind))
    return _claim_page(form, tab, refused)


def _claim_page(form: Claim, tab: Tab, refused: type[Exception] | None) -> ResponseReturnValue:
    is_refused = refused is not None and issubclass(refused, TryRefused)
    is_held = refused is not None and issubclass(refused, AlreadyHeld)
    return page("portal/attachments/attach.html", form=form, tab=tab, refused=is_refused, held=is_held)


@portal.post("/rattachements/<kind>/demander")
@access.signed_in
def ask_agent(kind: str) -> ResponseReturnValue:
    """*Demander à un agent*: opens a case."""
    tab, form = tab_of(kind), AskAgent()
    if form.validate_on_submit():
        with form.refusals():
            title, actor = form.title.data, access.current_actor()
            case = attachments.ask_agent(account(), kind=kind, title=title, actor=actor)
            return done(
                "Votre demande est transmise à un agent.",
                address_of_tab(kind),
                more=f"Votre dossier : {case.number}. Un agent vous répond par courriel ou par téléphone.",
            )
    claim = Claim()
    claim.title.errors, claim.form_errors = form.title.errors, form.form_errors
    return _claim_page(claim, tab, TryRefused)

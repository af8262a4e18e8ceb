"""A company that lost its code asks for another proof: a link to the old contact, a key by letter."""

from __future__ import annotations

from flask import abort, url_for
from flask.typing import ResponseReturnValue

from models.attachments import Attachment, old_contact
from models.attachments.old_contact import KeyRefused
from models.kernel.access.links import Purpose, TokenExpired, TokenUnknown
from views import access
from views.fields import Choice, Code, Form, Text, done, page
from views.messages.kernel import link_life
from views.portal.accounts.links import over_page
from views.portal.attachments.tabs import address_of_tab, tab_of
from views.portal.blueprint import account, portal

ADDED = "Le compte a bien été ajouté."
MAIL, LETTER = "courriel", "lettre"
SENT = {
    MAIL: (
        "Votre demande est prise en compte.",
        "Si un ancien compte libre de ce nom porte un courriel, un lien vient d’y partir. Il vaut "
        f"{link_life(Purpose.RECORD_LINK)}.",
    ),
    LETTER: (
        "Votre demande est prise en compte.",
        "Si un ancien compte libre de ce nom porte une adresse, une lettre y part sous peu, avec une clé.",
    ),
}
ASK = {MAIL: old_contact.ask_link, LETTER: old_contact.ask_letter}


def _title() -> Text:
    return Text(
        "Intitulé du compte",
        needed="Indiquez l’intitulé du compte.",
        hint="Celui de l’ancien compte. Majuscules, accents et tirets n’importent pas.",
        longest=250,
        attributes={"autocomplete": "off"},
    )


class AskProof(Form):
    """Which record, and how its old contact is reached."""

    title = _title()
    way = Choice(
        "Preuve",
        [
            (MAIL, "Un lien par courriel"),
            (LETTER, "Une clé par lettre"),
        ],
        needed="Choisissez la preuve.",
        hint="Envoyée à l’adresse qui figure sur l’ancien compte, à elle seule.",
        empty=None,
    )


class TypeKey(Form):
    """The key of a letter."""

    title = _title()
    key = Code(
        "Clé de la lettre",
        needed="Indiquez la clé : 8 lettres et chiffres.",
        hint="8 lettres et chiffres. Majuscules et espaces n’importent pas.",
        longest=20,
        attributes={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )


@portal.route("/rattachements/<kind>/sans-code", methods=["GET", "POST"])
@access.signed_in
def ask_proof(kind: str) -> ResponseReturnValue:
    """One answer, whatever the title leads to."""
    tab, form = tab_of(kind), AskProof()
    if form.validate_on_submit():
        with form.refusals():
            ASK[form.way.data](account(), kind=kind, title=form.title.data, actor=access.current_actor())
            words, more = SENT[form.way.data]
            return done(words, address_of_tab(kind), more=more)
    return page("portal/attachments/ask_proof.html", form=form, tab=tab)


@portal.route("/rattachements/<kind>/cle", methods=["GET", "POST"])
@access.signed_in
def type_key(kind: str) -> ResponseReturnValue:
    """Whatever is wrong, one answer; and an agent to ask."""
    tab, form, refused = tab_of(kind), TypeKey(), False
    if form.validate_on_submit():
        with form.refusals():
            try:
                old_contact.claim_by_key(account(), kind=kind, **form.answers, actor=access.current_actor())
            except KeyRefused:
                refused = True
                raise
            return done(ADDED, address_of_tab(kind))
    return page("portal/attachments/type_key.html", form=form, tab=tab, refused=refused)


@portal.route("/rattachements/preuve/<token>", methods=["GET", "POST"])
@access.signed_in
def follow_proof(token: str) -> ResponseReturnValue:
    """The link of the old contact: a question, then the attachment. It opens for who asked alone."""
    form = Form()
    try:
        record = old_contact.peek_link(token, account())
    except TokenExpired:
        return over_page("portal/attachments/proof_over.html")
    except TokenUnknown:
        abort(404)
    if form.validate_on_submit():
        with form.refusals():
            made = _attached(token)
            if made is None:
                return over_page("portal/attachments/proof_over.html")
            return done(ADDED, address_of_tab(made.concession.kind))
    return page(
        "portal/attachments/follow_proof.html", form=form, record=record, back=url_for("portal.dashboard")
    )


def _attached(token: str) -> Attachment | None:
    try:
        return old_contact.claim_by_link(token, account(), actor=access.current_actor())
    except TokenExpired:
        return None

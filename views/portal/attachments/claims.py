"""A company attaches its contract with title and code, removes it, or says that it never wanted it."""

from __future__ import annotations

from datetime import timedelta

from flask import abort, url_for
from flask.typing import ResponseReturnValue

from models import attachments
from models.attachments import AlreadyHeld, Attachment, NotReviewable
from models.concessions.access_codes import TryRefused
from models.kernel import throttling
from models.kernel.errors import NotAllowed
from views import access, statements
from views.fields import Code, Form, LongText, Submission, Text, done, page, row_id
from views.portal.blueprint import account, portal
from views.portal.dashboard import TABS, Tab

AT_THE_REFERENTS_REQUEST = "à la demande du référent"
"""The reason of a detachment from the portal."""


ATTESTATIONS, WINDOW = 10, timedelta(hours=1)
"""What one person may have set on paper: each is a file to make and an event in the trail."""


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


class Contest(Form):
    """Why the attachment is none of ours."""

    message = LongText(
        "Ce qui s’est passé",
        needed="Dites en quelques mots pourquoi ce rattachement n’est pas le vôtre.",
        hint="Par exemple : personne chez nous n’a appelé.",
        longest=2000,
        render_kw={"rows": "4"},
    )


def tab_of(kind: str) -> Tab:
    """The kind in the address; an unknown one does not exist."""
    return TABS.get(kind) or abort(404)


def own(number: str) -> Attachment:
    """The open attachment of that number, when the person is one of its referents; else it does not exist."""
    return attachments.find_for_account(account(), row_id(number)) or abort(404)


def back_to(kind: str) -> str:
    """The dashboard, at the tab of that kind."""
    return url_for("portal.dashboard", onglet=kind)


@portal.route("/rattachements/<kind>/nouveau", methods=["GET", "POST"])
@access.signed_in
def attach(kind: str) -> ResponseReturnValue:
    """Whatever is wrong, one answer; and an agent to ask."""
    tab, form = tab_of(kind), Claim()
    refused = held = False
    if form.validate_on_submit():
        with form.refusals():
            try:
                attachments.claim(account(), kind=kind, **form.answers, actor=access.current_actor())
            except TryRefused:
                refused = True
                raise
            except AlreadyHeld:
                held = True
                raise
            return done("Le compte a bien été ajouté.", back_to(kind))
    return page("portal/attach.html", form=form, tab=tab, refused=refused, held=held)


@portal.post("/rattachements/<kind>/demander")
@access.signed_in
def ask_agent(kind: str) -> ResponseReturnValue:
    """*Demander à un agent*: opens a case."""
    tab, form = tab_of(kind), AskAgent()
    if form.validate_on_submit():
        with form.refusals():
            attachments.ask_agent(account(), kind=kind, title=form.title.data, actor=access.current_actor())
            return done(
                "Votre demande est transmise à un agent.",
                back_to(kind),
                more="Il vérifie le dossier et vous répond par courriel ou par téléphone.",
            )
    claim = Claim()
    claim.title.errors, claim.form_errors = form.title.errors, form.form_errors
    return page("portal/attach.html", form=claim, tab=tab, refused=True, held=False)


@portal.route("/rattachements/<id>/retirer", methods=["GET", "POST"])
@access.signed_in
def detach(id: str) -> ResponseReturnValue:
    """The question, then the removal; only the referent decides."""
    attachment, form = own(id), Form()
    if attachment.referent_id != account().id:
        raise NotAllowed
    if form.is_submitted():
        kind, number = attachment.concession.kind, attachment.id
        attachments.detach(attachment, reason=AT_THE_REFERENTS_REQUEST, actor=access.current_actor())
        return done(
            "Le compte a été retiré.",
            back_to(kind),
            more="Vous pouvez le remettre pendant 30 jours.",
            href=url_for("portal.put_back", id=number),
            label="Remettre le compte",
        )
    return page(
        "portal/detach.html", form=form, attachment=attachment, back=back_to(attachment.concession.kind)
    )


@portal.get("/rattachements/attestation")
@access.own_hands
@access.signed_in
def attestation() -> ResponseReturnValue:
    """What is attached to the company and this person sees, on paper."""
    me, actor = account(), access.current_actor()
    if not throttling.admit("attestation", who=me.identifier, ip=actor.ip, most=ATTESTATIONS, window=WINDOW):
        abort(429)
    return statements.attestation(me.company, seen_by=me, actor=actor)


@portal.route("/rattachements/<id>/remettre", methods=["GET", "POST"])
@access.signed_in
def put_back(id: str) -> ResponseReturnValue:
    """Takes one's own removal back within thirty days, while nobody else has attached it."""
    number, form = row_id(id), Form()
    removed = [each for kind in TABS for each in attachments.list_removed(account(), kind)]
    attachment = next((each for each in removed if each.id == number), None) or abort(404)
    kind = attachment.concession.kind
    if form.is_submitted():
        with form.refusals():
            attachments.undo_detach(attachment, actor=access.current_actor())
            return done("Le compte est de nouveau rattaché.", back_to(kind))
    return page("portal/put_back.html", form=form, attachment=attachment, back=back_to(kind))


@portal.route("/rattachements/<id>/contester", methods=["GET", "POST"])
@access.signed_in
def contest(id: str) -> ResponseReturnValue:
    """*Ce n’était pas nous*: freezes an attachment made by staff, and puts it before a supervisor."""
    attachment, form = own(id), Contest()
    if attachment.channel == "portal":
        abort(404)
    if form.validate_on_submit():
        with form.refusals():
            try:
                attachments.contest_by_company(
                    attachment, account(), message=form.message.data, actor=access.current_actor()
                )
            except NotReviewable:
                if attachment.suspended_at is None:
                    raise
            return done(
                "Ce rattachement est mis en vérification.",
                back_to(attachment.concession.kind),
                more="Ses démarches sont fermées jusqu’à la décision d’un superviseur.",
            )
    return page(
        "portal/contest.html", form=form, attachment=attachment, back=back_to(attachment.concession.kind)
    )

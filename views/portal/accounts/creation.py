"""A company creates its account in three steps: its SIRET, its facts, its person."""

from __future__ import annotations

from typing import cast

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from models import accounts
from models.companies.directory import Directory
from models.values.siret import Siret
from views import access
from views.fields import announce, page
from views.messages.companies.directory import FOUND, directory_refusal, seen_words
from views.portal.accounts.draft import Draft
from views.portal.accounts.forms import CompanyForm, CompanySiret, PersonForm
from views.portal.blueprint import portal

ACCOUNT_TYPES = ("pro", "asso")


@portal.route("/creer-un-compte/<any(pro, asso):account_type>", methods=["GET", "POST"])
@access.public
def create_siret(account_type: str) -> ResponseReturnValue:
    """Step 1: a SIRET, and what the directory says of it."""
    form, draft = CompanySiret(), Draft.load()
    if form.validate_on_submit():
        access.admit(access.Costly.SIRET)
        found = _directory().find(Siret.parse(form.siret.data))
        if (why := directory_refusal(found)) is None:
            (draft.take(account_type, found) if draft else Draft.begin(account_type, found)).save()
            return _to("company")
        form.refuse(why, "siret")
    elif not form.is_submitted() and draft is not None and not draft.made:
        form.siret.data = Siret(draft.found["siret"]).spaced
    return page("portal/accounts/create_siret.html", form=form, account_type=account_type)


def _directory() -> Directory:
    """Whoever describes establishments in this installation."""
    return cast(Directory, current_app.extensions["bascule.directory"])


def _to(step: str) -> ResponseReturnValue:
    return redirect(url_for(f"portal.create_{step}"), 303)


@portal.route("/creer-un-compte/structure", methods=["GET", "POST"])
@access.public
def create_company() -> ResponseReturnValue:
    """Step 2: the directory's facts, completed."""
    draft = Draft.load()
    if draft is None or draft.made:
        return first_step() if draft is None else _to("done")
    form = CompanyForm.of(draft)
    if not form.is_of(draft):
        return _other_company()
    if _goes_back():
        # Kept as it was typed, right or wrong: it counts once step 2 accepts it again.
        draft.keep_company(form.typed, is_complete=False)
        return first_step(draft)
    if form.validate_on_submit():
        draft.keep_company(form.typed, is_complete=True)
        return _to("person")
    return _company_page(form, draft)


def _company_page(form: CompanyForm, draft: Draft) -> ResponseReturnValue:
    found = draft.establishment
    return page(
        "portal/accounts/create_company.html",
        form=form,
        found=found,
        opening=FOUND[found.state],
        age=seen_words(found),
        moved=draft.right_account_type != draft.account_type,
        draft=draft,
    )


@portal.route("/creer-un-compte/personne", methods=["GET", "POST"])
@access.public
def create_person() -> ResponseReturnValue:
    """Step 3: who will sign in; the account is made here."""
    draft = Draft.load()
    if draft is not None and draft.made:
        return _to("done")
    if draft is None or not draft.is_complete:
        return first_step(draft)
    form = PersonForm.of(draft)
    if not form.is_of(draft):
        return _other_company()
    if _goes_back():
        draft.keep_person(form.typed)
        return _to("company")
    if form.validate_on_submit():
        with form.refusals():
            _make(draft, form)
            return _to("done")
    return page("portal/accounts/create_person.html", form=form, draft=draft)


def _make(draft: Draft, form: PersonForm) -> None:
    actor, facts = access.current_actor(), draft.facts
    access.admit(access.Costly.ACCOUNT)
    signed_up = accounts.sign_up(
        facts,
        form.person,
        account_type=draft.account_type,
        submission=form.submission.data,
        actor=actor,
    )
    draft.finish(signed_up, email=form.person.email)


def first_step(draft: Draft | None = None) -> ResponseReturnValue:
    """Back to the beginning, by the button that was pressed."""
    if draft is None and access.session_is_over():
        announce("Votre saisie a expiré.", more="Elle est gardée une heure. Recommencez avec votre SIRET.")
    return redirect(
        url_for("portal.create_siret", account_type=draft.account_type if draft else ACCOUNT_TYPES[0]), 303
    )


def _other_company() -> ResponseReturnValue:
    """To the company under way, when the page that was sent showed another."""
    announce(
        "Cette page montrait une autre structure.",
        more="Un autre onglet a commencé celle-ci. Rien n’est enregistré : vérifiez, puis continuez.",
        tone="wait",
    )
    return _to("company")


def _goes_back() -> bool:
    """Whether « Retour » was pressed: a button of the form, so that what was typed comes along."""
    return request.method == "POST" and request.form.get("action") == "retour"

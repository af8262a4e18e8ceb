"""A company creates its account: its SIRET, its facts, its person, and a summary to keep."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from flask import abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField
from wtforms.validators import ValidationError

from models import accounts
from models.accounts import Person, ProAccount
from models.companies import CompanyFacts
from models.directory import CompanyKind, Directory
from models.kernel import throttling
from models.kernel.clock import now
from models.kernel.tokens import LIFE, Purpose
from models.values.siret import Siret
from views import access
from views.fields import (
    Choice,
    Email,
    Form,
    Phone,
    SiretText,
    Submission,
    Text,
    Tick,
    done,
    page,
    printable,
    tell,
    unmarked,
)
from views.formats import typo
from views.messages import LABELS
from views.messages.directory import FOUND, directory_refusal
from views.portal.blueprint import portal
from views.portal.draft import Draft

DOORS = ("pro", "asso")
ACCOUNTS_AN_HOUR, HOUR = 20, timedelta(hours=1)
"""From one address: each account owes a mail to whatever address was typed."""


class CompanySiret(Form):
    """Step 1."""

    siret = SiretText(
        "SIRET de la structure",
        hint="14 chiffres, sur vos factures ou votre avis de situation. Les espaces sont acceptés.",
    )


def a_postcode(form: Form, field: Text) -> None:
    """Five digits in France, letters and digits elsewhere."""
    if not re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z -]{2,9}", field.data):
        raise ValidationError(typo("Ce code postal n’en est pas un : écrivez par exemple 76600."))


class OfCompany(Form):
    """A step that knows which company its page showed: another tab may have begun another since."""

    shown = HiddenField()

    def is_of(self, draft: Draft) -> bool:
        """Whether the page that is sent showed this company."""
        return not self.is_submitted() or self.shown.data == draft.found["siret"]


class CompanyForm(OfCompany):
    """Step 2; what the directory told is taken out before the form is shown."""

    name = Text(
        "Raison sociale",
        needed="Indiquez la raison sociale de la structure.",
        longest=250,
        checks=[unmarked],
        attributes={"autocomplete": "organization"},
    )
    address = Text(
        "Adresse",
        needed="Indiquez l’adresse de la structure.",
        hint="Numéro et voie",
        longest=250,
        checks=[unmarked],
        attributes={"autocomplete": "address-line1"},
    )
    postcode = Text(
        "Code postal",
        needed="Indiquez le code postal.",
        longest=10,
        checks=[a_postcode],
        attributes={"autocomplete": "postal-code"},
    )
    city = Text(
        "Commune",
        needed="Indiquez la commune.",
        checks=[unmarked],
        attributes={"autocomplete": "address-level2"},
    )
    kind = Choice(
        "Type de structure",
        LABELS["CompanyKind"].items(),
        needed="Choisissez le type de structure dans la liste.",
    )
    phone = Phone(
        "Téléphone",
        needed="Indiquez un numéro de téléphone.",
        hint="De préférence professionnel",
        attributes={"autocomplete": "tel"},
    )
    email = Email(
        "Courriel",
        needed="Indiquez l’adresse électronique de la structure.",
        hint="Celui de l’entreprise",
        attributes={"autocomplete": "email"},
    )
    acronym = Text("Sigle", checks=[unmarked])


class PersonForm(OfCompany):
    """Step 3."""

    first_name = Text("Prénom", needed="Indiquez votre prénom.", attributes={"autocomplete": "given-name"})
    last_name = Text("Nom", needed="Indiquez votre nom.", attributes={"autocomplete": "family-name"})
    email = Email(
        "Courriel",
        needed="Indiquez votre adresse électronique.",
        hint="Le lien d’activation y sera envoyé.",
        attributes={"autocomplete": "email"},
    )
    job_title = Text(
        "Fonction",
        needed="Indiquez votre fonction.",
        hint="Par exemple : employé, gérante, conducteur de travaux",
        attributes={"autocomplete": "organization-title"},
    )
    newsletter = Tick("Je désire être informé(e) des actualités et nouveautés")
    submission = Submission()


class Address(Form):
    """Where the activation mail goes."""

    email = Email(
        "Courriel", needed="Indiquez votre adresse électronique.", attributes={"autocomplete": "email"}
    )


def directory() -> Directory:
    """Whoever describes establishments in this installation."""
    found: Directory = current_app.extensions["bascule.directory"]
    return found


def first_step(draft: Draft | None = None) -> ResponseReturnValue:
    """Back to the beginning, by the door that was taken."""
    if draft is None and access.session_is_over():
        tell("Votre saisie a expiré.", more="Elle est gardée une heure. Recommencez avec votre SIRET.")
    return redirect(url_for("portal.create_siret", door=draft.door if draft else DOORS[0]), 303)


def other_company() -> ResponseReturnValue:
    """To the company under way, when the page that was sent showed another."""
    tell(
        "Cette page montrait une autre structure.",
        more="Un autre onglet a commencé celle-ci. Rien n’est enregistré : vérifiez, puis continuez.",
        tone="wait",
    )
    return redirect(url_for("portal.create_company"), 303)


def goes_back() -> bool:
    """Whether « Retour » was pressed: a button of the form, so that what was typed comes along."""
    return request.method == "POST" and request.form.get("action") == "retour"


def as_typed(form: Form) -> dict[str, Any]:
    """What was typed, right or wrong, to be shown again."""
    typed = {field.short_name: field.data for field in form if not isinstance(field, HiddenField)}
    return {name: printable(data)[:300] if isinstance(data, str) else data for name, data in typed.items()}


@portal.route("/creer-un-compte/<any(pro, asso):door>", methods=["GET", "POST"])
@access.public
def create_siret(door: str) -> ResponseReturnValue:
    """Step 1: a SIRET, and what the directory says of it."""
    form, draft = CompanySiret(), Draft.load()
    if form.validate_on_submit():
        siret = Siret.parse(form.siret.data)
        found = directory().find(siret)
        if (why := directory_refusal(found)) is None:
            (draft.take(door, found) if draft else Draft.begin(door, found)).save()
            return redirect(url_for("portal.create_company"), 303)
        form.refuse(why, "siret")
    elif not form.is_submitted() and draft is not None and not draft.made:
        form.siret.data = Siret(draft.found["siret"]).spaced
    return page("portal/create_siret.html", form=form, door=door)


@portal.route("/creer-un-compte/structure", methods=["GET", "POST"])
@access.public
def create_company() -> ResponseReturnValue:
    """Step 2: the directory's facts, completed."""
    draft = Draft.load()
    if draft is None:
        return first_step()
    if draft.made:
        return redirect(url_for("portal.create_done"), 303)
    found = draft.establishment
    form = CompanyForm(data=_typed_before(draft))
    for fact in ("name", "address", "postcode", "city"):
        if fact not in found.missing:
            delattr(form, fact)
    if draft.right_door == "asso":
        form.email.description = "Celui de l’association"
    if not form.is_of(draft):
        return other_company()
    if goes_back():
        # Kept as it was typed, right or wrong: it counts once step 2 accepts it again.
        draft.company, draft.is_complete = as_typed(form), False
        draft.save()
        return first_step(draft)
    if form.validate_on_submit():
        draft.company = as_typed(form)
        draft.is_complete = True
        draft.save()
        return redirect(url_for("portal.create_person"), 303)
    return page(
        "portal/create_company.html",
        form=form,
        found=found,
        opening=FOUND[found.state],
        moved=draft.right_door != draft.door,
        draft=draft,
    )


def _typed_before(draft: Draft) -> dict[str, Any]:
    known = {"kind": draft.found["kind"], "acronym": draft.found["acronym"], "shown": draft.found["siret"]}
    return {**known, **draft.company}


@portal.route("/creer-un-compte/personne", methods=["GET", "POST"])
@access.public
def create_person() -> ResponseReturnValue:
    """Step 3: who will sign in; the account is made here."""
    draft = Draft.load()
    if draft is not None and draft.made:
        return redirect(url_for("portal.create_done"), 303)
    if draft is None or not draft.is_complete:
        return first_step(draft)
    form = PersonForm(data={**draft.person, "shown": draft.found["siret"]})
    if not form.is_of(draft):
        return other_company()
    if goes_back():
        draft.person = as_typed(form)
        draft.save()
        return redirect(url_for("portal.create_company"), 303)
    if form.validate_on_submit():
        with form.refusals():
            _make(draft, form)
            return redirect(url_for("portal.create_done"), 303)
    return page("portal/create_person.html", form=form, draft=draft)


_PERSON = ("first_name", "last_name", "email", "job_title", "newsletter")


def _make(draft: Draft, form: PersonForm) -> None:
    typed = dict(draft.company)
    facts = CompanyFacts.completed(
        draft.establishment,
        kind=CompanyKind(typed.pop("kind")),
        phone=typed.pop("phone"),
        email=typed.pop("email"),
        **typed,
    )
    actor = access.current_actor()
    if not throttling.admit("account", ip=actor.ip, most=ACCOUNTS_AN_HOUR, window=HOUR):
        abort(429)
    person = Person(**{name: form[name].data for name in _PERSON})
    account = accounts.create(
        facts,
        person,
        door=draft.door,
        submission=form.submission.data,
        actor=actor,
    )
    draft.made = {"identifier": account.identifier, "company": draft.name, **_sent(account)}
    draft.company, draft.person = {}, {}
    draft.save()


def _sent(account: ProAccount) -> dict[str, Any]:
    until = (now() + LIFE[Purpose.ACTIVATION]).isoformat()
    return {"email": account.email, "until": until, "version": account.version}


@portal.get("/creer-un-compte/recapitulatif")
@access.public
def create_done() -> ResponseReturnValue:
    """The identifier to keep, and what comes next."""
    draft = Draft.load()
    if draft is None or not draft.made:
        return first_step(draft)
    until = datetime.fromisoformat(draft.made["until"])
    return page("portal/create_done.html", made=draft.made, until=until, moved=_was_moved(draft))


def _was_moved(draft: Draft) -> bool:
    return not str(draft.made["identifier"]).startswith(f"{draft.door}.")


@portal.post("/creer-un-compte/recapitulatif/renvoyer")
@access.public
def create_resend() -> ResponseReturnValue:
    """Nothing came: the activation mail again, three times in six hours for one address."""
    draft = Draft.load()
    if draft is None or not draft.made:
        abort(404)
    accounts.ask_reset(draft.made["identifier"], actor=access.current_actor())
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
        actor = access.current_actor()
        if not throttling.admit("account", ip=actor.ip, most=ACCOUNTS_AN_HOUR, window=HOUR):
            abort(429)
        with form.refusals():
            account = accounts.find_by_identifier(draft.made["identifier"]) or abort(404)
            seen = draft.made.get("version", account.version)  # none in what was begun before an update
            accounts.readdress(account, form.email.data, version=seen, actor=actor)
            draft.made = {**draft.made, **_sent(account)}
            draft.save()
            return done(
                "L’adresse est corrigée.", url_for("portal.create_done"), more="Un nouveau lien y part."
            )
    return page("portal/create_readdress.html", form=form, made=draft.made)

"""A person corrects what we hold of them; a referent, what we hold of the company."""

from __future__ import annotations

from typing import Any

from flask import abort, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField

from models import accounts, companies
from models.kernel.errors import Stale
from models.values.contacts import show_phone
from views import access
from views.fields import Choice, Email, Form, Phone, Text, Tick, done, page, unmarked, version_seen
from views.formats import NBSP
from views.messages import LABELS
from views.portal.blueprint import account, portal


class Versioned(Form):
    """A form that knows which version of a row the person saw."""

    version = HiddenField()

    @property
    def corrections(self) -> dict[str, Any]:
        """What was typed."""
        return {name: value for name, value in self.answers.items() if name != "version"}

    @property
    def seen(self) -> int:
        """The version that the person saw; nothing is none that ever was."""
        seen = version_seen(self.version.data)
        return -1 if seen is None else seen

    def overtaken(self, stale: Stale) -> None:
        """Somebody saved first: what is sent again after this is sent on purpose."""
        self.version.data, self.version.raw_data = str(stale.facts["version"]), None


def as_typed(phone: str) -> str:
    """A stored number as a person would type it."""
    return show_phone(phone).replace(NBSP, " ") if phone else ""


class Person(Versioned):
    """Oneself."""

    first_name = Text("Prénom", needed="Indiquez votre prénom.", attributes={"autocomplete": "given-name"})
    last_name = Text("Nom", needed="Indiquez votre nom.", attributes={"autocomplete": "family-name"})
    job_title = Text(
        "Fonction",
        needed="Indiquez votre fonction.",
        attributes={"autocomplete": "organization-title"},
    )
    typed_phone = Phone("Téléphone", attributes={"autocomplete": "tel"})
    newsletter = Tick("Je désire être informé(e) des actualités et nouveautés")


class Contacts(Versioned):
    """The company's contacts; its name and its address are the directory's."""

    kind = Choice(
        "Type de structure",
        LABELS["CompanyKind"].items(),
        needed="Choisissez le type de structure dans la liste.",
        empty=None,
    )
    acronym = Text("Sigle", checks=[unmarked])
    phone = Phone("Téléphone de la structure", needed="Indiquez le téléphone de la structure.")
    email = Email(
        "Courriel de la structure",
        needed="Indiquez le courriel de la structure.",
        hint="L’ancienne adresse est prévenue du changement.",
    )


@portal.route("/mon-compte/modifier", methods=["GET", "POST"])
@access.signed_in
def correct_account() -> ResponseReturnValue:
    """Names, function, telephone, news: corrected by the person alone."""
    person = account()
    form = Person(obj=person)
    if not form.is_submitted():
        form.typed_phone.data = as_typed(person.typed_phone)
    if form.validate_on_submit():
        with form.refusals(phone="typed_phone"):
            try:
                accounts.rectify(person, **form.corrections, version=form.seen, actor=access.current_actor())
            except Stale as stale:
                form.overtaken(stale)
                raise
            return done("Vos données sont corrigées.", url_for("portal.my_account"))
    return page("portal/correct_account.html", form=form)


@portal.route("/mon-compte/structure", methods=["GET", "POST"])
@access.signed_in
def correct_company() -> ResponseReturnValue:
    """The company's contacts, shown to its referents and corrected by them."""
    company, actor = account().company, access.current_actor()
    if not companies.may_correct(company, actor):
        abort(404)
    form = Contacts(obj=company)
    if not form.is_submitted():
        form.phone.data = as_typed(company.phone)
    if form.validate_on_submit():
        with form.refusals():
            try:
                companies.correct(company, **form.corrections, version=form.seen, actor=actor)
            except Stale as stale:
                form.overtaken(stale)
                raise
            return done("Les coordonnées de la structure sont corrigées.", url_for("portal.my_account"))
    return page("portal/correct_company.html", form=form)

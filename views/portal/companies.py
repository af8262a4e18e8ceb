"""A referent corrects what we hold of their company."""

from __future__ import annotations

from functools import partial

from flask import abort, url_for
from flask.typing import ResponseReturnValue

from models import companies
from models.companies.correction import may_correct
from views import access
from views.fields import Choice, Email, Phone, Text, Versioned, as_dialled, done, page, unmarked
from views.messages import LABELS
from views.portal.blueprint import account, portal


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


@portal.route("/mon-compte/structure", methods=["GET", "POST"])
@access.signed_in
def correct_company() -> ResponseReturnValue:
    """The company's contacts, shown to its referents and corrected by them."""
    company, actor = account().company, access.current_actor()
    if not may_correct(company, actor):
        abort(404)
    form = Contacts(obj=company)
    if not form.is_submitted():
        form.phone.data = as_dialled(company.phone)
    if form.validate_on_submit():
        with form.refusals():
            form.correct(
                partial(companies.correct, company, **form.corrections, version=form.seen, actor=actor)
            )
            return done("Les coordonnées de la structure sont corrigées.", url_for("portal.my_account"))
    return page("portal/my_account/correct_company.html", form=form)

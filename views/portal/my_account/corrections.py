"""A person corrects what we hold of them."""

from __future__ import annotations

from functools import partial

from flask import url_for
from flask.typing import ResponseReturnValue

from models import accounts
from views import access
from views.fields import PersonName, Phone, Text, Tick, Versioned, as_dialled, done, page
from views.portal.blueprint import account, portal


class Person(Versioned):
    """Oneself."""

    first_name = PersonName(
        "Prénom", needed="Indiquez votre prénom.", attributes={"autocomplete": "given-name"}
    )
    last_name = PersonName("Nom", needed="Indiquez votre nom.", attributes={"autocomplete": "family-name"})
    job_title = Text(
        "Fonction",
        needed="Indiquez votre fonction.",
        attributes={"autocomplete": "organization-title"},
    )
    typed_phone = Phone("Téléphone", attributes={"autocomplete": "tel"})
    newsletter = Tick("Je désire être informé(e) des actualités et nouveautés")


@portal.route("/mon-compte/modifier", methods=["GET", "POST"])
@access.signed_in
def correct_account() -> ResponseReturnValue:
    """Names, function, telephone, news: corrected by the person alone."""
    person = account()
    form = Person(obj=person)
    if not form.is_submitted():
        form.typed_phone.data = as_dialled(person.typed_phone)
    if form.validate_on_submit():
        with form.refusals(phone="typed_phone"):
            form.correct(
                partial(
                    accounts.rectify,
                    person,
                    **form.corrections,
                    version=form.seen,
                    actor=access.current_actor(),
                )
            )
            return done("Vos données sont corrigées.", url_for("portal.my_account"))
    return page("portal/my_account/correct_account.html", form=form)

"""The partners to whom each order is sent: the list, one more, another address, one less."""

from __future__ import annotations

from flask import abort, url_for
from flask.typing import ResponseReturnValue

from models.permissions import Permission
from models.road_openings import orders
from models.road_openings.orders import Partner
from models.road_openings.orders.partners import find_partner, list_partners
from views import access
from views.backoffice.kit.guarded import Room, expose
from views.fields import Email, Form, Submission, Text, Versioned, done, row_id


class PartnerForm(Form):
    """Who, and where."""

    name = Text("Service", needed="Nommez le service.", hint="Par exemple : sapeurs-pompiers", longest=120)
    email = Email("Courriel", needed="Indiquez son adresse.")


class NewPartner(PartnerForm):
    """A double click adds one."""

    submission = Submission()


class ChangedPartner(PartnerForm, Versioned):
    """It carries the version that was read."""


class Partners(Room):
    """Administrators' own."""

    permissions = dict.fromkeys(("index", "edit", "remove"), Permission.KEEP_PARTNERS)

    def __init__(self) -> None:
        super().__init__(name="Partenaires", endpoint="partners", url="partenaires")

    @expose("/", methods=("GET", "POST"))
    def index(self) -> ResponseReturnValue:
        """The list, and below it one more."""
        form = NewPartner()
        if form.validate_on_submit():
            with form.refusals():
                made = orders.add(**form.answers, actor=access.current_actor())
                return done(f"{made.name} recevra les arrêtés.", url_for("partners.index"))
        page = self.render("backoffice/road_openings/partners.html", form=form, partners=list_partners())
        return page, 422 if form.errors else 200

    @expose("/<id>/modifier", methods=("GET", "POST"))
    def edit(self, id: str) -> ResponseReturnValue:
        """Another name or address."""
        partner = _partner(id)
        form = ChangedPartner(data={"name": partner.name, "email": partner.email, "version": partner.version})
        if form.validate_on_submit():
            with form.refusals():
                seen, actor = form.seen, access.current_actor()
                form.correct(lambda: orders.change(partner, **form.corrections, version=seen, actor=actor))
                return done(f"{partner.name} est à jour.", url_for("partners.index"))
        page = self.render("backoffice/road_openings/partner.html", form=form, partner=partner)
        return page, 422 if form.errors else 200

    @expose("/<id>/retirer", methods=("POST",))
    def remove(self, id: str) -> ResponseReturnValue:
        """One less."""
        partner = _partner(id)
        name = partner.name
        orders.remove(partner, actor=access.current_actor())
        return done(f"{name} ne recevra plus les arrêtés.", url_for("partners.index"))


def _partner(id: str) -> Partner:
    return find_partner(row_id(id)) or abort(404)

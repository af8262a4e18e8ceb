"""The screen of requests to open the road: what was filed, what is late, and the decisions."""

from __future__ import annotations

from enum import Enum

from flask import abort, url_for
from flask.typing import ResponseReturnValue

from models import documents
from models.accounts import ProAccount
from models.companies import Company
from models.concessions import Concession
from models.documents import papers
from models.lists.paging import Clause
from models.permissions import Permission
from models.road_openings import (
    RequestMove,
    RequestState,
    RoadOpeningRequest,
)
from models.road_openings.ground.neighbours import list_conflicts
from models.road_openings.orders.issuing import abrogating_number, find_order_of
from models.road_openings.queries import (
    has_dates_to_decide,
    is_request_in_commune,
    is_request_urgent,
)
from views import access, formats
from views.backoffice.kit.columns import Column, Empty, Filter, Moment, Section, Way
from views.backoffice.kit.filtering.filters import COMMUNES, between
from views.backoffice.kit.guarded import expose, fresh
from views.backoffice.kit.history import History, audit_href
from views.backoffice.kit.related import Link, of
from views.backoffice.kit.screen import Context, Screen
from views.backoffice.road_openings.correct_order import CORRECT_ORDER
from views.backoffice.road_openings.decide_dates import DECIDE_DATES
from views.backoffice.road_openings.move import MOVE
from views.exports import documents as files
from views.exports.orders import download_order
from views.fields import row_id
from views.messages import TAGS, Tag, label_of
from views.messages.road_openings import move_tag, move_words, mover_words, period, request_tag

STATES = [(state, tag.words) for state, tag in TAGS["RequestState"].items()]


def works_on(row: RoadOpeningRequest) -> str:
    """When the works are to be."""
    return period(row.starts_on, row.ends_on)


def works_shortly(row: RoadOpeningRequest) -> str:
    """The same for a list."""
    return period(row.starts_on, row.ends_on, day=formats.day_short)


def surfaces(row: RoadOpeningRequest) -> str:
    """What is to be dug up."""
    return ", ".join(label_of("Surface", entry) for entry in row.surface)


def company_link(row: RoadOpeningRequest) -> str | None:
    """Who asks."""
    return url_for("companies.details_view", id=row.company_id) if row.company_id else None


def account_link(row: RoadOpeningRequest) -> str | None:
    """The person who asks."""
    return url_for("accounts.details_view", id=row.account_id) if row.account_id else None


def mandate_words(row: RoadOpeningRequest) -> str:
    """Of which company the person is, where they act for another."""
    return f"{row.mandate.mandatary.name}, {row.mandate.number}" if row.mandate is not None else ""


def mandate_link(row: RoadOpeningRequest) -> str | None:
    """The mandate by which they do."""
    return url_for("mandates.details_view", id=row.mandate_id) if row.mandate_id else None


def concession_link(row: RoadOpeningRequest) -> str:
    """For which record."""
    return url_for("concessions.details_view", id=row.concession_id)


def map_link(row: RoadOpeningRequest) -> str | None:
    """Its point on a map."""
    return formats.on_map(row.point) if row.point else None


def dates_wanted(row: RoadOpeningRequest) -> str:
    """The other dates that wait for a decision."""
    return period(row.wanted_starts_on, row.wanted_ends_on)


def by_lateness(value: str) -> Clause:
    """The clause of the one choice: late."""
    return RoadOpeningRequest.is_overdue


def by_dates_asked(value: str) -> Clause:
    """The clause of the one choice: other dates wait for a decision."""
    return has_dates_to_decide()


def by_urgency(value: str) -> Clause:
    """The clause of the one choice: works that did not wait, of which nobody decided yet."""
    return is_request_urgent()


def moment_of(move: RequestMove) -> Moment:
    """A step, with the name of whoever made it: staff know each other."""
    tag = move_tag(move)
    who = move.agent.name if move.agent else mover_words(move)
    return Moment(move_words(move), move.at, icon=tag.icon, tone=tag.tone, who=who, why=move.reason)


class RoadOpenings(Screen[RoadOpeningRequest]):
    """What companies filed; drafts are theirs alone."""

    model, endpoint, address = RoadOpeningRequest, "road_openings", "demandes"
    title, lead = "Demandes", "Les demandes d’autorisation d’ouverture de voirie, à instruire sous 15 jours."
    nouns, none, icon = ("demande", "demandes"), "Aucune demande", "cone-striped"
    permissions = {
        "index_view": Permission.READ,
        "details_view": Permission.READ,
        "document": Permission.READ,
        "order": Permission.READ,
        "export": fresh(Permission.EXPORT),
    }
    shown_cells = {"filed": ["1"]}
    columns = (
        Column("Demande", "reference", sort="reference", under="purpose", second="Objet"),
        Column("État", request_tag, show="tag"),
        Column("Concession", "concession.title", under="company.name", second="Structure"),
        Column("Travaux", works_shortly, under="place", second="Lieu", export=works_on),
        Column("Déposée", "filed_at", show="stamp", optional=True),
        Column("Mouvement", "moved_at", show="stamp", sort="moved_at"),
    )
    filters = (
        Filter(
            "etat",
            "État",
            "state",
            STATES[1:],
            facet=True,
            every="Toutes",
            sorts=("moved_at",),
            cells="state",
        ),
        Filter(
            "retard", "Délai", by_lateness, [("1", "En retard")], sorts=("awaited_since",), indexed=("1",)
        ),
        Filter(
            "dates",
            "Autres dates",
            by_dates_asked,
            [("1", "À décider")],
            every="Toutes",
            more=True,
            sorts=("dates_asked_at",),
            indexed=("1",),
        ),
        Filter(
            "urgence",
            "Urgence",
            by_urgency,
            [("1", "Urgentes, à instruire")],
            every="Toutes",
            more=True,
            sorts=("urgent_since",),
            indexed=("1",),
        ),
        Filter("commune", "Commune", is_request_in_commune, COMMUNES, control="text", sorts=("moved_at",)),
        *between("filed_at", since="Déposée depuis le"),
        of("structure", "Structure", Company, "company_id"),
        of("compte", "Compte", ProAccount, "account_id"),
        of("concession", "Concession", Concession, "concession_id"),
    )
    empty = Empty(
        "Les structures les déposent sur le portail, une fois leur concession rattachée ; celles de l’ancien"
        " portail s’importent.",
        (Way("Voir les concessions", "concessions.index_view"),),
    )
    facts = (
        Section(
            "Qui demande",
            (
                Column("Concession", "concession.title", href=concession_link),
                Column("Structure", "company.name", href=company_link),
                Column("Personne", "account.full_name", href=account_link),
                Column("Par mandat", mandate_words, href=mandate_link),
                Column("Objet", "purpose"),
                Column("Entreprise des travaux", "contractor"),
                Column("Contact sur le chantier", "site_contact"),
            ),
            sparse=True,
        ),
        Section(
            "Où et quand",
            (
                Column("Rue", "street"),
                Column("Commune", lambda r: f"{r.postcode} {r.city}".strip()),
                Column("Point précis", "point", href=map_link),
                Column("Travaux", works_on),
                Column("Autres dates demandées", dates_wanted),
                Column("Parce que", "dates_reason", show="lines"),
            ),
            sparse=True,
        ),
        Section(
            "Les travaux",
            (
                Column("Urgence", "urgency", show="lines"),
                Column("Nature", lambda r: label_of("WorkKind", r.work_kind) if r.work_kind else ""),
                Column("Emprise", surfaces),
                Column("Circulation", lambda r: label_of("Traffic", r.traffic) if r.traffic else ""),
                Column("Description", "description", show="lines"),
            ),
            sparse=True,
        ),
        Section(
            "La décision",
            (
                Column("Déposée", "filed_at", show="moment"),
                Column("Attendue le", "decision_due_on", show="day"),
                Column("Arrêté", "order_number", show="mono"),
                Column("Arrêté modificatif", "amending_number", show="mono"),
                Column("Arrêté d’abrogation", abrogating_number, show="mono"),
                Column("Prescriptions", "prescriptions", show="lines"),
                Column("Motif", "reason", show="lines"),
            ),
            sparse=True,
        ),
    )
    links = (
        Link(
            "Rattachements de la concession",
            "attachments",
            "concession",
            "Elle n’est plus rattachée.",
            value=lambda r: r.concession_id,
            words=lambda a: a.company.name,
            under=lambda a: a.referent.full_name,
            reads=("company.name", "referent.first_name", "referent.last_name"),
        ),
    )
    default_sort = ("moved_at", True)
    reads = ("state", "starts_on", "ends_on", "street", "city")
    load = ("company", "account")
    actions = (MOVE, DECIDE_DATES, CORRECT_ORDER)
    details_template = "backoffice/road_openings/details.html"

    @classmethod
    def scope(cls) -> list[Clause]:
        return [RoadOpeningRequest.was_filed]

    def row_tone(self, row: RoadOpeningRequest) -> str:
        return "stop" if row.is_overdue else "wait" if row.status is RequestState.FILED else ""

    def status(self, row: RoadOpeningRequest) -> Enum | Tag | None:
        return request_tag(row)

    def history(self, row: RoadOpeningRequest) -> History:
        return History([moment_of(move) for move in reversed(row.moves)], audit=audit_href("request", row.id))

    def details(self, row: RoadOpeningRequest) -> Context:
        """With the documents in which something runs, and the works that are in the way."""
        looked_at = {kept.id: papers.examine(kept) for kept in row.documents}
        risky = {number for number, paper in looked_at.items() if paper is not None and paper.runs}
        return {**super().details(row), "risky": risky, "conflicts": list_conflicts(row), "period": period}

    @expose("/<id>/arretes/<order>")
    def order(self, id: str, order: str) -> ResponseReturnValue:
        """An order of the request, as it was made."""
        row, wanted = self.get_one(id), row_id(order)
        found = find_order_of(row, wanted)
        return download_order(found) if found is not None else abort(404)

    @expose("/<id>/documents/<document>")
    def document(self, id: str, document: str) -> ResponseReturnValue:
        """A document of the request, always as a download; looking at it leaves an event."""
        row, wanted = self.get_one(id), row_id(document)
        kept = files.find(next((entry for entry in row.documents if entry.id == wanted), None))
        documents.record_look(kept, company=row.company, actor=access.current_actor())
        return files.send(kept)

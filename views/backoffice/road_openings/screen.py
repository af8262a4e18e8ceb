"""The screen of requests to open the road: what was filed, what is late, and the decisions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import redirect, url_for
from flask_admin import expose
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from models import audit, road_openings
from models.accounts import ProAccount
from models.companies import Company
from models.concessions import Concession
from models.documents import papers
from models.kernel.actors import Actor
from models.kernel.errors import ReasonMissing, Stale
from models.kernel.transactions import transaction
from models.permissions import Permission
from models.road_openings import Mover, MoveRefused, RequestMove, RequestState, RoadOpeningRequest
from models.road_openings.queries import is_request_in_commune
from models.road_openings.states import WITH_REASON, may_ever_set
from views import access, documents, formats
from views.backoffice.kit.bulk import BulkAction
from views.backoffice.kit.columns import Action, Column, Empty, Filter, Moment, Section, Way
from views.backoffice.kit.filters import COMMUNES, between
from views.backoffice.kit.guarded import fresh
from views.backoffice.kit.history import History, trail_of
from views.backoffice.kit.inputs import Radios, StepForm
from views.backoffice.kit.related import Link, of
from views.backoffice.kit.screen import Screen, row_action
from views.fields import Form, LongText, Submission, Text, row_id, version_seen
from views.messages import TAGS, label_of, refusal, tag_of
from views.messages.road_openings import move_words, mover_words, period, request_tag

STATES = [(state, tag.words) for state, tag in TAGS["RequestState"].items()]
OURS = [(value, words) for value, words in STATES if value in may_ever_set(Mover.STAFF)]


class StateForm(StepForm):
    """Where staff move a request, and what the company is told."""

    state = Radios("Nouvel état", OURS, needed="Choisissez le nouvel état.")
    reason = LongText(
        "Motif",
        hint="Obligatoire pour une demande incomplète ou refusée : la structure le lit.",
        longest=2000,
    )
    order_number = Text("Numéro de l’arrêté", hint="Obligatoire pour accorder.", longest=60)
    prescriptions = LongText("Prescriptions", hint="Si la demande est accordée : la structure les lit.")


class StateForAll(Form):
    """Where several requests go together; one that is granted has its own order, hence its own page."""

    state = Radios(
        "Nouvel état",
        [one for one in OURS if one[0] != RequestState.GRANTED],
        needed="Choisissez le nouvel état.",
        hint="Une demande s’accorde sur sa propre page : elle a son numéro d’arrêté.",
    )
    reason = LongText(
        "Motif",
        hint="Obligatoire pour des demandes incomplètes ou refusées : les structures le lisent.",
        longest=2000,
    )
    submission = Submission()

    def validate(self, extra_validators: Any = None) -> bool:
        """The reason that the state asks for is asked before the first request is moved."""
        whole = bool(super().validate(extra_validators))
        if self.state.data in WITH_REASON and not self.reason.data:
            self.refuse(refusal(ReasonMissing()), "reason")
            return False
        return whole


def narrow(form: StateForAll, rows: Sequence[RoadOpeningRequest], actor: Actor) -> str:
    """Leaves the states that all these requests may take; says so where there is none."""
    common = set.intersection(*(set(road_openings.next_states(row.state, actor)) for row in rows))
    left = [one for one in form.state.choices if one.value in common]
    form.state.choices = left or form.state.choices
    return "" if left else "Ces demandes ne peuvent prendre ensemble aucun état."


def move_to(asked: RoadOpeningRequest, *, state: str, reason: str, actor: Actor) -> None:
    """Moves a request; one that already stands there was moved by somebody else, and is not by us."""
    wanted = RequestState(state)
    if wanted is asked.status:
        raise MoveRefused(state=asked.state, wanted=wanted)
    road_openings.move(asked, wanted, reason=reason, actor=actor)


def works_on(asked: RoadOpeningRequest) -> str:
    """When the works are to be."""
    return period(asked.starts_on, asked.ends_on)


def surfaces(asked: RoadOpeningRequest) -> str:
    """What is to be dug up."""
    return ", ".join(label_of("Surface", one) for one in asked.surface)


def company_link(asked: RoadOpeningRequest) -> str | None:
    """Who asks."""
    return url_for("companies.details_view", id=asked.company_id) if asked.company_id else None


def account_link(asked: RoadOpeningRequest) -> str | None:
    """The person who asks."""
    return url_for("accounts.details_view", id=asked.account_id) if asked.account_id else None


def concession_link(asked: RoadOpeningRequest) -> str:
    """For which record."""
    return url_for("concessions.details_view", id=asked.concession_id)


def map_link(asked: RoadOpeningRequest) -> str | None:
    """Its point on a map."""
    return formats.on_map(asked.point) if asked.point else None


def by_lateness(value: str) -> Any:
    """The clause of the one choice: late."""
    return RoadOpeningRequest.is_overdue


def moment_of(move: RequestMove) -> Moment:
    """A step, with the name of whoever made it: staff know each other."""
    tag = tag_of(RequestState(move.after))
    who = move.agent.name if move.agent else mover_words(move)
    return Moment(move_words(move), move.at, icon=tag.icon, tone=tag.tone, who=who, why=move.reason)


def moved_by(asked: RoadOpeningRequest, actor: Actor) -> bool:
    """Whether this member of staff made the last step: a double click is one."""
    return bool(asked.moves) and actor.is_staff and asked.moves[-1].agent_id == actor.id


class Requests(Screen):
    """What companies filed; drafts are theirs alone."""

    model, endpoint, address = RoadOpeningRequest, "requests", "demandes"
    title, lead = "Demandes", "Les demandes d’autorisation d’ouverture de voirie, à instruire sous 15 jours."
    nouns, none, icon = ("demande", "demandes"), "Aucune demande", "cone-striped"
    permissions = {
        "index_view": Permission.READ,
        "details_view": Permission.READ,
        "document": Permission.READ,
        "export": fresh(Permission.EXPORT),
    }
    columns = (
        Column("Demande", "reference", sort="reference", under="purpose", second="Objet"),
        Column("État", request_tag, show="tag"),
        Column("Concession", "concession.title", under="company.name", second="Structure"),
        Column("Travaux", works_on, under="place", second="Lieu"),
        Column("Déposée", "filed_at", show="stamp"),
        Column("Dernier mouvement", "moved_at", show="stamp", sort="moved_at"),
    )
    filters = (
        Filter(
            "etat",
            "État",
            lambda state: RoadOpeningRequest.state == state,
            STATES[1:],
            facet=True,
            every="Toutes",
            indexed=[state for state, _ in STATES[1:]],
        ),
        Filter("retard", "Délai", by_lateness, [("1", "En retard")]),
        Filter("commune", "Commune", is_request_in_commune, COMMUNES, control="text"),
        *between(RoadOpeningRequest.filed_at, since="Déposée depuis le"),
        of("structure", "Structure", Company, lambda n: RoadOpeningRequest.company_id == n),
        of("compte", "Compte", ProAccount, lambda n: RoadOpeningRequest.account_id == n),
        of("concession", "Concession", Concession, lambda n: RoadOpeningRequest.concession_id == n),
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
            ),
            sparse=True,
        ),
        Section(
            "Les travaux",
            (
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
        ),
    )
    default_sort = ("moved_at", True)
    load = (joinedload(RoadOpeningRequest.company), joinedload(RoadOpeningRequest.account))
    bulk = (
        BulkAction(
            "etat",
            "Changer l’état",
            Permission.MOVE_REQUESTS,
            icon="arrow-repeat",
            run=move_to,
            check=road_openings.check_move,
            told=lambda r: f"Aujourd’hui : {request_tag(r).words.lower()}.",
            done=("demande a changé d’état", "demandes ont changé d’état"),
            consequence="Chaque structure reçoit un courriel qui dit le nouvel état.",
            way_out="Ne rien changer",
            joint=" de ",
            form=StateForAll,
            fit=narrow,
        ),
    )
    details_template = "backoffice/request.html"

    def get_query(self) -> Select[Any]:
        return select(RoadOpeningRequest).where(RoadOpeningRequest.was_filed)

    def row_tone(self, row: RoadOpeningRequest) -> str:
        return "stop" if row.is_overdue else "wait" if row.status is RequestState.FILED else ""

    def status(self, row: RoadOpeningRequest) -> Any:
        return request_tag(row)

    def actions(self, row: RoadOpeningRequest) -> list[Action]:
        """To move it, where there is somewhere to go."""
        href, over = self.href(row, "etat"), row.status is RequestState.CLOSED
        unless = "La demande est close : elle ne change plus d’état." if over else ""
        return [Action("Changer l’état", href, Permission.MOVE_REQUESTS, "arrow-repeat", unless=unless)]

    def standing(self, row: RoadOpeningRequest) -> str:
        return row.mark

    def history(self, row: RoadOpeningRequest) -> History:
        return History([moment_of(move) for move in reversed(row.moves)], trail=trail_of("request", row.id))

    def details(self, row: RoadOpeningRequest) -> dict[str, Any]:
        """With the documents in which something runs: they are opened with care."""
        looked_at = {kept.id: papers.examine(kept) for kept in row.documents}
        risky = {number for number, paper in looked_at.items() if paper is not None and paper.runs}
        return {**super().details(row), "risky": risky}

    @row_action("etat", Permission.MOVE_REQUESTS)
    def move(self, row: RoadOpeningRequest) -> Any:
        """Sends back, examines, grants, refuses or closes; the company is told."""
        form, actor = StateForm(), access.current_actor()
        reachable = [state.value for state in road_openings.next_states(row.state, actor)]
        if not reachable and not form.is_submitted():
            return redirect(self.href(row), 303)
        if form.validate_on_submit():
            with form.refusals():
                told = form.answers
                state, seen = RequestState(told.pop("state")), form.state_seen
                if state is row.status and not moved_by(row, actor):
                    raise Stale  # somebody was faster: say so rather than pretend
                version = None if seen is None else version_seen(seen)
                road_openings.move(row, state, **told, version=version, actor=actor)
                words = tag_of(row.status).words.lower()
                return self.done(
                    row, f"La demande {row.reference} : {words}.", more="La structure est prévenue."
                )
        form.state.choices = [
            one for one in form.state.choices if one.value in reachable
        ] or form.state.choices
        return self.ask(
            row,
            form,
            question=f"Changer l’état de la demande {row.reference} ?",
            consequence=f"Aujourd’hui : {tag_of(row.status).words.lower()}. La structure reçoit un courriel.",
            verb="Enregistrer l’état",
            way_out="Ne rien changer",
            template="backoffice/request_state.html",
        )

    @expose("/<id>/documents/<document>")
    def document(self, id: str, document: str) -> Any:
        """A document of the request, always as a download; looking at it leaves an event."""
        row, wanted = self.get_one(id), row_id(document)
        kept = documents.find(next((one for one in row.documents if one.id == wanted), None))
        with transaction():
            audit.record("document-viewed", kept, actor=access.current_actor(), company=row.company)
        return documents.send(kept)

"""Moves a request to its next state; the company is told."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from flask import redirect, request
from flask.typing import ResponseReturnValue

from models import road_openings
from models.kernel.actors import Actor
from models.kernel.errors import ReasonMissing, Stale
from models.permissions import Permission
from models.road_openings import Mover, MoveRefused, RequestState, RoadOpeningRequest
from models.road_openings.moves import ORDERS
from models.road_openings.states import WITH_REASON, may_ever_set
from views import access
from views.backoffice.kit.inputs import Radios, StepForm
from views.backoffice.kit.row_actions import Asks, Done, Question, RowAction, Several
from views.fields import Form, LongText, Submission, Text, version_seen
from views.messages import TAGS, refusal, tag_of
from views.messages.road_openings import request_tag

OURS = [
    (state, tag.words) for state, tag in TAGS["RequestState"].items() if state in may_ever_set(Mover.STAFF)
]


class StateForm(StepForm):
    """Where staff move a request, and what the company is told."""

    state = Radios("Nouvel état", OURS, needed="Choisissez le nouvel état.")
    reason = LongText(
        "Motif",
        hint="Obligatoire pour une demande incomplète, refusée ou abrogée : la structure le lit.",
        longest=2000,
    )
    order_number = Text(
        "Numéro de l’arrêté",
        hint="Obligatoire pour accorder et pour abroger : chaque arrêté a le sien.",
        longest=60,
    )
    prescriptions = LongText("Prescriptions", hint="Si la demande est accordée : la structure les lit.")


class StateForAll(Form):
    """Where several requests go together; granted or abrogated, each has an order, hence a page."""

    state = Radios(
        "Nouvel état",
        [choice for choice in OURS if choice[0] not in ORDERS],
        needed="Choisissez le nouvel état.",
        hint="Une demande s’accorde et s’abroge sur sa propre page : elle a son numéro d’arrêté.",
    )
    reason = LongText(
        "Motif",
        hint="Obligatoire pour des demandes incomplètes ou refusées : les structures le lisent.",
        longest=2000,
    )
    submission = Submission()

    def validate(self, extra_validators: object = None) -> bool:
        """The reason that the state asks for is asked before the first request is moved."""
        whole = bool(super().validate(extra_validators))
        if self.state.data in WITH_REASON and not self.reason.data:
            self.refuse(refusal(ReasonMissing()), "reason")
            return False
        return whole


def offer(form: Form, states: Collection[str]) -> bool:
    """Leaves these states to choose from; False, and all of them, where that would leave none."""
    left = [choice for choice in form.state.choices if choice.value in states]
    form.state.choices = left or form.state.choices
    return bool(left)


def narrow(form: StateForAll, rows: Sequence[RoadOpeningRequest], actor: Actor) -> str:
    """Leaves the states that all these requests may take; says so where there is none."""
    common = set.intersection(*(set(road_openings.next_states(row.state, actor)) for row in rows))
    return "" if offer(form, common) else "Ces demandes ne peuvent prendre ensemble aucun état."


def move_to(row: RoadOpeningRequest, *, state: str, reason: str, actor: Actor) -> None:
    """Moves a request; one that already stands there was moved by somebody else, and is not by us."""
    wanted = RequestState(state)
    if wanted is row.status:
        raise MoveRefused(state=row.state, wanted=wanted)
    road_openings.move(row, wanted, reason=reason, actor=actor)


def moved_by(row: RoadOpeningRequest, actor: Actor) -> bool:
    """Whether this member of staff made the last step: a double click is one."""
    return bool(row.moves) and actor.is_staff and row.moves[-1].agent_id == actor.id


class Move(RowAction[RoadOpeningRequest]):
    """It offers the states that come next, and is told the version that was seen."""

    def answer(self, screen: Asks, row: RoadOpeningRequest) -> ResponseReturnValue:
        if request.method == "GET" and self.why_not(row):
            return redirect(screen.href(row), 303)
        return super().answer(screen, row)

    def ask(
        self, screen: Asks, row: RoadOpeningRequest, form: Form, **context: object
    ) -> ResponseReturnValue:
        offer(form, set(road_openings.next_states(row.state, access.current_actor())))
        return super().ask(screen, row, form, template="backoffice/road_openings/move.html", **context)

    def operate(self, row: RoadOpeningRequest, form: Form) -> None:
        answers, actor, seen = form.answers, access.current_actor(), form.state_seen
        state = RequestState(answers.pop("state"))
        if state is row.status and not moved_by(row, actor):
            raise Stale  # somebody was faster: say so rather than pretend
        version = None if seen is None else version_seen(seen)
        self.operation(row, state, **answers, version=version, actor=actor)


MOVE = Move(
    verb="move",
    name="etat",
    key="e",
    icon="arrow-repeat",
    label="Changer l’état",
    permission=Permission.MOVE_REQUESTS,
    operation=road_openings.move,
    check=road_openings.check_move,
    form=StateForm,
    question=Question(
        "Changer l’état de la demande {row.reference} ?",
        verb="Enregistrer l’état",
        way_out="Ne rien changer",
        consequence=lambda row: (
            f"Aujourd’hui : {tag_of(row.status).words.lower()}. La structure reçoit un courriel."
        ),
    ),
    done=Done(
        lambda row: f"La demande {row.reference} : {tag_of(row.status).words.lower()}.",
        more="La structure est prévenue.",
        many=("demande a changé d’état", "demandes ont changé d’état"),
    ),
    bulk=Several(
        lambda row: f"Aujourd’hui : {request_tag(row).words.lower()}.",
        consequence="Chaque structure reçoit un courriel qui dit le nouvel état.",
        way_out="Ne rien changer",
        joint=" de ",
        form=StateForAll,
        operation=move_to,
        fit=narrow,
    ),
)

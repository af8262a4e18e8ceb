"""Decides on the other dates that a company asks for: by an order of their own, or with a reason against."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from models import road_openings
from models.permissions import Permission
from models.road_openings import DatesOutcome, NoDatesAsked, RoadOpeningRequest
from views import access
from views.backoffice.kit.inputs import Radios, StepForm
from views.backoffice.kit.row_actions import Asks, Done, Question, RowAction
from views.fields import Form, LongText, Text, version_seen
from views.messages import LABELS
from views.messages.road_openings import period


class DatesForm(StepForm):
    """What is decided."""

    outcome = Radios("Décision", LABELS["DatesOutcome"].items(), needed="Choisissez la décision.")
    order_number = Text("Numéro de l’arrêté modificatif", hint="Obligatoire pour accorder.", longest=60)
    reason = LongText("Motif", hint="Obligatoire pour refuser : la structure le lit.", longest=2000)


class DecideDates(RowAction[RoadOpeningRequest]):
    """It is told the version that was seen: nobody grants dates that were changed meanwhile."""

    def ask(
        self, screen: Asks, row: RoadOpeningRequest, form: Form, **context: object
    ) -> ResponseReturnValue:
        return super().ask(screen, row, form, template="backoffice/road_openings/move.html", **context)

    def operate(self, row: RoadOpeningRequest, form: Form) -> None:
        answers, seen = form.answers, form.state_seen
        outcome = DatesOutcome(answers.pop("outcome"))
        version = None if seen is None else version_seen(seen)
        self.operation(row, outcome=outcome, **answers, version=version, actor=access.current_actor())


DECIDE_DATES = DecideDates(
    verb="decide_dates",
    name="dates",
    icon="calendar-event",
    label="Décider des autres dates",
    permission=Permission.MOVE_REQUESTS,
    operation=road_openings.decide_dates,
    check=road_openings.check_decide_dates,
    form=DatesForm,
    absent=(NoDatesAsked,),
    question=Question(
        "Accorder d’autres dates à {row.reference} ?",
        verb="Enregistrer la décision",
        way_out="Décider plus tard",
        consequence=lambda row: (
            f"Accordées : {period(row.starts_on, row.ends_on)}. "
            f"Demandées : {period(row.wanted_starts_on, row.wanted_ends_on)}. Motif : {row.dates_reason}"
        ),
    ),
    done=Done("Les autres dates de {row.reference} sont décidées.", more="La structure est prévenue."),
)

"""Ticks the points of a case's checklist."""

from __future__ import annotations

from wtforms import SelectChoice

from models.cases import Case
from models.cases.checklist import NothingToTick, check_check_off, check_off, list_points
from models.permissions import Permission
from views import access
from views.backoffice.kit.inputs import StepForm
from views.backoffice.kit.row_actions import Done, Question, RowAction
from views.fields import Form
from views.fields.boxes import Boxes


class Ticking(StepForm):
    """The points, each a box."""

    points = Boxes("Points", [])


class Tick(RowAction[Case]):
    """Shows the points of the case's kind, those that are ticked as they are."""

    def blank(self, row: Case) -> Form:
        form = super().blank(row)
        assert isinstance(form, Ticking)
        form.points.choices = [
            SelectChoice(
                entry.point.key, entry.point.label + (" (avant de clore)" if entry.point.required else "")
            )
            for entry in list_points(row)
        ]
        return form

    def operate(self, row: Case, form: Form) -> object:
        assert isinstance(form, Ticking)
        points = form.points.data or []
        return self.operation(row, points=points, seen=form.state_seen, actor=access.current_actor())


def ticked(row: Case) -> dict[str, object]:
    """What the form holds at first."""
    return {"points": [entry.point.key for entry in list_points(row) if entry.tick is not None]}


TICK = Tick(
    verb="tick",
    name="cocher",
    icon="check2-square",
    label="Cocher des points",
    permission=Permission.KEEP_CASES,
    operation=check_off,
    check=check_check_off,
    absent=(NothingToTick,),
    form=Ticking,
    filled=ticked,
    question=Question(
        "Où en est le dossier « {row.subject} » ?",
        verb="Garder",
        way_out="Ne rien changer",
        consequence="Cochez ce qui est fait, décochez ce qui ne l’est plus : qui et quand sont gardés.",
    ),
    done=Done("Les points du dossier « {row.subject} » sont à jour."),
)

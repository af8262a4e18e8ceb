"""Corrects the number of an order; what it was stays in the history."""

from __future__ import annotations

from models import road_openings
from models.permissions import Permission
from models.road_openings import NoOrder
from views.backoffice.kit.inputs import REASON_HINT, StepForm
from views.backoffice.kit.row_actions import Done, Question, RowAction
from views.fields import LongText, Text


class OrderForm(StepForm):
    """The right number, and why it was wrong."""

    order_number = Text("Numéro de l’arrêté", needed="Indiquez le bon numéro.", longest=60)
    reason = LongText("Motif", needed="Indiquez le motif de la correction.", hint=REASON_HINT, longest=500)


CORRECT_ORDER = RowAction(
    verb="correct_order",
    name="arrete",
    icon="pencil",
    label="Corriger le numéro d’arrêté",
    tone="quiet",
    permission=Permission.MOVE_REQUESTS,
    operation=road_openings.correct_order,
    check=road_openings.check_correct_order,
    form=OrderForm,
    filled=lambda row: {"order_number": row.order_number},
    absent=(NoOrder,),
    question=Question(
        "Corriger le numéro de l’arrêté de {row.reference} ?",
        verb="Corriger le numéro",
        way_out="Ne rien changer",
        consequence="Aujourd’hui : {row.order_number}. L’ancien numéro reste dans l’histoire ; la structure"
        " reçoit un courriel qui dit les deux.",
    ),
    done=Done("L’arrêté de la demande {row.reference} porte le numéro {row.order_number}."),
)

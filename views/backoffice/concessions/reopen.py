"""Lifts a pause, or a closure by failures."""

from __future__ import annotations

from models import concessions
from models.concessions import Concession, NothingToReopen
from models.permissions import Permission
from views import formats
from views.backoffice.kit.inputs import ReasonForm
from views.backoffice.kit.row_actions import Done, Question, Several
from views.backoffice.kit.special_actions import Seen

FORGOTTEN = "Les codes faux sont oubliés, et le portail accepte de nouveau les essais."


def lifted(concession: Concession) -> str:
    """What is lifted."""
    lock = concession.title_lock
    assert lock is not None  # else there is nothing to reopen
    if lock.closed_at is not None or lock.paused_until is None:
        return "Bloquée après trop de codes faux : le portail acceptera de nouveau les essais."
    return f"En pause jusqu’au {formats.moment(lock.paused_until)} : la pause est levée."


REOPEN = Seen(
    verb="reopen",
    name="rouvrir",
    key="o",
    icon="arrow-repeat",
    label="Rouvrir",
    permission=Permission.REOPEN,
    operation=concessions.reopen,
    check=concessions.check_reopen,
    absent=(NothingToReopen,),
    form=ReasonForm,
    question=Question(
        "Rouvrir « {row.title} » ?",
        verb="Rouvrir la concession",
        way_out="La laisser fermée",
        consequence=FORGOTTEN,
    ),
    done=Done(
        "« {row.title} » est rouverte.",
        more="Le portail accepte de nouveau les essais.",
        many=("concession rouverte", "concessions rouvertes"),
    ),
    bulk=Several(lifted, consequence=FORGOTTEN, way_out="Les laisser fermées"),
)

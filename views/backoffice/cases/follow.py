"""Says who sees to a case, what comes next and when, what is in the way."""

from __future__ import annotations

from typing import Any

from models import cases
from models.cases import Case
from models.permissions import Permission
from models.staff.queries import list_case_keepers
from views import access
from views.backoffice.cases.columns import is_over
from views.backoffice.cases.in_place import InPlace
from views.backoffice.kit.inputs import StepForm
from views.backoffice.kit.row_actions import Done, Question
from views.fields import Choice, Day, Text


class Following(StepForm):
    """What comes next. Nothing is compulsory: an empty field says that there is nothing."""

    owner = Choice("Qui s’en occupe", empty="Personne")
    next_action = Text("Prochaine action", longest=250, hint="Rappeler, attendre un document…")
    due_on = Day("Pour le")
    blocked_by = Text("Ce qui bloque", longest=250, hint="En une phrase ; vide quand rien ne bloque.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owner.choices = self.owner.listed((agent.email, agent.name) for agent in list_case_keepers())


def held(case: Case) -> dict[str, object]:
    """What is planned now; for a case that nobody has, whoever looks is proposed, and no day that is over."""
    agent = access.current_agent()
    proposed = agent.email if agent is not None else ""
    return {
        "owner": case.owner.email if case.owner is not None else proposed,
        "next_action": case.next_action,
        "due_on": case.due_on if case.owner is not None or not is_over(case) else None,
        "blocked_by": case.blocked_by,
    }


FOLLOW = InPlace(
    verb="follow",
    name="suite",
    key="u",
    icon="calendar-event",
    label="Prévoir la suite",
    permission=Permission.KEEP_CASES,
    operation=cases.follow,
    check=cases.check_follow,
    form=Following,
    filled=held,
    absent=(cases.CaseClosed,),
    question=Question(
        "Quelle suite pour le dossier « {row.subject} » ?", verb="Garder la suite", way_out="Ne rien changer"
    ),
    done=Done("La suite du dossier est gardée."),
)

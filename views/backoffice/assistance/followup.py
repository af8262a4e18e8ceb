"""What is written into the company's case during a call: a note, a promise to call back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from flask import url_for

from models import cases
from models.assistance.situation import Situation
from models.cases import Case, CaseNoteKind
from models.cases.promising import NO_CASE
from models.cases.queries import find_open_whole
from models.companies import Company
from models.kernel.actors import Actor
from models.permissions import Permission, allows
from models.staff import Agent
from models.values import days
from views import access, formats
from views.backoffice.cases.check_caller import CHECK_CALLER
from views.backoffice.cases.note import Noting, drafted
from views.backoffice.cases.presence import others_on
from views.backoffice.kit.inputs import StepForm
from views.fields import Day, Text
from views.fields.checks import Needed

CALL_BACK = "Rappeler"


class CallingBack(StepForm):
    """What is promised, and for when: tomorrow's working day unless another is said."""

    next_action = Text("Rappel promis", needed="Dites ce qui est promis.", longest=250)
    due_on = Day("Pour le", [Needed("Dites pour quel jour : sans date, personne ne rappelle.")])


@dataclass(frozen=True)
class Followup:
    """The case as the panel of a call shows it: its own, if it is open, and what may be written into it."""

    case: Case | None
    others: list[object]
    check_href: str
    unchecked: str
    """Why the caller cannot be checked."""

    note: StepForm
    call_back: StepForm
    colleague: str
    """Who else has the case, and gives it to whoever promises."""

    written: str = ""
    """The name of the form that came back refused."""


def make_followup(
    situation: Situation, appel: str, refused: Mapping[str, StepForm] | None = None
) -> Followup | None:
    """What may be written; None where no company is known, or to whoever keeps no case."""
    agent, company = access.current_agent(), situation.company
    if company is None or agent is None or not allows(agent.role, Permission.KEEP_CASES):
        return None
    case = find_open_whole(company.id)
    note = Noting(
        formdata=None, data=drafted(case) if case is not None else {"kind": CaseNoteKind.CALL.value}
    )
    call_back = CallingBack(formdata=None, data={"next_action": _promise(situation), "due_on": _tomorrow()})
    forms: dict[str, StepForm] = {"note": note, "call_back": call_back, **(refused or {})}
    for name, form in forms.items():
        for field in form:
            field.id = f"{name}-{field.id}"
    forms["call_back"].show(case.mark if case is not None else NO_CASE)
    unchecked = CHECK_CALLER.why_not(case) if case is not None else ""
    may_check = case is not None and not unchecked
    check_href = url_for("assistance.check_caller", id=company.id, appel=appel) if may_check else ""
    return Followup(
        case,
        others_on(case) if case is not None else [],
        check_href,
        unchecked,
        forms["note"],
        forms["call_back"],
        _colleague(case, agent),
        next(iter(refused or {}), ""),
    )


def _colleague(case: Case | None, agent: Agent) -> str:
    owner = case.owner if case is not None else None
    return owner.name if owner is not None and owner.id != agent.id else ""


def _promise(situation: Situation) -> str:
    """The company's number: it need not be asked again. What an old record bears is shown with its trace."""
    phone = situation.company.phone if situation.company is not None else ""
    who = situation.person.full_name if situation.person is not None else ""
    return " ".join(filter(None, [CALL_BACK, who, f"au {formats.phone(phone)}" if phone else ""]))


def _tomorrow() -> object:
    day = days.today() + timedelta(days=1)
    while not days.is_working(day):
        day += timedelta(days=1)
    return day


def keep_note(company: Company, form: Noting, actor: Actor) -> None:
    """Into the company's case, which it opens where none is."""
    answers = form.answers
    kind = CaseNoteKind(answers.pop("kind"))
    cases.note_for(company, kind=kind, **answers, actor=actor)


def promise(company: Company, form: CallingBack, actor: Actor) -> None:
    """The next action of the company's case, in the hands of whoever promises."""
    cases.promise(company, **form.answers, seen=form.state_seen, actor=actor)

"""Says who sees to a case, what comes next and when, what is in the way."""

from __future__ import annotations

import json
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from wtforms import HiddenField

from models import audit, cases
from models.cases import Case
from models.permissions import Permission
from models.staff.queries import list_case_keepers
from views import access
from views.backoffice.cases.columns import is_over
from views.backoffice.cases.in_place import InPlace
from views.backoffice.kit.history import moment_of
from views.backoffice.kit.inputs import StepForm
from views.backoffice.kit.row_actions import Asks, Done, Question
from views.backoffice.kit.versioned_forms import KEEP, Crossing
from views.fields import Answers, Choice, Day, Form, Text
from views.messages import value_of_fact

OWN = ("owner", "next_action", "due_on", "blocked_by")


class Following(StepForm):
    """What comes next. Nothing is compulsory: an empty field says that there is nothing.

    Who saves second keeps what they changed, takes over the rest, and reads what crosses.
    """

    before = HiddenField()
    """What the person read, as JSON."""

    owner = Choice("Qui s’en occupe", empty="Personne")
    next_action = Text("Prochaine action", longest=250, hint="Rappeler, attendre un document…")
    due_on = Day("Pour le")
    blocked_by = Text("Ce qui bloque", longest=250, hint="En une phrase ; vide quand rien ne bloque.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.crossings: dict[str, Crossing] = {}
        self.taken: dict[str, Crossing] = {}
        self.owner.choices = self.owner.listed((agent.email, agent.name) for agent in list_case_keepers())

    @property
    def answers(self) -> Answers:
        """What was answered, by field name; what was read is no answer."""
        return {name: value for name, value in super().answers.items() if name != "before"}

    def merge(self, case: Case) -> None:
        """Takes over what others saved since the person read it, where they changed nothing themselves."""
        read, saved = facts_of(self.before.data), held(case)
        changed = audit.last_to_change(case.audit_kind, case.id, OWN)
        for name in OWN:
            field, seen, theirs = self[name], read.get(name), text_of(saved[name])
            mine = text_of(field.data)
            if theirs == seen or (theirs == mine and not field.errors):
                continue
            event = changed.get(name)
            crossing = Crossing(
                field.label.text,
                None if seen is None else self.words(name, seen),
                self.words(name, theirs),
                self.words(name, mine),
                moment_of(event).who if event is not None else "",
                event.at if event is not None else None,
            )
            if mine == seen and not field.errors:
                self.taken[name], field.data, field.raw_data = crossing, saved[name], None
            else:
                self.crossings[name] = crossing
        self.before.data, self.before.raw_data = saved["before"], None

    def words(self, name: str, text: str) -> str:
        """A value as people read it: an owner by their name."""
        names = {agent.email: agent.name for agent in list_case_keepers()} if name == "owner" else {}
        return names.get(text) or value_of_fact(name, text, Case.audit_kind)


def text_of(value: object) -> str:
    """A value as `before` holds it."""
    return "" if value is None else str(value)


def facts_of(before: str | None) -> dict[str, str]:
    """What `before` holds; nothing of what is no JSON of ours."""
    try:
        read = json.loads(before or "{}")
    except ValueError:
        return {}
    return {name: str(value) for name, value in read.items()} if isinstance(read, dict) else {}


class Follow(InPlace):
    """Whoever plans on what somebody has changed since is shown what they left, and chooses."""

    def blank(self, row: Case) -> Form:
        form = super().blank(row)
        if form.is_submitted() and isinstance(form, Following) and form.state_seen == row.mark:
            for name in OWN:
                if request.form.get(KEEP + name) == "theirs":
                    form[name].data, form[name].raw_data = held(row)[name], [text_of(held(row)[name])]
        return form

    def ask(self, screen: Asks, row: Case, form: Form, **context: object) -> ResponseReturnValue:
        if isinstance(form, Following) and form.state_seen not in (None, row.mark):
            form.merge(row)
        return super().ask(screen, row, form, **context)


def held(case: Case) -> dict[str, object]:
    """What is planned now; for a case that nobody has, whoever looks is proposed, and no day that is over."""
    agent = access.current_agent()
    proposed = agent.email if agent is not None else ""
    plan: dict[str, object] = {
        "owner": case.owner.email if case.owner is not None else proposed,
        "next_action": case.next_action,
        "due_on": case.due_on if case.owner is not None or not is_over(case) else None,
        "blocked_by": case.blocked_by,
    }
    return {**plan, "before": json.dumps({name: text_of(value) for name, value in plan.items()})}


FOLLOW = Follow(
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

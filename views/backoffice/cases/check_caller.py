"""Asks a caller three facts: the screen says right or wrong, and never what would have been right."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from models.assistance import caller_check
from models.assistance.caller_check import CallerCheck
from models.assistance.caller_facts import CallerFact
from models.cases import Case
from models.permissions import Permission
from views import access, formats
from views.backoffice.kit.inputs import StepForm
from views.backoffice.kit.row_actions import Asks, Question, RowAction
from views.fields import Form, Submission, Text
from views.messages import LABELS

QUESTIONS = LABELS["CallerFact"]


class Checking(StepForm):
    """What the caller answers, as they say it: one field a fact."""

    submission = Submission()


def name_of(fact: CallerFact) -> str:
    """The name of its field."""
    return fact.value.replace("-", "_")


for each in CallerFact:
    setattr(
        Checking,
        name_of(each),
        Text(QUESTIONS[each], longest=200, render_kw={"autocomplete": "off", "data-unsaid": ""}),
    )


def outcome(check: CallerCheck) -> str:
    """Which of the answers were right, in words that give no value away."""
    words = [
        f"{QUESTIONS[CallerFact(fact)].removesuffix(' ?')} : {'juste' if is_right else 'faux'}"
        for fact, is_right in check.results.items()
    ]
    return " ; ".join(words) + "."


def words_of(made: CallerCheck) -> dict[str, str]:
    """What is said of a check: how many were right, which, and how it looks."""
    right = formats.plural(made.right, "réponse juste", "réponses justes")
    fact = f"Interlocuteur : {right} sur {len(made.results)}."
    return {"fact": fact, "more": outcome(made), "tone": "ok" if made.is_passed else "stop"}


class Check(RowAction[Case]):
    """Asks the three facts of this check alone."""

    def blank(self, row: Case) -> Form:
        form = super().blank(row)
        chosen = {name_of(question.fact) for question in caller_check.list_asked(row)}
        for name in set(map(name_of, CallerFact)) - chosen:
            del form[name]
        return form

    def operate(self, row: Case, form: Form) -> object:
        typed = form.answers
        submission = typed.pop("submission")
        answers = {name.replace("_", "-"): text or "" for name, text in typed.items()}
        actor, seen = access.current_actor(), form.state_seen
        return self.operation(row, answers=answers, submission=submission, seen=seen, actor=actor)

    def respond(self, screen: Asks, row: Case, made: object) -> ResponseReturnValue:
        assert isinstance(made, CallerCheck)
        return screen.done(row, **words_of(made))


CHECK_CALLER = Check(
    verb="check_caller",
    name="verifier",
    key="v",
    icon="shield-check",
    label="Vérifier l’interlocuteur",
    permission=Permission.KEEP_CASES,
    operation=caller_check.check_caller,
    check=caller_check.check_caller_check,
    form=Checking,
    question=Question(
        "Que répond la personne au téléphone ?",
        verb="Comparer les réponses",
        way_out="Ne pas vérifier",
        consequence="Posez les trois questions, tapez les réponses telles quelles. Ne soufflez rien : "
        "l’écran dit juste ou faux, sans montrer ce qu’il fallait répondre.",
    ),
)
